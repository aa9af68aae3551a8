"""What breaks when something fails."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import ImpactGraph
from dharma_tui.core.groups import KIND as INFRASTRUCTURE
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import Question, TopologyView, format_topology
from dharma_tui.nlp.desk import FIRST, Desk
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.leave import is_asked
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import told_apart, which
from dharma_tui.nlp.tools.resources import untold
from dharma_tui.nlp.words import lines, listed, named

_WORDS = (
    *(
        "if",
        "impact",
        "blast",
        "radius",
        "break",
        "breaks",
        "affected",
        "affect",
        "affects",
        "fails",
        "happens",
        "happen",
    ),
    *("consequences", "without", "lose", "dies"),
)
_PLACES = frozenset({"environment", "region", "provider", "account", "tag", "resource_kind"})
_ACCOUNTS = "member_account"
"""What is in an account fails with it: that it is one itself narrows nothing."""
_LISTED = 200
"""Of what is affected so many are looked at one by one."""
_MOST = 200
"""Weak points among which those of a place or a kind are looked for."""


class Impact(Tool):
    """Everything that is lost, wholly or in part, if something fails or goes."""

    NAME = "impact"
    SUMMARY = "What else breaks if a resource fails or is deleted."
    INTENTS = ("show_graph",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True),)
    OR_ALL_OF = _PLACES

    def fits(self, asked: Asked) -> int:
        return 2 if asked.has(*_WORDS) or is_asked(asked.text) else 0

    async def answer(self, asked: Asked) -> Answer:
        if not asked.targets and not asked.ambiguous:
            query = await _where(self.desk, asked)
            if query.conditions and not query.kept_in:
                return await self._of_all(query)
        if not asked.targets or asked.ambiguous:
            return await which(asked, self.desk)
        refs = list(dict.fromkeys(one.ref for one in asked.targets))
        found = await self.services.topology.impact(refs, limit=_LISTED)
        who = listed([named(one) for one in told_apart(tuple({one.ref: one for one in asked.targets}.values()))])
        return Answer(
            _said(f"{who} {'fails' if len(refs) == 1 else 'fail'}", found, len(refs)),
            _table(found, self.desk.kinds),
            basis=await self.desk.grounds.of([ref.kind for ref in refs]),
            opens=f"topology {format_topology(TopologyView(focus=tuple(refs), impact=True))}",
            next_steps=("what depends on it?", "show the graph of it", "what changed on it?"),
        )

    async def _of_all(self, query: Query) -> Answer:
        """What everything of a place takes along, or all of some kinds there."""
        refs = await self.services.inventory.refs(await self.services.inventory.open(query.view()))
        what = (
            self.desk.kinds.title(query.kinds, len(refs))
            if query.kinds
            else "resource"
            if len(refs) == 1
            else "resources"
        )
        where = listed([named(one) for one in query.words])
        basis = await self.desk.grounds.of(query.kinds, query.words)
        if not refs:
            return Answer(lines(f"No {what} {where} are known, so nothing fails there.", untold(query)), basis=basis)
        found = await self.services.topology.impact(refs, limit=len(refs) + _LISTED)
        fails = f"the only {what} {where} fails" if len(refs) == 1 else f"the {len(refs):,} {what} {where} fail"
        return Answer(
            lines(_said(fails, found, len(refs)), untold(query)),
            _table(found, self.desk.kinds) if found.total > len(refs) else None,
            basis=basis,
            next_steps=("what are the single points of failure?", "what depends on the first one?"),
        )

    async def query(self, asked: Asked) -> str:
        return f"topology {format_topology(TopologyView(focus=tuple(one.ref for one in asked.targets), impact=True))}"


class WeakPoints(Tool):
    """Single points of failure."""

    NAME = "weak_points"
    SUMMARY = "Single points of failure: what takes most with it when it fails alone."
    INTENTS = ("show_graph", "predict_failure")
    PARAMETERS = (Parameter("resource_name", "resource_name"),)

    def fits(self, asked: Asked) -> int:
        row = " ".join(asked.words)
        return 4 if any(words in row for words in ("single point", "weak point", "spof")) else 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous:
            return await which(asked, self.desk)
        if asked.targets:
            return await self._whether(asked)
        query = await _where(self.desk, asked)
        is_narrowed = bool(query.conditions or query.kinds)
        found = await self.services.topology.weak_points(limit=_MOST if is_narrowed else FIRST)
        words = (*((self.desk.kinds.title(query.kinds, 2),) if query.kinds else ()), *query.words)
        points, where = found.points, f": {listed([named(one) for one in words])}" if words else ""
        if is_narrowed:
            there = set(await self.services.inventory.refs(await self.services.inventory.open(query.view())))
            points = tuple(one for one in points if one.node.ref in there)
        rows = tuple(
            (
                printable(one.node.name, 40),
                self.desk.kinds.title((one.node.ref.kind,), 1),
                f"{one.wholly:,}",
                f"{one.partly:,}",
            )
            for one in points[:FIRST]
        )
        refs = tuple(one.node.ref for one in points[:FIRST])
        return Answer(
            lines(
                f"**{counted(len(points), 'weak point')}**{where}{', the worst first' if points else ''}; {found.looked_at:,} of"
                f" {found.candidates:,} resources that others need were tried.",
                f"They are among the {_MOST:,} worst of everything." if len(found.points) == _MOST else "",
                "What a weak point itself contains is not counted." if points else "",
                untold(query),
            ),
            Table(("NAME", "KIND", "LOST WHOLLY", "IN PART"), rows, len(points), refs) if rows or not where else None,
            basis=await self.desk.grounds.of(query.kinds, query.words),
            opens=f"topology {format_topology(TopologyView(question=Question.SPOF))}",
            next_steps=("what breaks if the first one fails?", "describe the first one"),
        )

    async def _whether(self, asked: Asked) -> Answer:
        """Whether those that are named are any, and what they take along."""
        refs = [one.ref for one in asked.targets]
        points = {each.node.ref: each for each in (await self.services.topology.weak_points(of=refs)).points}
        impacts = {ref: await self.services.topology.impact([ref], limit=200) for ref in refs}
        said = []
        for one in asked.targets:
            point, others, who = points.get(one.ref), impacts[one.ref].total - 1, named(one.name)
            affected = (
                f"{counted(others, 'other resource is', 'other resources are')} affected{impacts[one.ref].by} in all"
            )
            if point is not None:
                lost = counted(point.wholly, "other is", "others are")
                said.append(
                    f"**{who} is a single point of failure**: if it fails alone, {lost} lost wholly, as nothing stands in;"
                    f" {affected}."
                )
            elif others:
                taken = any(each.share >= 1 and each.edge is not None for each in impacts[one.ref].affected)
                aside = ", what it contains aside" if taken else ""
                said.append(
                    f"{who} is **no single point of failure**: nothing that needs it is lost wholly{aside}; {affected}."
                )
            else:
                known = (
                    f"nothing that is known is affected{by}"
                    if (by := impacts[one.ref].by)
                    else "nothing that is known needs it"
                )
                said.append(f"{who} is **no single point of failure**: {known}.")
        view = TopologyView(focus=tuple(refs), impact=True)
        return Answer(
            lines(*said),
            _table(impacts[refs[0]], self.desk.kinds) if len(refs) == 1 and impacts[refs[0]].total > 1 else None,
            basis=await self.desk.grounds.of([ref.kind for ref in refs]),
            opens=f"topology {format_topology(view)}",
            next_steps=("what are the single points of failure?", "what depends on it?", "show the graph of it"),
        )


async def _where(desk: Desk, asked: Asked) -> Query:
    """What is meant to be, or where, as far as this very request says that."""
    entities = {sort: values for sort, values in asked.said.items() if sort in _PLACES}
    if "account" in entities.get("resource_kind", ()):
        entities["resource_kind"] = tuple(kind for kind in entities["resource_kind"] if kind != "account")
    frame = replace(asked.frame, intent="list_resources", entities=entities)
    kinds = tuple(kind for kind in asked.kinds if kind != INFRASTRUCTURE and not kind.endswith(_ACCOUNTS))
    return await desk.query(replace(asked, frame=frame, kinds=kinds, loose=(), again=()))


def _said(fails: str, found: ImpactGraph, failed: int) -> str:
    """How many others are affected if that ``fails``, of which so many have ``failed`` themselves."""
    lost, count = [one for one in found.affected if one.edge is not None], found.total - failed
    affected = counted(count, "other resource is", "other resources are") if count else "nothing else is"
    wholly = sum(one.share >= 1 for one in lost)
    more = " or more" if wholly == len(lost) < count else ""  # the worst are listed first
    told = f", {wholly:,}{more} of them wholly." if count else ", as far as the relationships that are known tell."
    return f"If {fails}, **{affected} affected{found.by}**{told}"


def _table(found: ImpactGraph, kinds: KindTable) -> Table:
    """What is lost, the worst first, and why."""
    lost = [one for one in found.affected if one.edge is not None]
    rows = tuple(
        (
            printable(found.graph.nodes[one.node].name, 40),
            kinds.title((found.graph.nodes[one.node].ref.kind,), 1),
            f"{one.share:.0%}",
            printable(found.reason(one), 60),
        )
        for one in lost[:FIRST]
    )
    count = found.total - (len(found.affected) - len(lost))
    refs = tuple(found.graph.nodes[one.node].ref for one in lost[:FIRST])
    return Table(("NAME", "KIND", "LOST", "BECAUSE IT"), rows, count, refs)
