"""What is pinned is found in closed boxes at once, however many of both there are."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.containment import NOWHERE
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.items import Item
from dharma_tui.services.topology.pinned import BesidePinned

BOXES, COUNT = 400, 200_000


class Flat(Forest):
    """Boxes, with as many resources in each."""

    def __init__(self) -> None:
        self.nodes = np.arange(COUNT, dtype=np.int32)
        self.parents = np.where(self.nodes < BOXES, NOWHERE, self.nodes % BOXES).astype(np.int32)

    def children(self, node: int) -> NDArray[np.int32]:
        found: NDArray[np.int32] = np.arange(node + BOXES, COUNT, BOXES, dtype=np.int32)
        return found

    def below(self, values: NDArray[Any]) -> NDArray[Any]:
        held = (values == NOWHERE) & (self.parents != NOWHERE)
        return np.where(held, values[self.parents], values)


def test_many_that_are_pinned_are_found_in_many_boxes_at_once() -> None:
    forest = Flat()
    pinned = range(BOXES + 1, COUNT // 2, BOXES)
    items = [Item(forest.children(node), node) for node in range(BOXES)]
    start = time.perf_counter()
    beside = BesidePinned(forest, pinned)
    found = [beside.within(item) for item in items]
    assert time.perf_counter() - start < 1

    assert [item.node for item in found[1][0]] == [*pinned]
    assert [len(others.members) for others in found[1][1]] == [COUNT // BOXES - 1 - len(pinned)]
    assert all(each == ([], []) for number, each in enumerate(found) if number != 1)
