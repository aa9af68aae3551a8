"""How up to date each kind in each scope is, as the scans tell; what is known of them already is not read again."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from dharma_tui.core.scan import CUT_OFF, ScopeReport, ScopeStatus, matches
from dharma_tui.core.types import Scope
from dharma_tui.services.store import announcement, scan_rows
from dharma_tui.services.store.seen_alone import SeenAlone
from dharma_tui.services.store.spool import Part

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """What the last complete listing of a part took, when it was saved, and calls for details that it did not make."""

    at: datetime
    calls: int
    seconds: float
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How up to date one kind in one scope is: its last report, when that was saved, and when it was last complete.

    A scan that was cut short before it came to the part, or saved it, has nothing to report of it: what an earlier one said
    stands. ``listing`` is the last complete one that was a listing; what a file brought took no calls. ``complete_count`` is what
    the last complete one found.
    """

    scope: Scope
    kind: str
    report: ScopeReport
    at: datetime
    complete_at: datetime | None
    listing: Listing | None = None
    complete_count: int = 0
    complete_by: str = ""
    """The scan, or the import, that was the last complete one; the last that reported where none was."""
    reported_by: str = ""
    """The scan, or the import, whose report this is."""

    @property
    def known(self) -> int:
        """How much of it is kept: what the last report found, or where it was not complete, what the last complete one had."""
        complete = self.report.status is ScopeStatus.COMPLETE
        return self.report.count if complete else max(self.report.count, self.complete_count)


class _Read(NamedTuple):
    """How much of a scan has been read: parts are only ever added until it ends, and then all are written anew."""

    ended_at: datetime | None
    parts: int


_EARLIEST = datetime.min.replace(tzinfo=UTC)
_OVERLAP = timedelta(minutes=10)
"""Scans that ended this long before the last reading are looked at again: processes end scans in their own time."""
_HEARD = f"NOT (part.status = '{ScopeStatus.SKIPPED}' AND starts_with(part.reason, '{CUT_OFF}'))"
"""Parts that their scan came to, as ``ScopeReport.cut_off`` tells the others."""
_COVERS = "(announced -> '$.selection.keys') IS NULL"
"""Scans of single resources cover nothing."""


class CoverageReader:
    """Keeps the coverage of everything. Blocking; thread-safe."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._known: dict[Part, Coverage] = {}
        self._scans: dict[str, _Read] = {}
        """Those that ended lately or have not."""
        self._until = _EARLIEST + _OVERLAP
        self._current: tuple[Coverage, ...] = ()
        self._alone = SeenAlone(lake)

    def current(self) -> list[Coverage]:
        """Every part that was ever listed, in their order."""
        with self._lock:
            until = self._lake.clock.now()
            scans = self._recent()
            seen = self._alone.look()
            if scans != self._scans or seen:
                self._read(scans)
                told = _without_outlived(self._lake, [self._known[part] for part in sorted(self._known)])
                self._current = tuple(self._alone.counted(part) for part in _without_unknown(self._lake, told))
            self._scans, self._until = scans, until
            return list(self._current)

    def _recent(self) -> dict[str, _Read]:
        """The scans that may tell something new, and how much they have to tell."""
        rows = self._lake.query(
            f"""SELECT scan_id, ended_at, json_array_length(scopes) FROM {scan_rows.SCANS}
            WHERE (ended_at IS NULL OR ended_at >= ?) AND {_COVERS}""",
            [self._until - _OVERLAP],
        )
        return {scan_id: _Read(ended_at, parts) for scan_id, ended_at, parts in rows}

    def _read(self, scans: dict[str, _Read]) -> None:
        """Take in what ``scans`` have to tell beyond what they had the last time."""
        new: dict[str, tuple[int, int]] = {}
        for scan_id, there in scans.items():
            known = self._scans.get(scan_id, _Read(None, 0))
            if there != known:
                new[scan_id] = (known.parts if there.ended_at == known.ended_at else 0), there.parts
        source = f"""(SELECT scan_id, unnest(json_extract(scopes, '$[*]')[seen + 1 : there]) AS part FROM {scan_rows.SCANS}
            JOIN (SELECT unnest(?::VARCHAR[]) AS scan_id, unnest(?::INTEGER[]) AS seen, unnest(?::INTEGER[]) AS there)
            USING (scan_id))"""
        spans = list(new.values())
        for found in _parts(
            self._lake, source, [list(new), [seen for seen, _ in spans], [there for _, there in spans]]
        ):
            place = found.scope, found.kind
            self._known[place] = _newer(self._known[place], found) if place in self._known else found


def ended_since(lake: Lake, moment: datetime) -> dict[Part, ScopeReport]:
    """How each part that was listed since then, by whatever scan, last ended; when is in ``at``."""
    source = f"""(SELECT scan_id, unnest(json_extract(scopes, '$[*]')) AS part FROM {scan_rows.SCANS}
        WHERE (ended_at IS NULL OR ended_at >= ?) AND {_COVERS})"""
    found = _parts(lake, source, [moment], f"part.status <> '{ScopeStatus.SKIPPED}'")
    return {(each.scope, each.kind): each.report for each in found if each.at >= moment}


def _parts(lake: Lake, source: str, params: Sequence[object], condition: str = "true") -> list[Coverage]:
    """What the parts of ``source``, one JSON text a row, say together of each kind in each scope."""
    rows = lake.query(
        f"""SELECT part.provider, part.account, part.region, part.kind,
            coalesce(arg_max(part, part.at) FILTER ({_HEARD}), arg_max(part, part.at)),
            max(part.at) FILTER (part.status = 'complete'),
            max(struct_pack(at := part.at, calls := part.calls, seconds := part.seconds, kept := coalesce(part.kept, 0)))
                FILTER (part.status = 'complete' AND part.calls > 0),
            arg_max(part.count, part.at) FILTER (part.status = 'complete'),
            coalesce(arg_max(scan_id, part.at) FILTER (part.status = 'complete'),
                arg_max(scan_id, part.at) FILTER ({_HEARD}), arg_max(scan_id, part.at)),
            coalesce(arg_max(scan_id, part.at) FILTER ({_HEARD}), arg_max(scan_id, part.at))
        FROM (SELECT scan_id, from_json(part, '{scan_rows.PART}') AS part FROM {source}) WHERE {condition} GROUP BY ALL""",
        params,
    )
    return [_coverage(row) for row in rows]


def _coverage(row: Sequence[Any]) -> Coverage:
    report, listing = scan_rows.scope_report(row[4]), row[6]
    made = Listing(**listing) if listing else None
    return Coverage(
        report.scope, row[3], report, row[4]["at"], row[5], made, row[7] or 0, intern(row[8]), intern(row[9])
    )


def _newer(known: Coverage, found: Coverage) -> Coverage:
    """What two readings of the scans say of one part together."""
    complete = max((each for each in (known, found) if each.complete_at), key=_completed, default=known)
    listing = max((listing for listing in (known.listing, found.listing) if listing), default=None)
    last = max(known, found, key=lambda one: (not one.report.cut_off, one.at, one is found))
    by = complete.complete_by if complete.complete_at else last.complete_by
    return replace(
        last, complete_at=complete.complete_at, listing=listing, complete_count=complete.complete_count, complete_by=by
    )


def _completed(part: Coverage) -> datetime:
    return part.complete_at or _EARLIEST


def _without_outlived(lake: Lake, coverage: list[Coverage]) -> list[Coverage]:
    """``coverage`` less what says only that the scopes of a service, or those in an account, could not be told, once they could."""
    untold = {(part.scope.account, part.kind): part for part in coverage if not (part.scope.region or part.complete_at)}
    in_accounts = [part.at for part in untold.values() if part.scope.account]
    narrow = _of_some_regions(lake, min(in_accounts)) if in_accounts else frozenset()
    outlived: set[tuple[str, str]] = set()
    for part in coverage if untold else ():
        scope = part.scope
        for account in {"", *([scope.account] if scope.region else ())} if scope.account or part.complete_at else ():
            failed = untold.get((account, part.kind))
            if failed is not None and part.at >= failed.at and _is_later(part, failed, narrow):
                outlived.add((account, part.kind))
    return [
        part
        for part in coverage
        if part.scope.region or part.complete_at or (part.scope.account, part.kind) not in outlived
    ]


def _is_later(part: Coverage, failed: Coverage, narrow: Collection[str]) -> bool:
    """Whether another scan reported ``part`` than one that could not tell all scopes of the account, or was not to."""
    return not failed.scope.account or (part.reported_by != failed.reported_by and part.reported_by not in narrow)


def _of_some_regions(lake: Lake, since: datetime) -> frozenset[str]:
    """The scans, and imports, that ended since then or have not, and say nothing of which regions an account has."""
    rows = lake.query(
        f"""SELECT scan_id FROM {scan_rows.SCANS} WHERE (ended_at IS NULL OR ended_at >= ?)
        AND (trigger = 'import' OR json_array_length(announced -> '$.selection.regions') > 0)""",
        [since],
    )
    return frozenset(scan_id for (scan_id,) in rows)


def _without_unknown(lake: Lake, coverage: list[Coverage]) -> list[Coverage]:
    """``coverage`` less what failed as a whole account, by whatever name, or as a region of none, that a later scan knows no more
    or has entered."""
    failed = [
        part
        for part in coverage
        if part.report.status is ScopeStatus.FAILED and not (part.scope.region and part.scope.account)
    ]
    doubtful = [part for part in failed if part.complete_at is None]
    if not doubtful:
        return coverage
    later = _listed_since(lake, min(part.at for part in doubtful))
    known = {(part.scope.provider, part.scope.account) for part in coverage if part not in doubtful}
    gone = {(part.scope, part.kind) for part in doubtful if any(scan.knows_no_more(part, known) for scan in later)}
    return [part for part in coverage if (part.scope, part.kind) not in gone]


@dataclass(frozen=True, slots=True)
class _Ended:
    """A scan that ran to its end: when it began, of what, and which parts and accounts it came to.

    ``entered`` are accounts by names that were all there was to call them by while nobody could enter them.
    """

    began: datetime
    providers: Sequence[str]
    asked: Sequence[str]
    regions: Sequence[str]
    whole: bool
    parts: frozenset[Part]
    listed_in: Mapping[str, Collection[str]]
    """The regions of accounts that a kind was to be listed in."""
    came_to: frozenset[tuple[str, str]]
    entered: frozenset[tuple[str, str]]

    def knows_no_more(self, part: Coverage, known: Collection[tuple[str, str]]) -> bool:
        """Whether the account of ``part`` is none any more, or has its own name; of those ``known`` more is than such failures."""
        place = provider, account = part.scope.provider, part.scope.account
        if self.began <= part.at or provider not in self.providers:
            return False
        if part.scope.region:
            return self._looked_past(part)
        if place in self.entered:
            return True
        if self.regions or not matches(account, self.asked):
            return False
        if self.whole:
            return True
        told = any(name for where, name in self.came_to if where == provider)
        return bool(account) and told and place not in known and place not in self.came_to

    def _looked_past(self, part: Coverage) -> bool:
        """Whether it listed the kind of ``part`` and had nothing to say of its region as none of any account."""
        region = part.scope.region
        if (part.scope, part.kind) in self.parts or not matches(region, self.regions):
            return False
        here = self.listed_in.get(part.kind, ())
        return any(matches(each, (region,)) for each in here) or bool(here and not self.asked)


def _listed_since(lake: Lake, since: datetime) -> list[_Ended]:
    """Scans that began since then and ran to their end."""
    rows = lake.query(
        f"""SELECT started_at, providers, announced::VARCHAR FROM {scan_rows.SCANS}
        WHERE started_at > ? AND status IN ('complete', 'partial') AND trigger <> 'import' AND {_COVERS}""",
        [since],
    )
    return [_ended(began, providers, text) for began, providers, text in rows]


def _ended(began: datetime, providers: Sequence[str], text: str | None) -> _Ended:
    selection, _, _ = announcement.asked(text)
    parts = frozenset(announcement.parts(text))
    listed_in: dict[str, set[str]] = {}
    for scope, kind in parts:
        if scope.account and scope.region:
            listed_in.setdefault(kind, set()).add(scope.region)
    came_to = frozenset((scope.provider, scope.account) for scope, _ in parts)
    entered = announcement.entered(text)
    return _Ended(
        began, providers, selection.accounts, selection.regions, not selection.kinds, parts, listed_in, came_to, entered
    )
