"""Conditions on metrics that no column tells, by the newest value of the series that are recorded: "servers with cpu over 50%"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.format import since
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.measures import WOULD_TELL, series_of
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import listed, named

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk
    from dharma_tui.services.metrics import Spread

    _Recorded: TypeAlias = dict[ResourceRef, Spread]

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
_SPARE = 700
"""Characters for what else is said of them, behind a metric."""
_SHOWN = 12


async def by_series(asked: Asked, query: Query, desk: Desk) -> Query:
    """``query`` with what it says of one metric told by what is recorded of it now, where anything of these kinds is.

    All its limits are one condition: whom each of them fits.
    """
    metrics, fitting = asked.frame.values("metric"), list[set[ResourceRef]]()
    recorded: dict[str, _Recorded] = {}
    for count in asked.frame.values("count") if len(metrics) == 1 else ():
        limit, said = _LIMIT.fullmatch(count), f"{metrics[0]} {count}"
        if limit is None or said not in query.untold or not (found := await _recorded(metrics[0], limit, query, desk)):
            continue
        is_so, number = _SIGNS[limit["sign"]], float(limit["number"]) * _UNITS.get(limit["unit"] or "", ("", 1.0))[1]
        fitting.append({ref for ref, one in found.items() if is_so(one.latest, number)})
        recorded[said] = found
    if not recorded:
        return query
    text = await _short(query, set.intersection(*fitting), desk)
    last = max(one.last_at for found in recorded.values() for one in found.values())
    of = len(set.union(*map(set, recorded.values())))
    told = f"with {listed([*recorded])}, recorded {since(last, desk.services.clock.now())} of {of:,} alone"
    left = tuple(one for one in query.untold if one not in recorded)
    return replace(query.and_also(Condition(text, told)), untold=left) if query.has_room(text, _SPARE) else query


async def _short(query: Query, refs: set[ResourceRef], desk: Desk) -> str:
    """A filter that shows nothing but these; of those alone that are shown where all of them are too many to be named."""
    if query.has_room(text := query.only(refs), _SPARE):
        return text
    inventory = desk.services.inventory
    shown = set(await inventory.refs(await inventory.open(query.view())))
    return min(query.only(shown & refs), query.but(shown - refs), key=len)


async def _recorded(metric: str, limit: re.Match[str], query: Query, desk: Desk) -> _Recorded:
    """The most telling series of each resource whose unit is that of a limit."""
    now, names, unit = desk.now(), series_of((metric,)), _UNITS.get(limit["unit"] or "", ("", 1.0))[0]
    found: dict[ResourceRef, Spread] = {}
    for one in await desk.services.metrics.spreads(names, now - _DAY, now):
        is_of_kind = not query.kinds or one.metric.ref.kind in query.kinds
        if not is_of_kind or (unit and not one.metric.unit.startswith(unit)):
            continue
        best = found.get(one.metric.ref)  # the most telling of them
        if best is None or names.index(one.metric.name) < names.index(best.metric.name):
            found[one.metric.ref] = one
    return found


async def what_is_recorded(asked: Asked, query: Query, desk: Desk) -> str:
    """What series there are, where a number of a metric was asked for that none tells of these kinds."""
    if not any(one.startswith(f"{metric} ") for metric in asked.frame.values("metric") for one in query.untold):
        return ""
    recorded = await desk.services.metrics.recorded()
    names = sorted({name for kind, name in recorded if not query.kinds or kind in query.kinds})
    if names:
        return f"Recorded of some of them are {listed([named(one) for one in names[:_SHOWN]])}."
    return f"Nothing is recorded of them. {WOULD_TELL}"
