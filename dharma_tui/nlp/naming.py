"""Names of a request linked to the inventory as it is now: exactly, several ways, nearly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING

from dharma_tui.core.filter import Op, Term, Value, format_filter, quoted
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Target
from dharma_tui.services.topology.finding import says

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.nlp.linking import NameIndex, Near
    from dharma_tui.services.inventory import Inventory

MOST = 200
"""Resources of one name that are looked at."""
_AT_ONCE = 16
"""Keys of one filter."""
_ADDRESSES = frozenset({"private_ip", "public_ip", "ip", "address", "addresses"})
"""Columns that hold addresses of what they are columns of."""
_CARDS = frozenset({"aws.ec2.network_interface", "aws.ec2.elastic_ip", "local.address", "local.socket"})
"""Kinds whose address is that of what they are attached to."""
_PLAIN = re.compile(r"[a-z]{2,}[a-z0-9]*(?:-[a-z0-9]{1,12}){1,3}")
_ASIDE = re.compile(r"(.+) \(([^()]+)\)")
_DIGITS, _JOINTS = frozenset("0123456789"), frozenset("-_:/.")
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


class KnownNames:
    """What the inventory's names alone tell of a request."""

    def __init__(self, names: NameIndex) -> None:
        self._names = names

    @cached_property
    def example(self) -> str:
        """A name that something here has, to show how names are said; empty where nothing has a plain one."""
        return min(filter(_PLAIN.fullmatch, self._names), default="")

    def said_in(self, text: str) -> str:
        """The first word of ``text`` that is a name; empty where none is."""
        words = (word.strip(",;:!?\"'`()") for word in text.lower().split())
        return next((word for word in words if word in self._names), "")

    def has(self, word: str) -> bool:
        """Whether something is called exactly so."""
        return word.lower() in self._names

    def near(self, typed: str) -> list[Near]:
        """Names that are a typo or two away."""
        return self._names.near(typed.lower())


class Naming(KnownNames):
    """Looks names up in the inventory's index."""

    def __init__(self, inventory: Inventory, names: NameIndex, kinds: Mapping[str, KindSpec]) -> None:
        super().__init__(names)
        self._inventory = inventory
        self._kinds = kinds

    async def linked(self, typed: str, said: Narrowing, *, nearly: bool) -> Linked:
        """The resources called ``typed``, narrowed by what else was said; with ``nearly`` also what it may be a typo of."""
        found = await self._called(typed, True) or await self._told_apart(typed)
        if not found and nearly:
            found = await self._known_by(typed) or await self.of_id(typed) or await self._like(typed, said)
        kept, fits = await self._narrowed(found, said)
        return Linked(typed, tuple(kept), bool(found) and not fits)

    async def at_address(self, typed: str) -> list[Target]:
        """What has this address, where it is one."""
        return await self._known_by(typed) if _is_address(typed) else []

    async def of_refs(self, refs: Sequence[ResourceRef]) -> list[Target]:
        """Those of ``refs`` that still exist, in their order."""
        found = {one.ref: one for lot in _lots(refs) for one in await self._matching(lot, True)}
        return [found[ref] for ref in refs if ref in found]

    async def matching(self, view: View, limit: int) -> tuple[list[Target], int]:
        """The first ``limit`` resources of a view, and how many there are."""
        listing = await self._inventory.open(View(view.kinds, view.filter, sort=view.sort, columns=_COLUMNS))
        rows = await self._inventory.rows(listing, 0, limit)
        return [_target(row.ref, row.cells, True) for row in rows if row.ref is not None], listing.matched

    async def fitting(self, refs: Sequence[ResourceRef], view: View) -> set[ResourceRef]:
        """Those of ``refs`` that are among the resources of a view."""
        views = [View(view.kinds, lot, columns=_COLUMNS) for lot in _lots(refs, view.filter)]
        return {ref for each in views for ref in await self._inventory.refs(await self._inventory.open(each))}

    async def _called(self, name: str, exact: bool) -> list[Target]:
        return await self._matching(f"name={quoted(name)} | key={quoted(name)}", exact)

    async def _told_apart(self, typed: str) -> list[Target]:
        """What answers call so: a name that several have, with what tells it from the others in brackets."""
        said = _ASIDE.fullmatch(typed)
        if said is None:
            return []
        aside = said[2].lower()
        return [
            one
            for one in await self._called(said[1], True)
            if says(ResourceRef(one.ref.kind, one.ref.key.lower()), aside)
        ]

    async def _matching(self, filter: str, exact: bool) -> list[Target]:
        listing = await self._inventory.open(View(filter=filter, columns=_COLUMNS))
        rows = await self._inventory.rows(listing, 0, MOST)
        return [_target(row.ref, row.cells, exact) for row in rows if row.ref is not None]

    async def of_id(self, typed: str) -> list[Target]:
        """What its provider calls ``typed``: the last part of its key, such as "i-0abc" of an ARN."""
        if _is_address(typed) or not (set(typed) & _DIGITS and set(typed) & _JOINTS):
            return []
        ends = Term("key", Op.MATCHES, (Value(f"[/:]{re.escape(typed)}$"),))
        return await self._matching(format_filter(ends), False)

    async def _known_by(self, typed: str) -> list[Target]:
        """What has ``typed`` as its address."""
        if not _is_address(typed):
            return []
        by_column: dict[str, list[str]] = {}
        for kind, spec in self._kinds.items():
            for column in spec.columns:
                if column.name in _ADDRESSES:
                    by_column.setdefault(column.name, []).append(kind)
        found: dict[ResourceRef, Target] = {}
        for name, kinds in by_column.items():
            told, _ = await self.matching(View(tuple(kinds), f"{name}={quoted(typed)}"), MOST)
            found.update((one.ref, replace(one, exact=False)) for one in told)
        owners = [one for one in found.values() if one.ref.kind not in _CARDS]
        return owners or list(found.values())

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
            fitting = await self.fitting([one.ref for one in there], View(filter=said.filter))
            there = [one for one in there if one.ref in fitting]
        return there or left, bool(there)


def _lots(refs: Sequence[ResourceRef], filter: str = "") -> Iterator[str]:
    """Filters that together show those of ``refs`` that fit one: as many at once as it has room for."""
    for at in range(0, len(refs), _AT_ONCE):
        yield f"{Query().only(refs[at : at + _AT_ONCE])} {filter}".strip()


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _target(ref: ResourceRef, cells: Sequence[object], exact: bool) -> Target:
    name, _, account, region, state, _ = (str(cell or "") for cell in cells)
    return Target(ref, name or ref.key, exact, account, region, state)
