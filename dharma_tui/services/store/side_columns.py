"""What a side table holds of attributes, as SQL.

Of all items of a list (``disks[].size``) texts are kept as lines, each with its end; numbers and bytes are added up, and what is
no number is counted; of flags it is kept whether one holds, of moments the first, and of anything else what is first in the list.
What is itself a list at the end of a path stands for its items.
"""

from __future__ import annotations

from dataclasses import dataclass

from dharma_tui.core.kinds import EACH, NUMERIC_TYPES, ColumnType

LINES = "chr(10)"
"""What ends each item of a list in the text kept of it."""
_ADDED = frozenset({ColumnType.NUMBER, ColumnType.BYTES})
LISTED = frozenset({None, ColumnType.TEXT, ColumnType.STATE})
"""Types of which a list is kept as lines."""


@dataclass(frozen=True, slots=True)
class AttrColumn:
    """One attribute drawn out of the lake: as ``text``, as ``number`` (seconds since 1970 for times), or both."""

    path: str
    type: ColumnType | None
    """None: whatever it is in each resource."""

    @property
    def as_text(self) -> bool:
        """Whether the text is kept."""
        return self.type not in NUMERIC_TYPES

    @property
    def as_number(self) -> bool:
        """Whether a number is kept."""
        return self.type in (None, ColumnType.TIME) or not self.as_text


@dataclass(frozen=True, slots=True)
class SideKey:
    """A side table: these attributes of the resources of these kinds (none: of all that have any of them)."""

    kinds: tuple[str, ...]
    columns: tuple[AttrColumn, ...]


def drawn(key: SideKey) -> str:
    """The texts of the attributes in a row with ``attrs``: in the list ``found``, read in one go, or through lists by name."""
    single = ", ".join(f"'{json_path(column.path)}'" for column in key.columns if EACH not in column.path)
    through = [
        f"{_of_list(column)} AS {source}"
        for column, source in zip(key.columns, _sources(key), strict=True)
        if EACH in column.path
    ]
    return ", ".join([f"json_extract_string(attrs, [{single}]::VARCHAR[]) AS found", *through])


def side_columns(key: SideKey) -> str:
    """The columns of a side table: ``t<n>`` texts and ``n<n>`` numbers, by position in the key."""
    parts = []
    for number, (column, source) in enumerate(zip(key.columns, _sources(key), strict=True), 1):
        if column.as_text:
            parts.append(f"{source} AS t{number}")
        if column.as_number:
            cast = f"TRY_CAST({source} AS DOUBLE)"
            if column.type is ColumnType.TIME:
                cast = f"epoch(TRY_CAST({source} AS TIMESTAMPTZ))"
            parts.append(f"{cast} AS n{number}")
    return ", ".join(parts)


def any_found(key: SideKey) -> str:
    """The condition that a row has any of the attributes."""
    return f"WHERE {' OR '.join(f'{source} IS NOT NULL' for source in _sources(key))}"


def json_path(path: str) -> str:
    """A dotted path into attributes as a JSON path, ready to stand in SQL."""
    return ("$" + "".join(_step(step) for step in path.split(".") if step)).replace("'", "''")


def _step(step: str) -> str:
    if step.isdecimal():
        return f"[{step}]"
    name = step.removesuffix(EACH)
    return f'."{name}"' if name == step else f'."{name}"[*]'


def _sources(key: SideKey) -> list[str]:
    """Where ``drawn`` puts each attribute."""
    names, single = [], 0
    for number, column in enumerate(key.columns, 1):
        single += EACH not in column.path
        names.append(f"many{number}" if EACH in column.path else f"found[{single}]")
    return names


def _of_list(column: AttrColumn) -> str:
    """The text of a column whose path leads through a list; null where the list is not there."""
    items = f"json_extract(attrs, '{json_path(column.path)}')"
    if column.type in _ADDED:
        number = "json_type(item) IN ('UBIGINT', 'BIGINT', 'DOUBLE')"
        each = f"CASE WHEN {number} THEN CAST(item AS DOUBLE) WHEN json_type(item) <> 'NULL' THEN 1 END"
        listed = f"json_type(attrs, '{json_path(column.path.partition(EACH)[0])}') = 'ARRAY'"
        total = f"coalesce(list_sum(list_transform({items}, lambda item: {each})), 0)"
        return f"CASE WHEN {listed} THEN CAST({total} AS VARCHAR) END"
    if column.type in LISTED:
        line = f"replace(item->>'$', {LINES}, ' ') || {LINES}"
        inner = f"array_to_string(list_transform(json_extract(item, '$[*]'), lambda item: {line}), '')"
        lines = f"CASE WHEN json_type(item) = 'ARRAY' THEN {inner} ELSE {line} END"
        return f"nullif(array_to_string(list_transform({items}, lambda item: {lines}), ''), '')"
    if column.type is ColumnType.FLAG:
        return f"CAST(list_bool_or(list_transform({items}, lambda item: item->>'$' = 'true')) AS VARCHAR)"
    if column.type is ColumnType.TIME:
        return f"list_min(list_transform({items}, lambda item: item->>'$'))"
    return f"{items}[1]->>'$'"
