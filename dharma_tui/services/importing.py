"""Resources and relationships from JSON lines into the store, as a scan that lists only what the file says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import IMPORTED, ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.scan_store import ScanStore

BATCH = 5_000
LINE_BYTES = 16 << 20
"""A longer line is left out unread: a file without line ends would take all memory there is."""
WRONG_SHOWN = 20
"""Wrong lines kept for the report; all are counted."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that was left out, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Imported:
    """How an import ended."""

    report: ScanReport
    wrong: list[WrongLine] = field(default_factory=list)
    wrong_count: int = 0


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
        name=_text(document, "name") or ref.key,
        scope=Scope(
            _text(document, "provider") or ref.kind.partition(".")[0],
            _text(document, "account"),
            _text(document, "region"),
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
        raise ValueError("kind and key are missing")
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
    """One import: parses, stages and commits. ``replace`` makes the file the whole truth of the scopes and kinds in it."""

    def __init__(
        self, store: ScanStore, clock: Clock, ids: Ids, kinds: Mapping[str, KindSpec], *, replace: bool = False
    ) -> None:
        """``kinds`` say what changes by itself, which makes no change of a resource."""
        self._store = store
        self._clock = clock
        self._kinds = kinds
        self._replace = replace
        self._scan_id = ids("scan")
        self._counts: dict[tuple[Scope, str], int] = {}
        self._scopes: dict[int, Scope] = {}
        """Where each resource of the file lives, by the hash of its identity: a relationship's line does not say."""
        self._pending: dict[tuple[Scope, str], tuple[list[Resource], list[Relationship]]] = {}
        self._pending_count = 0
        self._relationships = 0
        self._wrong: list[WrongLine] = []
        self._wrong_count = 0

    def run(self, lines: Iterable[str | None], source: str, progress: Progress) -> Imported:
        """Import ``lines``, None for one too long to read; wrong ones are left out and told of.

        Raises StoreError, UsageError when not one is right.
        """
        started, began = self._clock.now(), self._clock.monotonic()
        self._store.begin(self._scan_id, (), "import", started)
        try:
            for number, item in self._items(lines):
                self._take(item)
                if self._pending_count >= BATCH:
                    self._flush()
                    progress(number)
            self._flush()
            reports = self._reports(source)
            delta = self._store.commit(self._scan_id, reports) if reports else None
        except BaseException:
            self._store.end(self._ended(ScanStatus.FAILED, started, began, ()))
            raise
        status = ScanStatus.PARTIAL if self._wrong_count else ScanStatus.COMPLETE
        if delta is None:
            self._store.end(self._ended(ScanStatus.FAILED, started, began, ()))
            first = f": line {self._wrong[0].line}: {self._wrong[0].reason}" if self._wrong else ""
            raise UsageError(
                f"there is nothing to import{first}", "each line must be a resource or relationship as 'export' writes"
            )
        report = self._ended(status, started, began, reports, delta.added, delta.changed, delta.removed)
        self._store.end(report)
        return Imported(report, self._wrong, self._wrong_count)

    def _items(self, lines: Iterable[str | None]) -> Iterator[tuple[int, Resource | Relationship]]:
        for number, line in enumerate(lines, 1):
            if line is None:
                self._leave_out(number, f"longer than {LINE_BYTES >> 20} MB")
                continue
            if not line.strip():
                continue
            try:
                document = json.loads(line)
                if not isinstance(document, dict):
                    raise ValueError("not a JSON object")
                yield number, parse_relationship(document) if "src" in document else parse_resource(document)
            except json.JSONDecodeError as error:
                self._leave_out(number, f"not JSON: {error.msg} at column {error.colno}")
            except RecursionError:
                self._leave_out(number, "nested too deeply")
            except ValueError as error:
                self._leave_out(number, str(error))

    def _leave_out(self, number: int, reason: str) -> None:
        self._wrong_count += 1
        if len(self._wrong) < WRONG_SHOWN:
            self._wrong.append(WrongLine(number, reason[:300]))

    def _take(self, item: Resource | Relationship) -> None:
        if isinstance(item, Resource):
            self._scopes[hash((item.ref.kind, item.ref.key))] = item.scope
            part = (item.scope, item.ref.kind)
            self._counts[part] = self._counts.get(part, 0) + 1
        else:
            elsewhere = Scope(item.src.kind.partition(".")[0])
            part = (self._scopes.get(hash((item.src.kind, item.src.key)), elsewhere), item.src.kind)
            self._counts.setdefault(part, 0)
            self._relationships += 1
        resources, relationships = self._pending.setdefault(part, ([], []))
        if isinstance(item, Resource):
            resources.append(item)
        else:
            relationships.append(item)
        self._pending_count += 1

    def _flush(self) -> None:
        for (scope, kind), (resources, relationships) in self._pending.items():
            spec = self._kinds.get(kind)
            volatile = spec.volatile if spec else ()
            self._store.stage(self._scan_id, scope, kind, resources, relationships, volatile)
        self._pending.clear()
        self._pending_count = 0

    def _reports(self, source: str) -> tuple[ScopeReport, ...]:
        """Without ``replace`` every part is partial: what the file leaves out is not gone."""
        status, reason = ScopeStatus.PARTIAL, f"{IMPORTED} {source}: what it leaves out is kept"
        if self._replace and not self._wrong_count:
            status, reason = ScopeStatus.COMPLETE, f"{IMPORTED} {source}"
        return tuple(
            ScopeReport(scope, kind, status if count else ScopeStatus.PARTIAL, reason, count=count, calls=1)
            for (scope, kind), count in self._counts.items()
        )

    def _ended(
        self,
        status: ScanStatus,
        started: datetime,
        began: float,
        reports: tuple[ScopeReport, ...],
        added: int = 0,
        changed: int = 0,
        removed: int = 0,
    ) -> ScanReport:
        return ScanReport(
            scan_id=self._scan_id,
            status=status,
            started_at=started,
            seconds=round(self._clock.monotonic() - began, 3),
            calls=len(reports),
            resources=sum(self._counts.values()),
            relationships=self._relationships,
            added=added,
            changed=changed,
            removed=removed,
            scopes=reports,
            trigger="import",
        )


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
