"""Facts that AWS tells in one place or in another, of some of several only, or by leaving them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import first, found
from dharma_tui.services.rights.statements import ANYBODY

Follows: TypeAlias = Callable[[Mapping[str, Json]], Json]


def either(*paths: str) -> Follows:
    """What is at the first of ``paths`` that says anything."""
    return lambda attrs: next(_said(attrs, paths), None)


def together(*paths: str) -> Follows:
    """All that is at any of ``paths``, each once."""
    return lambda attrs: _list(dict.fromkeys(_said(attrs, paths)))


def tallied(path: str) -> Follows:
    """All that is at ``path``, and how often where that is more than once."""

    def told(attrs: Mapping[str, Json]) -> Json:
        often = Counter(map(str, found(attrs, path)))
        return [value if times == 1 else f"{value} × {times}" for value, times in often.items()] or None

    return told


def most(*paths: str) -> Follows:
    """The largest number at any of ``paths``."""
    return lambda attrs: max((each for each in _said(attrs, paths) if isinstance(each, (int, float))), default=None)


def those(items: str, path: str, field: str, *but: str) -> Follows:
    """What is at ``path`` of each of the ``items`` whose ``field`` is none of ``but``."""

    def told(attrs: Mapping[str, Json]) -> Json:
        kept = (item for item in found(attrs, items) if str(first(item, field)).lower() not in but)
        return _list(dict.fromkeys(value for item in kept for value in found(item, path)))

    return told


def switched(path: str, *, off: bool = False) -> Follows:
    """Whether something is on: it is off where what stands at ``path`` is as told, and nobody knows where nothing does."""

    def told(attrs: Mapping[str, Json]) -> Json:
        value = first(attrs, path)
        return ("disabled" if value is off else "enabled") if isinstance(value, bool) else None

    return told


def attached(attrs: Mapping[str, Json]) -> Json:
    """How a gateway is attached; one that AWS tells no attachment of is to nothing."""
    return str(first(attrs, "Attachments.State") or "detached") if "Attachments" in attrs else None


def otherwise(path: str, usual: str, told_beside: str) -> Follows:
    """What is at ``path``, which AWS leaves out where it is as ``usual``; ``told_beside`` is never left out by it."""

    def told(attrs: Mapping[str, Json]) -> Json:
        value: Json = first(attrs, path)
        return usual if value is None and first(attrs, told_beside) is not None else value

    return told


def trusted(attrs: Mapping[str, Json]) -> Json:
    """Who may take a role on, by the sort that its policy tells; ``*`` among them where that is anybody."""
    sorts: dict[str, dict[str, None]] = {}
    for statement in found(attrs, "AssumeRolePolicyDocument.Statement"):
        if not isinstance(statement, Mapping) or statement.get("Effect") != "Allow":
            continue
        who = statement.get("Principal", ANYBODY if "NotPrincipal" in statement else {})
        for sort, names in (who if isinstance(who, Mapping) else {"AWS": who}).items():
            sorts.setdefault(str(sort), {}).update((str(name), None) for name in found(names, ""))
    return {sort: [*names] for sort, names in sorts.items()} or None


def _said(attrs: Mapping[str, Json], paths: tuple[str, ...]) -> Iterator[Any]:
    return (value for path in paths for value in found(attrs, path) if value != "")


def _list(values: Mapping[Any, None]) -> Json:
    return [*values] or None
