"""Lists what there was at a moment: "which servers did we have last week?"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.changes import Change, ChangeKind
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.format import age, moment
from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.spans import Span
from dharma_tui.nlp.statuses import states_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools.resources import untold
from dharma_tui.nlp.words import lines, listed, named

_WAS = lazy_pattern(
    r"\b(?:did\s+(?:we|i|you|they)\s+have(?!\s+(?:any\s+)?(?:change|problem|issue|trouble|outage))|existed|did\s+exist|were\s+there"
    r"|there\s+were|used\s+to\s+have|hatten\s+wir|gab\s+es|existierten|ten[ií]amos|hab[ií]a|exist[ií]an|avions[- ]nous"
    r"|il\s+y\s+avait|t[ií]nhamos|havia|existiam|avevamo|c['’]erano|esistevano)\b",
    re.IGNORECASE,
)
"""Of what there was, not of what came then."""
_WERE = lazy_pattern(
    r"\b(?:was|were|wasn['’]t|weren['’]t|had\s+been|estaban?|estavam?|étai(?:t|ent)|etai(?:t|ent)|waren?|erano?|eran|eram"
    r"|был[аои]?)\b",
    re.IGNORECASE,
)
"""With a state and a time: what was in it then."""
_BECAME = ("last:", "since:")
"""Of such a time it is asked what came into a state, of a moment what was in it."""
_OTHERWISE = (
    "created",
    "launched",
    "started",
    "added",
    "deleted",
    "removed",
    "made",
    "changed",
    "seen",
    "found",
    "why",
)
_GONE = ("gone", "vanished", "disappeared", "missing", "longer")
_MOST = 5_000
"""Changes that are looked at."""
_MOMENT = timedelta(microseconds=1)


class Existed(Tool):
    """Resources as they were at a moment in the past, which the store remembers."""

    NAME = "resources_at"
    SUMMARY = "Individual resources by kind and filters, as they were at a moment in the past."
    INTENTS = ("list_resources", "show_statistics", "show_changes")
    PARAMETERS = (
        Parameter("resource_kind", "resource_kind", True),
        Parameter("time_range", "time_range", True),
        *(Parameter(sort, sort) for sort in ("provider", "region", "environment", "status", "tag")),
    )

    def fits(self, asked: Asked) -> int:
        return 9 if is_of_then(asked) and not became(asked) else 0

    async def answer(self, asked: Asked) -> Answer:
        span, now = await self.desk.span(asked), self.desk.now()
        at = _moment(span, now) if span else None
        if span is None or at is None:
            return Answer(
                "It is not said of when: say a day, a week, or how long ago.",
                next_steps=("which servers existed yesterday?", "what changed in the last 7 days?"),
            )
        query = self.desk.queries().of(asked, now)
        if asked.has(*_GONE):
            return await self._gone_since(query, at)
        then = f"as of {moment(at)}"
        basis = await self.desk.grounds.of(query.kinds, (*query.words, then), asked.frame.values("provider"))
        gap = await self.desk.grounds.gap(at, at, span.words)
        if gap.text:
            return Answer(gap.text, basis=basis, next_steps=("which servers are there?", "scan status"))
        view = replace(query.view(), at=at.isoformat(timespec="seconds"))
        try:
            listing = await self.services.inventory.open(view)
        except NotFoundError as error:
            said = f"Nothing is known of {span.words}: {error.hint}."
            return Answer(said, basis=basis, next_steps=("which servers are there?", "scan status"))
        what = self.desk.kinds.title(query.kinds, listing.matched)
        were = "was" if listing.matched == 1 else "were"
        narrowed = f": {listed([named(one) for one in query.words])}" if query.words else ""
        return Answer(
            lines(
                f"**{listing.matched:,} {what}** {were} there {then}{narrowed}.",
                untold(query),
            ),
            await self.desk.table(listing, FIRST) if listing.matched else None,
            basis=basis,
            opens=format_view(view),
            at=f"#{listing.snapshot}",
            next_steps=("which of those are there now?", "what changed in the last 7 days?"),
        )

    async def _gone_since(self, query: Query, at: datetime) -> Answer:
        """What was there then and is not now."""
        changes = await self.desk.changed(at, self.desk.now(), kinds=query.kinds, limit=_MOST)
        latest: dict[ResourceRef, Change] = {}
        for change in changes:  # the newest come first
            latest.setdefault(change.ref, change)
        gone = [one for one in latest.values() if one.change is ChangeKind.REMOVED]
        what, now = self.desk.kinds.title(query.kinds, len(gone)), self.services.clock.now()
        at_least = "at least " if len(changes) >= _MOST else ""
        return Answer(
            f"**{at_least}{len(gone):,} {what}** of {moment(at)} {'is' if len(gone) == 1 else 'are'} gone."
            if gone
            else f"None of the {what} of {moment(at)} is gone, as far as scans saw.",
            Table(
                ("NAME", "GONE", "ACCOUNT", "REGION"),
                tuple(
                    (printable(one.name, 40), age(one.at, now), one.scope.account, one.scope.region)
                    for one in gone[:FIRST]
                ),
                len(gone),
            )
            if gone
            else None,
            basis=await self.desk.grounds.of_history(query.kinds, (f"since {moment(at)}",)),
            opens=self.desk.opens_changes(at, self.desk.now(), (ChangeKind.REMOVED,), query.kinds),
            opens_what="everything that was removed since",
            next_steps=("what changed in the last 7 days?",),
        )

    async def query(self, asked: Asked) -> str:
        span = await self.desk.span(asked)
        at = _moment(span, self.desk.now()) if span else None
        view = self.desk.queries().of(asked, self.desk.now()).view()
        return format_view(replace(view, at=at.isoformat(timespec="seconds"))) if at else ""


def is_of_then(asked: Asked) -> bool:
    """Whether it is asked what there was at a time, and not what came or changed then."""
    frame = asked.frame
    if not (frame.values("resource_kind") or asked.kinds) or not asked.said.get("time_range") or asked.targets:
        return False
    if asked.has("changed", "changes", "change", "new", "history"):
        return False
    return _WAS.search(asked.text) is not None or _was_in_a_state(asked)


def _was_in_a_state(asked: Asked) -> bool:
    """ "how many servers were degraded two days ago"."""
    if not states_of(asked) or asked.has(*_OTHERWISE) or not _WERE.search(asked.text):
        return False
    return all(value.startswith(("ago:", "at:", "before:", *_BECAME)) for value in asked.said.get("time_range", ()))


def became(asked: Asked) -> bool:
    """ "which servers were failed in the last 2 hours": what came into a state then, though it may have left it since."""
    return _was_in_a_state(asked) and all(value.startswith(_BECAME) for value in asked.said.get("time_range", ()))


def _moment(span: Span, now: datetime) -> datetime | None:
    """The end of a time that is over; of one that still goes on its beginning. None of one that is to come."""
    if span.is_ahead:
        return None
    if span.is_moment:
        return span.start
    if span.end is not None and span.end <= now:
        return span.end - _MOMENT
    return span.start
