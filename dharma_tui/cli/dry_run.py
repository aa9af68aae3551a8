"""``dharma-tui scan --dry-run``: what a scan would list and how many calls that takes, without scanning."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli import FAILED, OK, PARTIAL
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.format import age, counted
from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.scan import Selection
from dharma_tui.core.scan_plan import A_GUESS, AT_LEAST, ScanPlan, by_service, document, expected
from dharma_tui.core.text import printable
from dharma_tui.core.trouble import troubles

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output
    from dharma_tui.services.scan_estimate import Past

TITLES = ("PROVIDER", "ACCOUNT", "REGION", "SERVICE", "PARTS", "CALLS")
LEFT_OUT_SHOWN = 8
ENTERING = "{} of these tell who asks, and which accounts and regions there are"


def run_dry(selection: Selection, context: Context, output: Output, loop: asyncio.AbstractEventLoop) -> int:
    """Print the plan; the exit code says whether everything that would be scanned is known."""
    plan, past = planned(selection, context, loop)
    if output.as_json:
        output.json(document(plan))
    else:
        of = past.rest.scan.selection if past.rest is not None else selection
        _tell(plan, output, named=bool(of.accounts))
        if past.rest is not None and not output.quiet:
            done, began = len(past.rest.carried), age(past.rest.scan.started_at, context.clock.now())
            output.note(f"{counted(done, 'part')} more of the scan that began {began} ago: complete, not listed again")
    if not plan.failed:
        return OK
    return PARTIAL if plan.parts else FAILED


def planned(
    selection: Selection, context: Context, loop: asyncio.AbstractEventLoop, store: str = ""
) -> tuple[ScanPlan, Past]:
    """The plan, and what it goes by. Raises UsageError, NotFoundError where there is nothing to resume."""
    from dharma_tui.services.scan_estimate import plan_scan

    with closing(loop):
        past = _past(selection, context, store)
        work = plan_scan(context.services, past, selection, context.settings.current.scan)
        return loop.run_until_complete(work), past


def _past(selection: Selection, context: Context, store: str) -> Past:
    """What earlier scans took; where there is no store yet, none is made."""
    from dharma_tui.services.scan_estimate import Past, past_of
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.place import has_catalog
    from dharma_tui.services.store.scan_store import ScanStore

    folder = Path(store) if store else context.folder
    if not has_catalog(folder):
        if selection.rest_of:
            raise NotFoundError("there is nothing to resume: no scan has run yet", "scan: leave --resume out")
        return Past()
    limits = context.settings.current.store
    lake = Lake.open(folder, clock=context.clock, memory_mb=limits.memory_mb, lock_seconds=limits.lock_seconds)
    with closing(lake):
        return past_of(ScanStore(lake), selection, context.clock.now())


def _tell(plan: ScanPlan, output: Output, *, named: bool) -> None:
    """Print it. Where no account was ``named``, one that is left out is so for the regions that it has."""
    right = (False, False, False, False, True, True)
    if plan.parts:
        output.table(TITLES, _rows(plan), right)
    for trouble in troubles(plan.failed):
        output.line(printable(f"{trouble.places} cannot be scanned: {trouble.reason}", 1_000))
        if trouble.hint:
            output.line(printable(f"  {trouble.hint}", 1_000))
    if plan.left_out and not output.quiet:
        entered = {part.scope.account for part in plan.parts}
        accounts = sorted({scope.account for scope in plan.left_out} - entered - {""}) if named else []
        regions = sorted({scope.region or GLOBAL for scope in plan.left_out if scope.account not in accounts})
        for by, names in (("--account", accounts), ("--region or scan.regions", regions)):
            more = f" and {len(names) - LEFT_OUT_SHOWN} more" if len(names) > LEFT_OUT_SHOWN else ""
            if names:
                output.note(f"left out by {by}: {', '.join(map(printable, names[:LEFT_OUT_SHOWN]))}{more}")
    whole = plan.expected
    if not whole.parts:
        return
    output.line(whole.words)
    if (entering := sum(plan.entering.values())) and not output.quiet:
        output.note(ENTERING.format(counted(entering, "call")))
    if whole.at_least and not output.quiet:
        output.note(AT_LEAST)
    if whole.is_guess and not output.quiet:
        output.note(A_GUESS)


def _rows(plan: ScanPlan) -> Iterator[tuple[str, ...]]:
    for (scope, service), parts in by_service(plan.parts).items():
        sum_ = expected(parts)
        named = service or (parts[0].kind.rpartition(".")[2] if len(parts) == 1 else scope.provider)
        shown = (scope.provider, scope.account, scope.region or GLOBAL, named)
        calls = f"{sum_.calls:,}{'+' if sum_.at_least else ''}"
        yield (*(printable(word) for word in shown), f"{sum_.parts:,}", calls)
