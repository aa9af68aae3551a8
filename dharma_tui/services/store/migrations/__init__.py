"""The tables of the lake, built up one numbered file at a time.

Each file ``m<number>_<what>.py`` has ``STATEMENTS``, run in one transaction under the write lock. Files are never edited
once released; the store remembers the number of the last one in ``lake.store``.
"""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from typing import TYPE_CHECKING

from dharma_tui.core.errors import StoreNewerError

if TYPE_CHECKING:
    import duckdb

_FILE = re.compile(r"m(\d{4})_\w+")


def migrations() -> list[tuple[int, tuple[str, ...]]]:
    """Every migration as (number, statements), in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [
        (int(match[1]), import_module(f"{__name__}.{name}").STATEMENTS)
        for name in names
        if (match := _FILE.fullmatch(name))
    ]


def newest() -> int:
    """The version this program writes, known from the file names alone."""
    return max(int(match[1]) for module in pkgutil.iter_modules(__path__) if (match := _FILE.fullmatch(module.name)))


def version(cursor: duckdb.DuckDBPyConnection) -> int:
    """The version of the attached lake; 0 when it is new."""
    import duckdb

    try:
        found = cursor.execute("SELECT max(version) FROM lake.store").fetchone()
    except duckdb.CatalogException:
        return 0
    return int(found[0]) if found and found[0] is not None else 0


def check(found: int) -> bool:
    """Whether a lake of version ``found`` must be upgraded. Raises StoreNewerError when this program is too old for it."""
    if found > newest():
        raise StoreNewerError(
            f"The store is of version {found}; this program knows versions up to {newest()}",
            "update dharma-tui, or keep a separate store with --data-dir; the store was left as it is",
        )
    return found < newest()


def upgrade(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the lake to the newest version. The caller holds the write lock and is in a transaction."""
    found = version(cursor)
    if not check(found):
        return
    for number, statements in migrations():
        if number <= found:
            continue
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("INSERT INTO lake.store VALUES (?, now())", [number])
