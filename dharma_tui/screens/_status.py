"""What the chrome says about the console itself: the store, the running scan, the age of what is shown."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.events import (
    CodeSettled,
    CodeWanted,
    Event,
    HealthChanged,
    ScanAsked,
    ScanEnded,
    ScanStarted,
    ScopeEnded,
    StoreFailed,
    StoreOpened,
)
from dharma_tui.core.scan import CUT_SHORT, ScanReport, ScopeReport, matches
from dharma_tui.core.text import printable
from dharma_tui.widgets.header import Badge

OPENING, READY, FAILED = "opening", "ready", "failed"

_STORE = "store"
"""What health calls the store."""
STALE_MINUTES = 60.0
"""Age from which the last scan is marked as old when scans are not scheduled."""


@dataclass(frozen=True, slots=True)
class Console:
    """One consistent look at the console. ``at`` is the moment every view is shown as of; empty means now."""

    store: str = OPENING
    reason: str = ""
    hint: str = ""
    scanned_at: datetime | None = None
    scan_asked: bool = False
    scan_id: str = ""
    parts: int = 0
    parts_done: int = 0
    unwell: frozenset[str] = frozenset()
    at: str = ""
    at_label: str = ""
    demo: bool = False
    read_only: bool = False
    codes: tuple[CodeWanted, ...] = ()
    """Codes that scans want, in the order they were wanted."""

    def badges(self, now: datetime, interval_minutes: float) -> tuple[Badge, ...]:
        """What the header shows, the most important first."""
        shown: list[Badge] = []
        if self.store == FAILED:
            shown.append(Badge("store failed", "critical", "✗"))
        if self.at:
            shown.append(Badge(f"as of {self.at_label}", "past", "«"))
        if self.demo:
            shown.append(Badge("DEMO", "demo"))
        if self.read_only:
            shown.append(Badge("READ-ONLY", "warning"))
        if self.store == OPENING:
            shown.append(Badge("opening store", "pending", "·"))
        if self.codes:
            shown.append(Badge("code wanted", "warning", "?"))
        if self.scan_id:
            saving = 0 < self.parts <= self.parts_done
            shown.append(Badge("saving" if saving else f"scanning {self.parts_done}/{self.parts}", "running", "»"))
        elif self.scan_asked:
            shown.append(Badge("scan starting", "running", "»"))
        elif self.scanned_at:
            old = (now - self.scanned_at).total_seconds() > 60 * (2 * interval_minutes or STALE_MINUTES)
            age = format.age(self.scanned_at, now)
            text = "scanned now" if age == "now" else f"scan {age} ago"
            shown.append(Badge(text, "stale", "!") if old else Badge(text))
        unwell = self.unwell - {_STORE} if self.store == FAILED else self.unwell  # which is told of already
        if unwell:
            shown.append(Badge(f"{len(unwell)} unwell", "warning", "▲"))
        return tuple(shown)


class ConsoleStatus:
    """Keeps ``now`` true from the bus. Publishers call ``apply`` from any thread; readers see one consistent value."""

    def __init__(self, *, demo: bool = False, scanned_at: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._console = Console(demo=demo, scanned_at=scanned_at)
        self._started: ScanStarted | None = None
        self._ended: list[ScopeReport] = []

    @property
    def scan_so_far(self) -> tuple[ScanStarted, tuple[ScopeReport, ...]] | None:
        """The scan under way and its parts that have ended, for who has not listened from its beginning."""
        with self._lock:
            return (self._started, tuple(self._ended)) if self._started else None

    @property
    def console(self) -> Console:
        """The latest look."""
        return self._console

    def travel(self, at: str, label: str) -> None:
        """Show every view as of ``at``; empty returns to now."""
        with self._lock:
            self._console = replace(self._console, at=at, at_label=label)

    def scanned(self, at: datetime | None) -> None:
        """The last scan known from the store was at this time."""
        with self._lock:
            if at and (self._console.scanned_at is None or at > self._console.scanned_at):
                self._console = replace(self._console, scanned_at=at)

    def read_only(self) -> None:
        """Nothing can be written to the store."""
        with self._lock:
            self._console = replace(self._console, read_only=True)

    def apply(self, event: Event) -> None:
        """Take in what happened."""
        with self._lock:
            self._console = _after(self._console, event)
            match event:
                case ScanStarted():
                    self._started, self._ended = event, []
                case ScopeEnded(report=report) if self._started and event.scan_id == self._started.scan_id:
                    self._ended.append(report)
                case ScanEnded(report=whole) if self._started and whole.scan_id == self._started.scan_id:
                    self._started, self._ended = None, []


def _without(codes: tuple[CodeWanted, ...], wanted: CodeWanted) -> tuple[CodeWanted, ...]:
    """``codes`` but those for the same subject, which is asked about anew."""
    return tuple(code for code in codes if code.question.subject != wanted.question.subject)


def _still_wanted(code: CodeWanted, report: ScanReport) -> bool:
    """Whether nobody entered it in this scan, or it is of a later one or of another provider."""
    if code.attended:
        return False
    asked = report.selection.accounts
    if asked and code.question.account and not matches(code.question.account, asked):
        return True
    return code.at >= report.started_at or code.question.provider not in {part.scope.provider for part in report.scopes}


def _after(console: Console, event: Event) -> Console:
    match event:
        case StoreOpened():
            return replace(console, store=READY, reason="", hint="")
        case StoreFailed(reason=reason, hint=hint):
            return replace(console, store=FAILED, reason=printable(reason), hint=printable(hint))
        case ScanAsked(waiting=waiting):
            return replace(console, scan_asked=waiting)
        case ScanStarted(scan_id=scan_id, parts=parts, carried=carried):
            return replace(console, scan_asked=False, scan_id=scan_id, parts=len(parts), parts_done=len(carried))
        case ScopeEnded(scan_id=scan_id) if scan_id == console.scan_id:
            return replace(console, parts_done=console.parts_done + 1)
        case CodeWanted():
            return replace(console, codes=(*_without(console.codes, event), event))
        case CodeSettled(name=name):
            return replace(console, codes=tuple(code for code in console.codes if code.name != name))
        case ScanEnded(report=report):
            console = replace(console, codes=tuple(code for code in console.codes if _still_wanted(code, report)))
            running = "" if report.scan_id == console.scan_id else console.scan_id
            nothing_new = report.status in CUT_SHORT and report.listed == report.carried
            as_before = report.selection.keys or nothing_new  # what is shown is as old as it was
            return replace(console, scan_id=running, scanned_at=console.scanned_at if as_before else event.at)
        case HealthChanged(component=component, status=status):
            unwell = console.unwell - {component} if status == "ok" else console.unwell | {component}
            return replace(console, unwell=unwell)
        case _:
            return console
