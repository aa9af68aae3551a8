"""How one thing leads to another."""

from __future__ import annotations

from dharma_tui.core.access import Answers
from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH, Graph
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import named


class Path(Tool):
    """A shortest way between two resources."""

    NAME = "path"
    SUMMARY = "How one resource leads to another: a shortest path."
    INTENTS = ("show_graph", "resource_relationships")
    PARAMETERS = (Parameter("resource_name", "resource_name", True),)

    def fits(self, asked: Asked) -> int:
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
        start, end = asked.targets[:2]
        graph, how = await self._led(start.ref, end.ref)
        opens = f"topology {format_topology(TopologyView(focus=(start.ref,), to=end.ref))}"
        if not graph.paths:
            said = f"No relationship leads from {named(start.name)} to {named(end.name)}, in either direction."
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
                    verb = (FORTH if edge.source == place else BACK)[edge.verb]
            rows.append((printable(node.name, 40), self.desk.kinds.title((node.ref.kind,), 1), verb))
        return Answer(
            f"{named(start.name)} leads to {named(end.name)} in **{counted(len(way) - 1, 'step')}**."
            + (f" {how[0].upper()}{how[1:]}." if how else ""),
            Table(("NAME", "KIND", "IT …"), tuple(rows), len(rows), tuple(graph.nodes[place].ref for place in way)),
            basis=await self.desk.grounds.of(),
            opens=opens,
            next_steps=("describe the second one", "what breaks if the first one fails?"),
        )

    async def _led(self, start: ResourceRef, end: ResourceRef) -> tuple[Graph, str]:
        """A shortest way as traffic goes, or else by what is related, and what is to be said of it."""
        from dharma_tui.services.topology.graphs import ALL
        from dharma_tui.services.topology.leading import lead

        async def reaching(ref: ResourceRef) -> list[Answers]:
            return await self.services.access.of((await self.services.inventory.resource(ref)).resource)

        return await lead(self.services.topology, (start, end), ALL, reaching=reaching)
