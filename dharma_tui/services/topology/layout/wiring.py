"""Lines between boxes that lie in frames: around every box, across borders at right angles, with as few corners as can be.

A row of cells is one number, a bit for each cell, so that a whole drawing is flooded in a few operations a row: what a straight
line reaches, then what a line reaches that turns once, twice, and so on (the line search of Mikami and Tabuchi, 1968).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dharma_tui.core.drawing import Box, Frame, NodeId, Point, Route, Sketch
from dharma_tui.core.faces import whole_title_width

Rows = list[int]
Pair = tuple[NodeId, NodeId]
Tree = tuple[NodeId, list[Pair]]
"""All that lead from a node, or to it."""
CORNERS = 14
"""A line that would turn more often than this is not drawn."""
ORDERS = 3
"""So often lines are drawn, each time first those that had none of their own."""
SEEN_AROUND = 12
"""Rows above and below its ends in which a way is looked for first."""


@dataclass(slots=True)
class Board:
    """Where lines may run across, where up and down, and where they may turn."""

    across: Rows
    down: Rows
    turn: Rows

    def without(self, routes: Sequence[Route]) -> Board:
        """The same, with lines that are there already crossed and never followed."""
        taken = self.empty()
        for route in routes:
            _take(taken, route.points)
        return self.beside(taken)

    def empty(self) -> Board:
        """One as large, of no cells."""
        return Board(*([0] * len(self.across) for _ in range(3)))

    def beside(self, taken: Board) -> Board:
        """The same, with lines that take these cells crossed and never followed."""
        rows, corner = range(len(self.across)), taken.turn
        return Board(
            [self.across[y] & ~(taken.across[y] | corner[y]) for y in rows],
            [self.down[y] & ~(taken.down[y] | corner[y]) for y in rows],
            [self.turn[y] & ~(taken.across[y] | taken.down[y] | corner[y]) for y in rows],
        )


def board_of(boxes: Sequence[Box], frames: Sequence[Frame], titles: Mapping[NodeId, int], size: Point) -> Board:
    """The cells of a drawing; ``titles`` are the columns that the title of each frame takes."""
    width, height = size
    across, down, turn = ([(1 << width) - 1] * height for _ in range(3))
    for frame in frames:
        whole = _span(frame.x, frame.width)
        sides = _span(frame.x, 1) | _span(frame.x + frame.width - 1, 1)
        for y in (frame.y, frame.y + frame.height - 1):
            across[y] &= ~whole
            turn[y] &= ~whole
            down[y] &= ~sides
        down[frame.y] &= ~_span(frame.x + 1, min(titles.get(frame.id, 0) + 3, frame.width - 2))
        for y in range(frame.y + 1, frame.y + frame.height - 1):
            down[y] &= ~sides
            turn[y] &= ~sides
    for box in boxes:
        solid, beside = _span(box.x, box.width), _span(box.x - 1, box.width + 2)
        for y in range(box.y, box.y + box.height):
            across[y] &= ~solid
            down[y] &= ~beside
            turn[y] &= ~beside
    return Board(across, down, turn)


def wired(
    sketch: Sketch, boxes: Sequence[Box], frames: Sequence[Frame], size: Point, *, apart: bool, orders: int = ORDERS
) -> list[Route]:
    """The ways of all edges that there is a way for. ``apart``: those that share no end do not lie on each other, nor those
    that lead to a box on those that lead on from it, as far as that is found in so many ``orders`` of drawing them.

    Edges between a frame and what is in it have no way.
    """
    known: dict[NodeId, Box] = {frame.id: frame.box for frame in frames}
    holding = set(known)
    known |= {box.id: box for box in boxes}
    pairs: dict[Pair, list[int]] = {}
    for number, edge in enumerate(sketch.edges):
        source, target = known.get(edge.source), known.get(edge.target)
        if source is None or target is None or source is target:
            continue
        if not source.encloses(target) and not target.encloses(source):
            pairs.setdefault((edge.source, edge.target), []).append(number)
    if not pairs:
        return []
    titles = {group.id: whole_title_width(group) for group in sketch.groups}
    board = board_of(boxes, frames, titles, size)
    trees = list(_by_hubs(list(pairs)))
    least, best = (len(pairs) + 1, 0), list[Route]()
    for _ in range(orders if apart else 1):
        ways, over_strangers, mixed = _ways_of_all(board, known, holding, trees, apart=apart)
        if (pressed := (len(over_strangers), len(mixed))) < least:
            least, best = pressed, [Route(*pair, points, tuple(pairs[pair])) for pair, points in ways.items()]
        if not any(pressed):
            break
        first = over_strangers or mixed
        trees.sort(key=lambda tree: first.isdisjoint(tree[1]))
    return best


def _ways_of_all(
    board: Board, known: Mapping[NodeId, Box], holding: set[NodeId], trees: Sequence[Tree], *, apart: bool
) -> tuple[dict[Pair, tuple[Point, ...]], set[Pair], set[Pair]]:
    """The ways of these, one after the other, and which there were none for but over those of strangers, or over those that lead
    on where they lead to."""
    routes: list[Route] = []
    taken = board.empty()
    over_strangers, mixed = set[Pair](), set[Pair]()
    for hub, together in trees:
        of_end = {source if target == hub else target: (source, target) for source, target in together}
        others = list(of_end)
        ways = _ways(board.beside(taken) if apart else board, known, hub, others, holding)
        for other in [other for other in others if apart and other not in ways]:
            pair, kept_off = of_end[other], len(routes)
            for shares, pressed in ((_leads_alike, None), (_shares_an_end, mixed), (_is_any, over_strangers)):
                beside = [route for route in routes if not shares(route, *pair)]
                if other not in ways and len(beside) < kept_off:
                    kept_off = len(beside)
                    ways |= _ways(board.without(beside), known, hub, [other], holding)
                    if pressed is not None:
                        pressed.add(pair)
        for other, points in ways.items():
            pair = of_end[other]
            routes.append(Route(*pair, points if pair[0] == hub else points[::-1]))
            _take(taken, points)
    return {(route.source, route.target): route.points for route in routes}, over_strangers, mixed - over_strangers


def _leads_alike(route: Route, source: NodeId, target: NodeId) -> bool:
    """Whether a line on ``route`` tells nothing that is not so: both come from the same, or lead to the same, or there and back."""
    return route.source == source or route.target == target or (route.source, route.target) == (target, source)


def _shares_an_end(route: Route, source: NodeId, target: NodeId) -> bool:
    return not {source, target}.isdisjoint((route.source, route.target))


def _is_any(route: Route, source: NodeId, target: NodeId) -> bool:
    return True


def _span(x: int, width: int) -> int:
    first = max(0, x)
    return ((1 << max(0, x + width - first)) - 1) << first


def _by_hubs(pairs: Sequence[Pair]) -> Iterator[Tree]:
    """Every pair under one of its ends, under that which most are left of: all that lead from there, or there, are one tree."""
    beside: dict[tuple[NodeId, bool], dict[Pair, None]] = {}
    for pair in pairs:
        for end, leads_on in ((pair[0], True), (pair[1], False)):
            beside.setdefault((end, leads_on), {})[pair] = None
    while beside:
        hub = max(beside, key=lambda node: len(beside[node]))
        together = list(beside.pop(hub))
        for pair in together:
            other = (pair[1], False) if hub[1] else (pair[0], True)
            beside[other].pop(pair, None)
            if not beside[other]:
                del beside[other]
        yield hub[0], together


# -- finding ways ---------------------------------------------------------------------------------------------------------


def _ways(
    board: Board, known: Mapping[NodeId, Box], hub: NodeId, others: Sequence[NodeId], holding: set[NodeId]
) -> dict[NodeId, tuple[Point, ...]]:
    """The way from ``hub`` to each of the others that there is one to."""
    ports = {node: _ports(board, known[node], node in holding) for node in (hub, *others)}
    rows = [y for node in (hub, *others) for y in (known[node].y, known[node].y + known[node].height)]
    top, bottom = max(0, min(rows) - SEEN_AROUND), min(len(board.across), max(rows) + SEEN_AROUND)
    found: dict[NodeId, tuple[Point, ...]] = {}
    for window in ((top, bottom), (0, len(board.across))):
        left = [other for other in others if other not in found and ports[hub] and ports[other]]
        if left:
            flood = _Flood(board, ports[hub], *window)
            found |= flood.reach({other: ports[other] for other in left})
        if window == (0, len(board.across)):
            break
    return found


def _ports(board: Board, box: Box, is_frame: bool) -> list[Point]:
    """The cells beside it that a line may begin or end in."""
    rows = range(box.y + 1, box.y + box.height - 1) if is_frame else (box.y + box.height // 2,)
    cells = [(x, y) for y in rows for x in (box.x + box.width, box.x - 1)]
    return [(x, y) for x, y in cells if x >= 0 and board.across[y] >> x & 1]


class _Flood:
    """What is reached from some cells by lines across (levels 0, 2, …) and up or down (1, 3, …), each turning once more."""

    def __init__(self, board: Board, seeds: Sequence[Point], top: int, bottom: int) -> None:
        self._board, self._seeds, self._top, self._bottom = board, seeds, top, bottom
        self._turns: list[dict[int, int]] = []
        """By level and row: where a line of that level may turn."""
        self._runs: dict[int, tuple[int, int]] = {}
        """By row: from which cells lines ran across last, and what they reached. Levels reach more and more."""

    def reach(self, targets: Mapping[NodeId, Sequence[Point]]) -> dict[NodeId, tuple[Point, ...]]:
        """The way to each target with the fewest corners."""
        left = dict(targets)
        found: dict[NodeId, tuple[Point, ...]] = {}
        now: dict[int, int] = {}
        for x, y in self._seeds:
            now[y] = now.get(y, 0) | 1 << x
        for level in range(0, CORNERS + 1, 2):
            for node, cells in list(left.items()):
                reached = [(x, y) for x, y in cells if self._run_across(y, now.get(y, 0)) >> x & 1]
                if reached:
                    home = self._seeds[0]
                    end = min(reached, key=lambda cell: abs(cell[0] - home[0]) + abs(cell[1] - home[1]))
                    found[node] = _straightened(self._back(end, level)[::-1])
                    del left[node]
            if not left:
                break
            now = {y: self._run_across(y, bits) for y, bits in now.items()}
            self._turns.append({y: bits & self._board.turn[y] for y, bits in now.items()})
            turned = {y: bits & self._board.turn[y] for y, bits in self._run_down(self._turns[-1]).items()}
            if level and turned == self._turns[-2]:
                break
            self._turns.append(turned)
            now = turned
        return found

    def _run_across(self, y: int, seeds: int) -> int:
        """Every cell of the row that a line from one of these reaches."""
        free = self._board.across[y]
        seeds &= free
        before, found = self._runs.get(y, (0, 0))
        if before & ~seeds:
            found = 0
        ends = (free + (seeds & ~found)) & ~free  # a one that is added to a run carries to the cell behind it
        while ends:
            end = ends & -ends
            found |= end - (1 << (~free & (end - 1)).bit_length())
            ends ^= end
        self._runs[y] = seeds, found
        return found

    def _run_down(self, seeds: Mapping[int, int]) -> dict[int, int]:
        down = self._board.down
        found: dict[int, int] = {}
        for order in (range(self._top, self._bottom), range(self._bottom - 1, self._top - 1, -1)):
            line = 0
            for y in order:
                line = (line | seeds.get(y, 0)) & down[y]
                if line:
                    found[y] = found.get(y, 0) | line
        return found

    def _back(self, end: Point, level: int) -> list[Point]:
        """The corners from a cell that is reached at a level back to where all began."""
        points = [end]
        while level:
            level -= 1
            x, y = points[-1]
            # the cell before turned at the level before; at level 0 it lies on a row of a seed
            home = self._home(points[-1])
            if level % 2:
                run = _run_at(self._board.across[y], 1 << x) & self._turns[level].get(y, 0)
                points.append((_nearest_bit(run, x, home[0]), y))
            else:
                points.append((x, self._turned_row(x, y, level, home[1])))
        x, y = points[-1]
        run = _run_at(self._board.across[y], 1 << x)
        seeds = [seed for seed in self._seeds if seed[1] == y and run >> seed[0] & 1]
        points.append(min(seeds, key=lambda seed: abs(seed[0] - x)))
        return points

    def _home(self, cell: Point) -> Point:
        return min(self._seeds, key=lambda seed: abs(seed[0] - cell[0]) + abs(seed[1] - cell[1]))

    def _turned_row(self, x: int, y: int, level: int, home: int) -> int:
        """The row in this column, reached straight from row ``y``, where a line of ``level`` may turn."""
        turns, down, bit = self._turns[level], self._board.down, 1 << x
        rows = []
        for step in (-1, 1):
            at = y
            while self._top <= at < self._bottom and down[at] & bit:
                if turns.get(at, 0) & bit:
                    rows.append(at)
                at += step
        return min(rows, key=lambda row: (abs(row - y) + abs(row - home), abs(row - y)))


def _run_at(free: int, bit: int) -> int:
    """The cells around a free one that are free without a gap."""
    upper = free & ~(free + bit) & ~(bit - 1)
    below = free & (bit - 1)
    closed = ~below & (bit - 1)
    return upper | (below & ~((1 << closed.bit_length()) - 1))


def _nearest_bit(bits: int, x: int, home: int) -> int:
    """The column of these that makes the least way from ``x`` to ``home``, nearest to ``x`` among equals."""
    between = _span(min(x, home), abs(x - home) + 1) & bits
    if between:
        return between.bit_length() - 1 if home < x else (between & -between).bit_length() - 1
    above, below = bits >> x, bits & ((1 << x) - 1)
    found = [x + (above & -above).bit_length() - 1] if above else []
    if below:
        found.append(below.bit_length() - 1)
    return min(found, key=lambda at: abs(at - x) + abs(at - home))


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without corners that are none."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    return tuple(kept) if len(kept) > 1 else (kept[0], kept[0])


def _take(taken: Board, points: Sequence[Point]) -> None:
    """Remember the cells of a line."""
    for (x, y), (next_x, next_y) in pairwise(points):
        if y == next_y:
            taken.across[y] |= _span(min(x, next_x), abs(x - next_x) + 1)
        else:
            for row in range(min(y, next_y), max(y, next_y) + 1):
                taken.down[row] |= 1 << x
        taken.turn[y] |= 1 << x
        taken.turn[next_y] |= 1 << next_x
