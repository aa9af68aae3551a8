"""An estate of as many things as ``BENCH_COUNT`` says, each changed whenever ``BENCH_GENERATION`` is another.

With ``BENCH_STUCK`` neither the listing nor measuring ever ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterable, Sequence

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import Column, KindSpec
from dharma_tui.core.provider import ProviderService, Raw, Unseen
from dharma_tui.core.types import Point, Resource, ResourceRef, Scope, State

THING = KindSpec(
    "bench.thing", "Thing", "Things", "An invented thing.", columns=(Column("generation", "GENERATION", "generation"),)
)


class BenchCloud(ProviderService):
    """Lists things."""

    name = "bench.cloud"
    kinds = (THING,)

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._count = int(os.environ.get("BENCH_COUNT", "1000"))
        self._generation = os.environ.get("BENCH_GENERATION", "1")
        self._stuck = "BENCH_STUCK" in os.environ

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("bench", "account", "north")]

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        for number in range(self._count):
            yield {"number": number}
        if self._stuck:
            time.sleep(600)  # noqa: ASYNC251

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        number = raw["number"]
        return Resource(
            ResourceRef(kind.kind, f"thing-{number:07}"),
            f"thing {number} of the estate",
            scope,
            State.STOPPED if number % 17 == 0 else State.RUNNING,
            {"env": "prod" if number % 3 else "test", "team": f"team-{number % 40}"},
            {"generation": self._generation, "size": number % 1024, "zone": f"north-{number % 3}"},
        )

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        if self._stuck:
            time.sleep(600)
        return ()
