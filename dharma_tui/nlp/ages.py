"""How old resources are, and when they end, by a time that was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.query import Condition
from dharma_tui.nlp.spans import Span

MADE = ("created", "launched", "started")
"""Columns that tell since when something is there; the first that a kind has."""


_NOT = frozenset({"not", "don't", "doesn't", "won't", "never", "aren't", "isn't", "without"})
_LATER = frozenset({"more", "longer", "later", "over", "beyond"})


def end(words: Sequence[str]) -> bool:
    """Whether it is said of things that they end."""
    return any(word.startswith("expir") for word in words)


def are_to_end(words: Sequence[str]) -> bool:
    """Whether it is said that they will: a month is then the next one of its name."""
    return end(words) and "expired" not in words


def aged(span: Span, now: datetime, specs: Sequence[KindSpec], words: Sequence[str] = ()) -> Condition | None:
    """How old things are: by when they were made where their kinds tell that, else by when a scan first found them.

    Of what is to come, or where ``words`` say that they end, when they expire.
    """
    if span.is_ahead or (end(words) and ends_in(span, specs, words, now) is not None):
        return ends_in(span, specs, words, now)
    made = [next((name for name in MADE if _has(spec, name)), "") for spec in specs]
    column = made[0] if made and all(name == made[0] for name in made) and made[0] else "first_seen"
    parts = []
    if span.start is not None:
        parts.append(f"{column}>={span.start.isoformat(timespec='seconds')}")
    if span.end is not None and span.end < now:
        parts.append(f"{column}<{span.end.isoformat(timespec='seconds')}")
    said = column.replace("_", " ")
    return Condition(" ".join(parts), f"{said} {span.words}") if parts else None


def ends_in(span: Span, specs: Sequence[KindSpec], words: Sequence[str], now: datetime) -> Condition | None:
    """What ends in a time, where the kinds tell when that is; what ends before a time to come has not ended yet."""
    if not specs or not all(_has(spec, "expires") for spec in specs):
        return None
    start, until, said = span.start, span.end, span.words
    if span.is_ahead and until is None:  # what ends in 30 days ends in some of them
        start, until = now, start
    elif span.is_ahead and not _LATER.isdisjoint(words):
        start, until, said = until, None, said.replace("in the next", "in more than")
    elif start is None and until is not None and until > now:
        start = now
    if start is None and until is None:
        return None
    is_left_out = not _NOT.isdisjoint(words)
    told = [
        f"expires{sign}{moment.isoformat(timespec='seconds')}"
        for sign, moment in ((">=", start), ("<", until))
        if moment is not None
    ]
    if not is_left_out:
        return Condition(" ".join(told), f"expiring {said}")
    return Condition(f"!({' '.join(told)})", f"not expiring {said}")


def _has(spec: KindSpec, name: str) -> bool:
    return any(column.name == name for column in spec.columns)
