"""Details that AWS does not tell of one thing, or of any: what was listed is saved, and what was known of it stays."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.scan import ScanReport, ScopeReport, ScopeStatus
from dharma_tui.services.discovery.aws._failing import IN_A_ROW
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._threads import AT_ONCE
from dharma_tui.services.discovery.aws._wire import HASTY
from tests.integration.aws_wire import Answer, Asked, Raw, Wire, paged, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import Bench
from tests.integration.test_aws_hardship import rows

THINGS = ("first-1", "second-2", "third-3")
BROKEN = THINGS[1]
ARNS = f"{NORTH}:{ACCOUNT}"
SAID = "it does not work today"


@dataclass(frozen=True, slots=True)
class Case:
    """How things of a kind are listed, what tells more of one of them, and what is said when that one is not there."""

    kind: str
    listing: str
    listed: Callable[[str], Any]
    at: str
    operation: str
    told: Callable[[str], Mapping[str, Any]]
    gone: str
    gone_said: str = "gone"
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def service(self) -> str:
        return self.kind.split(".")[1]

    def answer(self, asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "GetResources":
                return {"ResourceTagMappingList": []}
            case self.listing:
                return {self.at: [self.listed(name) for name in THINGS]}
            case self.operation:
                return self.told(about(asked))
        return self.others.get(asked.operation) or paged(asked, 1)


def about(asked: Asked) -> str:
    return next(name for name in THINGS if name.encode() in asked.request)


def refusal(case: Case, code: str, said: str = SAID, status: int = 400) -> Raw:
    """An error in the words of every protocol of ``CASES``."""
    if case.service in ("kms", "sqs"):
        return Raw(f'{{"__type": "{code}", "message": "{said}"}}'.encode(), status, "application/x-amz-json-1.1")
    error = f"<Error><Code>{code}</Code><Message>{said}</Message></Error>"
    return Raw((error if case.service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>").encode(), status)


CASES = {
    case.service: case
    for case in (
        Case(
            *("aws.s3.bucket", "ListBuckets", lambda name: {"Name": name}, "Buckets", "GetBucketVersioning"),
            *(lambda name: {"Status": "Enabled"}, "NoSuchBucket"),
            others={"GetBucketPolicy": {"Policy": '{"Version": "2012-10-17", "Statement": []}'}},
        ),
        Case(
            "aws.sqs.queue",
            "ListQueues",
            lambda name: f"https://sqs.{NORTH}.amazonaws.com/{ACCOUNT}/{name}",
            *("QueueUrls", "GetQueueAttributes"),
            lambda name: {"Attributes": {"QueueArn": f"arn:aws:sqs:{ARNS}:{name}", "VisibilityTimeout": "77"}},
            "AWS.SimpleQueueService.NonExistentQueue",
        ),
        Case(
            "aws.kms.key",
            "ListKeys",
            lambda name: {"KeyId": name, "KeyArn": f"arn:aws:kms:{ARNS}:key/{name}"},
            *("Keys", "DescribeKey"),
            lambda name: {"KeyMetadata": {"KeyId": name, "KeyState": "Enabled", "KeyUsage": "ENCRYPT_DECRYPT"}},
            "NotFoundException",
        ),
        Case(
            "aws.cloudformation.stack",
            "DescribeStacks",
            lambda name: {
                "StackName": name,
                "StackId": f"arn:aws:cloudformation:{ARNS}:stack/{name}/1",
                "StackStatus": "CREATE_COMPLETE",
                "CreationTime": 1767323045,
            },
            *("Stacks", "ListStackResources"),
            lambda name: {
                "StackResourceSummaries": [
                    {"LogicalResourceId": "Log", "PhysicalResourceId": name, "ResourceType": "AWS::Logs::LogGroup"}
                ]
            },
            *("ValidationError", "Stack with id second-2 does not exist"),
        ),
    )
}
FAILURES: Mapping[str, Callable[[Case], Raw]] = {
    "breaks down": lambda case: refusal(case, "InternalError", status=500),
    "refuses": lambda case: refusal(case, "SomeSurprise"),
    "unreadable": lambda case: Raw(b"<what{"),
}


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(AwsService, "patience", HASTY)  # else what breaks down is tried for many seconds
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


async def scanned(
    bench: Bench, patch: pytest.MonkeyPatch, case: Case, of: Callable[[Asked], Answer] | None = None
) -> tuple[ScanReport, ScopeReport, Wire]:
    with names_of_loopback(), wire(of or case.answer) as there:
        for name, value in there.environment(case.service).items():
            patch.setenv(name, value)
        report = await bench.scan(case.kind, regions=())
    (part,) = report.scopes
    return report, part, there


def failing(case: Case, how: Raw, name: str = BROKEN) -> Callable[[Asked], Answer]:
    return lambda asked: how if asked.operation == case.operation and name in str(asked.request) else case.answer(asked)


@pytest.mark.parametrize(
    ("service", "how"),
    [*((service, "refuses") for service in CASES), ("s3", "breaks down"), ("cloudformation", "unreadable")],
)
async def test_one_detail_that_fails_loses_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, service: str, how: str
) -> None:
    case = CASES[service]
    broken = failing(case, FAILURES[how](case))
    first, part, there = await scanned(bench, monkeypatch, case, broken)
    assert first.calls == there.calls.total()  # every try of what broke down is a call
    assert (part.status, part.count, first.added) == (ScopeStatus.PARTIAL, 3, 3), part
    assert re.match(rf"details of \w+ ?\w*, such as \S*{BROKEN}: .*{case.operation}", part.reason), part.reason
    assert part.hint
    whole, part, _ = await scanned(bench, monkeypatch, case)
    assert (part.status, whole.added, whole.changed) == (ScopeStatus.COMPLETE, 0, 1), part
    found = rows(bench)
    again, part, _ = await scanned(bench, monkeypatch, case, broken)
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, 3), part
    assert (again.added, again.changed, again.removed, rows(bench)) == (0, 0, 0, found)


@pytest.mark.parametrize(
    ("service", "limit", "said"),
    [
        ("kms", "_wire.READ_SECONDS", "kms DescribeKey in us-east-1: no answer in time"),
        ("sqs", "_calls.DETAIL_SECONDS", "sqs GetQueueAttributes in us-east-1: no answer within 3 s"),
    ],
)
async def test_one_detail_that_never_answers_loses_nothing_and_holds_up_nothing_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, service: str, limit: str, said: str
) -> None:
    case, over = CASES[service], threading.Event()
    monkeypatch.setattr(f"dharma_tui.services.discovery.aws.{limit}", 3.0)

    def silent(asked: Asked) -> Answer:
        if asked.operation == case.operation and BROKEN in str(asked.request):
            over.wait()
        return case.answer(asked)

    with names_of_loopback(), wire(silent) as there:
        for name, value in there.environment(service).items():
            monkeypatch.setenv(name, value)
        try:
            report = await bench.scan(f"aws.{service}", regions=())
        finally:
            over.set()
    parts = {part.kind: part for part in report.scopes}
    slow = parts.pop(case.kind)
    assert (slow.status, slow.count) == (ScopeStatus.PARTIAL, len(THINGS)), slow
    assert re.fullmatch(rf"details of \w+ \w+, such as \S*{BROKEN}: {said}", slow.reason), slow.reason
    assert {part.status for part in parts.values()} <= {ScopeStatus.COMPLETE}, parts
    assert len(rows(bench)) == sum(part.count for part in report.scopes)


@pytest.mark.parametrize("service", CASES)
async def test_what_was_listed_is_saved_where_there_is_no_time_for_details(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    case = CASES[service]
    whole, _, _ = await scanned(bench, monkeypatch, case)
    found = rows(bench)
    monkeypatch.setattr("dharma_tui.services.scan_part.DETAILS_SHARE", 0.0)
    late, part, _ = await scanned(bench, monkeypatch, case)
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, whole.added), part
    assert re.match(
        rf"{len(THINGS)} details of .* {case.operation}\b.*: no answer until all had to be saved", part.reason
    )
    assert "scan.timeout_seconds" in part.hint
    assert (late.added, late.changed, late.removed, rows(bench)) == (0, 0, 0, found)


@pytest.mark.parametrize("service", CASES)
async def test_what_went_since_it_was_listed_is_not_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    case = CASES[service]
    await scanned(bench, monkeypatch, case)
    found = rows(bench)
    gone = failing(case, refusal(case, case.gone, case.gone_said))
    report, part, _ = await scanned(bench, monkeypatch, case, gone)
    assert (part.status, part.reason, part.count) == (ScopeStatus.COMPLETE, "", 2)
    assert (report.added, report.changed, report.removed) == (0, 0, 1)
    assert rows(bench) == [row for row in found if BROKEN not in str(row[1])]


async def test_a_call_that_fails_in_a_row_is_left_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    case, count = CASES["sqs"], 200

    def broken(asked: Asked) -> Answer:
        if asked.operation == case.listing:
            return {case.at: [case.listed(f"{THINGS[0]}-{number}") for number in range(count)]}
        return refusal(case, "SomeSurprise") if asked.operation == case.operation else case.answer(asked)

    report, part, there = await scanned(bench, monkeypatch, case, broken)
    asked = there.calls["sqs.GetQueueAttributes"]
    assert IN_A_ROW <= asked < IN_A_ROW + AT_ONCE
    assert (part.status, part.count, report.added, part.calls) == (ScopeStatus.PARTIAL, count, count, asked + 2)
    told = (
        f"{asked} details of SQS queues, such as .*: sqs GetQueueAttributes in {NORTH}: SomeSurprise, {SAID}; "
        f"{count - asked} details of SQS queues, such as .*: not asked for, as GetQueueAttributes failed 5 times in a row"
    )
    assert re.fullmatch(told, part.reason), part.reason


async def test_of_several_asked_about_together_the_one_that_went_is_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arn(name: str) -> str:
        return f"arn:aws:elasticloadbalancing:{ARNS}:loadbalancer/app/{name}/1"

    case = Case(
        "aws.elb.load_balancer",
        "DescribeLoadBalancers",
        lambda name: {"LoadBalancerName": name, "LoadBalancerArn": arn(name), "State": {"Code": "active"}},
        *("LoadBalancers", "DescribeTags"),
        lambda name: {},
        "LoadBalancerNotFound",
    )

    def told(asked: Asked) -> Answer:
        if asked.operation != case.operation:
            return case.answer(asked)
        if BROKEN in str(asked.request):
            return refusal(case, case.gone)
        named = [name for name in THINGS if name in str(asked.request)]
        return {
            "TagDescriptions": [{"ResourceArn": arn(name), "Tags": [{"Key": "of", "Value": name}]} for name in named]
        }

    with names_of_loopback(), wire(told) as there:
        for name, value in there.environment("elbv2").items():
            monkeypatch.setenv(name, value)
        report = await bench.scan(case.kind, regions=())
    (part,) = report.scopes
    assert (part.status, part.reason, part.count) == (ScopeStatus.COMPLETE, "", 2)
    stored = {name: row["labels"] for name, row in bench.rows(case.kind).items()}
    assert stored == {name: {"of": name} for name in THINGS if name != BROKEN}
