"""Graphs laid out and drawn: how long it takes, and how good it is beside Graphviz dot on the same graphs.

``python -m benchmarks.graph_layout [--graphs 5] [--no-dot]``

Times are those of the processor. ``dot`` gets boxes of the same size in cells, as little space between them as we leave, and draws
from left to right. Crossings are those of edges that share no end. Lengths are taken across and down, rows being twice as high as
columns are wide, for the curves of dot as for our corners. Ours draws edges that leave or reach the same node as one line with
branches: it is compared as it is seen, and with every edge for itself. Where dot is not installed only times are printed.

``--estate aws`` draws views of a scan of the loopback AWS instead, with ``--instances`` instances and all that belongs to them, and
``--estate local`` of one of this machine: everything by kind, by community and nested, and what is around the busiest.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import combinations, pairwise

from textual.app import App, ComposeResult

from benchmarks.real_estate import ESTATES, scanned
from dharma_tui.core.drawing import Detail, NodeId, Picture, Route, Sketch, SketchEdge, SketchNode
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.garbage import spare_what_stays
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.topology.adjacency import Adjacency, Way
from dharma_tui.services.topology.choosing import of_nodes
from dharma_tui.services.topology.communities import communities
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.sketching import Flat, Keys
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.graph_whole import Level

COLUMN, ROW = 0.1, 0.2
"""Inches of a cell, for dot."""
Line = list[tuple[float, float]]
TIERS = ("edge", "balancer", "api", "service", "worker", "queue", "database")
SHARES = (0.02, 0.06, 0.14, 0.36, 0.2, 0.08, 0.14)


def services(size: int, seed: int) -> Sketch:
    """Tiers of services: everything calls one to three of the next tier or the one after, mostly within its own group."""
    chance = random.Random(seed)
    tiers = [tier for tier, share in zip(TIERS, SHARES, strict=True) for _ in range(max(1, round(size * share)))][:size]
    tiers += ["service"] * (size - len(tiers))
    groups = [chance.randrange(max(2, size // 60)) for _ in tiers]
    members = {tier: [at for at, other in enumerate(tiers) if other == tier] for tier in TIERS}
    pairs: dict[tuple[int, int], None] = {}
    for at, tier in enumerate(tiers):
        place = TIERS.index(tier)
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3)) if place < 6 else 0):
            targets = members[TIERS[min(6, place + chance.choice((1, 1, 1, 2)))]]
            near = [other for other in targets if groups[other] == groups[at]] if chance.random() < 0.85 else []
            pairs[at, chance.choice(near or targets)] = None
    nodes = tuple(SketchNode(at, f"{tier}-{at}", f"x.{tier}") for at, tier in enumerate(tiers))
    return Sketch(nodes, tuple(SketchEdge(*pair, "connects_to") for pair in pairs if pair[0] != pair[1]))


def networks(size: int, seed: int) -> Sketch:
    """Networks, their subnets, machines in them, groups that protect them, and roles that few share; with a few cycles."""
    chance = random.Random(seed)
    pairs: dict[tuple[int, int], None] = {}
    kinds = ["vpc"] * max(1, size // 50) + ["subnet"] * max(2, size // 12) + ["security_group"] * max(2, size // 10)
    kinds += ["role"] * max(1, size // 30)
    kinds += ["instance"] * (size - len(kinds))
    members = {kind: [at for at, other in enumerate(kinds) if other == kind] for kind in dict.fromkeys(kinds)}
    for at, kind in enumerate(kinds):
        if kind == "subnet":
            pairs[chance.choice(members["vpc"]), at] = None
        if kind == "security_group" and chance.random() < 0.3:
            pairs[at, chance.choice(members["security_group"])] = None
        if kind == "instance":
            pairs[chance.choice(members["subnet"]), at] = None
            pairs[chance.choice(members["security_group"]), at] = None
            if chance.random() < 0.3:
                pairs[at, chance.choice(members["role"])] = None
    nodes = tuple(SketchNode(at, f"{kind}-{at}", f"aws.ec2.{kind}") for at, kind in enumerate(kinds))
    return Sketch(nodes, tuple(SketchEdge(*pair, "attached_to") for pair in pairs if pair[0] != pair[1]))


def sparse(size: int, seed: int) -> Sketch:
    """Every node hangs on one or two of the fifteen before it."""
    chance = random.Random(seed)
    pairs = {
        (chance.randrange(max(0, at - 15), at), at): None
        for at in range(1, size)
        for _ in range(chance.choice((1, 1, 2)))
    }
    nodes = tuple(SketchNode(at, f"node-{at}", f"x.kind{at % 9}") for at in range(size))
    return Sketch(nodes, tuple(SketchEdge(*pair, "depends_on") for pair in pairs))


FAMILIES: tuple[Callable[[int, int], Sketch], ...] = (services, networks, sparse)


def crossings(lines: Sequence[tuple[int, int, Line]]) -> int:
    """How often edges that share no end cross. Each line has its two ends and its points."""
    parts = [(a, b, *_ordered(p, q)) for a, b, points in lines for p, q in pairwise(points)]
    total = 0
    for one, other in combinations(parts, 2):
        if {one[0], one[1]} & {other[0], other[1]}:
            continue
        total += _cross(one[2], one[3], other[2], other[3])
    return total


def _ordered(p: tuple[float, float], q: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    return (p, q) if p <= q else (q, p)


def _cross(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    if b[0] < c[0] or d[0] < a[0]:
        return False

    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def length(lines: Sequence[tuple[int, int, Line]]) -> float:
    """Across and down, in inches."""
    return sum(abs(x - u) + abs(y - v) for _, _, points in lines for (x, y), (u, v) in pairwise(points))


def ours(picture: Picture) -> list[tuple[int, int, Line]]:
    """Our routes, from the edge of one box to the edge of the other."""
    drawing = picture.drawings[Detail.LINES]
    lines = []
    for route in drawing.routes:
        points = [(x * COLUMN, y * ROW) for x, y in route.points]
        lines.append((int(route.source), int(route.target), points))
    return lines


def dots(sketch: Sketch, picture: Picture) -> list[tuple[int, int, Line]]:
    """The curves of dot as points."""
    boxes = {box.id: box for box in picture.drawings[Detail.LINES].boxes}
    text = [
        'digraph { rankdir=LR; nodesep=0.02; ranksep=0.3; edge [dir=none]; node [shape=box, fixedsize=true, label=""];'
    ]
    text += [f"{node} [width={box.width * COLUMN:.2f}, height={ROW}];" for node, box in boxes.items()]
    text += [f"{source} -> {target};" for source, target in dict.fromkeys((e.source, e.target) for e in sketch.edges)]
    made = subprocess.run(["dot", "-Tjson"], input="\n".join([*text, "}"]), capture_output=True, text=True, check=True)
    document = json.loads(made.stdout)
    names = {thing["_gvid"]: int(thing["name"]) for thing in document["objects"]}
    return [(names[edge["tail"]], names[edge["head"]], _curve(edge["pos"])) for edge in document["edges"]]


def _curve(pos: str) -> Line:
    """Points along a curve in dot's own notation, in inches."""
    marks = [mark for mark in pos.split() if mark[0] not in "es"]
    points = [(float(x) / 72, float(y) / 72) for x, y in (mark.split(",") for mark in marks)]
    line = [points[0]]
    for at in range(0, len(points) - 3, 3):
        a, b, c, d = points[at : at + 4]
        for step in range(1, 9):
            t = step / 8
            u = 1 - t
            weights = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            line.append(tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1)))  # type: ignore[arg-type]
    return line


def seen(picture: Picture) -> tuple[int, float]:
    """What a reader sees of ours, where lines that run together are one: places where strangers cross, and inches drawn."""
    across: dict[tuple[int, int, int], set[int]] = {}
    down: dict[tuple[int, int, int], set[int]] = {}
    routes = picture.drawings[Detail.LINES].routes
    for number, route in enumerate(routes):
        for (x, y), (u, v) in pairwise(route.points):
            parts, part = (across, (y, min(x, u), max(x, u))) if y == v else (down, (x, min(y, v), max(y, v)))
            parts.setdefault(part, set()).add(number)
    places = {
        (x, y)
        for (y, left, right), mine in across.items()
        for (x, top, bottom), theirs in down.items()
        if left < x < right
        and top < y < bottom
        and any(not _ends(routes[a]) & _ends(routes[b]) for a in mine for b in theirs)
    }
    columns = {(x, y) for y, left, right in across for x in range(left, right)}
    rows = {(x, y) for x, top, bottom in down for y in range(top, bottom)}
    return len(places), len(columns) * COLUMN + len(rows) * ROW


def _ends(route: Route) -> set[NodeId]:
    return {route.source, route.target}


def compare(graphs: int) -> None:
    """Print crossings and lengths beside those of dot: of ours as drawn, then of every edge for itself."""
    sys.stdout.write("times those of dot: crossings and length as drawn; crossings and length, bundles taken apart\n")
    whole = [0.0] * 6
    for family in FAMILIES:
        for size in (50, 100, 200, 300):
            sums = [0.0] * 6
            for seed in range(graphs):
                values = beside_dot(family(size, seed))
                sums = [total + value for total, value in zip(sums, values, strict=True)]
            sys.stdout.write(f"{family.__name__:9} {size:4}: {ratios(sums)}\n")
            sys.stdout.flush()
            whole = [total + value for total, value in zip(whole, sums, strict=True)]
    sys.stdout.write(f"all together  : {ratios(whole)}\n")


def ratios(sums: Sequence[float]) -> str:
    places, ink, crossed, far, crossed_there, far_there = sums
    return (
        f"{places / max(1, crossed_there):.2f} ({places:.0f} / {crossed_there:.0f}), {ink / far_there:.2f}; "
        f"{crossed / max(1, crossed_there):.2f}, {far / far_there:.2f}"
    )


def best(work: Callable[[], object], times: int = 5) -> float:
    """The least milliseconds of the processor of several times."""
    least = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least * 1000


def topology_of(sketch: Sketch) -> Topology:
    """The same graph as the topology holds it."""
    import numpy as np

    places = {node.id: place for place, node in enumerate(sketch.nodes)}
    kinds = tuple(dict.fromkeys(node.kind for node in sketch.nodes))
    ends = [(places[edge.source], places[edge.target]) for edge in sketch.edges]
    count = len(sketch.nodes)
    graph = Adjacency(count, [end[0] for end in ends], [end[1] for end in ends], [0] * len(ends))
    return Topology(
        Snapshot(1, datetime.now(UTC)),
        graph,
        rows=np.arange(count, dtype=np.int64),
        edge_rows=np.arange(len(ends), dtype=np.int64),
        kind_codes=np.asarray([kinds.index(node.kind) for node in sketch.nodes], np.uint16),
        scope_codes=np.zeros(count, np.uint32),
        state_codes=np.zeros(count, np.uint8),
        kinds=kinds,
        scopes=(Scope("bench"),),
    )


class Unnamed:
    """Names of nodes without a store: their numbers."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology

    def nodes(self, nodes: Sequence[int]) -> list[GraphNode]:
        """What these nodes are."""
        return [GraphNode(ResourceRef(self._topology.kind(node), str(node)), str(node)) for node in nodes]


def as_in_the_console() -> None:
    """Garbage is looked for as in the console: not among what was there before, and not among all while somebody is at the keys."""
    gc.collect()
    gc.disable()  # as the console's own start does; the next turns it on again
    spare_what_stays()


def timed() -> None:
    """Print what laying out takes."""
    as_in_the_console()
    for size, details, goal in ((60, tuple(Detail), 30), (300, tuple(Detail), None), (3000, (Detail.LINES,), 150)):
        sketches = [family(size, 1) for family in FAMILIES]
        spent = [best(partial(arrange, sketch, details=details)) for sketch in sketches]
        taken = ", ".join(f"{milliseconds:.1f}" for milliseconds in spent)
        sys.stdout.write(f"{size:,} nodes, three families: {taken} ms (goal {goal or 'none'})\n")
    import numpy as np

    large = services(10_000, 1)
    topology = topology_of(large)
    everything = of_nodes(topology, Way(), np.arange(len(large.nodes), dtype=np.int32))
    flat = Flat(topology, Unnamed(topology), {}, TopologyView())  # type: ignore[arg-type]
    by_kinds = best(lambda: arrange(flat.sketch(everything).sketch))

    def by_community() -> Picture:
        labels = communities(topology.graph)
        words = [str(label) for label in range(int(labels.max()) + 1)]
        return arrange(flat.sketch(everything, Keys(labels, words, words)).sketch)

    by_nearness = best(by_community, 2)
    sys.stdout.write(f"10,000 nodes by kind {by_kinds:.0f} ms, by community {by_nearness:.0f} ms (goal 100)\n")
    for size in (60, 1000):
        sketch = sparse(size, 1)
        before = arrange(sketch)
        chance = random.Random(1)
        ends = [chance.randrange(1, size) for _ in range(50)]
        new = tuple(SketchEdge(chance.randrange(max(0, end - 15), end), end) for end in ends)
        changed = replace(sketch, edges=sketch.edges[50:] + new)
        spent_again = best(partial(arrange, changed, before=before, held=[0, size // 2]))
        sys.stdout.write(f"{size:,} nodes, 100 edges changed: {spent_again:.1f} ms (goal 100)\n")


def beside_dot(sketch: Sketch) -> Sequence[float]:
    """Crossings and length as seen, every edge for itself, and of dot."""
    picture = arrange(sketch, details=[Detail.LINES])
    mine, theirs = ours(picture), dots(sketch, picture)
    return (*seen(picture), crossings(mine), length(mine), crossings(theirs), length(theirs))


class Bench(App[None]):
    """A graph and nothing else."""

    def compose(self) -> ComposeResult:
        yield GraphView()


async def drawn(size: int, moves: int) -> tuple[list[float], list[float]]:
    """Milliseconds of the processor for each move of the window and each change of level, with the drawing it causes."""
    app = Bench()
    async with app.run_test(size=(220, 50)) as pilot:
        as_in_the_console()
        view = app.query_one(GraphView)
        view.show(arrange(services(size, 1)))
        await pilot.pause()

        async def spent(change: Callable[[], None]) -> float:
            began = time.process_time()
            change()
            await asyncio.sleep(0)
            update = app.screen._compositor.render_full_update()
            assert update.render_segments(app.console)
            return (time.process_time() - began) * 1000

        with app.batch_update():  # each change is drawn once, here, as far as what is sent
            pans = [await spent(partial(view.pan, *((7, 3) if move % 40 < 20 else (-7, -3)))) for move in range(moves)]
            levels = (Level.BOXES, Level.LINES, Level.DOTS, Level.LINES)
            zooms = [await spent(partial(setattr, view, "level", levels[move % 4])) for move in range(moves)]
    return pans, zooms


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=5)
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--no-dot", action="store_true")
    parser.add_argument("--estate", choices=ESTATES, help="a real estate, and none that is generated")
    parser.add_argument("--instances", type=int, default=400, metavar="N", help="instances of the estate on AWS")
    chosen = parser.parse_args()
    if chosen.estate:
        from benchmarks.graph_views import of_estate

        with scanned(chosen.estate, chosen.instances) as lake:
            asyncio.run(of_estate(lake, not chosen.no_dot and shutil.which("dot") is not None))
        return
    timed()
    for size in (60, 3000, 10_000):
        for name, spent in zip(("pan", "zoom"), asyncio.run(drawn(size, chosen.moves)), strict=True):
            late, most = statistics.quantiles(spent, n=20)[-1], max(spent)
            sys.stdout.write(
                f"{name} over {size:,} nodes, 220x50: median {statistics.median(spent):.1f} ms, p95 {late:.1f}, "
                f"once {most:.1f} ms\n"
            )
    if not chosen.no_dot and shutil.which("dot"):
        compare(chosen.graphs)


if __name__ == "__main__":
    main()
