"""What kinds have in common to be asked about: their columns, and how the words for these end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.kinds import Column, KindSpec

_TAIL = re.compile(r"(?:ed|ing|es|s)$")


def shared(specs: Sequence[KindSpec]) -> tuple[Column, ...]:
    """Columns that all kinds have, in the order of the first."""
    names = [{column.name for column in spec.columns} for spec in specs[1:]]
    first = specs[0].columns if specs else ()
    return tuple(column for column in first if all(column.name in each for each in names))


def stem(word: str) -> str:
    """A word without its ending: "restarted" and "restarts" are one."""
    return _TAIL.sub("", word) if len(word) > 4 else word.removesuffix("s")
