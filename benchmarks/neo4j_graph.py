"""Neo4j beside the graph in memory: how many rows a sync sends a second, and how long the same questions take, over Bolt and here.

``python -m benchmarks.neo4j_graph [--resources 20000]`` fills a store as benchmarks.topology does, starts a Neo4j Community of its
own on loopback from its Maven artifacts, and prints rows a second for several sizes of batches, then of each question the middle
time over fifty nodes drawn at random on both sides, with names and relationships in the answer, and the ratio. Where the two do not
find the same it says so.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.topology import seed
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.graph_server.questions import GraphServerQuestions, step_of
from dharma_tui.services.graph_server.server import GraphServer
from dharma_tui.services.graph_server.sync import Sync
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology.adjacency import ANY, Direction
from dharma_tui.services.topology.answers import node_of
from dharma_tui.services.topology.graphs import Asked, Graphs
from dharma_tui.services.topology.walks import Around, around, shortest
from tests.integration.neo4j_lab import emptied, graph_server

T = TypeVar("T")
ASKED = 50
BATCHES = (10_000, 2_000, 5_000, 10_000, 20_000)
"""The first is told, but the server is cold then."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=20_000, metavar="N")
    size = parser.parse_args().resources
    with tempfile.TemporaryDirectory() as folder, graph_server(Path(folder)) as address:
        lake = Lake.open(Path(folder) / "store", clock=SystemClock())
        try:
            seed(lake, size)
            for batch in BATCHES:
                with emptied(address) as server:
                    report = Sync(lake, server, SystemClock(), new_id, batch=batch).run()
                    rows = report.resources + report.relationships
                    print(
                        f"batches of {batch:>6,}: {rows:,} rows in {report.seconds:.1f} s, {rows / report.seconds:,.0f} a second"
                    )
            with GraphServer(address) as server:
                asyncio.run(compare(lake, GraphServerQuestions(server), size))
        finally:
            lake.close()


async def compare(lake: Lake, theirs: GraphServerQuestions, size: int) -> None:
    """Ask both."""
    pool = IoPool(2, "benchmark")
    ours = Graphs(lake, pool, Bus(), SystemClock(), {})
    await ours.size()
    chance = random.Random(7)
    rows = lake.query("SELECT kind, key FROM lake.resources ORDER BY kind, key")
    refs = [ResourceRef(*chance.choice(rows)) for _ in range(ASKED)]
    pairs = [(ref, ResourceRef(*chance.choice(rows))) for ref in refs]
    print(f"{size:,} resources, {3 * size:,} relationships; milliseconds here, there, and how many times as long")
    for depth in (1, 3):
        await beside(
            f"{depth} steps, no names",
            refs,
            lambda ref, depth=depth: ours.ask(
                "", lambda held: around(held.topology.graph, node_of(held, ref), depth, ANY, 5_000)
            ),  # type: ignore[misc]
            lambda ref, depth=depth: theirs.reached(ref, step_of("both"), depth),  # type: ignore[misc]
            lambda found: len(found.nodes) if isinstance(found, Around) else len(found),
        )
        await beside(
            f"{depth} steps, named",
            refs,
            lambda ref, depth=depth: ours.neighbours(ref, depth, limit=5_000, told=True),  # type: ignore[misc]
            lambda ref, depth=depth: theirs.neighbours(ref, depth),  # type: ignore[misc]
            lambda graph: len(graph.nodes),
        )
    await beside(
        "path, no names",
        pairs,
        lambda pair: ours.ask(
            "", lambda held: shortest(held.topology.graph, node_of(held, pair[0]), node_of(held, pair[1]), ANY)
        ),
        lambda pair: theirs.length(pair[0], pair[1], "both"),
        lambda found: found if isinstance(found, int) else -1 if found is None else len(found),
    )
    await beside(
        "path, named",
        pairs,
        lambda pair: ours.path(pair[0], pair[1], Asked(Direction.BOTH), told=True),
        lambda pair: theirs.path(pair[0], pair[1], "both"),
        lambda graph: len(graph.paths[0]) if graph.paths else 0,
    )
    pool.close()


async def beside(
    what: str,
    questions: Sequence[Any],
    here: Callable[[Any], Awaitable[Any]],
    there: Callable[[Any], Any],
    told: Callable[[Any], int],
) -> None:
    """Print one line, or that the answers differ."""
    ours, theirs = [], []
    for question in questions:
        began = time.perf_counter()
        first = await here(question)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        second = there(question)
        theirs.append(time.perf_counter() - began)
        if told(first) != told(second):
            print(f"  {what}: {question} has {told(first)} here and {told(second)} there")
    middle = statistics.median(ours) * 1e3, statistics.median(theirs) * 1e3
    slowest = max(ours) * 1e3, max(theirs) * 1e3
    print(
        f"  {what:<18} {middle[0]:8.2f} {middle[1]:8.2f} {middle[1] / middle[0]:6.1f}   slowest {slowest[0]:8.2f} {slowest[1]:8.2f}"
    )


if __name__ == "__main__":
    main()
