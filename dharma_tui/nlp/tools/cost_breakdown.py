"""What things cost a month, told apart: by team, by engine, in each region, "prod vs staging"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import number
from dharma_tui.core.text import printable
from dharma_tui.core.view import View
from dharma_tui.nlp import accounts
from dharma_tui.nlp.accounts import COMPARING
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.grouping import grouped, groups
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._prices import CHEAPEST, COST, NO_BILL, WASTE, kinds_with, of_money, timeless
from dharma_tui.nlp.tools.resources import untold
from dharma_tui.nlp.words import lines, listed, named

_SIDES = ("environment", "account", "region", "provider")
_MARKS = ("which", "what", "per", "by", "each", "every", "breakdown", "split", "grouped")
_SUPERLATIVES = ("expensive", "dearest", "costliest", "priciest")
_EVERYWHERE = frozenset(
    ["region", "account", "provider", "state", "kind", "tag.environment", "team", "owner", "tag.application"]
)
"""What all resources tell, and so what looks like waste, too."""
_CALLED = {"environment": ("tag.environment",), "tag": ("owner", "team"), "status": ("state",)}
_WIDTH = 40


@dataclass(slots=True)
class _Group:
    """What is known of one group, or of one side of two."""

    cost: float | None = None
    count: int = 0
    idle: int = 0


class CostBreakdown(Tool):
    """What kinds tell of their costs, by what was said or of two places beside each other."""

    NAME = "cost_breakdown"
    SUMMARY = "Costs by region, account, team, environment or a property of a kind; of two places beside each other."
    INTENTS = ("optimize_cost",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_kind", "environment", "region", "provider"))

    def fits(self, asked: Asked) -> int:
        if asked.targets or asked.ambiguous or asked.unknown:
            return 0
        return 9 if _sides(asked) or self._by(asked) else 0

    async def answer(self, asked: Asked) -> Answer:
        asked, told_now = timeless(of_money(asked))
        asked = accounts.beside(asked, await self.desk.grounds.accounts())
        query = await self.desk.query(asked, names=False)
        if sides := _sides(asked):
            by: tuple[str, ...] = ()
            found: dict[tuple[str, ...], _Group] = {
                (value,): await self._side(asked, sort, value) for sort, value in sides
            }
        else:
            by = self._by(asked)
            found = await self._groups(by, query)
        basis = await self.desk.grounds.of(query.kinds, query.words)
        is_least = bool(CHEAPEST.search(" ".join(asked.words)))
        order = sorted(
            found.items(),
            key=lambda one: (
                one[1].cost is None,
                (one[1].cost or 0) * (1 if is_least else -1),
                -one[1].idle,
                one[0],
            ),
        )
        return Answer(
            lines(self._said(order, by, is_least=is_least), NO_BILL, told_now, untold(query)),
            self._table(order, by) if order else None,
            basis=basis,
            next_steps=("where can we save money?", "which are the most expensive servers?"),
        )

    def _said(self, order: Sequence[tuple[tuple[str, ...], _Group]], by: Sequence[str], *, is_least: bool) -> str:
        what = listed([_title(one) for one in by]) or "of them"
        costs = [one.cost for _, one in order if one.cost is not None]
        if not costs:
            said = f"Which {what} costs most is not known: nothing that is scanned here tells a price."
            return f"{said} This is where things are that look like waste." if order else said
        (first, group), most = order[0], "least" if is_least else "most"
        which = " ".join(named(part) for part in first if part) or f"What has no {what}"
        cost, total = number(round(group.cost or 0)), number(round(sum(costs)))
        return f"{which} costs {most} of what kinds tell of themselves: **{cost}** of {total} a month."

    def _table(self, order: Sequence[tuple[tuple[str, ...], _Group]], by: Sequence[str]) -> Table:
        is_waste, is_told = {*by} <= _EVERYWHERE, any(one.cost is not None for _, one in order)
        rows = tuple(
            (
                *(self._cell(part, by[at] if by else "") for at, part in enumerate(group)),
                number(round(one.cost)) if one.cost is not None else "not known",
                *((f"{one.count:,}",) if is_told else ()),
                *((f"{one.idle:,}",) if is_waste else ()),
            )
            for group, one in order[:FIRST]
        )
        head = tuple(_title(one).upper() for one in by) or ("WHERE",)
        of_costs = ("COST A MONTH", *(("RESOURCES",) if is_told else ()))
        return Table((*head, *of_costs, *(("LOOKS LIKE WASTE",) if is_waste else ())), rows, len(order))

    def _cell(self, part: str, column: str) -> str:
        if column == "kind" and part:
            return self.desk.kinds.title((part,))
        return printable(part, _WIDTH) or "(none)"

    def _by(self, asked: Asked) -> tuple[str, ...]:
        """What costs are to be told apart by: what all resources tell, or a column of the kinds that were named."""
        if not (asked.has(*_MARKS, *_SUPERLATIVES) or CHEAPEST.search(" ".join(asked.words))):
            return ()
        said = [
            kind for one in asked.frame.values("resource_kind") for kind in self.desk.kinds.here(one)
        ] or asked.kinds
        priced = kinds_with(self.services.kinds, ("*",), COST, tuple(said)) if said else ()
        valued = {column for sort in asked.frame.entities for column in _CALLED.get(sort, (sort,))}
        by = groups(asked.words, [self.desk.kinds.specs[kind] for kind in priced], valued)
        return tuple(one for one in by if one != COST)

    async def _side(self, asked: Asked, sort: str, value: str) -> _Group:
        """One of two places by itself."""
        entities = {one: said for one, said in asked.frame.entities.items() if one not in _SIDES or len(said) < 2}
        entities = {one: said for one, said in entities.items() if (one, *said) not in _sides(asked)}
        frame = replace(asked.frame, entities=entities | {sort: (value,)})
        query = await self.desk.query(replace(asked, frame=frame), names=False)
        return (await self._groups((), query)).get((), _Group())

    async def _groups(self, by: tuple[str, ...], query: Query) -> dict[tuple[str, ...], _Group]:
        """By their groups what kinds tell that they cost, and how much looks like waste."""
        where = " ".join(one.text for one in query.conditions)
        found: dict[tuple[str, ...], _Group] = defaultdict(_Group)
        present = await self.services.inventory.present()
        priced = kinds_with(self.services.kinds, ("*",), COST, query.kinds)
        if priced := tuple(kind for kind in priced if kind in present):
            for *group, price, count in await self._counts(View(priced, f"cost>0 {where}".strip()), (*by, COST)):
                one = found[tuple(str(part or "") for part in group)]
                one.cost = (one.cost or 0.0) + float(str(price)) * int(str(count))
                one.count += int(str(count))
        idle: Counter[tuple[str, ...]] = Counter()
        for _, patterns, column, filter in WASTE if {*by} <= _EVERYWHERE else ():
            if kinds := kinds_with(self.services.kinds, patterns, column, query.kinds):
                for *group, count in await self._counts(View(kinds, f"{filter} {where}".strip()), by or ("kind",)):
                    idle[tuple(str(part or "") for part in group) if by else ()] += int(str(count))
        for key, count in idle.items():
            found[key].idle = count
        return found

    async def _counts(self, view: View, by: tuple[str, ...]) -> list[Sequence[object]]:
        listing = await self.services.inventory.open(grouped(view, by))
        return [row.cells for row in await self.services.inventory.rows(listing, 0, listing.length)]


def _sides(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The two places whose costs are compared; empty where none are."""
    said = tuple((sort, value) for sort in _SIDES for value in asked.frame.values(sort))
    return said if len(said) == 2 and COMPARING.search(asked.text) else ()


def _title(column: str) -> str:
    return column.removeprefix("tag.").replace("_", " ")
