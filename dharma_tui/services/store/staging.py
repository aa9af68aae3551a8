"""What a scan's ended parts listed, as tables beside the lake: identities and hashes whole, the rest only where needed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dharma_tui.core.text import storable
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.store.spool import Part, Spooled

if TYPE_CHECKING:
    import duckdb

_serial = itertools.count(1)

_SMALLEST_OBJECT = 1 << 20
_COPIED = 1 << 20

IDENTITY = dict.fromkeys(("kind", "key", "provider", "account", "region"), "VARCHAR") | {"hash": "UBIGINT"}
RESOURCE = IDENTITY | {"name": "VARCHAR", "state": "VARCHAR", "labels": "MAP(VARCHAR, VARCHAR)", "attrs": "JSON"}
EDGE = dict.fromkeys(("src_kind", "src_key", "dst_kind", "dst_key", "verb", "source"), "VARCHAR")
TOLD = dict.fromkeys(("provider", "account", "region", "told_by"), "VARCHAR")
_NUMBER = {"n": "BIGINT"}
_WHERE = {"start": "BIGINT", "length": "BIGINT"}


@dataclass(frozen=True, slots=True)
class Staged:
    """Names of the staging tables, in the connection's own memory, and the files behind them.

    ``listed`` has the identity and hash of every resource, ``parts`` those listed to the end, which may sweep away what
    they no longer list, ``gone`` the identity of what is known not to exist any more.
    """

    listed: str
    edges: str
    parts: str
    gone: str
    files: tuple[Path, ...]
    longest: int

    def whole(self, cursor: duckdb.DuckDBPyConnection, numbers: str) -> str:
        """A relation of the whole resources whose numbers ``n`` the table ``numbers`` has.

        Their lines are copied, in runs that lie side by side, to a file that is read once: each reading takes 32 MB.
        """
        wanted = cursor.execute(
            f"""SELECT file, min(start), sum(length)::BIGINT FROM (
                SELECT file, start, length, start + length - sum(length) OVER (PARTITION BY file ORDER BY start) AS run
                FROM {self.listed} SEMI JOIN {numbers} USING (n)
            ) GROUP BY file, run ORDER BY file, min(start)"""
        ).fetchall()
        names = ", ".join(_NUMBER | RESOURCE)
        picked = self.files[0].with_suffix(".picked")
        try:
            with picked.open("wb") as target:
                for number, places in itertools.groupby(wanted, key=lambda row: int(row[0])):
                    with self.files[number].open("rb") as source:
                        for _, start, length in places:
                            _copy(source, target, start, length)
            lines = _lines([picked], _NUMBER | RESOURCE, self.longest)
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE picked AS SELECT {names} FROM {lines}")
        finally:
            picked.unlink(missing_ok=True)
        return "picked"


def _copy(source: IO[bytes], target: IO[bytes], start: int, length: int) -> None:
    source.seek(start)
    for at in range(0, length, _COPIED):
        target.write(source.read(min(_COPIED, length - at)))


def load(
    cursor: duckdb.DuckDBPyConnection,
    spooled: Mapping[Part, Spooled],
    swept: Iterable[Part],
    gone: Iterable[ResourceRef] = (),
) -> Staged:
    """Read the spooled parts into staging tables. Of resources listed twice the last one counts; what is ``gone`` is not listed."""
    number = next(_serial)
    with_resources = [part for part in spooled.values() if part.resource_count]
    staged = Staged(
        listed=f"staging.listed_{number}",
        edges=f"staging.edges_{number}",
        parts=f"staging.parts_{number}",
        gone=f"staging.gone_{number}",
        files=tuple(part.resources for part in with_resources),
        longest=max((part.longest for part in spooled.values()), default=0),
    )
    cursor.execute(f"CREATE TABLE {staged.listed} ({_columns(_NUMBER | IDENTITY | _WHERE)}, file INTEGER)")
    cursor.execute(f"CREATE TABLE {staged.edges} ({_columns(EDGE | TOLD)})")
    cursor.execute(f"CREATE TABLE {staged.parts} (provider VARCHAR, account VARCHAR, region VARCHAR, kind VARCHAR)")
    for place, part in enumerate(with_resources):
        names = ", ".join(_NUMBER | IDENTITY | _WHERE)
        lines = _lines([part.index], _NUMBER | IDENTITY | _WHERE, part.longest)
        cursor.execute(f"INSERT INTO {staged.listed} SELECT {names}, {place} FROM {lines}")
    _keep_last(cursor, staged.listed)
    for told_by, part in spooled.items():
        if part.relationship_count:
            lines = _lines([part.relationships], EDGE, part.longest)
            names = ", ".join(EDGE)
            cursor.execute(
                f"INSERT INTO {staged.edges} SELECT DISTINCT {names}, ?, ?, ?, ? FROM {lines}", _words(told_by)
            )
    _load_parts(cursor, staged.parts, swept)
    cursor.execute(f"CREATE TABLE {staged.gone} (kind VARCHAR, key VARCHAR)")
    refs = json.dumps([[storable(ref.kind), storable(ref.key)] for ref in gone])
    cursor.execute(
        f"""INSERT INTO {staged.gone} SELECT ref[1], ref[2] FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS ref)""",
        [refs],
    )
    cursor.execute(f"DELETE FROM {staged.listed} WHERE (kind, key) IN (SELECT (kind, key) FROM {staged.gone})")
    return staged


def _words(part: Part) -> list[str]:
    """A part as its resources name it in the lake."""
    scope, kind = part
    return [storable(scope.provider), storable(scope.account), storable(scope.region), storable(kind)]


def drop(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Give the staging tables' memory back."""
    for table in (staged.listed, staged.edges, staged.parts, staged.gone):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _load_parts(cursor: duckdb.DuckDBPyConnection, table: str, swept: Iterable[Part]) -> None:
    rows = [_words(part) for part in swept]
    cursor.execute(
        f"INSERT INTO {table} SELECT part[1], part[2], part[3], part[4]"
        """ FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS part)""",
        [json.dumps(rows)],
    )


def _keep_last(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    repeated = cursor.execute(f"SELECT count(*) > count(DISTINCT (kind, key)) FROM {table}").fetchall()
    if repeated[0][0]:
        cursor.execute(f"DELETE FROM {table} WHERE n NOT IN (SELECT max(n) FROM {table} GROUP BY kind, key)")


def _lines(files: Sequence[Path], columns: Mapping[str, str], longest: int) -> str:
    """A table function over files of JSON lines. No type is guessed, and the whole of a line fits."""
    names = ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)
    types = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
    size = max(_SMALLEST_OBJECT, longest + 1024)
    return f"read_json([{names}], columns = {{{types}}}, format = 'newline_delimited', maximum_object_size = {size})"


def _columns(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {type_}" for name, type_ in columns.items())
