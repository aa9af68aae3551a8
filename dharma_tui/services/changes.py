"""What changed, when, and in which properties: read from the lake's own history."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.change_log import EVERYTHING, ChangeLog, Event, LogFilter
from dharma_tui.services.store.difference import field_changes
from dharma_tui.services.store.lake import Lake

PAGE = 1_000
"""Events read at once where the first ones turned out to be no changes."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One stretch of a time line: when it starts, and how many resources were added, changed and removed in it."""

    start: datetime
    added: int
    changed: int
    removed: int


class Changes:
    """Answers what changed between two moments. Kinds declared noisy are left out unless asked for."""

    def __init__(self, lake: Lake, io: IoPool, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._io = io
        self._kinds = kinds

    async def between(
        self,
        start: str,
        end: str = "",
        *,
        kinds: Sequence[str] = (),
        ref: ResourceRef | None = None,
        text: str = "",
        noisy: bool = False,
        limit: int = 1000,
        states: Sequence[str] = (),
    ) -> list[Change]:
        """Every change after ``start`` up to ``end`` (now), newest first, at most ``limit``; only into ``states`` if any.

        A start before the store's history counts as its beginning. Raises NotFoundError, FilterError, StoreError.
        """
        only = replace(self._filter(kinds, ref, text, noisy), states=tuple(states))
        return await self._io.run(lambda: self._changes(self._log(start, end, only).events, limit))

    async def history(self, ref: ResourceRef, limit: int = 200) -> list[Change]:
        """Everything that is remembered of one resource, newest first."""
        log = ChangeLog(self._lake, EVERYTHING, sys.maxsize, LogFilter(ref=ref))
        return await self._io.run(lambda: self._changes(log.events, limit))

    async def timeline(
        self, start: str, end: str = "", buckets: int = 60, *, kinds: Sequence[str] = (), noisy: bool = False
    ) -> list[Bucket]:
        """How much changed over time, in ``buckets`` stretches of equal length; nothing is left out in between."""
        only = self._filter(kinds, None, "", noisy)
        return await self._io.run(lambda: self._timeline(start, end, max(1, buckets), only))

    async def compare(
        self,
        start: str,
        end: str = "",
        *,
        kinds: Sequence[str] = (),
        ref: ResourceRef | None = None,
        text: str = "",
        noisy: bool = False,
        limit: int = 1000,
    ) -> list[Change]:
        """The net difference of two moments: what came and went between them, or changed and changed back, is left out.

        Otherwise as ``between``.
        """
        only = self._filter(kinds, ref, text, noisy)
        return await self._io.run(lambda: self._changes(self._log(start, end, only).net, limit))

    def _filter(self, kinds: Sequence[str], ref: ResourceRef | None, text: str, noisy: bool) -> LogFilter:
        asked = noisy or kinds or ref
        without = () if asked else tuple(kind for kind, spec in self._kinds.items() if spec.noisy)
        return LogFilter(tuple(kinds), without, ref, text)

    def _log(self, start: str, end: str, only: LogFilter) -> ChangeLog:
        first, last = self._start(start), self._lake.resolve(end).id
        if first > last:
            raise UsageError(f"{start or 'now'} is after {end or 'now'}", "write the earlier moment first")
        return ChangeLog(self._lake, first, last, only)

    def _start(self, start: str) -> int:
        try:
            return self._lake.resolve(start).id
        except NotFoundError:
            if start.lstrip().startswith("#"):
                raise
            return EVERYTHING

    def _timeline(self, start: str, end: str, buckets: int, only: LogFilter) -> list[Bucket]:
        log = self._log(start, end, only)
        begin, finish = self._lake.moment(start), self._lake.moment(end)
        span_us = max(1, -(-round((finish - begin).total_seconds() * 1e6) // buckets))
        counted: list[dict[ChangeKind, int]] = [{} for _ in range(buckets)]
        for stretch, kind, count in log.counts(begin, span_us):
            bucket = counted[min(buckets - 1, max(0, stretch))]
            bucket[kind] = bucket.get(kind, 0) + count
        return [
            Bucket(begin + timedelta(microseconds=span_us * index), *(found.get(kind, 0) for kind in ChangeKind))
            for index, found in enumerate(counted)
        ]

    def _changes(self, read: Callable[[int, int], Sequence[Event]], limit: int) -> list[Change]:
        """The first ``limit`` events that are changes; ``read`` takes how many events, and how many to skip."""
        found: list[Change] = []
        size, seen = limit, 0
        while len(found) < limit:
            events = read(size, seen)
            found += [change for event in events if (change := self._change(event))]
            if len(events) < size:
                break
            size, seen = max(size, PAGE), seen + len(events)
        return found[:limit]

    def _change(self, event: Event) -> Change | None:
        """The change of an event; None when nothing but what changes by itself did."""
        fields: tuple[FieldChange, ...] = ()
        if event.change is ChangeKind.CHANGED:
            assert event.before is not None
            assert event.after is not None
            spec = self._kinds.get(event.ref.kind)
            ignored = [f"attrs.{path}" for path in spec.volatile] if spec else []
            fields = field_changes(event.before, event.after, ignored)
            if not fields:
                return None
        told = (event.ref, event.name, event.scope, event.change, event.at, event.snapshot, event.scan_id)
        return Change(*told, fields, event.first_at)
