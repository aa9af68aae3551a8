"""What changed, when, and what is known of by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.format import age, counted
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import Window, window
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.core.changes import Change

_MOST = 500
_FIELDS = 3
_SAID = {
    ChangeKind.ADDED: ("added", "created", "appeared"),
    ChangeKind.REMOVED: ("removed", "deleted", "gone", "disappeared", "vanished", "destroyed", "lost", "lose"),
    ChangeKind.CHANGED: ("changed", "modified", "updated", "altered"),
}
"""How it is said that things came, went or became another."""
_EVERYWHERE = "the changes of every place"
"""What the screen of changes shows, which is not narrowed to a place."""
_SCOPED = 50_000
"""Resources of a place that have changed, of which changes are kept."""
WHO = (
    "Who did it is not known: scans see that things differ, not who made them so. The provider's own log of calls"
    " (CloudTrail in AWS) would tell; this console does not read it yet."
)


class WhatChanged(Tool):
    """Resources that came, went or became another in a time."""

    NAME = "changes"
    SUMMARY = "What changed in a time, in which properties; of everything, of a kind, a place or one resource."
    INTENTS = ("show_changes", "show_statistics", "list_resources")
    PARAMETERS = tuple(
        Parameter(sort, sort) for sort in ("resource_name", "resource_kind", "region", "environment", "time_range")
    )

    def fits(self, asked: Asked) -> int:
        """Of counts and lists it tells what has gone: of that the inventory keeps nothing."""
        if asked.frame.intent == "show_changes":
            return 1
        is_timed = asked.frame.values("time_range") and not asked.targets
        return 8 if is_timed and _wanted(asked) == (ChangeKind.REMOVED,) else 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        usual = (
            (timedelta(days=30), "in the last 30 days")
            if asked.targets
            else (timedelta(days=1), "in the last 24 hours")
        )
        span = await window(asked, self.desk, *usual)
        query = await self.desk.query(asked, names=False)
        narrowed = () if asked.targets else (*narrowed_to(query), *(one.value for one in _wanted(asked)))
        providers = asked.frame.values("provider")
        found, basis, gap = await asyncio.gather(
            self._changes(asked, span, query),
            self.desk.grounds.of_history(query.kinds, (*narrowed, span.words), providers),
            self.desk.grounds.gap(span.since, span.until, span.words),
        )
        who = WHO if asked.has("who", "whom", "whose", "by") and asked.has("who", "whom", "whose") else ""
        of = f" of {listed([named(one.name) for one in asked.targets])}" if asked.targets else self._of(query, narrowed)
        least = "at least " if len(found) >= (_SCOPED if _wanted(asked) else _MOST) else ""
        said = f"**{least}{counted(len(found), 'change')}**{of} {span.words}.".replace("**at", "**At")
        if asked.frame.intent != "show_changes":
            count = len({one.ref for one in found})
            what = self.desk.kinds.title(query.kinds, count)
            places = self._of(replace(query, kinds=()), narrowed_to(query))
            said = f"**{least}{count:,} {what}**{places} {'was' if count == 1 else 'were'} removed {span.words}."
        if not found:
            said = f"No scan found anything different{of} {span.words}. A change between two scans that was undone is not seen."
            said = gap.text if gap.whole else lines(said, gap.text)
        elif asked.frame.values("time_range"):
            said = lines(said, gap.text)
        return Answer(
            lines(said, who),
            self._table(found) if found else None,
            basis=basis,
            opens=of_kind(asked.targets[0].ref)
            if asked.targets
            else self.desk.opens_changes(span.since, span.until, _wanted(asked), query.kinds),
            opens_what="what changed" if asked.targets else _EVERYWHERE if narrowed_to(query) else "",
            next_steps=self._next(asked, found),
        )

    async def query(self, asked: Asked) -> str:
        span = await window(asked, self.desk)
        return f"changes since {span.since.isoformat(timespec='minutes')}"

    def _of(self, query: Query, narrowed: Sequence[str]) -> str:
        what = f" of {self.desk.kinds.title(query.kinds)}" if query.kinds else ""
        return f"{what} ({listed([named(one) for one in narrowed])})" if narrowed else what

    async def _changes(self, asked: Asked, span: Window, query: Query) -> list[Change]:
        if asked.targets:
            each = await asyncio.gather(
                *(self.desk.changed(span.since, span.until, ref=one.ref, limit=_MOST) for one in asked.targets[:FIRST])
            )
            return sorted((one for several in each for one in several), key=lambda one: one.at, reverse=True)
        frame = asked.frame
        found = await self.desk.changed(
            span.since, span.until, kinds=query.kinds, limit=_SCOPED if _wanted(asked) else _MOST
        )
        if wanted := _wanted(asked):
            found = [one for one in found if one.change in wanted]
        if regions := frame.values("region"):
            found = [one for one in found if one.scope.region in regions]
        if accounts := frame.values("account"):
            found = [one for one in found if one.scope.account in accounts]
        if providers := frame.values("provider"):
            found = [one for one in found if one.scope.provider in providers]
        environment = self.desk.queries().environment(frame.values("environment"))
        if environment:
            refs = await self.there(View(query.kinds, environment), found)
            found = [one for one in found if one.ref in refs]
        return found

    async def there(self, view: View, found: Sequence[Change]) -> set[ResourceRef]:
        """Whom of what changed a view shows: now, or of what has gone when it was last there."""
        inventory = self.services.inventory
        there = set(await inventory.refs(await inventory.open(view), 0, _SCOPED))
        gone = [one for one in found if one.change is ChangeKind.REMOVED and one.ref not in there]
        since = min((one.snapshot for one in gone), default=0)
        return there | await inventory.removed(view, {one.ref for one in gone}, since)

    def _table(self, found: Sequence[Change]) -> Table:
        now = self.services.clock.now()
        rows = tuple(
            (
                age(one.at, now),
                one.change.value,
                printable(one.name, 40),
                _fields(one),
                self.desk.kinds.title((one.ref.kind,), 1),
            )
            for one in found[:FIRST]
        )
        refs: tuple[ResourceRef | None, ...] = tuple(one.ref for one in found[:FIRST])
        return Table(("AGO", "WHAT", "NAME", "PROPERTIES", "KIND"), rows, len(found), refs)

    @staticmethod
    def _next(asked: Asked, found: Sequence[Change]) -> tuple[str, ...]:
        if not found:
            return ("what changed in the last 7 days?", "scan status")
        first = ("describe it", "why did it change?") if asked.targets else ("describe the first one",)
        return (*first, "what changed in the last 7 days?", "scan status")[:4]


def _wanted(asked: Asked) -> tuple[ChangeKind, ...]:
    """Whether only what came or only what went is meant; "changed" alone means all of it, and of parts nothing is told."""
    said = tuple(kind for kind, words in _SAID.items() if asked.has(*words))
    is_part = bool(asked.targets) or asked.has("tag", "tags", "label", "labels", "rule", "rules")
    return () if is_part or said == (ChangeKind.CHANGED,) else said


def narrowed_to(query: Query) -> tuple[str, ...]:
    """The places of a query in words: what else was said is not known of things as they were."""
    return tuple(
        one.words
        for one in query.conditions
        if one.text.startswith(("provider=", "account=", "region=", "tag.environment="))
    )


def _fields(change: Change) -> str:
    told = [f"{one.path.removeprefix('attrs.')}: {one.before} → {one.after}" for one in change.fields[:_FIELDS]]
    more = len(change.fields) - len(told)
    return printable("; ".join(told) + (f"; {more} more" if more > 0 else ""), 160)
