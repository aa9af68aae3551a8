"""The properties of one resource as they are told: what it is, its columns and its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.format import age, cell
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Json, Resource, StoredResource

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk

VALUE = 120


def properties(known: StoredResource, desk: Desk) -> dict[str, str]:
    """What is told of it beside others: where it is and how, too."""
    resource = known.resource
    place = {"account": resource.scope.account, "region": resource.scope.region, "state": resource.state.value}
    facts = dict(facts_of(known, desk))
    told = {"kind": facts.pop("kind"), **{name: value for name, value in place.items() if value}, **facts}
    labels = {f"tag {name}" if name in told else name: value for name, value in sorted(resource.labels.items())}
    return {**told, **{name: value for name, value in columns_of(resource, desk) if name not in told}, **labels}


def facts_of(known: StoredResource, desk: Desk) -> list[tuple[str, str]]:
    """Its kind, its key, and when it was seen."""
    resource, now = known.resource, desk.services.clock.now()
    return [
        ("kind", f"{desk.kinds.title((resource.ref.kind,), 1)} ({resource.ref.kind})"),
        ("key", resource.ref.key),
        ("seen", f"{age(known.last_seen, now)} ago" + (f", by {known.scan_id}" if known.scan_id else "")),
    ]


def columns_of(resource: Resource, desk: Desk) -> list[tuple[str, str]]:
    """What its columns tell; where its kind has none, all that is known."""
    spec = desk.services.kinds.get(resource.ref.kind)
    now = desk.services.clock.now()
    if spec is None:
        return [(name, cell(value, ColumnType.TEXT, now, VALUE)) for name, value in sorted(resource.attrs.items())]
    told = [(column, _at(resource.attrs.get(column.path.split(".")[0]), column.path)) for column in spec.columns]
    return [
        (column.title.lower(), cell(value, column.type, now, VALUE))
        for column, value in told
        if value not in (None, "", [])
    ]


def _at(value: Json, path: str) -> Json:
    """What lies at a column's path; of a list, its items together."""
    for step in path.split(".")[1:]:
        value = value.get(step.removesuffix("[]")) if isinstance(value, dict) else None
    return value
