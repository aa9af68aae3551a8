"""Events as lines of JSON, and back: how a scanning process tells the console what happens."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from dharma_tui.core import events
from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.events import Event
from dharma_tui.core.types import Scope, shared

TOPICS: Mapping[str, type[Event]] = {
    member.__name__: member
    for member in vars(events).values()
    if isinstance(member, type) and issubclass(member, Event)
}
"""Every event class by name."""

_Read = Callable[[Any], Any]


def to_line(event: Event) -> str:
    """``event`` as one line of ASCII, without a line end."""
    return json.dumps({"event": type(event).__name__, **_plain(event)}, separators=(",", ":"))


def from_line(line: str | bytes) -> Event:
    """The event in ``line``. Raises MalformedAnswerError."""
    try:
        fields = json.loads(line)
        event = _event_reader(fields.pop("event"))(fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedAnswerError(f"not an event: {line[:80]!r} ({type(error).__name__})") from None
    assert isinstance(event, Event)
    return event


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    match value:
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case Path():
            return str(value)
        case tuple() | list():
            return [_plain(item) for item in value]
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
    return value


@cache
def _event_reader(topic: str) -> _Read:
    return _dataclass_reader(TOPICS[topic])


@cache
def _reader(kind: Any) -> _Read:
    """How to make a ``kind`` of what JSON gave."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(_reader(next(argument for argument in arguments if argument is not types.NoneType)))
    if origin is tuple and arguments[-1] is ...:
        item = _reader(arguments[0])
        return lambda value: tuple(item(part) for part in _checked(value, list))
    if origin is tuple:
        items = tuple(_reader(argument) for argument in arguments)
        return lambda value: tuple(read(part) for read, part in zip(items, value, strict=True))
    if not isinstance(kind, type):
        return lambda value: value
    if kind is Scope:
        read = _dataclass_reader(kind)
        return lambda value: shared(read(value))
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if issubclass(kind, Enum | Path):
        return kind
    if kind is float:
        return lambda value: float(_checked(value, (int, float)))
    return lambda value: _checked(value, kind)


def _dataclass_reader(kind: type) -> _Read:
    hints = get_type_hints(kind)
    readers = {item.name: _reader(hints[item.name]) for item in dataclasses.fields(kind)}
    return lambda value: kind(**{name: readers[name](part) for name, part in _checked(value, dict).items()})


def _optional(read: _Read) -> _Read:
    return lambda value: None if value is None else read(value)


def _checked(value: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} where {kind} belongs")
    return value
