"""Changes of rows by their place, as they are said plainly: what they ask is read as if of any rows."""

from __future__ import annotations

import re
from dataclasses import replace

from dharma_tui.core.frames import Frame
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.following import ORDINALS, ordinals
from dharma_tui.nlp.reading import Reading

_DONE_TO_ROWS = frozenset({"start", "stop", "restart", "reboot", "delete", "terminate"})
_LAST = re.compile(r"\blast (?:one|row|item|entry)\b|(?<=\bthe )last(?=[?.!]*$)", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"^(?P<verb>(?:please )?(?:{'|'.join(sorted(_DONE_TO_ROWS))})) (?:the )?(?:number|row|no\.?|nr\.?|#) ?\d{{1,2}}(?=[ .!]*$)",
    re.IGNORECASE,
)
_ORDINAL = f"(?:{'|'.join(ORDINALS)})"
_FIRST_FEW = lazy_pattern(
    r"\b(?:the )?(?:first|last|top) (?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)(?: ones)?"
    r"(?= of (?:those|these|them)\b| (?:please|now|to|in|on|with|by)\b|[ ?.!]*$| \S+=)"
    r"|\b(?:those|these) (?:two|three|four|five|[2-9])(?= (?:please|now|to|in|on|with|by)\b|[ ?.!]*$)"
    r"|\b(?:all )?the (?:others|rest|other ones|other one|other (?:two|three|four|five|[2-9]))"
    r"(?= (?:please|now|too|to|in|on)\b|[ ?.!]*$)"
    rf"|\b(?:the )?{_ORDINAL}(?: one)?(?:(?:,| and|, and) (?:the )?{_ORDINAL}(?: one)?)+(?: ones)?"
    r"(?= (?:please|now|too|to|in|on)\b|[ ?.!]*$)",
    re.IGNORECASE,
)


def as_row(text: str) -> str:
    """``text`` with the last row called the second one: of a list that was shown, "last" says nothing of time."""
    return _NUMBERED.sub(r"\g<verb> the second one", _LAST.sub("second one", text))


def as_order_of_row(reading: Reading) -> str:
    """A change of one row by its place as it is said plainly, whatever the order of its words; empty: it is something else."""
    words = [token.plain for token in reading.tokens if token.sort != "mark"]
    verb, places = (
        [word for word in words if word in _DONE_TO_ROWS],
        [words[at] for at in ordinals(words)],
    )
    if len(verb) != 1 or len(places) != 1 or set(words) - {verb[0], places[0], "the", "one", "please"}:
        return ""
    return f"{verb[0]} the {places[0]} one"


def as_rows(text: str) -> str:
    """``text`` with the first so many rows, or some, or the others called those: which they are says nothing of what is asked."""
    return _FIRST_FEW.sub("those", text)


def but_number(frame: Frame, reading: Reading, at: int) -> Frame:
    """``frame`` without the number of rows at this place: what is left of counts is what something is to become."""
    counts = tuple(one.value for one in reading.mentions if one.sort == "count" and not one.covers(at))
    left = {sort: said for sort, said in frame.entities.items() if sort != "count"}
    return replace(frame, entities=left | ({"count": counts} if counts else {}))
