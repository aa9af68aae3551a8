"""What is known around a complaint: evidence, never a claim."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Neighbour
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._measured import window
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.tools.anomalies import UNUSUAL
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.core.changes import Change

_UNWELL = (State.FAILED, State.DEGRADED, State.STOPPED, State.TERMINATED)
_AROUND = 40
_NEAR = 5
"""Of what is unwell, what is next to how many of them counts as near."""
NOT_A_CAUSE = "These are circumstances, the nearest first. None of them is shown to be the cause; no model of causes is installed."
_LOOKED_AT = 2
"""Of several that are named, those that are looked around."""
_Row = tuple[str, str, str, str]
_Evidence = tuple[_Row, ResourceRef | None]


class RootCause(Tool):
    """What changed around it, what it needs that is unwell, what findings and metrics say."""

    NAME = "root_cause"
    SUMMARY = "Evidence around an incident: changes, unwell neighbours, findings and unusual metrics."
    INTENTS = ("explain_root_cause",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_name", "environment", "region", "time_range"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        span = await window(asked, self.desk)
        (every, metrics, basis, gap), around = await asyncio.gather(
            asyncio.gather(
                self.desk.changed(span.since, span.until, limit=200),
                self._metrics(asked),
                self.desk.grounds.of((), (span.words,)),
                self.desk.grounds.gap(span.since, span.until, span.words),
            ),
            asyncio.gather(*(self.desk.neighbours(one.ref) for one in asked.targets[:_LOOKED_AT])),
        )
        evidence: list[_Evidence] = []
        for target, neighbours in zip(asked.targets, around, strict=False):
            evidence += [*await self._own(target), *self._unwell(neighbours[:_AROUND])]
        refs = {one.ref for one in asked.targets} | {ref for _, ref in evidence if ref is not None}
        near = await self._near(refs)
        evidence += await self._findings(asked, refs)
        evidence += self._changes(every, asked, refs, near)
        evidence += metrics
        of = listed([named(one.name) for one in asked.targets]) or "what you ask about"
        if not evidence:
            said = f"Nothing that is known of {of} stands out {span.words}: no change, no finding, nothing near it that is unwell."
            said = gap.text if gap.whole else lines(said, gap.text)
            return Answer(
                said, basis=basis, next_steps=("what changed in the last 7 days?", "any anomalies?", "scan status")
            )
        shown = evidence[:FIRST]
        table = Table(
            ("WHAT", "WHERE", "EVIDENCE", "WHEN"),
            tuple(row for row, _ in shown),
            len(evidence),
            tuple(r for _, r in shown),
        )
        opens = f"topology {format_topology(TopologyView(focus=tuple(one.ref for one in asked.targets)))}"
        when = "now" if gap.whole else span.words
        return Answer(
            lines(
                gap.text if gap.whole or asked.frame.values("time_range") else "",
                f"**{counted(len(evidence), 'circumstance')}** around {of} {when}.",
                NOT_A_CAUSE,
            ),
            table,
            basis=basis,
            opens=opens if asked.targets else self.desk.opens_changes(span.since, span.until),
            opens_what="" if asked.targets else "what changed then",
            next_steps=("describe the first one", "what depends on it?", "show the graph of it", "what changed today?"),
        )

    async def _own(self, target: Target) -> list[_Evidence]:
        """How it is itself, where that is not well."""
        if target.state not in _UNWELL:
            return []
        known = await self.services.inventory.resource(target.ref)
        since = f"{age(known.changed_at, self.services.clock.now())} ago"
        return [(("its own state", printable(target.name, 40), target.state, since), target.ref)]

    @staticmethod
    def _unwell(neighbours: Sequence[Neighbour]) -> list[_Evidence]:
        """Neighbours that are not well."""
        found: list[_Evidence] = []
        for one in neighbours:
            if one.state in _UNWELL:
                verb = (FORTH if one.outgoing else BACK)[one.relationship.verb]
                found.append(
                    (("neighbour", printable(one.name, 40), f"it {verb} this, which is {one.state}", ""), one.other)
                )
        return found

    async def _near(self, refs: set[ResourceRef]) -> set[ResourceRef]:
        """What is next to these, the first few of them."""
        each = await asyncio.gather(*(self.desk.neighbours(ref) for ref in sorted(refs)[:_NEAR] if ref.key))
        return {one.other for neighbours in each for one in neighbours}

    async def _findings(self, asked: Asked, refs: set[ResourceRef]) -> list[_Evidence]:
        findings = self.services.findings
        current = findings.current if findings.looked else await findings.refresh()
        told = [one for one in current if one.ref in refs or (not asked.targets and one.ref.key)]
        return [(("finding", printable(one.title, 50), printable(one.reason, 80), "now"), one.ref) for one in told[:5]]

    def _changes(
        self, every: Sequence[Change], asked: Asked, refs: set[ResourceRef], near: set[ResourceRef]
    ) -> list[_Evidence]:
        now = self.services.clock.now()
        told = [one for one in every if not asked.targets or one.ref in refs or one.ref in near]
        told.sort(key=lambda one: (one.ref not in refs, -one.at.timestamp()))
        return [
            (
                (
                    "change",
                    printable(one.name, 40),
                    printable(
                        "; ".join(f"{f.path.removeprefix('attrs.')}: {f.before} → {f.after}" for f in one.fields[:2]),
                        100,
                    )
                    or one.change.value,
                    f"{age(one.at, now)} ago",
                ),
                one.ref,
            )
            for one in told[:8]
        ]

    async def _metrics(self, asked: Asked) -> list[_Evidence]:
        now = self.services.clock.now()
        since, recent = now - timedelta(days=1), now - timedelta(hours=1)
        if not asked.targets:
            return []
        odd = await self.services.metrics.odd((), since, recent, now, [one.ref for one in asked.targets])
        return [
            (
                ("metric", one.metric.name, f"{one.score:+.1f} usual spreads from its median", "last hour"),
                one.metric.ref,
            )
            for one in odd[:3]
            if abs(one.score) >= UNUSUAL
        ]
