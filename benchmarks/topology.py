"""How long it takes to read the graph of everything from the store, to ask it, and to keep it level; and what it takes of memory.

``python -m benchmarks.topology [--largest 1000000]`` makes stores of 1,000 resources, ten times as many and so on, with three
relationships for each: accounts of a thousand resources in layers that contain each other, run on, depend on and route to each
other, a few much more popular than the rest, and one relationship in six hundred to another account. It prints for each size the
seconds of building and its ratio to reading the same rows into Python and to looking at each of them within the database, what
the arrays take, and milliseconds of the processor for questions about fifty nodes drawn at random: the middle one, the slowest, and
the most popular node of all. networkx, which takes 3 GB for a million, is asked the same, and the ratios are printed.

``--estate aws`` asks a scan of the loopback AWS instead, with ``--instances`` instances and all that belongs to these, and
``--estate local`` one of this machine.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.real_estate import ESTATES, scanned
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.store import memory
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology.adjacency import ANY, Adjacency
from dharma_tui.services.topology.building import build
from dharma_tui.services.topology.communities import communities
from dharma_tui.services.topology.cycles import circles
from dharma_tui.services.topology.following import follow
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.keys import read as read_keys
from dharma_tui.services.topology.rules import RULES, Carries
from dharma_tui.services.topology.spreading import LEAST
from dharma_tui.services.topology.walks import around, shortest
from dharma_tui.services.topology.weak_points import weak_points

if TYPE_CHECKING:
    from dharma_tui.services.topology.graph import Topology

SMALLEST = 1_000
SEED, ASKED, SHOWN = 7, 50, 5_000
DEPTHS = (1, 2, 4, 6, 8)
ENOUGH = 1e-3
"""A loss that grows by less is not carried on in the graph of networkx: circles come near their end slowly."""
PATIENCE = 15.0
"""Seconds of asking networkx one question about one node after the other."""
_KIND = (
    "'lab.' || ['instance', 'volume', 'interface', 'database', 'function', 'bucket', 'queue'][1 + (hash({0}) % 7)::INT]"
)
_KEY = "'arn:lab:eu-west-' || (1 + {0} % 3) || ':' || ({0} // 1000) || ':thing/' || printf('%017x', (hash({0}, 2) // 16)::BIGINT)"
_NODES = f"""INSERT INTO lake.resources BY NAME SELECT {_KIND.format("i")} AS kind, {_KEY.format("i")} AS key,
    'thing-' || i AS name, 'lab' AS provider, (i // 1000)::VARCHAR AS account, 'eu-west-' || (1 + i % 3) AS region,
    ['running', 'running', 'stopped', 'failed'][1 + (hash(i, 6) % 4)::INT] AS state, hash(i, 14) AS hash
    FROM range(?, ?) AS numbers(i)"""
_ENDS = {
    "contains": "account * 1000 + (i % 1000) // 12 AS src, i AS dst",
    "needed": "i AS src, account * 1000 + (i % 1000) // 6 + (u * 3)::BIGINT AS dst",
    "popular": "i AS src, CASE WHEN hash(i, 9) % 200 = 0 THEN (u * (last - 1))::BIGINT"
    " ELSE account * 1000 + (u * u * (i % 1000))::BIGINT END AS dst",
}
_VERBS = {
    "contains": ["contains"],
    "needed": ["runs_on", "stores_in", "depends_on", "connects_to"],
    "popular": ["routes_to", "connects_to", "connects_to", "member_of"],
}
_EDGES = """INSERT INTO lake.relationships BY NAME SELECT {src_kind} AS src_kind, {src_key} AS src_key, {dst_kind} AS dst_kind,
    {dst_key} AS dst_key, {verbs}[1 + (hash(src, dst, 5) % {count})::INT] AS verb, 'lab:seed' AS source, 'lab' AS provider,
    '' AS account, '' AS region, 'lab' AS told_by
    FROM (SELECT {ends} FROM (SELECT i, i // 1000 AS account, ? AS last, (hash(i, {place}) % 1000003) / 1000003.0 AS u
        FROM range(?) AS numbers(i)))"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=1_000_000, metavar="N", help="resources of the largest store")
    parser.add_argument("--smallest", type=int, default=SMALLEST, metavar="N", help="resources of the smallest store")
    parser.add_argument("--estate", choices=ESTATES, help="a real estate, and none that is generated")
    parser.add_argument("--instances", type=int, default=400, metavar="N", help="instances of the estate on AWS")
    args = parser.parse_args()
    if args.estate:
        with scanned(args.estate, args.instances) as lake:
            measure(lake, int(lake.query("SELECT count(*) FROM lake.resources")[0][0]))
        return
    size = args.smallest
    while size <= args.largest:
        with tempfile.TemporaryDirectory() as folder:
            lake = Lake.open(Path(folder) / "store", clock=SystemClock())
            try:
                seed(lake, size)
                measure(lake, size)
            finally:
                lake.close()
        size *= 10


def seed(lake: Lake, size: int) -> None:
    """Fill a lake with ``size`` resources and three times as many relationships, the same every time."""
    for start in range(0, size, 250_000):
        lake.write(lambda cursor, start=start: cursor.execute(_NODES, [start, min(size, start + 250_000)]))  # type: ignore[misc]
    for place, (name, ends) in enumerate(_ENDS.items()):
        words = {
            f"{end}_{part}": sql.format(end) for end in ("src", "dst") for part, sql in (("kind", _KIND), ("key", _KEY))
        }
        sql = _EDGES.format(ends=ends, verbs=_VERBS[name], count=len(_VERBS[name]), place=place, **words)
        lake.write(lambda cursor, sql=sql: cursor.execute(sql, [size, size]))  # type: ignore[misc]


def measure(lake: Lake, size: int) -> None:
    """Print what one size takes."""
    print(f"{size:,} resources")
    snapshot = lake.snapshot()
    build(lake, snapshot)  # files and code are warm for all alike
    reading, looking = timed(lambda: read(lake)), timed(lambda: look(lake))
    building, topology = with_answer(lambda: build(lake, snapshot))
    graph = topology.graph
    sides = timed(lambda: (graph.out, graph.into))
    keys = read_keys(lake, snapshot)
    memory.give_back()
    whole = building + sides
    print(
        f"  build {whole:.2f} s: {whole / reading:.2f} of reading the rows ({reading:.2f} s),"
        f" {whole / looking:.1f} of looking at them in the database ({looking:.2f} s);"
        f" {topology.nbytes / 1e6:.0f} MB for {len(graph):,} relationships,"
        f" {keys.nbytes / 1e6:.0f} for finding nodes by their keys"
    )
    rng = random.Random(SEED)
    degrees = graph.out.offsets[1:] - graph.out.offsets[:-1] + graph.into.offsets[1:] - graph.into.offsets[:-1]
    nodes = [rng.randrange(graph.count) for _ in range(ASKED)]
    hub = int(degrees.argmax())
    pairs = [(node, rng.randrange(graph.count)) for node in nodes]
    hops = asked("three hops", lambda node: around(graph, node, 3, limit=SHOWN), [*nodes, hub])
    losses = asked("impact", lambda node: impact(graph, [node]), [*nodes, hub])
    paths = asked("shortest path", lambda pair: shortest(graph, pair[0], pair[1], ANY), [*pairs, (0, graph.count - 1)])
    compare(graph, [*nodes, hub], [*pairs, (0, graph.count - 1)], (hops, losses, paths))
    for name, work in (
        ("single points of failure", lambda: weak_points(graph)),
        ("circles", lambda: circles(graph)),
        ("communities", lambda: communities(graph)),
    ):
        print(f"  {name}: {timed(work):.2f} s")
    print(f"  100 changed relationships followed in {followed(lake, topology) * 1e3:.0f} ms")


def read(lake: Lake) -> None:
    """Every row that the graph is made of, into Python."""
    for columns in (
        "kind, key, state FROM lake.resources",
        "src_kind, src_key, dst_kind, dst_key, verb FROM lake.relationships",
    ):
        cursor = lake.cursor().execute(f"SELECT {columns}")
        while cursor.fetchmany(10_000):
            pass


def look(lake: Lake) -> None:
    """The same columns, each text looked at and none kept."""
    lake.query("SELECT sum(hash(kind, key, state)) FROM lake.resources")
    lake.query("SELECT sum(hash(src_kind, src_key)), sum(hash(dst_kind, dst_key, verb)) FROM lake.relationships")


def followed(lake: Lake, topology: Topology) -> float:
    """Seconds of following a commit that deletes fifty relationships and adds fifty."""

    def change(cursor: Any) -> None:
        cursor.execute("CREATE OR REPLACE TEMP TABLE moved AS SELECT * FROM lake.relationships LIMIT 50")
        cursor.execute(
            "DELETE FROM lake.relationships WHERE (src_key, dst_key) IN (SELECT (src_key, dst_key) FROM moved)"
        )
        cursor.execute("INSERT INTO lake.relationships SELECT * REPLACE ('depends_on' AS verb) FROM moved")

    names = Identities(lake, topology)
    names.node(ResourceRef("lab.thing", "asked by key before"))
    lake.write(change)
    seconds, after = with_answer(lambda: follow(lake, topology, lake.snapshot(), names.nodes_of))
    assert after.graph is not topology.graph and after.graph.has_into
    return seconds


def compare(
    graph: Adjacency, nodes: Sequence[int], pairs: Sequence[tuple[int, int]], ours: Sequence[Sequence[float]]
) -> None:
    """The same questions for networkx; impact is spread over its edges by the same rules."""
    import networkx as nx

    losing: Any = nx.MultiDiGraph()
    both: Any = nx.Graph()
    both.add_nodes_from(range(graph.count))
    losing.add_nodes_from(range(graph.count))
    for edge in range(len(graph)):
        source, target = graph.ends(edge)
        verb = graph.verb(edge)
        both.add_edge(source, target)
        to_source = RULES[verb].way is Carries.TO_SOURCE
        losing.add_edge(*((target, source) if to_source else (source, target)), key=verb)

    def hops(node: int, depth: int) -> list[tuple[int, int]]:
        near = nx.single_source_shortest_path_length(both, node, cutoff=depth)
        return [ends for each in near for ends in losing.out_edges(each) if ends[1] in near]

    def path(pair: tuple[int, int]) -> None:
        try:
            nx.bidirectional_shortest_path(both, *pair)
        except nx.NetworkXNoPath:
            return

    questions: Sequence[tuple[str, Callable[[Any], object], Sequence[Any]]] = (
        ("hops", lambda node: hops(node, 3), nodes),
        ("impact", lambda node: lost_in(losing, node), nodes),
        ("path", path, pairs),
    )
    told, sums = [], []
    for (name, question, about), our in zip(questions, ours, strict=True):
        their = patiently(question, about)
        sums.append((sum(their), sum(our[: len(their)])))
        told.append(f"{name} {sums[-1][0] / sums[-1][1]:.1f} ({len(their)} asked)")
    whole = sum(their for their, _ in sums) / sum(our for _, our in sums)
    print(f"  times slower networkx: {', '.join(told)}; all of these together {whole:.1f}")
    for depth in DEPTHS:
        ours_of = [with_answer(partial(around, graph, node, depth)) for node in nodes[:-1]]
        theirs = sum(timed(partial(hops, node, depth)) for node in nodes[:-1])
        size = statistics.median(len(found.nodes) for _, found in ours_of)
        print(f"    {depth} steps, {size:,.0f} nodes in the middle: {theirs / sum(our for our, _ in ours_of):.1f}")


def patiently(question: Callable[[Any], object], about: Sequence[Any]) -> list[float]:
    """Seconds of the processor for asking about one after the other, until that took very long."""
    times: list[float] = []
    for each in about:
        if sum(times) < PATIENCE:
            times.append(worked(lambda each=each: question(each)))  # type: ignore[misc]
    return times


def lost_in(losing: Any, failed: int) -> dict[int, float]:
    """What each node loses if ``failed`` fails, in a graph of networkx whose edges lead from what loses to what is lost by that."""
    lost = {failed: 1.0}
    due = deque([failed])
    while due:
        node = due.popleft()
        for _, other, verb in losing.out_edges(node, keys=True):
            rule, loss = RULES[verb], lost[node]
            if rule.shared:
                sharing = [
                    giver for giver, _, key in losing.in_edges(other, keys=True) if key is verb and giver != other
                ]
                loss = sum(lost.get(giver, 0.0) for giver in sharing) / max(len(sharing), 1)
            if other != node and loss * rule.weight > max(lost.get(other, 0.0) + ENOUGH, LEAST):
                lost[other] = loss * rule.weight
                due.append(other)
    return lost


def asked(name: str, question: Callable[[Any], object], about: Sequence[Any]) -> list[float]:
    """Print how much of the processor one question takes about each; the last is the most popular. Returns the seconds of each."""
    times = [worked(lambda each=each: question(each)) for each in about]  # type: ignore[misc]
    middle, slowest = statistics.median(times[:-1]) * 1e3, max(times[:-1]) * 1e3
    print(f"  {name}: {middle:.2f} ms, at most {slowest:.2f}; of the most popular {times[-1] * 1e3:.2f}")
    return times


def worked(work: Callable[[], object]) -> float:
    """Seconds of the processor, whatever else is at work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    return with_answer(work)[0]


def with_answer(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    began = time.perf_counter()
    answer = work()
    return time.perf_counter() - began, answer


if __name__ == "__main__":
    main()
