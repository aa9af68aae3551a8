"""What a full sync leaves on the server that the store does not have, and whether both sides then count alike.

Several consoles may bring one server level, each with the accounts that it scans. So nothing is deleted but in parts that this
store has listed to the end: elsewhere something missing says nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from dharma_tui.core import groups
from dharma_tui.services.graph_server.names import MISSING, RESOURCE
from dharma_tui.services.store.scan_store import ScanStore

if TYPE_CHECKING:
    from dharma_tui.services.graph_server.server import GraphServer
    from dharma_tui.services.graph_server.sync_rows import SyncRows
    from dharma_tui.services.store.lake import Lake

Part = tuple[str, str, str, str]
"""Provider, account, region and kind."""
AT_ONCE = 5_000
"""Deleted in one transaction."""


def complete_parts(lake: Lake) -> set[Part]:
    """What this store has listed to the end at least once, and what it derives itself."""
    listed = {
        (part.scope.provider, part.scope.account, part.scope.region, part.kind)
        for part in ScanStore(lake).coverage()
        if part.complete_at is not None
    }
    own = groups.SCOPE
    return listed | {(own.provider, own.account, own.region, groups.KIND)}


def sweep(server: GraphServer, lake: Lake, sync: str) -> tuple[int, int]:
    """Delete what this sync did not meet in parts listed to the end. Returns how many resources and relationships."""
    complete = complete_parts(lake)
    stale_edges = f"MATCH (:{RESOURCE})-[x]->(:{RESOURCE}) WHERE x.sync <> $sync"
    edges = _sweep(server, stale_edges, "told_by", "DELETE x", sync, complete)
    stale_nodes = f"MATCH (x:{RESOURCE}) WHERE x.sync <> $sync AND NOT x:{MISSING}"
    return _sweep(server, stale_nodes, "kind", "DETACH DELETE x", sync, complete), edges


def drop_loose(server: GraphServer) -> None:
    """Forget what was missing and nothing leads to any more."""
    _while_some(server, f"MATCH (x:{MISSING}) WHERE NOT (x)--()", "DELETE x", {})


def differing(server: GraphServer, lake: Lake, rows: SyncRows) -> list[dict[str, Any]]:
    """Parts of which the server has another number of resources than the store, or fewer relationships that lead from them.

    Of a part that this store never listed to the end, others may know more; so they may of any relationships.
    """
    complete = complete_parts(lake)
    counts = (
        ("resources", "count(*)", rows.parts(), complete),
        ("relationships", f"sum(COUNT {{ (n)-->(:{RESOURCE}) }})", rows.parts_related(), frozenset[Part]()),
    )
    found = []
    for what, count, stored, exact in counts:
        there = _counted(server, count)
        for part in sorted(stored.keys() | (there.keys() & exact)):
            here, beyond = stored.get(part, 0), there.get(part, 0)
            if beyond < here or (part in exact and beyond != here):
                names = ("provider", "account", "region", "kind")
                found.append({**dict(zip(names, part, strict=True)), "what": what, "stored": here, "there": beyond})
    return found


def _counted(server: GraphServer, count: str) -> dict[Part, int]:
    rows = server.rows(
        f"MATCH (n:{RESOURCE}) WHERE n.uid IS NOT NULL AND NOT n:{MISSING}"
        f" RETURN n.provider, n.account, n.region, n.kind, {count}"
    )
    return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in rows}


def _sweep(server: GraphServer, stale: str, kind: str, delete: str, sync: str, complete: Collection[Part]) -> int:
    found = server.rows(f"{stale} RETURN DISTINCT x.provider, x.account, x.region, x.{kind}", {"sync": sync})
    doomed = [list(part) for part in found if tuple(part) in complete]
    within = f"{stale} AND [x.provider, x.account, x.region, x.{kind}] IN $parts"
    return _while_some(server, within, delete, {"sync": sync, "parts": doomed}) if doomed else 0


def _while_some(server: GraphServer, match: str, delete: str, parameters: dict[str, Any]) -> int:
    """Delete in pieces, as one transaction holds all that it deletes in memory."""
    query = f"{match} WITH x LIMIT {AT_ONCE} {delete} RETURN count(*)"
    total = 0
    while True:
        gone = int(server.write(lambda transaction: transaction.run(query, parameters).values())[0][0])
        total += gone
        if gone < AT_ONCE:
            return total
