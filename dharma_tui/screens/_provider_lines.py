"""Each provider as a line: how it is, what of it was found, and when last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.events import HealthChanged
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.widgets.line_list import Line

if TYPE_CHECKING:
    from dharma_tui.services.scheduler import Scheduler
    from dharma_tui.services.store.coverage import Coverage

_HEALTH = {"ok": ("✓", "line--good"), "warning": ("▲", "line--warning"), "failed": ("✗", "line--critical")}


def provider_lines(
    services: Sequence[ProviderService],
    health: Iterable[HealthChanged],
    coverage: Sequence[Coverage],
    scheduler: Scheduler,
    now: datetime,
    running: Collection[str] = (),
    intervals: Mapping[str, float] = MappingProxyType({}),
) -> list[Line]:
    """One line a provider, and one for every part of the console that is not well.

    ``running`` are the providers a scan is under way of, ``intervals`` how many minutes after one each is scanned again, where
    that is not the same for all. One that is not set up and never was scanned has no line.
    """
    from dharma_tui.services.automatic import set_up

    said = {event.component: event for event in health}
    known = set_up(services) | {part.scope.provider for part in coverage}
    lines = [
        _line(
            *(provider, services, said.get(f"provider:{provider}"), coverage, now),
            running=provider in running,
            every=_every(intervals, provider),
        )
        for provider in sorted(known)
    ]
    if scheduler.failures:
        lines.append(
            _remark(
                "schedule", f"{format.counted(scheduler.failures, 'scan')} in a row failed: {scheduler.last_failure}"
            )
        )
    unknown = sorted(intervals.keys() - {service.provider for service in services})
    lines += [_remark("schedule", f"scan.intervals names {name}: there is no such provider") for name in unknown]
    unwell = (event for event in said.values() if event.status != "ok" and not event.component.startswith("provider:"))
    return lines + [_remark(event.component, f"{event.reason}. {event.hint}".strip()) for event in unwell]


def _line(
    provider: str,
    services: Sequence[ProviderService],
    said: HealthChanged | None,
    coverage: Sequence[Coverage],
    now: datetime,
    *,
    running: bool,
    every: str,
) -> Line:
    parts = [part for part in coverage if part.scope.provider == provider]
    kinds = sum(len(service.kinds) for service in services if service.provider == provider)
    found = sum(part.known for part in parts)
    latest = max((part.at for part in parts if not part.report.cut_off), default=None)
    complete = sum(part.complete_at == part.at for part in parts)
    unwell = said if said and said.status != "ok" else None
    mark, style = ("»", "line--key") if running else _HEALTH[unwell.status] if unwell else _by_parts(parts)
    seen = f"scanned {format.age(latest, now)} ago".replace("now ago", "now") if latest else "never scanned"
    if latest and every:
        seen = seen.removeprefix("scanned ")  # for which there is no room beside how often
    missing = "" if unwell else _not_complete(parts)
    done = f"{complete:,} of {format.counted(len(parts), 'part')} complete" if parts else format.counted(kinds, "kind")
    if missing:  # which is to be seen wherever there is room for anything
        done = f"{complete:,} of {len(parts):,} complete"
    return Line(
        (
            (f" {mark} ", style),
            (f"{printable(provider):<10} ", "line--strong"),
            (f"{found:>9,} found  ", "line--plain"),
            (f"{done}{', ' if missing else '  '}", "line--plain"),
            (f"{missing}  " if missing else "", "line--warning"),
            (f"{'being scanned' if running else seen}{every}  ", "line--quiet"),
            (printable(unwell.reason) if unwell else "", "line--warning"),
        ),
        value=provider,
    )


def _every(intervals: Mapping[str, float], provider: str) -> str:
    minutes = intervals.get(provider)
    if minutes is None:
        return ""
    return f", every {format.duration(minutes * 60)}" if minutes else ", not by schedule"


def _by_parts(parts: Sequence[Coverage]) -> tuple[str, str]:
    """How a provider is that nothing is said of, by the last report of each of its parts."""
    statuses = {part.report.status for part in parts}
    if not statuses:
        return "·", "line--quiet"
    if statuses == {ScopeStatus.FAILED}:
        return _HEALTH["failed"]
    if statuses & {ScopeStatus.FAILED, ScopeStatus.PARTIAL}:
        return _HEALTH["warning"]
    return _HEALTH["ok"] if statuses == {ScopeStatus.COMPLETE} else ("○", "line--quiet")


def _not_complete(parts: Sequence[Coverage]) -> str:
    """How many parts are not complete, by why not."""
    counts = Counter(part.report.status for part in parts)
    order = (ScopeStatus.FAILED, ScopeStatus.PARTIAL, ScopeStatus.SKIPPED)
    return ", ".join(f"{counts[status]:,} {status.value}" for status in order if counts[status])


def _remark(component: str, words: str) -> Line:
    return Line(
        (
            (" ▲ ", "line--warning"),
            (f"{printable(component):<10} ", "line--strong"),
            (printable(words, 300), "line--warning"),
        )
    )
