"""Measured values, now and before."""

from __future__ import annotations

from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.format import age
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.measures import WOULD_TELL, measured, series_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import NONE, Window, asked_refs, sparks, window
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, listed, named
from dharma_tui.services.metrics import Spread

_COLUMNS = ("RESOURCE", "METRIC", "NOW", "AVERAGE", "LOWEST", "HIGHEST", "95 %", "AGE")


class Measurements(Tool):
    """Current and past values of a metric, of one resource or of all that are measured."""

    NAME = "measurements"
    SUMMARY = "Current or past value of a metric: now, average, lowest, highest and 95th percentile."
    INTENTS = ("show_statistics",)
    PARAMETERS = (
        Parameter("metric", "metric", True),
        Parameter("resource_name", "resource_name"),
        Parameter("time_range", "time_range"),
    )

    def fits(self, asked: Asked) -> int:
        if asked.frame.values("metric"):
            return 2
        said = {kind for one in asked.said.get("resource_kind", ()) for kind in self.desk.kinds.here(one)}
        is_of_them = said <= {one.ref.kind for one in asked.targets}  # "nodes of cluster prod-1" are counted
        return 3 if asked.targets and is_of_them else 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        span = await window(asked, self.desk)
        names = series_of(asked.frame.values("metric"))
        refs = await asked_refs(asked, self.desk)
        found = await self.services.metrics.spreads(names, span.since, span.until, refs)
        basis = Basis("recorded metrics", max((one.last_at for one in found), default=None), (span.words,))
        if not found:
            return await self._unmeasured(asked, span, refs, basis)
        called = await self._called([one.metric.ref for one in found[:FIRST]])
        now = self.services.clock.now()
        rows = tuple(
            (
                printable(called.get(one.metric.ref, one.metric.ref.key), 40),
                one.metric.name,
                *(
                    measured(value, one.metric.unit)
                    for value in (one.latest, one.mean, one.lowest, one.highest, one.p95)
                ),
                age(one.last_at, now),
            )
            for one in found[:FIRST]
        )
        table = Table(_COLUMNS, rows, len(found), tuple(one.metric.ref for one in found[:FIRST]))
        return Answer(
            self._said(found, span),
            table,
            await sparks(self.desk, [one.metric for one in found], span, called),
            basis,
            of_kind(found[0].metric.ref) if asked.targets else "",
            ("is that unusual?", "when will it run out?", "describe the first one"),
        )

    async def query(self, asked: Asked) -> str:
        span = await window(asked, self.desk)
        return f"recorded metrics {', '.join(series_of(asked.frame.values('metric'))) or 'all'} {span.words}"

    @staticmethod
    def _said(found: list[Spread], span: Window) -> str:
        if len(found) == 1:
            one = found[0]
            told = measured(one.latest, one.metric.unit)
            return (
                f"**{one.metric.name}** is **{told}**, {measured(one.mean, one.metric.unit)} on average {span.words}."
            )
        names = listed(sorted({one.metric.name for one in found})[:6])
        return f"{len(found):,} series of {names} {span.words}, the highest now first."

    async def _unmeasured(self, asked: Asked, span: Window, refs: tuple[ResourceRef, ...], basis: Basis) -> Answer:
        recorded = await self.services.metrics.recorded()
        metrics = listed([named(one) for one in asked.frame.values("metric")], "or") or "metrics"
        of = f" of {listed([named(one.name) for one in asked.targets])}" if refs and asked.targets else ""
        said = f"Nothing recorded {span.words} tells {metrics}{of}."
        if not recorded:
            return Answer(lines(said, NONE), basis=basis, next_steps=("scan status", "how many resources are there?"))
        names = sorted({name for _, name in recorded})
        return Answer(
            lines(said, f"Recorded are {listed([named(one) for one in names[:12]])}.", WOULD_TELL),
            basis=basis,
            next_steps=("cpu usage", "memory usage", "list servers"),
        )

    async def _called(self, refs: list[ResourceRef]) -> dict[ResourceRef, str]:
        return {one.ref: one.name for one in await self.desk.naming.of_refs(list(dict.fromkeys(refs)))}
