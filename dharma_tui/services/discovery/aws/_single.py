"""Single resources of AWS by few calls: by their id where the list takes it, from their own parent, completed alone."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from dharma_tui.core.errors import AuthError, ProviderError, ThrottledError
from dharma_tui.core.provider import Unseen
from dharma_tui.services.discovery.aws._calls import Caller
from dharma_tui.services.discovery.aws._details import Item
from dharma_tui.services.discovery.aws._entry import Entry, Parent
from dharma_tui.services.discovery.aws._known import agree, is_alike
from dharma_tui.services.discovery.aws._paths import first
from dharma_tui.services.discovery.aws._threads import pool


async def single(caller: Caller, entry: Entry, known: Mapping[str, Any]) -> AsyncGenerator[Item | Unseen, None]:
    """Items that may be the one whose properties were ``known``, completed by their details; stop where it is found.

    What is quick may mistake where it is, or be refused: after that it is looked for in the whole list.
    """
    for pages in (_quickly(caller, entry, known), _slowly(caller, entry, known)):
        async with aclosing(pages):
            async for page in pages:
                alike = [item for item in page if item and is_alike(entry, item, known)]
                for unseen in await caller.complete(entry, alike) if alike else ():
                    yield unseen
                for item in alike:
                    yield item
    for unseen in caller.take_missed():
        yield unseen


def id_param(entry: Entry, taken: Mapping[str, Any]) -> str:
    """The parameter by which the list takes an id, of those it takes: declared, or called as the id is, or its plural."""
    if entry.parent is not None or entry.only:
        return entry.only
    given = entry.params.keys()
    return next((name for name in (f"{entry.id}s", entry.id) if name in taken and name not in given), "")


async def _quickly(caller: Caller, entry: Entry, known: Mapping[str, Any]) -> AsyncGenerator[list[Item], None]:
    """What a list of the id, or of the parent that it says it has, gives; nothing where neither can be asked for."""
    try:
        if entry.parent is None:
            pages = await _by_id(caller, entry, known)
        else:
            parent = _parent(entry.parent, known)
            pages = caller.children(entry, entry.parent, parent, nested=False) if parent else None
        if pages is not None:
            async with aclosing(pages):
                async for page in pages:
                    yield page
    except (AuthError, ThrottledError):
        raise
    except ProviderError:
        return


async def _by_id(caller: Caller, entry: Entry, known: Mapping[str, Any]) -> AsyncGenerator[list[Item], None] | None:
    value = first(known, entry.id)
    taken = await pool().run(caller.taken, entry)
    name = id_param(entry, taken)
    if not name or value is None:
        return None
    params = {**entry.params, name: [value] if taken[name].type_name == "list" else value}
    return caller.pages(entry, params, whole=False)


async def _slowly(caller: Caller, entry: Entry, known: Mapping[str, Any]) -> AsyncGenerator[list[Item], None]:
    """The whole list; of a child, that of the parents that are like its own."""
    of = entry.parent

    def like(parent: Item) -> bool:
        return of is None or all(agree(first(parent, path), known.get(name)) for name, path in of.keep.items())

    async with aclosing(caller.listed(entry, like)) as pages:
        async for page in pages:
            yield page


def _parent(of: Parent, known: Mapping[str, Any]) -> Item | None:
    """The parent as far as its child remembers it, which must be as far as it is asked with."""
    remembered = {path: name for name, path in of.keep.items()}
    item: Item = {}
    for param, path in of.given.items():
        value = known.get(remembered.get(path, param))
        if "." in path or not isinstance(value, str):
            return None
        item[path] = value
    return {**item, **{path: known.get(name) for name, path in of.keep.items() if "." not in path}}
