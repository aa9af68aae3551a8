"""What leads back to itself."""

from __future__ import annotations

from itertools import pairwise

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import FORTH, Circle
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import Question, TopologyView, format_topology
from dharma_tui.nlp import graph_questions
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, listed, named

EVERYWHERE = "All of the graph was looked at, and not only what is there."
"""Said where a place was asked for."""
PLACES = ("environment", "region", "provider", "tag", "resource_kind")


class Cycles(Tool):
    """Circles of dependence, or those that what is named is in."""

    NAME = "cycles"
    SUMMARY = "Circular dependencies: what leads back to itself, each with a shortest way round."
    INTENTS = ("show_graph",)
    PARAMETERS = (Parameter("resource_name", "resource_name"),)

    def fits(self, asked: Asked) -> int:
        return 5 if graph_questions.asked(asked.text) is Question.CYCLES else 0

    async def answer(self, asked: Asked) -> Answer:
        from dharma_tui.services.topology.adjacency import Direction
        from dharma_tui.services.topology.graphs import Asked as Way

        if asked.ambiguous or asked.unknown:
            return await which(asked, self.desk)
        refs = [one.ref for one in asked.targets]
        found, count = await self.services.topology.circles(Way(Direction.OUT), of=refs, limit=FIRST)
        who = listed([named(one.name) for one in asked.targets], "or")
        of_it = f" that {who} {'is' if len(refs) == 1 else 'are'} in" if refs else ""
        how = ", with a shortest way round" if count == 1 else ", the largest first, each with a shortest way round"
        if found:
            said = f"**{counted(count, 'circle')} of dependence**{of_it}{how}."
        elif refs:
            said = f"There is **no circle** of dependence{of_it}, as far as the relationships that are known tell."
        else:
            said = "**Nothing leads back to itself**: there is no circle of dependence among the relationships that are known."
        rows = tuple((f"{each.size:,}", _round(each)) for each in found)
        first = tuple(each.graph.nodes[each.graph.paths[0][0]].ref for each in found)
        return Answer(
            lines(said, EVERYWHERE if any(map(asked.frame.values, PLACES)) else ""),
            Table(("RESOURCES", "ROUND"), rows, count, first) if rows else None,
            basis=await self.desk.grounds.of(),
            opens=f"topology {format_topology(TopologyView(question=Question.CYCLES))}",
            next_steps=(
                *(("describe the first one",) if rows else ()),
                *(
                    "what are the single points of failure?",
                    "show dangling references",
                    "which resources are orphaned?",
                ),
            ),
        )

    async def query(self, asked: Asked) -> str:
        return f"topology {format_topology(TopologyView(question=Question.CYCLES))}"


def _round(circle: Circle) -> str:
    """``a depends on b, which routes to a``."""
    graph, way = circle.graph, circle.graph.paths[0]
    verbs = {(edge.source, edge.target): FORTH[edge.verb] for edge in graph.edges}
    steps = [f"{verbs[here, there]} {graph.nodes[there].called}" for here, there in pairwise(way)]
    return printable(f"{graph.nodes[way[0]].called} {', which '.join(steps)}", 300)
