"""Texts in trees of properties, JSON that is held in texts included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from dharma_tui.core.types import Json

LONGEST = 2048
"""Characters of the longest identity."""
DEEPEST = 40
_SHORTEST = 4
_DENY = "Deny"
_EXCEPTED = frozenset({"NotResource", "NotPrincipal"})
"""Where a statement names what it is not about."""
_MUTE = frozenset({bool, int, float, type(None)})
_OPENING = ("{", "[")
Wanted: TypeAlias = Callable[[str, str], bool]
"""Whether a text is wanted, by the last step of its path and itself."""


def scalars(value: object) -> list[tuple[str, str]]:
    """Every text in a tree of properties with its dotted path; JSON inside of a text is part of the tree."""
    return walked(value, lambda name, text: True)


def walked(value: object, wanted: Wanted, ends: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The same, of the texts that are ``wanted`` by the last step of their path and by themselves.

    Statements of policies that deny are passed over, and what others are not about: what is named there is not needed. The
    shortest texts are only asked about where the last step is one of ``ends``.
    """
    found: list[tuple[str, str]] = []
    _collect(value, "", "", 0, wanted, ends, found)
    return found


def _collect(
    value: object, path: str, last: str, depth: int, wanted: Wanted, ends: frozenset[str], found: list[tuple[str, str]]
) -> None:
    """Add the texts in ``value``; a text itself is none of them."""
    below: Iterable[tuple[str, Any]]
    if isinstance(value, (dict, Mapping)):
        effect = value.get("Effect")
        if effect == _DENY:
            return
        below = value.items() if effect is None else [item for item in value.items() if item[0] not in _EXCEPTED]
    elif isinstance(value, list):
        below = ((last, item) for item in value)
    else:
        return
    within = value.__class__ is list
    for name, item in below:
        kind = item.__class__
        if kind in _MUTE:
            continue
        if kind is not str:
            if depth < DEEPEST:
                here = path if within else f"{path}.{name}" if path else name
                _collect(item, here, name, depth + 1, wanted, ends, found)
        elif item[:1] in _OPENING or len(item) > LONGEST:
            inner = _json(item)
            if inner is not None and depth < DEEPEST:
                here = path if within else f"{path}.{name}" if path else name
                _collect(inner, here, name, depth + 1, wanted, ends, found)
        elif (len(item) >= _SHORTEST or name in ends) and item and wanted(name, item):
            found.append((path if within else f"{path}.{name}" if path else name, item))


def _json(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


def texts(value: object, path: str) -> Iterator[str]:
    """The texts at the end of a dotted path; a list on the way stands for each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item, path)
    elif path:
        head, _, rest = path.partition(".")
        if isinstance(value, (dict, Mapping)) and head in value:
            yield from texts(value[head], rest)
    elif isinstance(value, str) and value:
        yield value
