"""Orders that somebody else gave, told in quotes: 'someone told me "delete web-7"' is no change, and says whose words they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dharma_tui.nlp.recogniser import Recogniser

_REPORTED = lazy_pattern(
    r"(?<!\w)(?:told|tells?|said|says?|wrote|writes?|asked|asks|ordered|message|mail|e-?mail|ticket|reads|yelled|shouted|sagt\w*|schr(?:ie|ei)b\w*"
    r"|meinte|dit|disait|[ée]crit|dijo|dice|escribi[óo]|disse|detto|scritto|сказал\w*|написал\w*|говорит|言っ\w*|说|說|말했\w*|قال|कहा)"
    r"\b[^\"“„«「]{0,40}[\"“„«「](?P<order>[^\"”“»」\n]{3,200})[\"”“»」]",
    re.IGNORECASE,
)


def ordered(text: str, recogniser: Recogniser) -> str:
    """The change that somebody is told to have asked for, in quotes; empty where nobody is."""
    found = _REPORTED.search(text)
    order = found["order"].strip() if found else ""
    return order if order and recogniser.turn(order, None).frame.intent in CHANGES else ""


def not_planned(order: str) -> Answer:
    """That nothing is planned of another's words, and how it would be asked for."""
    return Answer(
        "Those are somebody's words, in quotes: nothing is planned of them. Where it is you who wants that, ask it yourself.",
        next_steps=(order, "what changed today?", "what can you do?"),
        to_write=(order,),
    )
