"""What tools that change things have in common: they plan, of what is certain, and ask about everything else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from dharma_tui.core.answers import Answer, Effect, PlannedStep, Table
from dharma_tui.core.filter import quoted
from dharma_tui.core.format import counted
from dharma_tui.core.groups import KIND as INFRASTRUCTURE
from dharma_tui.core.tags import ENVIRONMENT
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.nlp import accounts, as_typed
from dharma_tui.nlp.command_places import block, places_of
from dharma_tui.nlp.loose_words import without_taken
from dharma_tui.nlp.naming import Narrowing
from dharma_tui.nlp.near_names import nearly
from dharma_tui.nlp.parts_of import is_measured
from dharma_tui.nlp.planning import COLUMNS, NO_PLAN, Planning
from dharma_tui.nlp.provider_commands import COMMANDS, command, values_of
from dharma_tui.nlp.refusing import asked_back, doubts_of, unplaced
from dharma_tui.nlp.restricting import MOST, STANDS_FOR, Narrowed, is_of_so_many, narrowed, sets_tags
from dharma_tui.nlp.tools._base import Asked, Target, Tool
from dharma_tui.nlp.tools._one import several
from dharma_tui.nlp.words import lines, listed, named

STALE = timedelta(days=3)
"""A resource that was not seen for so long may not be there any more."""
_SHOWN, _BOTH = 10, 2
_AT_ONCE = 16
"""Resources that are looked up by their keys in one filter."""
_UNNAMED = {"missing", "unknown", "unplaced", "guessed"}
"""What stands against a plan where nothing is wrong but that no name was said that something here has."""
NOT_DONE = (
    "This release carries out no change: there is no engine of actions in it, and nothing typed here is ever run."
    " What the plan says holds for a minute."
)
Known = Mapping[str, Any]
"""A resource in the line shape of exports."""


class ChangeTool(Tool):
    """Plans one sort of change of resources that are certain."""

    EFFECT = Effect.CHANGE
    ACT: ClassVar[str]
    """What is done, as commands and titles are found by."""
    REVERSIBLE: ClassVar[str]
    """How that is undone, unless ``UNDOING`` says it of what is done."""
    UNDOING: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        """What of it is different, and what it would be; the second is empty where that was not said."""

    def act(self, asked: Asked) -> str:
        """What is done."""
        return self.ACT

    def reversible(self, asked: Asked) -> str:
        """How what is done is undone, or that it cannot be."""
        return self.UNDOING.get(self.act(asked), self.REVERSIBLE)

    def applies(self, kind: str) -> bool:
        """Whether this can be done with a resource of this kind at all."""
        return kind != INFRASTRUCTURE

    # -- answering

    async def answer(self, asked: Asked) -> Answer:
        doubts = self._doubts(asked)
        whom = await self._whom(asked) if not doubts else Narrowed()
        targets = whom.targets
        doubts += whom.doubts
        if asked.ambiguous and doubts == ["several"]:
            return await several(*asked.ambiguous[0], self.desk)
        if doubts in (["missing"], ["elsewhere"]) and (account := await accounts.meant(asked, self.desk)) is not None:
            return account
        if "unknown" in doubts and (told := await self._by_address(asked)):
            return self._ask(asked, ["address" if one == "unknown" else one for one in doubts], told)
        if "unknown" in doubts and (told := await self._by_id(asked)):
            return self._ask(asked, ["id" if one == "unknown" else one for one in doubts], told)
        if set(doubts) <= _UNNAMED and (near := await nearly(asked, self._doable(asked), self.desk)):
            return self._offer(asked, doubts, near)
        if "elsewhere" in doubts:
            return self._ask(asked, doubts, where=await self._where(asked))
        if doubts:
            return self._ask(asked, doubts)
        if self._of_another_kind(asked, targets):
            return self._ask(asked, ["other kind"])
        return await self._answer(asked, whom)

    def _doubts(self, asked: Asked) -> list[str]:
        """What the words leave open; of a change that is not planned here it is that, and no word that is not known."""
        unplanned = self.unplanned(asked)
        return [unplanned if unplanned and one == "unplaced" else one for one in doubts_of(asked)]

    async def _answer(self, asked: Asked, whom: Narrowed) -> Answer:
        """A plan of what is certain, or what the resources themselves say against it."""
        targets = whom.targets
        refs = [one.ref for one in targets]
        before = "" if not asked.frame.destructive else await Planning(self.services).fingerprint(refs)
        documents = await self._documents(refs)
        doubts = self._unfit(asked, targets, documents)
        if doubts:
            return self._ask(asked, doubts)
        already = [known for known in documents if self._is_so(asked, known)]
        if already:
            return await self._without(asked, whom, already)
        return await self._planned(asked, documents, before, whom.words)

    def _of_another_kind(self, asked: Asked, targets: Sequence[Target]) -> bool:
        """Whether a kind was said that a target is not of: "the snapshot of orders-db" is no database."""
        said = [kind for kind in asked.frame.values("resource_kind") if kind not in STANDS_FOR]
        return any(one.ref.kind not in self.desk.kinds.here(kind) for kind in said for one in targets)

    async def query(self, asked: Asked) -> str:
        whom = await self._whom(asked)
        doubts = [*self._doubts(asked), *whom.doubts]
        if doubts:
            return f"no plan: {asked_back(asked, doubts)}"
        return f"{self.act(asked)}: {', '.join(printable(one.ref, 80) for one in whom.targets[:_SHOWN])}"

    async def _whom(self, asked: Asked) -> Narrowed:
        """Whom it would change: those named, else those that everything said fits, and what speaks against that."""
        if len({one.ref for one in asked.targets}) > MOST:
            return Narrowed(doubts=("too many",))
        if is_measured(asked):
            return Narrowed(doubts=("untold",))
        if asked.targets:
            return await narrowed(asked, self.desk)
        if len(asked.said.get("environment", ())) > 1 and not asked.has("and", "or", "plus", "&", ","):
            return Narrowed(doubts=("two places",))
        if sets_tags(asked):
            told = {sort: said for sort, said in asked.frame.entities.items() if sort != "tag"}
            asked = replace(asked, frame=replace(asked.frame, entities=told))
        query = await self.desk.query(asked, names=False)
        if query.untold or query.kept_in:
            return Narrowed(doubts=("untold",))
        specs = [self.desk.kinds.specs[kind] for kind in query.kinds if kind in self.desk.kinds.specs]
        if without_taken(asked, query, specs):
            return Narrowed(doubts=("untold",))
        if set(asked.counted) - set(query.words):
            return Narrowed(doubts=("narrower",))
        if not query.kinds:
            return Narrowed(doubts=("everything" if asked.has("everything", "all", "anything") else "missing",))
        if not query.conditions:
            return Narrowed(doubts=("everything",))
        view = query.view()
        found, count = await self.desk.naming.matching(View(view.kinds, view.filter), MOST)
        if not found:
            return Narrowed(doubts=("missing",))
        if count > MOST:
            return Narrowed(doubts=("too many",))
        if count > 1 and not asked.has("all", "every", "each", "everything", "both", "those", "these", "them"):
            return Narrowed(doubts=("one of several",))
        if asked.has("both") and count != _BOTH:
            return Narrowed(doubts=("not two",))
        if not is_of_so_many(asked, count):
            return Narrowed(doubts=("not so many",))
        return Narrowed(tuple(found), words=query.words)

    def _is_so(self, asked: Asked, known: Known) -> bool:
        current, new = self.becomes(asked, known)
        return current == new

    async def _without(self, asked: Asked, whom: Narrowed, already: Sequence[Known]) -> Answer:
        """What is planned of those that are not yet what they are to become."""
        refs = {ResourceRef(known["kind"], known["key"]) for known in already}
        left = tuple(one for one in whom.targets if one.ref not in refs)
        names = listed([named(known["name"]) for known in already[:_SHOWN]])
        new = self.becomes(asked, already[0])[1]
        said = f"{names} {'is' if len(already) == 1 else 'are'} as asked for already ({named(new)})"
        if not left:
            basis = await self.desk.grounds.of([known["kind"] for known in already], whom.words)
            return Answer(f"{said}: there is nothing to plan.", basis=basis, next_steps=("scan status", "list servers"))
        answer = await self._answer(asked, replace(whom, targets=left))
        return replace(answer, text=lines(f"{said}, and left out.", answer.text))

    def lacking(self, asked: Asked, known: Known) -> str:
        """Why what it would be is not known, where ``becomes`` does not tell it."""
        return "no value"

    def unplanned(self, asked: Asked) -> str:
        """Why what is asked for is no change that is planned here, where its words tell that; empty where they do not."""
        return ""

    def premise(self, asked: Asked, known: Known) -> str:
        """What was said of how it is now, and is not so; empty: nothing."""
        return ""

    def _unfit(self, asked: Asked, targets: Sequence[Target], documents: Sequence[Known]) -> list[str]:
        """What the resources themselves say against it."""
        now = self.services.clock.now()
        told = []
        if len(documents) < len({one.ref for one in targets}):
            told.append("stale")
        for known in documents:
            if now - datetime.fromisoformat(known["last_seen"]) > STALE:
                told.append("stale")
            if not self.applies(known["kind"]):
                told.append("unfit")
            elif not self.becomes(asked, known)[1]:
                told.append(self.lacking(asked, known))
            elif wrong := self.premise(asked, known):
                told.append(wrong)
        return list(dict.fromkeys(told))

    async def _by_address(self, asked: Asked) -> list[str]:
        """Names of what has the addresses that were said, where all that is not known are such."""
        found = [await self.desk.naming.at_address(name) for name in asked.unknown]
        return [one.name for several in found for one in several] if all(found) else []

    async def _by_id(self, asked: Asked) -> list[str]:
        """Names of what its provider has the ids for that were said, where all that is not known are such."""
        found = [await self.desk.naming.of_id(name) for name in asked.unknown]
        return [one.name for several in found for one in several] if all(found) else []

    async def _where(self, asked: Asked) -> tuple[str, list[str]]:
        """Where what is named is, which is not where it was said to be, and its names."""
        told = []
        found = [await self.desk.naming.linked(name, Narrowing(), nearly=False) for name in asked.unknown]
        targets = [one for linked in found for one in linked.targets][:_SHOWN]
        documents = await self._documents([one.ref for one in targets])
        for known in documents:
            environment = self._environment(known)
            places = [known["region"], f"account {named(known['account'])}" if known["account"] else "", environment]
            told.append(f"{named(known['name'])} is in {', '.join(filter(None, places))}.")
        return " ".join(told), [one.name for one in targets]

    def _ask(
        self, asked: Asked, doubts: list[str], known: Sequence[str] = (), where: tuple[str, Sequence[str]] = ("", ())
    ) -> Answer:
        rows = tuple(
            (printable(one.name, 40), self.desk.kinds.title((one.ref.kind,), 1), one.region, one.state)
            for one in asked.targets[:_SHOWN]
        )
        table = Table(
            ("NAME", "KIND", "REGION", "STATE"), rows, len(rows), tuple(one.ref for one in asked.targets[:_SHOWN])
        )
        near = [*known, *where[1], *(one.name for name in asked.unknown for one in self.desk.naming.near(name))][:2]
        maybe = where[0] or (f"There is {listed([named(one) for one in near], 'or')}." if near else "")
        maybe = f"It is that of {listed([named(one) for one in known[:2]], 'or')}." if known else maybe
        of_namespace = unplaced(asked)[:1] if "by namespace" in doubts else []
        steps = tuple(f"list workloads in namespace {one}" for one in of_namespace)
        steps += tuple(f"describe {one}" for one in near) or ((_described(len(rows)),) if rows else ())
        return Answer(
            lines(f"{NO_PLAN}{asked_back(asked, doubts)}.", maybe),
            table if rows else None,
            next_steps=(*steps, "list servers", "what can you do?")[:3],
        )

    def _doable(self, asked: Asked) -> Callable[[str], bool]:
        """Whether what is asked for can be done with a resource of a kind, by a command of its provider."""
        act = self.act(asked)
        return lambda kind: self.applies(kind) and act in COMMANDS.get(kind, {})

    def _offer(self, asked: Asked, doubts: list[str], near: Mapping[str, str]) -> Answer:
        """What may be meant by a name that nothing has: requests that a digit writes in the line, and that the person asks."""
        names = listed([named(one) for one in near], "or")
        unnamed = [one for one in doubts if one != "unplaced"] or doubts
        said = f"{NO_PLAN}{asked_back(asked, unnamed)}."
        return Answer(
            lines(said, f"There is {names}. A digit writes it in the line, for you to look at and to ask."),
            next_steps=(*near.values(), "list workloads", "what can you do?"),
            to_write=tuple(near.values()),
        )

    async def _planned(self, asked: Asked, documents: Sequence[Known], before: str, filters: Sequence[str]) -> Answer:
        act = self.act(asked)
        places = await places_of(documents, self.desk)
        steps = [self._step(asked, known, places[known["key"]]) for known in documents]
        what = self.desk.kinds.title([known["kind"] for known in documents], len(steps))
        title = f"{act.capitalize()} {counted(len(steps), what, what)}"
        rows = tuple(
            (printable(s.name, 32), printable(s.account, 20), s.region, s.environment, s.current, s.new)
            for s in steps[:_SHOWN]
        )
        table = Table(COLUMNS, rows, len(steps), tuple(step.ref for step in steps[:_SHOWN]))
        rehearsed = not asked.frame.destructive
        planning = Planning(self.services)
        plan = None if rehearsed else await planning.card(title, self.NAME, steps, self.reversible(asked), before)
        said = f"**{title}**. {self.reversible(asked)}"
        if rehearsed:
            said = f"What it would be: {said} No plan waits for a confirmation, as you asked for none."
        return Answer(
            lines(said, NOT_DONE, by_hand(steps)),
            table,
            basis=await self.desk.grounds.of([known["kind"] for known in documents], filters),
            next_steps=("what breaks if it fails?", "what depends on it?", f"describe {steps[0].name}"),
            plan=plan,
        )

    def _step(self, asked: Asked, known: Known, place: Mapping[str, str]) -> PlannedStep:
        current, new = self.becomes(asked, known)
        environment = self._environment(known)
        values = {**values_of(known, new, as_typed.tag(asked)), **place}
        return PlannedStep(
            ResourceRef(known["kind"], known["key"]),
            known["name"],
            known["account"],
            known["region"],
            environment,
            printable(current, 60),
            printable(new, 60),
            command(known["kind"], self.act(asked), values, known["region"]),
        )

    def _environment(self, known: Known) -> str:
        """What its tags say of where it belongs; empty where none does."""
        vocabulary = self.services.tag_file.vocabulary()
        told = (
            vocabulary.meaning(ENVIRONMENT, value)
            for key, value in known["labels"].items()
            if (vocabulary.concept(key) or ("",))[0] == ENVIRONMENT
        )
        return next(told, "")

    async def _documents(self, refs: Sequence[ResourceRef]) -> list[Known]:
        found: list[Known] = []
        for at in range(0, len(refs), _AT_ONCE):
            several = refs[at : at + _AT_ONCE]
            keys = ",".join(quoted(ref.key) for ref in several)
            listing = await self.services.inventory.open(View(tuple({ref.kind for ref in several}), f"key={keys}"))
            found += await self.services.inventory.documents(listing)
        wanted = set(refs)
        return [known for known in found if ResourceRef(known["kind"], known["key"]) in wanted]


def _described(count: int) -> str:
    """What asks for more of so many rows. A single one is no list."""
    return "describe the first one" if count > 1 else "describe it"


def by_hand(steps: Sequence[PlannedStep]) -> str:
    """The provider's own commands, to be copied; where some have none, that is said."""
    told = [step.command for step in steps[:_SHOWN] if step.command]
    if not told:
        return "There is no command of its provider that could be told for it."
    more = f"\n# and {len(steps) - len(told):,} more" if len(told) < len(steps) else ""
    return f"By hand, with the provider's own command:\n\n```\n{block(steps[:_SHOWN])}{more}\n```"


def copies_of(known: Known, name: str) -> Any:
    """What a deployment tells of its copies; None where it tells nothing."""
    copies = known["attrs"].get("copies")
    return copies.get(name) if isinstance(copies, dict) else None
