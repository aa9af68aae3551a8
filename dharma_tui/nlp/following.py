"""What "the second one", "those" and "it" stand for: rows of the last answer, or what it was about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import are_of_rows
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tools._base import Asked

_ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            ("first", "1st"),
            ("second", "2nd"),
            ("third", "3rd"),
            ("fourth", "4th"),
            ("fifth", "5th"),
            ("sixth", "6th"),
            ("seventh", "7th"),
            ("eighth", "8th"),
            ("ninth", "9th"),
            ("tenth", "10th"),
        )
    )
    for word in words
}
_MANY = frozenset({"those", "these", "them", "they", "both"})
OF_ROWS = frozenset({"list_resources", "show_statistics"})
"""Intents that "those" narrows, and that tell nothing of each row by itself."""
_PLURAL = frozenset({"those", "these", "both"})
_ONE = frozenset({"it", "that", "this", "its", "it's"})
_BESIDE = frozenset({"one", "ones", "row", "result", "entry", "item", "of", "in", "from", "on", "to", "?"})
"""Words that an ordinal of a row has behind it; "the first server" is another thing."""
_BEHIND = _BESIDE | {
    "please",
    "now",
    "right",
    "immediately",
    "asap",
    "today",
    "with",
    "by",
    "up",
    "down",
    "tagged",
    "back",
}
"""Words that a number of rows has behind it; "the first two servers" may be others."""
_SMALL = frozenset({"the", "one", "please", "ones", "row", "number", "i", "mean", "meant", "ok", "no", "yes", "?", "."})
_JOINING = frozenset({"the", "and", "one", "ones", ","})
"""What stands between rows that are named one after the other."""
_OTHERS = frozenset({("the", "others"), ("the", "rest"), ("the", "other"), ("all", "others"), ("other", "ones")})
_PLACES = frozenset({"environment", "region", "provider"})
_WIDEST = 5
"""Words of a name that are looked at, and one more."""
_LAST = re.compile(r"\blast (?:one|row|item|entry)\b|(?<=\bthe )last(?=[?.!]*$)", re.IGNORECASE)
_ORDINAL = f"(?:{'|'.join(_ORDINALS)})"
_FIRST_FEW = lazy_pattern(
    r"\b(?:the )?(?:first|last|top) (?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)(?: ones)?"
    r"(?= of (?:those|these|them)\b| (?:please|now|to|in|on|with|by)\b|[ ?.!]*$| \S+=)"
    r"|\b(?:those|these) (?:two|three|four|five|[2-9])(?= (?:please|now|to|in|on|with|by)\b|[ ?.!]*$)"
    r"|\b(?:all )?the (?:others|rest|other ones|other one)(?= (?:please|now|too|to|in|on)\b|[ ?.!]*$)"
    rf"|\b(?:the )?{_ORDINAL}(?: one)?(?:(?:,| and|, and) (?:the )?{_ORDINAL}(?: one)?)+(?: ones)?"
    r"(?= (?:please|now|too|to|in|on)\b|[ ?.!]*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pointing:
    """Resources that are pointed at. ``alone``: nothing else was said, so the last request is meant again."""

    refs: tuple[ResourceRef, ...]
    """What they are, in the order of the rows."""
    doubts: tuple[str, ...] = ()
    alone: bool = False
    number: int | None = None
    """The place of the word that says how many rows are meant, where one does: "the first two"."""
    so_many: int = 0
    """What it says."""


def pointed(
    asked: Asked,
    reading: Reading,
    shown_of: int,
    about: Sequence[ResourceRef] = (),
    before: Sequence[ResourceRef] = (),
    listed: tuple[Sequence[ResourceRef], int] = ((), 0),
) -> Pointing | None:
    """What of the last answer ``asked`` points at; None when it names what it means, or points at nothing.

    ``about`` is what was spoken of last, ``before`` what was spoken of before that, ``listed`` the last rows
    of an answer that was no plan, and how many there were.
    """
    if any(one.sort == "resource_name" and not one.excluded for one in reading.mentions):
        return None
    words = [token.plain for token in reading.tokens]
    change = asked.frame.intent in CHANGES
    if asked.shown and change and (several := _several(reading, asked.shown, shown_of)) is not None:
        return several
    if asked.shown and change and len(set(words) & set(_ORDINALS)) > 1:
        rows = _rows_in_a_row(words, len(asked.shown))
        return Pointing(tuple(asked.shown[row] for row in rows), () if rows else ("several rows",))
    if asked.shown and (place := _place(words, len(asked.shown))) is not None:
        alone = not reading.mentions and not set(words) - _SMALL - set(_ORDINALS) - {"last"}
        doubts = ("not all shown",) if "last" in words and shown_of > len(asked.shown) else ()
        return Pointing((asked.shown[place],), doubts, alone=alone or _is_number(words))
    said = set(words)
    if asked.shown and change and said & set(_ORDINALS) and said & {*_MANY, "ones"}:
        return Pointing((), ("not so many",))
    if asked.shown and change and _says_others(words):
        return _others(*listed, about)
    if asked.shown and said & _MANY and (asked.frame.intent in OF_ROWS or not asked.frame.values("resource_name")):
        doubts = ("not all shown",) if shown_of > len(asked.shown) else ()
        if "both" in said:
            return Pointing(asked.shown[:2], doubts if len(asked.shown) == 2 else ("not two",))
        return Pointing(asked.shown, doubts)
    if asked.shown and change and _are_the_ones(reading):
        among, among_of = listed if listed[0] else (asked.shown, shown_of)
        return Pointing(tuple(among), ("not all shown",) if among_of > len(among) else ())
    plural = said & _PLURAL or any(token.plain == "them" for token in reading.original)
    if plural and before and len(about) == 1 and len(asked.frame.values("resource_name")) < 2:
        return Pointing((*before, *about), () if "both" in said and len(before) == 1 else ("not plain",))
    if "both" in said and len(asked.frame.values("resource_name")) == 1:
        return Pointing(tuple(about), ("not two",))
    if said & _ONE and not asked.frame.values("resource_name"):
        refs = tuple(about) or (asked.shown if len(asked.shown) == 1 else ()) or asked.selected
        return Pointing(refs) if refs else None
    return None


def is_also_called(reading: Reading, names: NameIndex) -> bool:
    """Whether words of a request that point at something are also what a resource is called."""
    words = [token.plain if token.sort != "quoted" else "" for token in reading.tokens]
    parts = (words[at : at + size] for size in range(1, _WIDEST) for at in range(len(words) - size + 1))
    return any(are_of_rows(part) and " ".join(part) in names for part in parts)


def as_row(text: str) -> str:
    """``text`` with the last row called the second one: of a list that was shown, "last" says nothing of time."""
    return _LAST.sub("second one", text)


def as_rows(text: str) -> str:
    """``text`` with the first so many rows, or some, or the others called those: which they are says nothing of what is asked."""
    return _FIRST_FEW.sub("those", text)


def _several(reading: Reading, shown: Sequence[ResourceRef], shown_of: int) -> Pointing | None:
    """The first or the last so many rows: "the first two", "the last 3 of those", "the first two servers"."""
    words = [token.plain for token in reading.tokens]
    for at, (word, after) in enumerate(pairwise(words)):
        count = NUMBERS.get(after, after)
        is_all = word in _PLURAL
        if not (is_all or word in {"first", "last", "top"}) or not count.isdecimal() or not _is_behind(reading, at + 2):
            continue
        many, is_last = int(count), word == "last"
        if is_all:  # how many of them are left is looked at once they are narrowed
            doubts = ("not all shown",) if shown_of > len(shown) else ()
            return Pointing(tuple(shown), doubts, number=at + 1, so_many=many)
        if not 0 < many <= len(shown):
            return Pointing((), ("not so many",), number=at + 1, so_many=many)
        doubts = ("not all shown",) if is_last and shown_of > len(shown) else ()
        return Pointing(tuple(shown[-many:] if is_last else shown[:many]), doubts, number=at + 1, so_many=many)
    return None


def _is_behind(reading: Reading, at: int) -> bool:
    """Whether what stands at this place, behind a number of rows, may: "the first two hours" are none."""
    if at >= len(reading.tokens):
        return True
    mention, word = reading.at(at), reading.tokens[at].plain
    return word in _BEHIND or not word.isalpha() or (mention is not None and mention.sort in {"resource_kind", "tag"})


def _rows_in_a_row(words: Sequence[str], count: int) -> tuple[int, ...]:
    """Places of rows that stand beside each other: "the first and the third one"; empty: other things stand among them."""
    places = [at for at, word in enumerate(words) if word in _ORDINALS]
    among = {word for word in words[places[0] : places[-1]] if word not in _ORDINALS}
    behind = words[places[-1] + 1 : places[-1] + 2]
    rows = tuple(dict.fromkeys(_ORDINALS[words[at]] for at in places))
    plain = among <= _JOINING and (not behind or behind[0] in _BEHIND)
    return rows if plain and len(rows) == len(places) and max(rows) < count else ()


def _says_others(words: Sequence[str]) -> bool:
    return any(pair in _OTHERS for pair in pairwise(words))


def _others(shown: Sequence[ResourceRef], shown_of: int, about: Sequence[ResourceRef]) -> Pointing:
    """The rows besides those that were spoken of last; where all were, or none, it is not plain which are meant."""
    left = tuple(ref for ref in shown if ref not in about)
    if not left or len(left) == len(shown):
        return Pointing((), ("not plain",))
    return Pointing(left, ("not all shown",) if shown_of > len(shown) else ())


def _are_the_ones(reading: Reading) -> bool:
    """Whether "ones" are those shown: "the ones in dev", "the dev ones", and not "the old ones"; "borra los de dev", too."""
    words = [token.plain for token in reading.tokens]
    if "ones" not in words:
        return _ends_with_some_of_them(reading, words)
    before = words.index("ones") - 1
    return before >= 0 and (words[before] in {"the", "all", "of"} or reading.at(before) is not None)


def _ends_with_some_of_them(reading: Reading, words: Sequence[str]) -> bool:
    """Whether a request ends with an article that stands for things, and where they are: "the in dev"."""
    for at, (word, after) in enumerate(pairwise(words)):
        where = reading.at(at + 2)
        if word == "the" and after in {"in", "of", "from"} and where is not None and where.sort in _PLACES:
            return not set(words[where.last :]) - _SMALL
    return False


def _place(words: Sequence[str], count: int) -> int | None:
    """The place of a row that is spoken of."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        if word in _ORDINALS and (after in _BESIDE or not after) and _ORDINALS[word] < count:
            return _ORDINALS[word]
        if word == "last" and (after in {"one", "row", "item", "entry"} or (not after and before == "the")):
            return count - 1
        if word.isdigit() and before in {"number", "row", "#"} and 0 < int(word) <= count:
            return int(word) - 1
    return None


def _is_number(words: Sequence[str]) -> bool:
    return len(words) <= 3 and any(word.isdigit() for word in words) and bool(set(words) & {"number", "row", "#"})
