"""What is drawn in a closed box all the same: what a person pinned in it, each by itself, and all others as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from dharma_tui.services.topology.containment import NOWHERE
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.items import Item

PINNED, OTHERS = 1, 0
"""What is in a closed box."""


class BesidePinned:
    """Of a forest, and the nodes that are pinned in it."""

    def __init__(self, forest: Forest, pinned: Iterable[int]) -> None:
        self._forest = forest
        among = np.zeros(len(forest.parents), np.bool_)
        among[forest.nodes] = True
        self._pinned = frozenset(node for node in pinned if among[node])
        self._ways = {node: frozenset(self._way_out(node)) for node in sorted(self._pinned)}
        self._on_way = np.zeros(len(forest.parents), np.bool_)
        """(n,) what is pinned, and all that it lies in."""
        self._on_way[[at for way in self._ways.values() for at in way]] = True
        self._left: set[Item] = set()

    def within(self, item: Item) -> tuple[list[Item], list[Item]]:
        """What is pinned in ``item`` and in nothing else that is, and all others together; neither where nothing is pinned in it,
        or it is several alike."""
        if item.is_alike or not self._pinned:
            return [], []
        around = frozenset(item.members[self._on_way[item.members]].tolist())
        nodes = [node for node, way in self._ways.items() if not way.isdisjoint(around)] if around else []
        if not nodes:
            return [], []
        shown = np.full(len(self._forest.parents), NOWHERE, np.int32)
        shown[item.members], shown[nodes] = OTHERS, PINNED
        others = np.flatnonzero(self._forest.below(shown) == OTHERS).astype(np.int32)
        single = [Item(self._forest.children(node), node, parent=item) for node in nodes]
        left = [Item(others, label="others", parent=item, gathers=True)] if len(others) else []
        self._left.update(left)
        return single, left

    def is_left(self, item: Item) -> bool:
        """Whether it is all others of a closed box."""
        return item in self._left

    def _way_out(self, node: int) -> Iterator[int]:
        """It, and what it lies in, as far as that is not in anything else that is pinned."""
        at = node
        while at != NOWHERE and (at == node or at not in self._pinned):
            yield at
            at = int(self._forest.parents[at])
