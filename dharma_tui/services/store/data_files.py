"""The files that the catalogue says a store consists of, and which of them are not there as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.services.store import faults, place

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_METADATA = "__ducklake_metadata_lake"
_NAMED = " UNION ALL ".join(
    f"SELECT CASE WHEN f.path_is_relative THEN s.path || t.path || f.path ELSE f.path END, f.file_size_bytes"
    f" FROM {_METADATA}.{table} f"
    f" JOIN (SELECT DISTINCT table_id, schema_id, path FROM {_METADATA}.ducklake_table) t USING (table_id)"
    f" JOIN (SELECT DISTINCT schema_id, path FROM {_METADATA}.ducklake_schema) s USING (schema_id)"
    for table in ("ducklake_data_file", "ducklake_delete_file")
)


def require_all(lake: Lake) -> None:
    """Raise StoreDamagedError when a file of the store, history included, is missing or of another size than written."""
    faulty = _faulty(lake)
    if faulty:  # maintenance may have deleted it between the look at the catalogue and at the folder: look again
        faulty = {file: reason for file, reason in _faulty(lake).items() if file in faulty}
    for file, reason in sorted(faulty.items()):
        others = f"; so it is with {len(faulty) - 1} more" if len(faulty) > 1 else ""
        raise faults.damaged(lake.folder, file, reason + others)


def _faulty(lake: Lake) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for name, size in lake.query(_NAMED):
        file = lake.folder / place.DATA / name
        try:
            there = file.stat().st_size
        except FileNotFoundError:
            found[file] = "the file is missing"
            continue
        if there != size:
            found[file] = f"it has {there:,} bytes and was written with {size:,}"
    return found
