"""The rules by which something counts as wrong: each looks at the facts and says what, why, and what to do.

Rules are pure, and few: each one has to be worth a person's attention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dharma_tui.core.format import age
from dharma_tui.core.scan import ScopeReport, ScopeStatus
from dharma_tui.core.types import Finding, Json, ResourceRef, Severity, State

FILE_SYSTEM, SERVICE, HOST = "local.file_system", "local.service", "local.host"
PROCESS, SOCKET, TIME_SYNC = "local.process", "local.socket", "local.time_sync"

Series = Sequence[tuple[datetime, float]]


@dataclass(frozen=True, slots=True)
class Known:
    """A resource, as far as rules look at it."""

    ref: ResourceRef
    name: str
    state: State
    attrs: Mapping[str, Json]
    first_seen: datetime

    def number(self, name: str) -> float | None:
        """An attribute, if it is a number."""
        value = self.attrs.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Unwell:
    """How many resources of a kind are in one state in which something is wrong, what they are called, and some names."""

    kind: str
    state: State
    count: int
    called: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Covered:
    """How the last listing of one kind in one scope ended, when it was last complete, and what people call the kind."""

    report: ScopeReport
    at: datetime
    complete_at: datetime | None
    called: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may look at. ``interval`` tells how often a provider is scanned: zero when not by schedule."""

    now: datetime
    interval: Callable[[str], timedelta] = lambda provider: timedelta()
    resources: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    points: Mapping[tuple[ResourceRef, str], Series] = field(default_factory=dict)
    coverage: Sequence[Covered] = ()
    unwell: Sequence[Unwell] = ()

    def of(self, kind: str) -> Sequence[Known]:
        """The resources of a kind."""
        return self.resources.get(kind, ())

    def steady(self, ref: ResourceRef, name: str, seconds: float) -> float | None:
        """The least value of a series over the last ``seconds``; None when it is not known for that long."""
        series = self.points.get((ref, name), ())
        since = self.now - timedelta(seconds=seconds)
        if not series or series[0][0] > since:
            return None
        return min((value for at, value in series if at >= since), default=None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule and the kinds it needs to know."""

    name: str
    kinds: tuple[str, ...]
    look: Callable[[Facts], Iterator[Finding]]


RULES: list[Rule] = []
"""Every rule, in the order they are declared."""


def rule(
    name: str, *kinds: str
) -> Callable[[Callable[[Facts], Iterator[Finding]]], Callable[[Facts], Iterator[Finding]]]:
    """Declare a rule."""

    def declare(look: Callable[[Facts], Iterator[Finding]]) -> Callable[[Facts], Iterator[Finding]]:
        RULES.append(Rule(name, kinds, look))
        return look

    return declare


FULL, NEARLY_FULL = 95.0, 85.0


@rule("file_system_full", FILE_SYSTEM)
def file_system_full(facts: Facts) -> Iterator[Finding]:
    """A file system is nearly out of bytes or inodes. Read-only ones are full by nature."""
    for known in facts.of(FILE_SYSTEM):
        if known.attrs.get("read_only") or not known.number("total"):
            continue
        live = facts.points.get((known.ref, "used"), ())
        used = live[-1][1] if live else known.number("percent")
        for what, share, hint in (
            ("full", used, "make room, or make it larger"),
            ("out of inodes", known.number("inodes_percent"), "delete many small files: caches, sessions, mail queues"),
        ):
            if share is not None and share >= NEARLY_FULL:
                severity = Severity.CRITICAL if share >= FULL else Severity.WARNING
                title = f"{known.name} is {'' if share >= FULL else 'nearly '}{what}"
                limit = FULL if share >= FULL else NEARLY_FULL
                yield Finding(
                    known.ref, "file_system_full", severity, title, f"{share:.0f}% in use, from {limit:.0f}%", hint
                )


@rule("file_system_silent", FILE_SYSTEM)
def file_system_silent(facts: Facts) -> Iterator[Finding]:
    """A mounted file system does not answer."""
    for known in facts.of(FILE_SYSTEM):
        if known.state is State.DEGRADED:
            yield Finding(
                known.ref,
                "file_system_silent",
                Severity.CRITICAL,
                f"{known.name} does not answer",
                f"asking {known.attrs.get('device') or 'its server'} how full it is failed",
                "look at its server and the network; whoever touches it hangs",
            )


@rule("service_failed", SERVICE)
def service_failed(facts: Facts) -> Iterator[Finding]:
    """A service unit has failed."""
    for known in facts.of(SERVICE):
        if known.state is State.FAILED:
            said = known.attrs.get("result") or known.attrs.get("sub_state") or "failed"
            yield Finding(
                known.ref,
                "service_failed",
                Severity.WARNING,
                f"{known.name} has failed",
                f"systemd says: {said}",
                f"journalctl -u {known.name} tells why; systemctl restart {known.name} tries again",
            )


@rule("memory_short", HOST)
def memory_short(facts: Facts) -> Iterator[Finding]:
    """Memory has been nearly used up for a minute, or most of the swap is in use while memory is short."""
    for known in facts.of(HOST):
        memory, swap = facts.steady(known.ref, "memory", 60), facts.steady(known.ref, "swap", 60)
        if memory is not None and memory >= 90:
            severity = Severity.CRITICAL if memory >= 97 else Severity.WARNING
            yield Finding(
                known.ref,
                "memory_short",
                severity,
                f"{known.name} is short of memory",
                f"at least {memory:.0f}% in use for a minute",
                "sort processes by MEM to see who holds it",
            )
        elif swap is not None and swap >= 80 and memory is not None and memory >= 75:
            yield Finding(
                known.ref,
                "memory_short",
                Severity.WARNING,
                f"{known.name} is out of swap",
                f"at least {swap:.0f}% of swap and {memory:.0f}% of memory in use for a minute",
                "sort processes by MEM to see who holds it",
            )


@rule("load_high", HOST)
def load_high(facts: Facts) -> Iterator[Finding]:
    """More work than CPUs, twice over, for five minutes."""
    for known in facts.of(HOST):
        cpus, load = known.number("cpus"), facts.steady(known.ref, "load5", 300)
        if cpus and load is not None and load >= 2 * cpus:
            yield Finding(
                known.ref,
                "load_high",
                Severity.WARNING,
                f"{known.name} is overloaded",
                f"load of at least {load:.1f} on {cpus:.0f} CPUs for 5 minutes",
                "sort processes by CPU%; many in disk-sleep mean that the disk is the bottleneck",
            )


@rule("time_unsynchronised", TIME_SYNC)
def time_unsynchronised(facts: Facts) -> Iterator[Finding]:
    """The clock is not kept right."""
    for known in facts.of(TIME_SYNC):
        if known.state in (State.DEGRADED, State.FAILED, State.STOPPED):
            yield Finding(
                known.ref,
                "time_unsynchronised",
                Severity.WARNING,
                "The clock is not synchronised",
                "the kernel says that nothing keeps the time right",
                "enable chrony or systemd-timesyncd",
            )


ZOMBIE_AGE = timedelta(minutes=10)


@rule("zombies", PROCESS)
def zombies(facts: Facts) -> Iterator[Finding]:
    """Ended processes whose parents never ask after them; young ones are on their way out."""
    by_parent: dict[Json, list[Known]] = {}
    for known in facts.of(PROCESS):
        if known.attrs.get("status") == "zombie" and facts.now - known.first_seen >= ZOMBIE_AGE:
            ppid = known.attrs.get("ppid")
            by_parent.setdefault(ppid if isinstance(ppid, int) else None, []).append(known)
    for ppid, dead in by_parent.items():
        number = "one zombie process" if len(dead) == 1 else f"{len(dead)} zombie processes"
        yield Finding(
            dead[0].ref,
            "zombies",
            Severity.INFO if len(dead) < 20 else Severity.WARNING,
            f"{dead[0].name} has ended, but is still listed",
            f"process {ppid} keeps {number}",
            f"restart process {ppid}, which should have waited for them",
        )


_PRIVATE_PORTS = {
    2375: "Docker without TLS",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    6379: "Redis",
    9042: "Cassandra",
    9200: "Elasticsearch",
    10255: "kubelet, read-only",
    11211: "memcached",
    27017: "MongoDB",
}
"""Ports of services that often answer without asking who calls."""


@rule("exposed_store", SOCKET)
def exposed_store(facts: Facts) -> Iterator[Finding]:
    """A data store listens on every address of the machine."""
    for known in facts.of(SOCKET):
        port = known.attrs.get("port")
        service = _PRIVATE_PORTS.get(port) if isinstance(port, int) else None
        if service and known.attrs.get("address") == "*":
            yield Finding(
                known.ref,
                "exposed_store",
                Severity.WARNING,
                f"{service} listens on every address",
                f"port {port} of {known.attrs.get('program') or 'some process'} can be reached from every network",
                "bind it to 127.0.0.1 or an internal address, or make sure that a firewall keeps others out",
            )


_TOLD = {
    (FILE_SYSTEM, State.DEGRADED),
    (SERVICE, State.FAILED),
    (TIME_SYNC, State.DEGRADED),
    (TIME_SYNC, State.FAILED),
}
"""States of kinds that have a rule of their own."""


@rule("unwell")
def unwell(facts: Facts) -> Iterator[Finding]:
    """Resources of any kind have failed or are degraded, by what their provider says."""
    for found in facts.unwell:
        if (found.kind, found.state) in _TOLD:
            continue
        failed = found.state is State.FAILED
        verb = "has" if failed and found.count == 1 else "have" if failed else "is" if found.count == 1 else "are"
        more = found.count - len(found.names)
        yield Finding(
            ResourceRef(found.kind, ""),
            "unwell",
            Severity.CRITICAL if failed else Severity.WARNING,
            f"{found.count:,} {found.called} {verb} {found.state.value}",
            ", ".join(found.names) + (f" and {more:,} more" if more else ""),
            f"list them with state:{found.state.value}, and look at what each says of itself",
        )


STALE_INTERVALS = 3
ALIKE = 4
"""So many parts of an account that fail for one reason are told of together: credentials that are missing fail them all."""


@rule("listing_broken")
def listing_broken(facts: Facts) -> Iterator[Finding]:
    """A kind of a scope fails or stays partial, so what is shown of it may be wrong. What has one cause is told once."""
    causes: dict[tuple[str, ...], list[Covered]] = {}
    for covered in facts.coverage:
        report = covered.report
        if not report.imported and report.status in (ScopeStatus.FAILED, ScopeStatus.PARTIAL):
            cause = (report.scope.provider, report.scope.account, report.reason, report.hint)
            causes.setdefault(cause, []).append(covered)
    for several in causes.values():
        if len(several) >= ALIKE:
            yield _broken_alike(several, facts.now)
        else:
            yield from _broken(several, facts.now)


def _broken_alike(several: Sequence[Covered], now: datetime) -> Finding:
    """One finding for all that failed for the same reason in one account."""
    report = several[0].report
    where = " ".join(word for word in (report.scope.provider, report.scope.account) if word)
    regions = len({covered.report.scope.region for covered in several} - {""})
    places = f" in {regions} regions" if regions > 1 else ""
    kinds = len({covered.report.kind for covered in several})
    failed = {covered.report.status for covered in several}
    listed = "not" if failed == {ScopeStatus.FAILED} else "not, or only partly," if len(failed) > 1 else "only partly"
    complete = max((covered.complete_at for covered in several if covered.complete_at), default=None)
    return Finding(
        ResourceRef(report.scope.provider, ""),
        "listing_broken",
        Severity.WARNING if ScopeStatus.FAILED in failed else Severity.INFO,
        f"{kinds:,} kinds of {where}{places} are {listed} listed",
        f"{report.reason} ({_since(complete, now)})",
        report.hint,
    )


def _since(complete_at: datetime | None, now: datetime) -> str:
    return f"last complete {age(complete_at, now)} ago" if complete_at else "never yet complete"


def _broken(each: Sequence[Covered], now: datetime) -> Iterator[Finding]:
    for covered in each:
        report = covered.report
        yield Finding(
            ResourceRef(report.kind, ""),
            "listing_broken",
            Severity.WARNING if report.status is ScopeStatus.FAILED else Severity.INFO,
            f"{covered.called} in {report.scope} are {'not' if report.status is ScopeStatus.FAILED else 'only partly'} listed",
            f"{report.reason} ({_since(covered.complete_at, now)})",
            report.hint,
        )


@rule("data_old")
def data_old(facts: Facts) -> Iterator[Finding]:
    """Nothing of a provider has been listed for several intervals."""
    newest: dict[str, datetime] = {}
    for covered in facts.coverage:
        provider = covered.report.scope.provider
        listed = covered.complete_at if covered.report.imported else covered.at  # an import lists nothing
        if listed is not None:
            newest[provider] = max(newest.get(provider, listed), listed)
    for provider, at in newest.items():
        interval = facts.interval(provider)
        if interval and facts.now - at > STALE_INTERVALS * interval:
            yield Finding(
                ResourceRef(provider, ""),
                "data_old",
                Severity.WARNING,
                f"What is shown of {provider} is old",
                f"last scanned {age(at, facts.now)} ago",
                "scan now, and look at why scheduled scans do not run",
            )
