"""The order of items within their columns, so that few edges cross.

Sweeps by barycentre (Sugiyama, Tagawa and Toda, 1981) with exchanges of neighbours in between (Gansner et al., 1993, 3), then
sifting. The best order met from several starts is kept, and searched around for a better one.
"""

from __future__ import annotations

from collections import deque
from random import Random

from dharma_tui.services.topology.layout.crossings import crossings, inversions, places
from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.sifting import search, sift

MOST, FEWEST = 24, 4
EFFORT = 20_000
"""Items looked at in all sweeps from one start: small graphs get many sweeps, large ones few."""
EXCHANGED = 1_500
"""Items up to which neighbours are exchanged, and up to which there is more than one start."""
PATIENCE = 4
"""Sweeps without a better order after which none is expected."""
STARTS = 3_200
"""Items in all starts together; small graphs get many starts, of which nearly all are by chance, always the same."""
MOST_STARTS = 8
KEPT, TRIED = 2, 2
"""Starts that are followed to their end, those that looked best after so many sweeps."""
SEED = 1981


def order(layers: Layers) -> None:
    """Bring the items of every column of ``layers`` into order."""
    items = len(layers.rank)
    unordered = [list(row) for row in layers.rows]
    starts = [_walked(layers, widely=True)]
    if items <= EXCHANGED:
        starts.append(_walked(layers, widely=False))
        chance = Random(SEED)
        for _ in range(min(MOST_STARTS, STARTS // max(1, items))):
            starts.append([chance.sample(row, len(row)) for row in unordered])
    best, fewest = unordered, -1
    for number, start in enumerate(_most_promising(layers, starts)):
        layers.rows = start
        count = _improve(layers, rightwards=number % 2 == 0)
        if count and items <= EXCHANGED:
            count -= sift(layers)
        if fewest < 0 or count < fewest:
            best, fewest = layers.rows, count
        if not fewest:
            break
    layers.rows = best
    if fewest > 0:
        search(layers)
    _as_given(layers)


def _as_given(layers: Layers) -> None:
    """Let items that hang on the same stand in the order of the sketch, which crosses as little as any other."""
    for row in layers.rows:
        alike: dict[tuple[frozenset[int], frozenset[int]], list[int]] = {}
        for item in row:
            alike.setdefault((frozenset(layers.before[item]), frozenset(layers.after[item])), []).append(item)
        if len(alike) < len(row):
            following = {
                item: other for items in alike.values() for item, other in zip(items, sorted(items), strict=True)
            }
            row[:] = [following[item] for item in row]


def _most_promising(layers: Layers, starts: list[list[list[int]]]) -> list[list[list[int]]]:
    """What a few sweeps make of each start, those with fewest crossings first, where there are many."""
    if len(starts) <= KEPT:
        return starts
    tried = []
    for number, start in enumerate(starts):
        layers.rows = start
        tried.append((_improve(layers, rightwards=number % 2 == 0, most=TRIED), number, layers.rows))
    return [rows for _, _, rows in sorted(tried)[:KEPT]]


def _improve(layers: Layers, *, rightwards: bool, most: int = MOST) -> int:
    """Sweep to and fro until that helps no more; leaves the best order met, and says how many edges cross in it."""
    place = places(layers)
    if len(place) > EXCHANGED:  # counting would take longer than sweeping
        for turn in range(FEWEST):
            _sweep(layers, place, rightwards=turn % 2 == 0, ties_turned=False)
        return 0
    best, fewest = [list(row) for row in layers.rows], crossings(layers, place)
    since = 0
    for turn in range(min(most, max(FEWEST, EFFORT // max(1, len(place))))):
        if not fewest or since >= PATIENCE:
            break
        _sweep(layers, place, rightwards=rightwards, ties_turned=turn % 4 >= 2)
        _exchange(layers, place, ties_turned=turn % 4 < 2)
        rightwards = not rightwards
        count = crossings(layers, place)
        since += 1
        if count < fewest:
            best, fewest, since = [list(row) for row in layers.rows], count, 0
    layers.rows = best
    return fewest


def _walked(layers: Layers, *, widely: bool) -> list[list[int]]:
    """Items in the order in which a walk meets them: widely from the first column, or deeply against edges from the last."""
    seen = [False] * len(layers.rank)
    rows: list[list[int]] = [[] for _ in layers.rows]
    columns = layers.rows if widely else layers.rows[::-1]
    for first in (item for row in columns for item in row):
        waiting = deque([first])
        while waiting:
            item = waiting.popleft() if widely else waiting.pop()
            if seen[item]:
                continue
            seen[item] = True
            rows[layers.rank[item]].append(item)
            if widely:
                waiting += layers.after[item]
                waiting += layers.before[item]
            else:
                waiting += reversed(layers.before[item])
    return rows


def _sweep(layers: Layers, place: list[int], *, rightwards: bool, ties_turned: bool) -> None:
    """Sort each column by where the items' neighbours in the column before it are; equals stay, or change places.

    What has no neighbours there keeps its place, and the others are sorted around it.
    """
    others = layers.before if rightwards else layers.after
    rows = layers.rows if rightwards else layers.rows[::-1]
    for row in rows:
        keys = {item: sum([place[other] for other in others[item]]) / len(others[item]) for item in row if others[item]}
        moving = [item for item in row if item in keys] if len(keys) < len(row) else row[:]
        if ties_turned:
            moving.reverse()
        moving.sort(key=keys.__getitem__)
        if len(moving) < len(row):
            following = iter(moving)
            moving = [next(following) if item in keys else item for item in row]
        row[:] = moving
        for at, item in enumerate(row):
            place[item] = at


def _exchange(layers: Layers, place: list[int], *, ties_turned: bool) -> None:
    """Exchange neighbours in their column as long as that takes crossings away, and once where it makes no difference."""
    dirty = set(range(len(layers.rows)))
    for round_ in range(5):
        if not dirty:
            return
        again: set[int] = set()
        for column in sorted(dirty):
            if _exchange_in(layers, layers.rows[column], place, 0 if ties_turned and not round_ else 1):
                again |= {column - 1, column, column + 1}
        dirty = again & set(range(len(layers.rows)))


def _exchange_in(layers: Layers, row: list[int], place: list[int], least: int) -> bool:
    before, after = layers.before, layers.after
    changed = False
    upper, left, right = -1, _NOWHERE, _NOWHERE
    for at, lower in enumerate(row):
        lower_left = [place[other] for other in before[lower]]
        lower_right = [place[other] for other in after[lower]]
        if len(lower_left) > 1:
            lower_left.sort()
        if len(lower_right) > 1:
            lower_right.sort()
        if at and inversions(left, lower_left) + inversions(right, lower_right) >= least:
            row[at - 1], row[at] = lower, upper
            place[upper], place[lower] = at, at - 1
            changed = True
        else:
            upper, left, right = lower, lower_left, lower_right
    return changed


_NOWHERE: list[int] = []
