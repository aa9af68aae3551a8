"""Resources and relationships from files into the store, as a scan that lists only what the files say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any

from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import DharmaError, StoreError, UsageError
from dharma_tui.core.importer import Found, Gone, LeftOut, More, Nothing, Page, Partly, Unknown
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import IMPORTED, KEPT, ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.import_files import Meter
from dharma_tui.services.import_more import Additions, completed
from dharma_tui.services.import_pages import Pages
from dharma_tui.services.store.memory import give_back
from dharma_tui.services.store.scan_commit import Delta
from dharma_tui.services.store.scan_store import ScanStore

BATCH = 2_000
BATCH_BYTES = 16 << 20
"""Resources are put aside after so many, or after so much was read: a few may be very large."""
LINE_BYTES = 16 << 20
"""A longer line is left out unread: a file without line ends would take all memory there is."""
LONGEST_WORD = 4_096
"""Characters of a key or name."""
WRONG_SHOWN = 20
"""Wrong lines kept for the report; all are counted."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that was left out, where it stands, and why. ``line`` is that of a file of lines, else 0."""

    line: int
    place: str
    reason: str


@dataclass(slots=True)
class Imported:
    """How an import ended."""

    report: ScanReport
    wrong: list[Wrong] = field(default_factory=list)
    wrong_count: int = 0
    cut_short: int = 0
    """Lists that say they go on."""
    unknown: Mapping[str, int] = field(default_factory=dict)
    """How many there were of types that are no kind of ours."""
    differs: bool = True
    """Whether anything is otherwise than before, if only what contains what."""


def parse_resource(document: Mapping[str, Any]) -> Resource:
    """A resource from its line. Raises ValueError."""
    labels = _mapping(document, "labels")
    if not all(isinstance(value, str) for value in labels.values()):
        raise ValueError("labels must be text")
    state = document.get("state") or State.UNKNOWN.value
    if state not in State.__members__.values():
        raise ValueError(f"state {state!r} is none of {', '.join(State)}")
    ref = _ref(document)
    return Resource(
        ref,
        name=_text(document, "name")[:LONGEST_WORD] or ref.key,
        scope=Scope(
            _text(document, "provider")[:LONGEST_WORD] or ref.kind.partition(".")[0],
            _text(document, "account")[:LONGEST_WORD],
            _text(document, "region")[:LONGEST_WORD],
        ),
        state=State(state),
        labels=labels,
        attrs=_mapping(document, "attrs"),
    )


def parse_relationship(document: Mapping[str, Any]) -> Relationship:
    """A relationship from its line. Raises ValueError."""
    verb = _text(document, "verb")
    if verb not in Verb.__members__.values():
        raise ValueError(f"verb {verb!r} is none of {', '.join(Verb)}")
    ends = [_mapping(document, name) for name in ("src", "dst")]
    return Relationship(_ref(ends[0]), _ref(ends[1]), Verb(verb), _text(document, "source") or "import")


def _ref(document: Mapping[str, Any]) -> ResourceRef:
    kind, key = _text(document, "kind"), _text(document, "key")
    if not kind or not key:
        raise ValueError(
            "it has no kind and key, as lines of 'export' have, and is no answer of a provider's tool that is known"
        )
    if len(kind) > LONGEST_WORD or len(key) > LONGEST_WORD:
        raise ValueError(f"kind or key is longer than {LONGEST_WORD:,} characters")
    return ResourceRef(kind, key)


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} must be text")
    return value or ""


def _mapping(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    if value is not None and not isinstance(value, dict):
        raise ValueError(f"{name} must be an object")
    return value or {}


class Import:
    """One import: takes what files say, stages and commits it. ``replace`` makes them the whole truth of what they hold."""

    def __init__(
        self,
        store: ScanStore,
        clock: Clock,
        ids: Ids,
        kinds: Mapping[str, KindSpec],
        *,
        replace: bool = False,
        meter: Meter | None = None,
    ) -> None:
        """``kinds`` say what changes by itself, which makes no change of a resource. ``meter`` counts what is read."""
        self._meter = meter or Meter()
        self._flushed_at = 0
        self._store = store
        self._clock = clock
        self._kinds = kinds
        self._replace = replace
        self._scan_id = ids("scan")
        self._counts: dict[tuple[Scope, str], int] = {}
        self._scopes: dict[int, Scope] = {}
        """Where each resource of the files lives, by the hash of its identity: a relationship's line does not say."""
        self._pending: dict[tuple[Scope, str], _Pending] = {}
        self._pending_count = 0
        self._gone: dict[ResourceRef, tuple[Gone, bool]] = {}
        """With whether the files told of it before."""
        self._empty, self._empty_reason = frozenset[tuple[Scope, str]](), ""
        self._relationships = 0
        self._unknown: Counter[str] = Counter()
        self._wrong: list[Wrong] = []
        self._wrong_count = self._cut_short = 0
        self._pages, self._additions = Pages(replace), Additions()
        self._items, self._begun = 0, False
        self._started: datetime

    def run(
        self,
        files: Iterable[tuple[str, Iterable[Found | Wrong]]],
        progress: Progress,
        saving: Progress = lambda _: None,
    ) -> Imported:
        """Import what ``files``, by name, say; what is wrong is left out and told of. ``saving`` is called when all is read.

        Raises StoreError, UsageError when there is nothing of use.
        """
        self._started = self._clock.now()
        began = self._clock.monotonic()
        names: list[str] = []
        try:
            for name, found in files:
                names += [name] if name else []
                for item in found:
                    self._take(item, name)
                    self._items += 1
                    if self._pending_count >= BATCH or self._meter.read - self._flushed_at > BATCH_BYTES:
                        self._flush()
                        progress(self._items)
            self._add_more()
            self._keep_found()
            self._flush()
            for place, why in self._pages.cut_short():
                self._cut_short += 1
                self._tell(Wrong(0, place, why))
            source = names[0] if len(names) == 1 else f"{len(names):,} files"
            reports = self._reports(source)
            if not reports:
                raise self._nothing(source)
            self._begin()
            saving(self._items)
            self._scopes.clear()
            give_back()
            delta = self._store.commit(self._scan_id, reports, [*self._gone])
        except BaseException:  # Ctrl-C, too
            if self._begun:
                with suppress(StoreError):
                    self._store.forget(self._scan_id)
            raise
        status = ScanStatus.PARTIAL if self._wrong_count + self._cut_short else ScanStatus.COMPLETE
        give_back()
        self._relationships += self._resolve(delta)
        report = self._ended(status, began, reports, delta.added, delta.changed, delta.removed)
        self._store.end(report)
        differs = bool(delta.added + delta.changed + delta.removed + delta.relationships)
        return Imported(report, self._wrong, self._wrong_count, self._cut_short, self._unknown, differs)

    def _take(self, item: Found | Wrong, name: str) -> None:
        match item:
            case Resource():
                self._take_resource(item, None)
            case Partly():
                self._take_resource(item.resource, item)
            case More():
                self._additions.take(item, name)
            case Relationship():
                self._take_relationship(item)
            case Gone():
                self._counts.setdefault((item.scope, item.kind), 0)
                if before := self._scopes.pop(hash((item.kind, item.key)), None):
                    self._counts[before, item.kind] -= 1
                self._gone[ResourceRef(item.kind, item.key)] = item, before is not None
            case Nothing():
                self._empty |= item.parts if self._replace else frozenset()
                self._empty_reason = self._empty_reason or item.reason
            case Unknown():
                self._unknown[item.type[:200]] += 1
            case LeftOut():
                self._leave_out(Wrong(0, f"{name}: {item.place}", item.reason))
            case Page():
                self._pages.take(item, name)
            case Wrong():
                self._leave_out(item)

    def _take_resource(self, resource: Resource, partly: Partly | None) -> None:
        identity, part = hash((resource.ref.kind, resource.ref.key)), (resource.scope, resource.ref.kind)
        before = self._scopes.get(identity)
        if before is not None:  # of what is told twice the last counts
            self._counts[before, resource.ref.kind] -= 1
        self._scopes[identity] = resource.scope
        self._counts[part] = self._counts.get(part, 0) + 1
        self._gone.pop(resource.ref, None)
        pending = self._pending.setdefault(part, _Pending())
        pending.resources.append((resource, partly))
        if partly is not None and before is not None:
            pending.again.add(resource.ref.key)
        self._pending_count += 1

    def _take_relationship(self, edge: Relationship) -> None:
        elsewhere = Scope(edge.src.kind.partition(".")[0])
        part = (self._scopes.get(hash((edge.src.kind, edge.src.key)), elsewhere), edge.src.kind)
        self._counts.setdefault(part, 0)
        self._relationships += 1
        self._pending.setdefault(part, _Pending()).relationships.append(edge)
        self._pending_count += 1

    def _leave_out(self, wrong: Wrong) -> None:
        self._wrong_count += 1
        self._tell(wrong)

    def _tell(self, wrong: Wrong) -> None:
        if len(self._wrong) < WRONG_SHOWN:
            self._wrong.append(replace(wrong, reason=wrong.reason[:300]))

    def _begin(self) -> None:
        """Not before there is something to save: an import of nothing is no scan that failed."""
        if not self._begun:
            self._store.begin(self._scan_id, (), "import", self._started)
            self._begun = True

    def _flush(self) -> None:
        if self._pending:
            self._begin()
        partly = [each.ref for pending in self._pending.values() for each, partly in pending.resources if partly]
        known = self._store.stored(partly) if partly else {}
        for (scope, kind), pending in self._pending.items():
            spec = self._kinds.get(kind)
            known |= self._store.staged(self._scan_id, scope, kind, pending.again) if pending.again else {}
            resources = []
            for resource, told in pending.resources:
                resources.append(completed(resource, told, known.get(resource.ref)))
                if resource.ref.key in pending.again or told:
                    known[resource.ref] = resources[-1]
            volatile = spec.volatile if spec else ()
            self._store.stage(self._scan_id, scope, kind, resources, pending.relationships, volatile)
        self._pending.clear()
        self._pending_count = 0
        self._flushed_at = self._meter.read

    def _add_more(self) -> None:
        """Complete what the files list, or what is stored, with what they tell of it elsewhere."""
        for found in self._additions.found(lambda ref: self._scopes.get(hash((ref.kind, ref.key))), self._store.stored):
            if isinstance(found, tuple):
                self._leave_out(Wrong(0, *found))
            elif found.resource.ref not in self._gone:
                self._take_resource(found.resource, found)
            if self._pending_count >= BATCH:
                self._flush()

    def _keep_found(self) -> None:
        """What the files say is gone, and a complete scan has found since, is as that found it, whatever they told of it before."""
        scanned = {(each.scope, each.kind): each.complete_at for each in self._store.coverage()} if self._gone else {}
        dated = [(ref, each.at, scanned.get((each.scope, each.kind))) for ref, (each, _) in self._gone.items()]
        since = [ref for ref, at, found_at in dated if at and found_at and found_at > at]
        for ref, resource in self._store.stored(since).items() if since else ():
            if self._gone.pop(ref)[1]:
                self._take_resource(resource, None)

    def _resolve(self, delta: Delta) -> int:
        """When something changed, or was listed at last, follow what resources say of each other, as after a scan."""
        providers = {kind.partition(".")[0] for _, kind in self._counts}
        kinds = [kind for kind in self._kinds.values() if kind.resolved and kind.provider in providers]
        differs = delta.added + delta.changed + delta.removed
        return self._store.resolve(kinds) if kinds and (differs or self._store.hangs_on_listed()) else 0

    def _nothing(self, source: str) -> UsageError:
        first = f": {self._wrong[0].place}: {self._wrong[0].reason}" if self._wrong else ""
        if self._unknown and not first:
            first = f": no kind here for {', '.join(sorted(self._unknown)[:5])}"
        first = first or (self._empty_reason and f": {self._empty_reason}")
        return UsageError(
            f"there is nothing to import in {source}{first}",
            "take lines as 'export' writes them, JSON of the AWS CLI (--output json), or a snapshot of AWS Config",
        )

    def _reports(self, source: str) -> tuple[ScopeReport, ...]:
        """Without ``replace`` every part is partial: what the files leave out is not gone."""
        self._counts = dict.fromkeys(self._empty, 0) | self._counts
        reason = f"{IMPORTED} {source} on {self._started:%Y-%m-%d}"
        whole = self._replace and not self._wrong_count + self._cut_short
        status, reason = (ScopeStatus.COMPLETE, reason) if whole else (ScopeStatus.PARTIAL, f"{reason}{KEPT}")
        more = self._additions.of_stored
        listed = {part: status for part, count in self._counts.items() if count > more[part] or part in self._empty}
        return tuple(
            ScopeReport(scope, kind, listed.get((scope, kind), ScopeStatus.PARTIAL), reason, count=count)
            for (scope, kind), count in self._counts.items()
        )

    def _ended(
        self, status: ScanStatus, began: float, reports: tuple[ScopeReport, ...], added: int, changed: int, removed: int
    ) -> ScanReport:
        return ScanReport(
            scan_id=self._scan_id,
            status=status,
            started_at=self._started,
            seconds=round(self._clock.monotonic() - began, 3),
            calls=0,
            resources=sum(self._counts.values()),
            relationships=self._relationships,
            added=added,
            changed=changed,
            removed=removed,
            scopes=reports,
            trigger="import",
        )


@dataclass(slots=True)
class _Pending:
    """What a part has so far that is not staged, with what the files do not tell of it."""

    resources: list[tuple[Resource, Partly | None]] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    again: set[str] = field(default_factory=set)
    """Keys of those that are told in parts, of which there was one before."""


def parsed(lines: Iterable[str | None]) -> Iterator[Resource | Relationship | Wrong]:
    """What ``lines`` as ``export`` writes them say; None is one too long to read."""
    for number, line in enumerate(lines, 1):
        reason = ""
        if line is None:
            reason = f"longer than {LINE_BYTES >> 20} MB"
        elif line.strip():
            try:
                document = json.loads(line)
                if not isinstance(document, dict):
                    raise ValueError("not a JSON object")
                yield parse_relationship(document) if "src" in document else parse_resource(document)
            except json.JSONDecodeError as error:
                reason = f"not JSON: {error.msg} at column {error.colno}"
                if "\0" in line[:1024] or "\\x" in line[:16]:
                    reason = "not text"
            except RecursionError:
                reason = "nested too deeply"
            except ValueError as error:
                reason = str(error)
        if reason:
            yield Wrong(number, f"line {number}", reason)


def lines_of(file: IO[bytes]) -> Iterator[str | None]:
    """Lines of UTF-8; what is not becomes visible escapes, a line beyond LINE_BYTES None. Raises DharmaError."""
    try:
        while line := file.readline(LINE_BYTES + 1):
            whole = len(line) <= LINE_BYTES
            yield line.decode("utf-8", "backslashreplace") if whole else None
            while len(line) > LINE_BYTES and not line.endswith(b"\n"):
                line = file.readline(LINE_BYTES + 1)
    except OSError as error:
        raise DharmaError(f"the file cannot be read: {error.strerror}") from error
