"""Answers of AWS that end before they should, of every protocol: on the first page, on a later one, among the details."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.scan import ScanReport, ScopeStatus
from dharma_tui.services.discovery.aws._clients import Clients
from dharma_tui.services.discovery.aws._session import Sdk
from tests.integration.aws_wire import Answer, Asked, Cut, Raw, answered, paged, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import CLOCK, Bench
from tests.integration.test_aws_hardship import rows

LISTS = {
    "aws.ec2.volume": "DescribeVolumes",
    "aws.sns.topic": "ListTopics",
    "aws.iam.role": "ListRoles",
    "aws.s3.bucket": "ListBuckets",
    "aws.route53.hosted_zone": "ListHostedZones",
    "aws.logs.log_group": "DescribeLogGroups",
    "aws.cloudwatch.alarm": "DescribeAlarms",
}
"""Kinds of every protocol, and what lists them."""
DETAILS = {
    "aws.sns.topic": ("GetTopicAttributes",),
    "aws.iam.role": ("GetAccountAuthorizationDetails",),
    "aws.s3.bucket": ("GetBucketVersioning",),
    "aws.elb.load_balancer": ("DescribeTags",),
    "aws.ecs.ecs_cluster": ("DescribeClusters",),
}
"""Kinds, and calls that tell more of what was listed."""
POLICY = '{"Version": "2012-10-17", "Statement": []}'


def answer(asked: Asked) -> Answer:
    match asked.operation:
        case "GetCallerIdentity":
            return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
        case "DescribeRegions":
            return {"Regions": [{"RegionName": NORTH}]}
        case "GetBucketPolicy":
            return {"Policy": POLICY}
    return paged(asked, 2)


async def scanned(bench: Bench, patch: pytest.MonkeyPatch, of: Callable[[Asked], Answer], *kinds: str) -> ScanReport:
    with names_of_loopback(), wire(of) as there:
        services = {"elbv2" if kind.startswith("aws.elb") else kind.split(".")[1] for kind in kinds}
        for name, value in there.environment(*services).items():
            patch.setenv(name, value)
        return await bench.scan(*kinds, regions=())


class Body:
    """An answer as it comes from the network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


@pytest.mark.parametrize("called", [f"{kind.split('.')[1]}.{operation}" for kind, operation in LISTS.items()])
def test_wherever_an_answer_is_cut_off_it_is_malformed(called: str) -> None:
    from botocore.awsrequest import AWSResponse
    from botocore.credentials import Credentials
    from botocore.session import Session

    service, operation = called.split(".")
    session = Session()
    clients = Clients(CLOCK)
    clients.adopt(session)
    sdk = Sdk(session, Credentials("test", "test"), clients, CLOCK)
    client = sdk.client(service, NORTH)
    status, headers, whole = answered(service, operation)
    body = b""
    client.meta.events.register(
        "before-send", lambda request, **_: AWSResponse(request.url, status, headers, Body(body))
    )

    def asked() -> Any:
        with sdk.calling(service, operation, NORTH):
            return client._make_api_call(operation, {})

    body = whole
    assert asked()
    end = len(whole.rstrip())
    for length in (*range(0, end, 41), *range(end - 20, end)):
        body = whole[:length]
        with pytest.raises(MalformedAnswerError, match="malformed answer"):
            asked()


@pytest.mark.parametrize("short", [False, True], ids=["half", "shorter than it says"])
@pytest.mark.parametrize("page", [0, 1])
async def test_a_list_that_breaks_off_is_never_the_whole_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, page: int, short: bool
) -> None:
    whole = await scanned(bench, monkeypatch, answer, *LISTS)
    assert {part.status for part in whole.scopes} == {ScopeStatus.COMPLETE}, whole.scopes
    found = rows(bench)

    def broken(asked: Asked) -> Answer:
        told = answer(asked)
        listing = asked.operation in LISTS.values() and asked.page == page
        return Cut(told, short) if listing and isinstance(told, dict) else told

    report = await scanned(bench, monkeypatch, broken, *LISTS)
    expected = ScopeStatus.PARTIAL if page else ScopeStatus.FAILED
    assert {part.kind: part.status for part in report.scopes} == dict.fromkeys(LISTS, expected)
    assert {part.count for part in report.scopes} == {page}
    assert [part for part in report.scopes if "malformed answer" not in part.reason or not part.hint] == []
    assert (report.removed, rows(bench)) == (0, found)


OBJECTION = "<{0}><Error><Code>{2}</Code><Message>no</Message></Error></{1}>"
EMPTY = {
    "aws.ec2.volume": "<DescribeVolumesResponse/>",
    "aws.sns.topic": "<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>",
    "aws.iam.role": "<ListRolesResponse><IsTruncated>false</IsTruncated></ListRolesResponse>",
    "aws.s3.bucket": "<ListAllMyBucketsResult><Owner/></ListAllMyBucketsResult>",
    "aws.route53.hosted_zone": "<ListHostedZonesResponse><MaxItems>100</MaxItems></ListHostedZonesResponse>",
    "aws.cloudfront.distribution": "<DistributionList/>",
}
"""Answers in XML without the list that they are asked for."""
XML = tuple(kind for kind in LISTS if kind != "aws.logs.log_group")
OBJECTIONS = (
    OBJECTION.format("Response><Errors", "Errors></Response", "RequestExpired"),
    OBJECTION.format("ErrorResponse", "ErrorResponse", "InternalFailure"),
    "<?xml version='1.0'?>\n<!-- no -->\n" + OBJECTION.format("Errors", "Errors", "Nothing"),
)


async def replied(bench: Bench, patch: pytest.MonkeyPatch, bodies: dict[str, str], *kinds: str) -> ScanReport:
    """The outcome of a scan whose lists are ``bodies``, after one in which all was there."""
    whole = await scanned(bench, patch, answer, *kinds)
    assert {part.status for part in whole.scopes} == {ScopeStatus.COMPLETE}, whole.scopes
    calls = {LISTS.get(kind, "ListDistributions"): body for kind, body in bodies.items()}

    def of(asked: Asked) -> Answer:
        body = calls.get(asked.operation)
        return answer(asked) if body is None else Raw(body.encode())

    return await scanned(bench, patch, of, *kinds)


@pytest.mark.parametrize("body", OBJECTIONS, ids=["ec2", "query", "alone"])
async def test_an_error_is_no_list_whatever_its_status(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    report = await replied(bench, monkeypatch, dict.fromkeys(XML, body), *XML)
    assert {part.status for part in report.scopes} == {ScopeStatus.FAILED}
    assert (report.removed, len(rows(bench))) == (0, 2 * len(XML))


async def test_an_answer_without_its_list_is_not_the_whole_of_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = tuple(EMPTY)
    report = await replied(bench, monkeypatch, EMPTY, *kinds)
    assert {part.kind: part.status for part in report.scopes} == dict.fromkeys(kinds, ScopeStatus.FAILED)
    assert [part for part in report.scopes if "malformed answer" not in part.reason or not part.hint] == []
    assert report.removed == 0


async def test_an_empty_list_is_the_whole_of_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = {
        "aws.ec2.volume": "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>",
        "aws.sns.topic": "<ListTopicsResponse><ListTopicsResult><Topics/></ListTopicsResult></ListTopicsResponse>",
        "aws.s3.bucket": "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>",
        "aws.cloudfront.distribution": "<DistributionList><Marker/><MaxItems>100</MaxItems><IsTruncated>false"
        "</IsTruncated><Quantity>0</Quantity></DistributionList>",
        "aws.logs.log_group": "{}",
    }
    report = await replied(bench, monkeypatch, bodies, *bodies)
    assert {part.status for part in report.scopes} == {ScopeStatus.COMPLETE}, report.scopes
    assert (report.removed, rows(bench)) == (2 * len(bodies), [])


async def test_what_cannot_be_read_is_told_with_its_call_and_region(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await replied(bench, monkeypatch, {"aws.logs.log_group": "[]"}, "aws.logs.log_group")
    (part,) = report.scopes
    assert part.reason == f"logs DescribeLogGroups in {NORTH}: malformed answer, it cannot be read"
    assert report.removed == 0


@pytest.mark.parametrize("short", [False, True], ids=["half", "shorter than it says"])
async def test_details_that_break_off_are_no_details_of_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, short: bool
) -> None:
    whole = await scanned(bench, monkeypatch, answer, *DETAILS)
    assert {part.status for part in whole.scopes} == {ScopeStatus.COMPLETE}, whole.scopes
    found = rows(bench)
    operations = {operation for several in DETAILS.values() for operation in several}
    met: set[str] = set()

    def broken(asked: Asked) -> Answer:
        told = answer(asked)
        if asked.operation not in operations or not isinstance(told, dict):
            return told
        met.add(asked.service)
        return Cut(told, short)

    report = await scanned(bench, monkeypatch, broken, *DETAILS)
    assert met == {"elbv2" if kind.startswith("aws.elb") else kind.split(".")[1] for kind in DETAILS}
    assert {part.status for part in report.scopes} <= {ScopeStatus.PARTIAL, ScopeStatus.FAILED}
    assert [part for part in report.scopes if "malformed answer" not in part.reason or not part.hint] == []
    assert (report.removed, report.changed, rows(bench)) == (0, 0, found)


async def test_a_policy_that_breaks_off_stays_as_it_was(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the body of its answer, and no document around it tells that some is missing."""
    await scanned(bench, monkeypatch, answer, "aws.s3.bucket")
    found = rows(bench)

    def broken(asked: Asked) -> Answer:
        return Cut({"Policy": POLICY}) if asked.operation == "GetBucketPolicy" else answer(asked)

    report = await scanned(bench, monkeypatch, broken, "aws.s3.bucket")
    assert [(part.status, "malformed answer" in part.reason) for part in report.scopes] == [(ScopeStatus.PARTIAL, True)]
    assert (report.removed, report.changed, rows(bench)) == (0, 0, found)
