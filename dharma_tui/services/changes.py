"""What changed, when, and in which properties: read from the lake's own history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Json, ResourceRef, Scope
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.commits import Snapshot
from dharma_tui.services.store.difference import field_changes
from dharma_tui.services.store.feed import Feed, FeedFilter, Images
from dharma_tui.services.store.lake import Lake


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
    ) -> list[Change]:
        """Every change after ``start`` up to ``end`` (now), newest first, at most ``limit``.

        A start before the store's history counts as its beginning. Raises NotFoundError, FilterError, StoreError.
        """
        only = self._filter(kinds, ref, text, noisy)
        return await self._io.run(lambda: self._changes(self._feed(start, end, only, clamp=True).events(limit)))

    async def history(self, ref: ResourceRef, limit: int = 200) -> list[Change]:
        """Everything that is remembered of one resource, newest first."""
        only = FeedFilter(ref=ref)
        return await self._io.run(lambda: self._changes(self._whole(only).events(limit)))

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
        """The net difference of two moments: what came and went between them, or changed and changed back, is left out."""
        only = self._filter(kinds, ref, text, noisy)
        return await self._io.run(lambda: self._changes(self._feed(start, end, only).net(limit)))

    def _filter(self, kinds: Sequence[str], ref: ResourceRef | None, text: str, noisy: bool) -> FeedFilter:
        asked = noisy or kinds or ref
        without = () if asked else tuple(kind for kind, spec in self._kinds.items() if spec.noisy)
        return FeedFilter(tuple(kinds), without, ref, text)

    def _feed(self, start: str, end: str, only: FeedFilter, *, clamp: bool = False) -> Feed:
        first, last = self._start(start, clamp), self._lake.resolve(end)
        if first.id > last.id:
            raise UsageError(f"{start or 'now'} is after {end or 'now'}", "write the earlier moment first")
        return Feed(self._lake, first.id, last.id, only)

    def _whole(self, only: FeedFilter) -> Feed:
        return Feed(self._lake, self._lake.oldest().id, self._lake.snapshot().id, only)

    def _start(self, start: str, clamp: bool) -> Snapshot:
        try:
            return self._lake.resolve(start)
        except NotFoundError:
            if not clamp or start.lstrip().startswith("#"):
                raise
            return self._lake.oldest()

    def _timeline(self, start: str, end: str, buckets: int, only: FeedFilter) -> list[Bucket]:
        feed = self._feed(start, end, only, clamp=True)
        begin, finish = self._lake.moment(start), self._lake.moment(end)
        span = max((finish - begin) / buckets, timedelta(microseconds=1))
        counted = [[0, 0, 0] for _ in range(buckets)]
        for at, *numbers in feed.counts():
            index = min(buckets - 1, max(0, int((at - begin) / span)))
            for place, number in enumerate(numbers):
                counted[index][place] += number
        return [Bucket(begin + span * index, *numbers) for index, numbers in enumerate(counted)]

    def _changes(self, images: Sequence[Images]) -> list[Change]:
        changes = (self._change(image) for image in images)
        return [change for change in changes if change]

    def _change(self, images: Images) -> Change | None:
        """The change behind two versions; None when nothing but what changes by itself did."""
        before, after = images.before, images.after
        fields: tuple[FieldChange, ...] = ()
        if before and after:
            spec = self._kinds.get(images.ref.kind)
            ignored = [f"attrs.{path}" for path in spec.volatile] if spec else []
            fields = field_changes(_properties(before), _properties(after), ignored)
            if not fields:
                return None
        kind = ChangeKind.CHANGED if fields else ChangeKind.ADDED if after else ChangeKind.REMOVED
        shown = after or before
        assert shown is not None
        scope = Scope(shown["provider"], shown["account"], shown["region"])
        return Change(images.ref, shown["name"], scope, kind, images.at, images.snapshot, shown["scan_id"], fields)


def _properties(image: Mapping[str, Any]) -> dict[str, Json]:
    """A version as one tree, in the order a person would read it."""
    return {
        "name": image["name"],
        "state": image["state"],
        "provider": image["provider"],
        "account": image["account"],
        "region": image["region"],
        "labels": dict(image["labels"] or {}),
        "attrs": json.loads(image["attrs"] or "{}"),
    }
