"""Items of AWS from a file as the SDK would have returned them, by the SDK's own model of the answer."""

from __future__ import annotations

import base64
import binascii
import datetime as dates
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote

from dharma_tui.core.secrets import mask_value
from dharma_tui.services.discovery.aws import _paths
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._paths import shallow

DEEPEST = 60


@cache
def model(service: str) -> Any:
    """The SDK's model of a service."""
    return sdk().get_service_model(service)


@cache
def sdk() -> Any:
    """A session for nothing but models."""
    import botocore.session

    return botocore.session.Session()


def at_end(shape: Any, path: str) -> Iterator[Any]:
    """The shapes at the end of ``path``, through lists and maps."""
    if shape.type_name == "list":
        yield from at_end(shape.member, path)
    elif not path:
        yield shape
    elif shape.type_name == "map":
        yield shape.value
    elif shape.type_name == "structure":
        head, _, rest = path.partition(".")
        if head in shape.members:
            yield from at_end(shape.members[head], rest)
    elif _is_document(shape):
        yield shape  # what is in it is not of the model


class ItemShape:
    """What an item of a kind may have: as listed, and as its details complete it."""

    def __init__(self, entry: Entry) -> None:
        listed = model(entry.service).operation_model(entry.operation).output_shape
        self.listed: dict[str, Any] = _members(at_end(listed, entry.items))
        self.detailed: dict[str, Any] = {}
        self.open = False
        """Details tell what the model has no names for."""
        for detail in entry.details:
            answer = model(entry.service).operation_model(detail.operation).output_shape
            told = list(at_end(answer, detail.items)) if detail.items else [answer]
            if detail.under:
                self.detailed[detail.under] = _whole(answer, detail.items)
            else:
                self.detailed |= _members(told)
                self.open |= any(shape.type_name == "map" for shape in told)
            self.detailed |= {name: answer.members[name] for name in detail.beside}
        self.members = {**self.detailed, **self.listed}
        self._names = {name.lower(): name for name in self.members}

    def spelled(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """``item`` with names and values as the SDK has them; what its model does not know loses what looks secret."""
        return _structure(item, self._names, self.members, 0)


_ITEMS: dict[str, ItemShape] = {}


def item_shape(entry: Entry) -> ItemShape:
    """The shape of an entry's items, found when first asked for."""
    kind = entry.spec.kind
    if kind not in _ITEMS:
        _ITEMS[kind] = ItemShape(entry)
    return _ITEMS[kind]


def _whole(shape: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        shape = shape.members[name]
    return shape


def _members(shapes: Iterator[Any] | Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for shape in shapes:
        if shape.type_name == "structure":
            found |= shape.members
        elif shape.type_name == "string":
            found["Id"] = shape
    return found


@cache
def _names_of(shape: Any) -> Mapping[str, str]:
    return {name.lower(): name for name in shape.members}


def _structure(
    value: Mapping[str, Any], names: Mapping[str, str], members: Mapping[str, Any], depth: int
) -> dict[str, Any]:
    spelled = {}
    for name, inner in value.items():
        known = name if name in members else names.get(name.lower(), "")
        spelled[known or name] = _value(inner, members[known], depth + 1) if known else unknown(name, inner)
    return spelled


def unknown(name: str, value: Any) -> Any:
    """What the model has no name for, without what looks secret, as deep as it can be read."""
    try:
        return mask_value(name, value)
    except RecursionError:
        return mask_value(name, shallow(value))


def _value(value: Any, shape: Any, depth: int) -> Any:
    if depth > DEEPEST or value is None:
        return value
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return _structure(value, _names_of(shape), shape.members, depth)
    if kind == "list" and isinstance(value, list):
        return [_value(inner, shape.member, depth + 1) for inner in value]
    if kind == "map" and isinstance(value, dict):
        return {name: _value(inner, shape.value, depth + 1) for name, inner in value.items()}
    if kind == "timestamp":
        return moment(value)
    if kind == "blob" and isinstance(value, str):
        return _bytes(value)
    if kind in ("integer", "long") and isinstance(value, str):
        return int(value) if value.lstrip("-").isdecimal() and len(value) < 20 else value
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    if kind == "string" and isinstance(value, str) and _is_document(shape):
        return _document(value)
    return value


def _is_document(shape: Any) -> bool:
    """Whether the SDK turns the text into what it says: policies of IAM, and what its model calls JSON."""
    return shape.name == "policyDocumentType" or bool(getattr(shape, "serialization", {}).get("jsonvalue"))


def _document(text: str) -> Any:
    try:
        return json.loads(unquote(text))
    except (ValueError, RecursionError):
        return text


def moment(value: Any) -> Any:
    """The moment that a text or number stands for; what stands for none as it is."""
    try:
        if isinstance(value, str):
            told = dates.datetime.fromisoformat(value)
            return told if told.tzinfo else told.replace(tzinfo=dates.UTC)
    except ValueError:
        return value
    return _paths.moment(value)


def _bytes(text: str) -> Any:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text
