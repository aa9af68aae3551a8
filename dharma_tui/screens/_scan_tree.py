"""A scan as lines that fold: accounts, their regions, the services there, and the parts; what is running on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.core.types import Scope
from dharma_tui.screens._lines import kind_title
from dharma_tui.screens._scan_tally import GLOBAL, Group, Path, ScanTally, Tally
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit

ACCOUNTS_OPEN = 3
"""So many accounts show their regions without being asked."""
TROUBLE_OPEN = 12
"""So many parts that are not complete are shown without being asked, once the scan has ended."""
NAME_WIDTH = 30
NO_AGES: Mapping[tuple[Scope, str], datetime | None] = {}
_STATUS_MARKS = {
    ScopeStatus.COMPLETE: ("✓", "line--good"),
    ScopeStatus.PARTIAL: ("▲", "line--warning"),
    ScopeStatus.FAILED: ("✗", "line--critical"),
    ScopeStatus.SKIPPED: ("○", "line--quiet"),
}
_RUNNING = ("»", "line--key")
_WAITING = ("·", "line--quiet")


class ScanTree:
    """Which groups of a scan are open, and the lines that are then left. Outlives the scan: paths stay what they are."""

    def __init__(self, *, name_width: int = NAME_WIDTH, flat: bool = False) -> None:
        """With ``flat`` accounts and regions are left out where there is but one."""
        self._name_width = name_width
        self._flat = flat
        self._ages: Mapping[tuple[Scope, str], datetime | None] = {}
        self._now: datetime | None = None
        self._chosen: dict[Path, bool] = {}
        self._tally: ScanTally | None = None
        self._running = False

    def take(
        self,
        tally: ScanTally,
        *,
        running: bool,
        ages: Mapping[tuple[Scope, str], datetime | None] = NO_AGES,
        now: datetime | None = None,
    ) -> None:
        """Another scan, or the same one further on. With ``now`` parts say when they were last complete, by ``ages``."""
        self._tally, self._running, self._ages, self._now = tally, running, ages, now

    def toggle(self, group: Group) -> None:
        """Open a group, or close it."""
        self._chosen[group.path] = not self._is_open(group)

    def lines(self, kinds: Mapping[str, KindSpec]) -> list[Line]:
        """The lines of what is open; the value of each is its group."""
        if self._tally is None:
            return []
        top, depth = self._tally.top, 0
        while self._flat and len(top) == 1 and (below := next(iter(top.values())).below):
            top, depth = below, depth + 1
        return [self._line(group, kinds, depth) for group in self._open(top.values())]

    def _open(self, groups: Iterable[Group]) -> Iterator[Group]:
        for group in sorted(groups, key=_running_first if self._running else _worst_first):
            yield group
            if group.below and self._is_open(group):
                yield from self._open(group.below.values())

    def _is_open(self, group: Group) -> bool:
        chosen = self._chosen.get(group.path)
        if chosen is not None:
            return chosen
        tally = self._tally
        assert tally is not None
        if not self._running and group.tally.trouble and tally.whole.trouble <= TROUBLE_OPEN:
            return True
        return len(group.path) == 1 and len(tally.top) <= ACCOUNTS_OPEN

    def _line(self, group: Group, kinds: Mapping[str, KindSpec], hidden: int) -> Line:
        mark, style = _mark(group)
        depth = len(group.path) - 1 - hidden
        fold = ("▾ " if self._is_open(group) else "▸ ") if group.below else "  "
        name = kind_title(kinds, group.kind, plural=True) if group.kind else printable(group.name)
        tally, narrow = group.tally, 7 if self._flat else 0
        done = f"{tally.ended:,}/{tally.parts:,}" if group.below else ""
        return Line(
            (
                (f" {mark} ", style),
                (fit("  " * depth + fold + name, self._name_width) + " ", "line--plain" if depth else "line--strong"),
                (f"{done:>{narrow or 9}} ", "line--quiet"),
                (f"{_counted(tally):>{narrow or 9}} ", "line--strong"),
                *(() if narrow else ((f"{f'{tally.calls:,}' if tally.calls else '':>6} ", "line--quiet"),)),
                *self._tail(group),
            ),
            value=group,
        )

    def _tail(self, group: Group) -> Iterator[tuple[str, str]]:
        """How long it took or what it is doing, what was throttled, and what went wrong."""
        tally, report = group.tally, group.report
        if report is not None:
            yield f"{self._time(group):>6} ", "line--quiet"
            if report.throttled:
                yield f"{report.throttled:,} throttled  ", "line--warning"
            complete = report.status is ScopeStatus.COMPLETE
            why = report.reason if complete else f"{report.status.value}: {report.reason}"
            yield printable(why, 200), "line--quiet" if complete else _STATUS_MARKS[report.status][1]
            return
        if not group.below:
            yield ("listing" if tally.running else "waiting"), "line--quiet"
            return
        if tally.throttled:
            yield f"{tally.throttled:,} throttled  ", "line--warning"
        counts = ((tally.failed, "failed"), (tally.partial, "partial"), (tally.skipped, "skipped"))
        if told := ", ".join(f"{count:,} {word}" for count, word in counts if count):
            yield f"{told}  ", "line--warning" if tally.trouble else "line--quiet"
        if self._running and tally.running:
            yield f"{format.counted(tally.running, 'part')} listing", "line--quiet"

    def _time(self, group: Group) -> str:
        """How long it took, or how long ago it was last complete."""
        assert group.report is not None
        if self._now is None:
            return format.duration(group.report.seconds)
        at = self._ages.get((group.scope, group.kind))
        return format.age(at, self._now) if at else "never"


def _counted(tally: Tally) -> str:
    return f"{tally.found:,}" if tally.ended or tally.running else ""


def _mark(group: Group) -> tuple[str, str]:
    if group.report is not None:
        return _STATUS_MARKS[group.report.status]
    tally = group.tally
    if tally.ended < tally.parts:
        return _RUNNING if tally.is_running else _WAITING
    if tally.failed == tally.parts:
        return _STATUS_MARKS[ScopeStatus.FAILED]
    if tally.trouble:
        return _STATUS_MARKS[ScopeStatus.PARTIAL]
    return _STATUS_MARKS[ScopeStatus.SKIPPED if tally.skipped == tally.parts else ScopeStatus.COMPLETE]


def _running_first(group: Group) -> tuple[object, ...]:
    tally = group.tally
    order = 0 if tally.is_running or tally.running else 1 if not tally.ended else 2 if tally.trouble else 3
    return order, *_by_name(group)


def _worst_first(group: Group) -> tuple[object, ...]:
    tally = group.tally
    order = 0 if tally.failed else 1 if tally.partial else 2 if tally.complete else 3
    return order, *_by_name(group)


def _by_name(group: Group) -> tuple[object, ...]:
    return group.name != GLOBAL, group.path


def first_trouble(lines: Sequence[Line]) -> int:
    """The first line of a part that is not complete; the first of all where there is none."""
    for number, line in enumerate(lines):
        if isinstance(line.value, Group) and line.value.report is not None and line.value.tally.trouble:
            return number
    return 0


def summary(tally: Tally, *, running: bool) -> str:
    """The whole scan in a few words."""
    done = f"{tally.ended:,} of {tally.parts:,} done, {tally.found:,} found" if running else ""
    words = [done or format.counted(tally.parts, "part"), format.counted(tally.calls, "call")]
    if tally.throttled:
        words.append(f"{tally.throttled:,} throttled")
    return ", ".join(words)
