"""Graphs as one JSON document: resources as exports write them, without attributes, relationships, and paths of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.core.drawing import NodeId, Sketch, SketchGroup, SketchNode
from dharma_tui.core.graph import Graph, GraphDifference, GraphNode, ImpactGraph
from dharma_tui.core.topology_answer import Answer
from dharma_tui.core.types import ResourceRef

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake


def document(lake: Lake, graph: Graph, at: str = "") -> dict[str, Any]:
    """``graph`` of the moment ``at``. Blocks; raises StoreError."""
    from dharma_tui.services.query.lookup import Lookup

    refs = [node.ref for node in graph.nodes if not node.is_missing]
    known = {
        (line["kind"], line["key"]): {name: value for name, value in line.items() if name != "attrs"}
        for line in Lookup(lake).documents(refs, lake.resolve(at).id)
    }
    return {
        "nodes": [known.get((node.ref.kind, node.ref.key)) or _unknown(node) for node in graph.nodes],
        "edges": [
            {
                "src": _ref(graph.nodes[edge.source]),
                "dst": _ref(graph.nodes[edge.target]),
                "verb": edge.verb.value,
                "source": edge.told,
            }
            for edge in graph.edges
        ],
        "paths": [[graph.nodes[place].ref.key for place in path] for path in graph.paths],
    }


def impact_document(lake: Lake, impact: ImpactGraph, at: str = "") -> dict[str, Any]:
    """The same with what each node loses and why; the paths are how each loss came about."""
    by = {each.node: None if each.edge is None else impact.graph.edges[each.edge] for each in impact.affected}
    paths = []
    for each in impact.affected:
        trail, node = [each.node], each.node
        while edge := by[node]:
            node = edge.target if edge.source == node else edge.source
            trail.append(node)
        paths.append([impact.graph.nodes[place].ref.key for place in reversed(trail)])
    losses = [
        {
            **_ref(impact.graph.nodes[each.node]),
            "share": round(each.share, 4),
            "reason": impact.reason(each),
            "lost": each.lost,
            "copies": each.copies,
        }
        for each in impact.affected
    ]
    return {**document(lake, impact.graph, at), "paths": paths, "affected": losses, "total": impact.total}


def view_document(
    lake: Lake,
    graph: Graph,
    sketch: Sketch,
    answer: Answer | None,
    at: str = "",
    members: Mapping[NodeId, Sequence[ResourceRef]] | None = None,
    paths: Sequence[Sequence[ResourceRef]] = (),
) -> dict[str, Any]:
    """The resources of a view and the relationships that are drawn, with its ``paths``, its groups, their ``members`` where these
    are known, what is marked, what has alerts, and the answer to what it asks."""
    known = {str(node.ref): node for node in graph.nodes}
    groups = [
        {**_group(node), **_members(node.id, members)}
        for node in sketch.nodes
        if node.count and str(node.id) not in known
    ]
    frames = [{**_group(group), "parent": group.parent and str(group.parent)} for group in sketch.groups]
    marked = {str(node.id): node.mark.value for node in sketch.nodes if node.mark}
    everything: list[SketchNode | SketchGroup] = [*sketch.nodes, *sketch.groups]
    alerts = {
        str(each.id): {"count": each.alerts, "worst": each.alert.value if each.alert else None}
        for each in everything
        if each.alerts
    }
    told = {} if answer is None else {"answer": answer.told()}
    return {
        **document(lake, graph, at),
        "paths": [[ref.key for ref in path] for path in paths],
        "edges": _drawn_edges(graph, sketch),
        "groups": groups,
        "frames": frames,
        "marked": marked,
        "alerts": alerts,
        "left_out": sketch.left_out,
        **told,
    }


def _drawn_edges(graph: Graph, sketch: Sketch) -> list[dict[str, Any]]:
    """Every relationship that is drawn; of groups and frames that are no resources, the key is their id."""
    sources = {
        (str(graph.nodes[edge.source].ref), str(graph.nodes[edge.target].ref), edge.verb.value): edge.told
        for edge in graph.edges
    }
    drawn: list[SketchNode | SketchGroup] = [*sketch.nodes, *sketch.groups]
    ends = {each.id: {"kind": each.kind, "key": str(each.id)} for each in drawn}
    ends |= {str(node.ref): _ref(node) for node in graph.nodes}
    return [
        {
            "src": ends[edge.source],
            "dst": ends[edge.target],
            "verb": str(edge.verb),
            "source": sources.get((str(edge.source), str(edge.target), edge.verb), ""),
            "count": edge.count,
            "label": edge.label,
        }
        for edge in sketch.edges
        if edge.source in ends and edge.target in ends
    ]


def _members(id: NodeId, members: Mapping[NodeId, Sequence[ResourceRef]] | None) -> dict[str, Any]:
    if members is None:
        return {}
    return {"members": [{"kind": ref.kind, "key": ref.key} for ref in members.get(id, ())]}


def _group(each: SketchNode | SketchGroup) -> dict[str, Any]:
    """Many as one: how many, how many alerts these have, and what of them changed."""
    changes = {mark.value: count for mark, _, count in each.changes.parts}
    return {
        "id": str(each.id),
        "name": each.label,
        "kind": each.kind,
        "state": each.state.value,
        "count": each.count,
        "alerts": each.alerts,
        "worst_alert": each.alert.value if each.alert else None,
        "changes": changes,
    }


def difference_document(lake: Lake, found: GraphDifference, at: str = "") -> dict[str, Any]:
    """Both moments as one graph, with what happened to each node and edge; null for what is as it was."""
    whole = document(lake, found.graph, at)
    nodes = [{**node, "change": change} for node, change in zip(whole["nodes"], found.nodes, strict=True)]
    edges = [{**edge, "change": change} for edge, change in zip(whole["edges"], found.edges, strict=True)]
    return {**whole, "nodes": nodes, "edges": edges}


def _ref(node: GraphNode) -> dict[str, str]:
    return {"kind": node.ref.kind, "key": node.ref.key}


def _unknown(node: GraphNode) -> dict[str, Any]:
    return {
        **_ref(node),
        "name": node.name,
        "provider": node.scope.provider,
        "account": node.scope.account,
        "region": node.scope.region,
        "state": node.state.value,
        "labels": {},
        "first_seen": None,
        "last_seen": None,
    }
