"""Counts resources: how many, in which groups, what share."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import share
from dharma_tui.core.kinds import DEPLOYMENTS
from dharma_tui.core.text import printable
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.grouping import grouped as in_groups
from dharma_tui.nlp.grouping import groups
from dharma_tui.nlp.holding import held_in
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools.deployments import MACHINE_SERVICE, Deployments
from dharma_tui.nlp.tools.resources import ListResources, doubts_of_rows, untold
from dharma_tui.nlp.words import lines, listed, named

_WORKLOADS = ("workload", "workloads", "deployment", "deployments", "service", "services")
_SHARES = ("percentage", "percent", "share", "proportion", "fraction", "ratio", "%")
_WIDTH = 40
_CALLED = {"environment": ("tag.environment",), "tag": ("owner", "team")}
"""Of entity types the columns that a condition of theirs is about."""


class Count(Tool):
    """How many resources there are, of a kind or of all, and how many in each group."""

    NAME = "count_resources"
    SUMMARY = "How many resources there are, by kind, region, account, state, environment or owner."
    INTENTS = ("show_statistics",)
    PARAMETERS = tuple(
        Parameter(sort, sort) for sort in ("resource_kind", "provider", "region", "environment", "status", "tag")
    )

    def fits(self, asked: Asked) -> int:
        is_of_those = asked.has("many") and any(one[:1] in "<>" for one in asked.frame.values("count"))
        if asked.frame.values("metric") and not is_of_those:  # "how many servers are over 80 % cpu"
            return 1
        return 4 if asked.has("many", "count", "number", "total") else 2

    async def answer(self, asked: Asked) -> Answer:
        query = await self._query(asked)
        if query.absent and not query.kinds:
            return await ListResources(self.desk).answer(asked)
        matched = await self.services.inventory.open(query.view())
        kinds = self.desk.kinds.with_copies() if query.kinds == (DEPLOYMENTS.name,) else query.kinds
        basis = await self.desk.grounds.of(kinds, query.words, asked.frame.values("provider"))
        gap = await self.desk.unseen(asked, query)
        if gap.whole and not matched.matched:
            return Answer(gap.text, basis=basis, next_steps=("how many resources are there?", "scan status"))
        if not matched.matched and (beside := await ListResources(self.desk).beside(asked, query)):
            return beside
        if not matched.matched:
            said = await ListResources(self.desk).emptied(query, matched)
            return Answer(f"**0.** {said}", basis=basis, opens=self.desk.opens(query))
        by = self._by(asked, query)
        view = in_groups(query.view(), by)
        table = None
        if query.conditions and asked.has(*_SHARES) and self._said_by(asked, query):
            table = await self._shares(query, by)
        what = self.desk.kinds.title(query.kinds, matched.matched)
        said = f"**{matched.matched:,} {what}**"
        if query.conditions:
            percent = 100 * matched.matched / matched.total
            said += f", {percent:.0f} % of {matched.total:,}: {listed([named(one) for one in query.words])}"
        return Answer(
            lines(f"{said}.", untold(query), gap.text),
            table or await self.desk.table(await self.services.inventory.open(view)),
            basis=basis,
            opens=format_view(view),
            next_steps=(
                "list them",
                "how many of them are stopped?",
                "how many are there in each account?",
                "what changed today?",
            ),
            doubts=doubts_of_rows(query),
        )

    async def _shares(self, query: Query, by: tuple[str, ...]) -> Table:
        """What share of each group it is: of those that are the same but for their state, or else but for all conditions."""
        places = tuple(one for one in query.conditions if not one.text.startswith(("state=", "!state=")))
        whole = replace(query, conditions=places if len(places) < len(query.conditions) else ())
        found, every = await asyncio.gather(self._counts(query, by), self._counts(whole, by))
        parts = sorted(every, key=lambda group: (-found[group] / every[group], group))
        rows = tuple(
            (
                *(printable(part, _WIDTH) or "(none)" for part in group),
                f"{found[group]:,}",
                f"{every[group]:,}",
                share(100 * found[group] / every[group], 0),
            )
            for group in parts[:FIRST]
        )
        titles = (column.removeprefix("tag.").replace("_", " ").upper() for column in by)
        return Table((*titles, "COUNT", "OF", "SHARE"), rows, len(parts))

    async def _counts(self, query: Query, by: tuple[str, ...]) -> Counter[tuple[str, ...]]:
        listing = await self.services.inventory.open(in_groups(query.view(), by))
        counts: Counter[tuple[str, ...]] = Counter()
        for row in await self.services.inventory.rows(listing, 0, listing.length):
            *group, count = row.cells
            counts[tuple(str(part or "") for part in group)] += int(str(count))
        return counts

    async def query(self, asked: Asked) -> str:
        query = await self._query(asked)
        return format_view(in_groups(query.view(), self._by(asked, query)))

    async def _query(self, asked: Asked) -> Query:
        return await held_in(asked, await self._of_kinds(asked), self.desk)

    async def _of_kinds(self, asked: Asked) -> Query:
        """ "how many services are running": where no kind is named, workloads are what is called so."""
        query = self._of_one(asked, await self.desk.query(asked))
        if query.kinds or not asked.has(*_WORKLOADS):
            return query
        if query.absent:  # "deployments in namespace shop", where there are namespaces by name alone
            return await Deployments(self.desk).workloads(asked)
        workloads = replace(query, kinds=(DEPLOYMENTS.name,))
        there = (await self.services.inventory.open(workloads.view())).total
        return workloads if there or not asked.has("service", "services") else replace(query, kinds=(MACHINE_SERVICE,))

    def _of_one(self, asked: Asked, query: Query) -> Query:
        """ "how many pods per node": nodes are what pods are counted by, where a column of pods tells it."""
        specs = self.desk.kinds.specs
        for kind in query.kinds if len(query.kinds) > 1 else ():
            if kind in specs and {column.name for column in specs[kind].columns} & {
                *groups(asked.words, [specs[kind]])
            }:
                return replace(query, kinds=(kind,), absent=())
        return query

    def _by(self, asked: Asked, query: Query) -> tuple[str, ...]:
        """What was said after "per" or "by", else the first thing that is not the same in all of them."""
        if said := self._said_by(asked, query):
            return said
        if len(query.kinds) != 1:
            return ("kind",)
        return ("state",) if not asked.frame.values("status") else ("region",)

    def _said_by(self, asked: Asked, query: Query) -> tuple[str, ...]:
        specs = self.desk.kinds.specs
        valued = {column for sort in asked.frame.entities for column in _CALLED.get(sort, (sort,))}
        return groups(asked.words, [specs[kind] for kind in query.kinds if kind in specs], valued)


class Overview(Tool):
    """The whole estate in a few numbers."""

    NAME = "overview"
    SUMMARY = "The estate in a few numbers: totals, states, what is unwell, what changed."
    INTENTS = ("show_statistics",)

    def fits(self, asked: Asked) -> int:
        wide = asked.has("summary", "overview", "dashboard", "summarise", "summarize", "health", "overall")
        return 3 if wide and not asked.frame.entities else 0

    async def answer(self, asked: Asked) -> Answer:
        listing = await self.services.inventory.open(View(group_by=("state",)))
        kinds = await self.services.inventory.kinds()
        unwell = sum(one.unwell for one in kinds)
        summary = await self.services.io.run(self.services.inventory.summary)
        told = [f"**{listing.matched:,} resources** of {len(kinds)} kinds, **{unwell:,}** of them unwell."]
        if summary is not None:
            told.append(f"In a day {summary.added:,} came, {summary.changed:,} changed and {summary.removed:,} went.")
        return Answer(
            " ".join(told),
            await self.desk.table(listing),
            basis=await self.desk.grounds.of(),
            opens="overview",
            next_steps=(
                "list failed resources",
                "what changed today?",
                "how many are there of each kind?",
                "scan status",
            ),
        )
