"""How one thing leads to another."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from dharma_tui.core.access import Answers
from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, REACH, Graph, GraphEdge
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import DOWN, ResourceRef
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._one import told_apart, which
from dharma_tui.nlp.tools._passing import in_words
from dharma_tui.nlp.words import bullets, lines, listed, named

_MOST = 8
"""Pairs that are looked at, where several are asked about."""


class Path(Tool):
    """A shortest way between two resources."""

    NAME = "path"
    SUMMARY = "How one resource leads to another: a shortest path."
    INTENTS = ("show_graph", "resource_relationships")
    PARAMETERS = (Parameter("resource_name", "resource_name", True),)

    def fits(self, asked: Asked) -> int:
        if asked.reach is not None:
            return 3
        wanted = asked.has("path", "paths", "route", "way", "between", "reach", "connected")
        wanted |= asked.has("from") and asked.has("to")
        if wanted and len(asked.targets) == 2:
            return 3
        is_open = bool(asked.unknown or asked.ambiguous)
        return (
            3 if asked.has("path", "paths") and asked.has("from", "to", "between") and (asked.targets or is_open) else 0
        )

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or asked.unknown or "nothing shown" in asked.doubts:
            return await which(asked, self.desk)
        asked = await self._with_rows(asked)
        if len(asked.targets) != (asked.reach.count if asked.reach else 2):
            return Answer(
                "A path leads from one resource to another. Name both as they are called in the inventory.",
                next_steps=("show the graph of it", "what depends on it?"),
            )
        if asked.reach is not None and asked.reach.count == 1:
            return await self._of_itself(asked, asked.targets[0])
        names = told_apart(asked.targets)
        named_apart = tuple(replace(one, name=name) for one, name in zip(asked.targets, names, strict=True))
        pairs = _pairs(replace(asked, targets=named_apart))
        start, end = pairs[0]
        told = [await self._told(start, end, asked) for start, end in pairs[:_MOST]]
        opens = f"topology {format_topology(TopologyView(focus=(start.ref,), to=end.ref))}"
        if len(pairs) > 1:
            more = f"Of {len(pairs):,} pairs these alone were looked at." if len(pairs) > _MOST else ""
            said = bullets([*(one.replace("\n\n", " ") for one, _ in told), *self._to_themselves(asked)])
            return Answer(lines(said, more), basis=await self.desk.grounds.of(), opens=opens)
        said, graph = told[0]
        said = lines(said, *self._to_themselves(asked))
        if not graph.paths:
            basis = await self.desk.grounds.of((start.ref.kind, end.ref.kind))
            return Answer(said, basis=basis, opens=opens, next_steps=("show the graph of the first one", "scan status"))
        way = graph.paths[0]
        rows = []
        for at, place in enumerate(way):
            node = graph.nodes[place]
            after = way[at + 1] if at + 1 < len(way) else None
            verb = ""
            for edge in graph.edges:
                if after is not None and {edge.source, edge.target} == {place, after}:
                    verb = _step(edge, place)
            rows.append((printable(node.name, 40), self.desk.kinds.title((node.ref.kind,), 1), verb))
        return Answer(
            said,
            Table(("NAME", "KIND", "IT …"), tuple(rows), len(rows), tuple(graph.nodes[place].ref for place in way)),
            basis=await self.desk.grounds.of(),
            opens=opens,
            next_steps=("describe the second one", "what breaks if the first one fails?"),
        )

    async def _with_rows(self, asked: Asked) -> Asked:
        """``asked`` with the rows that were pointed at as one of its sides."""
        if asked.reach is None or not asked.reach.rows:
            return asked
        others = {one.ref for one in asked.targets}
        rows = await self.desk.naming.of_refs([ref for ref in asked.rows if ref not in others])
        is_first = asked.reach.rows == "first"
        targets = (*rows, *asked.targets) if is_first else (*asked.targets, *rows)
        firsts = len(rows) if is_first else len(asked.targets)
        return replace(asked, targets=targets, reach=replace(asked.reach, firsts=firsts, count=len(targets)))

    async def _of_itself(self, asked: Asked, target: Target) -> Answer:
        """That no rule is asked of what something sends to itself."""
        said = _to_itself(asked, target)
        basis = await self.desk.grounds.of((target.ref.kind,))
        return Answer(said, basis=basis, next_steps=(f"describe {target.name}",) if target.name.isprintable() else ())

    def _to_themselves(self, asked: Asked) -> list[str]:
        """The same of each that is asked about itself beside others."""
        firsts = asked.targets[: asked.reach.firsts] if asked.reach and asked.reach.is_of_itself else ()
        return [_to_itself(asked, one) for one in firsts]

    async def _told(self, start: Target, end: Target, asked: Asked) -> tuple[str, Graph]:
        """How the one leads to the other in words, and the path."""
        passes = await self._passing(start, end, asked)
        graph, how = await self._led(start.ref, end.ref)
        if not graph.paths:
            said = f"No relationship leads from {named(start.name)} to {named(end.name)}, in either direction."
            return lines(said, passes), graph
        steps = counted(len(graph.paths[0]) - 1, "step")
        said = f"{named(start.name)} leads to {named(end.name)} in **{steps}**."
        return lines(said + (f" {how[0].upper()}{how[1:]}." if how else ""), passes), graph

    async def _passing(self, start: Target, end: Target, asked: Asked) -> str:
        """What networks let through from the one to the other, where ports are asked for; and which of them is down."""
        from dharma_tui.services.between import passing

        if asked.reach is None:
            return ""
        one, other = [(await self.services.inventory.resource(each.ref)).resource for each in (start, end)]
        down = [f"{named(each.name)} is {each.state.and_traffic}." for each in (one, other)]
        down = [said for said, each in zip(down, (one, other), strict=True) if each.state in DOWN]
        if not asked.reach.is_of_ports:
            return " ".join(down)
        out, into = await self.services.access.of(one), await self.services.access.of(other)
        return lines(in_words(passing(one, other, out, into), start, end, asked.reach.ports), " ".join(down))

    async def _led(self, start: ResourceRef, end: ResourceRef) -> tuple[Graph, str]:
        """A shortest way as traffic goes, or else by what is related, and what is to be said of it."""
        from dharma_tui.services.topology.graphs import ALL
        from dharma_tui.services.topology.leading import lead

        async def reaching(ref: ResourceRef) -> list[Answers]:
            return await self.services.access.of((await self.services.inventory.resource(ref)).resource)

        return await lead(self.services.topology, (start, end), ALL, reaching=reaching)


def _to_itself(asked: Asked, target: Target) -> str:
    ports = listed([one.words for one in asked.reach.ports]) if asked.reach else ""
    listens = f"Whether anything listens there{f' on {ports}' if ports else ''} is **not known**."
    return (
        f"{named(target.name)} is on both sides. What a machine sends to itself passes no rules of networks. {listens}"
    )


def _pairs(asked: Asked) -> list[tuple[Target, Target]]:
    """From whom to whom it is asked."""
    firsts = asked.reach.firsts if asked.reach else 1
    sides = asked.targets[:firsts], asked.targets[firsts:]
    return list(product(*(sides[::-1] if asked.reach and asked.reach.is_back else sides)))


def _step(edge: GraphEdge, place: int) -> str:
    """What leads on from there, with what passes where networks make it."""
    if edge.told.startswith(REACH):
        may = "may reach" if edge.source == place else "may be reached by"
        return f"{may} ({printable(edge.told.removeprefix(REACH), 60)})"
    return (FORTH if edge.source == place else BACK)[edge.verb]
