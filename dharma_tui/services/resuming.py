"""Going on with a scan that was cut short: what of it is complete, what is left, and when that still makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.format import age
from dharma_tui.core.scan import (
    EVERYTHING,
    LAST,
    ScanReport,
    ScanStatus,
    ScopeReport,
    ScopeStatus,
    Selection,
)
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Scope
from dharma_tui.services.scan_selection import words

if TYPE_CHECKING:
    from dharma_tui.services.store.scan_store import ScanStore

FRESH = timedelta(hours=24)
"""What was listed longer ago than this is listed again with everything else."""
SHORTEST = 60.0
"""Minutes for which a scan that was cut short is gone on with by itself, however short the interval is."""
LOOKED_AT = 50
"""Scans that are looked through for one that was cut short."""
_ANEW = "scan anew: leave --resume out, or press s on Discovery"


@dataclass(frozen=True, slots=True)
class Rest:
    """A scan that was cut short: every part it was to list, and the reports of those that are complete."""

    scan: ScanReport
    parts: tuple[tuple[Scope, str], ...]
    carried: tuple[ScopeReport, ...]

    @property
    def left(self) -> tuple[tuple[Scope, str], ...]:
        """The parts that are to be listed."""
        done = {(report.scope, report.kind) for report in self.carried}
        return tuple(part for part in self.parts if part not in done)


def rest_of(scans: ScanStore, scan_id: str, now: datetime) -> Rest:
    """What is left of this scan, or of the last one that was cut short. Blocks.

    Parts that another scan has listed completely since it began are not left either.

    Raises:
        NotFoundError: there is no such scan, nothing of it is left, or it is too old.
    """
    recent = scans.heads(LOOKED_AT)
    if scan_id == LAST:
        return _last(scans, recent, now)
    scan = next((report for report in recent if report.scan_id == scan_id), None)
    if scan is None:
        raise NotFoundError(f"there is no scan {scan_id}", "dharma-tui scan --resume goes on with the last one")
    if scan.status is ScanStatus.RUNNING:
        raise NotFoundError("that scan is still running", "wait for it, or cancel it")
    _refuse_old(scan, now)
    rest = _rest(scans, scan, now)
    if not rest.parts:
        raise NotFoundError("that scan did not write down what it was to list", _ANEW)
    if not rest.left and not _is_unresolved(scans, rest):
        raise NotFoundError("nothing of that scan is left to list", _ANEW)
    return rest


def asked_by_itself(
    scans: ScanStore, now: datetime, settings: ScanSettings, providers: tuple[str, ...] = ()
) -> Selection:
    """What a scan that nobody asked for should list: the rest of the last one, if that was cut short not long ago. Blocks.

    One that somebody cancelled is left alone, unless nobody had asked for it. With ``providers`` only these are due.
    """
    within = timedelta(minutes=max(2 * settings.interval_minutes, SHORTEST))
    wanted = Selection(tuple(_named(settings.providers, providers)))
    for scan in scans.heads(LOOKED_AT):
        if scan.trigger == "import" or (scan.trigger == "manual" and scan.selection.is_narrow):
            continue
        if wanted.providers and scan.selection.providers and scan.selection != wanted:
            continue
        cut_short = scan.status is ScanStatus.INTERRUPTED or (
            scan.status is ScanStatus.CANCELLED and scan.trigger != "manual"
        )
        if not cut_short or scan.selection not in (EVERYTHING, wanted) or now - _last_sign(scan) > within:
            break
        rest = _rest(scans, scan, now)
        if rest.carried and (rest.left or _is_unresolved(scans, rest)):
            return Selection(rest_of=scan.scan_id)
        break
    return wanted


def _named(setting: str, providers: tuple[str, ...]) -> Iterator[str]:
    """What of the setting is of these providers: they themselves where it names none of their services."""
    for provider in providers:
        of_it = [word for word in words(setting) if word.partition(".")[0] == provider]
        yield from of_it or [provider]


def _last(scans: ScanStore, recent: list[ScanReport], now: datetime) -> Rest:
    """The newest that was cut short and that nothing has made up for since."""
    for scan in recent:
        if not scan.can_be_resumed:
            continue
        rest = _rest(scans, scan, now)
        tried = scans.ended_since(_last_sign(scan) + timedelta(microseconds=1))
        unasked = {part for part, report in tried.items() if report.status is ScopeStatus.FAILED and not report.calls}
        untried = scan.left and any(part not in tried or part in unasked for part in rest.left)
        if untried or (not rest.left and _is_unresolved(scans, rest)):
            _refuse_old(scan, now)
            return rest
    if recent:
        newest = recent[0]
        said = f"the last scan, {_ago(newest, now)}, " + (
            "is still running" if newest.status is ScanStatus.RUNNING else f"ended as {newest.status}"
        )
        is_young = newest.status is ScanStatus.PARTIAL and now - newest.started_at <= FRESH
        again = f"dharma-tui scan --resume {newest.scan_id} lists again what was not complete"
        hint = again if is_young and _rest(scans, newest, now).left else _ANEW
        raise NotFoundError(f"there is nothing to resume: {said}", hint)
    raise NotFoundError("there is nothing to resume: no scan has run yet", _ANEW)


def _rest(scans: ScanStore, scan: ScanReport, now: datetime) -> Rest:
    parts = scans.announced(scan.scan_id)
    began = min([scan.started_at, *(part.at for part in scan.scopes if part.at)])
    known = scans.ended_since(max(began, now - FRESH))
    ended = [known[part] for part in parts if part in known]
    return Rest(scan, parts, tuple(report for report in ended if report.status is ScopeStatus.COMPLETE))


def _is_unresolved(scans: ScanStore, rest: Rest) -> bool:
    """Whether all was listed, but not yet followed what resources say of each other."""
    return scans.is_unresolved(sorted({scope.provider for scope, _ in rest.parts}))


def _refuse_old(scan: ScanReport, now: datetime) -> None:
    if now - scan.started_at > FRESH:
        raise NotFoundError(
            f"the scan that was cut short began {_ago(scan, now)}: too long ago to go on with",
            "scan anew, which lists everything as it is now",
        )


def _last_sign(scan: ScanReport) -> datetime:
    return max((part.at for part in scan.scopes if part.at), default=scan.started_at)


def _ago(scan: ScanReport, now: datetime) -> str:
    return f"{age(scan.started_at, now)} ago".replace("now ago", "now")
