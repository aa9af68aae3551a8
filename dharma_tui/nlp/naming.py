"""Names of a request linked to the inventory as it is now: exactly, several ways, nearly, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dharma_tui.core.filter import quoted
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.nlp.tools._base import Target

if TYPE_CHECKING:
    from dharma_tui.nlp.linking import NameIndex, Near
    from dharma_tui.services.inventory import Inventory

MOST = 200
"""Resources of one name that are looked at."""
_COLUMNS = ("name", "kind", "account", "region", "state", "key")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What else was said of what is named. Empty says nothing."""

    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    filter: str = ""
    """Of what is not told by these, such as the environment."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What one name turned out to be. Nothing at all: it is unknown."""

    typed: str
    targets: tuple[Target, ...] = ()
    is_elsewhere: bool = False
    """They are called so, but none of them is where it was said to be."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether several resources are called so."""
        return len(self.targets) > 1


class Naming:
    """Looks names up in the inventory's index."""

    def __init__(self, inventory: Inventory, names: NameIndex) -> None:
        self._inventory = inventory
        self._names = names

    async def linked(self, typed: str, said: Narrowing, *, nearly: bool) -> Linked:
        """The resources called ``typed``, narrowed by what else was said; with ``nearly`` also what it may be a typo of."""
        found = await self._called(typed, True)
        if not found and nearly:
            found = await self._like(typed, said)
        kept, fits = await self._narrowed(found, said)
        return Linked(typed, tuple(kept), bool(found) and not fits)

    def near(self, typed: str) -> list[Near]:
        """Names that are a typo or two away."""
        return self._names.near(typed.lower())

    async def of_refs(self, refs: Sequence[ResourceRef]) -> list[Target]:
        """Those of ``refs`` that still exist, in their order."""
        if not refs:
            return []
        keys = ",".join(quoted(ref.key) for ref in refs)
        found = {one.ref: one for one in await self._matching(f"key={keys}", True)}
        return [found[ref] for ref in refs if ref in found]

    async def matching(self, view: View, limit: int) -> tuple[list[Target], int]:
        """The first ``limit`` resources of a view, and how many there are."""
        listing = await self._inventory.open(View(view.kinds, view.filter, sort=view.sort, columns=_COLUMNS))
        rows = await self._inventory.rows(listing, 0, limit)
        return [_target(row.ref, row.cells, True) for row in rows if row.ref is not None], listing.matched

    async def fitting(self, refs: Sequence[ResourceRef], view: View) -> set[ResourceRef]:
        """Those of ``refs`` that are among the resources of a view."""
        keys = ",".join(quoted(ref.key) for ref in refs)
        listing = await self._inventory.open(View(view.kinds, f"key={keys} {view.filter}", columns=_COLUMNS))
        rows = await self._inventory.rows(listing, 0, listing.matched)
        return {row.ref for row in rows if row.ref is not None}

    async def _called(self, name: str, exact: bool) -> list[Target]:
        return await self._matching(f"name={quoted(name)} | key={quoted(name)}", exact)

    async def _matching(self, filter: str, exact: bool) -> list[Target]:
        listing = await self._inventory.open(View(filter=filter, columns=_COLUMNS))
        rows = await self._inventory.rows(listing, 0, MOST)
        return [_target(row.ref, row.cells, exact) for row in rows if row.ref is not None]

    async def _like(self, typed: str, said: Narrowing) -> list[Target]:
        """What is called nearly so: a typo away, or with ``typed`` as a part of its name."""
        for near in self._names.near(typed):
            if found := await self._called(near.name, False):
                return found
        listing = await self._inventory.open(View(said.kinds, f"name:{quoted(typed)}", columns=_COLUMNS))
        if not 0 < listing.matched <= 3:
            return []
        return [_target(r.ref, r.cells, False) for r in await self._inventory.rows(listing, 0, 3) if r.ref is not None]

    async def _narrowed(self, found: Sequence[Target], said: Narrowing) -> tuple[list[Target], bool]:
        """Those of ``found`` that fit what else was said, and whether any are where they were said to be."""
        left = [one for one in found if one.ref.kind in said.kinds] or list(found)
        there = [
            one
            for one in left
            if (not said.regions or one.region in said.regions)
            and (not said.providers or one.ref.kind.partition(".")[0] in said.providers)
        ]
        if there and said.filter:
            keys = ",".join(quoted(one.ref.key) for one in there)
            fitting = {one.ref for one in await self._matching(f"key={keys} {said.filter}", True)}
            there = [one for one in there if one.ref in fitting]
        return there or left, bool(there)


def _target(ref: ResourceRef, cells: Sequence[object], exact: bool) -> Target:
    name, _, account, region, state, _ = (str(cell or "") for cell in cells)
    return Target(ref, name or ref.key, exact, account, region, state)
