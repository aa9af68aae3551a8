"""AWS scanned while something is wrong with it, with the way to it, or with who asks: moto over HTTP behind what makes it fail."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Finding, Severity
from dharma_tui.services.discovery.aws._errors import NOT_KNOWN
from dharma_tui.services.discovery.aws._threads import AT_ONCE, THREADS
from dharma_tui.services.finding_rules import Covered, Facts, listing_broken
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import ACCOUNT, NORTH, WEST, Estate, copy, estate
from tests.integration.test_aws import CLOCK, Bench
from tests.stopwatch import stopwatch

KINDS = (
    "aws.ec2",
    "aws.sqs",
    "aws.sns",
    "aws.dynamodb",
    "aws.route53",
    "aws.logs.log_group",
    "aws.iam.role",
    "aws.lambda.function",
    "aws.s3.bucket",
)
"""Kinds of every protocol."""
HERE = "aws.ec2.volume"


@pytest.fixture(scope="module")
def filled() -> Iterator[Estate]:
    """Asked for copies of itself alone."""
    with estate(_fill) as made:
        yield made


@pytest.fixture(scope="module")
def moto(filled: Estate) -> Iterator[Estate]:
    with copy(filled) as made:
        yield made


def _fill(made: Estate) -> None:
    """Some of each of ``KINDS`` in two regions, enough for pages and details."""
    for region in (NORTH, WEST):
        made.client("ec2", region).create_vpc(CidrBlock="10.1.0.0/16")
        for number in range(6):
            made.client("ec2", region).create_volume(AvailabilityZone=f"{region}a", Size=8 + number)
            made.client("sqs", region).create_queue(QueueName=f"queue-{number}")
            made.client("sns", region).create_topic(Name=f"topic-{number}")
            made.client("logs", region).create_log_group(logGroupName=f"group-{number}")
            made.client("dynamodb", region).create_table(
                TableName=f"table-{number}",
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
    for number in range(12):
        made.client("iam").create_role(RoleName=f"role-{number}", AssumeRolePolicyDocument="{}")
        made.client("route53").create_hosted_zone(Name=f"z{number}.example.com", CallerReference=str(number))
    for number in range(3):
        made.client("s3").create_bucket(Bucket=f"bucket-{number}")


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    point(monkeypatch, moto.endpoint)
    yield moto
    moto.control("heal")


def point(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Credentials and an endpoint in the environment, none that another test knows anything of."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"test-{time.monotonic_ns()}")
    monkeypatch.setenv("AWS_REGION", NORTH)


def told(report: ScanReport) -> dict[tuple[str, str], ScopeReport]:
    return {(part.kind, part.scope.region): part for part in report.scopes}


def rows(bench: Bench) -> list[tuple[object, ...]]:
    return bench.lake.query(
        "SELECT kind, key, region, name, state, labels::VARCHAR, hash, attrs::VARCHAR FROM lake.resources ORDER BY ALL"
    )


KNOWN = {
    *("aws.ec2.public_access_block", "aws.ec2.public_access_exclusion"),
    *("aws.ec2.placement_group", "aws.ec2.reserved_instance", "aws.ec2.capacity_reservation", "aws.ec2.client_vpn"),
    *("aws.ec2.instance_connect_endpoint", "aws.ec2.ipam", "aws.ec2.ipam_pool"),
}
"""Kinds whose call moto does not know."""


def lost(report: ScanReport) -> list[ScopeReport]:
    """Parts that are not complete, but for those that moto never knows."""
    return [part for part in report.scopes if part.status is not ScopeStatus.COMPLETE and part.kind not in KNOWN]


async def test_a_third_of_all_calls_refused_loses_nothing(bench: Bench, there: Estate) -> None:
    whole = await bench.scan(*KINDS)
    found = rows(bench)
    there.control("set?throttled=0.3")
    before = Counter(there.control("places"))
    report = await bench.scan(*KINDS)
    made = Counter(there.control("places")) - before
    assert lost(report) == []
    assert rows(bench) == found
    assert (report.added, report.removed, report.resources) == (0, 0, whole.resources)
    assert sum(part.throttled for part in report.scopes) == sum(there.control("refused").values()) > 20
    assert report.calls == sum(made.values())


async def test_credentials_that_expire_midway_end_what_is_left_and_nothing_else(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    there.control("fault?service=*&kind=expired&after=40")
    before = Counter(there.control("places"))
    report = await bench.scan(*KINDS)
    made = Counter(there.control("places")) - before
    assert report.status is ScanStatus.PARTIAL
    parts = lost(report)
    assert 0 < len(parts) < len(report.scopes)
    assert sum(made.values()) == report.calls
    under_way = THREADS + 2 * AT_ONCE  # what is listed by the account has threads of its own
    assert sum(made.values()) <= 40 + under_way + 1, "once AWS does not know who asks, only STS is asked again"
    assert [part for part in parts if not part.calls]
    assert all("expired" in part.reason and "AWS_ACCESS_KEY_ID" in part.hint for part in parts), parts
    assert (report.removed, rows(bench)) == (0, found)
    there.control("heal")
    assert lost(await bench.scan(*KINDS)) == []


def findings(bench: Bench) -> list[Finding]:
    """What a person is told of parts that are not complete, but for those that moto never knows."""
    coverage = [
        Covered(part.report, part.at, part.complete_at, part.report.kind)
        for part in ScanStore(bench.lake).coverage()
        if part.report.kind not in KNOWN
    ]
    return list(listing_broken(Facts(CLOCK.now(), coverage=coverage)))


async def test_a_clock_that_is_wrong_midway_is_told_by_how_much_and_what_follows_is_listed(
    bench: Bench, there: Estate
) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    # first where each part is one call: the details of one part alone, asked for side by side, may take every refusal
    there.control("fault?service=ec2&kind=skewed&after=10&times=8")
    there.control("fault?service=*&kind=skewed&after=40&times=12")
    report = await bench.scan(*KINDS)
    assert report.status is ScanStatus.PARTIAL
    parts = lost(report)
    assert 4 <= len(parts) <= 20  # each ends at the first refusal: whoever was asked later has answered
    assert {part.reason for part in parts} == {"AWS finds this machine's clock wrong, 17m00s slow"}
    assert all("set the clock" in part.hint for part in parts)
    assert {part.status for part in parts} <= {ScopeStatus.FAILED, ScopeStatus.PARTIAL}
    assert (report.removed, rows(bench)) == (0, found)
    assert [finding.hint for finding in findings(bench)] == ["set the clock; run a time service"]
    there.control("heal")
    assert lost(await bench.scan(*KINDS)) == []


async def test_keys_revoked_midway_are_one_finding_and_new_ones_list_the_rest_alone(
    bench: Bench, there: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    there.control("fault?service=*&kind=revoked&after=40")
    report = await bench.scan(*KINDS)
    assert report.status is ScanStatus.PARTIAL
    parts = lost(report)
    whole = {(part.scope, part.kind) for part in report.scopes if part.status is ScopeStatus.COMPLETE}
    assert len(parts) >= 4 and whole
    assert {(part.reason, "AWS_ACCESS_KEY_ID" in part.hint) for part in parts} == {(NOT_KNOWN, True)}
    assert (report.removed, rows(bench)) == (0, found)
    (finding,) = findings(bench)
    assert finding.severity is Severity.WARNING
    assert finding.reason.startswith(NOT_KNOWN) and "AWS_ACCESS_KEY_ID" in finding.hint
    assert f"{len({part.kind for part in parts})} kinds of aws {ACCOUNT}" in finding.title

    there.control("heal")
    point(monkeypatch, there.endpoint)  # other keys
    before = Counter(there.control("places"))
    resumed = await bench.scan(rest_of=report.scan_id)
    made = Counter(there.control("places")) - before
    assert lost(resumed) == []
    assert {(part.scope, part.kind) for part in resumed.scopes if resumed.is_carried(part)} == whole
    assert (resumed.added, resumed.removed, rows(bench)) == (0, 0, found)
    assert sum(made.values()) == resumed.calls
    assert resumed.entering == 2  # who the credentials are of, and which regions there are
    assert findings(bench) == []


@pytest.mark.parametrize(
    ("kind", "reason", "hint"),
    [
        ("wrong", "not accepted", "AWS_ACCESS_KEY_ID"),
        ("expired", "expired", "AWS_ACCESS_KEY_ID"),
        ("skewed", "clock wrong, 17m00s slow", "set the clock"),
        ("html", "cannot be read", "proxy"),
        ("malformed", "cannot be read", "proxy"),
    ],
)
async def test_who_is_refused_at_the_door_hears_why(
    bench: Bench, there: Estate, kind: str, reason: str, hint: str
) -> None:
    there.control(f"fault?service=sts&kind={kind}")
    report = await bench.scan(HERE)
    assert report.status is ScanStatus.FAILED
    assert [(part.status, reason in part.reason, hint in part.hint) for part in report.scopes] == [
        (ScopeStatus.FAILED, True, True)
    ], report.scopes


async def test_what_is_denied_in_one_region_is_named_and_keeps_what_was_known_there(
    bench: Bench, there: Estate
) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    there.control(f"fault?service=*&region={WEST}&kind=denied")
    report = await bench.scan(*KINDS)
    parts = [part for part in report.scopes if part.kind not in KNOWN]
    assert {part.status for part in parts if part.scope.region != WEST} == {ScopeStatus.COMPLETE}
    denied = [part for part in parts if part.scope.region == WEST]
    assert {part.status for part in denied} <= {ScopeStatus.FAILED, ScopeStatus.PARTIAL}
    assert told(report)["aws.sqs.queue", WEST].reason.startswith("not allowed: sqs:ListQueues")
    assert all("allow " in part.hint for part in denied), denied
    assert [part for part in denied if not re.match(r"not allowed: [a-z0-9-]+:[A-Z]\w+$", part.reason)] == []
    assert (report.removed, rows(bench)) == (0, found)


@pytest.mark.parametrize("kind", ["truncated", "html"])
async def test_answers_that_nobody_can_read_are_no_lists_of_nothing(bench: Bench, there: Estate, kind: str) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    for service in ("ec2", "sqs", "sns", "dynamodb", "route53", "logs", "iam", "lambda", "s3"):
        there.control(f"fault?service={service}&kind={kind}")
    report = await bench.scan(*KINDS, regions=(WEST,))
    assert report.scopes
    assert {part.status for part in report.scopes if part.kind not in KNOWN} == {ScopeStatus.FAILED}
    assert all(part.reason and part.hint for part in report.scopes), report.scopes
    assert (report.removed, rows(bench)) == (0, found)


async def test_an_endpoint_that_dies_midway_is_told_soon_and_heals(
    bench: Bench, filled: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copy(filled) as made:
        point(monkeypatch, made.endpoint)
        await bench.scan(*KINDS)
        found = rows(bench)
        made.control("fault?service=*&kind=dies&after=30")
        report = await bench.scan(*KINDS)
    parts = lost(report)
    assert 0 < len(parts) < len(report.scopes)
    told = "Could not connect|closed|cannot be read"  # the last for an answer that it was in the middle of
    assert [part.reason for part in parts if not re.search(told, part.reason)] == []
    assert any("network" in part.hint for part in parts) and all(part.hint for part in parts)
    assert report.seconds < 30
    assert (report.removed, rows(bench)) == (0, found)
    with copy(filled) as again:
        point(monkeypatch, again.endpoint)
        assert lost(await bench.scan(*KINDS)) == []


async def test_a_scan_of_who_does_not_answer_is_cancelled_within_a_second(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS)
    found = rows(bench)
    there.control("set?latency_ms=60000&jitter=0")
    scanning = asyncio.create_task(bench.scan(*KINDS))
    before = sum(there.control("calls").values())
    while sum(there.control("calls").values()) - before < 5:  # noqa: ASYNC110 - the server is another process
        await asyncio.sleep(0.05)
    assert bench.scanner is not None
    with stopwatch() as took:
        bench.scanner.cancel()
        report = await scanning
    assert took.seconds < 1
    assert report.status is ScanStatus.CANCELLED
    assert (report.removed, rows(bench)) == (0, found)
    seen = sum(there.control("calls").values()) - before
    assert report.calls >= seen >= 5  # those that nobody has waited for the end of as well; some had not got there
