"""What a sync takes from the lake: all of a snapshot, or what differs from an earlier one. Always in the same order, so that a
sync goes on where it was cut short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dharma_tui.services.graph_server.names import flattened

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

Row = Mapping[str, Any]
_UID = "kind || '/' || key"
_ENDS = "src_kind, src_key, dst_kind, dst_key, verb"
_SAME = "(src_kind || '/' || src_key) AS source, (dst_kind || '/' || dst_key) AS target, verb"
_TOLD = "min(provider) AS provider, min(account) AS account, min(region) AS region, min(told_by) AS told_by"
_BY_VERB = "ORDER BY verb, source, target"


@dataclass(frozen=True, slots=True)
class SyncRows:
    """Rows of the snapshot ``target``; with ``base`` only those that differ from that snapshot's. One thread uses it."""

    lake: Lake
    target: int
    base: int | None = None

    def resources(self, skip: int = 0) -> Iterator[list[Row]]:
        """What exists, and what changed of it, by kind."""
        return self._of_nodes(self._resources, skip)

    def missing(self, skip: int = 0) -> Iterator[list[Row]]:
        """What relationships lead to and the lake does not have."""
        for batch in self._stream(f"{self._missing} ORDER BY kind, key", skip):
            yield [{"uid": f"{kind}/{key}", "kind": kind, "key": key, "name": key} for kind, key in batch]

    def relationships(self, skip: int = 0) -> Iterator[list[Row]]:
        """What is related now, one for each verb between two, by verb."""
        names = ("source", "target", "verb", "sources", "provider", "account", "region", "told_by")
        for batch in self._stream(f"{self._relationships} {_BY_VERB}", skip):
            yield [dict(zip(names, row, strict=True)) for row in batch]

    def gone_relationships(self, skip: int = 0) -> Iterator[list[Row]]:
        """What was related and is no more, by verb; nothing where there is no earlier snapshot."""
        if self.base is not None:
            for batch in self._stream(f"{self._gone_relationships} {_BY_VERB}", skip):
                yield [dict(zip(("source", "target", "verb"), row, strict=True)) for row in batch]

    def gone_resources(self, skip: int = 0) -> Iterator[list[Row]]:
        """What existed and does no more, and nothing leads to it; nothing where there is no earlier snapshot."""
        if self.base is not None:
            for batch in self._stream(
                f"{self._gone} ANTI JOIN {self._ends} USING (kind, key) ORDER BY kind, key", skip
            ):
                yield [{"uid": f"{kind}/{key}"} for kind, key in batch]

    def prepare(self) -> dict[str, int]:
        """Find what differs, and count the rows of each sort."""
        if self.base is not None:
            before, now = (
                f"SELECT {_ENDS}, source FROM {self._at('relationships', at)}" for at in (self.base, self.target)
            )
            self.lake.query(
                f"""CREATE OR REPLACE TEMP TABLE sync_ends AS SELECT DISTINCT {_ENDS}
                FROM (({now} EXCEPT {before}) UNION ALL ({before} EXCEPT {now}))"""
            )
            self.lake.query(
                f"""CREATE OR REPLACE TEMP TABLE sync_touched AS SELECT DISTINCT kind, key FROM lake.changes
                WHERE snapshot > {self.base} AND snapshot <= {self.target}"""
            )
        counted = {
            "resources": self._resources,
            "missing": self._missing,
            "relationships": self._relationships,
        }
        if self.base is not None:
            counted["gone_relationships"] = self._gone_relationships
            counted["gone_resources"] = f"{self._gone} ANTI JOIN {self._ends} USING (kind, key)"
        return {name: int(self.lake.query(f"SELECT count(*) FROM ({sql})")[0][0]) for name, sql in counted.items()}

    def forget(self) -> None:
        """Drop what was found to differ."""
        for name in ("sync_ends", "sync_touched"):
            self.lake.query(f"DROP TABLE IF EXISTS temp.{name}")

    def parts(self) -> dict[tuple[str, str, str, str], int]:
        """How many resources there are of each kind in each place."""
        return self._counted(self._at("resources", self.target))

    def parts_related(self) -> dict[tuple[str, str, str, str], int]:
        """How many relationships lead from the resources of each kind in each place."""
        ends = f"(SELECT DISTINCT {_ENDS} FROM {self._at('relationships', self.target)})"
        resources = self._at("resources", self.target)
        return self._counted(
            f"(FROM {ends} AS ends JOIN (FROM {resources}) AS r ON r.kind = src_kind AND r.key = src_key)"
        )

    def _counted(self, relation: str) -> dict[tuple[str, str, str, str], int]:
        rows = self.lake.query(f"SELECT provider, account, region, kind, count(*) FROM {relation} GROUP BY ALL")
        return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in rows}

    def _of_nodes(self, sql: str, skip: int) -> Iterator[list[Row]]:
        names = ("uid", "kind", "key", "name", "provider", "account", "region", "state", "scan_id")
        for batch in self._stream(f"{sql} ORDER BY kind, key", skip):
            yield [dict(zip(names, row, strict=False)) | flattened(row[-1] or {}) for row in batch]

    def _stream(self, sql: str, skip: int) -> Iterator[list[tuple[Any, ...]]]:
        return self.lake.stream(f"{sql} OFFSET {skip}", batch=BATCH)

    def _at(self, table: str, snapshot: int) -> str:
        return f"lake.{table} AT (VERSION => {snapshot})"

    @property
    def _resources(self) -> str:
        columns = f"{_UID} AS uid, kind, key, name, provider, account, region, state, scan_id, labels"
        only = "" if self.base is None else " SEMI JOIN sync_touched USING (kind, key)"
        return f"SELECT {columns} FROM (FROM {self._at('resources', self.target)}){only}"

    @property
    def _ends(self) -> str:
        """Relation (kind, key) of all that relationships lead from or to."""
        told = self._at("relationships", self.target)
        return f"(SELECT src_kind AS kind, src_key AS key FROM {told} UNION SELECT dst_kind, dst_key FROM {told})"

    @property
    def _gone(self) -> str:
        there = f"(SELECT kind, key FROM {self._at('resources', self.target)})"
        return f"SELECT kind, key FROM sync_touched ANTI JOIN {there} USING (kind, key)"

    @property
    def _missing(self) -> str:
        """What was there until now, or a new relationship leads to."""
        there = f"(SELECT kind, key FROM {self._at('resources', self.target)})"
        missing = f"SELECT kind, key FROM {self._ends} ANTI JOIN {there} USING (kind, key)"
        if self.base is None:
            return missing
        new = "SELECT src_kind AS kind, src_key AS key FROM sync_ends UNION SELECT dst_kind, dst_key FROM sync_ends"
        return f"SELECT kind, key FROM ({missing}) SEMI JOIN ({new} UNION FROM sync_touched) USING (kind, key)"

    @property
    def _relationships(self) -> str:
        only = "" if self.base is None else f" SEMI JOIN sync_ends USING ({_ENDS})"
        return f"""SELECT {_SAME}, list_sort(list(DISTINCT source)) AS sources, {_TOLD}
            FROM (FROM {self._at("relationships", self.target)}){only} GROUP BY {_ENDS}"""

    @property
    def _gone_relationships(self) -> str:
        now = f"(SELECT {_ENDS} FROM {self._at('relationships', self.target)})"
        return f"SELECT {_SAME} FROM sync_ends ANTI JOIN {now} USING ({_ENDS})"


BATCH = 10_000
"""Rows that are sent in one transaction."""
