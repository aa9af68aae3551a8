"""Plans that are taken back: "no, cancel that", "never mind", in twelve languages. Nothing was done, so nothing is to be undone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.choosing import picked_of
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation

_SPOKEN = "help_or_smalltalk"
_SCANS = frozenset({"start_discovery", "discovery_status"})
_LONGEST = 60
"""Letters of what says nothing but this."""
TAKEN_BACK = Answer(
    "All right: nothing was done, and no plan waits any longer.",
    next_steps=("what changed today?", "how many resources are there?", "what can you do?"),
)
"""What is answered, whether there was a plan or not."""


def withdrawn(text: str, conversation: Conversation) -> Frame | None:
    """The frame of a request that takes back what was asked for last; None: it asks for something.

    Words that may ask for what was done to be undone, or a bare "no", take back a change alone.
    """
    last = conversation.frames[-1] if conversation.frames else None
    if last is None or last.intent in _SCANS or len(text) > _LONGEST:
        return None
    said, is_denied = _core(_plain(text))
    is_so = said in _list("cores") or ((told := picked_of(text, conversation)) is not None and told.is_none)
    if last.intent in CHANGES:
        is_so = is_so or said in _list("undoing") or (is_denied and not said)
    return Frame(_SPOKEN, 1.0, {}, ranked=((_SPOKEN, 1.0),)) if is_so else None


def _plain(text: str) -> str:
    """Letters and spaces, folded; without the marks above letters."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    told = (one if one.isalnum() or unicodedata.category(one) == "Mc" else " " for one in folded if not _is_mark(one))
    return re.sub(r"\s+", " ", "".join(told)).strip()


def _is_mark(one: str) -> bool:
    return unicodedata.combining(one) != 0 or one in "'’"


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(map(_plain, words_of(f"withdrawing.{name}")))


@cache
def _longest_first(*names: str) -> list[str]:
    return sorted(frozenset[str]().union(*map(_list, names)), key=len, reverse=True)


def _core(said: str) -> tuple[str, bool]:
    """``said`` without what leads on to it and what follows, and whether there was a "no" among that."""
    is_denied = False
    while said and said not in _list("cores") | _list("undoing"):
        lead = next((one for one in _longest_first("leads", "noes") if _begins(said, one)), "")
        tail = next((one for one in _longest_first("tails") if _ends(said, one)), "") if not lead else ""
        if not lead and not tail:
            break
        is_denied = is_denied or lead in _list("noes")
        said = (said.removeprefix(lead) if lead else said.removesuffix(tail)).strip()
    return said, is_denied


def _begins(said: str, word: str) -> bool:
    return said == word or said.startswith(word if _is_joined(word) else f"{word} ")


def _ends(said: str, word: str) -> bool:
    return said == word or said.endswith(word if _is_joined(word) else f" {word}")


def _is_joined(word: str) -> bool:
    """Whether its script sets no spaces between words."""
    return any("\u3040" <= one <= "\u9fff" for one in word)
