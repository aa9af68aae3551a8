"""What differs between the graphs of two moments: by what is in the lake at each, whatever happened between."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.graph import Graph, GraphDifference, GraphEdge, GraphNode
from dharma_tui.core.types import ResourceRef, Scope, State, Verb

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake, Snapshot

_NODE = "kind, key, name, provider, account, region, state, hash::VARCHAR"
_EDGE = "src_kind, src_key, dst_kind, dst_key, verb"
_VERBS = frozenset(verb.value for verb in Verb)


def difference(
    lake: Lake,
    start: Snapshot,
    end: Snapshot,
    limit: int,
    is_asked: Callable[[str], bool] = lambda kind: True,
    verbs: Collection[Verb] = (),
) -> GraphDifference:
    """Resources that came, went or became others, relationships that came or went, and what these are between.

    Of kinds that are asked for alone, with their relationships; of these only those of ``verbs``, where there are any. At most
    ``limit`` of either; blocks; raises StoreError.
    """
    changed = _nodes(lake, start, end)
    nodes = {ref: told for ref, told in changed.items() if is_asked(ref.kind)}
    edges = [
        (row, change)
        for change, there, not_there in ((ChangeKind.ADDED, end, start), (ChangeKind.REMOVED, start, end))
        for row in _edges(lake, there, not_there)
        if (is_asked(row[0].kind) or is_asked(row[1].kind)) and (not verbs or row[2] in verbs)
    ]
    is_whole = len(nodes) <= limit and len(edges) <= limit
    shown, drawn = dict(list(nodes.items())[:limit]), edges[:limit]
    ends = {ref for (source, target, _, _), _ in drawn for ref in (source, target)} - shown.keys()
    around = {**_named(lake, start, ends), **_named(lake, end, ends)}
    for ref in sorted(ends - around.keys()):
        around[ref] = GraphNode(ref, ref.key, is_missing=True)
    everything = nodes_apart([*(node for node, _, _ in shown.values()), *(around[ref] for ref in sorted(around))])
    places = {node.ref: place for place, node in enumerate(everything)}
    graph = Graph(
        tuple(everything),
        tuple(GraphEdge(places[source], places[target], verb, told) for (source, target, verb, told), _ in drawn),
        is_whole=is_whole,
    )
    changes = tuple(change for _, change, _ in shown.values())
    before = tuple(state for _, _, state in shown.values())
    return GraphDifference(
        graph,
        (*changes, *(changed[ref][1] if ref in changed else None for ref in sorted(around))),
        (*before, *(changed[ref][2] if ref in changed else None for ref in sorted(around))),
        tuple(change for _, change in drawn),
        len(nodes),
        len(edges),
    )


def _nodes(lake: Lake, start: Snapshot, end: Snapshot) -> dict[ResourceRef, tuple[GraphNode, ChangeKind, State | None]]:
    """By identity: a resource that went and came back has another row, and is the same."""
    rows = lake.query(
        f"""SELECT before, after
        FROM (SELECT rowid AS row, [{_NODE}] AS before FROM lake.resources AT (VERSION => {start.id}))
        FULL JOIN (SELECT rowid AS row, [{_NODE}] AS after FROM lake.resources AT (VERSION => {end.id})) USING (row)
        WHERE before IS DISTINCT FROM after ORDER BY after, before"""
    )
    old = {ResourceRef(*row[0][:2]): row[0] for row in rows if row[0]}
    new = {ResourceRef(*row[1][:2]): row[1] for row in rows if row[1]}
    found: dict[ResourceRef, tuple[GraphNode, ChangeKind, State | None]] = {}
    for ref in sorted({*old, *new}):
        before, after = old.get(ref), new.get(ref)
        if before != after:
            change = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
            found[ref] = _node(after or before or ()), change, _state(before[6]) if before else None
    return found


def _edges(lake: Lake, there: Snapshot, not_there: Snapshot) -> list[tuple[ResourceRef, ResourceRef, Verb, str]]:
    """Relationships that one moment has and the other has not, whoever tells of them, and who does."""
    rows = lake.query(
        f"""SELECT {_EDGE}, string_agg(DISTINCT source, ', ' ORDER BY source)
        FROM lake.relationships AT (VERSION => {there.id}) WHERE hash({_EDGE}) NOT IN (
            SELECT hash({_EDGE}) FROM lake.relationships AT (VERSION => {not_there.id})) GROUP BY ALL ORDER BY ALL"""
    )
    return [
        (
            ResourceRef(*row[:2]),
            ResourceRef(*row[2:4]),
            Verb(row[4]) if row[4] in _VERBS else Verb.DEPENDS_ON,
            row[5] or "",
        )
        for row in rows
    ]


def _named(lake: Lake, snapshot: Snapshot, refs: Iterable[ResourceRef]) -> dict[ResourceRef, GraphNode]:
    wanted = set(refs)
    if not wanted:
        return {}
    rows = lake.query(
        f"""SELECT {_NODE} FROM lake.resources AT (VERSION => {snapshot.id})
        WHERE key IN (SELECT unnest(from_json(?, '["VARCHAR"]')))""",
        [json.dumps(sorted({ref.key for ref in wanted}))],
    )
    return {node.ref: node for node in map(_node, rows) if node.ref in wanted}


def _node(row: Any) -> GraphNode:
    kind, key, name, provider, account, region, state, _ = row
    scope = Scope(provider or "", account or "", region or "")
    return GraphNode(ResourceRef(kind, key), name or key, _state(state), scope)


def _state(word: str | None) -> State:
    return State(word) if word and word in State.__members__.values() else State.UNKNOWN
