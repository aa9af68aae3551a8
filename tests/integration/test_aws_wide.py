"""What AWS leaves out of a list unless it is asked for: it is asked for, and who refuses that is asked without, and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from dharma_tui.core.scan import ScopeReport, ScopeStatus
from tests.integration.aws_wire import Answer, Asked, Raw, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import Bench

STATES = {"fast": "Active", "slow": "Pending"}
REFUSAL = "<Response><Errors><Error><Code>UnknownParameter</Code><Message>no such</Message></Error></Errors></Response>"


@dataclass(frozen=True)
class Case:
    """A list, what it is asked for beyond the usual, and what it tells without and, besides, with that."""

    kind: str
    call: str
    asked: bytes
    items: str
    usual: Mapping[str, Any]
    hidden: Mapping[str, Any]
    scalar: str = ""


def arn(of: str) -> str:
    service, _, rest = of.partition(":")
    return f"arn:aws:{service}:{NORTH}:{ACCOUNT}:{rest}"


def certificate(name: str, algorithm: str) -> Mapping[str, Any]:
    return {"CertificateArn": arn(f"acm:certificate/{name}"), "DomainName": name, "KeyAlgorithm": algorithm}


def backup(name: str, of: str) -> Mapping[str, Any]:
    return {"BackupArn": arn(f"dynamodb:table/t/backup/{name}"), "BackupName": name, "BackupType": of}


def access_point(name: str) -> Mapping[str, Any]:
    return {"Name": name, "AccessPointArn": arn(f"s3:accesspoint/{name}"), "NetworkOrigin": "Internet"}


def cache(name: str, *nodes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"CacheClusterId": name, "ARN": arn(f"elasticache:cluster:{name}"), "CacheNodes": nodes}


def profile(name: str, status: str) -> Mapping[str, Any]:
    return {"profileName": name, "profileVersionArn": arn(f"signer:/signing-profiles/{name}/1"), "status": status}


CASES = (
    Case(
        *("aws.acm.acm_certificate", "acm.ListCertificates", b"EC_secp521r1", "CertificateSummaryList"),
        *(certificate("rsa.org", "RSA-2048"), certificate("ec.org", "EC-prime256v1")),
    ),
    Case(
        *("aws.acm.acm_certificate", "acm.ListCertificates", b'"ACME"', "CertificateSummaryList"),
        *(certificate("rsa.org", "RSA-2048"), certificate("acme.org", "EC-prime256v1")),
    ),
    Case(
        *("aws.secretsmanager.secret", "secretsmanager.ListSecrets", b'"IncludePlannedDeletion": true', "SecretList"),
        {"Name": "live", "ARN": arn("secretsmanager:secret:live")},
        {"Name": "doomed", "ARN": arn("secretsmanager:secret:doomed"), "DeletedDate": 1767323045},
    ),
    Case(
        *("aws.ec2.ami", "ec2.DescribeImages", b"IncludeDisabled=true", "Images"),
        {"ImageId": "ami-1", "State": "available", "OwnerId": ACCOUNT},
        {"ImageId": "ami-2", "State": "disabled", "OwnerId": ACCOUNT},
    ),
    Case(
        *("aws.ec2.volume", "ec2.DescribeVolumes", b"IncludeManagedResources=true", "Volumes"),
        *({"VolumeId": "vol-1", "State": "in-use"}, {"VolumeId": "vol-2", "State": "in-use"}),
    ),
    Case(
        *("aws.ec2.network_interface", "ec2.DescribeNetworkInterfaces", b"IncludeManagedResources=true"),
        "NetworkInterfaces",
        *({"NetworkInterfaceId": "eni-1", "OwnerId": ACCOUNT}, {"NetworkInterfaceId": "eni-2", "OwnerId": ACCOUNT}),
    ),
    Case(
        *("aws.dynamodb.table_backup", "dynamodb.ListBackups", b'"BackupType": "ALL"', "BackupSummaries"),
        *(backup("mine", "USER"), backup("theirs", "SYSTEM")),
    ),
    Case(
        *("aws.s3.bucket_access_point", "s3control.ListAccessPoints", b"dataSourceType=ALL", "AccessPointList"),
        *(access_point("bucket"), access_point("files")),
    ),
    Case(
        *("aws.elasticache.cache_cluster", "elasticache.DescribeCacheClusters", b"ShowCacheNodeInfo=true"),
        *("CacheClusters", cache("alone"), cache("told", {"Endpoint": {"Address": "told.cache", "Port": 6379}})),
    ),
    Case(
        *("aws.signer.signing_profile", "signer.ListSigningProfiles", b"includeCanceled=true", "profiles"),
        *(profile("used", "Active"), profile("given up", "Canceled")),
    ),
    Case(
        *("aws.iot.iot_group", "iot.ListThingGroups", b"recursive=true", "thingGroups"),
        {"groupName": "top", "groupArn": arn("iot:thinggroup/top")},
        {"groupName": "below", "groupArn": arn("iot:thinggroup/below")},
    ),
    Case("aws.eks.eks_cluster", "eks.ListClusters", b"include=all", "clusters", {"Id": "ours"}, {"Id": "abroad"}, "Id"),
)


def answering(case: Case, refusing: Raw | None = None) -> Any:
    operation = case.call.partition(".")[2]

    def answer(asked: Asked) -> Answer:
        if asked.operation == "GetCallerIdentity":
            return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
        if asked.operation == "DescribeRegions":
            return {"Regions": [{"RegionName": NORTH}]}
        if asked.operation == "DescribeCluster":
            name = next(name for name in ("ours", "abroad") if name.encode() in asked.request)
            return {"cluster": {"name": name, "arn": arn(f"eks:cluster/{name}"), "status": "ACTIVE"}}
        if asked.operation != operation:
            return {"ResourceTagMappingList": []} if asked.operation == "GetResources" else {}
        is_wide = case.asked in asked.request
        if is_wide and refusing:
            return refusing
        told: Sequence[Mapping[str, Any]] = [case.usual, case.hidden] if is_wide else [case.usual]
        return {case.items: [item[case.scalar] for item in told] if case.scalar else told}

    return answer


async def listed(bench: Bench, patch: pytest.MonkeyPatch, case: Case, refusing: Raw | None = None) -> ScopeReport:
    with names_of_loopback(), wire(answering(case, refusing)) as there:
        for name, value in there.environment(case.call.partition(".")[0]).items():
            patch.setenv(name, value)
        report = await bench.scan(case.kind, regions=(NORTH,))
    (part,) = report.scopes
    return part


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.asked.decode()}")
async def test_what_is_left_out_by_default_is_asked_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    part = await listed(bench, monkeypatch, case)
    assert (part.status, part.count, part.reason) == (ScopeStatus.COMPLETE, 2, ""), part
    if "doomed" in case.hidden.values():
        states = {name: row["state"] for name, row in bench.rows(case.kind).items()}
        assert states == {"live": "running", "doomed": "pending"}


async def test_who_refuses_to_be_asked_for_all_is_asked_for_the_usual_and_says_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(case for case in CASES if case.kind == "aws.ec2.volume")
    part = await listed(bench, monkeypatch, case, Raw(REFUSAL.encode(), 400))
    assert (part.status, part.count, part.calls) == (ScopeStatus.COMPLETE, 1, 2), part
    assert part.reason == "EBS volumes beyond the usual: ec2 DescribeVolumes in us-east-1: UnknownParameter, no such"


async def test_who_fails_is_not_asked_for_less(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in CASES if case.kind == "aws.ec2.volume")
    denied = REFUSAL.replace("UnknownParameter", "UnauthorizedOperation")
    part = await listed(bench, monkeypatch, case, Raw(denied.encode(), 403))
    assert (part.status, part.reason) == (ScopeStatus.FAILED, "not allowed: ec2:DescribeVolumes"), part


async def test_queries_of_every_work_group_are_listed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListWorkGroups":
                return {"WorkGroups": [{"Name": name, "State": "ENABLED"} for name in ("primary", "reports")]}
            case "ListNamedQueries":
                return {"NamedQueryIds": ["q-reports" if b"reports" in asked.request else "q-primary"]}
            case "GetNamedQuery":
                which = "reports" if b"q-reports" in asked.request else "primary"
                query = {"NamedQueryId": f"q-{which}", "Name": f"of {which}", "WorkGroup": which, "Database": "d"}
                return {"NamedQuery": {**query, "QueryString": "select 1"}}
        return {"ResourceTagMappingList": []}

    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment("athena").items():
            monkeypatch.setenv(name, value)
        await bench.scan("aws.athena.named_query", regions=(NORTH,))
    assert set(bench.rows("aws.athena.named_query")) == {"of primary", "of reports"}


async def test_how_a_function_is_doing_is_asked_of_it_as_no_list_tells(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(asked: Asked) -> Answer:
        name = "slow" if b"slow" in asked.request else "fast"
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListFunctions":
                functions = ({"FunctionName": name, "FunctionArn": arn(f"lambda:function:{name}")} for name in STATES)
                return {"Functions": list(functions)}
            case "GetFunctionConfiguration":
                return {"FunctionName": name, "State": STATES[name], "LastUpdateStatus": "Successful"}
            case "GetPolicy":
                return {"Policy": "{}"}
        return {"ResourceTagMappingList": []}

    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment("lambda").items():
            monkeypatch.setenv(name, value)
        for lists_only, states in ((True, {"unknown"}), (False, {"running", "pending"})):
            await bench.scan("aws.lambda.function", regions=(NORTH,), lists_only=lists_only)
            found = bench.rows("aws.lambda.function")
            assert {row["state"] for row in found.values()} == states
        await bench.scan("aws.lambda.function", regions=(NORTH,), lists_only=True)
    assert bench.rows("aws.lambda.function") == found, "what is known of it stays where nobody asks again"
    assert there.calls["lambda.GetFunctionConfiguration"] == len(STATES)


async def test_a_function_at_the_edge_is_one_that_says_what_it_is_and_what_answers(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def function(name: str, stage: str, status: str) -> Mapping[str, Any]:
        metadata = {"FunctionARN": f"arn:aws:cloudfront::{ACCOUNT}:function/{name}", "Stage": stage}
        made = {**metadata, "LastModifiedTime": "2026-01-02T03:04:05Z"}
        return {"Name": name, "Status": status, "FunctionConfig": {"Comment": ""}, "FunctionMetadata": made}

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListFunctions":
                drafts = [function(name, "DEVELOPMENT", "UNPUBLISHED") for name in ("draft", "served")]
                live = [function("served", "LIVE", "DEPLOYED")]
                told = live if b"Stage=LIVE" in asked.request else drafts
                return {"FunctionList": {"Items": told, "Quantity": len(told), "MaxItems": 100}}
        return {"ResourceTagMappingList": []}

    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment("cloudfront").items():
            monkeypatch.setenv(name, value)
        await bench.scan("aws.cloudfront.edge_function", regions=())
    found = {name: row["attrs"] for name, row in bench.rows("aws.cloudfront.edge_function").items()}
    assert {name: attrs["Condition"] for name, attrs in found.items()} == {"draft": "UNPUBLISHED", "served": "DEPLOYED"}
    assert "LiveSince" in found["served"] and "LiveSince" not in found["draft"]


async def test_subscriptions_that_nobody_confirmed_are_each_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def subscription(told: str, topic: str, endpoint: str) -> Mapping[str, Any]:
        of = {"TopicArn": arn(f"sns:{topic}"), "Protocol": "email", "Endpoint": endpoint, "Owner": ACCOUNT}
        return {**of, "SubscriptionArn": told}

    told = [
        subscription(arn("sns:alerts:1234"), "alerts", "ops@example.org"),
        *(subscription("PendingConfirmation", "alerts", f"{who}@example.org") for who in ("ann", "bob")),
        subscription("PendingConfirmation", "orders", "ann@example.org"),
        subscription("Deleted", "orders", "ann@example.org"),
    ]

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListSubscriptions":
                return {"Subscriptions": told}
        return {"ResourceTagMappingList": []}

    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment("sns").items():
            monkeypatch.setenv(name, value)
        (part,) = (await bench.scan("aws.sns.subscription", regions=(NORTH,))).scopes
        again = await bench.scan("aws.sns.subscription", regions=(NORTH,))
    assert (part.status, part.count, part.reason) == (ScopeStatus.COMPLETE, 5, "")
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    states = {name: row["state"] for name, row in bench.rows("aws.sns.subscription").items()}
    assert states == {
        "alerts:1234": "running",
        "alerts:PendingConfirmation:email:ann@example.org": "pending",
        "alerts:PendingConfirmation:email:bob@example.org": "pending",
        "orders:PendingConfirmation:email:ann@example.org": "pending",
        "orders:Deleted:email:ann@example.org": "terminated",
    }


async def test_users_whose_person_is_gone_are_each_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def user(name: str, principal: str) -> Mapping[str, Any]:
        known = {"Arn": arn(f"quicksight:user/default/{name}"), "UserName": name, "PrincipalId": principal}
        return {**known, "IdentityType": "IAM", "Email": f"{principal}@example.org"}

    def answer(asked: Asked) -> Answer:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "ListUsers":
                return {"UserList": [user("ann", "p1"), user("N/A", "p2"), user("N/A", "p3")]}
        return {"ResourceTagMappingList": []}

    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment("quicksight").items():
            monkeypatch.setenv(name, value)
        (part,) = (await bench.scan("aws.quicksight.quicksight_user", regions=(NORTH,))).scopes
    assert (part.status, part.count, part.reason) == (ScopeStatus.COMPLETE, 3, "")
