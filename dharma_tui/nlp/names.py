"""The names that the recogniser links to: those of every resource that exists now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.nlp.linking import NameIndex

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake


def known_names(lake: Lake) -> NameIndex:
    """Names of the store's current resources and the kinds that have them. Raises StoreError."""
    rows = lake.query("SELECT DISTINCT lower(name), kind FROM lake.resources WHERE name <> ''")
    return NameIndex((name for name, _ in rows), (kind for _, kind in rows))


def spellings(lake: Lake) -> dict[str, str]:
    """Names with capitals, by what they are in lower case. Raises StoreError."""
    rows = lake.query("SELECT lower(name), min(name) FROM lake.resources WHERE name <> lower(name) GROUP BY 1")
    return {lowered: str(name) for lowered, name in rows}


def names_mark(lake: Lake) -> tuple[int, int]:
    """Another one where there are other names: read in a moment, where all of them would take a while. Raises StoreError."""
    ((count, mark),) = lake.query("SELECT count(*), sum(hash(lower(name), kind)) FROM lake.resources WHERE name <> ''")
    return int(count), int(mark or 0)
