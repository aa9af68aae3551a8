"""Conditions on metrics that no column tells, by the newest value of the series that are recorded: "servers with cpu over 50%"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING

from dharma_tui.core.filter import quoted
from dharma_tui.core.format import since
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.measures import WOULD_TELL, series_of
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import listed, named

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.services.metrics import Spread

_DAY = timedelta(days=1)
_LIMIT = re.compile(r"(?P<sign>>=|<=|>|<)(?P<number>\d+(?:\.\d+)?)(?P<unit>%|[kmgt]b?|b|ms|s)?")
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
_UNITS: Mapping[str, tuple[str, float]] = {
    "%": ("percent", 1),
    "ms": ("seconds", 0.001),
    "s": ("seconds", 1),
    **{f"{sign}{end}": ("bytes", 1024.0**power) for power, sign in enumerate("kmgt", 1) for end in ("", "b")},
    "b": ("bytes", 1),
}
"""The unit of a series, and how much of it one is."""
_LONGEST = 3_500
"""Characters of a condition; a filter has room for a few more."""
_SHOWN = 12
_NONE = 'key=""'


async def by_series(asked: Asked, query: Query, desk: Desk) -> Query:
    """``query`` with what it says of one metric told by what is recorded of it now, where anything of these kinds is."""
    metrics = asked.frame.values("metric")
    for count in asked.frame.values("count") if len(metrics) == 1 else ():
        limit, said = _LIMIT.fullmatch(count), f"{metrics[0]} {count}"
        if limit is None or said not in query.untold:
            continue
        if (condition := await _told(said, limit, query, desk)) is not None:
            query = replace(query.and_also(condition), untold=tuple(one for one in query.untold if one != said))
    return query


async def _told(said: str, limit: re.Match[str], query: Query, desk: Desk) -> Condition | None:
    now, names = desk.now(), series_of((said.partition(" ")[0],))
    found: dict[ResourceRef, Spread] = {}
    unit, factor = _UNITS.get(limit["unit"] or "", ("", 1.0))
    for one in await desk.services.metrics.spreads(names, now - _DAY, now):
        is_of_kind = not query.kinds or one.metric.ref.kind in query.kinds
        if not is_of_kind or (unit and not one.metric.unit.startswith(unit)):
            continue
        best = found.get(one.metric.ref)  # the most telling of them
        if best is None or names.index(one.metric.name) < names.index(best.metric.name):
            found[one.metric.ref] = one
    if not found:
        return None
    is_so, number = _SIGNS[limit["sign"]], float(limit["number"]) * factor
    fitting = sorted(ref.key for ref, one in found.items() if is_so(one.latest, number))
    text = f"key={','.join(map(quoted, fitting))}" if fitting else _NONE
    last = max(one.last_at for one in found.values())
    told = f"with {said}, recorded {since(last, desk.services.clock.now())} of {len(found):,} alone"
    return Condition(text, told) if len(text) < _LONGEST else None


async def what_is_recorded(asked: Asked, query: Query, desk: Desk) -> str:
    """What series there are, where a number of a metric was asked for that none tells of these kinds."""
    if not any(one.startswith(f"{metric} ") for metric in asked.frame.values("metric") for one in query.untold):
        return ""
    recorded = await desk.services.metrics.recorded()
    names = sorted({name for kind, name in recorded if not query.kinds or kind in query.kinds})
    if names:
        return f"Recorded of some of them are {listed([named(one) for one in names[:_SHOWN]])}."
    return f"Nothing is recorded of them. {WOULD_TELL}"
