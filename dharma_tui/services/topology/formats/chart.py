"""What files for other programs are written from: nodes, edges and clusters, with why each stands out; of any graph or picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.asides import told_apart
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.format import counted
from dharma_tui.core.graph import Graph, GraphDifference, GraphNode, ImpactGraph
from dharma_tui.core.sketch_text import SAID, key_of, loss_of, noted

COLOURS = {
    Mark.PATH: "#6a1b9a",
    Mark.AFFECTED: "#b26a00",
    Mark.FOUND: "#6a1b9a",
    Mark.ADDED: "#2e7d32",
    Mark.CHANGED: "#1565c0",
    Mark.REMOVED: "#c62828",
}
"""Of what stands out; the same in every format."""
CHANGED = {ChangeKind.ADDED: Mark.ADDED, ChangeKind.CHANGED: Mark.CHANGED, ChangeKind.REMOVED: Mark.REMOVED}
SIGNS = {Mark.ADDED: "+ ", Mark.CHANGED: "~ ", Mark.REMOVED: "- "}


@dataclass(frozen=True, slots=True)
class ChartNode:
    """A resource, or a closed group of ``count``; ``cluster`` is the place of the frame it is in."""

    name: str
    kind: str
    state: str
    key: str = ""
    provider: str = ""
    account: str = ""
    region: str = ""
    is_missing: bool = False
    count: int = 0
    more: str = ""
    mark: Mark = Mark.NONE
    cluster: int | None = None
    aside: str = ""
    """What tells it from others of its name and kind."""

    @property
    def said(self) -> tuple[str, ...]:
        """The lines of its label."""
        how = ", ".join(word for word in (self.state, self.more, SAID.get(self.mark, "")) if word)
        named = f"{self.name} ({self.aside})" if self.aside else self.name
        named = f"{named} ×{self.count:,}" if self.count else named
        return tuple(line for line in (named, self.kind, how) if line)


@dataclass(frozen=True, slots=True)
class ChartEdge:
    """A relationship, or ``count`` of them between groups."""

    source: int
    target: int
    verb: str
    told: str = ""
    count: int = 1
    label: str = ""
    mark: Mark = Mark.NONE

    @property
    def said(self) -> str:
        """Its label."""
        times = f" ×{self.count:,}" if self.count > 1 else ""
        label = f": {self.label}" if self.label else ""
        return f"{self.verb}{times}{label}" + (f" ({SAID[self.mark]})" if self.mark else "")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around nodes and other frames; ``parent`` is the place of the one it is in, ``face`` what it is itself, and ``node``
    the place of that where it has relationships."""

    label: str
    kind: str = ""
    parent: int | None = None
    more: str = ""
    node: int | None = None
    face: ChartNode | None = None

    @property
    def said(self) -> str:
        """Its title."""
        return f"{self.label} ({self.more})" if self.more else self.label


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it; what leads to a node or a cluster is its place."""

    nodes: tuple[ChartNode, ...] = ()
    edges: tuple[ChartEdge, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    left_out: int = 0
    """Relationships that are not drawn."""

    @property
    def said(self) -> str:
        """What is to be said of the whole."""
        return left_out_words(self.left_out)


def left_out_words(count: int) -> str:
    """That so many relationships are not drawn; nothing where all are."""
    return f"{counted(count, 'relationship is', 'relationships are')} not drawn" if count else ""


def chart_of(graph: Graph, nodes: Sequence[Mark] = (), edges: Sequence[Mark] = (), more: Sequence[str] = ()) -> Chart:
    """A graph, with the marks of its nodes and edges, and what ``more`` is said of its nodes, where it has any."""
    node_marks, said = nodes or [Mark.NONE] * len(graph.nodes), more or [""] * len(graph.nodes)
    edge_marks = edges or [Mark.NONE] * len(graph.edges)
    return Chart(
        tuple(_resource(*each) for each in zip(graph.nodes, node_marks, said, strict=True)),
        tuple(
            ChartEdge(edge.source, edge.target, edge.verb.value, edge.told, label=edge.passes, mark=mark)
            for edge, mark in zip(graph.edges, edge_marks, strict=True)
        ),
    )


def marks_of(found: GraphDifference) -> tuple[list[Mark], list[Mark]]:
    """Why nodes and edges of a difference stand out."""
    nodes, edges = ([CHANGED[each] if each else Mark.NONE for each in side] for side in (found.nodes, found.edges))
    return nodes, edges


def marks_of_impact(found: ImpactGraph) -> tuple[list[Mark], list[Mark], list[str]]:
    """The same of an impact, with what each node loses."""
    edges = {each.edge for each in found.affected}
    lost = {each.node: "fails" if each.edge is None else f"loses {each.share:.0%}" for each in found.affected}
    return (
        [Mark.AFFECTED if place in lost else Mark.NONE for place in range(len(found.graph.nodes))],
        [Mark.AFFECTED if place in edges else Mark.NONE for place in range(len(found.graph.edges))],
        [lost.get(place, "") for place in range(len(found.graph.nodes))],
    )


def chart_of_sketch(sketch: Sketch, graph: Graph) -> Chart:
    """A picture: closed groups are nodes, open ones are clusters, and what is open and has relationships itself is a node in its
    own. ``graph`` knows more of the resources in it."""
    sketch = told_apart(sketch, in_words=True)
    known = {str(node.ref): node for node in graph.nodes}
    told = {
        (str(graph.nodes[edge.source].ref), str(graph.nodes[edge.target].ref), edge.verb.value): edge.told
        for edge in graph.edges
    }
    clusters = {group.id: place for place, group in enumerate(sketch.groups)}
    ends = {end for edge in sketch.edges for end in (edge.source, edge.target)}
    framed = (replace(group.as_node, group=group.id, count=0) for group in sketch.groups if group.id in ends)
    nodes = (*sketch.nodes, *framed)
    places = {node.id: place for place, node in enumerate(nodes)}
    edges = [edge for edge in sketch.edges if edge.source in places and edge.target in places]
    return Chart(
        tuple(_drawn(node, known.get(str(node.id)), clusters) for node in nodes),
        tuple(_edge(edge, places, told) for edge in edges),
        tuple(
            Cluster(
                group.label,
                group.kind,
                clusters.get(group.parent) if group.parent is not None else None,
                ", ".join(noted(group)),
                places.get(group.id),
                _framed(group, known.get(str(group.id)), clusters),
            )
            for group in sketch.groups
        ),
        sketch.left_out + sum(edge.count for edge in sketch.edges) - sum(edge.count for edge in edges),
    )


def _resource(
    node: GraphNode, mark: Mark = Mark.NONE, more: str = "", cluster: int | None = None, count: int = 0
) -> ChartNode:
    state = "missing" if node.is_missing else node.state.value
    scope = node.scope
    return ChartNode(
        *(node.name, node.ref.kind, state, node.ref.key, scope.provider, scope.account, scope.region, node.is_missing),
        count=count,
        more=more,
        mark=mark,
        cluster=cluster,
        aside=node.aside,
    )


def _drawn(node: SketchNode, known: GraphNode | None, clusters: Mapping[NodeId, int]) -> ChartNode:
    more = ", ".join([*filter(None, [loss_of(node)]), *noted(node)])
    cluster = clusters.get(node.group) if node.group is not None else None
    if known is not None:
        return _resource(replace(known, aside=key_of(node)), node.mark, more, cluster, node.count)
    return ChartNode(
        *(node.label, node.kind, node.state.value),
        count=node.count,
        more=more,
        mark=node.mark,
        cluster=cluster,
        aside=key_of(node),
    )


def _framed(group: SketchGroup, known: GraphNode | None, clusters: Mapping[NodeId, int]) -> ChartNode:
    """What a frame is, within what is around it, with the worst state in it."""
    face = _drawn(replace(group.as_node, group=group.parent), known, clusters)
    return replace(face, key=face.key or str(group.id), state=group.state.value)


def _edge(edge: SketchEdge, places: Mapping[NodeId, int], told: Mapping[tuple[str, str, str], str]) -> ChartEdge:
    source = told.get((str(edge.source), str(edge.target), edge.verb), "")
    return ChartEdge(
        places[edge.source], places[edge.target], str(edge.verb), source, edge.count, edge.label, edge.mark
    )
