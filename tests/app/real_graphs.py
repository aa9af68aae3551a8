"""Real graphs: frozen from scans of a loopback AWS, of one Linux machine and of the demo, and two that everybody knows.

A frozen graph is a JSON document: scopes, resources as ``[kind, key, name, scope, state]`` and relationships as
``[source, verb, target]``, scopes and ends by their positions; what is in no scan has no state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

FOLDER = Path(__file__).parent / "real_graphs"
Graph = tuple[Sequence[Resource], Sequence[Relationship]]


def frozen(name: str) -> Graph:
    """What a scan found."""
    document = json.loads((FOLDER / f"{name}.json").read_text())
    scopes = [Scope(*scope) for scope in document["scopes"]]
    refs = [ResourceRef(kind, key) for kind, key, *_ in document["resources"]]
    resources = [
        Resource(ref, name, scopes[scope], State(state))
        for ref, (_, _, name, scope, state) in zip(refs, document["resources"], strict=True)
        if state
    ]
    told = [Relationship(refs[src], refs[dst], Verb(verb), "scan") for src, verb, dst in document["relationships"]]
    return resources, told


def karate() -> Graph:
    """Zachary's karate club: who met whom, in two clubs."""
    import networkx as nx

    graph = nx.karate_club_graph()
    return _known(
        {f"{node}": clubs for node, clubs in graph.nodes(data="club")}, [(f"{a}", f"{b}") for a, b in graph.edges]
    )


def miserables() -> Graph:
    """Who stands in a chapter of Les Misérables with whom."""
    import networkx as nx

    graph = nx.les_miserables_graph()
    return _known(dict.fromkeys(sorted(graph.nodes), "novel"), sorted(tuple(sorted(edge)) for edge in graph.edges))


def _known(nodes: dict[str, str], edges: Sequence[tuple[str, str]]) -> Graph:
    scope = Scope("lab", "known")
    refs = {
        node: ResourceRef(f"lab.{kind.lower().replace(' ', '_').replace('.', '')}", node)
        for node, kind in nodes.items()
    }
    resources = [Resource(ref, node, scope, State.RUNNING) for node, ref in refs.items()]
    return resources, [Relationship(refs[a], refs[b], Verb.CONNECTS_TO, "lab") for a, b in edges]


GRAPHS: dict[str, Callable[[], Graph]] = {
    "aws": lambda: frozen("aws"),
    "machine": lambda: frozen("machine"),
    "demo": lambda: frozen("demo"),
    "karate": karate,
    "miserables": miserables,
}


def fill(lake: Lake, graph: Graph, scan: str = "graph") -> None:
    """Save a graph as one scan."""
    resources, told = graph
    scanned, clock = ScanStore(lake), FrozenClock()
    lake_parts: dict[tuple[Scope, str], list[Resource]] = {}
    for resource in resources:
        lake_parts.setdefault((resource.scope, resource.ref.kind), []).append(resource)
    homes = {resource.ref: (resource.scope, resource.ref.kind) for resource in resources}
    edges: dict[tuple[Scope, str], list[Relationship]] = {}
    for each in told:
        edges.setdefault(homes.get(each.src) or homes[each.dst], []).append(each)
    started = clock.now()
    scanned.begin(scan, sorted({scope.provider for scope, _ in lake_parts}), "manual", started)
    parts = []
    for (scope, kind), held in lake_parts.items():
        scanned.stage(scan, scope, kind, held, edges.get((scope, kind), []))
        parts.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(held)))
    scanned.commit(scan, parts)
    report = ScanReport(scan, ScanStatus.COMPLETE, started, resources=len(resources), scopes=tuple(parts))
    scanned.end(report)
