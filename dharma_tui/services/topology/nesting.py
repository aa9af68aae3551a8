"""A choice of nodes as boxes in boxes: accounts, regions, networks, hosts, and what lies in them, opened as far as can be read."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchGroup, SketchNode
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.topology_view import TopologyView, ref_of
from dharma_tui.core.types import State
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.containment import LEVELS, NOWHERE
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.sketching import (
    MEMBERS,
    MOST_NODES,
    Sketched,
    edges_of,
    face,
    node_id,
    state_of,
    states_of,
)

_PARTS = ("provider", "account", "region")
_SCOPE, _GROUP = "scope:", "group:"
FRAMED = -2
"""The number of what is drawn as a frame: nothing stands for it."""
Key: TypeAlias = "int | tuple[object, ...] | None"
ALIKE = 4
"""From so many alike on, they are one until they are opened."""


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """Something to draw: a resource (``node``), or what several have in common. ``members`` are what it is opened into."""

    members: Nodes
    node: int = -1
    label: str = ""
    kind: str = ""
    scope: tuple[str, ...] | None = None
    """What of a scope its members share, from the provider on."""
    parent: Item | None = None

    @property
    def is_alike(self) -> bool:
        """Whether it is several of one kind."""
        return self.node < 0 and self.scope is None


class Forest:
    """What lies in what among ``nodes``: what is between two of them and not among them is looked through."""

    def __init__(self, topology: Topology, nodes: Nodes, parents: Nodes) -> None:
        """(n,) the container of each node of the graph, or ``NOWHERE``."""
        inside = np.zeros(topology.graph.count, np.bool_)
        inside[nodes] = True
        self.nodes = nodes
        self.parents = _nearest(parents, inside)
        held = nodes[self.parents[nodes] != NOWHERE]
        self._inner = held[np.argsort(self.parents[held], kind="stable")]
        self._outer = self.parents[self._inner]
        self.roots: Nodes = nodes[self.parents[nodes] == NOWHERE]
        self.sizes = inside.astype(np.int64)
        self.ranks = np.zeros(topology.graph.count, np.uint8)
        self.ranks[nodes] = states_of(topology, nodes)
        for level in reversed(list(self._levels())):
            np.add.at(self.sizes, self.parents[level], self.sizes[level])
        self.ranks = self.highest(self.ranks)

    def children(self, node: int) -> Nodes:
        """What lies in ``node`` itself."""
        first, last = np.searchsorted(self._outer, [node, node + 1])
        inner: Nodes = self._inner[first:last]
        return inner

    def highest(self, values: NDArray[Any]) -> NDArray[Any]:
        """(n,) for each node the highest of its own value and of those of what lies in it."""
        found = values.copy()
        for level in reversed(list(self._levels())):
            np.maximum.at(found, self.parents[level], found[level])
        return found

    def below(self, shown: Nodes) -> Nodes:
        """(n,) as ``shown``, what has no number of its own (-1) having that of what it lies in."""
        for level in self._levels():
            unsaid = level[shown[level] < 0]
            shown[unsaid] = shown[self.parents[unsaid]]
        return shown

    def _levels(self) -> Iterator[Nodes]:
        """What lies in something, from the outside in."""
        outside = np.zeros(len(self.parents), np.bool_)
        outside[self.roots] = True
        left = self._inner
        while len(left):
            level = left[outside[self.parents[left]]]
            if not len(level):
                return
            yield level
            outside[level] = True
            left = left[~outside[left]]


def _nearest(parents: Nodes, inside: NDArray[np.bool_]) -> Nodes:
    """(n,) for each node the innermost container that is ``inside``."""
    found = parents.copy()
    for _ in range(LEVELS):
        astray = (found != NOWHERE) & ~inside[found]
        if not astray.any():
            break
        found[astray] = parents[found[astray]]
    return found


class Nested:
    """Opens from the outside in, as long as what is shown can be read; what a person opened or closed is as they said."""

    def __init__(
        self,
        topology: Topology,
        identities: Identities,
        kinds: Mapping[str, KindSpec],
        view: TopologyView,
        forest: Forest,
    ) -> None:
        self._topology = topology
        self._identities = identities
        self._kinds = kinds
        self._said = Said(identities, view, topology.kinds)
        self._forest = forest
        self._view = view
        self._shares = np.zeros(0)
        self._on_path: frozenset[int] = frozenset()
        self._shown = np.zeros(0, np.bool_)
        """(n,) what is asked about, and what that lies in."""

    def sketch(self, choice: Choice, focus: int | None = None) -> Sketched:
        """Everything of ``choice``, which is what the forest is made of; what is asked about is never in a closed group."""
        count = self._topology.graph.count
        single = np.zeros(count, np.bool_)
        single[choice.nodes[choice.single]] = True
        self._shown = self._forest.highest(single)
        shares = np.zeros(count)
        if choice.impact is not None:
            shares[choice.impact.nodes] = choice.impact.shares
        self._shares = self._forest.highest(shares)
        graph = self._topology.graph
        self._on_path = frozenset(node for path in choice.paths for edge in path for node in graph.ends(edge))
        shown: list[Item] = []
        frames: list[Item] = []
        for item, is_frame in self._opened():
            (frames if is_frame else shown).append(item)
        return self._drawn(choice, shown, frames, focus)

    # -- what is opened ---------------------------------------------------------------------------------------------

    def _opened(self) -> Iterator[tuple[Item, bool]]:
        """Every item that is drawn, and whether it is a frame: from the outside in, those of alike ones last."""
        waiting = deque(self._of_scopes(self._forest.roots, (), None))
        later: list[Item] = []
        count = len(waiting)
        while waiting:
            item = waiting.popleft()
            if item.is_alike and not self._said.opens(item):
                later.append(item)
            elif (inner := self._within(item)) and self._opens(item, count + len(inner) - 1):
                count += len(inner) - 1
                waiting.extend(inner)
                yield item, True
            else:
                yield item, False
        for item in sorted(later, key=lambda each: len(each.members)):
            if self._opens(item, count + len(item.members) - 1):
                count += len(item.members) - 1
                yield from ((each, False) for each in self._single(item.members, item.parent))
            else:
                yield item, False

    def _opens(self, item: Item, count: int) -> bool:
        if self._said.closes(item):
            return False
        asked = bool(self._shown[item.members].any()) and not item.is_alike
        return self._said.opens(item) or asked or count <= MOST_NODES

    # -- what lies in what ------------------------------------------------------------------------------------------

    def _within(self, item: Item) -> list[Item]:
        if item.scope is not None:
            return self._of_scopes(item.members, item.scope, item)
        return self._each(item) if item.is_alike else self._items(item.members, item)

    def _of_scopes(self, roots: Nodes, shared: tuple[str, ...], parent: Item | None) -> list[Item]:
        """``roots`` by the next part of their scopes that says something; without one, themselves."""
        if len(shared) == len(_PARTS):
            return self._items(roots, parent)
        items: list[Item] = []
        parts = self._by_part(roots, len(shared))
        for part, nodes in sorted(parts.items()):
            inner = (*shared, part)
            if not part or (len(parts) == 1 and not shared):
                items += self._of_scopes(nodes, inner, parent)
            else:
                items.append(Item(nodes, label=part, kind=_PARTS[len(shared)], scope=inner, parent=parent))
        return items

    def _by_part(self, roots: Nodes, place: int) -> dict[str, Nodes]:
        topology = self._topology
        words = [(scope.provider, scope.account, scope.region)[place] for scope in topology.scopes]
        there = roots < topology.present
        codes = topology.scope_codes[roots[there]]
        found: dict[str, list[Nodes]] = {"": [roots[~there]]} if not there.all() else {}
        for code in np.unique(codes).tolist():
            found.setdefault(words[code], []).append(roots[there][codes == code])
        return {word: np.concatenate(nodes) for word, nodes in found.items()}

    def _items(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        """Of each kind all together where they are many, else each."""
        shown = nodes[self._shown[nodes]]
        items = self._single(shown, parent)
        nodes = nodes[~self._shown[nodes]]
        codes = self._topology.kind_codes[nodes]
        for code in np.unique(codes).tolist():
            alike = nodes[codes == code]
            kind = self._topology.kinds[code]
            if len(alike) <= ALIKE:
                items += self._single(alike, parent)
            else:
                title = self._kinds[kind].plural if kind in self._kinds else kind
                items.append(Item(alike, label=title, kind=kind, parent=parent))
        return items

    def _each(self, item: Item) -> list[Item]:
        """The members one by one, the worst first; of very many, the rest together."""
        order = np.argsort(-self._forest.ranks[item.members].astype(np.int64), kind="stable")
        members = item.members[order]
        items = self._single(members[:MEMBERS], item)
        if len(rest := members[MEMBERS:]):
            items.append(Item(rest, label=f"more {item.label}", kind=item.kind, parent=item))
        return items

    def _single(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        return [Item(self._forest.children(node), node, parent=parent) for node in nodes.tolist()]

    # -- what is drawn ----------------------------------------------------------------------------------------------

    def _drawn(self, choice: Choice, shown: Sequence[Item], frames: Sequence[Item], focus: int | None) -> Sketched:
        naming = Naming(self._identities, [item.node for item in (*shown, *frames) if item.node >= 0])
        nodes = tuple(self._face(item, naming) for item in shown)
        numbers = np.full(self._topology.graph.count, -1, np.int32)
        for at, item in enumerate(shown):
            numbers[item.node if item.node >= 0 else item.members] = at
        numbers[[item.node for item in frames if item.node >= 0]] = FRAMED
        edges, left_out = edges_of(self._topology, choice, self._forest.below(numbers), nodes)
        groups = tuple(self._frame(item, naming) for item in frames)
        return Sketched(
            Sketch(nodes, tuple(edges), groups, left_out),
            {naming.id(item): naming.known[item.node].ref for item in (*shown, *frames) if item.node >= 0},
            {id: str(id) for item in (*shown, *frames) if len(item.members) for id in (naming.id(item),)},
            focus=next(iter(naming.ids([] if focus is None else [focus])), None),
            nodes=len(choice.nodes),
            edges=len(choice.edges),
        )

    def _count(self, item: Item) -> int:
        """How many resources it stands for beside itself."""
        sizes = self._forest.sizes
        return int(sizes[item.node]) - 1 if item.node >= 0 else int(sizes[item.members].sum())

    def _state(self, item: Item) -> State:
        ranks = self._forest.ranks
        return state_of(int(ranks[item.node] if item.node >= 0 else ranks[item.members].max()))

    def _face(self, item: Item, naming: Naming) -> SketchNode:
        group = naming.id(item.parent) if item.parent else None
        if item.node >= 0:
            drawn = face(naming.known[item.node], group, *self._asked(item))
            pinned = naming.known[item.node].ref in self._view.pinned
            return replace(drawn, count=self._count(item), state=self._state(item), is_pinned=pinned)
        mark, share = self._asked(item)
        return SketchNode(
            *(naming.id(item), item.label, item.kind, self._state(item), group, self._count(item)),
            mark=mark,
            share=share,
        )

    def _asked(self, item: Item) -> tuple[Mark, float | None]:
        """Whether it is on a path or affected, and how much it, or what is in it, loses at most."""
        if item.node in self._on_path:
            return Mark.PATH, None
        share = float(self._shares[item.node] if item.node >= 0 else self._shares[item.members].max(initial=0.0))
        return (Mark.AFFECTED, share) if share > 0 else (Mark.NONE, None)

    def _frame(self, item: Item, naming: Naming) -> SketchGroup:
        known = naming.known.get(item.node)
        label, kind = (known.name, known.ref.kind) if known else (item.label, item.kind)
        group = naming.id(item.parent) if item.parent else None
        return SketchGroup(naming.id(item), label, kind, group, self._count(item), self._state(item))


class Naming:
    """What items are called in sketches; resources are looked up all at once."""

    def __init__(self, identities: Identities, nodes: Sequence[int]) -> None:
        self._identities = identities
        self.known = dict(zip(nodes, identities.nodes(nodes), strict=True))

    def ids(self, nodes: Sequence[int]) -> list[NodeId]:
        """Of resources."""
        return [node_id(known.ref) for known in self._identities.nodes(nodes)]

    def id(self, item: Item) -> NodeId:
        """The same for the same at every refresh."""
        if item.node >= 0:
            return node_id(self.known[item.node].ref)
        if item.scope is not None:
            return f"{_SCOPE}{'/'.join(quote(part, safe='') for part in item.scope)}"
        return f"{_GROUP}{item.kind}|{self.id(item.parent) if item.parent else ''}"


class Said:
    """What a person opened and closed, by the numbers that nodes have now."""

    def __init__(self, identities: Identities, view: TopologyView, kinds: Collection[str]) -> None:
        self._identities = identities
        self._kinds = kinds
        self._opened = {self._key(id) for id in view.opened}
        self._closed = {self._key(id) for id in view.closed}

    def opens(self, item: Item) -> bool:
        """Whether they opened it."""
        return bool(self._opened) and _key_of(item) in self._opened

    def closes(self, item: Item) -> bool:
        """Whether they closed it."""
        return bool(self._closed) and _key_of(item) in self._closed

    def _key(self, id: str) -> Key:
        if id.startswith(_SCOPE):
            return tuple(map(unquote, id.removeprefix(_SCOPE).split("/")))
        if id.startswith(_GROUP):
            kind, _, parent = id.removeprefix(_GROUP).partition("|")
            return kind, self._key(parent) if parent else None
        ref = ref_of(id, self._kinds)
        return self._identities.node(ref) if ref else None


def _key_of(item: Item) -> Key:
    if item.node >= 0:
        return item.node
    return item.scope or (item.kind, _key_of(item.parent) if item.parent else None)
