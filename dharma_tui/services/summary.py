"""The summary kept beside the store, so that the first screen needs no database."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dharma_tui.core.summary import LastScan, Summary
from dharma_tui.services import atomic_file
from dharma_tui.services.store.place import SUMMARY

if TYPE_CHECKING:
    from dharma_tui.services.store.index_table import IndexTable
    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

VERSION = 1
_LONGEST = 4 << 20


def read(folder: Path) -> Summary | None:
    """The last summary written; None when there is none, or none that can be trusted."""
    path = folder / SUMMARY
    try:
        if path.stat().st_size > _LONGEST:
            return None
        document = json.loads(path.read_bytes())
        return _parsed(document) if document.pop("version") == VERSION else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        log.warning("the summary is ignored, as it cannot be read: %s", error)
        return None


def write(folder: Path, summary: Summary) -> None:
    """Keep ``summary`` for the next start. Raises OSError."""
    text = json.dumps({"version": VERSION, **asdict(summary)}, default=datetime.isoformat, indent=1)
    atomic_file.write_text(folder / SUMMARY, text)


def drawn_from(
    lake: Lake, table: IndexTable, noisy: Sequence[str] = (), titles: Mapping[str, str] = MappingProxyType({})
) -> Summary:
    """The summary of what the index holds; changes of ``noisy`` kinds do not count. Blocks."""
    version = table.version(lake.cursor())
    counted = lake.query(f"SELECT provider, kind, state, count(*) FROM {table.resources} GROUP BY ALL")
    kinds: dict[str, int] = {}
    unwell: dict[str, int] = {}
    states: dict[str, int] = {}
    providers: dict[str, int] = {}
    for provider, kind, state, count in counted:
        for totals, name in ((kinds, kind), (states, state), (providers, provider)):
            totals[name] = totals.get(name, 0) + count
        if state in ("failed", "degraded"):
            unwell[kind] = unwell.get(kind, 0) + count
    logged = lake.query(
        """SELECT change, count(*) FROM lake.changes WHERE "at" >= ? AND NOT list_contains(?::VARCHAR[], kind) GROUP BY change""",
        [version.at - timedelta(days=1), list(noisy)],
    )
    recent = dict(logged)
    scans = lake.query(
        "SELECT scan_id, status, started_at, seconds, resources FROM lake.scans ORDER BY started_at DESC LIMIT 1"
    )
    return Summary(
        as_of=version.at,
        snapshot=version.snapshot,
        total=sum(kinds.values()),
        kinds=kinds,
        unwell=unwell,
        states=states,
        providers=providers,
        added=recent.get("added", 0),
        changed=recent.get("changed", 0),
        removed=recent.get("removed", 0),
        last_scan=LastScan(*scans[0]) if scans else None,
        titles={kind: titles[kind] for kind in kinds if kind in titles},
    )


def _parsed(document: dict[str, Any]) -> Summary:
    """A summary from its document. Raises ValueError, TypeError, KeyError for one that is not well formed."""
    last = document["last_scan"]
    return Summary(
        as_of=_moment(document["as_of"]),
        snapshot=_count(document["snapshot"]),
        total=_count(document["total"]),
        kinds=_counts(document["kinds"]),
        unwell=_counts(document["unwell"]),
        states=_counts(document["states"]),
        providers=_counts(document["providers"]),
        added=_count(document["added"]),
        changed=_count(document["changed"]),
        removed=_count(document["removed"]),
        last_scan=LastScan(
            str(last["scan_id"]),
            str(last["status"]),
            _moment(last["started_at"]),
            float(last["seconds"] or 0),
            _count(last["resources"]),
        )
        if last
        else None,
        titles={str(kind): str(title) for kind, title in document.get("titles", {}).items()},
    )


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return at


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def _counts(value: Mapping[str, object]) -> dict[str, int]:
    return {str(name): _count(count) for name, count in value.items()}
