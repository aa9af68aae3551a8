"""Reading items as AWS returns them: dotted paths on which a list stands for its items, and values as JSON has them."""

from __future__ import annotations

import datetime as dates
import json
import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dharma_tui.core.secrets import MASK, mask_document
from dharma_tui.core.text import storable
from dharma_tui.core.types import Json

TEXT_LIMIT = 16_384
"""Characters kept of one string."""
DOCUMENT_LIMIT = 1 << 20
"""Characters kept of one that is a JSON document: cut short, it would say nothing."""
_MILLISECONDS = 1e11
"""A larger number is a moment in milliseconds."""
_ZONELESS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
"""A moment that AWS tells in UTC without saying so."""
_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,9})?")
"""A text that may stand for a moment."""
LEVELS = 60
"""Levels kept of what nests deeper than can be read: as many as are stored."""


def found(value: Any, path: str) -> Iterator[Any]:
    """Every value at the end of ``path``; an empty path leads to ``value`` itself."""
    if isinstance(value, list):
        for item in value:
            yield from found(item, path)
    elif not path:
        if value is not None:
            yield value
    elif type(value) is dict or isinstance(value, Mapping):
        head, _, rest = path.partition(".")
        if head in value:
            yield from found(value[head], rest)


def entries(value: Any, path: str) -> Iterator[Any]:
    """The same of a list of AWS, with what it has nothing to say of as an item that lacks everything: such a thing is there."""
    if isinstance(value, list):
        for item in value:
            yield from ({},) if item is None else entries(item, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, Mapping):
        head, _, rest = path.partition(".")
        if head in value:
            yield from entries(value[head], rest)


def first(value: Any, path: str) -> Any:
    """The first value at the end of ``path``, or None."""
    if type(value) is dict and path and "." not in path:  # most there are
        inner = value.get(path)
        if type(inner) is not list:
            return inner
    return next(found(value, path), None)


def at(value: Any, path: str) -> Any:
    """What is at ``path``, a list as a whole; None where there is nothing."""
    for name in path.split(".") if path else ():
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def plain(value: Any) -> Json:
    """``value`` as JSON can say it: moments as ISO 8601 in UTC, bytes as their number."""
    kind = type(value)  # what there is by the million first
    if kind is str:
        return storable(value if len(value) <= TEXT_LIMIT else _cut(value))
    if kind is dict:
        return {storable(name): plain(inner) for name, inner in value.items()}
    if kind is list:
        return [plain(inner) for inner in value]
    if kind is int or kind is bool:
        number: int = value
        return number
    match value:
        case bool() | int() | None:
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else str(value)
        case Decimal():
            return plain(float(value))
        case dates.datetime():
            return value.astimezone(dates.UTC).isoformat()
        case bytes():
            return f"{len(value):,} bytes"
        case Mapping():
            return {storable(str(name)): plain(inner) for name, inner in value.items()}
        case tuple():
            return [plain(inner) for inner in value]
    return storable(str(value)[:TEXT_LIMIT])


def moment(value: Any) -> Any:
    """The moment that seconds or milliseconds since 1970 stand for, as a number or a text; one without a time zone as of UTC;
    anything else as it is."""
    if isinstance(value, str) and _ZONELESS.fullmatch(value):
        return f"{value}+00:00"
    number = float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return value
    try:
        return dates.datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, dates.UTC)
    except (ValueError, OverflowError, OSError):
        return value


def read(value: Any) -> Any:
    """What a text of JSON says, or one within quotes that it lacks, as API Gateway tells it; anything else as it is."""
    try:
        if isinstance(value, str) and value.startswith('{\\"'):
            value = json.loads(f'"{value}"')
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def _cut(text: str) -> str:
    return text[: DOCUMENT_LIMIT if text.startswith(("{", "[")) else TEXT_LIMIT]


def screened(value: Json, path: str) -> Json:
    """A copy of ``value`` whose texts at ``path`` are documents, in which what looks secret is masked."""
    if isinstance(value, list):
        return [screened(item, path) for item in value]
    if not path:
        return mask_document(value) if isinstance(value, str) else value
    head, _, rest = path.partition(".")
    if isinstance(value, dict) and head in value:
        return {**value, head: screened(value[head], rest)}
    return value


def shallow(value: Any, levels: int = LEVELS) -> Any:
    """``value`` without what lies deeper than ``levels``."""
    if not isinstance(value, (Mapping, list, tuple)):
        return value
    if not levels:
        return "…"
    if isinstance(value, Mapping):
        return {name: shallow(inner, levels - 1) for name, inner in value.items()}
    return [shallow(inner, levels - 1) for inner in value]


def masked(value: Json, path: str, spared: Collection[str] = ()) -> Json:
    """A copy of ``value`` with a mark for every text at or below ``path``: who is there stays known, what it holds not.

    What lies right below it under a name that is ``spared`` stays.
    """
    if isinstance(value, list):
        return [masked(item, path, spared) for item in value]
    if not path:
        if isinstance(value, dict):
            return {name: inner if name in spared else masked(inner, "") for name, inner in value.items()}
        return MASK if isinstance(value, str) else value
    head, _, rest = path.partition(".")
    if isinstance(value, dict) and head in value:
        return {**value, head: masked(value[head], rest, spared)}
    return value


def below(value: Json, path: str) -> Iterator[str]:
    """Every text at or below ``path``."""
    if isinstance(value, list):
        for item in value:
            yield from below(item, path)
    elif isinstance(value, dict):
        head, _, rest = path.partition(".")
        for inner in [value.get(head)] if path else value.values():
            yield from below(inner, rest)
    elif isinstance(value, str) and not path:
        yield value


def labels(tags: Any) -> dict[str, str]:
    """Tags in any of the shapes AWS gives them: lists of Key and Value, of key and value, or a mapping."""
    if isinstance(tags, Mapping):
        pairs = list(tags.items())
    else:
        pairs = [
            (tag.get("Key", tag.get("key", tag.get("TagKey"))), tag.get("Value", tag.get("value", tag.get("TagValue"))))
            for tag in tags or ()
            if tag is not None
        ]
    return {storable(str(name)): storable(str(value if value is not None else "")) for name, value in pairs if name}
