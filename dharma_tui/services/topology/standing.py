"""What stays as it was in a nested picture while the store moves on: what was opened by itself, and what was left closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.items import Item, Naming, Said, scope_id


@dataclass(frozen=True, slots=True)
class Standing:
    """What was chosen for the pictures of a view so far, by what it is called in sketches, and what the last one showed."""

    opened: frozenset[NodeId] = frozenset()
    closed: frozenset[NodeId] = frozenset()
    shown: tuple[ResourceRef, ...] = ()

    def with_chosen(
        self, naming: Naming, opened: Iterable[Item], closed: Iterable[Item], shown: Iterable[Item]
    ) -> Standing:
        """The same with what was chosen now."""
        return Standing(
            self.opened.union(map(naming.id, opened)),
            self.closed.union(map(naming.id, closed)),
            tuple(naming.known[item.node].ref for item in shown if item.node >= 0),
        )


class Stood:
    """The same by the numbers that nodes have now."""

    def __init__(self, identities: Identities, forest: Forest, kinds: Collection[str], standing: Standing) -> None:
        self._said = Said(identities, map(str, standing.opened), map(str, standing.closed), kinds)
        self._scopes = [str(id) for id in standing.opened]
        shown = [node for node in identities.nodes_of(standing.shown) if node is not None]
        flags = np.zeros(len(forest.parents), np.bool_)
        flags[shown] = True
        self._alone = flags
        self._around = forest.highest(flags)

    def closes(self, item: Item) -> bool:
        """Whether it was left closed."""
        return self._said.closes(item) and not self._said.opens(item)

    def opens(self, item: Item) -> bool:
        """Whether it was open, or is new around what was shown by itself: around any of it, where it is no group of alike ones."""
        if self._said.opens(item) or self._said.closes(item):
            return self._said.opens(item)
        if item.is_alike:
            return int(self._alone[item.members].sum()) * 2 >= max(1, len(item.members))
        return self._is_around(item) or bool(self._around[item.members].any())

    def _is_around(self, item: Item) -> bool:
        """Whether it is a scope that has an open one in it."""
        return item.scope is not None and any(id.startswith(f"{scope_id(item.scope)}/") for id in self._scopes)
