"""Plans of changes: what they would touch, as it is now, and whether that still holds. Nothing here carries one out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, PlanCard, PlannedStep, Table
from dharma_tui.core.errors import DharmaError, PlanRefusedError
from dharma_tui.core.markdown import blocks
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.command_places import block

if TYPE_CHECKING:
    from dharma_tui.nlp.suggesting import Suggesting
    from dharma_tui.nlp.tools._base import Asked, Tool
    from dharma_tui.services import Services

LASTS = timedelta(seconds=60)
"""How long a plan may wait for its confirmation."""
NO_PLAN = "No plan is made of this, because of "
"""How an answer that plans nothing begins."""
COLUMNS = ("NAME", "ACCOUNT", "REGION", "ENVIRONMENT", "NOW", "THEN")
"""What a plan tells of each resource."""
_HASHES = """SELECT kind, key, hash FROM lake.resources WHERE (kind, key) IN (
    SELECT (entry[1], entry[2]) FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS entry)) ORDER BY kind, key"""


class Planning:
    """Makes plans, and looks at them again."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def card(
        self, title: str, tool: str, steps: Sequence[PlannedStep], reversible: str, fingerprint: str = ""
    ) -> PlanCard:
        """A plan of these steps, which holds for a minute; ``fingerprint`` is taken before what they tell was read."""
        expires_at = self._services.clock.now() + LASTS
        fingerprint = fingerprint or await self.fingerprint([step.ref for step in steps])
        return PlanCard(title, tool, tuple(steps), reversible, expires_at, fingerprint)

    async def check(self, card: PlanCard) -> None:
        """Whether it still holds. Raises PlanRefusedError where it has expired, or what it would change has changed."""
        if self._services.clock.now() >= card.expires_at:
            raise PlanRefusedError("the plan has expired", "ask for it again: a plan holds for a minute")
        if await self.fingerprint([step.ref for step in card.steps]) != card.fingerprint:
            raise PlanRefusedError(
                "what the plan would change is no longer as it was", "look at it, and ask for the plan again"
            )

    async def fingerprint(self, refs: Sequence[ResourceRef]) -> str:
        """Of what the store holds of these resources; those that are not there count as such."""
        asked = json.dumps([(ref.kind, ref.key) for ref in refs])
        rows = await self._services.io.run(self._services.lake.query, _HASHES, [asked])
        known = {(kind, key): str(hashed) for kind, key, hashed in rows}
        told = [(ref.kind, ref.key, known.get((ref.kind, ref.key), "")) for ref in sorted(set(refs))]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


async def looked_at(tool: Tool, asked: Asked, suggesting: Suggesting) -> tuple[str, PlanCard | None]:
    """What a tool would plan of a request, in words, and that plan; or why it would make none: the very answer tells it."""
    from dharma_tui.nlp.suggesting import is_unclear

    try:
        is_open = bool(asked.orders) or is_unclear(asked.frame)
        answer = suggesting.unclear() if is_open else await tool.answer(asked)
    except DharmaError as error:
        return f"no plan: {printable(error.message, 400)}", None
    if answer.plan is not None:
        refs = [printable(step.ref, 80) for step in answer.plan.steps]
        return f"{answer.plan.title}: {', '.join(refs)}", answer.plan
    why = next((block.text for block in blocks(answer.text) if block.text), "")
    return f"no plan: {why.removeprefix(NO_PLAN)}", None


def confirmed(plan: PlanCard) -> Answer:
    """What is kept in the session of a plan that somebody confirmed."""
    rows = tuple(
        tuple(
            printable(one, 80)
            for one in (step.name, step.account, step.region, step.environment, step.current, step.new)
        )
        for step in plan.steps
    )
    commands = block(plan.steps)
    return Answer(
        "Nothing was done: this release carries out no change." + (f"\n\n```\n{commands}\n```" if commands else ""),
        Table(COLUMNS, rows, len(rows), tuple(step.ref for step in plan.steps)),
    )


def told(plan: PlanCard) -> str:
    """A plan as one line of a log: what, of which resources, from what to what, as they were by which fingerprint."""
    steps = [
        {"kind": step.ref.kind, "key": step.ref.key, "current": step.current, "new": step.new} for step in plan.steps
    ]
    return json.dumps({"title": plan.title, "tool": plan.tool, "steps": steps, "fingerprint": plan.fingerprint})
