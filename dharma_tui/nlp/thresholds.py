"""Conditions of numbers: "over 80 % cpu", "between 100 and 200 gb", "with exactly 5 replicas", "top 5 by memory"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import Column, KindSpec
from dharma_tui.core.view import SortKey
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.entities.ranges import Range, ranged
from dharma_tui.nlp.measuring import COPIES, is_told_in, measured, of_so_many, place_of
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.tools._base import Asked

_MEASURED = {
    "cpu": ("cpu", "busy", "load"),
    "memory": ("mem", "memory", "memp", "use"),
    "disk": ("use", "used", "size", "storage"),
    "connections": ("connections", "conns"),
    "queue_depth": ("messages",),
    "request_rate": ("requests",),
}
"""Columns in which a kind tells a metric."""
_THRESHOLD = re.compile(r"(>=|<=|>|<)?(\d+(?:\.\d+)?)(%|[kmgt]b?|b|ms|s|cores?|vcpus?)?")
_HAVING = frozenset({"with", "have", "has", "having", "exactly", "precisely", "whose"})
"""Before a bare number these say that things have so many of something, and not how many things are meant."""


def with_measures(asked: Asked, specs: Sequence[KindSpec], query: Query) -> Query:
    """``query`` with what is said of numbers: conditions, what is left out of them, or how many are wanted."""
    counts, metrics = _with_units(asked.words, asked.frame.values("count")), asked.frame.values("metric")
    columns = {column.name: column for spec in specs for column in spec.columns}
    column = next((name for metric in metrics for name in _MEASURED.get(metric, (metric,)) if name in columns), "")

    def told_by(count: re.Match[str]) -> str:
        is_told = column and is_told_in(columns[column], count[3] or "")
        return column if is_told else _compared(asked, count, specs)

    before, told = "", query
    if (both := None if asked.frame.intent in CHANGES else ranged(asked.words, counts)) is not None:
        end = _THRESHOLD.fullmatch(f"<={both.high}{both.unit}")
        if end and (name := told_by(end)):
            told = told.and_also(*_within(name, both))
            counts = tuple(one for one in counts if not both.has(one))
        else:
            told = replace(told, untold=(*told.untold, " ".join((*metrics, both.words))))
            counts = tuple(one for one in counts if not both.has(one))
    for count in counts:
        found = _THRESHOLD.fullmatch(count)
        if found is None:
            told = replace(told, untold=(*told.untold, count))
            continue
        op, unit = found[1] or "", found[3] or ""
        name = told_by(found)
        if not op and not unit and (of := _of_so_many(asked, found[2], specs)):
            name, op = of, "="
        elif not op and name:
            op = before or "=" if unit else ""
        if op and name:
            said = "" if op in {found[1], "="} else op
            text = f"{name}{op}{found[2]}{_unit(unit)}"
            told = told.and_also(Condition(text, f"with {name.replace('_', ' ')} {said}{count}"))
        elif op or unit:
            told = replace(told, untold=(*told.untold, " ".join((*metrics, count))))
        elif left := _had(asked, found[2]):
            told = replace(told, untold=(*told.untold, left))
        else:
            told = replace(told, limit=int(float(found[2])))
        before = op
    return _sorted(asked, column, _either(asked, query, told))


def _with_units(words: Sequence[str], counts: Sequence[str]) -> tuple[str, ...]:
    """``counts``, where "4 or 8 vcpus" is of the one unit."""
    told = list(counts)
    for at, (one, after) in enumerate(pairwise(counts)):
        found = _THRESHOLD.fullmatch(after)
        joined = (words[place : place + 2] for place, word in enumerate(words) if word == one)
        if one.isdecimal() and found and not found[1] and found[3] and any("or" in pair[1:] for pair in joined):
            told[at] = f"{one}{found[3]}"
    return tuple(told)


def _within(name: str, both: Range) -> tuple[Condition, ...]:
    """That a column lies within both ends, or outside of them."""
    low, high = f"{name}>={both.low}{_unit(both.unit_of_low)}", f"{name}<={both.high}{_unit(both.unit)}"
    words = f"with {name.replace('_', ' ')}"
    if both.is_not:
        return (Condition(f"!({low} {high})", f"not {words} {both.words}"),)
    of_low, of_high = f"{both.low}{both.unit_of_low}", f"{both.high}{both.unit}"
    return Condition(low, f"{words} from {of_low}"), Condition(high, f"{words} to {of_high}")


def _sorted(asked: Asked, column: str, query: Query) -> Query:
    """ "top 5 by memory", where a column tells the metric."""
    counts, metrics = asked.frame.values("count"), asked.frame.values("metric")
    first = {word for before, word in pairwise(("", *asked.words)) if before != "at"}
    if column and (query.limit or first & {"most", "top", "highest", "biggest", "busiest", "least", "lowest"}):
        return replace(query, sort=(SortKey(column, not first & {"least", "lowest", "smallest"}),))
    if metrics and not column and not query.untold and (query.limit or counts):
        return replace(query, untold=(*query.untold, *metrics))
    return query


def _of_so_many(asked: Asked, number: str, specs: Sequence[KindSpec]) -> str:
    """The column that a bare number is of: "4 replicas" of workloads are those that are wanted."""
    columns: tuple[Column, ...] = (*COPIES, *shared(specs))
    is_change = asked.frame.intent in CHANGES
    return of_so_many(asked.words, number, columns, is_of_copies=_is_of_copies(asked, specs) and not is_change)


def _is_of_copies(asked: Asked, specs: Sequence[KindSpec]) -> bool:
    """Whether workloads are asked for, which are kept at a number of copies."""
    return asked.frame.intent == "list_deployments" or "desired" in {one.name for one in shared(specs)}


def _had(asked: Asked, number: str) -> str:
    """What things are said to have so many of; empty where so many of them are wanted: "with 4 replicas", "4 servers"."""
    at = place_of(asked.words, number)
    if asked.frame.intent in CHANGES or not at or at >= len(asked.words):
        return ""
    is_had = asked.words[at - 1] in _HAVING
    return " ".join((number, *asked.words[at + 1 : at + 2])) if is_had else ""


def _compared(asked: Asked, found: re.Match[str], specs: Sequence[KindSpec]) -> str:
    """The column that a comparison is about where no metric says so. No change is planned of what is only likely meant."""
    if asked.frame.intent in CHANGES or (asked.frame.values("metric") and not found[3]):
        return ""
    columns = COPIES if _is_of_copies(asked, specs) else tuple(column for spec in specs for column in spec.columns)
    return measured(asked.words, found[2], found[3] or "", columns)


def _either(asked: Asked, before: Query, query: Query) -> Query:
    """ "smaller than 50 gb or larger than 500 gb": one of the comparisons, where "or" is said of them."""
    told = query.conditions[len(before.conditions) :]
    if len(told) < 2 or "or" not in asked.words or asked.has("and", "between"):
        return query
    one = Condition(f"({' | '.join(each.text for each in told)})", " or ".join(each.words for each in told))
    return replace(query, conditions=(*before.conditions, one))


def _unit(unit: str) -> str:
    return {"": "", "%": "%"}.get(unit, unit.upper().removesuffix("B") if unit and unit[0] in "kmgt" else "")
