"""What a list of what something is made of says: of which type each is, its id there, and what its maker calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Json, Resource

_NOT_THERE = frozenset({"CREATE_FAILED", "DELETE_COMPLETE", "DELETE_SKIPPED"})
"""How those stand that never came to be, are gone, or were let go."""


class Listed(NamedTuple):
    """Something in a list: its type and id there, and what the template calls it."""

    type: str
    id: str
    called: str


def listed(resource: Resource, kind: KindSpec) -> Iterator[Listed]:
    """Whatever ``resource`` lists and has."""
    items = resource.attrs.get(kind.lists) if kind.lists else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and item.get("ResourceStatus") not in _NOT_THERE:
            type_, text = _text(item, "ResourceType"), _text(item, "PhysicalResourceId")
            if type_ and text:
                yield Listed(type_, text, _text(item, "LogicalResourceId") or text)


def _text(item: Mapping[str, Json], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
