"""Plans to make something new."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.answers import Answer, Effect, PlannedStep, Table
from dharma_tui.core.kinds import is_named
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp import as_typed
from dharma_tui.nlp.as_typed import may_be_called
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.planning import COLUMNS, NO_PLAN, Planning
from dharma_tui.nlp.provider_commands import command
from dharma_tui.nlp.refusing import asked_back, doubts_of
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._change import NOT_DONE, by_hand
from dharma_tui.nlp.words import article, lines, listed, named

_MOST, _OFFERED = 20, 3
_DEFAULT = "the default"
"""Where something is made for which no place was said: where the credentials have it."""


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
        Parameter("account", "account"),
    )

    async def answer(self, asked: Asked) -> Answer:
        kinds = self._kinds(asked)
        names = tuple(as_typed.name(one, asked.text) for one in asked.frame.values("resource_name")) or ("",)
        known = sorted(await self.desk.grounds.accounts(kinds[0].partition(".")[0])) if kinds else []
        doubts = self._doubts(asked, kinds, names)
        doubts += [] if doubts else self._lacking(asked, kinds, known)
        if doubts or len(kinds) != 1:
            is_one = len(kinds) == 1 or "exists" in doubts
            what = [*doubts, *([] if is_one else ["several kinds" if kinds else "no kind"])]
            titles = self.desk.kinds.title(kinds) if len(kinds) > 1 else ""
            said = f"{NO_PLAN}{asked_back(asked, what)}."
            which = f"Say which of these it is to be: {titles}." if titles and titles != "resources" else ""
            where = f"Known are {listed([named(one) for one in known[:FIRST]])}." if "no account" in doubts else ""
            offered = tuple(f"{asked.text} in account {one}" for one in known[:_OFFERED] if doubts == ["no account"])
            others = ("list accounts" if where else "list servers", "which regions are there?", "what can you do?")
            return Answer(lines(said, which, where), next_steps=(*offered, *others))
        is_listed = await self._is_listed(kinds[0])
        steps = [self._step(asked, kinds[0], name, is_listed=is_listed) for name in names]
        count = next((int(one) for one in asked.frame.values("count") if one.isdecimal()), 1)
        title = f"Create {self._what(kinds, max(len(steps), count))}"
        rows = tuple(
            (printable(s.name, 40), printable(s.account, 20), s.region, s.environment, s.current, printable(s.new, 60))
            for s in steps
        )
        destructive = asked.frame.destructive
        reversible = "It is undone by deleting it again."
        card = await Planning(self.services).card(title, self.NAME, steps, reversible) if destructive else None
        return Answer(
            lines(f"**{title}**. {reversible}", NOT_DONE, by_hand(steps)),
            Table(COLUMNS, rows[:FIRST], len(rows)),
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

    async def _is_listed(self, kind: str) -> bool:
        """Whether things of a kind were ever listed to the end, so that one that is not known is not there."""
        parts = (await self.desk.grounds.known()).coverage
        return any(part.complete_at and is_named(part.kind, kind, self.services.kinds) for part in parts)

    def _doubts(self, asked: Asked, kinds: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
        """A name that nothing has is what is wanted here; one that something has is not."""
        told = [doubt for doubt in doubts_of(asked) if doubt not in ("unknown", "elsewhere", "several", "guessed")]
        if asked.targets or asked.ambiguous:
            told.append("exists")
        if asked.frame.values("resource_name") and not all(may_be_called(kind, one) for kind in kinds for one in names):
            told.append("bad name")
        if not all(as_typed.tags_of(asked)):
            told.append("altered")
        if len(asked.frame.values("account")) > 1:
            told.append("two places")
        if any(count.isdecimal() and int(count) > _MOST for count in asked.frame.values("count")):
            told.append("too many")
        return told

    def _lacking(self, asked: Asked, kinds: tuple[str, ...], known: Sequence[str]) -> list[str]:
        """What nothing can be made without, and is not said: where, of several accounts, and which sort of machine."""
        told = ["no account"] if len(known) > 1 and not asked.frame.values("account") else []
        is_machine = kinds and set(kinds) <= set(self.desk.kinds.here("compute.instance"))
        return [*told, *(["no type"] if is_machine and not asked.into else [])]

    def _step(self, asked: Asked, kind: str, name: str, *, is_listed: bool) -> PlannedStep:
        frame = asked.frame
        account, region = (next(iter(frame.values(sort)), "") for sort in ("account", "region"))
        count = next((one for one in frame.values("count") if one.isdecimal()), "")
        sizes = [one for one in frame.values("count") if not one.isdecimal()]
        tags = as_typed.tags_of(asked)
        more = [
            *([asked.into] if asked.into else []),
            *frame.values("status"),
            *sizes,
            *([f"tagged {listed(tags)}"] if tags else []),
        ]
        new = ", ".join([f"{count} of it" if count and count != "1" else "exists", *more])
        made = command(kind, "create", {"name": name}, region) if new == "exists" else ""
        current = "nothing" if not name else "does not exist" if is_listed else "not known"
        environment = next(iter(frame.values("environment")), "")
        ref = ResourceRef(kind, name or "new")
        return PlannedStep(ref, ref.key, account or _DEFAULT, region or _DEFAULT, environment, current, new, made)
