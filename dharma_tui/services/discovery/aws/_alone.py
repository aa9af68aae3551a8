"""Answers about one thing, which are no list: what else there is of its kind they do not tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dharma_tui.core.importer import Found, Page, Partly
from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.services.discovery.aws._offline import Declared, lists_names


def told_of_one(item: Found) -> set[tuple[Scope, ResourceRef]]:
    """Where something is that was found, and which it is, if it is a resource."""
    resource = item.resource if isinstance(item, Partly) else item
    return {(resource.scope, resource.ref)} if isinstance(resource, Resource) else set()


def part_of(item: Found) -> set[tuple[Scope, str]]:
    """Of which scope and kind it is."""
    return {(scope, ref.kind) for scope, ref in told_of_one(item)}


def pages_of(
    place: str,
    alone: Collection[tuple[Scope, ResourceRef]],
    beside: set[tuple[Scope, str]],
    kinds: Sequence[Declared],
    *,
    named: bool,
) -> Iterator[Page]:
    """What a document tells ``alone``; what an answer lists ``beside`` is that one's own, and not all there is.

    Several may be about all there are where lists tell mere names, and where they are not ``named`` as answers name them: taken
    out of a list.
    """
    of = {ref.kind for _, ref in alone}
    several = of if not named else {each.kind for each in kinds if each.kind in of and lists_names(each)}
    for scope, ref in alone:
        yield Page(place, frozenset({(scope, ref.kind)}), alone=ref.key, several=ref.kind in several)
    if alone and beside:
        yield Page(place, frozenset(beside), alone=place)
