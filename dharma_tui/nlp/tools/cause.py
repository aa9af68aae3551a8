"""What is known around a complaint: evidence, never a claim."""

from __future__ import annotations

from datetime import timedelta

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Neighbour
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._measured import window
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.tools.anomalies import UNUSUAL
from dharma_tui.nlp.words import lines, listed, named

_UNWELL = (State.FAILED, State.DEGRADED, State.STOPPED, State.TERMINATED)
_AROUND = 40
NOT_A_CAUSE = "These are circumstances, the nearest first. None of them is shown to be the cause; no model of causes is installed."
_Row = tuple[str, str, str, str]


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
        evidence: list[tuple[_Row, ResourceRef | None]] = []
        for target in asked.targets[:2]:
            evidence += await self._around(target.ref, target.name)
        refs = {one.ref for one in asked.targets} | {ref for _, ref in evidence if ref is not None}
        evidence += await self._findings(asked, refs)
        evidence += await self._changes(asked, span.since.isoformat(), refs)
        evidence += await self._metrics(asked)
        of = listed([named(one.name) for one in asked.targets]) or "what you ask about"
        basis = await self.desk.grounds.of((), (span.words,))
        if not evidence:
            said = f"Nothing that is known of {of} stands out {span.words}: no change, no finding, nothing near it that is unwell."
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
        return Answer(
            lines(f"**{counted(len(evidence), 'circumstance')}** around {of} {span.words}.", NOT_A_CAUSE),
            table,
            basis=basis,
            opens=opens if asked.targets else "changes",
            next_steps=("describe the first one", "what depends on it?", "show the graph of it", "what changed today?"),
        )

    async def _around(self, ref: ResourceRef, name: str) -> list[tuple[_Row, ResourceRef | None]]:
        """How it is itself, and its neighbours that are unwell."""
        now = self.services.clock.now()
        known = await self.services.inventory.resource(ref)
        state = known.resource.state
        own = ("its own state", printable(name, 40), state.value, f"{age(known.changed_at, now)} ago")
        found: list[tuple[_Row, ResourceRef | None]] = [(own, ref)] if state in _UNWELL else []
        for one in (await self.services.inventory.neighbours(ref))[:_AROUND]:
            if one.state in _UNWELL:
                found.append((self._unwell(one), one.other))
        return found

    @staticmethod
    def _unwell(one: Neighbour) -> _Row:
        verb = (FORTH if one.outgoing else BACK)[one.relationship.verb]
        return "neighbour", printable(one.name, 40), f"it {verb} this, which is {one.state}", ""

    async def _findings(self, asked: Asked, refs: set[ResourceRef]) -> list[tuple[_Row, ResourceRef | None]]:
        findings = self.services.findings
        current = findings.current if findings.looked else await findings.refresh()
        told = [one for one in current if one.ref in refs or (not asked.targets and one.ref.key)]
        return [(("finding", printable(one.title, 50), printable(one.reason, 80), "now"), one.ref) for one in told[:5]]

    async def _changes(self, asked: Asked, since: str, refs: set[ResourceRef]) -> list[tuple[_Row, ResourceRef | None]]:
        now = self.services.clock.now()
        every = await self.services.changes.between(since, limit=200)
        near = {
            other.other
            for ref in sorted(refs)[:5]
            if ref.key
            for other in await self.services.inventory.neighbours(ref)
        }
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

    async def _metrics(self, asked: Asked) -> list[tuple[_Row, ResourceRef | None]]:
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
