"""How old resources are, and when they end, by a time that was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.query import Condition
from dharma_tui.nlp.spans import Span

MADE = ("created", "launched", "started")
"""Columns that tell since when something is there; the first that a kind has."""


def aged(span: Span, now: datetime, specs: Sequence[KindSpec], ends: bool = False) -> Condition | None:
    """How old things are: by when they were made where their kinds tell that, else by when a scan first found them.

    Of what is to come, or where it is said that they ``ends``, when they expire.
    """
    if span.is_ahead or (ends and (told := ends_in(span, specs)) is not None):
        return ends_in(span, specs) if span.is_ahead else told
    made = [next((name for name in MADE if _has(spec, name)), "") for spec in specs]
    column = made[0] if made and all(name == made[0] for name in made) and made[0] else "first_seen"
    parts = []
    if span.start is not None:
        parts.append(f"{column}>={span.start.isoformat(timespec='seconds')}")
    if span.end is not None and span.end < now:
        parts.append(f"{column}<{span.end.isoformat(timespec='seconds')}")
    said = column.replace("_", " ")
    return Condition(" ".join(parts), f"{said} {span.words}") if parts else None


def ends_in(span: Span, specs: Sequence[KindSpec]) -> Condition | None:
    """What ends in a time to come, where the kinds tell when that is."""
    if span.start is None or span.end is None or not specs or not all(_has(spec, "expires") for spec in specs):
        return None
    start, end = (moment.isoformat(timespec="seconds") for moment in (span.start, span.end))
    return Condition(f"expires>={start} expires<{end}", f"expiring {span.words}")


def _has(spec: KindSpec, name: str) -> bool:
    return any(column.name == name for column in spec.columns)
