"""A choice of nodes as boxes in boxes: accounts, regions, networks, hosts, and what lies in them, opened as far as can be read."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

import numpy as np

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchGroup, SketchNode
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import State
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.gathering import told_once
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.items import Item, Key, Naming, Said, key_of
from dharma_tui.services.topology.members import Members
from dharma_tui.services.topology.pinned import BesidePinned
from dharma_tui.services.topology.sketching import MOST_NODES, Sketched, edges_of, face, state_of
from dharma_tui.services.topology.standing import Standing, Stood
from dharma_tui.services.topology.tree import Tree


class Nested:
    """Opens from the outside in, as long as what is shown can be read; what a person opened or closed is as they said."""

    def __init__(
        self,
        topology: Topology,
        identities: Identities,
        kinds: Mapping[str, KindSpec],
        view: TopologyView,
        forest: Forest,
        most: int = MOST_NODES,
        standing: Standing | None = None,
    ) -> None:
        """``most`` is how much can be read at once: a box counts once, a frame twice. What is ``standing`` stays as it was."""
        self._topology = topology
        self._identities = identities
        self._kinds = kinds
        self._said = Said(identities, view.opened, view.closed, topology.kinds)
        self._standing = standing or Standing()
        self._stood = Stood(identities, forest, topology.kinds, standing) if standing else None
        self._chosen: tuple[list[Item], list[Item]] = [], []
        """What is opened by itself, and what is left closed, of what nobody asks about."""
        self._forest = forest
        self._view = view
        self._most = most
        self._tree = Tree(topology, identities, kinds, forest, self._said)
        self._shares = np.zeros(0)
        """(n,) what each loses itself: what merely contains it loses nothing by that."""
        self._affected = np.zeros(0, np.bool_)
        """(n,) what loses something, and what that lies in."""
        self._on_path: frozenset[int] = frozenset()
        self._found = np.zeros(0, np.bool_)
        """(n,) what answers a question, and what that lies in."""
        self._shown = np.zeros(0, np.bool_)
        """(n,) what is asked about, and what that lies in."""
        pinned = (node for node in identities.nodes_of(sorted(view.pinned)) if node is not None)
        self._beside_pinned = BesidePinned(forest, pinned)

    def sketch(self, choice: Choice, focus: int | None = None) -> Sketched:
        """Everything of ``choice``, which is what the forest is made of; what is asked about is never in a closed group."""
        count = self._topology.graph.count
        single = np.zeros(count, np.bool_)
        single[choice.nodes[choice.single]] = True
        self._shown = self._forest.highest(single)
        self._tree.never_alike = self._shown
        self._shares = np.zeros(count)
        if choice.impact is not None:
            self._shares[choice.impact.nodes] = choice.impact.shares
        self._affected = self._forest.highest(self._shares > 0)
        graph = self._topology.graph
        self._on_path = frozenset(node for path in choice.paths for edge in path for node in graph.ends(edge))
        found = np.zeros(count, np.bool_)
        found[[*choice.found]] = True
        self._found = self._forest.highest(found)
        shown: list[Item] = []
        frames: list[Item] = []
        for item, is_frame in self._opened():
            (frames if is_frame else shown).append(item)
        return self._drawn(choice, shown, frames, focus)

    # -- what is opened ---------------------------------------------------------------------------------------------

    def _opened(self) -> Iterator[tuple[Item, bool]]:
        """Every item that is drawn, and whether it is a frame, from the outside in."""
        top = self._tree.top()
        yield from self._walk(top, self._telling(top))

    def _walk(self, items: Sequence[Item], telling: frozenset[Key]) -> Iterator[tuple[Item, bool]]:
        """``items``, and in place of those that are open what is in them; of these ``telling`` are by themselves."""
        for item in items:
            is_told = self._said.opens(item)
            if self._said.closes(item) or not (is_told or key_of(item) in telling):
                pinned, others = self._beside_pinned.within(item)
                yield item, bool(pinned)
                yield from self._walk(pinned, frozenset())
                yield from ((other, False) for other in others)
                continue
            inner = self._tree.within(item)
            if not item.is_alike or is_told:
                yield item, True
            yield from self._walk(inner, telling if key_of(item) in telling else self._telling(inner))

    def _telling(self, items: Sequence[Item]) -> frozenset[Key]:
        """What is best opened of these and all that is in them, as long as it can be read: what is asked about, then what
        holds others from the outside in, then what is alike, the fewest first.

        What a person opens and closes counts for nothing here, so that it opens and closes nothing else.
        """
        opened: set[Key] = set()
        count = len(items)
        waiting = [(self._rank(item, 0), number, item) for number, item in enumerate(items)]
        heapify(waiting)
        number = len(items)
        while waiting:
            rank, _, item = heappop(waiting)
            cost = self._tree.cost(item)
            if cost is None:
                continue
            is_opened = not rank[0] or (count + cost <= self._most and not (self._stood and self._stood.closes(item)))
            if not self._is_asked(item):
                self._chosen[not is_opened].append(item)
            if not is_opened:
                continue
            opened.add(key_of(item))
            count += cost
            for inner in self._tree.within(item):
                number += 1
                heappush(waiting, (self._rank(inner, rank[1] + 1), number, inner))
        return frozenset(opened)

    def _rank(self, item: Item, depth: int) -> tuple[int, int, int]:
        """What is opened first is lowest."""
        if self._is_asked(item) or (self._stood and self._stood.opens(item)):
            return 0, depth, 0
        if item.scope is not None or self._tree.holds_others(item):
            return (1 if item.scope is not None else 2), depth, -len(item.members)
        return (3 if item.gathers else 4), depth, len(item.members)

    def _is_asked(self, item: Item) -> bool:
        """Whether what is asked about lies in it."""
        return not item.is_alike and bool(self._shown[item.members].any())

    # -- what is drawn ----------------------------------------------------------------------------------------------

    def _drawn(self, choice: Choice, shown: Sequence[Item], frames: Sequence[Item], focus: int | None) -> Sketched:
        around = (item for items in self._chosen for each in items for item in (each, each.around) if item)
        naming = Naming(
            self._identities, list({item.node: None for item in (*shown, *frames, *around) if item.node >= 0})
        )
        nodes = tuple(self._face(item, naming) for item in shown)
        numbers = np.full(self._topology.graph.count, -1, np.int32)
        for at, item in enumerate(shown):
            numbers[item.node if item.node >= 0 else item.members] = at
        groups = tuple(self._frame(item, naming) for item in frames)
        for at, item in enumerate(frames, len(shown)):
            if item.node >= 0:
                numbers[item.node] = at
        asked = choice.nodes[choice.single]
        choice = replace(choice, edges=told_once(self._topology.graph, choice.edges))
        untold = self._forest.goes_without_saying(self._topology, choice.edges, asked)
        told = replace(choice, edges=choice.edges[~untold])
        numbers = self._forest.below(numbers)
        edges, left_out = edges_of(self._topology, told, numbers, (*nodes, *groups))
        return Sketched(
            Sketch(nodes, tuple(edges), groups, left_out),
            {naming.id(item): naming.known[item.node].ref for item in (*shown, *frames) if item.node >= 0},
            {naming.id(item): str(self._opens(item, naming)) for item in (*shown, *frames) if len(item.members)},
            focus=next(iter(naming.ids([] if focus is None else [focus])), None),
            nodes=len(choice.nodes),
            edges=len(choice.edges),
            standing=self._standing.with_chosen(naming, *self._chosen, (*shown, *frames)),
            members=Members(
                weakref.ref(self._identities), numbers, (*(each.id for each in nodes), *(each.id for each in groups))
            ),
        )

    def _opens(self, item: Item, naming: Naming) -> NodeId:
        """What is to be opened to see what is in it: of what is left of a closed box, that box."""
        return naming.id(item.parent if item.parent and self._beside_pinned.is_left(item) else item)

    def _count(self, item: Item) -> int:
        """How many it says it is, or how many resources are in it."""
        if item.is_alike:
            return len(item.members)
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

    def _asked(self, item: Item, *, is_frame: bool = False) -> tuple[Mark, float | None]:
        """Whether it is on a path or affected, and how much it, or any of those alike, loses at most; what is closed is marked
        for what is in it, too."""
        if item.node in self._on_path:
            return Mark.PATH, None
        if self._found[item.node] if item.node >= 0 else self._found[item.members].any():
            return Mark.FOUND, None
        own = [item.node] if item.node >= 0 else item.members if item.is_alike else []
        share = float(self._shares[own].max(initial=0.0))
        if share > 0:
            return Mark.AFFECTED, share
        inside = [] if is_frame else [item.node] if item.node >= 0 else item.members
        return (Mark.AFFECTED if self._affected[inside].any() else Mark.NONE), None

    def _frame(self, item: Item, naming: Naming) -> SketchGroup:
        known = naming.known.get(item.node)
        label, kind = (known.name, known.ref.kind) if known else (item.label, item.kind)
        group = naming.id(item.parent) if item.parent else None
        return SketchGroup(
            naming.id(item), label, kind, group, self._count(item), self._state(item), *self._asked(item, is_frame=True)
        )
