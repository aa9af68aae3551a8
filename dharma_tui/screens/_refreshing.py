"""Looking again at what a screen shows, now, without waiting for the next scan: all that ``r`` does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.reactive import reactive

from dharma_tui.core import format
from dharma_tui.core.events import Event, ScanAsked, ScanEnded
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.services.scan_selection import exactly


class Refreshing(ServiceScreen):
    """A screen of which a resource, a kind or a place can be refreshed. Subclasses give ``action_refresh``."""

    refreshing: reactive[str] = reactive("", init=False)
    """What is looked at again at this moment."""

    def action_refresh(self) -> None:
        """Look again at what is meant here."""

    def command_refresh(self, argument: str) -> None:
        """``:refresh`` does as ``r``."""
        self.action_refresh()

    def look_again(self, selection: Selection, what: str, *, hint: str = "") -> None:
        """Have ``selection`` scanned by a process of its own, after the scan under way; ``what`` is it in words."""
        if self.refreshing:
            self.say(f"{self.refreshing} is being looked at already", "it takes a moment", severity="warning")
            return
        self.refreshing = what
        self.run(lambda: self._look(selection, what, hint), group="refresh", exclusive=False)

    async def _look(self, selection: Selection, what: str, hint: str) -> None:
        scans = self.services.scanner_process
        try:
            if scans.running:
                self.say(f"{what} is looked at when the scan under way has ended", "3 shows it; :cancel stops it")
                await self._scan_over()
            else:
                self.say(f"Looking again at {what}…", hint, timeout=3)
            report = await scans.run(selection)
        except Exception:
            self.refreshing = ""
            raise
        self.refreshing = ""
        told, why, well = outcome(report, what)
        self.say(told, why, severity="information" if well else "warning")
        self.reload()

    async def _scan_over(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def hear(_: Event) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(ended.set)

        # a process that is refused ends without a scan that could end
        subscriptions = [self.services.bus.subscribe(event, hear) for event in (ScanEnded, ScanAsked)]
        try:
            while self.services.scanner_process.running:  # another that waited may have come first
                await ended.wait()
                ended.clear()
        finally:
            for subscription in subscriptions:
                subscription.cancel()


def outcome(report: ScanReport, what: str) -> tuple[str, str, bool]:
    """What came of looking again: in words, with a hint, and whether it went well."""
    unwell = next((part for part in report.scopes if part.status is not ScopeStatus.COMPLETE), None)
    if report.status is not ScanStatus.COMPLETE:
        reason = report.reason or (unwell.reason if unwell else report.status.value)
        return f"{what} could not be seen whole: {reason}", report.hint or (unwell.hint if unwell else ""), False
    cost = f"{format.counted(report.calls, 'call')} in {format.duration(report.seconds)}"
    if not report.selection.keys:
        moved = f"{report.added:,} new, {report.changed:,} changed, {report.removed:,} gone"
        return f"{what}: {moved}, {cost}", "", True
    if len(report.selection.keys) > 1:
        same = max(0, report.resources - report.added - report.changed)
        return f"{what}: {report.changed:,} changed, {report.removed:,} gone, {same:,} as before, {cost}", "", True
    became = "is gone" if report.removed else "has changed" if report.added + report.changed else "is as it was"
    return f"{what} {became}, {cost}", "", True


def of_resource(resource: Resource) -> Selection:
    """This one resource, where it is known to live."""
    return of_kinds((resource.ref.kind,), resource.scope, keys=(resource.ref.key,))


def of_resources(refs: Iterable[ResourceRef]) -> Selection:
    """These resources alone, wherever each is known to live."""
    listed = tuple(refs)
    kinds, keys = {ref.kind for ref in listed}, {ref.key for ref in listed}
    return Selection(kinds=tuple(sorted(kinds)), keys=tuple(sorted(keys)))


def of_parts(parts: Iterable[tuple[Scope, str]]) -> Selection:
    """The kinds of these parts, where the parts are."""
    listed = tuple(parts)
    accounts, regions, kinds = (
        tuple(dict.fromkeys(word for word in words if word))
        for words in (
            (exactly(scope.account) for scope, _ in listed),
            (exactly(scope.region) for scope, _ in listed),
            (kind for _, kind in listed),
        )
    )
    return Selection(kinds=kinds, accounts=accounts, regions=regions)


def of_kinds(kinds: tuple[str, ...], scope: Scope, *, keys: tuple[str, ...] = ()) -> Selection:
    """These kinds in one scope."""
    accounts, regions = (((exactly(word),) if word else ()) for word in (scope.account, scope.region))
    return Selection(kinds=kinds, accounts=accounts, regions=regions, keys=keys)
