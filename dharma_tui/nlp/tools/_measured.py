"""What tools about measured values have in common: the time they look at, the resources, the small lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dharma_tui.core.text import printable
from dharma_tui.core.types import Metric, ResourceRef
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.tools._base import Asked

NONE = (
    "No metrics are recorded yet: the console records them while it is open, for this machine and for what its providers"
    " measure."
)
MOST_REFS = 500
"""Resources whose series are looked at together."""
_SPARKS = 3
_POINTS = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is looked at."""

    since: datetime
    until: datetime
    words: str


async def window(asked: Asked, desk: Desk, usual: timedelta = _DAY, words: str = "in the last 24 hours") -> Window:
    """The time that was said, as far as it lies in the past; else the usual one."""
    now = desk.now()
    span = await desk.span(asked)
    if span is None or span.is_ahead or (span.start is None and span.end is None):
        return Window(now - usual, now, words)
    return Window(span.start or now - 30 * _DAY, min(span.end or now, now), span.words)


async def asked_refs(asked: Asked, desk: Desk) -> tuple[ResourceRef, ...]:
    """Whose series are meant: those named, those of the kind and place that were said, or none for all."""
    if asked.targets:
        return tuple(one.ref for one in asked.targets)
    query = await desk.query(asked, names=False)
    narrow = [one for one in query.conditions if "first seen" not in one.words]
    if not query.kinds and not narrow:
        return ()
    from dataclasses import replace

    from dharma_tui.core.view import View

    view = replace(query, conditions=tuple(narrow)).view()
    found, _ = await desk.naming.matching(View(view.kinds, view.filter), MOST_REFS)
    return tuple(one.ref for one in found) or (ResourceRef("none", "none"),)


def too_short(count: int) -> tuple[str, ...]:
    """What a basis says of series that tell too little."""
    return (f"{count:,} series too short",) if count else ()


async def sparks(
    desk: Desk, metrics: Sequence[Metric], span: Window, called: Mapping[ResourceRef, str]
) -> dict[str, tuple[float, ...]]:
    """The first series as small lines, by the name of whom they are of."""
    found = {}
    for metric in metrics[:_SPARKS]:
        points = await desk.services.metrics.series(metric.ref, metric.name, span.since, span.until, _POINTS)
        name = f"{printable(called.get(metric.ref, metric.ref.key), 40)} {metric.name}"
        found[name] = tuple(value for _, value in points)
    return found
