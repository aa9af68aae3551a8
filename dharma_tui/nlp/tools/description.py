"""Describes one resource."""

from __future__ import annotations

import asyncio

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import age, cell, counted
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.text import printable
from dharma_tui.core.types import Json, Resource, StoredResource
from dharma_tui.nlp.desk import of_kind
from dharma_tui.nlp.tools._base import Asked, Parameter, Target
from dharma_tui.nlp.tools._one import OfOne
from dharma_tui.nlp.words import article, listed, named

_MOST = 24
_VALUE = 120


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
        rows = [*self._facts(known), *self._columns(resource), *sorted(resource.labels.items())]
        scope = resource.scope
        place = (
            f" in {listed([*_place('account', scope.account), *_place('', scope.region)])}"
            if scope.account or scope.region
            else ""
        )
        said = (
            f"{named(resource.name)} is {article(title)}{place}, **{resource.state.value}**. First seen"
            f" {age(known.first_seen, now)} ago, last changed {age(known.changed_at, now)} ago;"
            f" {counted(len(neighbours), 'relationship')}."
        )
        table = Table(
            ("PROPERTY", "VALUE"),
            tuple((printable(name, 40), printable(value, _VALUE)) for name, value in rows[:_MOST]),
            len(rows),
        )
        return Answer(
            said,
            table,
            basis=basis,
            opens=of_kind(resource.ref),
            next_steps=("what depends on it?", "what changed on it?", "show the graph of it"),
        )

    def _facts(self, known: StoredResource) -> list[tuple[str, str]]:
        resource, now = known.resource, self.services.clock.now()
        return [
            ("kind", f"{self.desk.kinds.title((resource.ref.kind,), 1)} ({resource.ref.kind})"),
            ("key", resource.ref.key),
            ("seen", f"{age(known.last_seen, now)} ago" + (f", by {known.scan_id}" if known.scan_id else "")),
        ]

    def _columns(self, resource: Resource) -> list[tuple[str, str]]:
        spec = self.services.kinds.get(resource.ref.kind)
        now = self.services.clock.now()
        if spec is None:
            return [(name, cell(value, ColumnType.TEXT, now, _VALUE)) for name, value in sorted(resource.attrs.items())]
        told = [(column, _at(resource.attrs.get(column.path.split(".")[0]), column.path)) for column in spec.columns]
        return [
            (column.title.lower(), cell(value, column.type, now, _VALUE))
            for column, value in told
            if value not in (None, "", [])
        ]


def _place(what: str, name: str) -> list[str]:
    return [f"{what} {named(name)}".strip()] if name else []


def _at(value: Json, path: str) -> Json:
    """What lies at a column's path; of a list, its items together."""
    for step in path.split(".")[1:]:
        value = value.get(step.removesuffix("[]")) if isinstance(value, dict) else None
    return value
