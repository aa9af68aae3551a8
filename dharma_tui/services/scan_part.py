"""Listing one part of a scan: one kind in one scope, from raw items to staged resources and a report."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dharma_tui.core.clock import Clock
from dharma_tui.core.deployments import deployed
from dharma_tui.core.errors import (
    DharmaError,
    MalformedAnswerError,
    NotHereError,
    ProviderError,
    StoreError,
    TimedOutError,
)
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.links import linked
from dharma_tui.core.provider import (
    Calls,
    Holders,
    Memory,
    ProviderService,
    Raw,
    Spare,
    Unseen,
    counting_calls,
    ending_details,
    held_by,
    keeping_details,
    remembering,
)
from dharma_tui.core.scan import ELSEWHERE, TIMED_OUT, ScopeReport, ScopeStatus
from dharma_tui.core.text import storable
from dharma_tui.core.types import Relationship, Resource, Scope

log = logging.getLogger(__name__)

BATCH = 5_000
"""Resources staged at once: enough to be quick, few enough to be small."""
BREATH = 256
"""Items between two turns of the loop, so that cancelling and other parts are not kept waiting."""
PROGRESS_SECONDS = 0.2
DETAILS_SHARE = 0.9
"""Of the time that a part may take: what details are not there by then is told, and what was listed is saved."""
NOTES_SHOWN = 5
REASON_LIMIT = 1_000

_MALFORMED = (
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError),
    MalformedAnswerError,
)
"""What reading a field of a surprising item raises."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The keys that a part has listed, and what it has seen of another scope's, with what that tells and where it is held."""

    keys: dict[str, int] = field(default_factory=dict)
    """Each with a number that another content would hardly have."""
    spares: list[tuple[Resource, tuple[Relationship, ...], Scope]] = field(default_factory=list)


Stage = Callable[[Sequence[Resource], Sequence[Relationship]], Awaitable[None]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of one service in one scope.

    With ``keys`` only these of its resources matter; ``known`` are those of them that are stored.
    """

    service: ProviderService
    scope: Scope
    kind: KindSpec
    keys: frozenset[str] = frozenset()
    known: tuple[Resource, ...] = ()

    @property
    def is_alone(self) -> bool:
        """Whether single resources are asked about, all of which are stored."""
        return bool(self.keys) and self.keys <= {resource.ref.key for resource in self.known}

    def items(self) -> AsyncIterator[Raw | Unseen]:
        """What there is to read; of single resources as little as can be."""
        if self.is_alone:
            return self.service.list_some(self.kind, self.scope, self.known)
        return self.service.list(self.kind, self.scope)

    def told(self, resource: Resource) -> Iterable[Relationship]:
        """The relationships that a resource of this kind tells of itself."""
        links = () if self.kind.resolved else linked(self.kind, resource)
        return [*links, *self.service.relate(self.kind, resource)]

    def made(self, calls: Calls) -> int:
        """The calls it made; a service that does not count its own makes one. Children of nothing take none."""
        return calls.made if self.service.counts_calls else max(1, calls.made)

    def report(self, status: ScopeStatus, reason: str = "", hint: str = "") -> ScopeReport:
        """How this part ended."""
        return ScopeReport(self.scope, self.kind.kind, status, fit(reason), fit(hint))


def fit(reason: str) -> str:
    """A reason from outside, storable and of bounded length."""
    return storable(reason[:REASON_LIMIT])


def reason_of(error: BaseException) -> tuple[str, str]:
    """What to tell a person about ``error``, and what they can do."""
    match error:
        case DharmaError():
            return error.message, error.hint
        case TimeoutError():
            return "no answer in time", "raise scan.timeout_seconds, or look at what it waits for"
        case PermissionError():
            return f"not permitted: {error.filename or error.strerror or error}", "run as a user who may see it"
        case OSError():
            where = f": {error.filename}" if error.filename else ""
            return f"{error.strerror or error}{where}", ""
    if isinstance(error, _MALFORMED):
        return _malformed(error), "report this as a defect of the provider"
    return f"unexpected {type(error).__name__}: {error}", "see the log; report this as a defect"


def _malformed(error: Exception) -> str:
    if isinstance(error, KeyError) and error.args:
        return f"malformed answer: missing {error.args[0]!r}"
    if isinstance(error, RecursionError):
        return "malformed answer: nested too deeply"
    return f"malformed answer: {error}"


@dataclass(slots=True)
class _Listing:
    """What has been seen of a part so far."""

    part: Part
    stage: Stage
    seen: Listed = field(default_factory=Listed)
    edges: set[Relationship] = field(default_factory=set)
    resources: list[Resource] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    staged: int = 0
    notes: dict[Unseen, int] = field(default_factory=dict)
    such_as: dict[Unseen, str] = field(default_factory=dict)
    doubles: list[str] = field(default_factory=list)
    """The keys of those that had one of another and said other things."""
    bad: int = 0
    bad_reason: str = ""

    @property
    def found(self) -> int:
        return self.staged + len(self.resources)

    async def take(self, item: Raw | Unseen) -> None:
        """Normalise one item; what cannot be read is noted, and the others stay."""
        if isinstance(item, Unseen):
            note = replace(item, count=0, such_as="")
            self.such_as.setdefault(note, item.such_as)
            self.notes[note] = self.notes.get(note, 0) + item.count
            return
        try:
            resource, edges = self._read(item)
        except _MALFORMED as error:
            self.bad += 1
            if not self.bad_reason:
                self.bad_reason = _malformed(error)
                log.warning("malformed item of %s", self.part.kind.kind, exc_info=error)
            return
        if isinstance(item, Spare):
            self.seen.spares.append((resource, tuple(edges), item.holder))
            return
        if not self._matters(resource):
            return
        key, content = resource.ref.key, self._content(resource)
        if key in self.seen.keys:
            self.doubles += [key] if self.seen.keys[key] != content else []
            return
        self.seen.keys[key] = content
        self.resources.append(resource)
        for edge in edges:
            if edge not in self.edges:
                self.edges.add(edge)
                self.relationships.append(edge)
        if len(self.resources) >= BATCH:
            await self.flush()

    def _read(self, raw: Raw) -> tuple[Resource, Iterable[Relationship]]:
        part = self.part
        resource = deployed(part.kind, part.service.normalise(part.kind, part.scope, raw))
        if resource.ref.kind != part.kind.kind:
            raise MalformedAnswerError(f"a {resource.ref.kind} among {part.kind.kind}")
        if not resource.ref.key:
            raise MalformedAnswerError("an item without a key")
        return resource, part.told(resource)

    def _content(self, resource: Resource) -> int:
        """A number for what it says of itself, but for what changes by itself."""
        passing = {path.partition(".")[0] for path in self.part.kind.volatile}
        lasting = {name: value for name, value in resource.attrs.items() if name not in passing}
        return hash((resource.name, repr(lasting)))

    def _matters(self, resource: Resource) -> bool:
        return not self.part.keys or resource.ref.key in self.part.keys

    @property
    def has_all(self) -> bool:
        """Whether every resource that was looked for has been found."""
        return bool(self.part.keys) and self.seen.keys.keys() >= self.part.keys

    async def flush(self) -> None:
        """Hand on what has gathered."""
        resources, self.resources = self.resources, []
        relationships, self.relationships = self.relationships, []
        if resources or relationships:
            await self.stage(resources, relationships)
        self.staged += len(resources)

    def ending(self) -> ScopeReport:
        """The report of a listing that came to its end, with what it could not see."""
        reasons = [f"{self._what(note, count)}: {note.reason}" for note, count in self.notes.items()][:NOTES_SHOWN]
        hints = dict.fromkeys(note.hint for note in self.notes if note.hint)
        partial = any(note.partial for note in self.notes)
        if self.bad and not self.has_all:
            partial = True
            reasons.insert(0, self.bad_reason + (f" ({self.bad:,} items)" if self.bad > 1 else ""))
            hints = {"report this as a defect of the provider": None, **hints}
        if self.doubles:
            partial = True
            named = f"{len(self.doubles):,} {self.part.kind.plural}, such as {self.doubles[0]},"
            reasons.insert(0, f"{named} have the key of another and say other things: one of each is listed")
            hints = {"scan again; if it stays so, report it as a defect of the provider": None, **hints}
        status = ScopeStatus.PARTIAL if partial else ScopeStatus.COMPLETE
        return self.part.report(status, "; ".join(reasons), "; ".join(hints))

    def _what(self, note: Unseen, count: int) -> str:
        """What could not be seen, of how many; of some of those listed one by name."""
        if (name := self.such_as[note]) and count < self.found:
            return f"{count:,} of {self.found:,} {note.what} ({'such as ' if count > 1 else ''}{name})"
        return f"{count:,} {note.what}" if count > 1 else note.what

    def failure(self, error: BaseException) -> ScopeReport:
        """The report of a listing that broke off: partial when something had been found."""
        reason, hint = reason_of(error)
        if isinstance(error, NotHereError) and not self.found:
            return self.part.report(ScopeStatus.SKIPPED, f"{ELSEWHERE}: {reason}", hint)
        if isinstance(error, TimedOutError):
            return self.part.report(ScopeStatus.PARTIAL, f"{TIMED_OUT}: {reason}", hint)
        return self.part.report(ScopeStatus.PARTIAL if self.found else ScopeStatus.FAILED, reason, hint)


async def list_part(
    part: Part,
    *,
    stage: Stage,
    progress: Progress,
    memory: Memory,
    holders: Holders,
    clock: Clock,
    timeout: float,  # noqa: ASYNC109
    details_at: datetime | None = None,
    seen: Listed | None = None,
) -> tuple[ScopeReport, int]:
    """List, normalise and stage one part. Whatever the provider does becomes a report; only StoreError is raised.

    Details that seldom change need not be asked for again where they were at ``details_at``. What was ``seen`` is put there.

    Returns:
        The report, and how many relationships were found.
    """
    began = clock.monotonic()
    calls = counting_calls()
    remembering(memory)
    held_by(holders)
    keeping_details(details_at)
    ending_details(asyncio.get_running_loop().time() + timeout * DETAILS_SHARE)
    listing = _Listing(part, stage, seen or Listed())
    try:
        async with asyncio.timeout(timeout) as limit:
            await _consume(listing, calls, progress, clock)
        report = listing.ending()
    except StoreError:
        raise
    except (TimeoutError, ProviderError, OSError) as error:
        if isinstance(error, TimeoutError) and limit.expired():
            what = "no end" if listing.found else "no answer"
            late = f"{TIMED_OUT}: {what} within {timeout:g} s"
            report = part.report(ScopeStatus.PARTIAL, late, "raise scan.timeout_seconds, or look at what it waits for")
        else:
            report = listing.failure(error)
    except Exception as error:
        log.exception("listing %s in %s failed", part.kind.kind, part.scope)
        report = listing.failure(error)
    except asyncio.CancelledError:
        progress(listing.found, calls.made)
        raise
    await listing.flush()
    report = replace(report, count=listing.found, seconds=round(clock.monotonic() - began, 3), calls=part.made(calls))
    report = replace(report, throttled=calls.throttled, kept=calls.kept, details_at=details_at if calls.kept else None)
    progress(report.count, report.calls)
    return report, len(listing.edges)


async def _consume(listing: _Listing, calls: Calls, progress: Progress, clock: Clock) -> None:
    part, told = listing.part, clock.monotonic()
    items = part.items()
    try:
        seen = 0
        async for item in items:
            await listing.take(item)
            if listing.has_all:
                break
            seen += 1
            if seen % BREATH == 0:
                await asyncio.sleep(0)
            if (now := clock.monotonic()) - told >= PROGRESS_SECONDS:
                told = now
                progress(listing.found, part.made(calls))
    finally:
        if hasattr(items, "aclose"):
            await items.aclose()
