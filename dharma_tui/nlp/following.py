"""What "the second one", "those" and "it" stand for: rows of the last answer, or what it was about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.conversation import Several, Subject
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.kept_rows import is_of_the_others, kept
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.wholeness import is_relative

ORDINALS = {
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
_NTH = lazy_pattern(r"(\d{1,3})(?:st|nd|rd|th)")
MANY = frozenset({"those", "these", "them", "they", "both"})
_BOTH = 2
_THEM = frozenset({"them", "they"})
"""In English they are several; in other languages what is glossed so may be one."""
OF_ROWS = frozenset({"list_resources", "show_statistics"})
"""Intents that "those" narrows, and that tell nothing of each row by itself."""
_PLURAL = frozenset({"those", "these", "both"})
_ONE = frozenset({"it", "that", "this", "its", "it's"})
POINTING = MANY | _ONE | {"others", "other", "rest", "ones"}
_ROW = frozenset({"one", "row", "result", "entry", "item", "?"})
_BESIDE = _ROW | {"ones", "of", "in", "from", "on", "to"}
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
    "instead",
    "too",
}
"""Words that a number of rows has behind it; "the first two servers" may be others."""
_SMALL = frozenset(
    {
        *("the", "one", "please", "ones", "row", "number", "i", "mean", "meant", "ok", "no", "yes", "?", ".", ","),
        *("and", "what", "about", "then", "instead", "too", "now"),
    }
)
_READING_ROWS = OF_ROWS | {"describe_infrastructure"}
_SHOWING = frozenset({"show", "list", "describe", "give", "only", "just", "me", "last", "top", "both", "keep", "see"})
"""Words beside rows that are asked for."""
_JOINING = frozenset({"the", "and", "one", "ones", ","})
"""What stands between rows that are named one after the other."""
_OTHERS = frozenset({("the", "others"), ("the", "rest"), ("the", "other"), ("all", "others"), ("other", "ones")})
_PLACES = frozenset({"environment", "region", "provider"})
_Rows = Sequence[ResourceRef | None]


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
    are_listed: bool = False
    """Nothing but these rows are asked for."""

    @classmethod
    def at(cls, rows: _Rows, *doubts: str, number: int | None = None, so_many: int = 0) -> Pointing:
        """At these rows, in doubt where one is of no single resource."""
        refs = tuple(one for one in rows if one is not None)
        told = doubts if len(refs) == len(rows) else (*doubts, "no resource")
        return cls(refs, told, number=number, so_many=so_many)


def pointed(asked: Asked, reading: Reading, shown_of: int, subject: Subject | None = None) -> Pointing | None:
    """What of the last answer ``asked`` points at; None when it names what it means, or points at nothing.

    ``subject`` is what was spoken of; without it rows alone are known, and that there were ``shown_of``.
    """
    if any(one.sort == "resource_name" and not one.excluded for one in reading.mentions):
        return None
    words = [token.plain for token in reading.tokens]
    change = asked.frame.intent in CHANGES
    said = {word for at, word in enumerate(words) if change or not is_relative(reading, at)}
    subject = subject or Subject(several=Several(asked.shown, shown_of))
    if change and subject.is_lost and said & POINTING and not ordinals(words):
        return Pointing((), ("unanswered",))
    told = _rows_changed(asked, reading, shown_of, subject) if change else None
    if told is None and asked.frame.intent in _READING_ROWS:
        told = _rows_listed(asked, reading, shown_of, subject)
    if told is None:
        told = _row(asked, reading, shown_of, subject)
    if told is not None:
        return told
    if not change and "both" in said and asked.frame.intent in OF_ROWS:
        both = _those(asked, reading, subject)
        if both is not None and not both.doubts:
            return both
    if change:
        told = _rows_meant(asked, reading, shown_of, subject)
    elif (
        any(asked.shown) and said & MANY and (asked.frame.intent in OF_ROWS or not asked.frame.values("resource_name"))
    ):
        told = _all_shown(asked.shown, shown_of, is_both="both" in said)
    if told is None and said & _ONE and not asked.frame.values("resource_name"):
        if change and subject.is_past and len(asked.shown) != 1:
            return Pointing((), ("not one",))
        refs = (
            (() if change and subject.is_past else subject.about)
            or (asked.shown if len(asked.shown) == 1 else ())
            or asked.selected
        )
        is_of_several = len(refs) > 1 and any(token.plain == "it" for token in reading.original)
        told = Pointing.at(refs, *(("not one",) if is_of_several else ())) if refs else None
    return told


def _rows_changed(asked: Asked, reading: Reading, shown_of: int, subject: Subject) -> Pointing | None:
    """Several rows that are to be changed, where they are told by their number or their places."""
    if not asked.shown:
        return None
    words = [token.plain for token in reading.tokens]
    places = ordinals(words) or [at for at, one in enumerate(words) if one == "last"]
    if is_of_the_others(words, places) and (are_kept := kept(asked, reading, places)) is not False:
        return _all_but(asked, words, places, shown_of) if are_kept else Pointing((), ("not plain",))
    if (several := _several(reading, asked.shown, shown_of, subject)) is not None:
        return several
    if len({words[at] for at in ordinals(words)}) < 2:
        return None
    rows = _rows_in_a_row(words, len(asked.shown))
    return Pointing.at([asked.shown[row] for row in rows], *(() if rows else ("several rows",)))


def _all_but(asked: Asked, words: Sequence[str], places: Sequence[int], shown_of: int) -> Pointing:
    """The rows that were shown but for those at these places: one, or the first or last so many."""
    shown, said = asked.shown, words[places[0]]
    behind = "".join(words[places[0] + 1 : places[0] + 2])
    many = NUMBERS.get(behind, behind) if behind != "one" else ""
    if len(places) > 1 or (shown_of > len(shown) and said == "last"):
        return Pointing((), ("not plain",))
    if many.isdecimal():
        left = shown[: -int(many)] if said == "last" else shown[int(many) :]
        is_plain = said in {"first", "last"} and 0 < int(many) < len(shown)
        told = replace(_all_shown(left, shown_of - int(many)), number=places[0] + 1, so_many=len(left))
        return told if is_plain else Pointing((), ("not plain",))
    if (row := place_of_row([said], len(shown), is_whole=True)) is None:
        return Pointing((), ("no such row",))
    return _all_shown([one for at, one in enumerate(shown) if at != row], shown_of - 1)


def _rows_listed(asked: Asked, reading: Reading, shown_of: int, subject: Subject) -> Pointing | None:
    """Several rows that are asked for, and nothing else: "show me the second and third", "only the last two"."""
    words = [token.plain for token in reading.tokens]
    if not asked.shown or not {word for word in words if _ordinal(word) is None} <= _SHOWING | _SMALL | NUMBERS.keys():
        return None
    if len({words[at] for at in ordinals(words)}) > 1:
        rows = _rows_in_a_row(words, len(asked.shown))
        told = Pointing.at([asked.shown[row] for row in rows], *(() if rows else ("no such row",)))
        return replace(told, are_listed=True)
    several = _several(reading, asked.shown, shown_of, subject)
    if several is None or set(words) & {*_PLURAL, "other"}:
        return None
    doubts = tuple(
        {"not all shown": "last not shown", "not so many": "no such row"}.get(one, one) for one in several.doubts
    )
    return replace(several, refs=() if doubts else several.refs, doubts=doubts, number=None, so_many=0, are_listed=True)


def _row(asked: Asked, reading: Reading, shown_of: int, subject: Subject) -> Pointing | None:
    """The one row whose place is told. Of a plan, that may be its own or one of the list that it was made of."""
    words, shown = [_of_rows(reading, at) for at in range(len(reading.tokens))], asked.shown
    listed, of = subject.listed if subject.is_planned else (shown, shown_of)
    place = _place(words, len(shown))
    if not shown and place is not None and asked.frame.intent in CHANGES | {"describe_infrastructure"}:
        return Pointing((), ("nothing shown",))
    if not shown or place is None:
        return None
    if len({words[at] for at in ordinals(words)}) + ("last" in words) > 1:
        return Pointing((), ("several rows",), alone=not reading.mentions)
    in_list = len(listed) - 1 if "last" in words else place
    rows = [*dict.fromkeys([*shown[place : place + 1], *listed[in_list : in_list + 1]])]
    if "last" in words and (shown_of > len(shown) or (of > len(listed) and len(rows) > 1)):
        told = Pointing((), ("last not shown",))
    elif len(rows) > 1 and asked.frame.intent in CHANGES:
        told = Pointing((), ("two lists",))
    else:
        told = Pointing.at(rows[:1], *(() if rows else ("no such row",)))
    is_alone = not reading.mentions and {one for one in words if _ordinal(one) is None} <= _SMALL | {"last"}
    return replace(told, alone=is_alone or (_is_number(words) and asked.frame.intent not in CHANGES))


def _of_rows(reading: Reading, at: int) -> str:
    """The word there, but for those of a time: "the last two hours" are no rows."""
    word = reading.tokens[at].plain
    beside = (at, at + 1, at + 2) if word in {"last", "one"} else (at,)
    return "" if any((one := reading.at(place)) and one.sort == "time_range" for place in beside) else word


def _rows_meant(asked: Asked, reading: Reading, shown_of: int, subject: Subject) -> Pointing | None:
    """Rows that are to be changed and are told by a plural word."""
    words = [token.plain for token in reading.tokens]
    said = set(words)
    if asked.shown and ordinals(words) and said & {*MANY, "ones"}:
        return Pointing((), ("not so many",))
    if asked.shown and _says_others(words):
        return _others(*subject.listed, subject.about)
    if said & MANY:
        return _those(asked, reading, subject)
    if asked.shown and _are_the_ones(reading):
        return _all_shown(*(subject.listed if subject.listed[0] else (asked.shown, shown_of)))
    return None


def _all_shown(rows: _Rows, rows_of: int, *, is_both: bool = False) -> Pointing:
    if is_both and len(rows) != _BOTH:
        return Pointing.at(rows[:_BOTH], "not two")
    return Pointing.at(rows, *(("not all shown",) if rows_of > len(rows) else ()))


def _those(asked: Asked, reading: Reading, subject: Subject) -> Pointing | None:
    """What is to be changed where several things are meant: never one thing alone that was named after them.

    None: what was counted is meant; or one thing, of which other languages than English speak so, too.
    """
    rows, said = subject.several.refs, {token.plain for token in reading.tokens}
    others = tuple(one for one in subject.several.since if one not in rows)
    if "both" in said:
        since = subject.several.since
        if not others and len(rows) == subject.several.of == _BOTH:
            return Pointing.at(rows)
        is_counted = not rows and not since and not asked.frame.values("resource_name")
        is_two = len(since) == _BOTH != len(rows)
        return None if is_counted else Pointing(since, () if is_two else ("not two",))
    is_plural = bool(said & {*_PLURAL, "all"}) or any(token.plain in _THEM for token in reading.original)
    if not rows:
        is_one = not others or not is_plural
        return None if is_one else Pointing(others, ("not plain" if len(others) > 1 else "not several",))
    if len(others) > 1 or (others and len(rows) == 1) or (subject.several.since and not is_plural):
        return Pointing((), ("not plain",))
    return _all_shown(rows, subject.several.of)


def but_others(asked: Asked, reading: Reading, kinds: KindTable) -> Frame:
    """The frame of a change of what is pointed at without a name, or a kind of other things, that was said before."""
    frame, said = asked.frame, {one.sort for one in reading.mentions}
    here = {kind for one in frame.values("resource_kind") for kind in kinds.here(one)}
    others = {"resource_name", *(() if {one.ref.kind for one in asked.targets} <= here else ("resource_kind",))} - said
    return replace(frame, entities={sort: told for sort, told in frame.entities.items() if sort not in others})


def _several(reading: Reading, shown: _Rows, shown_of: int, subject: Subject) -> Pointing | None:
    """The first or the last so many rows: "the first two", "the last 3 of those", "the first two servers", "the other two"."""
    words = [token.plain for token in reading.tokens]
    for at, (word, after) in enumerate(pairwise(words)):
        count = NUMBERS.get(after, after)
        is_all, is_rest = word in _PLURAL, word == "other" and words[at - 1 : at] == ["the"]
        if not (is_all or is_rest or word in {"first", "last", "top"}) or not count.isdecimal() or after == "one":
            continue
        if not _is_behind(reading, at + 2):
            continue
        many, is_last = int(count), word == "last"
        if is_all or is_rest:  # how many of them are left is looked at once they are narrowed
            told = _others(*subject.listed, subject.about) if is_rest else _group(subject)
            return replace(told, number=at + 1, so_many=many)
        if not 0 < many <= len(shown):
            return Pointing((), ("not so many",), number=at + 1, so_many=many)
        doubts = ("not all shown",) if is_last and shown_of > len(shown) else ()
        return Pointing.at(shown[-many:] if is_last else shown[:many], *doubts, number=at + 1, so_many=many)
    return None


def _group(subject: Subject) -> Pointing:
    """All that was shown or said together last; where more was named since, it is not plain that they are meant."""
    rows, since = subject.several.refs, subject.several.since
    if sum(one not in rows for one in since) > 1 or not rows:
        return Pointing((), ("not plain",))
    return _all_shown(rows, subject.several.of)


def _is_behind(reading: Reading, at: int) -> bool:
    """Whether what stands at this place, behind a number of rows, may: "the first two hours" are none."""
    if at >= len(reading.tokens):
        return True
    mention, word = reading.at(at), reading.tokens[at].plain
    return word in _BEHIND or not word.isalpha() or (mention is not None and mention.sort in {"resource_kind", "tag"})


def _rows_in_a_row(words: Sequence[str], count: int) -> tuple[int, ...]:
    """Places of rows that stand beside each other: "the first and the third one"; empty: other things stand among them."""
    places = ordinals(words)
    among = {word for word in words[places[0] : places[-1]] if _ordinal(word) is None}
    behind = words[places[-1] + 1 : places[-1] + 2]
    rows = tuple(dict.fromkeys(row for at in places if (row := _ordinal(words[at])) is not None))
    plain = among <= _JOINING and (not behind or behind[0] in _BEHIND)
    return rows if plain and len(rows) == len(places) and max(rows) < count else ()


def _says_others(words: Sequence[str]) -> bool:
    return any(pair in _OTHERS for pair in pairwise(words))


def _others(shown: _Rows, shown_of: int, about: Sequence[ResourceRef]) -> Pointing:
    """The rows besides those that were spoken of last; where all were, or none, it is not plain which are meant."""
    left = tuple(ref for ref in shown if ref not in about)
    if not left or len(left) == len(shown):
        return Pointing((), ("not plain",))
    return Pointing.at(left, *(("not all shown",) if shown_of > len(shown) else ()))


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


def _ordinal(word: str) -> int | None:
    """The place that an ordinal says, the first being 0."""
    found = _NTH.fullmatch(word)
    return max(0, int(found[1]) - 1) if found else ORDINALS.get(word)


def ordinals(words: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(words) if _ordinal(word) is not None]


def _place(words: Sequence[str], count: int) -> int | None:
    """The place of a row that is spoken of; it may be behind the last."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        place = _ordinal(word)
        if place is not None and (after in _ROW or (after in _BESIDE and place < count) or not after):
            return place
        if word == "last" and (after in {"one", "row", "item", "entry"} or (not after and before == "the")):
            return count - 1
        if word.isdigit() and before in {"number", "row", "#"} and 0 < int(word) <= count:
            return int(word) - 1
    return None


def place_of_row(words: Sequence[str], count: int, *, is_whole: bool) -> int | None:
    """The place of the row that these words, and nothing else, say; None: they say none of ``count`` rows."""
    places = [word for word in words if _ordinal(word) is not None or word == "last"]
    if len(places) != 1 or set(words) - {places[0], "one", "row"}:
        return None
    if places[0] == "last":
        return count - 1 if is_whole and count else None
    place = _ordinal(places[0])
    return place if place is not None and place < count else None


def _is_number(words: Sequence[str]) -> bool:
    return len(words) <= 3 and any(word.isdigit() for word in words) and bool(set(words) & {"number", "row", "#"})
