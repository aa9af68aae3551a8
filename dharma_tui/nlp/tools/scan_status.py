"""How scans went, and how old what is known is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, counted, duration
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.words import bullets, lines, listed, named

_SHOWN = 6
_REASONS = 4


class ScanProgress(Tool):
    """The scan that runs and the last ones, with what failed in them."""

    NAME = "scan_status"
    SUMMARY = "Progress, results, errors and freshness of inventory scans."
    INTENTS = ("discovery_status",)
    PARAMETERS = (Parameter("provider", "provider"),)

    async def answer(self, asked: Asked) -> Answer:
        reports = await self.services.io.run(self.services.scans.recent, 30)
        providers = set(asked.frame.values("provider"))
        told = [one for one in reports if not providers or _providers(one) & providers]
        basis = await self.desk.grounds.of((), (), tuple(providers))
        if not told:
            which = f" of {listed([named(one) for one in sorted(providers)])}" if providers else ""
            return Answer(
                f"There was no scan{which} yet.", basis=basis, opens="discovery", next_steps=("start a scan",)
            )
        now = self.services.clock.now()
        newest = told[0]
        return Answer(
            lines(_said(newest, now), bullets(_failures(newest))),
            Table(
                ("STARTED", "OF", "STATUS", "TOOK", "RESOURCES", "NEW", "CHANGED", "GONE"),
                tuple(_row(one, now) for one in told[:_SHOWN]),
                len(told),
            ),
            basis=basis,
            opens="discovery",
            next_steps=("what changed since the last scan?", "start a scan", "how many resources are there?"),
        )


def _providers(report: ScanReport) -> set[str]:
    return {scope.scope.provider for scope in report.scopes} | set(report.selection.providers)


def _said(report: ScanReport, now: datetime) -> str:
    began = f"began {age(report.started_at, now)} ago"
    if report.status is ScanStatus.RUNNING:
        return f"A scan **is running**: it {began}, and {counted(report.listed, 'part')} of {report.announced:,} are listed."
    reason = f" ({named(report.reason)})" if report.reason else ""
    return f"The last scan {began}, took {duration(report.seconds)} and ended **{report.status.value}**{reason}."


def _failures(report: ScanReport) -> list[str]:
    """Why parts were not listed to the end, the commonest reason first."""
    bad = (ScopeStatus.FAILED, ScopeStatus.PARTIAL)
    reasons = Counter(one.reason or "no reason told" for one in report.scopes if one.status in bad)
    return [f"{counted(count, 'part')}: {named(reason)}" for reason, count in reasons.most_common(_REASONS)]


def _row(report: ScanReport, now: datetime) -> tuple[str, ...]:
    return (
        f"{age(report.started_at, now)} ago",
        printable(", ".join(sorted(_providers(report))) or "all", 24),
        report.status.value,
        duration(report.seconds),
        *(f"{count:,}" for count in (report.resources, report.added, report.changed, report.removed)),
    )
