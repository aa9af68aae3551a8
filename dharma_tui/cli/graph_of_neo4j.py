"""The questions of ``dharma-tui graph`` that Neo4j answers with ``--neo4j``, in the shape of the graph in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError
from dharma_tui.core.graph import Graph
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.graph_server.address import address_of
from dharma_tui.services.graph_server.questions import LONGEST, GraphServerQuestions
from dharma_tui.services.graph_server.server import GraphServer

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.services.topology.graphs import Asked


class GraphOfNeo4j:
    """Asks in a pool's thread. It knows the present alone."""

    def __init__(self, context: Context) -> None:
        """Raises NoGraphServerError."""
        self._io = context.io
        server = GraphServer(address_of(context.settings.current.neo4j, context.environment))
        context.closing.callback(server.close)
        self._questions = GraphServerQuestions(server)

    async def neighbours(
        self, ref: ResourceRef, depth: int, asked: Asked, *, at: str = "", limit: int, told: bool = False
    ) -> Graph:
        """Everything at most ``depth`` steps from ``ref``."""
        _refuse(at=at)
        return await self._io.run(
            self._questions.neighbours, ref, depth, asked.direction.value, asked.verbs, asked.kinds, limit
        )

    async def impact(self, ref: ResourceRef, asked: Asked, depth: int = 0, *, at: str = "", limit: int) -> Graph:
        """All that a loss of ``ref`` can reach, by the rules of the graph in memory, and in how many steps."""
        from dharma_tui.services.topology.rules import RULES, Carries

        _refuse(at=at, kind=", ".join(asked.kinds))
        carriers = {verb: rule.way is Carries.TO_TARGET for verb, rule in RULES.items() if asked.over(verb)}
        return await self._io.run(self._questions.impact, ref, carriers, depth or LONGEST, limit)

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
