"""Views as files for others: CSV, JSON, JSON lines and Parquet. A file is whole or not there at all."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import ExportError, UsageError
from dharma_tui.core.types import Json, ResourceRef
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.services import atomic_file
from dharma_tui.services.query.lookup import LISTED, Lookup, listed_params
from dharma_tui.services.query.running import Running

if TYPE_CHECKING:
    from dharma_tui.services.query.listings import Listings
    from dharma_tui.services.store.lake import Lake

FORMATS = ("csv", "json", "jsonl", "parquet")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a spreadsheet recognises a formula, the full-width forms included; text that begins so gets a leading apostrophe."""
_BATCH = 2000


class Export:
    """Writes one view, or only some resources of it. Blocks."""

    def __init__(self, lake: Lake, listings: Listings, lookup: Lookup, running: Running) -> None:
        self._lake = lake
        self._listings = listings
        self._lookup = lookup
        self._running = running

    def write(self, view: View, path: Path, format: str, refs: Sequence[ResourceRef] = ()) -> int:
        """Returns how many resources (groups, when grouped) were written. Raises UsageError, ExportError, FilterError."""
        if format not in FORMATS:
            raise UsageError(f"{format!r} is no export format", f"choose one of {', '.join(FORMATS)}")
        listing = self._listings.open(self._running, replace(view, group_by=()) if refs else view)
        with _explained(path), atomic_file.replacing(path) as part:
            if listing.view.group_by:
                return self._groups(listing, part, format)
            if format == "csv":
                return self._csv(listing, part, frozenset(refs))
            chosen = list(refs) or self._listings.refs(self._running, listing)
            return (
                self._parquet(listing, part, chosen)
                if format == "parquet"
                else self._json(listing, part, format, chosen)
            )

    def _csv(self, listing: Listing, part: Path, only: frozenset[ResourceRef]) -> int:
        written = 0
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_guarded(column.name) for column in listing.columns)
            for row in self._rows(listing):
                if not only or row.ref in only:
                    writer.writerow(map(_guarded, row.cells))
                    written += 1
        return written

    def _rows(self, listing: Listing) -> Iterator[Row]:
        for start in range(0, listing.length, _BATCH):
            for row in self._listings.rows(self._running, listing, start, start + _BATCH, {}):
                if row.ref is not None:
                    yield row

    def _json(self, listing: Listing, part: Path, format: str, refs: Sequence[ResourceRef]) -> int:
        return _write_json(part, format, self._lookup.documents(refs, listing.snapshot))

    def _parquet(self, listing: Listing, part: Path, refs: Sequence[ResourceRef]) -> int:
        columns = "kind, key, name, provider, account, region, state, labels, attrs, first_seen, changed_at"
        copy = (
            f"COPY (SELECT {columns} FROM {LISTED} JOIN lake.resources AT (VERSION => {listing.snapshot}) USING (kind, key)"
            f" ORDER BY position) TO '{_sql_path(part)}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
        )
        cursor = self._lake.cursor()
        written = self._lake.whole(lambda: cursor.execute(copy, listed_params(refs)).fetchall())
        return int(written[0][0])

    def _groups(self, listing: Listing, part: Path, format: str) -> int:
        names = [column.name for column in listing.columns]
        rows = self._listings.rows(self._running, listing, 0, listing.length, {})
        groups: list[dict[str, Json]] = [
            {**dict(zip(names, row.cells, strict=True)), "worst_state": row.state.value} for row in rows
        ]
        if format == "csv":
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(map(_guarded, (*names, "worst_state")))
                writer.writerows(map(_guarded, group.values()) for group in groups)
        elif format == "parquet":
            lines = part.with_suffix(".jsonl")
            try:
                _write_json(lines, "jsonl", groups)
                self._lake.cursor().execute(
                    f"COPY (FROM read_json('{_sql_path(lines)}', format = 'newline_delimited'))"
                    f" TO '{_sql_path(part)}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
                )
            finally:
                lines.unlink(missing_ok=True)
        else:
            _write_json(part, format, groups)
        return len(groups)


def guarded(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _guarded(value: Json) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    return guarded(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _write_json(part: Path, format: str, documents: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> int:
    written = 0
    lines = format == "jsonl"
    with part.open("w", encoding="utf-8") as file:
        file.write("" if lines else "[")
        for document in documents:
            file.write(("" if lines else ",\n" if written else "\n") + json.dumps(document, ensure_ascii=False))
            file.write("\n" if lines else "")
            written += 1
        file.write("" if lines else "\n]\n")
    return written


def _sql_path(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What keeps a file from being written, in words that help."""
    import duckdb

    try:
        yield
    except OSError as error:
        raise ExportError(
            f"{path} could not be written: {error.strerror or error}", write_hint(error.errno or 0)
        ) from error
    except duckdb.IOException as error:
        full = "no space left" in str(error).lower()
        reason = "no space left on the disk" if full else str(error).splitlines()[0]
        hint = write_hint(errno.ENOSPC if full else 0)
        raise ExportError(f"{path} could not be written: {reason}", hint) from error


def write_hint(number: int) -> str:
    """What helps where the system refuses to write a file with this error."""
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return "free some space, or choose another folder; nothing was left behind"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "choose a folder you may write to"
        case errno.ENOENT | errno.ENOTDIR:
            return "make the folder first"
    return "choose another path"
