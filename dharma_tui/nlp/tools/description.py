"""Describes one resource."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, counted
from dharma_tui.core.text import printable
from dharma_tui.core.view import how_many
from dharma_tui.nlp.desk import of_kind
from dharma_tui.nlp.tools._base import Asked, Parameter, Target
from dharma_tui.nlp.tools._one import OfOne
from dharma_tui.nlp.tools._properties import VALUE, columns_of, facts_of
from dharma_tui.nlp.tools.compared import beside
from dharma_tui.nlp.words import article, listed, named

_MOST = 24


class Describe(OfOne):
    """What is known of one resource: what it is, where, since when, its columns and its labels."""

    NAME = "describe_resource"
    SUMMARY = "Details and attributes of one named resource."
    INTENTS = ("describe_infrastructure",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("resource_kind", "resource_kind"))

    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        known, neighbours, basis = await asyncio.gather(
            self.services.inventory.resource(target.ref),
            self.desk.neighbours(target.ref),
            self.desk.grounds.of((target.ref.kind,)),
        )
        resource, now = known.resource, self.services.clock.now()
        title = self.desk.kinds.title((resource.ref.kind,), 1)
        rows = [*facts_of(known, self.desk), *columns_of(resource, self.desk), *sorted(resource.labels.items())]
        scope = resource.scope
        place = (
            f" in {listed([*_place('account', scope.account), *_place('', scope.region)])}"
            if scope.account or scope.region
            else ""
        )
        said = (
            f"{named(resource.name)} is {article(title)}{place}, **{resource.state.value}**. First seen"
            f" {age(known.first_seen, now)} ago, last changed {age(known.changed_at, now)} ago;"
            f" {counted(how_many(neighbours), 'relationship')}."
        )
        table = Table(
            ("PROPERTY", "VALUE"),
            tuple((printable(name, 40), printable(value, VALUE)) for name, value in rows[:_MOST]),
            len(rows),
        )
        return Answer(
            said,
            table,
            basis=basis,
            opens=of_kind(resource.ref),
            next_steps=("what depends on it?", "what changed on it?", "show the graph of it"),
        )

    async def answer_of_several(self, asked: Asked, targets: Sequence[Target]) -> Answer:
        return await beside(targets, self.desk, is_compared=False)


def _place(what: str, name: str) -> list[str]:
    return [f"{what} {named(name)}".strip()] if name else []
