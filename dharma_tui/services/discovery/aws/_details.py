"""Details of listed items: which are asked for together, and where in the items their answers go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from dharma_tui.core.provider import Unseen
from dharma_tui.services.discovery.aws._entry import Detail, Entry
from dharma_tui.services.discovery.aws._paths import at, first, found

Item = dict[str, Any]

GONE = "\0gone"
"""The mark of an item that went since it was listed."""


def is_asked(item: Mapping[str, Any], detail: Detail) -> bool:
    """Whether ``detail`` is of ``item``."""
    return first(item, detail.source) is not None and (not detail.where or bool(first(item, detail.where)))


def batches(page: Sequence[Item], detail: Detail) -> Iterator[list[Item]]:
    """Items that one call can ask about: as many as it takes, and of one parent."""

    def asked_with(item: Item) -> str:
        return repr([first(item, path) for path in detail.given.values()]) if detail.batch > 1 else ""

    having = sorted((item for item in page if is_asked(item, detail)), key=asked_with)
    for _, group in groupby(having, asked_with):
        same = list(group)
        for start in range(0, len(same), detail.batch):
            yield same[start : start + detail.batch]


def name_of(entry: Entry, item: Item) -> str:
    """What people know ``item`` by."""
    return str(first(item, entry.name or entry.id) or first(item, entry.id))


def without(item: Item, name: str) -> Item:
    """``item`` but for what it has under ``name``."""
    return {other: value for other, value in item.items() if other != name}


def with_only(item: Item, paths: Sequence[str]) -> Item:
    """``item`` with only the first value at each of ``paths``."""
    told: Item = {}
    for path in paths:
        if (value := first(item, path)) is not None:
            *above, last = path.split(".")
            place = told
            for name in above:
                place = place.setdefault(name, {})
            place[last] = value
    return told


def fill(batch: Sequence[Item], sources: Sequence[Any], answer: Any, detail: Detail) -> None:
    """Put what ``detail`` answered about ``sources`` into the items that these are of."""
    if not detail.match:
        if detail.under:
            told = at(answer, detail.items)
            told = [*detail.rows(told or ())] if detail.rows else told
            batch[0][detail.under] = detail.fitted(batch[0], told) if detail.fitted else told
        elif isinstance(told := first(answer, detail.items), dict):
            batch[0].update({**detail.absent, **told} if isinstance(detail.absent, Mapping) else told)
        batch[0].update({name: answer[name] for name in detail.beside if name in answer})
        return
    by_source = {str(source): item for source, item in zip(sources, batch, strict=True)}
    for told in found(answer, detail.items):
        item = by_source.get(str(first(told, detail.match)))
        if item is not None:
            item.update(told)


def told_of_all(item: Item, row: Item, detail: Detail) -> Item:
    """What a list that tells of all items told of ``item`` by its ``row``, where it stands in that."""
    if not detail.under:
        return row
    told = without(row, detail.match)
    return {detail.under: detail.fitted(item, told) if detail.fitted else told}


def needed(child: Entry, parent: Entry) -> Sequence[str]:
    """The paths of a parent that its children are listed with, or remember."""
    if child.parent is None or child.parent.kind != parent.spec.kind:
        return ()
    return (*child.parent.given.values(), *child.parent.keep.values())


def without_nameless(entry: Entry, page: list[Item], unseen: Sequence[Unseen]) -> list[Unseen]:
    """Leave out the items of which a denied call alone would have told how they are known, and say so."""
    if entry.by != "arn" or not entry.arn or "{" in entry.arn or entry.arn_untold:
        return []
    named = [item for item in page if first(item, entry.arn) is not None]
    nameless = len(page) - len(named)
    page[:] = named
    return [replace(unseen[0], what=entry.spec.plural, count=nameless, partial=True)] if nameless else []
