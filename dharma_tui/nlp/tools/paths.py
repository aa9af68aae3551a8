"""How one thing leads to another."""

from __future__ import annotations

from dharma_tui.core.access import Answers
from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, REACH, Graph, GraphEdge
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.tools._passing import passing
from dharma_tui.nlp.words import lines, named


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
        if asked.ambiguous or asked.unknown:
            return await which(asked, self.desk)
        if len(asked.targets) != 2:
            return Answer(
                "A path leads from one resource to another. Name both as they are called in the inventory.",
                next_steps=("show the graph of it", "what depends on it?"),
            )
        start, end = asked.targets[::-1] if asked.reach and asked.reach.is_back else asked.targets
        passes = await self._passing(start, end, asked)
        graph, how = await self._led(start.ref, end.ref)
        opens = f"topology {format_topology(TopologyView(focus=(start.ref,), to=end.ref))}"
        if not graph.paths:
            said = f"No relationship leads from {named(start.name)} to {named(end.name)}, in either direction."
            basis = await self.desk.grounds.of((start.ref.kind, end.ref.kind))
            return Answer(
                lines(said, passes),
                basis=basis,
                opens=opens,
                next_steps=("show the graph of the first one", "scan status"),
            )
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
        said = f"{named(start.name)} leads to {named(end.name)} in **{counted(len(way) - 1, 'step')}**."
        said += f" {how[0].upper()}{how[1:]}." if how else ""
        return Answer(
            lines(said, passes),
            Table(("NAME", "KIND", "IT …"), tuple(rows), len(rows), tuple(graph.nodes[place].ref for place in way)),
            basis=await self.desk.grounds.of(),
            opens=opens,
            next_steps=("describe the second one", "what breaks if the first one fails?"),
        )

    async def _passing(self, start: Target, end: Target, asked: Asked) -> str:
        """What networks let through from the one to the other, where ports are asked for; and which of them is down."""
        from dharma_tui.services.topology.sparing import DOWN

        if asked.reach is None:
            return ""
        one, other = [(await self.services.inventory.resource(each.ref)).resource for each in (start, end)]
        down = [f"{named(each.name)} is {each.state.value} now: nothing passes until it runs." for each in (one, other)]
        down = [said for said, each in zip(down, (one, other), strict=True) if each.state in DOWN]
        if not asked.reach.is_of_ports:
            return " ".join(down)
        out, into = await self.services.access.of(one), await self.services.access.of(other)
        return lines(passing(start, end, out, into, asked.reach.ports), " ".join(down))

    async def _led(self, start: ResourceRef, end: ResourceRef) -> tuple[Graph, str]:
        """A shortest way as traffic goes, or else by what is related, and what is to be said of it."""
        from dharma_tui.services.topology.graphs import ALL
        from dharma_tui.services.topology.leading import lead

        async def reaching(ref: ResourceRef) -> list[Answers]:
            return await self.services.access.of((await self.services.inventory.resource(ref)).resource)

        return await lead(self.services.topology, (start, end), ALL, reaching=reaching)


def _step(edge: GraphEdge, place: int) -> str:
    """What leads on from there, with what passes where networks make it."""
    if edge.told.startswith(REACH):
        may = "may reach" if edge.source == place else "may be reached by"
        return f"{may} ({printable(edge.told.removeprefix(REACH), 60)})"
    return (FORTH if edge.source == place else BACK)[edge.verb]
