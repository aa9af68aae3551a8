"""The topology around something."""

from __future__ import annotations

from collections import Counter

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import DEEPEST, TopologyView, format_topology
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, listed, named

_STEPS = 2


class Draw(Tool):
    """A picture of what is around something, or of everything; counted here, drawn in the topology."""

    NAME = "draw_graph"
    SUMMARY = "The topology around a resource, or of everything."
    INTENTS = ("show_graph",)
    PARAMETERS = (Parameter("resource_name", "resource_name"), Parameter("count", "count"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        view = self._view(asked)
        if not asked.targets:
            nodes, edges = await self.services.topology.size()
            said = f"**{counted(nodes, 'resource')}** and {counted(edges, 'relationship')} in all."
            return await self._answered(said, None, view, asked)
        graph = await self.services.topology.whole([one.ref for one in asked.targets], view.depth)
        around = listed([named(one.name) for one in asked.targets])
        others = len(graph.nodes) - len(asked.targets)
        said = f"**{counted(others, 'resource')}** within {counted(view.depth, 'step')} of {around}."
        cut = "" if graph.is_whole else "There is more than is counted here."
        return await self._answered(lines(said, cut), _by_kind(graph, self), view, asked)

    async def query(self, asked: Asked) -> str:
        return f"topology {format_topology(self._view(asked))}"

    @staticmethod
    def _view(asked: Asked) -> TopologyView:
        steps = next((int(one) for one in asked.frame.values("count") if one.isdecimal()), _STEPS)
        return TopologyView(focus=tuple(one.ref for one in asked.targets), depth=min(steps, DEEPEST))

    async def _answered(self, text: str, table: Table | None, view: TopologyView, asked: Asked) -> Answer:
        steps = (
            ("what breaks if it fails?", "what depends on it?")
            if asked.targets
            else ("what are the single points of failure?",)
        )
        return Answer(
            text,
            table,
            basis=await self.desk.grounds.of([one.ref.kind for one in asked.targets]),
            opens=f"topology {format_topology(view)}",
            next_steps=(*steps, "what changed today?"),
        )


def _by_kind(graph: Graph, tool: Draw) -> Table:
    counts = Counter(node.ref.kind for node in graph.nodes)
    names: dict[str, list[str]] = {}
    for node in graph.nodes:
        names.setdefault(node.ref.kind, []).append(printable(node.name, 24))
    rows = tuple(
        (tool.desk.kinds.title((kind,)), f"{count:,}", ", ".join(names[kind][:3]))
        for kind, count in counts.most_common(FIRST)
    )
    return Table(("KIND", "COUNT", "SUCH AS"), rows, len(counts))
