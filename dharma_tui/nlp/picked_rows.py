"""Orders of rows, and of two things, that are told in any of twelve languages: "starte 1 und 3", "compare the two".

What they tell besides which rows are meant is little: it is read in English, as if of "those" or of "both".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import Frame
from dharma_tui.nlp.following import Pointing
from dharma_tui.nlp.pick_words import LANGUAGES, UNPARTED, Sign, signs, spans
from dharma_tui.nlp.picking import picked
from dharma_tui.nlp.word_lists import words_of

if TYPE_CHECKING:
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.reading import Reader

_LONGEST, _LONGEST_UNPARTED = 60, 24
"""Letters of an order that says no more, and of one in a script that sets no blanks."""
_DOING = words_of("mood.verbs") | words_of("mood.nouns_and_verbs")
_ASKING = {
    **dict.fromkeys(("show", "list", "display", "see"), "list"),
    **dict.fromkeys(("describe", "details"), "describe"),
    **dict.fromkeys(("compare", "compared", "diff", "difference"), "compare"),
}
_SWITCHING = frozenset({"power", "turn", "switch", "bring", "off", "on", "up", "down", "back"})
_SMALL = frozenset({"please", "pls", "now", "me", "to", "of", "the", "between", "?", "!", "."})
_BOTH = re.compile(r"A?[TM]?B(?:A|[TM]?[CDK])?|M[DCK]|TC|T?K|A[TM]?[DCK]|[DCK]A")
_SEVERAL = re.compile(r"[DCKOFLTMABNxyc&,]*")
_GROUP = re.compile("M[DCK]")
"""These two, and no others."""
_SO_MANY = re.compile("K|[TM][CK]|MD")
_BUT = frozenset("xyc")
_BESIDE = str.maketrans(dict.fromkeys("TMN"))
_TWO = 2
_INTENTS = {"list": "list_resources", "describe": "describe_infrastructure", "compare": "show_changes"}
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class RowOrder:
    """An order as it is said in English of "those" or "both"."""

    text: str
    rows: tuple[int, ...] = ()
    """The rows that it is of; none: those that are spoken of, or nobody knows which."""
    is_open: bool = False
    """It is of rows, and they were not shown, or are not told plainly."""

    def read(self, frame: Frame) -> Frame:
        """``frame`` as what is asked for, where nothing is changed."""
        intent = _INTENTS.get(self.text.split(" ", 1)[0], "")
        return replace(frame, intent=intent, confidence=_SURE, destructive=False) if intent else frame

    def pointing(self, shown: Sequence[ResourceRef | None]) -> Pointing | None:
        """The rows that it is of; None: it tells none by their places."""
        is_listed = self.text.startswith("list ")
        if self.is_open:
            return replace(Pointing((), ("no such rows",)), are_listed=is_listed)
        told = Pointing.at([shown[row] for row in self.rows]) if self.rows else None
        return replace(told, are_listed=is_listed) if told is not None else None


def order_of(text: str, conversation: Conversation, reader: Reader) -> RowOrder | None:
    """What ``text`` orders of several rows, or of both of two things; None: it orders nothing of them, or something else, too."""
    text = unicodedata.normalize("NFKC", text)
    if not conversation.turns or len(text) > (_LONGEST_UNPARTED if UNPARTED.search(text) else _LONGEST):
        return None
    shown, of = conversation.shown, conversation.shown_of
    for start, end in spans(text):
        span = text[start:end]
        reads = signs(span, _languages(text)).values()
        is_both = any(_BOTH.fullmatch(_line(read)) and _is_of_two(read) for read in reads)
        lines = [line for line in map(_line, reads) if _SEVERAL.fullmatch(line) and _are_several(line)]
        if not is_both and not (shown and lines):
            continue
        is_whole = span == text.strip() and conversation.is_list_last
        if not (rest := "list" if is_whole else _rest(f"{text[:start]} {text[end:]}", reader)):
            continue
        is_change = rest.split()[0] not in _INTENTS
        if is_both:
            is_group = is_change and any(map(_GROUP.fullmatch, map(_line, reads)))
            return RowOrder(f"{rest} those two" if is_group else f"{rest} both of them")
        if is_change and all(set(line) & _BUT for line in lines):  # what is left out is to be named
            continue
        told = picked(span, len(shown), of, reader.language(reader.read(text)) or "en")
        if told is not None and (len(told.rows) > 1 or any(set(line) & _BUT for line in lines)):
            return RowOrder(f"{rest} those", told.rows, is_open=not told.rows)
        return RowOrder(f"{rest} those", is_open=True) if told is not None and not told.rows else None
    return None


def _languages(text: str) -> Collection[str]:
    return ("ja", "zh") if UNPARTED.search(text) else LANGUAGES


def _line(read: Sequence[Sign]) -> str:
    return "".join(sign.sort for sign in read if sign.sort != "p")


def _are_several(line: str) -> bool:
    """Whether more is told than one row."""
    return bool(_SO_MANY.fullmatch(line)) or len(line.translate(_BESIDE)) > 1


def _is_of_two(read: Sequence[Sign]) -> bool:
    return all(sign.value == _TWO for sign in read if sign.sort in {"C", "D", "K"})


def _rest(text: str, reader: Reader) -> str:
    """What is told besides rows, in English; empty: it is more than what is to be done with them."""
    reading = reader.read(text)
    words = [token.plain for token in reading.tokens]
    if reading.mentions or not set(words) <= {*_DOING, *_ASKING, *_SWITCHING, *_SMALL}:
        return ""
    told = list(dict.fromkeys(_ASKING.get(word, word) for word in words if word not in _SMALL))
    return " ".join(told) if {*told} & {*_DOING, *_ASKING.values()} else ""
