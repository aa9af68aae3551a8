"""What is drawn in a closed box all the same: what a person pinned in it, each by itself, and all others as one."""

from __future__ import annotations

from collections.abc import Iterable

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
        self._left: set[Item] = set()

    def within(self, item: Item) -> tuple[list[Item], list[Item]]:
        """What is pinned in ``item`` and in nothing else that is, and all others together; neither where nothing is pinned in it,
        or it is several alike."""
        if item.is_alike or not self._pinned:
            return [], []
        nodes = sorted(node for node in self._pinned if self._is_within(node, item))
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

    def _is_within(self, node: int, item: Item) -> bool:
        """Whether it lies in ``item``, and in nothing pinned that does."""
        members, at = frozenset(item.members.tolist()), node
        while at not in members:
            at = int(self._forest.parents[at])
            if at == NOWHERE or at in self._pinned:
                return False
        return True
