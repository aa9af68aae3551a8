"""What tools about one named resource have in common: whom it is, or why that is not known."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.conversation import ASKED_BACK
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.refusing import NO_ROW, SAYS
from dharma_tui.nlp.tools._base import Asked, Target, Tool
from dharma_tui.nlp.words import bullets, lines, listed, named

_SHOWN = 10
_EACH = 8
"""Of so many at most it is told of each."""
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


class OfOne(Tool):
    """Answers about the resource that is named, pointed at or selected; asks which where that is not one."""

    async def answer(self, asked: Asked) -> Answer:
        targets = tuple({one.ref: one for one in asked.targets}.values())
        if not targets or asked.ambiguous:
            return await which(asked, self.desk)
        if len(targets) > 1:
            return await self.answer_of_several(asked, targets)
        return await self.answer_of(asked, targets[0])

    @abstractmethod
    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        """The answer about this resource."""

    async def answer_of_several(self, asked: Asked, targets: Sequence[Target]) -> Answer:
        """The answers about each of several, as one."""
        first = targets[:_EACH]
        names, places = told_apart(first), len({one.name for one in first}) < len(first)
        answers = [await self.answer_of(asked, one) for one in first]
        parts = [one.text.split("\n\n") for one in answers]
        shared = [part for part in parts[0][1:] if all(part in each[1:] for each in parts)]
        said = [" ".join(part for part in each if part not in shared) for each in parts]
        said = [f"{named(name)}: {one}" for name, one in zip(names, said, strict=True)] if places else said
        more = f"Of {len(targets):,} these alone were looked at." if len(targets) > _EACH else ""
        steps = (*(f"describe {one.name}" for one in first if one.name.isprintable()), "what changed today?")
        return Answer(
            lines(bullets(said), *shared, more),
            _together(names, [one.table for one in answers]),
            basis=await self.desk.grounds.of([one.ref.kind for one in first]),
            next_steps=steps[:3],
        )

    async def query(self, asked: Asked) -> str:
        from dharma_tui.nlp.desk import of_kind

        return of_kind(asked.targets[0].ref) if asked.targets else ""


def told_apart(targets: Sequence[Target]) -> list[str]:
    """Their names, and where several are called so, where each of them is; by its key where that is the same, too."""
    plain = [one.name for one in targets]
    placed = [" · ".join(filter(None, (one.name, one.account, one.region))) for one in targets]
    told = [name if plain.count(name) == 1 else place for name, place in zip(plain, placed, strict=True)]
    return [
        name if told.count(name) == 1 else f"{one.name} · {one.ref.key}"
        for name, one in zip(told, targets, strict=True)
    ]


def _together(names: Sequence[str], tables: Sequence[Table | None]) -> Table | None:
    """The rows of several tables, each with what they are of."""
    shown = [(name, table) for name, table in zip(names, tables, strict=True) if table is not None and table.rows]
    if not shown:
        return None
    rows = tuple((printable(name, 40), *row) for name, table in shown for row in table.rows)
    refs = tuple(ref for _, table in shown for ref in table.refs)
    total = sum(table.total for _, table in shown)
    return Table(("OF", *shown[0][1].columns), rows, total, refs if len(refs) == len(rows) else ())


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
        next_steps=_choices(len(targets)),
    )


def _choices(count: int) -> tuple[str, ...]:
    """Each of so many rows, and all of them where a digit is left for that."""
    each = tuple(f"the {place} one" for place in _PLACES[:count])
    return (*each, "both" if count == 2 else "all of them") if count < len(_PLACES) else each
