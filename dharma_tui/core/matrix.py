"""Accounts by regions: how much of each was listed to its end, how long ago, what went wrong and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

ALL = "*"
"""In place of an account or a region: all of them together."""
MACHINES = "local"
"""The provider whose accounts are machines."""
GLOBAL = "global"
"""How what is of no region is called, wherever regions are shown or named."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One account in one region. ``oldest`` is when that complete listing was made which is the longest ago.

    Where ``parts`` is 0 nothing was ever listed there, which is not to say that nothing is there. ``asked`` of the ``kinds``
    there are to list were ever listed, or tried.
    """

    parts: int = 0
    complete: int = 0
    failed: int = 0
    partial: int = 0
    skipped: int = 0
    count: int = 0
    oldest: datetime | None = None
    asked: int = 0
    kinds: int = 0

    @property
    def unasked(self) -> int:
        """Kinds that nobody ever asked for there."""
        return max(0, self.kinds - self.asked)

    @property
    def trouble(self) -> int:
        """Parts whose last listing did not come to its end."""
        return self.failed + self.partial


NEVER = Cell()


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """An account of a provider; of all accounts where the account is ``ALL``."""

    provider: str
    account: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every cell that anything is known of. ``off`` are regions that the settings leave out, ``regional`` providers that
    have regions at all."""

    rows: tuple[Row, ...] = ()
    regions: tuple[str, ...] = ()
    cells: Mapping[tuple[Row, str], Cell] | None = None
    off: frozenset[str] = frozenset()
    regional: frozenset[str] = frozenset()
    apart: frozenset[tuple[Row, str]] = frozenset()
    """Accounts with the regions of partitions that they are not of."""

    def is_possible(self, row: Row, region: str) -> bool:
        """Whether there is such a place: a provider without regions has nothing in any, an account none of another partition."""
        if (row, region) in self.apart:
            return False
        return region in ("", ALL) or row.account == ALL or row.provider in self.regional

    def cell(self, row: Row, region: str) -> Cell:
        """What is known of this place."""
        return (self.cells or {}).get((row, region), NEVER)

    @property
    def accounts(self) -> int:
        """How many accounts there are; a place whose account nobody could tell is none."""
        return sum(row.provider != MACHINES and row.account not in ("", ALL) for row in self.rows)

    @property
    def machines(self) -> int:
        """How many machines there are."""
        return sum(row.provider == MACHINES for row in self.rows)


def summed(cells: Iterable[Cell]) -> Cell:
    """Several places as one."""
    parts = complete = failed = partial = skipped = count = asked = kinds = 0
    oldest: datetime | None = None
    for cell in cells:
        parts += cell.parts
        complete += cell.complete
        failed += cell.failed
        partial += cell.partial
        skipped += cell.skipped
        count += cell.count
        asked += cell.asked
        kinds += cell.kinds
        if cell.oldest and (oldest is None or cell.oldest < oldest):
            oldest = cell.oldest
    return Cell(parts, complete, failed, partial, skipped, count, oldest, asked, kinds)


def matrix_of(cells: Mapping[tuple[Row, str], Cell], regions: Iterable[str] = (), off: Iterable[str] = ()) -> Matrix:
    """The cells in order: what is of no region, regions that were scanned, others; and sums where there are several.

    ``regions`` are known to be there although nothing may have been listed in them.
    """
    rows = tuple(sorted({row for row, _ in cells}))
    scanned = {region for _, region in cells}
    known = (*sorted(scanned), *sorted(set(regions) - scanned))
    every = dict(cells)
    if len(known) > 1:
        for row in rows:
            every[row, ALL] = summed(cells[row, region] for region in known if (row, region) in cells)
    if len(rows) > 1:
        whole = Row("", ALL)
        for region in (ALL, *known) if len(known) > 1 else known:
            every[whole, region] = summed(every[row, region] for row in rows if (row, region) in every)
        rows = (whole, *rows)
    regional = frozenset(row.provider for row, region in cells if region)
    return Matrix(rows, (ALL, *known) if len(known) > 1 else known, every, frozenset(off), regional)
