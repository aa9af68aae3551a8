"""What tools about one named resource have in common: whom it is, or why that is not known."""

from __future__ import annotations

from abc import abstractmethod
from datetime import UTC, datetime

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.conversation import ASKED_BACK
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.refusing import NO_ROW, SAYS
from dharma_tui.nlp.tools._base import Asked, Target, Tool
from dharma_tui.nlp.words import lines, listed, named

_SHOWN = 10


class OfOne(Tool):
    """Answers about the resource that is named, pointed at or selected; asks which where that is not one."""

    async def answer(self, asked: Asked) -> Answer:
        target = self.target(asked)
        if target is None:
            return await which(asked, self.desk)
        return await self.answer_of(asked, target)

    @abstractmethod
    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        """The answer about this resource."""

    def target(self, asked: Asked) -> Target | None:
        """Whom it is about: who is named first."""
        return asked.targets[0] if asked.targets else None

    async def query(self, asked: Asked) -> str:
        from dharma_tui.nlp.desk import of_kind

        target = self.target(asked)
        return of_kind(target.ref) if target else ""


async def which(asked: Asked, desk: Desk) -> Answer:
    """Asks which resource is meant, saying whom there is to choose from."""
    for name, targets in asked.ambiguous:
        return await several(name, targets, desk)
    if "gone" in asked.doubts and asked.rows:
        return await _gone(asked.rows[0], desk)
    if "nothing shown" in asked.doubts:
        return Answer(
            "Which ones? Nothing was listed that they could be among.", next_steps=("list servers", "what can you do?")
        )
    if said := next((SAYS[doubt] for doubt in asked.doubts if asked.is_pointed and doubt in NO_ROW), ""):
        return Answer(f"Which one? That would be {said}.", next_steps=("list servers", "what can you do?"))
    unknown = listed([named(name) for name in asked.unknown])
    near = [one.name for name in asked.unknown for one in desk.naming.near(name)][:3]
    if unknown:
        basis = await desk.grounds.of()
        said = f"Nothing in the inventory is called {unknown}."
        maybe = f"There is {listed([named(one) for one in near], 'or')}." if near else ""
        steps = (*(f"describe {one}" for one in near if one.isprintable()), "scan status", "list servers")
        return Answer(lines(f"{said} {maybe}".strip()), basis=basis, next_steps=steps[:4])
    return Answer(
        "Which one? Name it as it is called in the inventory, or point at a row: the first one.",
        next_steps=("list servers", "list workloads", "what can you do?"),
    )


async def _gone(ref: ResourceRef, desk: Desk) -> Answer:
    """That something which was shown is there no more, and since when."""
    changes = await desk.changed(datetime.min.replace(tzinfo=UTC), desk.now(), ref=ref, limit=1)
    said = f"{named(changes[0].name)} is there no more" if changes else "What was shown there is there no more"
    when = f": it was {changes[0].change.value} {age(changes[0].at, desk.now())} ago" if changes else ""
    return Answer(
        f"{said}{when}.", basis=await desk.grounds.of_history((ref.kind,)), next_steps=("what was removed today?",)
    )


async def several(name: str, targets: tuple[Target, ...], desk: Desk) -> Answer:
    """Whom a name may mean; by their keys where nothing else tells them apart."""
    shown = targets[:_SHOWN]
    rows = [(one.name, desk.kinds.title((one.ref.kind,), 1), one.account, one.region, one.state) for one in shown]
    columns: tuple[str, ...] = (*ASKED_BACK, "REGION", "STATE")
    told = [tuple(printable(cell, 60) for cell in row) for row in rows]
    if len({row[1:4] for row in rows}) < len(rows):
        columns = (*columns, "KEY")
        told = [(*row, printable(one.ref.key, 60)) for row, one in zip(told, shown, strict=True)]
    return Answer(
        f"{len(targets)} resources are called {named(name)}. Which one do you mean?",
        Table(columns, tuple(told), len(targets), tuple(one.ref for one in shown)),
        basis=await desk.grounds.of([one.ref.kind for one in targets]),
        next_steps=("the first one", "the second one"),
    )
