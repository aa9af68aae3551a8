"""How far a scan is, counted by account, region and service as its parts begin, find things and end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.scan import ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope

Path = tuple[str, ...]
"""Provider and account, then where there are any: region, service, kind."""


@dataclass(slots=True)
class Tally:
    """The sum of some parts. ``running`` have begun and not ended."""

    parts: int = 0
    ended: int = 0
    running: int = 0
    found: int = 0
    calls: int = 0
    throttled: int = 0
    seconds: float = 0.0
    failed: int = 0
    partial: int = 0
    skipped: int = 0
    left: int = 0
    """Parts that the scan did not come to, which are among the skipped."""

    @property
    def trouble(self) -> int:
        """Parts that ended otherwise than complete or left out."""
        return self.failed + self.partial

    @property
    def complete(self) -> int:
        """Parts listed to their end."""
        return self.ended - self.trouble - self.skipped

    @property
    def is_running(self) -> bool:
        """Whether some of it has begun and not all has ended."""
        return self.ended < self.parts and bool(self.ended or self.running)


@dataclass(slots=True)
class Group:
    """Parts that belong together: of an account, of one of its regions, of a service there; or one part alone."""

    path: Path
    scope: Scope
    kind: str = ""
    tally: Tally = field(default_factory=Tally)
    below: dict[Path, Group] = field(default_factory=dict)
    report: ScopeReport | None = None

    @property
    def name(self) -> str:
        """What it is called among its siblings."""
        return self.path[-1]

    def leaves(self) -> Iterator[Group]:
        """Its parts, each alone."""
        if not self.below:
            yield self
        for group in self.below.values():
            yield from group.leaves()


class ScanTally:
    """Groups over every part of a scan, kept true part by part."""

    def __init__(self, parts: Iterable[tuple[Scope, str]], reports: Iterable[ScopeReport] = (), calls: int = 0) -> None:
        listed = tuple(dict.fromkeys(parts))
        self._regional = {(scope.provider, scope.account) for scope, _ in listed if scope.region}
        self.top: dict[Path, Group] = {}
        self.whole = Tally(calls=calls)
        self._chains: dict[tuple[Scope, str], tuple[Group, ...]] = {}
        for scope, kind in listed:
            self._add(scope, kind)
        for report in reports:
            self.ended(report)

    @classmethod
    def of_reports(cls, reports: Iterable[ScopeReport], calls: int = 0) -> ScanTally:
        """A scan that has ended, with its ``calls`` of no part."""
        ended = tuple(reports)
        return cls([(report.scope, report.kind) for report in ended], ended, calls)

    def progressed(self, scope: Scope, kind: str, found: int, calls: int) -> None:
        """A part has found more."""
        chain = self._chains.get((scope, kind))
        if chain is None or chain[-1].report is not None:
            return
        part = chain[-1].tally
        begun, more, made = not part.running, found - part.found, calls - part.calls
        for tally in self._tallies(chain):
            tally.running += begun
            tally.found += more
            tally.calls += made

    def ended(self, report: ScopeReport) -> None:
        """A part has ended; what is told of it now counts instead of what was told before."""
        chain = self._chains.get((report.scope, report.kind))
        if chain is None or chain[-1].report is not None:
            return
        part = chain[-1]
        known = part.tally
        running, found, calls = known.running, known.found, known.calls
        part.report = report
        for tally in self._tallies(chain):
            tally.running -= running
            tally.ended += 1
            tally.found += report.count - found
            tally.calls += report.calls - calls
            tally.throttled += report.throttled
            tally.seconds += report.seconds
            tally.failed += report.status is ScopeStatus.FAILED
            tally.partial += report.status is ScopeStatus.PARTIAL
            tally.skipped += report.status is ScopeStatus.SKIPPED
            tally.left += report.cut_off

    def _tallies(self, chain: tuple[Group, ...]) -> Iterator[Tally]:
        yield self.whole
        for group in chain:
            yield group.tally

    def _add(self, scope: Scope, kind: str) -> None:
        from dharma_tui.core.scan_plan import service_of  # the first picture does without

        account = " ".join(word for word in (scope.provider, scope.account) if word)
        names = [account]
        if (scope.provider, scope.account) in self._regional:
            names.append(scope.region or GLOBAL)
        if service := service_of(kind):
            names.append(service)
        names.append(kind)
        chain: list[Group] = []
        siblings = self.top
        for depth in range(1, len(names) + 1):
            path = tuple(names[:depth])
            group = siblings.get(path)
            if group is None:
                group = siblings[path] = Group(path, scope, kind if depth == len(names) else "")
            chain.append(group)
            siblings = group.below
        self._chains[scope, kind] = tuple(chain)
        for tally in self._tallies(tuple(chain)):
            tally.parts += 1
