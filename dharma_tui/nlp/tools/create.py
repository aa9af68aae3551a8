"""Plans to make something new."""

from __future__ import annotations

from dharma_tui.core.answers import Answer, Effect, PlannedStep, Table
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.planning import Planning
from dharma_tui.nlp.provider_commands import command
from dharma_tui.nlp.refusing import asked_back, doubts_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._change import NOT_DONE, by_hand
from dharma_tui.nlp.words import article, lines

_MOST = 20


class Create(Tool):
    """Says what would be made, where; refuses a name that is taken."""

    NAME = "plan_create"
    SUMMARY = "Plans to create a resource of a kind in a region."
    INTENTS = ("create_infrastructure",)
    EFFECT = Effect.CHANGE
    PARAMETERS = (
        Parameter("resource_kind", "resource_kind", True),
        Parameter("resource_name", "resource_name"),
        Parameter("region", "region"),
    )

    async def answer(self, asked: Asked) -> Answer:
        kinds, doubts = self._kinds(asked), self._doubts(asked)
        names = asked.frame.values("resource_name") or ("",)
        if doubts or len(kinds) != 1:
            what = [*doubts, *([] if len(kinds) == 1 else ["no value"])]
            known = self.desk.kinds.title(kinds) if len(kinds) > 1 else ""
            said = f"No plan is made of this, because of {asked_back(asked, what)}."
            which = f"Say which of these it is to be: {known}." if known and known != "resources" else ""
            return Answer(
                lines(said, which), next_steps=("list servers", "which regions are there?", "what can you do?")
            )
        steps = [self._step(asked, kinds[0], name) for name in names]
        title = f"Create {self._what(kinds, len(steps))}"
        rows = tuple((printable(s.name, 40), s.region or "the default", s.environment, s.current, s.new) for s in steps)
        destructive = asked.frame.destructive
        reversible = "It is undone by deleting it again."
        card = await Planning(self.services).card(title, self.NAME, steps, reversible) if destructive else None
        return Answer(
            lines(f"**{title}**. {reversible}", NOT_DONE, by_hand(steps)),
            Table(("NAME", "REGION", "ENVIRONMENT", "NOW", "THEN"), rows[:FIRST], len(rows)),
            basis=await self.desk.grounds.of(kinds),
            next_steps=("list servers", "which regions are there?"),
            plan=card,
        )

    def _what(self, kinds: tuple[str, ...], count: int) -> str:
        what = self.desk.kinds.title(kinds, count)
        return article(what) if count == 1 else f"{count:,} {what}"

    def _kinds(self, asked: Asked) -> tuple[str, ...]:
        frame = asked.frame
        return tuple(
            k for said in frame.values("resource_kind") for k in self.desk.kinds.here(said, frame.values("provider"))
        )

    def _doubts(self, asked: Asked) -> list[str]:
        """A name that nothing has is what is wanted here; one that something has is not."""
        told = [doubt for doubt in doubts_of(asked) if doubt not in ("unknown", "elsewhere", "several", "guessed")]
        if asked.targets or asked.ambiguous:
            told.append("exists")
        if any(count.isdecimal() and int(count) > _MOST for count in asked.frame.values("count")):
            told.append("too many")
        return told

    def _step(self, asked: Asked, kind: str, name: str) -> PlannedStep:
        frame = asked.frame
        region, environment = (next(iter(frame.values(sort)), "") for sort in ("region", "environment"))
        count = next((one for one in frame.values("count") if one.isdecimal()), "")
        new = f"{count} of it" if count and count != "1" else "exists"
        made = command(kind, "create", {"name": name}, region) if new == "exists" else ""
        ref = ResourceRef(kind, name or "new")
        return PlannedStep(ref, ref.key, "", region, environment, "does not exist", new, made)
