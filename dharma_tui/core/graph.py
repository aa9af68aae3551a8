"""Parts of the graph of everything: resources, the relationships between them, paths and losses."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.format import counted
from dharma_tui.core.types import ResourceRef, Scope, State, Verb

Place: TypeAlias = int
"""Where in its tuple a node or an edge stands."""

PATH_LENGTH = 6
"""Steps of every path between two, where nothing else is said."""
SAME = "both ends are one and the same, and no circle leads back there"
"""Of a path from a resource to itself, where it is in no circle."""
NO_TRAFFIC = "no traffic is known to go there"
"""So begins what is said of paths that lead where none does."""
NOWHERE = Scope("")
FORTH = MappingProxyType(
    {
        Verb.CONTAINS: "contains",
        Verb.RUNS_ON: "runs on",
        Verb.ATTACHED_TO: "is attached to",
        Verb.ROUTES_TO: "routes to",
        Verb.MEMBER_OF: "is a member of",
        Verb.DEPENDS_ON: "depends on",
        Verb.PROTECTS: "protects",
        Verb.STORES_IN: "stores in",
        Verb.MANAGES: "manages",
        Verb.CONNECTS_TO: "connects to",
        Verb.REFERS_TO: "refers to",
    }
)
"""What the source of a relationship says of its target."""
BACK = MappingProxyType(
    {
        Verb.CONTAINS: "is in",
        Verb.RUNS_ON: "runs",
        Verb.ATTACHED_TO: "has attached",
        Verb.ROUTES_TO: "is reached by",
        Verb.MEMBER_OF: "has as a member",
        Verb.DEPENDS_ON: "is needed by",
        Verb.PROTECTS: "is protected by",
        Verb.STORES_IN: "stores for",
        Verb.MANAGES: "is managed by",
        Verb.CONNECTS_TO: "is connected to by",
        Verb.REFERS_TO: "is referred to by",
    }
)
"""What the target says of the source."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A resource, or something that is named and not in the inventory."""

    ref: ResourceRef
    name: str
    state: State = State.UNKNOWN
    scope: Scope = NOWHERE
    is_missing: bool = False
    aside: str = ""
    """What tells it from others of its name and kind that are told of with it."""

    @property
    def called(self) -> str:
        """Its name, with that."""
        return f"{self.name} ({self.aside})" if self.aside else self.name


REACH = "reach:"
"""What tells of an edge begins so where networks and their rules make it; what they let through follows."""


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A relationship between two nodes of the same graph. ``told`` is what tells of it, where that was asked for."""

    source: Place
    target: Place
    verb: Verb
    told: str = ""

    @property
    def passes(self) -> str:
        """What passes there, where networks and their rules make it."""
        return self.told.removeprefix(REACH) if self.told.startswith(REACH) else ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Some of everything: nodes, what was asked about first, and all relationships between these that were asked for."""

    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()
    paths: tuple[tuple[Place, ...], ...] = ()
    """Each path as the nodes on it."""
    steps: tuple[int, ...] = ()
    """Of neighbours how many steps away each is."""
    is_whole: bool = True
    """Whether nothing was left out for being too much."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What one node loses (1 is all), by which edge, and how many of how many that stand in for each other have lost."""

    node: Place
    share: float
    edge: Place | None = None
    """None for what failed itself."""
    lost: int = 1
    copies: int = 1
    what: str = ""
    """What it loses, where there are words for it."""


@dataclass(frozen=True, slots=True)
class ImpactGraph:
    """What is affected, the worst first, within the graph of it, in so many steps (``depth``) or in any, with 0. ``total`` counts
    those too that are left out, but for those that lose less than the ``least``; 0 where nobody does."""

    graph: Graph
    affected: tuple[Affected, ...]
    total: int
    least: float = 0.0
    depth: int = 0

    @property
    def by(self) -> str:
        """How much is lost by those that are counted, where others lose less, and how near they are, where others were not looked
        at: `` by 1% or more in 2 steps``."""
        steps = f" in {counted(self.depth, 'step')}" if self.depth else ""
        return f" by {self.least:.0%} or more{steps}" if self.least else steps

    def reason(self, each: Affected) -> str:
        """Why it is affected, in words that begin with what it is to the other: ``depends on db``."""
        if each.edge is None:
            return "fails"
        edge = self.graph.edges[each.edge]
        forth = edge.source == each.node
        other = self.graph.nodes[edge.target if forth else edge.source].called
        verb = "is" if each.lost == 1 else "are"
        said = f"{(FORTH if forth else BACK)[edge.verb]} {other}"
        said += f", {each.lost:,} of {each.copies:,} {verb} affected" if each.copies > 1 else ""
        return f"loses {each.what}, {said}" if each.what else said


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A node whose failure alone takes others with it: how many wholly, and how many in part."""

    node: GraphNode
    wholly: int
    partly: int


@dataclass(frozen=True, slots=True)
class WeakPoints:
    """Those that take most, the worst first. ``looked_at`` of ``candidates`` were tried."""

    points: tuple[WeakPoint, ...]
    looked_at: int
    candidates: int


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that are related more with each other than with the rest; of the nodes the first ones."""

    size: int
    inside: int
    """Relationships between two of it."""
    outside: int
    """Relationships between one of it and others."""
    kinds: tuple[tuple[str, int], ...]
    first: tuple[GraphNode, ...]


@dataclass(frozen=True, slots=True)
class GraphDifference:
    """Two moments in one graph: of each node and edge whether it came, went or became another; None for what is as it was."""

    graph: Graph
    nodes: tuple[ChangeKind | None, ...]
    before: tuple[State | None, ...]
    """The state that a node had at the earlier moment, where it is another node or state now."""
    edges: tuple[ChangeKind | None, ...]
    changed_nodes: int
    changed_edges: int


@dataclass(frozen=True, slots=True)
class Circle:
    """Nodes that all lead to each other, how many, and a shortest way round as a graph of one path."""

    size: int
    graph: Graph
