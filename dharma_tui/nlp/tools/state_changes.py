"""What came into a state in a time: "which servers stopped in the last 3 days", "pods that failed today"."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.changes import Change, ChangeKind
from dharma_tui.core.format import age
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.query import Condition, Query
from dharma_tui.nlp.statuses import STATES, states_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import Window, window
from dharma_tui.nlp.tools.changes import WhatChanged
from dharma_tui.nlp.tools.existed import became, is_of_then
from dharma_tui.nlp.words import lines, listed, named

MOST = 50_000
"""Changes that are looked at."""
_LASTING = frozenset({"running", "healthy", "pending"})
"""States that things are in since they were made; only who comes back comes into them."""
_BACK = frozenset({"became", "recovered", "back", "again", "recover", "healed"})
_MADE = re.compile(r"\b(?:created|launched|made|added|new|newer|older|deployed|first seen|chang\w+)\b")
"""Words by which a time is said of something else than of the state."""
_SINCE = ("last:", "since:", "at:", "between:", "ago:")
_INTENTS = ("list_resources", "list_deployments", "show_statistics", "show_changes")


class StateChanges(Tool):
    """Resources that scans saw come into a state in a time, and how many are in it now."""

    NAME = "state_changes"
    SUMMARY = "What stopped, failed or went down in a time, from which state, and what is so now."
    INTENTS = _INTENTS
    PARAMETERS = tuple(
        Parameter(sort, sort) for sort in ("status", "time_range", "resource_kind", "environment", "region")
    )

    def fits(self, asked: Asked) -> int:
        times, said = asked.frame.values("time_range"), asked.frame.values("status")
        if asked.targets or asked.frame.values("resource_name") or not times or not states_of(asked):
            return 0
        if became(asked):
            return 10
        is_lasting = not _LASTING.isdisjoint(said) and not asked.has(*_BACK)
        if (
            is_of_then(asked)
            or is_lasting
            or any(one not in STATES for one in said)
            or _MADE.search(" ".join(asked.words))
        ):
            return 0
        return 10 if times[0].startswith(_SINCE) or _is_for_long(asked) else 0

    async def answer(self, asked: Asked) -> Answer:
        span, query, states = await window(asked, self.desk), await self._query(asked), states_of(asked)
        if _is_for_long(asked):
            return await self._for_long(query, Window(span.until, self.desk.now(), span.words), states)
        (came, at_least), basis, gap = await asyncio.gather(
            self._came(query, span, states),
            self.desk.grounds.of_history(query.kinds, (*query.words, span.words), asked.frame.values("provider")),
            self.desk.grounds.gap(span.since, span.until, span.words),
        )
        now = query.and_also(Condition(f"state={','.join(states)}", " or ".join(states)))
        said = self._said(query, span, states, came, at_least)
        so_now = (await self.services.inventory.open(now.view())).matched
        are = "is" if so_now == 1 else "are"
        return Answer(
            lines(
                gap.text if gap.whole and not came else said,
                f"**{so_now:,}** {are} {listed(states, 'or')} now, whenever that came.",
                "" if gap.whole else gap.text,
            ),
            self._table(came) if came else None,
            basis=basis,
            opens=self.desk.opens(now),
            opens_what=f"what is {listed(states, 'or')} now",
            next_steps=("describe the first one", "why did it change?", "what changed today?")
            if came
            else ("what changed in the last 7 days?", "scan status"),
        )

    async def _for_long(self, query: Query, since: Window, states: Sequence[str]) -> Answer:
        """What is in a state and came into it no later than a time began."""
        came, is_cut = await self._came(query, since, states)
        query = query.and_also(Condition(f"state={','.join(states)}", " or ".join(states)))
        words, since_then = query.words, {one.ref for one in came}
        is_told = query.has_room(text := query.but(since_then))
        if since_then and is_told:
            query = query.and_also(Condition(text, "not only since then"))
        gap = await self.desk.grounds.gap(since.since, since.until, since.words)
        listing = await self.services.inventory.open(query.view())
        table = await (self.desk.table(listing) if is_told else self.desk.table_without(listing, since_then))
        what = self.desk.kinds.title(query.kinds, table.total)
        have = "has" if table.total == 1 else "have"
        since_when = since.words.removeprefix("more than ").removesuffix(" ago")
        told = f"**{'at most ' if is_cut else ''}{table.total:,} {what}** {have} been {listed(states, 'or')}"
        told += (
            " as long as anything is known of them." if gap.text else f" for more than {since_when}, as scans saw it."
        )
        return Answer(
            lines(told, gap.text),
            table if table.total else None,
            basis=await self.desk.grounds.of_history(query.kinds, words),
            opens=self.desk.opens(query),
            opens_what="" if is_told else f"what is {listed(states, 'or')} now, whenever that came",
            next_steps=("describe the first one", "where can we save money?"),
        )

    async def query(self, asked: Asked) -> str:
        span = await window(asked, self.desk)
        return f"states that became {', '.join(states_of(asked))} since {span.since.isoformat(timespec='minutes')}"

    async def _query(self, asked: Asked) -> Query:
        """What is asked about but for its state and the time."""
        entities = {sort: told for sort, told in asked.frame.entities.items() if sort not in {"status", "time_range"}}
        query = await self.desk.query(
            replace(asked, frame=replace(asked.frame, intent="show_changes", entities=entities)), names=False
        )
        return replace(query, untold=())

    async def _came(self, query: Query, span: Window, states: Sequence[str]) -> tuple[list[Change], str]:
        """What came into one of these states; and "at least " where more did than is looked at."""
        found = await self.desk.changed(span.since, span.until, kinds=query.kinds, limit=MOST, states=states)
        came, at_least = [one for one in found if _states(one)[1] in states], "at least " if len(found) >= MOST else ""
        if not query.conditions or not came:
            return came, at_least
        refs = await WhatChanged(self.desk).there(query.view(), came)
        return [one for one in came if one.ref in refs], at_least

    def _said(
        self, query: Query, span: Window, states: Sequence[str], came: Sequence[Change], at_least: str = ""
    ) -> str:
        of = f" ({listed([named(one) for one in query.words])})" if query.words else ""
        became = f"became {listed(states, 'or')} {span.words}"
        if not came:
            none = f"No scan saw that any {self.desk.kinds.title(query.kinds, 1)}{of} {became}."
            return f"{none} What came and went between two scans is not seen."
        count = len({one.ref for one in came})
        return f"**{at_least}{count:,} {self.desk.kinds.title(query.kinds, count)}**{of} {became}, as scans saw it."

    def _table(self, came: Sequence[Change]) -> Table:
        now = self.services.clock.now()
        of_kinds = len({one.ref.kind for one in came}) > 1
        rows = tuple(
            (
                printable(one.name, 40),
                age(one.at, now),
                *_states(one),
                *((self.desk.kinds.title((one.ref.kind,), 1),) if of_kinds else ()),
            )
            for one in came[:FIRST]
        )
        refs: tuple[ResourceRef | None, ...] = tuple(one.ref for one in came[:FIRST])
        return Table(("NAME", "WHEN", "BEFORE", "AFTER", *(("KIND",) if of_kinds else ())), rows, len(came), refs)


def _is_for_long(asked: Asked) -> bool:
    """ "stopped for more than 3 days": not when something came, but how long it has been so."""
    return asked.frame.values("time_range")[0].startswith("before:") and asked.has("for", "longer")


def _states(change: Change) -> tuple[str, str]:
    """The state that it was in and the one that it came into; empty where its state is the same."""
    if change.change is ChangeKind.REMOVED:
        return "", "terminated"
    return next(
        ((str(one.before or ""), str(one.after or "")) for one in change.fields if one.path == "state"), ("", "")
    )
