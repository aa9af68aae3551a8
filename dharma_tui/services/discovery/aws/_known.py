"""What is stored of the things that a list tells of: kept where they may not be looked at, and where it cannot have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.aws._attributes import attributes
from dharma_tui.services.discovery.aws._details import is_asked
from dharma_tui.services.discovery.aws._entry import Detail, Entry
from dharma_tui.services.discovery.aws._paths import at, first, labels, plain

Item = dict[str, Any]


def is_alike(entry: Entry, item: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether ``item``, completed or not, may be the one that was ``known``: nothing it is known by differs."""
    paths = [entry.id, *(detail.source for detail in entry.details)]
    if entry.arn and "{" not in entry.arn:
        paths.append(entry.arn)
    return all(agree(first(item, path), first(known, path)) for path in paths)


def agree(listed: Any, known: Any) -> bool:
    """Whether what a list tells may be what was known; what is not told, or was not kept, contradicts nothing."""
    return listed is None or known is None or known == MASK or plain(listed) == known


class Known:
    """The stored resources of a kind in a scope, by what a list tells of them."""

    def __init__(self, entry: Entry, stored: Mapping[str, Resource]) -> None:
        self._entry = entry
        self._by_id: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in stored.values():
            self._by_id[str(first(resource.attrs, entry.id))].append(resource)

    def of(self, item: Item) -> Resource | None:
        """The one that ``item`` is about."""
        kept = self._entry.parent.keep if self._entry.parent else ()
        for resource in self._by_id.get(str(first(item, self._entry.id)), ()):
            if is_alike(self._entry, item, resource.attrs) and all(
                agree(item.get(name), resource.attrs.get(name)) for name in kept
            ):
                return resource
        return None

    def fill(self, item: Item, detail: Detail) -> None:
        """Add to ``item`` what ``detail`` told of it when it was stored."""
        resource = self.of(item)
        if resource is None:
            return
        others = {other.under for other in self._entry.details if other is not detail}
        stored = {**resource.attrs, self._entry.tags: resource.labels}
        for name in {detail.under, *detail.beside} if detail.under else stored.keys() - others:
            if name and name in stored:
                item.setdefault(name, stored[name])

    def parted(self, items: Sequence[Item], detail: Detail, *, keeps: bool) -> tuple[list[Item], int]:
        """Those to ask ``detail`` about, and for how many it is not asked as it is kept; the others are completed."""
        asked: list[Item] = []
        kept = 0
        for item in items:
            if detail.lasting and self.lasts(item, detail):
                self.fill(item, detail)
            elif keeps and self.is_as_listed(item):
                kept += is_asked(item, detail)
                self.fill(item, detail)
            else:
                asked.append(item)
        return asked, kept

    def is_as_listed(self, item: Item) -> bool:
        """Whether nothing that is known of ``item`` by now differs from what is stored, so that the rest may well hold, too."""
        resource = self.of(item)
        if resource is None:
            return False
        passing = {path.partition(".")[0] for path in self._entry.spec.volatile} | self._entry.derived.keys()
        listed = {name: value for name, value in attributes(self._entry, item).items() if name not in passing}
        if any(name not in resource.attrs or resource.attrs[name] != value for name, value in listed.items()):
            return False
        tags = at(item, self._entry.tags) if self._entry.tags else None
        return tags is None or labels(tags) == resource.labels

    def lasts(self, item: Item, detail: Detail) -> bool:
        """Whether what ``detail`` would tell of ``item`` is stored and cannot have changed since."""
        resource = self.of(item)
        if resource is None or any(first(item, path) is None for path in detail.lasting):
            return False
        told = {detail.under} if detail.under else resource.attrs.keys() - item.keys() - {"Arn"}
        return bool(told & resource.attrs.keys()) and all(
            agree(first(item, path), first(resource.attrs, path)) for path in detail.lasting
        )
