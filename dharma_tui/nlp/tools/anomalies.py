"""Series that are not as they usually are."""

from __future__ import annotations

from datetime import timedelta

from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.measures import measured, series_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import NONE, asked_refs, sparks, too_short, window
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, named

UNUSUAL = 3.5
"""Usual spreads from the median from which a value counts as unusual."""
_POINTS = 12
"""Fewest points that tell what is usual."""
_LATELY = timedelta(hours=1)
HOW = (
    "Measured as the distance of the newest hour's median from the median before, in median absolute deviations (a robust"
    f" z-score; unusual from {UNUSUAL}). It knows nothing of seasons, so a busy morning may count as unusual."
)


class Anomalies(Tool):
    """Robust z-scores of the recorded series: the newest hour against what was before."""

    NAME = "anomalies"
    SUMMARY = "Recorded metrics that are far from what they usually are, by a robust z-score."
    INTENTS = ("detect_anomalies",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_name", "metric", "resource_kind", "time_range"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        span = await window(asked, self.desk, timedelta(days=3), "in the last hour")
        since = min(span.since, span.until - timedelta(days=1))
        recent = max(span.since, span.until - _LATELY)
        names, refs = series_of(asked.frame.values("metric")), await asked_refs(asked, self.desk)
        every = await self.services.metrics.odd(names, since, recent, span.until, refs)
        judged = [one for one in every if one.points >= _POINTS]
        odd = [one for one in judged if abs(one.score) >= UNUSUAL]
        basis = Basis("recorded metrics", span.until, (span.words,), too_short(len(every) - len(judged)))
        if not judged:
            recorded = await self.services.metrics.recorded()
            need = (
                f"Fewer than {_POINTS} points were recorded before it, too few to say what is usual."
                if recorded
                else NONE
            )
            return Answer(
                lines("Nothing can be said of what is unusual.", need), basis=basis, next_steps=("cpu usage",)
            )
        called = {one.ref: one.name for one in await self.desk.naming.of_refs([one.metric.ref for one in odd[:FIRST]])}
        rows = tuple(
            (
                printable(called.get(one.metric.ref, one.metric.ref.key), 40),
                one.metric.name,
                measured(one.now, one.metric.unit),
                measured(one.usual, one.metric.unit),
                f"{one.score:+.1f}",
            )
            for one in odd[:FIRST]
        )
        of = f" of {named(asked.targets[0].name)}" if asked.targets else ""
        said = f"**{counted(len(odd), 'series', 'series')}**{of} of {len(judged):,} unusual."
        return Answer(
            lines(said, HOW),
            Table(
                ("RESOURCE", "METRIC", "NOW", "USUALLY", "SCORE"),
                rows,
                len(odd),
                tuple(o.metric.ref for o in odd[:FIRST]),
            )
            if odd
            else None,
            await sparks(self.desk, [one.metric for one in odd], span, called),
            basis,
            of_kind(odd[0].metric.ref) if odd else "",
            ("why is the first one unusual?", "what changed today?", "describe the first one")
            if odd
            else ("what changed today?",),
        )
