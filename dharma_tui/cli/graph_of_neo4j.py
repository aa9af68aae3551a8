"""The questions of ``dharma-tui graph`` that Neo4j answers with ``--neo4j``, in the shape of the graph in memory."""

from __future__ import annotations

from collections.abc import Iterable
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

    async def path(
        self, start: ResourceRef, end: ResourceRef, asked: Asked, *, at: str = "", told: bool = False
    ) -> Graph:
        """A shortest path."""
        _refuse(at=at, kind=", ".join(asked.kinds))
        return await self._io.run(self._questions.path, start, end, asked.direction.value, asked.verbs)


def _refuse(**flags: str) -> None:
    for flag, value in flags.items():
        if value:
            raise UsageError(f"--{flag} does not go with --neo4j", "leave one of them out")
