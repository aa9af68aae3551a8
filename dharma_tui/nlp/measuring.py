"""Which column of a kind a comparison is about: "bigger than 500 GB", "more than 3 restarts", "fewer than 50 free addresses"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.nlp.columns import stem
from dharma_tui.nlp.entities.counts import NUMBERS

COPIES = (
    Column(
        "desired", "DESIRED", "desired", ColumnType.NUMBER, doc="Replicas, copies, instances or pods that are wanted."
    ),
    Column("ready", "READY", "ready", ColumnType.NUMBER, doc="Those that are up."),
)
"""What everything that is kept at a number of copies tells, whatever its kind."""
_COPIES = frozenset({"replica", "replicas", "copy", "copies", "pod", "pods", "task", "tasks", "instance", "instances"})
_EQUALS = frozenset({"=", ":", "is", "are", "of", "equal", "equals", "to", "exactly", "precisely", "count", "number"})
_SPOKEN = {**NUMBERS, "single": "1", "no": "0"}
_AROUND = 3
"""How many words on each side of a comparison may say what is compared."""
_LITTLE = frozenset(
    [
        "more",
        "less",
        "fewer",
        "over",
        "under",
        "above",
        "below",
        "than",
        "least",
        "most",
        "bigger",
        "larger",
        "smaller",
        "greater",
        "higher",
        "lower",
        "longer",
        "shorter",
        "older",
        "newer",
        "the",
        "and",
        "for",
        "with",
        "has",
        "have",
        "had",
        "are",
        "was",
        "were",
        "that",
        "this",
        "those",
        "them",
        "which",
        "what",
        "who",
        "how",
        "many",
        "much",
        "used",
        "use",
        "all",
        "any",
        "not",
        "times",
        "each",
        "seconds",
        "minutes",
        "hours",
        "percent",
        "gigabytes",
        "terabytes",
    ]
)
_ENDS = frozenset({"in", "on", "at", "with", "and", "or", "from", "per", "?"})
_OWNED = frozenset({"with", "whose", "have", "has", "having"})
_PARTS = frozenset({"of", "free", "left", "available", "unused", "used"})
"""After a size these say that a part is meant."""
_SIZES = ("size", "storage")
"""Columns that are meant where nothing but a size was said."""
_MEMORY = ("mem", "memory")
"""What is used of a size where things have none of their own: "processes that use more than 100 mb"."""
_USING = frozenset(
    {"use", "uses", "using", "take", "takes", "taking", "consume", "consumes", "consuming", "eat", "eating"}
)
_PROCESSORS = frozenset({"vcpus", "vcpu", "cpus", "cores"})


def measured(words: Sequence[str], number: str, unit: str, columns: Sequence[Column]) -> str:
    """The name of the column that a comparison with ``number`` is about; empty where none plainly is."""
    kept = [one for one in columns if one.type is _type(unit)]
    if unit.startswith(("core", "vcpu")):
        return next((one.name for one in kept if one.name in _PROCESSORS), "")
    after, before = _near(words, number)
    for near in (after, before):
        for told in (_name, _doc):
            for at, word in enumerate(near):
                found = [one for one in kept if stem(word) in told(one)]
                if len(found) == 1 and all(stem(each) in _name(found[0]) | _doc(found[0]) for each in near[:at]):
                    return found[0].name
        if near and _type(unit) is not ColumnType.BYTES:
            return ""
    if _type(unit) is not ColumnType.BYTES or not _is_of_size(words, number):
        return ""
    names = {one.name for one in kept}
    meant = (*_SIZES, *(() if _USING.isdisjoint(words) else _MEMORY))
    return next((one for one in meant if one in names), names.pop() if len(names) == 1 else "")


def of_so_many(words: Sequence[str], number: str, columns: Sequence[Column], *, is_of_copies: bool = False) -> str:
    """ "with 0 ready", "with 16 targets", "replicas = 4": the name of the column that stands beside a bare number; of workloads
    (``is_of_copies``) copies are those that are wanted."""
    names = {stem(one.name): one.name for one in reversed(columns) if one.numeric}
    if is_of_copies:
        names |= {stem(word): names["desir"] for word in _COPIES}
    at = place_of(words, number)
    before = at - 1
    while before > 0 and words[before] in _EQUALS:
        before -= 1
    beside = (*words[at + 1 : at + 2], *(words[before : before + 1] if at - before > 1 or is_of_copies else ()))
    return next((names[stem(word)] for word in beside if stem(word) in names), "")


def place_of(words: Sequence[str], number: str) -> int:
    """Where a bare number stands, as digits or as a word."""
    return next((at for at, word in enumerate(words) if word == number or _SPOKEN.get(word) == number), len(words))


def is_told_in(column: Column, unit: str) -> bool:
    """Whether a number of this unit says something of a column."""
    return column.numeric and (not unit or column.type is _type(unit))


def _type(unit: str) -> ColumnType | None:
    """What a column holds that can be compared with a number of this unit."""
    if not unit or unit.startswith(("core", "vcpu")):
        return ColumnType.NUMBER
    if unit[0] in "kmgt" and unit != "ms":
        return ColumnType.BYTES
    return {"b": ColumnType.BYTES, "s": ColumnType.DURATION, "%": ColumnType.PERCENT}.get(unit)


def _place(words: Sequence[str], number: str) -> int:
    """Where the number stands."""
    return next(
        (at for at, word in enumerate(words) if re.match(rf"[<>=]*{re.escape(number)}(?!\d)", word)), len(words)
    )


def _near(words: Sequence[str], number: str) -> tuple[list[str], list[str]]:
    """Words that may say what is compared: those after the number, and those before it, the nearest first."""
    at = _place(words, number)
    after = []
    for word in words[at + 1 : at + 1 + _AROUND]:
        if word in _ENDS:
            break
        if len(word) > 2 and word not in _LITTLE:
            after.append(word)
    before = [word for word in words[:at] if len(word) > 2 and word not in _LITTLE]
    return after, before[len(before) > 1 :][::-1][:_AROUND]


def _is_of_size(words: Sequence[str], number: str) -> bool:
    """Whether a size is that of the whole, and of no part that was named: "with swap over 4 gb", "over 4 gb of swap"."""
    at = _place(words, number)
    owned = max((place for place, word in enumerate(words[:at]) if word in _OWNED), default=at)
    return _PARTS.isdisjoint(words[at + 1 : at + 3]) and all(
        len(word) < 3 or word in _LITTLE for word in words[owned:at]
    )


def _name(column: Column) -> set[str]:
    return _stems(f"{column.name} {column.title} {column.path}")


def _doc(column: Column) -> set[str]:
    return _stems(column.doc)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[a-z]{3,}", text.lower().replace("_", " ")) if word not in _LITTLE}
