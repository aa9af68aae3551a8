"""Values of a listing as they leave the store: typed, and as JSON can say them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from dharma_tui.core.kinds import NUMERIC_TYPES, ColumnType
from dharma_tui.core.types import Json
from dharma_tui.services.query.fields import Field
from dharma_tui.services.query.relation import Relation

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Convert = Callable[[Any], Json]


def selected(relation: Relation, field: Field) -> tuple[str, Convert]:
    """The SQL of a field's cell, and what makes a value of its answer."""
    if field.common == "labels":
        return "replace(c.labels, chr(10), ', ')", _as_is
    if field.common in ("changed", "first_seen"):
        return ("c.changed_at" if field.common == "changed" else "c.first_seen"), iso_time
    if field.common == "age":
        return relation.number(field), _plain_number
    if field.plain:
        return relation.text(field), _as_is
    if field.computed is not None:
        return relation.value(field), _plain
    types = {source.type for source in field.sources}
    if types <= NUMERIC_TYPES:
        return relation.number(field), _plain_number
    if types == {ColumnType.FLAG}:
        return relation.text(field), _flag
    if None in types:
        return relation.text(field), _loose
    return relation.text(field), _structured


def iso_time(microseconds: int | None) -> Json:
    """Microseconds since 1970 as an ISO 8601 text, UTC."""
    if not microseconds:
        return None
    return (_EPOCH + timedelta(microseconds=microseconds)).isoformat()


def _as_is(value: Any) -> Json:
    return value if value != "" else None


def _plain_number(value: float | None) -> Json:
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _plain(value: Any) -> Json:
    if value is None or isinstance(value, (bool, str)):
        return value
    return _plain_number(float(value))


def _flag(text: str | None) -> Json:
    return {"true": True, "false": False}.get(text or "", text)


def _loose(text: str | None) -> Json:
    """What an undeclared attribute holds: its text, or the number that text writes."""
    if text is not None and _NUMBER.fullmatch(text):
        return _plain_number(float(text))
    return _structured(text)


def _structured(value: Any) -> Json:
    if isinstance(value, str) and value.endswith("\n"):
        return list(value[:-1].split("\n"))  # of a list each item is kept as a line with its end
    if not isinstance(value, str) or value[:1] not in ("[", "{"):
        return _plain(value)
    try:
        parsed: Json = json.loads(value)
    except ValueError:
        return value
    return parsed
