"""Children of parents of which some may not be asked: those of all others are listed, whoever answers first."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from dharma_tui.core.scan import ScopeReport, ScopeStatus
from tests.integration.aws_wire import Answer, Asked, Raw, paged, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import Bench

RECORD = "aws.route53.dns_record"
ZONES = tuple(f"Z{number:02}" for number in range(32))
NO = "not allowed: route53:ListResourceRecordSets"


def error(code: str, status: int) -> Raw:
    told = f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    return Raw(told.encode(), status)


DENIED, BROKEN = error("AccessDenied", 403), error("InvalidInput", 400)


def answering(refused: Callable[[str], Raw | None]) -> Callable[[Asked], Answer]:
    """Zones of one record each, but for those that are refused."""

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListHostedZones":
                return {"HostedZones": [{"Id": f"/hostedzone/{zone}", "Name": f"{zone}.org."} for zone in ZONES]}
            case "ListResourceRecordSets":
                zone = next(zone for zone in ZONES if zone.encode() in asked.request)
                record = {"Name": f"www.{zone}.org.", "Type": "A", "TTL": 60}
                return refused(zone) or {"ResourceRecordSets": [record], "IsTruncated": False}
        return paged(asked, 1)

    return answer


async def records(bench: Bench, patch: pytest.MonkeyPatch, refused: Callable[[str], Raw | None]) -> ScopeReport:
    with names_of_loopback(), wire(answering(refused)) as there:
        for name, value in there.environment("route53").items():
            patch.setenv(name, value)
        report = await bench.scan(RECORD, regions=())
    (part,) = report.scopes
    return part


@pytest.mark.parametrize("denied", [ZONES[0], ZONES[-1]])
async def test_one_parent_that_is_denied_costs_no_other_its_children(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    asked = threading.Semaphore(0)

    def refused(zone: str) -> Raw | None:
        if zone == denied:
            return DENIED
        if denied == ZONES[0]:
            asked.acquire(timeout=0.1)  # the denial is there before anything else
        return None

    part = await records(bench, monkeypatch, refused)
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, len(ZONES) - 1), part
    assert part.reason == f"DNS records of /hostedzone/{denied}: {NO}"
    assert part.hint == "allow route53:ListResourceRecordSets in a policy of who scans"


async def test_what_was_listed_of_a_parent_that_is_denied_now_stays(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await records(bench, monkeypatch, lambda zone: None)
    assert (whole.status, whole.count) == (ScopeStatus.COMPLETE, len(ZONES))
    found = bench.rows(RECORD)
    part = await records(bench, monkeypatch, lambda zone: DENIED if zone < ZONES[20] else None)
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, 12), part
    assert part.reason.startswith("DNS records of 20 Hosted zones, such as /hostedzone/Z"), part
    assert bench.rows(RECORD).keys() == found.keys()


@pytest.mark.parametrize(
    ("said", "reason"), [(DENIED, NO), (BROKEN, "route53 ListResourceRecordSets: InvalidInput, no")]
)
async def test_a_list_fails_where_every_parent_is_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, said: Raw, reason: str
) -> None:
    part = await records(bench, monkeypatch, lambda zone: said)
    assert (part.status, part.count, part.reason) == (ScopeStatus.FAILED, 0, reason), part


async def test_parents_are_no_longer_asked_where_what_fails_is_no_denial(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refused(zone: str) -> Raw | None:
        asked.append(zone)
        return BROKEN if zone >= ZONES[8] else None

    part = await records(bench, monkeypatch, refused)
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, 8), part
    assert "not asked for, as ListResourceRecordSets failed too often in a row" in part.reason, part
    assert len(asked) < len(ZONES)
