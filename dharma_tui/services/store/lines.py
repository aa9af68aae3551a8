"""What a provider reported, as lines of JSON that DuckDB reads back: made storable, and hashed by content."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as _quote

from dharma_tui.core.text import storable
from dharma_tui.core.types import Json, Relationship, Resource, Scope

_DEEPEST = 60
"""Levels of nesting kept; what lies deeper is stored as text."""
LARGEST = 4 << 20
"""Bytes of the largest properties, or labels, of one resource that are kept: it is read and shown as a whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """A resource in JSON, as members without the braces: what tells it from others, and the rest of it."""

    identity: str
    rest: str


def resource_line(resource: Resource, volatile: Sequence[str] = ()) -> Line:
    """One resource, with its content hash. ``volatile`` attribute paths do not count for the hash."""
    attrs, attrs_text = _attrs(resource.attrs)
    fixed_text = _dump(without(attrs, volatile)) if volatile else attrs_text
    labels = _dump({storable(str(name)): storable(str(value)) for name, value in resource.labels.items()})
    labels_kept, attrs_kept = _kept(labels), _kept(attrs_text)
    place = _place(resource.scope)
    said = f'"name":{_quote(storable(resource.name))},"state":"{resource.state.value}","labels":'
    content = f"{place}{said}{labels}{fixed_text}"
    number = int.from_bytes(blake2b(content.encode(), digest_size=8).digest(), "big")
    ref = resource.ref
    identity = f'"kind":{_quote(storable(ref.kind))},"key":{_quote(storable(ref.key))},{place},"hash":{number}'
    return Line(identity, f'{said}{labels_kept},"attrs":{attrs_kept}')


def _kept(text: str) -> str:
    """What an object in JSON says, unless it is beyond measure: then how much that was."""
    return text if len(text) <= LARGEST else _dump({"…": f"{len(text) >> 20} MB, too much to keep"})


@lru_cache(maxsize=64)
def _place(scope: Scope) -> str:
    words = {"provider": scope.provider, "account": scope.account, "region": scope.region}
    return ",".join(f'"{name}":{_quote(storable(word))}' for name, word in words.items())


def relationship_line(edge: Relationship) -> str:
    """One relationship as a line."""
    words = (edge.src.kind, edge.src.key, edge.dst.kind, edge.dst.key, edge.verb.value, edge.source)
    names = ("src_kind", "src_key", "dst_kind", "dst_key", "verb", "source")
    return f"{_dump(dict(zip(names, map(storable, words), strict=True)))}\n"


def clean(value: object, depth: int = 0) -> Json:
    """``value`` as JSON can say it and UTF-8 can hold it: no NaN, no infinity, no NUL, no lone surrogate, not too deep."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth >= _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {storable(str(name)): clean(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [clean(inner, depth + 1) for inner in value]
    return storable(str(value))


def without(attrs: Mapping[str, Json], paths: Sequence[str]) -> dict[str, Json]:
    """``attrs`` without what lies at the dotted ``paths``; the original stays as it is."""
    kept = dict(attrs)
    for path in paths:
        first, _, rest = path.partition(".")
        inner = kept.get(first)
        if not rest:
            kept.pop(first, None)
        elif isinstance(inner, dict):
            kept[first] = without(inner, (rest,))
        elif isinstance(inner, list):
            kept[first] = [without(item, (rest,)) if isinstance(item, dict) else item for item in inner]
    return kept


def _attrs(attrs: Mapping[str, Json]) -> tuple[Mapping[str, Json], str]:
    """Attributes and their text. Nearly all are fine as they come, which is four times quicker than looking at each value."""
    try:
        text = _dump(attrs)
        plain = "\\u0000" not in text and "\\ud" not in text
        if plain and (text.count("[") + text.count("{") <= _DEEPEST or not _nests(attrs, _DEEPEST)):
            return attrs, text
    except (ValueError, TypeError, RecursionError):
        pass
    cleaned = clean(attrs)
    assert isinstance(cleaned, dict)
    return cleaned, _dump(cleaned)


def _nests(value: object, levels: int) -> bool:
    """Whether ``value`` nests deeper than ``levels``. How deep the encoder itself goes depends on the version of Python."""
    if not isinstance(value, (Mapping, list, tuple)):
        return False
    if levels == 0:
        return True
    inner = value.values() if isinstance(value, Mapping) else value
    return any(_nests(one, levels - 1) for one in inner)


_dump = json.JSONEncoder(allow_nan=False, sort_keys=True, separators=(",", ":")).encode
