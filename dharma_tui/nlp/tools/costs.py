"""What is known of money, and what looks like waste."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.filter import Word, format_filter
from dharma_tui.core.format import counted, number
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import SortKey, View
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.tools._prices import BUDGET, CHEAPEST, COST, NO_BILL, WASTE, kinds_with, of_money, timeless
from dharma_tui.nlp.words import article, lines, named

NO_PRICES = (
    f"{NO_BILL} What follows is what is known without: what is stopped, attached to nothing, or told by the kinds"
    " themselves."
)
_DEAREST = 200
"""Of everything that costs, so many of the dearest, among which examples are looked for."""
_WASTED = re.compile(r"\b(?:idle|unused|wast(?:e|ed|ing)|nobody uses|orphaned|leftovers?)\b")
_MONEY = (
    "cost",
    "costs",
    "spend",
    "spending",
    "spent",
    "bill",
    "budget",
    "pay",
    "paying",
    "price",
    "prices",
    "expensive",
)
_DEAR = ("top", "expensive", "dearest", "costliest", "priciest", "most")
_OF_NAME = re.compile(
    r"\bhow much (?:do|does|did|is|are|will) (?:the |our )?(?P<name>[^\W\d_][\w.-]+) (?:cost|costing)\b"
)
_PLAIN = frozenset(
    ["all", "we", "it", "they", "this", "that", "everything", "these", "those", "our", "you", "things", "aws"]
)
_Row = tuple[str, str, str]


def _of_name(asked: Asked) -> str:
    """ "how much does checkout cost": what is no resource, and is part of names."""
    found = _OF_NAME.search(" ".join(asked.words))
    return found["name"] if found and found["name"] not in _PLAIN else ""


class Costs(Tool):
    """Budgets and costs where a kind tells them, and what looks like waste."""

    NAME = "costs"
    SUMMARY = "What is known of spend, and waste: stopped, unattached and unused resources."
    INTENTS = ("optimize_cost",)
    PARAMETERS = tuple(
        Parameter(sort, sort) for sort in ("resource_name", "resource_kind", "environment", "region", "provider")
    )

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        if asked.targets:
            return await self._of_these(asked.targets)
        asked, of_now = timeless(of_money(asked))
        query = await self.desk.query(asked, names=False)
        is_cheap = CHEAPEST.search(" ".join(asked.words)) is not None
        is_each = is_cheap or asked.has(*_DEAR, "each")
        if is_each and query.kinds and kinds_with(self.services.kinds, ("*",), COST, query.kinds):
            return await self._by_price(query, cheapest=is_cheap)
        if (name := _of_name(asked)) and not query.kinds:
            query = query.and_also(Condition(format_filter(Word(name)), f"with {name} in its name, key or labels"))
        is_of_waste = _WASTED.search(asked.text.lower()) or {*asked.frame.values("status")} & {"idle", "unattached"}
        places = [one for one in query.conditions if not one.text.startswith(("state", "first_seen", "("))]
        where = " ".join(one.text for one in places)
        wasted = [
            (title, View(kinds, f"{filter} {where}".strip()))
            for title, patterns, column, filter in WASTE
            if (kinds := kinds_with(self.services.kinds, patterns, column, query.kinds))
        ]
        (told, budgets, basis), matches = await asyncio.gather(
            asyncio.gather(
                self._told(query),
                self._budgets(),
                self.desk.grounds.of(query.kinds, [one.words for one in places]),
            ),
            asyncio.gather(*(self.desk.naming.matching(view, 3) for _, view in wasted)),
        )
        rows: list[tuple[_Row, ResourceRef | None]] = []
        opens = ""
        for (title, view), (found, count) in zip(wasted, matches, strict=True):
            if count:
                opens = opens or format_view(view)
                such = ", ".join(printable(one.name, 30) for one in found)
                rows.append(((title, f"{count:,}", such), found[0].ref if count == 1 else None))
        if not is_of_waste:
            rows = [*budgets, *told, *rows] if asked.has(*_MONEY) else [*rows, *budgets, *told]
        said = f"**{counted(len(rows), 'thing')}** worth a look." if rows else "Nothing that is known looks like waste."
        return Answer(
            lines(said, NO_PRICES, of_now),
            Table(
                ("WHAT", "HOW MUCH", "SUCH AS"),
                tuple(row for row, _ in rows[:FIRST]),
                len(rows),
                tuple(r for _, r in rows[:FIRST]),
            )
            if rows
            else None,
            basis=basis,
            opens=opens,
            next_steps=(
                "list stopped instances",
                "list unattached volumes",
                "which region costs most?",
                "cost by team",
            ),
        )

    async def _by_price(self, query: Query, *, cheapest: bool) -> Answer:
        """The resources that cost most, or least, as far as they tell it."""
        kinds = kinds_with(self.services.kinds, ("*",), COST, query.kinds)
        query = replace(query, kinds=kinds, sort=(SortKey(COST, not cheapest),))
        query = query.and_also(Condition("cost>=0" if cheapest else "cost>0", "which tell what they cost"))
        listing = await self.services.inventory.open(query.view())
        what = self.desk.kinds.title(query.kinds, listing.matched)
        first = "cheapest" if cheapest else "dearest"
        told = "tells what it costs" if listing.matched == 1 else "tell what they cost"
        return Answer(
            lines(f"**{listing.matched:,} {what}** {told} a month, the {first} first.", NO_BILL),
            await self.desk.table(listing, min(query.limit or FIRST, FIRST)),
            basis=await self.desk.grounds.of(query.kinds, query.words),
            opens=self.desk.opens(query),
            next_steps=("describe the first one", "where can we save money?"),
        )

    async def _of_these(self, targets: Sequence[Target]) -> Answer:
        """What single resources cost, as far as they tell it."""
        told = []
        for target in targets[:FIRST]:
            resource = (await self.services.inventory.resource(target.ref)).resource
            spec = self.services.kinds.get(target.ref.kind)
            column = next((one for one in spec.columns if one.name == COST), None) if spec else None
            cost = resource.attrs.get(column.path) if column else None
            what = f"{named(target.name)}, {article(self.desk.kinds.title((target.ref.kind,), 1))},"
            if isinstance(cost, int | float):
                told.append(f"{what} costs **{number(cost)}** a month, as it tells it itself.")
            else:
                told.append(f"What {what} costs is not known: nothing that is scanned of it tells a price.")
            if target.state == "stopped":
                told.append("It is stopped; what is kept for it, such as disks, may cost all the same.")
        return Answer(
            lines(" ".join(told), NO_BILL),
            basis=await self.desk.grounds.of([one.ref.kind for one in targets]),
            opens=of_kind(targets[0].ref),
            next_steps=("describe it", "where can we save money?"),
        )

    async def _told(self, query: Query) -> list[tuple[_Row, ResourceRef | None]]:
        """Costs that kinds tell of themselves, summed."""
        kinds = kinds_with(self.services.kinds, ("*",), COST, query.kinds)
        if not kinds:
            return []
        where = " ".join(("cost>0", *(one.text for one in query.conditions)))
        inventory, view = self.services.inventory, View(kinds, where)
        prices, dearest = await asyncio.gather(
            inventory.open(replace(view, group_by=("kind", COST))),
            inventory.open(replace(view, columns=("name", COST), sort=(SortKey(COST, True),))),
        )
        groups, names = await asyncio.gather(
            inventory.rows(prices, 0, prices.length), inventory.rows(dearest, 0, _DEAREST)
        )
        sums: dict[str, float] = {}
        for kind, price, count in (row.cells for row in groups):
            sums[str(kind)] = sums.get(str(kind), 0.0) + float(str(price)) * float(str(count))
        such: dict[str, list[str]] = {}
        for row in names:
            if row.ref is not None:
                such.setdefault(row.ref.kind, []).append(
                    f"{printable(row.cells[0], 24)} {number(float(str(row.cells[1])))}"
                )
        return [
            (
                (
                    f"{self.desk.kinds.title((kind,))}, a month as they tell it",
                    number(round(total)),
                    ", ".join(such.get(kind, ())[:2]),
                ),
                None,
            )
            for kind, total in sorted(sums.items(), key=lambda one: -one[1])
        ]

    async def _budgets(self) -> list[tuple[_Row, ResourceRef | None]]:
        if BUDGET not in self.services.kinds:
            return []
        inventory = self.services.inventory
        listing = await inventory.open(View((BUDGET,), columns=("name", "spent", "amount", "unit")))
        rows = await inventory.rows(listing, 0, 5)
        return [
            (("budget", f"{row.cells[1]} of {row.cells[2]} {row.cells[3] or ''}", printable(row.cells[0], 40)), row.ref)
            for row in rows
        ]
