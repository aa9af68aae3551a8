"""How each component of the console is, told when it changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import (
    HealthChanged,
    IndexAdvanced,
    ScanEnded,
    ScheduleChanged,
    StoreAdvanced,
    StoreFailed,
    StoreOpened,
)
from dharma_tui.core.format import duration
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.trouble import Trouble, troubles
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.pools import IoPool, PoolClosedError
from dharma_tui.services.scheduler import Scheduler

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage

log = logging.getLogger(__name__)

STORE, INDEX, SCHEDULER, METRICS, SCANS = "store", "index", "scheduler", "metrics", "scans"
SHOWN = 3
"""Parts of a provider named in its reason."""


class Health:
    """Knows the latest check of each component and publishes those that differ. Safe from any thread."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, HealthChanged] = {}
        self._opened = False
        self._subscriptions: list[Subscription] = []

    def report(self, check: Check) -> None:
        """Take in how a component is."""
        event = HealthChanged(self._clock.now(), check.component, check.status, check.reason, check.hint)
        with self._lock:
            before = self._known.get(check.component)
            self._known[check.component] = event
        if before is None or _said(before) != _said(event):
            self._bus.publish(event)

    def current(self) -> tuple[HealthChanged, ...]:
        """The latest of each component, the unwell first; ``at`` is when it was last looked at."""
        order = {Status.FAILED: 0, Status.WARNING: 1, Status.OK: 2}
        with self._lock:
            known = tuple(self._known.values())
        return tuple(sorted(known, key=lambda event: (order[Status(event.status)], event.component)))

    def follow(self, scheduler: Scheduler, coverage: Callable[[], Iterable[Coverage]], io: IoPool) -> None:
        """Keep the store, the index, the scheduler and the providers up to date from events.

        Providers are as ``coverage`` says, whoever scanned, however little of one the last scan was to list; nothing is said
        of them before something is committed after the store was opened.
        """
        if self._subscriptions:
            return

        def advanced(_: StoreAdvanced) -> None:
            self.report(Check(STORE))
            if self._opened:
                with suppress(PoolClosedError):
                    io.submit(self._look, coverage)
            self._opened = True

        subscribe = self._bus.subscribe
        self._subscriptions = [
            subscribe(StoreOpened, lambda _: self.report(Check(STORE))),
            subscribe(StoreAdvanced, advanced),
            subscribe(IndexAdvanced, lambda _: self.report(Check(INDEX))),
            subscribe(StoreFailed, lambda event: self.report(Check(STORE, Status.FAILED, event.reason, event.hint))),
            subscribe(ScheduleChanged, lambda _: self.report(schedule_check(scheduler))),
            subscribe(ScanEnded, lambda event: self._after_scan(event.report)),
        ]

    def close(self) -> None:
        """Hear nothing more."""
        for subscription in self._subscriptions:
            subscription.cancel()

    def _after_scan(self, report: ScanReport) -> None:
        for check in scan_checks(report):
            self.report(check)

    def _look(self, coverage: Callable[[], Iterable[Coverage]]) -> None:
        """In a pool thread: how each provider is."""
        try:
            found = [part.report for part in coverage()]
        except DharmaError as error:
            log.info("providers not looked at: %s", error)
            return
        for check in provider_checks(found):
            self.report(check)


def _said(event: HealthChanged) -> tuple[str, str, str]:
    return event.status, event.reason, event.hint


def schedule_check(scheduler: Scheduler) -> Check:
    """How the scheduler is."""
    if scheduler.failures:
        times = "once" if scheduler.failures == 1 else f"{scheduler.failures} times in a row"
        reason = f"scheduled scans failed {times}: {scheduler.last_failure}"
        return Check(SCHEDULER, Status.WARNING, reason, "it is tried again, less and less often; scan by hand to see")
    return Check(SCHEDULER, reason="paused" if scheduler.paused else "")


def scan_checks(report: ScanReport) -> list[Check]:
    """How scanning as a whole is, by the last scan; one of single resources does not tell."""
    if report.status is ScanStatus.CANCELLED or report.selection.keys:
        return []
    if report.status in (ScanStatus.FAILED, ScanStatus.INTERRUPTED) and report.reason:
        return [Check(SCANS, Status.FAILED, report.reason, report.hint)]
    return [Check(SCANS, reason=f"the last took {duration(report.seconds)}")]


def provider_checks(parts: Iterable[ScopeReport]) -> list[Check]:
    """How each provider is, by the last report of each of its parts; that a file leaves something out is no failure."""
    known: dict[str, list[ScopeReport]] = {}
    for part in parts:
        known.setdefault(part.scope.provider, []).append(part)
    return [_provider_check(provider, of_it) for provider, of_it in known.items()]


def _provider_check(provider: str, parts: list[ScopeReport]) -> Check:
    unwell = [part for part in parts if part.status in (ScopeStatus.FAILED, ScopeStatus.PARTIAL) and not part.imported]
    if not unwell:
        return Check(f"provider:{provider}")
    causes = troubles(unwell)
    reasons = [_cause(cause) for cause in causes[:SHOWN]]
    if more := sum(len(cause.parts) for cause in causes[SHOWN:]):
        reasons.append(f"and {more:,} more")
    failed = all(part.status is ScopeStatus.FAILED for part in parts)
    hint = next((cause.hint for cause in causes if cause.hint), "")
    return Check(f"provider:{provider}", Status.FAILED if failed else Status.WARNING, "; ".join(reasons), hint)


def _cause(trouble: Trouble) -> str:
    """What is wrong, and with which kinds."""
    kinds = list(dict.fromkeys(part.kind for part in trouble.parts))
    if len(kinds) == 1:
        return f"{kinds[0]}: {trouble.reason}"
    more = f" and {len(kinds) - SHOWN:,} more kinds" if len(kinds) > SHOWN else ""
    return f"{trouble.reason} ({', '.join(kinds[:SHOWN])}{more})"
