"""The questions of ``dharma-tui graph`` that Neo4j answers with ``--neo4j``, in the shape of the graph in memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError
from dharma_tui.core.graph import Graph, ImpactGraph
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.graph_server.address import address_of
from dharma_tui.services.graph_server.questions import GraphServerQuestions
from dharma_tui.services.graph_server.server import GraphServer
from dharma_tui.services.graph_server.whole import GraphsOfServer

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.services.topology.graphs import Asked


class GraphOfNeo4j:
    """Asks in a pool's thread. It knows the present alone."""

    def __init__(self, context: Context) -> None:
        """Raises NoGraphServerError."""
        self._io = context.io
        self._kinds = context.kinds
        server = GraphServer(address_of(context.settings.current.neo4j, context.environment))
        context.closing.callback(server.close)
        self._questions = GraphServerQuestions(server)
        self.whole = GraphsOfServer.of(server, context.lake, context.io, context.bus, context.clock, context.kinds)
        """For questions about everything: these read all that the server holds, and answer as the graph in memory does."""

    async def neighbours(
        self, ref: ResourceRef, depth: int, asked: Asked, *, at: str = "", limit: int, told: bool = False
    ) -> Graph:
        """Everything at most ``depth`` steps from ``ref``."""
        _refuse(at=at)
        return await self._io.run(
            self._questions.neighbours, ref, depth, asked.direction.value, asked.verbs, asked.kinds, limit
        )

    async def impact(
        self,
        refs: Iterable[ResourceRef],
        asked: Asked,
        *,
        depth: int | None = None,
        at: str = "",
        limit: int,
        told: bool = False,
    ) -> ImpactGraph:
        """What is affected if all of ``refs`` fail at once, by the rules of the graph in memory."""
        from dharma_tui.services.graph_server.losing import GraphServerLosses

        _refuse(at=at, kind=", ".join(asked.kinds))
        losses, verbs = GraphServerLosses(self._questions, self._kinds), frozenset(filter(asked.over, Verb))
        return await self._io.run(losses.impact, list(refs), verbs, depth, limit)

    async def lead(
        self, start: ResourceRef, end: ResourceRef, asked: Asked, *, at: str = "", length: int = 0, every: int = 0
    ) -> tuple[Graph, str]:
        """A shortest path of at most ``length`` steps, or up to ``every`` path, by the rules of the graph in memory; and what is to
        be said of it."""
        from dharma_tui.services.topology.leading import lead, tries

        _refuse(at=at)
        if every or asked.kinds or start == end:
            graph, words = await lead(self.whole, (start, end), asked, length=length, every=every)
            return graph, _without_networks(graph, words)
        verbs = frozenset(asked.verbs) or None
        for each in (each for each in tries(asked.direction, verbs) if not each.is_again):
            over = tuple(sorted(each.verbs or ()))
            if each.flows or each.feeds:
                graph, _ = await lead(self.whole, (start, end), asked, length=length, among=[each])
            else:
                asking = partial(self._questions.path, start, end, each.direction.value, over)
                graph = await self._io.run(partial(asking, is_up=each.is_up, length=length))
            if graph.paths:
                return graph, _without_networks(graph, each.words)
        return Graph(), _without_networks(Graph(), "")


def _without_networks(graph: Graph, words: str) -> str:
    """``words`` with what is left out where no traffic was found: the server holds no rules of networks."""
    from dharma_tui.core.graph import NO_TRAFFIC

    if graph.paths and not words.startswith(NO_TRAFFIC):
        return words
    return "; ".join(filter(None, (words, "what networks let through is not looked at with --neo4j")))


def _refuse(**flags: str) -> None:
    for flag, value in flags.items():
        if value:
            raise UsageError(f"--{flag} does not go with --neo4j", "leave one of them out")
