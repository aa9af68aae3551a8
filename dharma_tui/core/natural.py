"""Names in the order that people count in: 2 before 10."""

from __future__ import annotations

import re
from typing import TypeAlias

_NUMBERS = re.compile("([0-9]+)")
Natural: TypeAlias = tuple[tuple[int, str], ...]


def natural(name: str) -> Natural:
    """What names are put in order by: numbers in them as numbers, however long, letters whatever their case."""
    parts = enumerate(_NUMBERS.split(name))
    return tuple((len(digits := part.lstrip("0")), digits) if at % 2 else (0, part.casefold()) for at, part in parts)
