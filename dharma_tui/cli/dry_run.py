"""``dharma-tui scan --dry-run``: what a scan would list and how many calls that takes, without scanning."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli import FAILED, OK, PARTIAL
from dharma_tui.core.format import counted, duration
from dharma_tui.core.scan import ScanReport, Selection
from dharma_tui.core.scan_plan import Expected, ScanPlan, by_service, document, expected
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.store.scan_store import Coverage

TITLES = ("PROVIDER", "ACCOUNT", "REGION", "SERVICE", "PARTS", "CALLS")
GLOBAL = "global"
"""Stands where a scope has no region."""

LEFT_OUT_SHOWN = 8


def run_dry(
    selection: Selection, context: Context, output: Output, loop: asyncio.AbstractEventLoop, store: str = ""
) -> int:
    """Print the plan; the exit code says whether everything that would be scanned is known."""
    from dharma_tui.services.scan_estimate import RECENT, plan_scan

    with closing(loop):
        coverage, recent = _known(context, store, RECENT)
        work = plan_scan(context.services, coverage, recent, selection, context.settings.current.scan)
        plan = loop.run_until_complete(work)
    if output.as_json:
        output.json(document(plan))
    else:
        _tell(plan, output)
    if not plan.failed:
        return OK
    return PARTIAL if plan.parts else FAILED


def _known(context: Context, store: str, scans_back: int) -> tuple[list[Coverage], list[ScanReport]]:
    """What earlier scans took; where there is no store yet, none is made."""
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.place import has_catalog
    from dharma_tui.services.store.scan_store import ScanStore

    folder = Path(store) if store else context.folder
    if not has_catalog(folder):
        return [], []
    limits = context.settings.current.store
    lake = Lake.open(folder, clock=context.clock, memory_mb=limits.memory_mb, lock_seconds=limits.lock_seconds)
    with closing(lake):
        scans = ScanStore(lake)
        return scans.coverage(), scans.recent(scans_back)


def _tell(plan: ScanPlan, output: Output) -> None:
    right = (False, False, False, False, True, True)
    if plan.parts:
        output.table(TITLES, _rows(plan), right)
    for reason, hint in dict.fromkeys((report.reason, report.hint) for report in plan.failed):
        output.line(printable(f"cannot be scanned: {reason}{': ' if hint else ''}{hint}", 1_000))
    if plan.left_out and not output.quiet:
        regions = sorted({scope.region or GLOBAL for scope in plan.left_out})
        more = f" and {len(regions) - LEFT_OUT_SHOWN} more" if len(regions) > LEFT_OUT_SHOWN else ""
        output.note(f"left out by --region, --account or scan.regions: {', '.join(regions[:LEFT_OUT_SHOWN])}{more}")
    whole = plan.expected
    if not whole.parts:
        return
    output.line(f"{counted(whole.parts, 'part')}, {calls_words(whole)}, about {duration(whole.seconds)}")
    if whole.at_least and not output.quiet:
        output.note("+: at least, as some of it has never been listed to its end")


def _rows(plan: ScanPlan) -> Iterator[tuple[str, ...]]:
    for (scope, service), parts in by_service(plan.parts).items():
        sum_ = expected(parts)
        named = service or (parts[0].kind.rpartition(".")[2] if len(parts) == 1 else scope.provider)
        shown = (scope.provider, scope.account, scope.region or GLOBAL, named)
        calls = f"{sum_.calls:,}{'+' if sum_.at_least else ''}"
        yield (*(printable(word) for word in shown), f"{sum_.parts:,}", calls)


def calls_words(sum_: Expected) -> str:
    """``12 calls``, or at least so many."""
    return f"{'at least ' if sum_.at_least else ''}{counted(sum_.calls, 'call')}"
