"""Health: told once when it changes, the unwell first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import HealthChanged
from dharma_tui.core.scan import IMPORTED, KEPT, ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.health import Health, provider_checks, scan_checks

AT = datetime(2026, 1, 1, tzinfo=UTC)


def report(status: ScanStatus, *parts: ScopeStatus, reason: str = "") -> ScanReport:
    scopes = tuple(
        ScopeReport(Scope("local", "box"), f"local.kind{number}", part, "denied", "be root")
        for number, part in enumerate(parts)
    )
    return ScanReport("scan-1", status, AT, 1.5, scopes=scopes, reason=reason, hint="hint")


def test_a_component_is_told_of_only_when_it_changes() -> None:
    bus, clock, told = Bus(), FrozenClock(), list[HealthChanged]()
    bus.subscribe(HealthChanged, told.append)
    health = Health(bus, clock)
    for check in (
        Check("store"),
        Check("store"),
        Check("store", Status.FAILED, "full"),
        Check("store", Status.FAILED, "full"),
    ):
        clock.at += timedelta(seconds=1)
        health.report(check)
    assert [(event.status, event.reason) for event in told] == [("ok", ""), ("failed", "full")]
    assert health.current()[0].at == clock.at


def test_the_unwell_come_first() -> None:
    health = Health(Bus(), FrozenClock())
    for check in (Check("b"), Check("c", Status.WARNING), Check("a"), Check("d", Status.FAILED)):
        health.report(check)
    assert [event.component for event in health.current()] == ["d", "c", "a", "b"]


def test_a_complete_scan_is_well() -> None:
    whole = report(ScanStatus.COMPLETE, ScopeStatus.COMPLETE)
    assert scan_checks(whole) == [Check("scans", reason="the last took 1.5s")]
    assert provider_checks(whole.scopes) == [Check("provider:local")]


def test_a_provider_whose_parts_fail_says_which_and_why() -> None:
    parts = (ScopeStatus.COMPLETE, *[ScopeStatus.FAILED] * 5)
    assert provider_checks(report(ScanStatus.PARTIAL, *parts).scopes) == [
        Check(
            "provider:local",
            Status.WARNING,
            "denied (local.kind1, local.kind2, local.kind3 and 2 more kinds)",
            "be root",
        )
    ]
    assert provider_checks(report(ScanStatus.FAILED, ScopeStatus.FAILED).scopes)[0].status is Status.FAILED


def test_a_provider_is_not_unwell_for_what_a_file_leaves_out() -> None:
    brought = ScopeReport(Scope("aws", "1"), "aws.sns.topic", ScopeStatus.PARTIAL, f"{IMPORTED} a.json{KEPT}")
    assert provider_checks([brought]) == [Check("provider:aws")]


def test_a_scan_that_failed_as_a_whole_says_why_and_a_cancelled_one_says_nothing() -> None:
    assert scan_checks(report(ScanStatus.FAILED, reason="disk full"))[0] == Check(
        "scans", Status.FAILED, "disk full", "hint"
    )
    assert scan_checks(report(ScanStatus.CANCELLED, ScopeStatus.SKIPPED, reason="cancelled")) == []
