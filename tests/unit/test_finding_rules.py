"""Each rule on facts that just do and just do not make a finding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui.core.scan import IMPORTED, ScopeReport, ScopeStatus
from dharma_tui.core.types import Finding, Json, ResourceRef, Scope, Severity, State
from dharma_tui.services.finding_rules import RULES, Covered, Facts, Known, Series, Unwell

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
HOST = ResourceRef("local.host", "m1")
DISK = ResourceRef("local.file_system", "m1//var")


def known(
    kind: str, name: str = "thing", state: State = State.RUNNING, age_minutes: float = 60, **attrs: Json
) -> Known:
    key = {"local.host": "m1", "local.file_system": "m1//var"}.get(kind, name)
    return Known(ResourceRef(kind, key), name, state, attrs, NOW - timedelta(minutes=age_minutes))


def file_system(attrs: dict[str, Json]) -> Known:
    return Known(DISK, "/var", State.RUNNING, attrs, NOW)


def steady(value: float, seconds: int) -> Series:
    return [(NOW - timedelta(seconds=at), value) for at in range(seconds, -1, -2)]


def found(
    *resources: Known,
    coverage: tuple[Covered, ...] = (),
    unwell: tuple[Unwell, ...] = (),
    minutes: float = 15,
    **points: Series,
) -> list[Finding]:
    """What all rules together find. ``points`` are of the host, or of the file system when their name is ``used``."""
    by_kind: dict[str, list[Known]] = {}
    for resource in resources:
        by_kind.setdefault(resource.ref.kind, []).append(resource)
    measured = {(DISK if name == "used" else HOST, name): series for name, series in points.items()}
    facts = Facts(NOW, lambda provider: timedelta(minutes=minutes), by_kind, measured, coverage, unwell)
    return [finding for rule in RULES for finding in rule.look(facts)]


def test_nothing_known_is_nothing_wrong() -> None:
    assert found() == []


def test_every_finding_says_what_why_and_what_to_do() -> None:
    everything = found(
        known("local.file_system", "/var", total=10, percent=99.0, inodes_percent=90.0),
        known("local.file_system", "/mnt", State.DEGRADED, device="nas:/x"),
        known("local.service", "web.service", State.FAILED, result="exit-code"),
        known("local.host", "box", cpus=2),
        known("local.time_sync", "clock", State.DEGRADED),
        known("local.process", "dead", status="zombie", ppid=7),
        known("local.socket", "tcp *:6379", address="*", port=6379, program="redis"),
        coverage=(covered(ScopeStatus.FAILED, 60),),
        unwell=(Unwell("cloud.vm", State.FAILED, 1, "instance", ["web-1"]),),
        memory=steady(98, 120),
        load5=steady(9, 400),
    )
    assert {finding.rule for finding in everything} == {rule.name for rule in RULES}
    assert all(finding.title and finding.reason and finding.hint for finding in everything)


@pytest.mark.parametrize(
    ("percent", "severity"),
    [(84.9, None), (85.0, Severity.WARNING), (94.9, Severity.WARNING), (95.0, Severity.CRITICAL)],
)
@pytest.mark.parametrize("what", ["percent", "inodes_percent"])
def test_a_file_system_fills(what: str, percent: float, severity: Severity | None) -> None:
    attrs: dict[str, Json] = {"total": 10, what: percent}
    assert [finding.severity for finding in found(file_system(attrs))] == ([severity] if severity else [])


def test_what_is_measured_counts_for_more_than_what_was_listed() -> None:
    listed = known("local.file_system", "/var", total=10, percent=99.0)
    assert found(listed, used=[(NOW, 50.0)]) == []


@pytest.mark.parametrize("attrs", [{"total": 10, "read_only": True}, {"total": 0}, {}])
def test_what_cannot_fill_is_never_full(attrs: dict[str, Json]) -> None:
    assert found(file_system({"percent": 100.0, **attrs})) == []


def test_only_failed_services_are_findings() -> None:
    services = [known("local.service", state.value, state) for state in State]
    assert [finding.title for finding in found(*services)] == ["failed has failed"]


@pytest.mark.parametrize(
    ("memory", "swap", "titles"),
    [
        (steady(89, 120), (), []),
        (steady(90, 120), (), ["box is short of memory"]),
        (steady(99, 30), (), []),
        ([*steady(99, 120), (NOW, 10.0)], (), []),
        (steady(80, 120), steady(85, 120), ["box is out of swap"]),
        (steady(50, 120), steady(85, 120), []),
    ],
)
def test_memory_counts_when_short_for_a_minute(memory: Series, swap: Series, titles: list[str]) -> None:
    assert [finding.title for finding in found(known("local.host", "box"), memory=memory, swap=swap)] == titles


@pytest.mark.parametrize(("load", "seconds", "number"), [(4.0, 300, 1), (3.9, 300, 0), (40.0, 280, 0)])
def test_load_counts_when_twice_the_cpus_for_five_minutes(load: float, seconds: int, number: int) -> None:
    assert len(found(known("local.host", "box", cpus=2), load5=steady(load, seconds))) == number


@pytest.mark.parametrize("state", [State.DEGRADED, State.STOPPED, State.RUNNING, State.UNKNOWN])
def test_a_clock_is_a_finding_when_it_is_known_to_be_unkept(state: State) -> None:
    assert bool(found(known("local.time_sync", "clock", state))) is (state in (State.DEGRADED, State.STOPPED))


def test_zombies_count_once_a_parent_and_not_while_young() -> None:
    old = [known("local.process", f"p{n}", age_minutes=11, status="zombie", ppid=7) for n in range(25)]
    young = known("local.process", "young", age_minutes=9, status="zombie", ppid=8)
    findings = found(*old, young, known("local.process", "well", status="sleeping"))
    assert [(finding.reason, finding.severity) for finding in findings] == [
        ("process 7 keeps 25 zombie processes", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("address", "port", "number"), [("*", 6379, 1), ("127.0.0.1", 6379, 0), ("*", 443, 0), ("*", "x", 0)]
)
def test_only_data_stores_on_every_address_are_exposed(address: str, port: Json, number: int) -> None:
    assert len(found(known("local.socket", "s", address=address, port=port))) == number


def covered(status: ScopeStatus, minutes: float, complete: float | None = None) -> Covered:
    report = ScopeReport(Scope("local", "box"), "local.process", status, "denied", "be root")
    since = NOW - timedelta(minutes=complete) if complete is not None else None
    return Covered(report, NOW - timedelta(minutes=minutes), since, "Processes")


def test_a_listing_that_fails_says_since_when() -> None:
    assert [
        (finding.severity, finding.reason) for finding in found(coverage=(covered(ScopeStatus.FAILED, 5, 120),))
    ] == [(Severity.WARNING, "denied (last complete 2h ago)")]
    partial, failed = (found(coverage=(covered(status, 5),))[0] for status in (ScopeStatus.PARTIAL, ScopeStatus.FAILED))
    assert partial.severity is Severity.INFO
    assert partial.title == "Processes in local/box are only partly listed"
    assert failed.title == "Processes in local/box are not listed"
    assert found(coverage=(covered(ScopeStatus.COMPLETE, 5, 5),)) == []


def test_what_fails_for_one_reason_in_an_account_is_told_once() -> None:
    def listed(account: str, kind: str, reason: str) -> Covered:
        report = ScopeReport(Scope("cloud", account, "north"), kind, ScopeStatus.FAILED, reason, "sign in")
        return Covered(report, NOW, None, kind)

    kinds = [f"cloud.k{number}" for number in range(329)]
    coverage = [listed(account, kind, "no credentials") for account in ("a", "b") for kind in kinds]
    findings = found(coverage=(*coverage, listed("a", "cloud.x", "denied")))
    assert [(finding.title, finding.reason, finding.hint) for finding in findings] == [
        ("329 kinds of cloud a are not listed", "no credentials (never yet complete)", "sign in"),
        ("329 kinds of cloud b are not listed", "no credentials (never yet complete)", "sign in"),
        ("cloud.x in cloud/a/north are not listed", "denied (never yet complete)", "sign in"),
    ]


def test_what_was_imported_was_not_listed_badly_nor_is_it_of_a_late_scan() -> None:
    report = ScopeReport(Scope("cloud", "prod"), "cloud.vm", ScopeStatus.PARTIAL, f"{IMPORTED} old.jsonl: all of it")
    long_ago = NOW - timedelta(days=9)
    assert found(coverage=(Covered(report, long_ago, None, "Instances"),)) == []
    late = found(coverage=(Covered(report, NOW, long_ago, "Instances"),))
    assert [finding.reason for finding in late] == ["last scanned 9d ago"]


@pytest.mark.parametrize(("age", "interval", "number"), [(46, 15, 1), (44, 15, 0), (10_000, 0, 0)])
def test_data_is_old_after_three_intervals(age: float, interval: float, number: int) -> None:
    assert len(found(coverage=(covered(ScopeStatus.COMPLETE, age, age),), minutes=interval)) == number


def test_resources_of_any_kind_that_are_not_well_are_told_of_together() -> None:
    degraded, failed = found(
        unwell=(
            Unwell("cloud.vm", State.DEGRADED, 1_200, "instances", ["a", "b", "c"]),
            Unwell("cloud.vm", State.FAILED, 1, "instance", ["d"]),
            Unwell("local.service", State.FAILED, 2, "services", ["e", "f"]),
            Unwell("local.file_system", State.DEGRADED, 1, "file system", ["g"]),
        )
    )
    assert (degraded.title, degraded.reason) == ("1,200 instances are degraded", "a, b, c and 1,197 more")
    assert (failed.title, failed.reason) == ("1 instance has failed", "d")
    assert (degraded.severity, failed.severity) == (Severity.WARNING, Severity.CRITICAL)
    assert degraded.ref == failed.ref == ResourceRef("cloud.vm", "")
