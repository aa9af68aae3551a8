"""How far the server is level with a store, remembered on the server itself, in the same transactions that bring it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import SyncTakenError
from dharma_tui.services.graph_server.names import MARKER, RESOURCE

if TYPE_CHECKING:
    import neo4j

    from dharma_tui.services.graph_server.server import GraphServer
    from dharma_tui.services.store.lake import Lake


@dataclass(frozen=True, slots=True)
class Point:
    """A commit of the lake: a number alone could be another's after the store was made anew."""

    snapshot: int
    at: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A sync that was begun and not ended: from which snapshot to which, and how many rows of which phase are there."""

    sync: str
    target: Point
    base: Point | None
    phase: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the server knows of a store."""

    level: Point | None = None
    under_way: Progress | None = None


def store_id(lake: Lake) -> str:
    """What the lake is called everywhere: the identity that DuckLake gave its table of resources."""
    rows = lake.query(
        "SELECT table_uuid FROM __ducklake_metadata_lake.ducklake_table WHERE table_name = 'resources' AND end_snapshot IS NULL"
    )
    return str(rows[0][0])


class Marker:
    """The node of one store. ``owner`` is this run: whoever began or took over last may write."""

    def __init__(self, server: GraphServer, store: str, owner: str) -> None:
        self._server = server
        self._store = store
        self._owner = owner

    def prepare(self) -> None:
        """See that there is one node for each resource and one marker for each store, whoever writes."""
        for label, key in ((RESOURCE, "uid"), (MARKER, "store")):
            rule = f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
            self._server.write(lambda transaction, rule=rule: transaction.run(rule).consume())  # type: ignore[misc]

    def read(self) -> Standing:
        """Where the server stands."""
        rows = self._server.rows(f"MATCH (m:{MARKER} {{store: $store}}) RETURN properties(m)", {"store": self._store})
        if not rows:
            return Standing()
        said: dict[str, Any] = rows[0][0]
        under_way = None
        target = _point(said, "target")
        if said.get("sync") and target:
            under_way = Progress(
                said["sync"], target, _point(said, "base"), int(said.get("phase", 0)), int(said.get("done", 0))
            )
        return Standing(_point(said, "level"), under_way)

    def begin(self, progress: Progress) -> None:
        """Write down that this run brings the server from one snapshot to another, or goes on with that."""
        base = progress.base
        values = {
            "owner": self._owner,
            "sync": progress.sync,
            "target": progress.target.snapshot,
            "target_at": progress.target.at,
            "base": base.snapshot if base else None,
            "base_at": base.at if base else None,
            "phase": progress.phase,
            "done": progress.done,
        }
        query = f"MERGE (m:{MARKER} {{store: $store}}) SET m += $values"
        parameters = {"store": self._store, "values": values}
        self._server.write(lambda transaction: transaction.run(query, parameters).consume())

    def advance(self, transaction: neo4j.ManagedTransaction, phase: int, done: int, then: int) -> bool:
        """Note in this transaction that rows up to ``then`` are there. False: they were already, and its answer got lost.

        Raises SyncTakenError when another run has taken over.
        """
        found = transaction.run(
            f"MATCH (m:{MARKER} {{store: $store}}) SET m.seen = timestamp() RETURN m.owner, m.phase, m.done",
            store=self._store,
        ).values()
        if not found or found[0][0] != self._owner or found[0][1] != phase or found[0][2] not in (done, then):
            raise SyncTakenError("another process has taken this sync over", "let it end, then ask again")
        if found[0][2] == then:
            return False
        self._set(transaction, done=then)
        return True

    def enter(self, phase: int) -> None:
        """Note that the phases before this one are through."""
        self._server.write(lambda transaction: self._set(transaction, phase=phase, done=0))

    def end(self, level: Point) -> None:
        """Note that the server is level with this snapshot."""
        none = dict.fromkeys(("sync", "target", "target_at", "base", "base_at", "phase", "done", "owner"))
        self._server.write(lambda transaction: self._set(transaction, level=level.snapshot, level_at=level.at, **none))

    def _set(self, transaction: neo4j.ManagedTransaction, **values: Any) -> None:
        changed = transaction.run(
            f"MATCH (m:{MARKER} {{store: $store}}) WHERE m.owner = $owner SET m += $values RETURN 1",
            store=self._store,
            owner=self._owner,
            values=values,
        ).values()
        if not changed:
            raise SyncTakenError("another process has taken this sync over", "let it end, then ask again")


def _point(said: dict[str, Any], name: str) -> Point | None:
    return Point(int(said[name]), str(said[f"{name}_at"])) if said.get(name) is not None else None
