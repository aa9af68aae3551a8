"""Which properties differ between two versions of a resource, down to single items of lists. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from dharma_tui.core.changes import FieldChange
from dharma_tui.core.types import Json

_NAMES = ("key", "id", "arn", "name", "cidr", "cidrip", "cidripv6", "cidrblock", "device")
"""Ends of the names of what tells the items of a list apart, the surest first; as a whole name before as an end."""
LABEL_LIMIT = 120
"""Characters of what items are told apart by, beyond which their places are named instead."""
JSON_LIMIT = 200_000
"""Characters of text that is looked into as JSON, which policies and the like are."""

Labels: TypeAlias = Callable[[Json], str]


def field_changes(
    before: Mapping[str, Json], after: Mapping[str, Json], ignored: Collection[str] = ()
) -> tuple[FieldChange, ...]:
    """Every differing property by dotted path, except those at or below an ``ignored`` path, which is one without places in lists.

    An item of a list is named by what tells it from the others (``rules[tcp 80].cidrs[10.0.0.0/8]``), else by its place.
    """
    return tuple(_Walk(frozenset(ignored)).mappings(before, after, "", ""))


class _Walk:
    """Through both versions at once. ``plain`` is the path without places in lists."""

    def __init__(self, ignored: Collection[str]) -> None:
        self._ignored = ignored

    def mappings(
        self, before: Mapping[str, Json], after: Mapping[str, Json], path: str, plain: str
    ) -> Iterator[FieldChange]:
        dot = "." if path else ""
        for name in [*before, *(name for name in after if name not in before)]:
            where, below = f"{path}{dot}{name}", f"{plain}{dot}{name}"
            if below in self._ignored:
                continue
            if name in before and name in after:
                yield from self._values(before[name], after[name], where, below)
            elif isinstance(found := before.get(name, after.get(name)), dict) and found:
                gone = name in before
                yield from self.mappings(found if gone else {}, {} if gone else found, where, below)
            else:
                yield FieldChange(where, before.get(name), after.get(name))

    def _values(self, old: Json, new: Json, path: str, plain: str) -> Iterator[FieldChange]:
        if not differ(old, new):
            return
        ours, theirs = opened(old), opened(new)
        if isinstance(ours, dict) and isinstance(theirs, dict):
            yield from self.mappings(ours, theirs, path, plain)
        elif isinstance(ours, list) and isinstance(theirs, list):
            apart = list(self._lists(ours, theirs, path, plain))
            yield from apart or (() if self._ignores_below(plain) else (FieldChange(path, old, new),))
        else:
            yield FieldChange(path, old, new)

    def _ignores_below(self, plain: str) -> bool:
        return any(path.startswith(f"{plain}.") for path in self._ignored)

    def _lists(self, old: Sequence[Json], new: Sequence[Json], path: str, plain: str) -> Iterator[FieldChange]:
        """Item by item; nothing where only their order differs."""
        if (labels := item_labels(old, new)) is not None:
            before, after = ({labels(item): item for item in items} for items in (old, new))
            for label in [*before, *(label for label in after if label not in before)]:
                where = f"{path}[{label}]"
                if label in before and label in after:
                    yield from self._values(before[label], after[label], where, plain)
                else:
                    yield FieldChange(where, before.get(label), after.get(label))
            return
        gone, come = left_over(old, new), left_over(new, old)
        if len(gone) == len(come) == 1:
            ((_, was),), ((place, is_),) = gone, come
            yield from self._values(was, is_, f"{path}[{place}]", plain)
            return
        yield from (FieldChange(f"{path}[{place}]", item, None) for place, item in gone)
        yield from (FieldChange(f"{path}[{place}]", None, item) for place, item in come)


def opened(value: Json) -> Json:
    """What a text holds as JSON, where it is a document of its own."""
    if not isinstance(value, str) or value[:1] not in ("{", "[") or len(value) > JSON_LIMIT:
        return value
    try:
        held: Json = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return held


def item_labels(old: Sequence[Json], new: Sequence[Json]) -> Labels | None:
    """What tells the items of both lists apart: a name of each, or all their plain values; None where nothing does."""
    items = [item for item in (*old, *new) if isinstance(item, dict)]
    if len(items) < len(old) + len(new):
        return None
    told: list[Labels] = [_value_of(name) for name in _names(items)]
    if any(isinstance(value, (dict, list)) for item in items for value in item.values()):
        told.append(_plain_values)
    return next((labels for labels in told if all(_are_apart(labels, several) for several in (old, new))), None)


def _names(items: Sequence[Mapping[str, Json]]) -> list[str]:
    """Names that every item has a plain value under and that sound as if it were the item's own, the likeliest first."""
    common = [name for name in items[0] if all(isinstance(item.get(name), (str, int)) for item in items)]

    def rank(name: str) -> int:
        word = name.lower().replace("_", "")
        if word in _NAMES:
            return _NAMES.index(word)
        return len(_NAMES) + next((place for place, end in enumerate(_NAMES) if word.endswith(end)), len(_NAMES))

    return sorted((name for name in common if rank(name) < 2 * len(_NAMES)), key=rank)


def _value_of(name: str) -> Labels:
    return lambda item: str(item[name]) if isinstance(item, dict) else ""


def _plain_values(item: Json) -> str:
    """``tcp 443`` of a rule for one port, ``tcp 80 90`` for several: words before numbers, as names come in any order."""
    values = item.values() if isinstance(item, dict) else ()
    plain = [value for value in values if isinstance(value, (str, int)) and not isinstance(value, bool)]
    return " ".join(dict.fromkeys(str(value) for value in sorted(plain, key=lambda value: isinstance(value, int))))


def _are_apart(labels: Labels, items: Sequence[Json]) -> bool:
    known = {labels(item) for item in items}
    return len(known) == len(items) and all(0 < len(label) <= LABEL_LIMIT for label in known)


def left_over(items: Sequence[Json], others: Sequence[Json]) -> list[tuple[int, Json]]:
    """The items that ``others`` has not as often, with their places, in order."""
    there = Counter(map(_text, others))
    left = []
    for place, item in enumerate(items):
        if there[_text(item)]:
            there[_text(item)] -= 1
        else:
            left.append((place, item))
    return left


def _text(item: Json) -> str:
    return json.dumps(item, sort_keys=True)


def differ(old: Json, new: Json) -> bool:
    """Whether two values differ; unlike ``==``, ``1`` and ``true`` do."""
    return old != new or isinstance(old, bool) != isinstance(new, bool)
