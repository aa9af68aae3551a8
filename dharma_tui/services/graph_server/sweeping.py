"""What a full sync leaves on the server that the store does not have, and whether both sides then count alike.

Several consoles may bring one server level, each with the accounts that it scans. So nothing is deleted but in parts that this
store has listed to the end: elsewhere something missing says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.core import groups
from dharma_tui.services.graph_server.names import MISSING, RESOURCE, label_of, quoted
from dharma_tui.services.store.scan_store import ScanStore

if TYPE_CHECKING:
    from dharma_tui.services.graph_server.server import GraphServer
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


def differing(
    server: GraphServer, lake: Lake, stored: Mapping[Part, int], kinds: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Parts of which the server has another number of resources than the store; of ``kinds``, or of all.

    Of a part that this store never listed to the end, others may know more.
    """
    there: dict[Part, int] = {}
    for label in [RESOURCE] if kinds is None else sorted({label_of(kind) for kind in kinds}):
        counted = server.rows(
            f"MATCH (n:{quoted(label)}) WHERE n.uid IS NOT NULL AND NOT n:{MISSING}"
            " RETURN n.provider, n.account, n.region, n.kind, count(*)"
        )
        there |= {(row[0], row[1], row[2], row[3]): row[4] for row in counted}
    complete = complete_parts(lake)
    wanted = {part for part in there if part in complete and (kinds is None or part[3] in kinds)} | set(stored)
    names = ("provider", "account", "region", "kind", "stored", "there")
    return [
        dict(zip(names, (*part, stored.get(part, 0), there.get(part, 0)), strict=True))
        for part in sorted(wanted)
        if there.get(part, 0) < stored.get(part, 0) or (part in complete and there.get(part, 0) != stored.get(part, 0))
    ]


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
