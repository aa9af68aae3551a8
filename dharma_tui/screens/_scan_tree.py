"""A scan as lines that fold: accounts, their regions, the services there, and the parts; what is running on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.core.trouble import told, troubles
from dharma_tui.core.types import Scope
from dharma_tui.screens._lines import kind_title
from dharma_tui.screens._scan_tally import Group, Path, ScanTally, Tally
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit

ACCOUNTS_OPEN = 3
"""So many accounts show their regions without being asked."""
TROUBLE_OPEN = 12
"""So many parts that are not complete are shown without being asked, once the scan has ended."""
NAMES = range(20, 37)
"""Width of names: the least where there is little room, and the most."""
BARE_NAMES = 16
COLUMNS_WIDTH = 60
"""What the columns beside the names take, with some room for what went wrong."""
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

    def __init__(self, *, name_width: int = NAMES.start, flat: bool = False) -> None:
        """With ``flat`` accounts and regions are left out where there is but one, and calls always."""
        self._name_width = name_width
        self._flat = flat
        self._is_bare = False
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

    def fit(self, width: int) -> None:
        """Names may be as long as lines of this width allow; where there is no room for the columns, some are left out."""
        self._is_bare = width < COLUMNS_WIDTH
        self._name_width = BARE_NAMES if self._is_bare else min(NAMES[-1], max(NAMES.start, width - COLUMNS_WIDTH))

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
        lines = [self._line(group, kinds, depth) for group in self._open(top.values())]
        return [self._head(), *lines] if lines and not self._flat and not self._is_bare else lines

    def _head(self) -> Line:
        """What the numbers are."""
        names = f"   {'':<{self._name_width}} {'parts':>9} {'found':>8} {'calls':>6} {'throttled':>9} "
        return Line(((names, "line--quiet"),), selectable=False)

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
        tally, done_width = group.tally, 7 if self._flat else 9
        named, style_of_name = "  " * depth + fold + name, "line--plain" if depth else "line--strong"
        if group.below:
            done = f"{tally.ended - tally.left:,}/{tally.parts:,}"
            first = [(fit(named, self._name_width) + " ", style_of_name), (f"{done:>{done_width}} ", "line--quiet")]
        else:  # one part is done or not: its name may be longer
            first = [(fit(named, self._name_width + 1 + done_width) + " ", style_of_name)]
        return Line(
            (
                (f" {mark} ", style),
                *first,
                *self._numbers(tally),
                *self._tail(group),
            ),
            value=group,
        )

    def _numbers(self, tally: Tally) -> Iterator[tuple[str, str]]:
        if self._is_bare:
            return
        yield f"{_counted(tally):>{7 if self._flat else 8}} ", "line--strong"
        if self._flat:
            return
        yield f"{f'{tally.calls:,}' if tally.calls else '':>6} ", "line--quiet"
        yield f"{f'{tally.throttled:,}' if tally.throttled else '':>9} ", "line--warning"

    def _tail(self, group: Group) -> Iterator[tuple[str, str]]:
        """How long it took or what it is doing, and what went wrong."""
        tally, report = group.tally, group.report
        if report is not None:
            yield f"{self._time(group):>6} ", "line--quiet"
            complete = report.status is ScopeStatus.COMPLETE
            why = report.reason if complete else f"{report.status.value}: {report.reason}"
            yield printable(why, 200), "line--quiet" if complete else _STATUS_MARKS[report.status][1]
            return
        if not group.below:
            yield ("listing" if tally.running else "waiting"), "line--quiet"
            return
        skipped = tally.skipped - tally.left
        counts = ((tally.failed, "failed"), (tally.partial, "partial"), (tally.left, "left"), (skipped, "skipped"))
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
        return format.age(at, self._now) if at else "—"


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
    nothing = tally.left or tally.skipped == tally.parts
    return _STATUS_MARKS[ScopeStatus.SKIPPED if nothing else ScopeStatus.COMPLETE]


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


def why_not(group: Group) -> list[str]:
    """Why a part is not complete, or most of a group that are not, and what to do; nothing where there is nothing to say."""
    if (report := group.report) is not None:
        return [line for line in (f"{report.kind}: {report.reason}", report.hint) if line] if report.reason else []
    if not group.tally.trouble:
        return []
    unwell = [part.report for part in group.leaves() if part.report is not None and part.tally.trouble]
    first, *others = troubles(unwell)
    rest = sum(len(trouble.parts) for trouble in others)
    more = f"{format.counted(rest, 'part')} more for {format.counted(len(others), 'other reason')}" if others else ""
    return [line for line in (told(first, group.tally.parts), first.hint, more) if line]


def summary(tally: Tally, *, running: bool) -> str:
    """The whole scan in a few words."""
    ended = tally.ended - tally.left
    done = f"{ended:,} of {tally.parts:,} done, {tally.found:,} found" if running or tally.left else ""
    words = [done or format.counted(tally.parts, "part"), format.counted(tally.calls, "call")]
    if tally.throttled:
        words.append(f"{tally.throttled:,} throttled")
    return ", ".join(words)


def kept_place(lines: Sequence[Line], before: Line | None) -> int | None:
    """Where what the cursor was on is now; None when it is nowhere."""
    if before is None or not isinstance(before.value, Group):
        return None
    paths = [line.value.path if isinstance(line.value, Group) else () for line in lines]
    return paths.index(before.value.path) if before.value.path in paths else None
