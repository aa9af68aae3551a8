"""Direct neighbours of one resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.view import Neighbour, how_many
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Target
from dharma_tui.nlp.tools._one import OfOne
from dharma_tui.nlp.words import named


class Relationships(OfOne):
    """What a resource is directly connected with, and by what."""

    NAME = "relationships"
    SUMMARY = "The direct neighbours of a named resource as a list: what it needs and what needs it."
    INTENTS = ("resource_relationships",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("resource_kind", "resource_kind"))

    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        every = await self.desk.neighbours(target.ref)
        found, said = self._wanted(asked, target, every)
        if any(one.state is None for one in found[:FIRST]):  # why is told by the inventory alone
            every = await self.services.inventory.neighbours(target.ref)
            found, said = self._wanted(asked, target, every)
        rows = tuple(
            (
                (FORTH if one.outgoing else BACK)[one.relationship.verb],
                printable(one.name, 48),
                self.desk.kinds.title((one.other.kind,), 1),
                one.state.value if one.state else printable(one.missing or "not in the inventory", 60),
            )
            for one in found[:FIRST]
        )
        number = how_many(every) if len(found) == len(every) else len(found)
        least = "at least " if number < how_many(found) else ""
        text = (
            f"{named(target.name)} has **{least}{counted(number, 'neighbour') if found else 'no neighbours'}**{said}."
        )
        if not found and every:
            text += f" It has {counted(how_many(every), 'other relationship')}."
        elif not every:
            text += " No scan told of anything that it is related to."
        return Answer(
            text,
            Table(("IT", "NAME", "KIND", "STATE"), rows, number, tuple(one.other for one in found[:FIRST])),
            basis=await self.desk.grounds.of((target.ref.kind,)),
            opens=f"topology {format_topology(TopologyView(focus=(target.ref,), depth=1))}",
            next_steps=("show the graph of it", "what breaks if it fails?", "describe the first one"),
        )

    def _wanted(self, asked: Asked, target: Target, every: Sequence[Neighbour]) -> tuple[list[Neighbour], str]:
        """Those of the kind and direction that were said."""
        kinds = {kind for said in asked.frame.values("resource_kind") for kind in self.desk.kinds.here(said)}
        of_kind = [one for one in every if one.other.kind in kinds]
        of_another = target.ref.kind not in kinds or asked.has("it", "its")  # else it may be what is named itself
        is_its = of_kind or (kinds and asked.said.get("resource_kind") and of_another)
        found, said = (of_kind, f" among {self.desk.kinds.title(sorted(kinds))}") if is_its else (list(every), "")
        row = " ".join(asked.words)
        users = any(phrase in row for phrase in ("depends on it", "uses", "used by", "upstream", "who uses", "rely"))
        users = users or row.startswith(("what depends on", "which depends on", "who depends on"))
        needs = any(phrase in row for phrase in ("does it depend", "depend on ?", "it need", "downstream", "needs"))
        if users == needs:
            return found, said
        kept = [one for one in found if _needs(one, self.desk.kinds.specs)[not users]]
        need = "needs it" if len(kept) == 1 else "need it"
        return kept, f"{said} that {need if users else 'it needs'}"


def _needs(one: Neighbour, kinds: Mapping[str, KindSpec]) -> tuple[bool, bool]:
    """Whether the neighbour needs the resource, and whether the resource needs it: as a loss is carried, by their kinds.

    What is told and carries nothing is neither.
    """
    from dharma_tui.services.topology.rules import Carries
    from dharma_tui.services.topology.rules import Table as Rules

    told = one.relationship
    rule = Rules((told.src.kind, told.dst.kind), kinds).rule(told.src.kind, told.verb, told.dst.kind)
    ways = {each.way for each in rule.both_ways()} if rule is not None else set()
    source_needs, target_needs = Carries.TO_SOURCE in ways, Carries.TO_TARGET in ways
    return (target_needs, source_needs) if one.outgoing else (source_needs, target_needs)
