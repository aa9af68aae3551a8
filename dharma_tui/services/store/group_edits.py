"""What people decide about infrastructures, kept in the lake: everybody who looks at it sees the same, and scans go by it.

In the lake rather than in somebody's folder, because what is derived from it is in the lake: two people with decisions of their
own would undo each other's with every scan.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.text import storable
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

MADE, NAMED, ENVIRONMENT, INCLUDE, EXCLUDE, REMOVED = "made", "named", "environment", "include", "exclude", "removed"
_OPPOSITE = {INCLUDE: EXCLUDE, EXCLUDE: INCLUDE}
BY_HAND = "hand/"
"""How the keys of infrastructures begin that somebody has made."""


class GroupEdits:
    """Writes decisions, each in place of what was decided before about the same. All methods block; they raise StoreError."""

    def __init__(self, lake: Lake, author: str) -> None:
        self._lake = lake
        self._author = author

    def decide(self, key: str, **words: str) -> None:
        """How the infrastructure is made, named, in what environment, or that it is removed."""
        self._write(key, [(what, "", "", value) for what, value in words.items()])

    def members(self, key: str, what: str, refs: Sequence[ResourceRef]) -> None:
        """Which resources are in it, or are not, whatever is found."""
        self._write(key, [(what, ref.kind, ref.key, "") for ref in refs])

    def forget(self, key: str) -> None:
        """Take back everything that was decided about it."""
        self._lake.write(
            lambda cursor: cursor.execute("DELETE FROM lake.infrastructure_edits WHERE infrastructure = ?", [key])
        )

    def made(self) -> dict[str, tuple[str, str]]:
        """Name and environment of each that somebody has made, by its key; within a transaction, of that."""
        sql = """SELECT infrastructure, map_from_entries(list((what, value))) FROM lake.infrastructure_edits
            WHERE what IN (?, ?, ?) GROUP BY infrastructure HAVING bool_or(what = ?)"""
        rows = self._lake.write(lambda cursor: cursor.execute(sql, [MADE, NAMED, ENVIRONMENT, MADE]).fetchall())
        return {key: (words.get(NAMED) or words[MADE], words.get(ENVIRONMENT, "")) for key, words in rows}

    def known(self, key: str) -> bool:
        """Whether anything was decided about it."""
        return bool(self._lake.query("SELECT 1 FROM lake.infrastructure_edits WHERE infrastructure = ? LIMIT 1", [key]))

    def _write(self, key: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
        given = [[storable(word) for word in row] for row in rows]
        replaced = [[what, kind, member] for what, kind, member, _ in given]
        replaced += [[_OPPOSITE[what], kind, member] for what, kind, member, _ in given if what in _OPPOSITE]
        at = self._lake.clock.now()

        def write(cursor: duckdb.DuckDBPyConnection) -> None:
            cursor.execute(
                f"DELETE FROM lake.infrastructure_edits WHERE infrastructure = ? AND (what, kind, member) IN ({_rows(3)})",
                [key, json.dumps(replaced)],
            )
            cursor.execute(
                """INSERT INTO lake.infrastructure_edits (infrastructure, what, kind, member, value, "at", author)
                SELECT ?, entry[1], entry[2], entry[3], entry[4], ?, ?
                FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS entry)""",
                [key, at, self._author, json.dumps(given)],
            )

        self._lake.write(write)


def _rows(columns: int) -> str:
    picked = ", ".join(f"entry[{at}]" for at in range(1, columns + 1))
    return f"""SELECT ({picked}) FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS entry)"""
