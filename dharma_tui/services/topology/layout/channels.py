"""The space between two columns: which track each bundle of edges turns in.

Tracks are given by the left-edge method (Hashimoto and Stevens, 1971) with its vertical constraints: on a row that one bundle
leaves on and another arrives on, what leaves turns off first, or they would be drawn as one. Where the constraints go round in
a circle, one bundle takes a step aside (a dogleg, Deutsch, 1976) on half a row of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dharma_tui.services.topology.layout.web import Pair

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
    stepped: set[int] = field(default_factory=set)
    """Rows on the left side from which a step aside leads half a row down."""

    @property
    def low(self) -> int:
        return min(self.leaving | self.arriving)

    @property
    def high(self) -> int:
        return max(self.leaving | self.arriving)


@dataclass(slots=True)
class Channel:
    """What lies between two columns. ``bundles`` has that of each edge between items."""

    tracks: int = 0
    bundles: dict[Pair, Bundle] = field(default_factory=dict)
    steps: bool = False
    """Whether track 1 is kept for steps aside."""


def channel_of(edges: Iterable[Pair], within: Iterable[Pair], rows: Sequence[int]) -> Channel:
    """The channel of ``edges`` from the left column to the right one, and of those ``within`` the left one."""
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
    _give_tracks(channel, list(bundles.values()))
    return channel


def _give_tracks(channel: Channel, bundles: list[Bundle]) -> None:
    turning = [bundle for bundle in bundles if bundle.low != bundle.high]
    tracks = _Tracks()
    earlier = _constraints(turning)
    for bundle in sorted(turning, key=_preference):
        _place(bundle, earlier, tracks)
    channel.steps = any(bundle.stepped for bundle in turning)
    if channel.steps:
        for bundle in turning:
            bundle.track += 1
    channel.tracks = len(tracks.taken) + channel.steps


def _preference(bundle: Bundle) -> tuple[int, int, int]:
    """What leads down is placed from the lowest to the highest, what leads up the other way: so they nest."""
    start = min(bundle.leaving)
    down = bundle.high - start >= start - bundle.low
    return (0, -start, bundle.high) if down else (1, start, -bundle.low)


def _constraints(turning: Sequence[Bundle]) -> dict[Bundle, dict[Bundle, int]]:
    """For each bundle those that turn off before it comes in, and on which row."""
    leaving: dict[int, list[Bundle]] = {}
    for bundle in turning:
        for row in bundle.leaving:
            leaving.setdefault(row, []).append(bundle)
    earlier: dict[Bundle, dict[Bundle, int]] = {}
    for bundle in turning:
        before = earlier[bundle] = {}
        for row in sorted(bundle.arriving):
            for other in leaving.get(row, ()):
                if other is not bundle:
                    before[other] = row
    return earlier


class _Tracks:
    """Rows taken on each track as the bits of one number, those that lead down and up apart."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.same_way: tuple[list[int], list[int]] = ([], [])

    def give(self, rows: int, way: int, first: int) -> int:
        """The leftmost free track from ``first`` on, right of what leads the same way over the same rows."""
        same = self.same_way[way]
        for track in range(len(self.taken) - 1, first - 1, -1):
            if same[track] & rows:
                first = track + 1
                break
        track = first
        while track < len(self.taken) and self.taken[track] & rows:
            track += 1
        while track >= len(self.taken):
            self.taken.append(0)
            self.same_way[0].append(0)
            self.same_way[1].append(0)
        self.taken[track] |= rows
        same[track] |= rows
        return track + 1


def _place(first: Bundle, earlier: dict[Bundle, dict[Bundle, int]], tracks: _Tracks) -> None:
    """Give tracks to what must come before ``first``, then to itself."""
    if first.track:
        return
    stack = [(first, iter(earlier[first].items()))]
    under_way = {first}
    while stack:
        bundle, others = stack[-1]
        for other, row in others:
            if other in under_way:
                other.stepped.add(row)
            elif not other.track:
                under_way.add(other)
                stack.append((other, iter(earlier[other].items())))
                break
        else:
            stack.pop()
            under_way.discard(bundle)
            _take(bundle, earlier[bundle], tracks)


def _take(bundle: Bundle, earlier: dict[Bundle, int], tracks: _Tracks) -> None:
    low, high = bundle.low, bundle.high
    if bundle.stepped:
        high = max(high, max(bundle.stepped) + HALF)
    after = max((other.track for other, row in earlier.items() if row not in other.stepped), default=0)
    bundle.track = tracks.give((1 << (high + 1)) - (1 << low), _preference(bundle)[0], after)
