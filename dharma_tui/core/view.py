"""A view: which resources, as of when, in what order and columns. One value for screens, command line and saved views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dharma_tui.core.kinds import Column
from dharma_tui.core.types import Json, Relationship, ResourceRef, State


@dataclass(frozen=True, slots=True)
class SortKey:
    """Sort by the column of this name."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """A column computed by an SQL expression over the other columns."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class View:
    """What to show. ``kinds`` are kinds or dotted prefixes of kinds; none means all.

    ``filter`` is text in the filter grammar, ``at`` a moment (empty: now; ``-2h``, ISO 8601, ``#12`` for a snapshot),
    ``group_by`` names columns to count by, ``columns`` those to show (empty: the kind's own choice), ``widths`` their widths
    in cells where a person has changed them. ``among`` are resources that are listed and no others, where there are any: of
    these no line of text tells.
    """

    kinds: tuple[str, ...] = ()
    filter: str = ""
    at: str = ""
    sort: tuple[SortKey, ...] = ()
    group_by: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    computed: tuple[Computed, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    among: tuple[ResourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a listing. ``cells`` are typed values in the order of the listing's columns.

    In a grouped listing ``ref`` is None and ``group`` holds the value of each grouping column. ``changed`` says that a scan
    changed the row since the person last saw it.
    """

    ref: ResourceRef | None
    state: State
    cells: tuple[Json, ...]
    changed: bool = False
    group: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer to a view: its columns and how much there is. Rows are asked for by position, with this as the key.

    ``matched`` of ``total`` resources passed the filter; ``length`` is the number of rows (groups, when grouped).
    ``as_of`` is the moment of ``snapshot``. ``token`` identifies the row vector kept by the inventory.
    """

    view: View
    columns: tuple[Column, ...]
    length: int
    matched: int
    total: int
    snapshot: int
    as_of: datetime | None
    token: int


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many resources of a kind exist, how many of them are not well, and how many changed since last seen."""

    kind: str
    count: int
    unwell: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resource at the other end of a relationship.

    ``state`` is None when nothing is known of it but its identity; ``missing`` then says why, as far as that is known.
    """

    relationship: Relationship
    other: ResourceRef
    outgoing: bool
    name: str
    state: State | None
    missing: str = ""
    account: str = ""
    """Whose the other one is, where that is known."""
    alike: int = 0
    """How many there are of its verb and direction, where not all of them are listed."""


def how_many(neighbours: Iterable[Neighbour]) -> int:
    """Of how many relationships these tell."""
    listed = Counter((one.outgoing, one.relationship.verb, one.alike) for one in neighbours)
    return sum(alike or count for (_, _, alike), count in listed.items())
