"""The space between two columns: which track each bundle of edges turns in.

Tracks are given by the left-edge method (Hashimoto and Stevens, 1971) with its vertical constraints: on a row that one bundle
leaves on and another arrives on, what leaves turns off first, or they would be drawn as one. Where the constraints go round in
a circle, one bundle takes a step aside (a dogleg, Deutsch, 1976) on half a row of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dharma_tui.services.topology.layout.web import Pair

MANY = 6
"""Tracks of a channel beyond which another order is tried."""
HALF = 1
"""Rows are counted in halves here: row r is 2 r, and what is between it and the next 2 r + 1."""


@dataclass(slots=True, eq=False)
class Bundle:
    """Edges that are drawn as one line with branches: all from one item, or all to one."""

    leaving: set[int] = field(default_factory=set)
    """Rows on the left side, in halves."""
    arriving: set[int] = field(default_factory=set)
    track: int = 0
    """0 where nothing turns."""
    steps: dict[int, Pair] = field(default_factory=dict)
    """Rows on the left side that are left at once for another: on which track, and for which row."""

    low: int = 0
    high: int = 0

    def measure(self) -> None:
        """Work out the highest and the lowest row, once all are known."""
        rows = self.leaving | self.arriving
        self.low, self.high = min(rows), max(rows)


Preference = Callable[[Bundle], tuple[int, ...]]
"""By what bundles are put in order."""


@dataclass(slots=True)
class Channel:
    """What lies between two columns. ``bundles`` has that of each edge between items."""

    tracks: int = 0
    bundles: dict[Pair, Bundle] = field(default_factory=dict)


def channel_of(edges: Iterable[Pair], within: Iterable[Pair], rows: Sequence[int], *, rigid: bool = False) -> Channel:
    """The channel of ``edges`` from the left column to the right one, and of those ``within`` the left one.

    ``rigid``: steps aside use rows that are there, or further up or down, not half a row.
    """
    channel = Channel()
    edges = list(edges)
    leaving = Counter(left for left, _ in edges)
    arriving = Counter(right for _, right in edges)
    bundles: dict[tuple[str, int], Bundle] = {}
    for left, right in edges:
        key = ("from", left) if leaving[left] >= arriving[right] else ("to", right)
        bundle = bundles.setdefault(key, Bundle())
        bundle.leaving.add(2 * rows[left])
        bundle.arriving.add(2 * rows[right])
        channel.bundles[left, right] = bundle
    for source, target in within:
        bundle = bundles.setdefault(("back", target), Bundle())
        bundle.leaving |= {2 * rows[source], 2 * rows[target]}
        channel.bundles[source, target] = bundle
    _give_tracks(channel, list(bundles.values()), rigid)
    return channel


def _give_tracks(channel: Channel, bundles: list[Bundle], rigid: bool) -> None:
    """So that lines nest; in channels of many tracks as few as can be, what is longest first, where that needs fewer."""
    for bundle in bundles:
        bundle.measure()
    channel.tracks = _tracks_needed(bundles, _nesting, rigid)
    if channel.tracks > MANY:
        fewer = _tracks_needed(bundles, _longest, rigid)
        channel.tracks = fewer if fewer < channel.tracks else _tracks_needed(bundles, _nesting, rigid)


def _tracks_needed(bundles: Sequence[Bundle], preference: Preference, rigid: bool) -> int:
    """Give every bundle that turns a track, in this order where constraints let it; how many these are."""
    turning = [bundle for bundle in bundles if bundle.low != bundle.high]
    for bundle in turning:
        bundle.track, bundle.steps = 0, {}
    taken = {row for bundle in bundles for row in bundle.leaving | bundle.arriving}
    lowest = min(taken, default=0) - (2 * len(bundles) + 2 if rigid else 0)
    tracks, aside = _Tracks(lowest), _Tracks(lowest)
    earlier = _constraints(turning)
    for bundle in sorted(turning, key=preference):
        for placed in _in_turn(bundle, earlier):
            for row in placed.steps:
                target = _free_row(row, taken, rigid)
                taken.add(target)
                placed.steps[row] = aside.give(min(row, target), max(row, target), 0), target
            _take(placed, earlier[placed], tracks)
    for bundle in turning:
        bundle.track += len(aside.taken)  # steps aside come before everything else
    return len(tracks.taken) + len(aside.taken)


def _free_row(row: int, taken: set[int], rigid: bool) -> int:
    """The nearest row that nothing leaves or arrives on, half a row down unless that may not be."""
    if not rigid:
        return row + HALF
    distance = 2
    while row + distance in taken and row - distance in taken:
        distance += 2
    return row + distance if row + distance not in taken else row - distance


def _nesting(bundle: Bundle) -> tuple[int, int, int]:
    """What leads down is placed from the lowest to the highest, what leads up the other way: so they nest."""
    start = min(bundle.leaving)
    down = bundle.high - start >= start - bundle.low
    return (0, -start, bundle.high) if down else (1, start, -bundle.low)


def _longest(bundle: Bundle) -> tuple[int, int]:
    """What spans most rows first: the short ones fill the gaps between."""
    return bundle.low - bundle.high, bundle.low


def _constraints(turning: Sequence[Bundle]) -> dict[Bundle, dict[Bundle, list[int]]]:
    """For each bundle those that turn off before it comes in, and on which rows."""
    leaving: dict[int, list[Bundle]] = {}
    for bundle in turning:
        for row in bundle.leaving:
            leaving.setdefault(row, []).append(bundle)
    earlier: dict[Bundle, dict[Bundle, list[int]]] = {}
    for bundle in turning:
        before = earlier[bundle] = {}
        for row in sorted(bundle.arriving):
            for other in leaving.get(row, ()):
                if other is not bundle:
                    before.setdefault(other, []).append(row)
    return earlier


class _Tracks:
    """Rows taken on each track as the bits of one number."""

    def __init__(self, lowest: int) -> None:
        self.lowest = lowest
        self.taken: list[int] = []

    def give(self, low: int, high: int, first: int) -> int:
        """The leftmost free track from ``first`` on."""
        rows = (1 << (high + 1 - self.lowest)) - (1 << (low - self.lowest))
        track = first
        while track < len(self.taken) and self.taken[track] & rows:
            track += 1
        while track >= len(self.taken):
            self.taken.append(0)
        self.taken[track] |= rows
        return track + 1


def _in_turn(first: Bundle, earlier: dict[Bundle, dict[Bundle, list[int]]]) -> Iterator[Bundle]:
    """What must have tracks before ``first``, each after what must before it, then ``first``.

    Where that leads back to what is under way, that will take a step aside on the row it is about.
    """
    if first.track:
        return
    stack = [(first, iter(earlier[first].items()))]
    under_way = {first}
    while stack:
        bundle, others = stack[-1]
        for other, rows in others:
            if other in under_way:
                other.steps |= dict.fromkeys(rows, (0, 0))
            elif not other.track:
                under_way.add(other)
                stack.append((other, iter(earlier[other].items())))
                break
        else:
            stack.pop()
            under_way.discard(bundle)
            yield bundle


def _take(bundle: Bundle, earlier: dict[Bundle, list[int]], tracks: _Tracks) -> None:
    if not earlier and not bundle.steps:
        bundle.track = tracks.give(bundle.low, bundle.high, 0)
        return
    rows = {bundle.low, bundle.high, *(row for _, row in bundle.steps.values())}
    after = max((other.track for other, rows in earlier.items() if not other.steps.keys() >= set(rows)), default=0)
    bundle.track = tracks.give(min(rows), max(rows), after)
