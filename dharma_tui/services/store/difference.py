"""Which properties differ between two versions of a resource. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dharma_tui.core.changes import FieldChange
from dharma_tui.core.types import Json


def field_changes(
    before: Mapping[str, Json], after: Mapping[str, Json], ignored: Collection[str] = ()
) -> tuple[FieldChange, ...]:
    """Every differing property by dotted path, except those at or below an ``ignored`` path. Lists count as one value."""
    return tuple(
        change
        for change in _walk(before, after, "")
        if not any(change.path == path or change.path.startswith(f"{path}.") for path in ignored)
    )


def _walk(before: Mapping[str, Json], after: Mapping[str, Json], prefix: str) -> Iterator[FieldChange]:
    for name in [*before, *(name for name in after if name not in before)]:
        old, new, path = before.get(name), after.get(name), f"{prefix}{name}"
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _walk(old, new, f"{path}.")
        elif isinstance(old, dict) and name not in after:
            yield from _walk(old, {}, f"{path}.") if old else iter((FieldChange(path, old, None),))
        elif isinstance(new, dict) and name not in before:
            yield from _walk({}, new, f"{path}.") if new else iter((FieldChange(path, None, new),))
        elif _differ(old, new) or (name in before) != (name in after):
            yield FieldChange(path, old, new)


def _differ(old: Json, new: Json) -> bool:
    """Whether two values differ; unlike ``==``, ``1`` and ``true`` do."""
    return old != new or isinstance(old, bool) != isinstance(new, bool)
