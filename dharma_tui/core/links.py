"""The edges that a kind's links declare, read from a resource's properties."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Relationship, Resource, ResourceRef


def linked(kind: KindSpec, resource: Resource) -> Iterator[Relationship]:
    """One relationship for each value that a link of ``kind`` finds in ``resource``."""
    for link in kind.links:
        for key in _keys(resource.attrs, link.path.split(".")):
            other = ResourceRef(link.kind, key)
            src, dst = (other, resource.ref) if link.reverse else (resource.ref, other)
            if src != dst:
                yield Relationship(src, dst, link.verb, f"{kind.kind}:{link.path}")


def _keys(value: object, path: list[str]) -> Iterator[str]:
    """The texts at the end of ``path``; a list on the way stands for each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from _keys(item, path)
    elif path:
        if isinstance(value, dict) or hasattr(value, "get"):
            yield from _keys(value.get(path[0]), path[1:])
    elif isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
