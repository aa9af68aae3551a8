"""Where measured usage is heading, by a straight line."""

from __future__ import annotations

from datetime import timedelta

from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.format import counted, duration
from dharma_tui.core.text import printable
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.measures import measured, series_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import NONE, Window, asked_refs, sparks, too_short
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines
from dharma_tui.services.metrics import Trend

POINTS, HOURS = 24, 12.0
"""Fewest points, and fewest hours between the first and the last, through which a line is worth drawing."""
_FITS = 0.3
"""Share of the ups and downs that a line has to explain before it is believed."""
_DAYS = 14
_FULL = 100.0
_FAR = 365 * 86400.0


class Capacity(Tool):
    """A line through what was recorded; says when a percentage reaches 100, and what the line is worth."""

    NAME = "capacity"
    SUMMARY = "When measured usage runs out, by a straight line through what was recorded."
    INTENTS = ("forecast_capacity",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_name", "metric", "resource_kind", "time_range"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        now = self.desk.now()
        span = Window(now - timedelta(days=_DAYS), now, f"in the last {_DAYS} days")
        names, refs = series_of(asked.frame.values("metric")), await asked_refs(asked, self.desk)
        every = await self.services.metrics.trends(names, span.since, now, refs)
        long = [one for one in every if one.points >= POINTS and one.hours >= HOURS]
        basis = Basis("recorded metrics", now, (span.words,), too_short(len(every) - len(long)))
        if not long:
            need = f"It takes {POINTS} points over {HOURS:.0f} hours; {counted(len(every), 'series', 'series')} are shorter."
            need = need if every else NONE
            return Answer(
                lines("No line can be drawn yet.", need), basis=basis, next_steps=("memory usage", "scan status")
            )
        told = sorted(long, key=lambda one: (_left(one) is None, _left(one) or 0, -one.fit))
        called = {one.ref: one.name for one in await self.desk.naming.of_refs([one.metric.ref for one in told[:FIRST]])}
        rows = tuple(
            (
                printable(called.get(one.metric.ref, one.metric.ref.key), 40),
                one.metric.name,
                measured(one.latest, one.metric.unit),
                f"{'+' if one.per_day >= 0 else '−'}{measured(abs(one.per_day), one.metric.unit)}",
                f"{one.fit:.0%}",
                _runs_out(one),
            )
            for one in told[:FIRST]
        )
        ending = [one for one in told if _left(one) is not None]
        said = f"**{counted(len(ending), 'series', 'series')}** of {len(told):,} would reach 100 % within a year."
        return Answer(
            lines(said if ending else f"None of {len(told):,} series is clearly heading for its limit.", _HOW),
            Table(
                ("RESOURCE", "METRIC", "NOW", "A DAY", "FIT", "FULL IN"),
                rows,
                len(told),
                tuple(o.metric.ref for o in told[:FIRST]),
            ),
            await sparks(self.desk, [one.metric for one in told], span, called),
            basis,
            of_kind(told[0].metric.ref),
            ("is the first one unusual?", "describe the first one", "what changed today?"),
        )


_HOW = "A straight line, no season and no plan in it: a hint where to look, no forecast to buy by."


def _left(one: Trend) -> float | None:
    """Seconds until a percentage reaches 100; None for what has no known limit, does not grow, or does not grow evenly."""
    if one.metric.unit != "percent" or one.per_day <= 0 or one.fit < _FITS:
        return None
    seconds = (_FULL - one.latest) / one.per_day * 86400
    return seconds if 0 <= seconds < _FAR else None


def _runs_out(one: Trend) -> str:
    left = _left(one)
    if left is not None:
        return duration(left)
    return "no known limit" if one.metric.unit != "percent" else "not by this line"
