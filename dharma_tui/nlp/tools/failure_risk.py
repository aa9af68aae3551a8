"""What is known that makes failures likelier; no model of failures is installed."""

from __future__ import annotations

import asyncio

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, counted
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.desk import FIRST, of_kind
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.words import lines, listed, named

NO_MODEL = (
    "No model of failures is installed, so there is no likelihood to tell: it would take a trained one and weeks of recorded"
    " metrics. What is known is what is unwell already."
)
_Row = tuple[str, str, str, str]


class FailureRisk(Tool):
    """What is unwell, has been unwell, or would take others with it."""

    NAME = "failure_risk"
    SUMMARY = "What is known of coming failures: what is unwell, findings, and what would go with it."
    INTENTS = ("predict_failure",)
    PARAMETERS = tuple(Parameter(sort, sort) for sort in ("resource_name", "resource_kind", "environment", "region"))

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or (asked.unknown and not asked.targets):
            return await which(asked, self.desk)
        query = await self.desk.query(asked)
        told = await (self._of_targets(asked) if asked.targets else self._of_all(query))
        about = listed([named(one.name) for one in asked.targets]) or self._about(query)
        said = (
            f"**{counted(len(told), 'sign')}** in what is known of {about}."
            if told
            else f"Nothing known of {about} is a sign of trouble."
        )
        table = Table(
            ("SIGN", "NAME", "WHAT", "WHEN"),
            tuple(row for row, _ in told[:FIRST]),
            len(told),
            tuple(r for _, r in told[:FIRST]),
        )
        return Answer(
            lines(said, NO_MODEL),
            table if told else None,
            basis=await (
                self.desk.grounds.of([one.ref.kind for one in asked.targets])
                if asked.targets
                else self.desk.grounds.of(query.kinds, query.words, asked.frame.values("provider"))
            ),
            opens=of_kind(asked.targets[0].ref) if asked.targets else "",
            next_steps=("what breaks if it fails?", "any anomalies?", "what are the single points of failure?")
            if asked.targets
            else ("what are the single points of failure?", "any anomalies?", "list failed resources"),
        )

    async def _of_targets(self, asked: Asked) -> list[tuple[_Row, ResourceRef | None]]:
        now = self.services.clock.now()
        found: list[tuple[_Row, ResourceRef | None]] = []
        row: _Row
        for one in asked.targets[:3]:
            history, impact = await asyncio.gather(
                self.services.changes.history(one.ref, 100), self.services.topology.impact([one.ref], limit=1)
            )
            if one.state in ("failed", "degraded"):
                known = await self.services.inventory.resource(one.ref)
                row = ("state", printable(one.name, 40), one.state, f"{age(known.changed_at, now)} ago")
                found.append((row, one.ref))
            for change in history:
                states = [field for field in change.fields if field.path == "state"]
                if any(field.after in ("failed", "degraded") for field in states):
                    row = ("was unwell", printable(one.name, 40), str(states[0].after), f"{age(change.at, now)} ago")
                    found.append((row, one.ref))
            if impact.total > 1:
                row = ("weight", printable(one.name, 40), f"{impact.total - 1:,} others would be affected", "")
                found.append((row, one.ref))
            found += [
                (("finding", printable(one.name, 40), printable(each.title, 80), "now"), one.ref)
                for each in self.services.findings.current
                if each.ref == one.ref
            ]
        return found

    def _about(self, query: Query) -> str:
        if not query.kinds and not query.conditions:
            return "the estate"
        what = self.desk.kinds.title(query.kinds)
        return f"{what} ({listed([named(one) for one in query.words])})" if query.conditions else what

    async def _of_all(self, query: Query) -> list[tuple[_Row, ResourceRef | None]]:
        from dharma_tui.core.view import View

        view = View(query.kinds, " ".join(("state=failed,degraded", *(one.text for one in query.conditions))))
        unwell, _ = await self.desk.naming.matching(view, FIRST)
        found: list[tuple[_Row, ResourceRef | None]] = [
            (("state", printable(one.name, 40), one.state, "now"), one.ref) for one in unwell
        ]
        if not query.conditions:
            found += [
                (("finding", printable(one.title, 60), printable(one.reason, 80), "now"), one.ref)
                for one in self.services.findings.current[:FIRST]
            ]
        return found
