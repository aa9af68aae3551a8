"""What the boxes of a nested picture open into: scopes, what holds others, services, kinds, and at last each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.faces import kind_word
from dharma_tui.core.kinds import KindSpec
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.items import Item, Key, Said, key_of
from dharma_tui.services.topology.sketching import MEMBERS, worst_first

PARTS = ("provider", "account", "region")
WIDE = 14
"""Services and kinds that stand side by side; the smallest of more are one."""
HOLDS = 4
"""What fewer lie in says most where it is closed."""
FRAME = 2
"""Boxes that could stand in the rows of the border of a frame."""
APART = " \u203a "
"""Between the parts of a scope that are told together."""


class Tree:
    """What is in each item, made when it is asked for; an item that a person opened is around it."""

    def __init__(
        self, topology: Topology, identities: Identities, kinds: Mapping[str, KindSpec], forest: Forest, said: Said
    ) -> None:
        self._topology = topology
        self._identities = identities
        self._kinds = kinds
        self._forest = forest
        self._said = said
        self._inner: dict[Key, list[Item]] = {}
        self.never_alike: NDArray[np.bool_] = np.zeros(topology.graph.count, np.bool_)
        """(n,) what is always shown by itself."""
        services = [service_of(kind) for kind in topology.kinds]
        self._services = list(dict.fromkeys(services))
        self._service_codes = np.asarray([self._services.index(service) for service in services], np.int64)

    def top(self) -> list[Item]:
        """What lies in nothing."""
        return list(self._of_scopes(self._forest.roots, (), None))

    def within(self, item: Item) -> list[Item]:
        """What it opens into."""
        key = key_of(item)
        if key not in self._inner:
            self._inner[key] = self._made(item)
        return self._inner[key]

    def cost(self, item: Item) -> int | None:
        """How many boxes more there are to read if it is opened; None where there is nothing in it."""
        if not len(item.members):
            return None
        if item.is_alike:
            return (len(self.within(item)) if item.gathers else len(item.members)) - 1
        return len(self.within(item)) - 1 + FRAME

    def holds_others(self, item: Item) -> bool:
        """Whether it is worth opening for what lies in it, or in each of several."""
        if item.node >= 0:
            return len(item.members) >= HOLDS
        return not item.gathers and float((self._forest.sizes[item.members] - 1).mean()) >= HOLDS

    def _made(self, item: Item) -> list[Item]:
        parent = item.parent if item.is_alike and not self._said.opens(item) else item
        if item.scope is not None:
            return list(self._of_scopes(item.members, item.scope, parent))
        if not item.is_alike:
            return self._items(item.members, parent)
        if not item.gathers:
            return self._each(item, parent)
        return self._of_services(item.members, parent) if not item.kind else self._of_kinds(item.members, parent)

    # -- scopes -----------------------------------------------------------------------------------------------------

    def _of_scopes(self, roots: Nodes, shared: tuple[str, ...], parent: Item | None) -> Iterator[Item]:
        """``roots`` by the next part of their scopes that says something; without one, themselves."""
        if len(shared) == len(PARTS):
            yield from self._items(roots, parent)
            return
        parts = self._by_part(roots, len(shared))
        for part, nodes in sorted(parts.items()):
            if not part or (len(parts) == 1 and not shared):
                yield from self._of_scopes(nodes, (*shared, part), parent)
            else:
                yield self._scope(nodes, (*shared, part), parent)

    def _scope(self, nodes: Nodes, scope: tuple[str, ...], parent: Item | None) -> Item:
        """One scope, told with the only one that is in it."""
        told = [scope[-1]]
        while len(scope) < len(PARTS):
            parts = self._by_part(nodes, len(scope))
            part = next(iter(parts))
            if len(parts) > 1 or not part:
                break
            scope = (*scope, part)
            told.append(part)
        return Item(nodes, label=APART.join(told), kind=PARTS[len(scope) - 1], scope=scope, parent=parent)

    def _by_part(self, roots: Nodes, place: int) -> dict[str, Nodes]:
        topology = self._topology
        words = [(scope.provider, scope.account, scope.region)[place] for scope in topology.scopes]
        there = roots < topology.present
        codes = topology.scope_codes[roots[there]]
        found: dict[str, list[Nodes]] = {"": [roots[~there]]} if not there.all() else {}
        for code in np.unique(codes).tolist():
            found.setdefault(words[code], []).append(roots[there][codes == code])
        return {word: np.concatenate(nodes) for word, nodes in found.items()}

    # -- alike ones -------------------------------------------------------------------------------------------------

    def _items(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        """Those asked about each by itself, then what holds others by kind, then the rest by service."""
        alone = self.never_alike[nodes]
        items = self._single(nodes[alone], parent)
        nodes = nodes[~alone]
        codes = self._topology.kind_codes[nodes]
        holding = np.isin(codes, codes[self._forest.sizes[nodes] > 1])
        items += self._of_kinds(nodes[holding], parent)
        rest = self._of_services(nodes[~holding], parent)
        if len(rest) > WIDE:
            rest = self._with_others(rest, parent)
        return items + rest

    def _with_others(self, items: list[Item], parent: Item | None) -> list[Item]:
        """The largest of these and all others as one."""
        order = sorted(items, key=lambda item: -max(1, len(item.members)))
        few = order[WIDE - 1 :]
        nodes = [item.members if item.node < 0 else np.asarray([item.node], np.int32) for item in few]
        others = Item(np.concatenate(nodes), label="others", parent=parent, gathers=True)
        left_out = {id(item) for item in few}
        return [*(item for item in items if id(item) not in left_out), others]

    def _of_services(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        items: list[Item] = []
        codes = self._service_codes[self._topology.kind_codes[nodes]]
        for code in np.unique(codes).tolist():
            of_service = nodes[codes == code]
            kinds = np.unique(self._topology.kind_codes[of_service])
            if len(kinds) == 1:
                items += self._of_kinds(of_service, parent)
            else:
                service = self._services[code]
                label = f"{kind_word(service)}, {len(kinds)} kinds"
                items.append(Item(of_service, label=label, kind=service, parent=parent, gathers=True))
        return items

    def _of_kinds(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        """Of each kind all together, or the only one."""
        items: list[Item] = []
        codes = self._topology.kind_codes[nodes]
        for code in np.unique(codes).tolist():
            alike = nodes[codes == code]
            kind = self._topology.kinds[code]
            if len(alike) == 1:
                items += self._single(alike, parent)
            else:
                title = self._kinds[kind].plural if kind in self._kinds else kind_word(kind)
                items.append(Item(alike, label=title, kind=kind, parent=parent))
        return items

    def _each(self, item: Item, parent: Item | None) -> list[Item]:
        """The members one by one, the worst first; of very many, the rest together, which is opened into as many again."""
        members = item.members[worst_first(self._identities, item.members, self._forest.ranks[item.members])]
        page = 2
        while len(rest := members[MEMBERS * (page - 1) :]):
            more = Item(rest, label=f"More {item.label}", kind=item.kind, parent=parent, page=page)
            if not self._said.opens(more):
                return [*self._single(members[: MEMBERS * (page - 1)], parent), more]
            page += 1
        return self._single(members, parent)

    def _single(self, nodes: Nodes, parent: Item | None) -> list[Item]:
        return [Item(self._forest.children(node), node, parent=parent) for node in nodes.tolist()]


def service_of(kind: str) -> str:
    """What a kind is a part of: ``aws.ec2`` of ``aws.ec2.instance``; where nothing is between it and its provider, itself."""
    head, _, _ = kind.rpartition(".")
    return head if "." in head else kind
