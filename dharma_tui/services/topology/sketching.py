"""A choice of nodes as a sketch that a person can read: alike ones as one, what lies in what as frames."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.groups import badness
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.natural import natural
from dharma_tui.core.topology_view import TopologyView, group_of, page_of
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.services.topology.adjacency import VERBS, Nodes
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.gathering import ALONE, Gathered, gather, heaviest, join, told_once, worst
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.members import Members

if TYPE_CHECKING:
    from dharma_tui.services.topology.standing import Standing

MOST_NODES = 60
"""A person reads no more at once."""
MOST_EDGES = 150
Words: TypeAlias = Mapping[int, str] | Sequence[str]


@dataclass(frozen=True)
class Keys:
    """(s,) what to gather nodes by, what each key is called in a view that opens it, and on the picture."""

    values: NDArray[np.int64]
    names: Words
    titles: Words

    @classmethod
    def of_kinds(cls, topology: Topology, nodes: Nodes, kinds: Mapping[str, KindSpec]) -> Keys:
        """By kind."""
        titles = [kinds[kind].plural if kind in kinds else kind for kind in topology.kinds]
        return cls(topology.kind_codes[nodes].astype(np.int64), topology.kinds, titles)

    def name(self, key: int) -> str:
        """What a view that opens the group calls it."""
        return OTHERS if key == REST else self.names[key] or NONE

    def title(self, key: int) -> str:
        """What a person calls it."""
        return "Others" if key == REST else self.titles[key] or "(none)"


NONE = "none"
OTHERS = "others"
REST = -2
"""The key of what there is no room for."""
MEMBERS = MOST_NODES
"""Members of an opened group that are shown one by one."""
MANY = 20_000
"""Members of a group that are put in order by what they are called; of more, that would take too long."""
_RANKS = np.asarray([len(STATES) - badness(state) for state in STATES], np.uint8)
"""What counts more among members of a group is higher."""
_STATE_OF_RANK = {int(rank): state for rank, state in zip(_RANKS.tolist(), STATES, strict=True)}


@dataclass(frozen=True)
class Sketched:
    """A sketch, and what its nodes are: resources, or groups of so many."""

    sketch: Sketch
    refs: Mapping[NodeId, ResourceRef] = field(default_factory=dict)
    groups: Mapping[NodeId, str] = field(default_factory=dict)
    """What each group is called in a view that opens or closes it."""
    within: Mapping[NodeId, str] = field(default_factory=dict)
    """Of members of opened groups that have no frame, what the group is called."""
    focus: NodeId | None = None
    nodes: int = 0
    edges: int = 0
    members: Members | None = None
    standing: Standing | None = None
    """What was opened by itself and what was left closed, where it is nested."""

    def shown_as(self, refs: Sequence[ResourceRef]) -> list[NodeId | None]:
        """What each is shown as: itself, a closed group, or nothing. Blocks; raises StoreError."""
        known: dict[ResourceRef, NodeId | None] = {ref: node_id(ref) for ref in refs if node_id(ref) in self.refs}
        rest = [ref for ref in refs if ref not in known]
        if self.members is not None:
            known.update(zip(rest, self.members.of(rest), strict=True))
        return [known.get(ref) for ref in refs]

    def held_by(self, id: NodeId) -> list[ResourceRef]:
        """The resources that a group stands for, or that are in a frame or a closed box: but for that itself. Blocks; raises
        StoreError."""
        around = {group.id: group.parent for group in self.sketch.groups}
        around |= {node.id: node.group for node in self.sketch.nodes}

        def is_in(each: NodeId | None) -> bool:
            while each is not None and each != id:
                each = around.get(each)
            return each is not None

        found = self.members.within([each for each in around if is_in(each)]) if self.members is not None else {}
        return sorted(ref for refs in found.values() for ref in refs if ref != self.refs.get(id))


def states_of(topology: Topology, nodes: Nodes) -> NDArray[np.uint8]:
    """(s,) how much each node's state counts; what is missing is unknown."""
    codes = np.full(len(nodes), STATES.index(State.UNKNOWN), np.uint8)
    there = nodes < topology.present
    codes[there] = topology.state_codes[nodes[there]]
    return _RANKS[codes]


def worst_first(identities: Identities, nodes: Nodes, ranks: NDArray[np.uint8]) -> NDArray[np.intp]:
    """(s,) the places of ``nodes`` by how much their states count, and then by what they are called. Blocks; raises StoreError."""
    worst = -ranks.astype(np.int64)
    if len(nodes) > MANY:
        return np.argsort(worst, kind="stable")
    names = [natural(node.name) for node in identities.nodes(nodes.tolist())]
    return np.asarray(sorted(range(len(nodes)), key=lambda at: (worst[at], names[at])), np.intp)


def state_of(rank: int) -> State:
    """The state that counts so much."""
    return _STATE_OF_RANK.get(rank, State.UNKNOWN)


def node_id(ref: ResourceRef) -> NodeId:
    """What a resource is called in sketches, however often it is sketched."""
    return str(ref)


def face(
    node: GraphNode, group: NodeId | None = None, mark: Mark = Mark.NONE, share: float | None = None
) -> SketchNode:
    """One resource."""
    name = missing_label(node.name) if node.is_missing else node.name
    id, kind = node_id(node.ref), node.ref.kind
    return SketchNode(id, name, kind, node.state, group, mark=mark, share=share, is_gone=node.is_missing)


def missing_label(name: str) -> str:
    """What is called so where nothing there is."""
    return f"{name} (missing)"


class Flat:
    """Nodes without frames: those alike gathered where they are too many to be told apart."""

    def __init__(
        self, topology: Topology, identities: Identities, kinds: Mapping[str, KindSpec], view: TopologyView
    ) -> None:
        self._topology = topology
        self._identities = identities
        self._kinds = kinds
        self._view = view

    def sketch(self, choice: Choice, keys: Keys | None = None, focus: int | None = None) -> Sketched:
        """Gathered by ``keys``; without them by kind, as far as is needed. ``focus`` is a node that is looked at first."""
        choice = replace(choice, edges=told_once(self._topology.graph, choice.edges))
        by_kind = keys is None or self._view.group_by == "kind"
        told = keys or Keys.of_kinds(self._topology, choice.nodes, self._kinds)
        wanted = self._kind_keys(choice) if keys is None else self._fewer(choice, told.values)
        wanted = np.where(choice.single, ALONE, wanted)
        opened = self._opened(choice, wanted, told)
        found = self._in_order(choice, gather(choice.nodes, opened), told)
        ids: list[NodeId] = [f"group:{told.name(int(key))}" for key in found.keys]
        nodes, refs = self._nodes(choice, found, told, by_kind=by_kind)
        shown = np.full(self._topology.graph.count, -1, np.int32)
        shown[choice.nodes] = found.shown
        edges, left_out = edges_of(self._topology, choice, shown, nodes)
        alone = {number: node.id for number, node in zip(found.alone.tolist(), nodes[len(ids) :], strict=True)}
        inside = np.where(choice.single, self._said_open(told), wanted)
        closable = zip(choice.nodes.tolist(), inside.tolist(), opened.tolist(), strict=True)
        return Sketched(
            Sketch(tuple(nodes), tuple(edges), left_out=left_out),
            refs,
            {node: self._next_page(str(node).removeprefix("group:")) for node in ids},
            {alone[number]: told.name(was) for number, was, key in closable if key == ALONE != was},
            alone.get(focus) if focus is not None else None,
            *(len(choice.nodes), len(choice.edges)),
            members=Members(weakref.ref(self._identities), shown, tuple(node.id for node in nodes)),
        )

    def _in_order(self, choice: Choice, found: Gathered, told: Keys) -> Gathered:
        """The largest group and the nearest node first, and then by what they are called: rows of the store change places."""
        steps = choice.steps[found.shown >= len(found.keys)].tolist()
        names = [node_id(node.ref) for node in self._identities.nodes(found.alone.tolist())]
        groups = [
            (-count, told.name(key)) for count, key in zip(found.counts.tolist(), found.keys.tolist(), strict=True)
        ]
        alone = [(step, natural(str(name)), str(name)) for step, name in zip(steps, names, strict=True)]
        return found.ordered(
            sorted(range(len(groups)), key=groups.__getitem__), sorted(range(len(alone)), key=alone.__getitem__)
        )

    # -- what is gathered -------------------------------------------------------------------------------------------

    def _kind_keys(self, choice: Choice) -> NDArray[np.int64]:
        """By kind and distance, then by kind, and of both only the largest groups: as few as are needed."""
        count = len(choice.nodes)
        codes = self._topology.kind_codes[choice.nodes].astype(np.int64)
        said = [self._kind_code(group_of(name)) for name in self._view.closed | self._view.opened]
        if count <= MOST_NODES:
            return np.where(np.isin(codes, said), codes, ALONE)
        free = ~choice.single
        values, place, sizes = np.unique(codes[free], return_inverse=True, return_counts=True)
        alone = int(choice.single.sum())
        least = next(
            (
                size
                for size in sorted(set(sizes.tolist()), reverse=True)
                if alone + int(sizes[sizes < size].sum()) + int((sizes >= size).sum()) <= MOST_NODES
            ),
            0,
        )
        keys = np.full(count, ALONE, np.int64)
        gathered = np.isin(values, said) | (
            sizes >= max(least, 2) if least else self._most_related(choice, codes, values)
        )
        keys[free] = np.where(gathered[place], values[place], ALONE if least else REST)
        return keys

    def _fewer(self, choice: Choice, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """``keys``, and where they make more than can be read the largest groups alone and all else as one."""
        free = ~choice.single
        values, place, counts = np.unique(keys[free], return_inverse=True, return_counts=True)
        alone = np.where((values == ALONE) | (counts == 1), counts, 0).sum() + len(choice.nodes) - int(free.sum())
        groups = (values != ALONE) & (counts > 1)
        if int(alone) + int(groups.sum()) <= MOST_NODES:
            return keys
        order = np.lexsort((values, -counts, ~groups))[: max(1, MOST_NODES - 1 - int(choice.single.sum()))]
        kept = np.zeros(len(values), np.bool_)
        kept[order] = groups[order]
        fewer = keys.copy()
        fewer[free] = np.where(kept[place], values[place], REST)
        return fewer

    def _most_related(self, choice: Choice, codes: NDArray[np.int64], kinds: NDArray[np.int64]) -> NDArray[np.bool_]:
        """(k,) which kinds are shown by themselves where even all kinds are too many: those with most relationships."""
        of_node = np.full(self._topology.graph.count, -1, np.int64)
        of_node[choice.nodes] = np.searchsorted(kinds, codes)
        ends = (
            of_node[self._topology.graph.sources[choice.edges]],
            of_node[self._topology.graph.targets[choice.edges]],
        )
        between = (ends[0] != ends[1]) & (ends[0] < len(kinds)) & (ends[1] < len(kinds))
        degree = sum(np.bincount(end[between], minlength=len(kinds)) for end in ends)
        order = np.lexsort((np.arange(len(kinds)), -np.asarray(degree)))
        kept = np.zeros(len(kinds), np.bool_)
        kept[order[: max(0, MOST_NODES - 1 - int(choice.single.sum()))]] = True
        return kept

    def _kind_code(self, kind: str) -> int:
        return self._topology.kinds.index(kind) if kind in self._topology.kinds else -2

    def _opened(self, choice: Choice, keys: NDArray[np.int64], told: Keys) -> NDArray[np.int64]:
        """Members of opened groups stand alone, the first of them where they are very many."""
        for key in np.unique(keys[keys != ALONE]).tolist():
            if told.name(key) in self._view.opened:
                members = np.flatnonzero(keys == key)
                ranks = states_of(self._topology, choice.nodes[members])
                order = worst_first(self._identities, choice.nodes[members], ranks)
                keys = keys.copy()
                keys[members[order[: MEMBERS * self._pages(told.name(key))]]] = ALONE
        return keys

    def _said_open(self, told: Keys) -> NDArray[np.int64]:
        """(s,) the key of the group that a person opened and each would be in, did it not stand alone in any case."""
        open_keys = [
            key for key in np.unique(told.values).tolist() if key != ALONE and told.name(key) in self._view.opened
        ]
        return np.where(np.isin(told.values, open_keys), told.values, ALONE)

    def _pages(self, group: str) -> int:
        """How many lots of the members of an opened group are shown."""
        pages = 1
        while page_of(group, pages + 1) in self._view.opened:
            pages += 1
        return pages

    def _next_page(self, group: str) -> str:
        """What opens a group; where some of its members are shown, what shows more."""
        return page_of(group, self._pages(group) + 1) if group in self._view.opened else group

    # -- what is drawn ----------------------------------------------------------------------------------------------

    def _nodes(
        self, choice: Choice, found: Gathered, told: Keys, *, by_kind: bool
    ) -> tuple[list[SketchNode], dict[NodeId, ResourceRef]]:
        count = len(found.keys)
        members = found.shown < count
        ranks = worst(found.shown[members], count, states_of(self._topology, choice.nodes[members]))
        shares = self._shares(choice)
        lost = np.zeros(count)
        np.maximum.at(lost, found.shown[members], [shares.get(node, 0.0) for node in choice.nodes[members].tolist()])
        answering = worst(found.shown[members], count, np.isin(choice.nodes[members], [*choice.found]).astype(np.uint8))
        nodes = [
            SketchNode(
                f"group:{told.name(key)}",
                told.title(key),
                self._topology.kind(first) if by_kind and key != REST else "",
                state_of(rank),
                count=size,
                mark=Mark.FOUND if answers else Mark.AFFECTED if share else Mark.NONE,
                share=share or None,
            )
            for key, first, rank, size, answers, share in zip(
                *(found.keys.tolist(), found.first.tolist(), ranks.tolist(), found.counts.tolist(), answering.tolist()),
                lost.tolist(),
                strict=True,
            )
        ]
        named = self._identities.nodes(found.alone.tolist())
        on_path = {node for path in choice.paths for edge in path for node in self._topology.graph.ends(edge)}
        for number, node in zip(found.alone.tolist(), named, strict=True):
            mark = Mark.PATH if number in on_path else Mark.AFFECTED if number in shares else Mark.NONE
            mark = Mark.FOUND if number in choice.found else mark
            drawn = face(node, mark=mark, share=shares.get(number))
            nodes.append(replace(drawn, is_pinned=node.ref in self._view.pinned))
        return nodes, {node_id(node.ref): node.ref for node in named}

    def _shares(self, choice: Choice) -> dict[int, float]:
        if choice.impact is None:
            return {}
        shown = set(choice.nodes.tolist())
        pairs = zip(choice.impact.nodes.tolist(), choice.impact.shares.tolist(), strict=True)
        return {node: share for node, share in pairs if node in shown}


def edges_of(
    topology: Topology, choice: Choice, shown: Nodes, nodes: Sequence[SketchNode | SketchGroup]
) -> tuple[list[SketchEdge], int]:
    """The edges between what is shown, and how many are left out; (n,) as which of ``nodes`` each node is shown."""
    joined = join(topology.graph, choice.edges, shown)
    first = shown[choice.nodes[choice.single]]
    kept, left_out = heaviest(joined, MOST_EDGES, [int(at) for at in np.unique(first[first >= 0])])
    on_path = {edge for path in choice.paths for edge in path}
    path_ends = {tuple(sorted(topology.graph.ends(edge))) for edge in on_path}
    found_ends = {topology.graph.ends(edge) for edge in choice.found_edges}
    drawn: list[SketchEdge] = []
    for at in kept.tolist():
        source, target = nodes[int(joined.sources[at])], nodes[int(joined.targets[at])]
        ends, verb = topology.graph.ends(int(joined.first[at])), VERBS[int(joined.verbs[at])]
        mark = Mark.PATH if tuple(sorted(ends)) in path_ends else Mark.FOUND if ends in found_ends else Mark.NONE
        label = choice.labels.get((*ends, verb), "") if joined.counts[at] == 1 else ""
        drawn.append(SketchEdge(source.id, target.id, verb, int(joined.counts[at]), mark, label))
    return drawn, left_out
