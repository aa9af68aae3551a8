"""What differs between two environments, regions or accounts as they are now."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.accounts import COMPARING
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.words import lines, listed, named

_SIDES = ("environment", "account", "region")
_MOST = 5_000
"""Resources of each side that are compared by name."""
_SHOWN = 20
_TOLD: Mapping[str, tuple[str, ...]] = {
    "version": ("version", "Version", "engine_version", "EngineVersion", "engine", "image"),
    "size": ("type", "InstanceType", "instance_type", "class", "DBInstanceClass", "size", "Size", "memory"),
}
"""What is compared of things of one name, and where kinds tell it."""


class Comparison(Tool):
    """Counts by kind of two places, and versions, sizes, copies and states of what has the same name in both."""

    NAME = "compare_places"
    SUMMARY = "What differs between two environments, accounts or regions now: counts by kind, versions and sizes."
    INTENTS = ("show_changes",)
    PARAMETERS = (*(Parameter(sort, sort) for sort in _SIDES), Parameter("resource_kind", "resource_kind"))

    def fits(self, asked: Asked) -> int:
        is_of_then = asked.targets or asked.frame.values("time_range") or "chang" in asked.text.lower()
        return 9 if _sort(asked) and COMPARING.search(asked.text) and not is_of_then else 0

    async def answer(self, asked: Asked) -> Answer:
        first, second = asked.frame.values(_sort(asked))
        queries = [await self._of(asked, one) for one in (first, second)]
        sides = await asyncio.gather(*(self._documents(query) for query in queries))
        basis = await self.desk.grounds.of(
            queries[0].kinds, (f"{'accounts ' if _sort(asked) == 'account' else ''}{first} beside {second}",)
        )
        steps = (f"list resources in {first}", f"what changed in {second}?", "how many are there in each environment?")
        empty = [named(one) for one, known in zip((first, second), sides, strict=True) if not known]
        if empty:
            return Answer(f"Nothing known here is in {listed(empty, 'or')}: there is nothing to compare.", basis=basis)
        counts = self._counts(*sides)
        shared, told = self._shared(*sides)
        rows = [*counts, *told]
        table = Table(("WHAT", first.upper(), second.upper()), tuple(row for row, _ in rows[:_SHOWN]), len(rows))
        here, there = (f"{len(side):,} {self.desk.kinds.title(queries[0].kinds, len(side))}" for side in sides)
        said = f"**{first}** has {here}, **{second}** {there}"
        many = f"{counted(len(counts), 'kind')} {'differs' if len(counts) == 1 else 'differ'} in number"
        same = f"{counted(shared, 'name')} {'is' if shared == 1 else 'are'} in both"
        differing = len({ref for _, ref in told})
        alike = f"{differing:,} of them with another version, size, state or number of copies"
        cut = f"Only the first {_MOST:,} of each were compared." if any(len(one) >= _MOST for one in sides) else ""
        return Answer(
            lines(f"{said}; {many}.", f"{same}, {alike}." if shared else "No name is in both.", cut),
            table if rows else None,
            basis=basis,
            opens=format_view((await self.desk.query(asked, names=False)).view()),
            opens_what="the resources of both",
            next_steps=steps,
        )

    async def query(self, asked: Asked) -> str:
        return " beside ".join(
            [format_view((await self._of(asked, one)).view()) for one in asked.frame.values(_sort(asked))]
        )

    async def _of(self, asked: Asked, place: str) -> Query:
        sort = _sort(asked)
        frame = replace(asked.frame, entities={**asked.frame.entities, sort: (place,)})
        return await self.desk.query(replace(asked, frame=frame), names=False)

    async def _documents(self, query: Query) -> list[dict[str, Any]]:
        return await self.services.inventory.documents(await self.services.inventory.open(query.view()), 0, _MOST)

    def _counts(
        self, here: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]
    ) -> list[tuple[tuple[str, ...], ResourceRef | None]]:
        """Kinds of which there are not as many."""
        first, second = (Counter(str(one["kind"]) for one in side) for side in (here, there))
        kinds = sorted(first.keys() | second.keys(), key=lambda kind: (-max(first[kind], second[kind]), kind))
        return [
            ((self.desk.kinds.title((kind,), 2), f"{first[kind]:,}", f"{second[kind]:,}"), None)
            for kind in kinds
            if first[kind] != second[kind]
        ]

    def _shared(
        self, here: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]
    ) -> tuple[int, list[tuple[tuple[str, ...], ResourceRef | None]]]:
        """How many have one name of one kind in both, and what differs of them; a name that several have says nothing."""
        first, second = _by_name(here), _by_name(there)
        both = sorted(first.keys() & second.keys())
        rows: list[tuple[tuple[str, ...], ResourceRef | None]] = []
        for kind, name in both:
            mine, yours = first[kind, name], second[kind, name]
            known, other = _told(mine), _told(yours)
            title = self.desk.kinds.title((kind,), 1)
            ref = ResourceRef(kind, str(mine["key"]))
            rows += [
                (
                    (
                        f"{printable(name, 32)} ({title}): {what}",
                        printable(known[what], 32),
                        printable(other[what], 32),
                    ),
                    ref,
                )
                for what in known
                if known[what] != other[what]
            ]
        return len(both), rows


def _sort(asked: Asked) -> str:
    """What two of were said: environments, accounts or regions; empty where none."""
    return next((sort for sort in _SIDES if len(asked.frame.values(sort)) == 2), "")


def _by_name(side: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    counts = Counter((str(one["kind"]), str(one["name"])) for one in side)
    return {at: one for one in side if one["name"] and counts[at := (str(one["kind"]), str(one["name"]))] == 1}


def _told(known: Mapping[str, Any]) -> dict[str, str]:
    """What is compared of a resource."""
    attrs = known["attrs"]
    copies = attrs.get("copies") if isinstance(attrs.get("copies"), dict) else {}
    told = {
        "version": str(copies.get("version") or ""),
        "copies": str(copies.get("desired", "")),
        "state": str(known["state"]),
    }
    for what, names in _TOLD.items():
        told[what] = told.get(what) or next((str(attrs[name]) for name in names if attrs.get(name)), "")
    return told
