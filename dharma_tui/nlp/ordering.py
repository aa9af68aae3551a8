"""What comes first in a list: "the five biggest volumes", "oldest first", "sorted by size"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dharma_tui.core.kinds import COMMON_COLUMNS, Column, ColumnType, KindSpec
from dharma_tui.core.view import SortKey
from dharma_tui.nlp.ages import MADE
from dharma_tui.nlp.columns import shared, stem

_SIZES = ("size", "storage", "memory", "vcpus")
"""Columns that are meant by "bigger" where nothing else is said."""
_SEEN = "first_seen"
_AGE, _SIZE = "age", "size"
_LATEST = ("newest", "youngest", "latest")
_EXTREMES = {
    **dict.fromkeys(("biggest", "largest", "heaviest", "greatest"), (_SIZE, True)),
    **dict.fromkeys(("smallest", "tiniest"), (_SIZE, False)),
    **dict.fromkeys(("oldest",), (_AGE, False)),
    **dict.fromkeys(_LATEST, (_AGE, True)),
}
"""What each superlative is of, and whether the most comes first."""
_NO_AGE = frozenset({"version", "release", "image", "tag", "generation"})
"""Of these "the latest" says nothing of when a resource came."""
_SORTED = re.compile(
    r"\b(?:sort|sorted|order|ordered|rank|ranked|arrange|arranged)\b(?: \w+){0,3}? by (?:the |their |its )?(?P<by>\w+)"
    r"(?:.*\b(?P<down>desc|descending|most|largest|biggest|highest|newest|youngest)\b"
    r"|.*\b(?P<up>asc|ascending|least|smallest|lowest|oldest)\b)?"
)
_MOST = {"most": True, "highest": True, "top": True, "least": False, "fewest": False, "lowest": False}
_SCARCE = re.compile(r"\brunning (?:out|low)\b|\b(?:almost|nearly) full\b|\bfullest\b|\bleast free\b")
"""What has least left comes first."""
_TEXTS = frozenset({ColumnType.TEXT, ColumnType.STATE})


def ordered(words: Sequence[str], specs: Sequence[KindSpec]) -> tuple[SortKey | None, str]:
    """By what the resources are to be sorted, and what was said of it that no column of all these kinds tells."""
    if (found := _SORTED.search(" ".join(words))) is not None:
        column = _column(found["by"], specs)
        if column is None:
            return None, f"sorted by {found['by']}"
        is_plain = column.type in _TEXTS or column.type is ColumnType.TIME
        return SortKey(column.name, bool(found["down"]) if is_plain else not found["up"]), ""
    if _SCARCE.search(" ".join(words)):
        column = _column("free", specs)
        return (SortKey(column.name), "") if column else (None, "how much is left")
    if (key := _most(words, specs)) is not None:
        return key, ""
    for at, word in enumerate(words):
        of, descending = _EXTREMES.get(word, ("", False))
        if not of or (word in _LATEST and not _NO_AGE.isdisjoint(words[at + 1 : at + 2])):
            continue
        column = _column(of, specs)
        return (SortKey(column.name, descending), "") if column else (None, word)
    return None, ""


def _most(words: Sequence[str], specs: Sequence[KindSpec]) -> SortKey | None:
    """ "with the most restarts", "which restarted least", "with the oldest messages" where that is a column of its own."""
    for at, word in enumerate(words):
        if word in _EXTREMES and (own := _column(word, specs)) is not None and own.numeric:
            return SortKey(own.name, True)
        if word not in _MOST or words[max(at - 1, 0)] == "at":
            continue
        for near in (*words[at + 1 : at + 2], *reversed(words[max(at - 1, 0) : at])):
            column = next((one for one in shared(specs) if one.numeric and stem(one.name) == stem(near)), None)
            if column is not None:
                return SortKey(column.name, _MOST[word])
    return None


def in_words(sort: SortKey, specs: Iterable[KindSpec]) -> str:
    """What comes first by ``sort``, as it is said."""
    columns = (*(column for spec in specs for column in spec.columns), *COMMON_COLUMNS)
    type_ = next((column.type for column in columns if column.name == sort.column), ColumnType.NUMBER)
    if type_ is ColumnType.TIME:
        return f"the {'newest' if sort.descending else 'oldest'} first"
    if type_ is ColumnType.BYTES:
        return f"the {'largest' if sort.descending else 'smallest'} first, by {sort.column.replace('_', ' ')}"
    if type_ is ColumnType.DURATION:
        return f"by {sort.column.replace('_', ' ')}, the {'longest' if sort.descending else 'shortest'} first"
    if type_ in _TEXTS:
        return f"by {sort.column.replace('_', ' ')}{', the last first' if sort.descending else ''}"
    return f"those with {'most' if sort.descending else 'least'} {sort.column.replace('_', ' ')} first"


def _column(said: str, specs: Sequence[KindSpec]) -> Column | None:
    """The column that all kinds have and that is called so."""
    if said in {_AGE, "created", "creation", "date"}:
        wanted: Sequence[str] = (*MADE, _SEEN)
    elif said in {_SIZE, "capacity"}:
        wanted = _SIZES
    else:
        wanted = (said, said.removesuffix("s"), f"{said}s")
    known = {column.name: column for column in (*COMMON_COLUMNS, *shared(specs))}
    return next((known[name] for name in wanted if name in known), None)
