"""What no relationship has to do with."""

from __future__ import annotations

import re
from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import Question, TopologyView, format_topology
from dharma_tui.nlp import graph_questions
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.tools.resources import doubts_of_rows, untold
from dharma_tui.nlp.words import lines, listed, named

_STATUS = "unattached"
_RELATED = re.compile(r"relation|neighbou?r|connect|link")
"""What is told of them all, and so left out of nothing."""
_MOST = 200_000
"""Orphans among which those of a place are looked for."""


class Orphans(Tool):
    """Resources without relationships. Of disks and addresses it is a state, which their listing tells."""

    NAME = "orphans"
    SUMMARY = "Orphaned resources: those that no relationship has to do with, of any kind."
    INTENTS = ("list_resources", "show_statistics", "resource_relationships", "show_graph", "optimize_cost")

    def fits(self, asked: Asked) -> int:
        is_of_all = not (asked.frame.values("resource_kind") or asked.kinds or asked.frame.values("resource_name"))
        is_said = asked.frame.values("status") == (_STATUS,) and not asked.rows
        is_said = is_said or graph_questions.asked(asked.text) is Question.ORPHANS
        return 5 if is_said and is_of_all and not asked.is_contrary and not asked.is_pointed else 0

    async def answer(self, asked: Asked) -> Answer:
        query = await self._where(asked)
        limit = _MOST if query.conditions else FIRST
        found, count = await self.services.topology.orphans(limit=limit)
        if query.conditions:
            there = set(await self.services.inventory.refs(await self.services.inventory.open(query.view())))
            found = [node for node in found if node.ref in there]
            count = len(found)
        where = f": {listed([named(one) for one in query.words])}" if query.words else ""
        none = (
            f"**No resource is without relationships**{where}"
            if query.words
            else "**Everything is related to something**"
        )
        said = f"**{counted(count, 'resource')}** without relationships{where}." if count else f"{none}."
        return Answer(
            lines(said, untold(query)),
            self._table(found[:FIRST], count) if found else None,
            basis=await self.desk.grounds.of((), query.words),
            opens=await self.query(asked),
            next_steps=(
                *(("describe the first one",) if found else ()),
                *("show dangling references", "list unattached volumes", "what are the single points of failure?"),
            ),
            doubts=doubts_of_rows(query),
        )

    async def query(self, asked: Asked) -> str:
        return f"topology {format_topology(TopologyView(question=Question.ORPHANS))}"

    async def _where(self, asked: Asked) -> Query:
        """What else is said of them than that nothing is related to them."""
        entities = {sort: values for sort, values in asked.frame.entities.items() if sort != "status"}
        others = tuple(one for one in asked.frame.values("status") if one != _STATUS)
        entities |= {"status": others} if others else {}
        frame = replace(asked.frame, intent="list_resources", entities=entities)
        query = await self.desk.query(replace(asked, frame=frame, loose=(), again=()))
        return replace(query, untold=tuple(one for one in query.untold if not _RELATED.search(one)))

    def _table(self, found: list[GraphNode], count: int) -> Table:
        rows = tuple(
            (
                printable(node.called, 40),
                self.desk.kinds.title((node.ref.kind,), 1),
                printable(" ".join(filter(None, (node.scope.account, node.scope.region))), 40),
                node.state.value,
            )
            for node in found
        )
        return Table(("NAME", "KIND", "WHERE", "STATE"), rows, count, tuple(node.ref for node in found))
