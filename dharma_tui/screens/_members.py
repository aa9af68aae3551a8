"""Resources that somebody has found as a view of the inventory that lists them and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.filter import All, Op, Term, Value, format_filter
from dharma_tui.core.view import View

if TYPE_CHECKING:
    from dharma_tui.core.types import Json, ResourceRef
    from dharma_tui.services import Services

PLACES = ("account", "region")
SEVERAL = 3
"""Accounts, regions or kinds that are named one by one; a line of more is not read."""
READABLE = 400
"""Characters of a filter that names keys."""


async def members_view(services: Services, refs: Sequence[ResourceRef], at: str) -> tuple[View, int]:
    """The view that a person would have typed, if one of a few lists just these; and how many of them are there."""
    inventory, among = services.inventory, View(at=at, among=tuple(refs))
    places = await inventory.open(replace(among, group_by=PLACES))
    rows = await inventory.rows(places, 0, places.length)
    for view in _candidates(refs, [row.group for row in rows], at):
        if (await inventory.open(view)).matched == places.matched:
            return view, places.matched
    return among, places.matched


def _candidates(refs: Sequence[ResourceRef], places: Sequence[tuple[Json, ...]], at: str) -> Iterable[View]:
    """Views that list all of them, and maybe others."""
    kinds = tuple(sorted({ref.kind for ref in refs}))
    values = [sorted({str(place[number] or "") for place in places}) for number in range(len(PLACES))]
    if len(kinds) <= SEVERAL:
        yield View(kinds, at=at)
    if all(len(each) <= SEVERAL for each in values):
        there = _filter(zip(PLACES, values, strict=True))
        yield View(filter=there, at=at)
        if len(kinds) <= SEVERAL:
            yield View(kinds, there, at)
    keys = _filter([("key", [ref.key for ref in refs])]) if len(refs) < READABLE else ""
    if 0 < len(keys) <= READABLE:
        yield View(kinds, keys, at)


def _filter(terms: Iterable[tuple[str, Iterable[str]]]) -> str:
    return format_filter(All(tuple(Term(name, Op.IS, tuple(map(Value, values))) for name, values in terms)))
