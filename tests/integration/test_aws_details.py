"""Details of what a list tells of: kept where nobody may look at them, and not asked for again where they cannot change."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dharma_tui.core.scan import ScanReport, ScopeReport, ScopeStatus
from tests.integration.moto_lab import ACCOUNT, NORTH, TRUST, Estate, estate
from tests.integration.test_aws import Bench

DEFINITION = f"arn:aws:ecs:{NORTH}:{ACCOUNT}:task-definition/shop:1"
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
TAG = [{"key": "env", "value": "prod"}]


def seed(made: Estate) -> None:
    for name in ("orders", "refunds"):
        made.client("sqs").create_queue(QueueName=name, Attributes={"VisibilityTimeout": "77"}, tags={"env": "prod"})
    made.client("lambda").create_function(
        FunctionName="resize",
        Runtime="python3.12",
        Role=f"arn:aws:iam::{ACCOUNT}:role/worker",
        Handler="h.h",
        Code={"ZipFile": made.code()},
    )
    made.client("lambda").publish_version(FunctionName="resize")
    container = {"name": "main", "image": "shop:1", "memory": 64}
    container["environment"] = [{"name": "DATABASE_PASSWORD", "value": "never-shown"}]
    made.client("ecs").register_task_definition(family="shop", containerDefinitions=[container], tags=TAG)
    iam = made.client("iam")
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="worker", PolicyName="read", PolicyDocument=json.dumps(ALLOW))
    made.client("dynamodb").create_table(
        TableName="carts",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "env", "Value": "prod"}],
    )
    made.client("s3").create_bucket(Bucket="archive")
    made.client("s3").put_bucket_tagging(Bucket="archive", Tagging={"TagSet": [{"Key": "env", "Value": "prod"}]})
    network = {"subnetIds": [made.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]]}
    made.client("eks").create_cluster(name="apps", roleArn=f"arn:aws:iam::{ACCOUNT}:role/k", resourcesVpcConfig=network)


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed) as made:
        yield made


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", NORTH)
    yield moto
    moto.control("heal")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


def only(report: ScanReport) -> ScopeReport:
    (part,) = report.scopes
    return part


@pytest.mark.parametrize(
    ("kind", "service", "action"),
    [
        ("aws.sqs.queue", "sqs", "sqs:GetQueueAttributes"),
        ("aws.dynamodb.table", "dynamodb", "dynamodb:DescribeTable"),
        ("aws.ecs.task_definition", "ecs", ""),
        ("aws.eks.eks_cluster", "eks", "eks:DescribeCluster"),
        ("aws.iam.role", "iam", "iam:GetAccountAuthorizationDetails"),
    ],
)
async def test_details_that_may_not_be_seen_stay_as_they_were(
    bench: Bench, there: Estate, kind: str, service: str, action: str
) -> None:
    await bench.scan(kind, regions=(NORTH,))
    before = bench.rows(kind)
    there.control(f"fault?service={service}&kind=denied&after=1")
    report = await bench.scan(kind, regions=(NORTH,))
    part = only(report)
    assert before
    assert (report.added, report.changed, report.removed, bench.rows(kind)) == (0, 0, 0, before)
    assert (part.status, part.count) == (ScopeStatus.COMPLETE, len(before))
    assert (f"not allowed: {action}" in part.reason, f"allow {action}" in part.hint) == (bool(action), bool(action))


async def test_what_is_listed_is_known_where_details_never_were_seen(bench: Bench, there: Estate) -> None:
    there.control("fault?service=sqs&kind=denied&after=1")
    part = only(await bench.scan("aws.sqs.queue", regions=(NORTH,)))
    assert (part.status, part.count) == (ScopeStatus.COMPLETE, 2)
    assert "2 details of SQS queues: not allowed: sqs:GetQueueAttributes" in part.reason
    keys = bench.lake.query("SELECT key FROM lake.resources WHERE kind = 'aws.sqs.queue' ORDER BY key")
    there.control("heal")
    report = await bench.scan("aws.sqs.queue", regions=(NORTH,))
    assert (report.added, report.changed, report.removed) == (0, 2, 0)
    assert keys == [(f"arn:aws:sqs:{NORTH}:{ACCOUNT}:{name}",) for name in ("orders", "refunds")]


async def test_what_only_a_denied_call_can_name_is_left_out_and_told(bench: Bench, there: Estate) -> None:
    there.control("fault?service=eks&kind=denied&after=1")
    part = only(await bench.scan("aws.eks.eks_cluster", regions=(NORTH,)))
    assert (part.status, part.count) == (ScopeStatus.PARTIAL, 0)
    assert "EKS clusters: not allowed: eks:DescribeCluster" in part.reason


async def test_what_cannot_change_is_asked_for_once(bench: Bench, there: Estate) -> None:
    ecs = there.client("ecs")
    first = only(await bench.scan("aws.ecs.task_definition", regions=(NORTH,)))
    ecs.untag_resource(resourceArn=DEFINITION, tagKeys=["env"])
    ecs.tag_resource(resourceArn=DEFINITION, tags=[{"key": "team", "value": "shop"}])
    try:
        again = only(await bench.scan("aws.ecs.task_definition", regions=(NORTH,)))
    finally:
        ecs.untag_resource(resourceArn=DEFINITION, tagKeys=["team"])
        ecs.tag_resource(resourceArn=DEFINITION, tags=TAG)
    row = bench.rows("aws.ecs.task_definition")["shop"]
    assert (first.calls, again.calls) == (3, 2)  # the list and the tags; the definition itself only the first time
    assert row["labels"] == {"team": "shop"}
    assert row["attrs"]["containerDefinitions"][0]["image"] == "shop:1"


async def test_tags_are_found_for_what_is_of_no_region_and_for_every_queue(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.s3.bucket", "aws.sqs.queue", "aws.dynamodb.table", regions=(NORTH,))
    for kind in ("aws.s3.bucket", "aws.sqs.queue", "aws.dynamodb.table"):
        assert {str(row["labels"]) for row in bench.rows(kind).values()} == {"{'env': 'prod'}"}, kind


async def test_versions_of_all_functions_come_in_one_list(bench: Bench, there: Estate) -> None:
    report = await bench.scan("aws.lambda.function", "aws.lambda.function_version", regions=(NORTH,))
    calls = {part.kind: part.calls for part in report.scopes}
    assert calls["aws.lambda.function_version"] == 1
    function = f"arn:aws:lambda:{NORTH}:{ACCOUNT}:function:resize"
    assert {(function, f"{function}:$LATEST"), (function, f"{function}:1")} <= bench.edges("contains")
