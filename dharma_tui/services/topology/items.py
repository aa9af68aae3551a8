"""What a nested picture is made of: resources and what several have in common, what these are called, and what a person said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.topology_view import group_of, page_of, ref_of
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.sketching import node_id

SCOPE, GROUP = "scope:", "group:"
Key: TypeAlias = "int | tuple[object, ...] | None"


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
    page: int = 1
    """Of alike ones, which lot of their members it is opened into."""
    gathers: bool = False
    """Whether it is several kinds: those of one service, or without a ``kind`` all that are few."""

    @property
    def is_alike(self) -> bool:
        """Whether it is several of one kind, or of several kinds."""
        return self.node < 0 and self.scope is None

    @property
    def around(self) -> Item | None:
        """The scope or the resource that it lies in, however it is gathered there."""
        at = self.parent
        while at is not None and at.is_alike:
            at = at.parent
        return at


def scope_id(parts: Sequence[str]) -> str:
    """What a scope is called in sketches, from the provider on."""
    return f"{SCOPE}{'/'.join(quote(part, safe='') for part in parts)}"


def alike_id(kind: str, around: NodeId | None) -> str:
    """What those of one kind are called as one, of what they lie in."""
    return f"{GROUP}{kind}|{around or ''}"


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
            return scope_id(item.scope)
        around = item.around
        return page_of(alike_id(item.kind, self.id(around) if around else None), item.page)


class Said:
    """What a person opened and closed, by the numbers that nodes have now."""

    def __init__(
        self, identities: Identities, opened: Iterable[str], closed: Iterable[str], kinds: Collection[str]
    ) -> None:
        self._identities = identities
        self._kinds = kinds
        self._opened = {self._key(id) for id in opened}
        self._closed = {self._key(id) for id in closed}

    def opens(self, item: Item) -> bool:
        """Whether they opened it."""
        return bool(self._opened) and key_of(item) in self._opened

    def closes(self, item: Item) -> bool:
        """Whether they closed it."""
        return bool(self._closed) and key_of(item) in self._closed

    def _key(self, id: str) -> Key:
        if id.startswith(SCOPE):
            return tuple(map(unquote, id.removeprefix(SCOPE).split("/")))
        if id.startswith(GROUP):
            whole = group_of(id)
            kind, _, parent = whole.removeprefix(GROUP).partition("|")
            page = 1 if whole == id else int(id.removeprefix(GROUP).partition(":")[0])
            return kind, page, self._key(parent) if parent else None
        ref = ref_of(id, self._kinds)
        return self._identities.node(ref) if ref else None


def key_of(item: Item) -> Key:
    """What is the same for the same thing to draw, whatever is opened."""
    if item.node >= 0:
        return item.node
    return item.scope or (item.kind, item.page, key_of(item.around) if item.around else None)
