"""The same graph a moment later, or with a hop more: what stayed keeps its column and row, what came finds a free place.

That a reader's map of a drawing must outlive its changes is argued by Misue, Eades, Lai and Sugiyama, "Layout Adjustment and
the Mental Map" (1995). Edges are routed anew, those that are still there through the rows they passed before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from dharma_tui.core.drawing import Grid, NodeId, Picture, Sketch
from dharma_tui.services.topology.layout.drawn import Kept, faces_of, picture_of
from dharma_tui.services.topology.layout.lattice import lattice_of
from dharma_tui.services.topology.layout.layers import layers_of
from dharma_tui.services.topology.layout.plan import Plan
from dharma_tui.services.topology.layout.radial import hops_from
from dharma_tui.services.topology.layout.web import Pair, Web, web_of

FEWEST = 0.3
"""Part of the nodes that must have been there before; with fewer there is nothing to keep to."""
FEW, MOST = 2, 0.5
"""So many nodes are kept to, however many came, if at least this part of what was there still is."""
SWEEPS = 6
"""How often those that came are put in order in each column."""


def redrawn(sketch: Sketch, before: Picture, held: Collection[NodeId] = (), width: int | None = None) -> Picture | None:
    """``sketch`` on the grid of ``before``, or nothing if hardly any of its nodes were there.

    Labels give way where ``before`` was made to fit this ``width``. What is ``held`` does not move against each other, though
    boxes between may become narrower.
    """
    grid = before.grid
    known = sum(node.id in grid.places for node in sketch.nodes)
    grows = known >= max(FEW, MOST * len(before.sketch.nodes))
    if not known or not (grows or known >= FEWEST * len(sketch.nodes)):
        return None
    web = web_of(sketch)
    held = [node for node in (grid.focus, *held) if node is not None and node in grid.places]
    plan, columns = _plan(web, sketch, grid)
    lattice = lattice_of(plan, web.size, rigid=True)
    kept = Kept(grid, columns, -lattice.first_row, held)
    faces, details = faces_of(sketch), list(before.drawings)
    return picture_of(
        *(sketch, faces, web, lattice, details, before.layout),
        focus=grid.focus,
        kept=kept,
        width=width,
        turned=grid.turned,
    )


def _plan(web: Web, sketch: Sketch, grid: Grid) -> tuple[Plan, int]:
    """Places for everything, and how many columns came to be left of the first."""
    ids = [node.id for node in sketch.nodes]
    columns = {at: grid.places[node][0] for at, node in enumerate(ids) if node in grid.places}
    rows = {at: grid.places[node][1] for at, node in enumerate(ids) if node in grid.places}
    taken = {(columns[at], rows[at]) for at in columns}
    tall = set(grid.tall)
    lost = {(column, row) for column, row in grid.places.values()}
    middle = next((at for at, node in enumerate(ids) if node == grid.focus and node in grid.places), None)
    hops = {} if middle is None else {at: columns[middle] + hop for at, hop in hops_from(web, middle).items()}
    for node in _by_neighbours(web, columns):
        columns[node] = hops[node] if node in hops else _column(web, node, columns)
        wanted = _middle([rows[other] for other in (*web.before[node], *web.after[node]) if other in rows])
        rows[node] = _free(columns[node], wanted, taken, tall, lost)
        taken.add((columns[node], rows[node]))
    _untangle(web, columns, rows, {at for at, node in enumerate(ids) if node not in grid.places})
    lowest = min(0, *columns.values())
    return _with_bends(web, ids, grid, columns, rows, taken, -lowest), -lowest


def _by_neighbours(web: Web, known: Collection[int]) -> list[int]:
    """The nodes without a place, those beside what has one first."""
    walk = sorted(known)
    seen = set(walk)
    for node in walk:
        for other in (*web.after[node], *web.before[node]):
            if other not in seen:
                seen.add(other)
                walk.append(other)
    rest = [node for node in range(web.size) if node not in seen]
    return [node for node in walk if node not in known] + rest


def _column(web: Web, node: int, columns: dict[int, int]) -> int:
    """Right of what leads here; else left of what this leads to."""
    sources = [columns[other] for other in web.before[node] if other in columns]
    targets = [columns[other] for other in web.after[node] if other in columns]
    if sources:
        return max(sources) + 1
    return min(targets) - 1 if targets else 0


def _untangle(web: Web, columns: Mapping[int, int], rows: dict[int, int], came: Collection[int]) -> None:
    """Let those that came change places within their columns, so that they stand in the order of what they are beside."""
    several: dict[int, list[int]] = {}
    for node in came:
        several.setdefault(columns[node], []).append(node)
    for sweep in range(SWEEPS):
        for column in sorted(several, reverse=bool(sweep % 2)):
            wanted = {
                node: _mean([rows[other] for other in (*web.before[node], *web.after[node])])
                for node in several[column]
            }
            free = sorted(rows[node] for node in several[column])
            several[column].sort(key=lambda node: (wanted[node], rows[node]))
            rows |= zip(several[column], free, strict=True)


def _mean(rows: Sequence[int]) -> float:
    return sum(rows) / len(rows) if rows else 0.0


def _middle(rows: list[int]) -> int:
    return sorted(rows)[len(rows) // 2] if rows else 0


def _free(
    column: int, wanted: int, taken: set[tuple[int, int]], tall: set[int], lost: Collection[tuple[int, int]] = ()
) -> int:
    """The nearest row free in this column that is high enough for a box, or one above or below all."""
    rows = [row for row in tall if (column, row) not in taken]
    end = max(tall, default=0) + 1
    while (column, end) in taken:
        end += 1
    start = min(tall, default=0) - 1
    while (column, start) in taken:
        start -= 1
    row = min((*rows, end, start), key=lambda row: (abs(row - wanted), (column, row) in lost, row))
    tall.add(row)
    return row


def _with_bends(
    web: Web,
    ids: Sequence[NodeId],
    grid: Grid,
    columns: dict[int, int],
    rows: dict[int, int],
    taken: set[tuple[int, int]],
    shift: int,
) -> Plan:
    rank = [columns[node] + shift for node in range(web.size)]
    kept = {pair: rank[pair[0]] <= rank[pair[1]] for pair in web.pairs}
    layers = layers_of(web.size, kept, rank)
    plan = Plan(layers.rank, [rows[node] for node in range(web.size)] + [0] * (len(layers.rank) - web.size))
    plan.chains = layers.chains
    plan.turned = {pair for pair, keeps in kept.items() if not keeps}
    taken = {(column + shift, row) for column, row in taken}
    bends = dict(_wanted(plan, web, ids, grid))
    for item in sorted(bends, key=lambda item: not bends[item][1]):  # those that were there come first
        row = _nearest(plan.columns[item], bends[item][0], taken)
        plan.rows[item] = row
        taken.add((plan.columns[item], row))
    return plan


def _wanted(plan: Plan, web: Web, ids: Sequence[NodeId], grid: Grid) -> Iterable[tuple[int, tuple[int, bool]]]:
    """For each bend the row where it should be, and whether it was there before."""
    found: dict[int, tuple[int, bool]] = {}
    for pair, chain in plan.chains.items():
        before = _bends_before(pair, chain, ids, grid)
        level = plan.rows[chain[-1]] if len(web.before[pair[1]]) == 1 else plan.rows[chain[0]]
        for at, item in enumerate(chain[1:-1]):
            if before is not None and not found.get(item, (0, False))[1]:
                found[item] = before[at], True
            else:
                found.setdefault(item, (level, False))
    return found.items()


def _bends_before(pair: Pair, chain: Sequence[int], ids: Sequence[NodeId], grid: Grid) -> tuple[int, ...] | None:
    rows = grid.bends.get((ids[pair[0]], ids[pair[1]]))
    return rows if rows is not None and len(rows) == len(chain) - 2 else None


def _nearest(column: int, wanted: int, taken: set[tuple[int, int]]) -> int:
    distance = 0
    while (column, wanted + distance) in taken and (column, wanted - distance) in taken:
        distance += 1
    return wanted + distance if (column, wanted + distance) not in taken else wanted - distance
