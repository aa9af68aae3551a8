"""What lies in a resource that is named: "deployments in cluster prod-1", "pods on node-7", by relationships and not by names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.filter import Word, format_filter, quoted
from dharma_tui.core.kinds import DEPLOYMENTS, ColumnType
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.core.view import View
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked, Target
from dharma_tui.nlp.words import NAMED

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk

_DEEP = 4
"""Containers in containers that are looked into: a network, its subnet, a machine, what runs there."""
_MOST = 5_000
_LONGEST = 3_500
"""Characters of a condition; a filter has room for a few more."""
_HELD = (Verb.MEMBER_OF, Verb.RUNS_ON)
"""Whose source lies in their target; the target of ``CONTAINS`` lies in its source."""


async def held_in(asked: Asked, query: Query, desk: Desk) -> Query:
    """``query`` of what lies in the one thing that was named, where nothing of these kinds is called like it."""
    targets = _containers(asked)
    if not targets:
        return query
    its_kinds = {one.ref.kind for one in targets}
    kinds = tuple(one for one in query.kinds if one not in its_kinds)
    named = [format_filter(Word(name)) for name in asked.frame.values("resource_name")]
    other = tuple(one for one in query.conditions if one.text not in named)
    if not kinds or len(other) == len(query.conditions):
        return query
    if (await desk.services.inventory.open(View(kinds, named[0]))).matched:
        return query
    wanted = desk.kinds.with_copies() if kinds == (DEPLOYMENTS.name,) else kinds
    places = [one.ref for one in targets]
    every = {ref for place in places for ref in (place, *await _held(place, desk))}
    held = {ref for ref in every if ref.kind in wanted}.difference(places)
    if not held or not (text := await _told(held, every, places, kinds, desk)):
        return query
    of_so_many = f" ({len(targets)} are called so)" if len(targets) > 1 else ""
    place = Condition(text, f"in {targets[0].name[:NAMED]}{of_so_many}")
    of_place = {
        one.rpartition(".")[2]
        for one in asked.frame.values("resource_kind")
        for kind in its_kinds
        if kind.endswith(one)
    }
    untold = tuple(one for one in query.untold if one not in of_place)
    return replace(query, kinds=kinds, conditions=(place, *other), untold=untold)


def _containers(asked: Asked) -> Sequence[Target]:
    """What is called as was said: one thing, or several of one name."""
    if asked.unknown or asked.rows or asked.is_pointed or len(asked.frame.values("resource_name")) != 1:
        return ()
    return asked.targets or (asked.ambiguous[0][1] if asked.ambiguous else ())


async def _told(
    held: set[ResourceRef], every: set[ResourceRef], places: Sequence[ResourceRef], kinds: tuple[str, ...], desk: Desk
) -> str:
    """What holds of these alone: that a column of them names what they lie in, else their keys; empty where those are too many."""
    specs = [desk.kinds.specs[kind] for kind in sorted({one.kind for one in held})]
    for column in shared(specs):
        if column.type is not ColumnType.TEXT:
            continue
        linked = {link.kind for spec in specs for link in spec.links if link.path == column.path}
        holders = [one for one in every if one.kind in linked] if linked else places
        if named := ",".join(sorted(quoted(one.key) for one in holders)):
            text = f"{column.name}={named}"
            if len(text) < _LONGEST and (await desk.services.inventory.open(View(kinds, text))).matched == len(held):
                return text
    text = f"key={','.join(sorted(quoted(one.key) for one in held))}"
    return text if len(text) < _LONGEST else ""


async def _held(ref: ResourceRef, desk: Desk) -> list[ResourceRef]:
    """Everything that lies in ``ref``, at once or in what lies there."""
    from dharma_tui.services.topology.adjacency import Direction
    from dharma_tui.services.topology.graphs import Asked as Walk

    found: list[ResourceRef] = []
    for way in (Walk(Direction.IN, _HELD), Walk(Direction.OUT, (Verb.CONTAINS,))):
        try:
            graph = await desk.services.topology.neighbours(ref, _DEEP, way, limit=_MOST)
        except NotFoundError:  # the graph is a moment behind the store
            return []
        found += [node.ref for node in graph.nodes[1:] if not node.is_missing]
    return found
