"""Workloads: what is kept at a number of copies."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.answers import Answer
from dharma_tui.core.format import counted
from dharma_tui.core.kinds import DEPLOYMENTS
from dharma_tui.core.view import View
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.holding import held_in
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.readiness import is_unready
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools.resources import ListResources, doubts_of_rows, untold
from dharma_tui.nlp.words import lines, listed, named

MACHINE_SERVICE = "local.service"
"""What a machine starts and keeps running is called a service, too, and is no workload with copies."""


class Deployments(Tool):
    """Everything that runs in copies, the worst first."""

    NAME = "deployments"
    SUMMARY = "Workloads with their copies, versions and how they go."
    INTENTS = ("list_deployments", "deployment_status")
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("environment", "region", "status", "tag"))

    def fits(self, asked: Asked) -> int:
        """Of one workload its status is told; of none that was named, those that are not ready."""
        is_of_one = asked.targets or asked.rows or asked.frame.values("resource_name")
        return 1 if asked.frame.intent == "list_deployments" else 5 * (not is_of_one and bool(is_unready(asked.words)))

    async def answer(self, asked: Asked) -> Answer:
        query = await self.workloads(asked)
        listing = await self.services.inventory.open(query.view())
        basis = await self.desk.grounds.of(self.desk.kinds.with_copies(), query.words)
        if not listing.matched:
            said = await ListResources(self.desk).emptied(query, listing)
            opens = self.desk.opens(query)
            if not listing.total:
                said = "No scan found anything that is kept at a number of copies: no deployments, services or scaling groups."
                machines = await self.services.inventory.open(View(kinds=(MACHINE_SERVICE,)))
                if machines.total:
                    said = lines(
                        said, f"Of services that machines run there are {machines.total:,}, which is another kind."
                    )
                    opens = MACHINE_SERVICE
            return Answer(said, basis=basis, opens=opens, next_steps=("scan status", "list servers"))
        of = f" of {listing.total:,}" if listing.matched < listing.total else ""
        conditions = f": {listed([named(one) for one in query.words])}" if query.words else ""
        return Answer(
            lines(f"**{counted(listing.matched, 'workload')}**{of}{conditions}.", untold(query)),
            await self.desk.table(listing, min(query.limit or FIRST, FIRST)),
            basis=basis,
            opens=self.desk.opens(query),
            next_steps=("describe the first one", "which of those are degraded?", "what changed today?"),
            doubts=doubts_of_rows(query),
        )

    async def query(self, asked: Asked) -> str:
        return self.desk.opens(await self.workloads(asked))

    async def workloads(self, asked: Asked) -> Query:
        """Those that are meant, whatever is asked of them."""
        asked = replace(asked, frame=replace(asked.frame, intent="list_deployments"))
        query = await self.desk.query(asked)
        said = [kind for one in asked.frame.values("resource_kind") for kind in self.desk.kinds.here(one)]
        if kinds := sorted(set(said) & set(self.desk.kinds.with_copies())):  # "ecs services"
            query = query.and_also(Condition(f"kind={','.join(kinds)}", self.desk.kinds.title(kinds)))
        elif query.absent:
            told = {word for words in query.words for word in words.split()}
            absent = (one.rpartition(".")[2] for one in query.absent)  # "in namespace shop" is told by a column
            query = replace(query, untold=(*query.untold, *(one for one in absent if one not in told)))
        return await held_in(asked, replace(query, kinds=(DEPLOYMENTS.name,), absent=()), self.desk)
