"""The top-level containers: accounts, regions, clusters, environments, providers, infrastructures."""

from __future__ import annotations

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.groups import KIND
from dharma_tui.core.text import printable
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools.resources import ListResources
from dharma_tui.nlp.words import lines

_BY = (
    (("region", "regions", "locations"), "region"),
    (("environment", "environments", "stages", "env", "envs"), "tag.environment"),
    (("provider", "providers", "cloud", "clouds"), "provider"),
    (("account", "accounts", "subscription", "subscriptions", "project", "projects"), "account"),
)
_KINDS_OF_PLACES = frozenset({"account", "datacenter"})


class Containers(Tool):
    """Accounts, regions, environments and providers in use, each with how much is in it."""

    NAME = "containers"
    SUMMARY = "Accounts, regions, clusters, environments, providers and infrastructures in use."
    INTENTS = ("list_infrastructure", "show_statistics")
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_kind", "provider", "region", "environment"))

    def fits(self, asked: Asked) -> int:
        is_how_many = asked.frame.values("resource_kind") == ("account",) and not self.desk.kinds.here("account")
        return 1 if asked.frame.intent == "list_infrastructure" else 9 * is_how_many

    async def answer(self, asked: Asked) -> Answer:
        said = set(asked.frame.values("resource_kind"))
        if said - _KINDS_OF_PLACES:
            return await ListResources(self.desk).answer(asked)
        query = await self._places(asked)
        by = self._by(asked)
        listing = await self.services.inventory.open(View(filter=query.view().filter, group_by=by))
        basis = await self.desk.grounds.of((), query.words, asked.frame.values("provider"))
        if not listing.matched:
            return Answer(await ListResources(self.desk).emptied(query, listing), basis=basis, opens="coverage")
        what = by[-1].removeprefix("tag.")
        groups = await self.services.inventory.rows(listing, 0, listing.length)
        told = [row for row in groups if row.cells[len(by) - 1]]
        elsewhere = sum(int(str(row.cells[-1])) for row in groups if row not in told)
        held = counted(listing.matched - elsewhere, "resource")
        without = f"Of {counted(elsewhere, 'more resource')} no {what} is told." if elsewhere else ""
        return Answer(
            lines(f"**{counted(len(told), what)}** with {held}. {without}".strip(), await self._others()),
            await self.desk.table(listing),
            basis=basis,
            opens=format_view(View(filter=query.view().filter, group_by=by)),
            next_steps=(
                "list clusters",
                "which environments are there?",
                "how many resources are there?",
                "scan status",
            ),
        )

    async def query(self, asked: Asked) -> str:
        query = await self._places(asked)
        return format_view(View(filter=query.view().filter, group_by=self._by(asked)))

    async def _places(self, asked: Asked) -> Query:
        from dataclasses import replace

        return replace(await self.desk.query(asked, names=False), kinds=(), absent=())

    @staticmethod
    def _by(asked: Asked) -> tuple[str, ...]:
        return next(((column,) for words, column in _BY if asked.has(*words)), ("provider", "account"))

    async def _others(self) -> str:
        found = await self.services.groups.infrastructures()
        return (
            f"They make up {counted(len(found), 'infrastructure')}: applications, stacks and environments."
            if found
            else ""
        )


class Infrastructures(Tool):
    """Groups of resources that belong together."""

    NAME = "infrastructures"
    SUMMARY = "Applications, stacks and environments as groups of resources, the worst first."
    INTENTS = ("list_infrastructure", "list_resources")

    def fits(self, asked: Asked) -> int:
        wanted = asked.has("infrastructures", "applications", "stacks", "estate", "infrastructure")
        return (
            2
            if wanted and not asked.frame.values("resource_kind") and asked.frame.intent == "list_infrastructure"
            else 0
        )

    async def answer(self, asked: Asked) -> Answer:
        found = await self.services.groups.infrastructures()
        environments = asked.frame.values("environment")
        kept = [one for one in found if not environments or one.environment[:3] in {env[:3] for env in environments}]
        if not kept:
            return await Containers(self.desk).answer(asked)
        rows = tuple(
            (
                printable(one.name, 40),
                printable(one.environment, 20),
                one.sort,
                one.state.value,
                f"{one.members:,}",
                printable(", ".join(one.accounts), 40),
            )
            for one in kept[:FIRST]
        )
        columns = ("NAME", "ENVIRONMENT", "SORT", "STATE", "MEMBERS", "ACCOUNTS")
        return Answer(
            f"**{counted(len(kept), 'infrastructure')}**, the worst first.",
            Table(columns, rows, len(kept), tuple(one.ref for one in kept[:FIRST])),
            basis=await self.desk.grounds.of((KIND,)),
            opens="infrastructures",
            next_steps=("describe the first one", "which accounts are there?", "list workloads"),
        )
