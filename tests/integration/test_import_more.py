"""What answers tell of things that only other answers list, or the store has: tags, and what stands beside its parameter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.reading_files import Files
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.services.discovery import aws
from dharma_tui.services.import_contents import count
from dharma_tui.services.import_files import Meter
from dharma_tui.services.importing import Import, Imported
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

SERVICES = [service(SystemClock()) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
OF = "eu-west-1:123456789012"
BALANCER = f"arn:aws:elasticloadbalancing:{OF}:loadbalancer/app/shop/50dc"
GROUP = f"arn:aws:elasticloadbalancing:{OF}:targetgroup/web/73e2"
KEY = f"arn:aws:kms:{OF}:key/1111-2222"
SECRET = f"arn:aws:secretsmanager:{OF}:secret:db-1a2b3c"
TABLE = f"arn:aws:dynamodb:{OF}:table/carts"
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
)
LISTS: list[dict[str, Any]] = [
    {"LoadBalancers": [{"LoadBalancerName": "shop", "LoadBalancerArn": BALANCER, "Type": "application"}]},
    {"TargetGroups": [{"TargetGroupName": "web", "TargetGroupArn": GROUP, "TargetType": "ip"}]},
    {
        "Volumes": [
            {"VolumeId": "vol-1", "Size": 8, "AvailabilityZone": "eu-west-1a", "Tags": [{"Key": "a", "Value": "b"}]}
        ]
    },
    {"Keys": [{"KeyId": "1111-2222", "KeyArn": KEY}]},
    {"Table": {"TableName": "carts", "TableArn": TABLE, "TableStatus": "ACTIVE"}},
    {"Buckets": [{"Name": "b1", "CreationDate": "2026-01-01T00:00:00Z"}], "Owner": {"ID": "x"}},
    {"repositories": [{"repositoryName": "team/api", "repositoryArn": f"arn:aws:ecr:{OF}:repository/team/api"}]},
    {"Functions": [{"FunctionName": "webhook", "FunctionArn": f"arn:aws:lambda:{OF}:function:webhook"}]},
    {"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "DNSName": "old.elb", "Scheme": "internal"}]},
    {"FileSystems": [{"FileSystemId": "fs-1", "LifeCycleState": "available", "Name": "share", "Encrypted": True}]},
    {"SecretList": [{"ARN": SECRET, "Name": "db", "Description": "the shop's"}]},
    {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "available"}]},
    {"AccessKeyMetadata": [{"UserName": "ann", "AccessKeyId": "AKIAEXAMPLE", "Status": "Inactive"}]},
]
PROD = [{"Key": "env", "Value": "prod"}]
ROUTES = [{"DestinationCidrBlock": "10.0.0.0/8", "Type": "static", "State": "active"}]
USED = {"ServiceName": "s3", "Region": "eu-west-1"}
BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
HEALTH = [{"Target": {"Id": "10.0.0.5", "Port": 80}, "TargetHealth": {"State": "healthy"}}]


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    yield lake
    lake.close()


def files(folder: Path, *answers: dict[str, Any]) -> Files:
    paths = [folder / f"{number}.json" for number, _ in enumerate(answers)]
    for path, answer in zip(paths, answers, strict=True):
        path.write_text(json.dumps(answer))
    return Files([str(path) for path in paths], Said("", "123456789012", "eu-west-1"), SERVICES, Meter())


def imported(lake: Lake, folder: Path, *answers: dict[str, Any], replace: bool = False) -> Imported:
    run = Import(ScanStore(lake), SystemClock(), new_id, {}, replace=replace)
    return run.run(files(folder, *answers).contents(), lambda _: None)


def stored(lake: Lake) -> dict[str, tuple[str, str, dict[str, str], dict[str, Any]]]:
    rows = lake.query("SELECT kind, name, state, labels, attrs::VARCHAR FROM lake.resources")
    return {
        kind.rpartition(".")[2]: (name, state, labels, json.loads(attrs)) for kind, name, state, labels, attrs in rows
    }


TAGGED: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("load_balancer", {"ResourceTagMappingList": [{"ResourceARN": BALANCER, "Tags": PROD}]}, {"env": "prod"}),
    (
        "volume",
        {"ResourceTagMappingList": [{"ResourceARN": f"arn:aws:ec2:{OF}:volume/vol-1", "Tags": PROD}]},
        {"env": "prod"},
    ),
    (
        "volume",
        {"Tags": [{"ResourceId": "vol-1", "ResourceType": "volume", **PROD[0]}]},
        {"a": "b", "env": "prod"},  # it may tell some of them alone
    ),
    ("target_group", {"TagDescriptions": [{"ResourceArn": GROUP, "Tags": PROD}]}, {"env": "prod"}),
    ("bucket", {"Bucket": "b1", "TagSet": PROD}, {"env": "prod"}),
    ("bucket", {"Bucket": "b1", "TagSet": PROD, "ResponseMetadata": {"HTTPStatusCode": 200}}, {"env": "prod"}),
    ("classic_balancer", {"TagDescriptions": [{"LoadBalancerName": "old", "Tags": PROD}]}, {"env": "prod"}),
    ("load_balancer", {"ResourceARN": BALANCER, "Tags": PROD}, {"env": "prod"}),
]
TOLD: list[tuple[str, dict[str, Any], str, Any]] = [
    (
        "ecr_repository",
        {"registryId": "123456789012", "repositoryName": "team/api", "policyText": POLICY},
        "Policy",
        POLICY,
    ),
    ("target_group", {"TargetGroupArn": GROUP, "TargetHealthDescriptions": HEALTH}, "Targets", HEALTH),
    ("key", {"KeyId": KEY, "PolicyName": "default", "Policy": POLICY}, "Policy", POLICY),
    ("key", {"KeyId": "1111-2222", "Policy": POLICY}, "Policy", POLICY),
    ("function", {"FunctionName": "webhook", "Policy": POLICY, "RevisionId": "1"}, "Policy", POLICY),
    ("table", {"ResourceArn": TABLE, "Policy": POLICY, "RevisionId": "1"}, "Policy", POLICY),
    ("bucket", {"Bucket": "b1", "Status": "Enabled"}, "Versioning", {"Status": "Enabled"}),
    ("bucket", {"Bucket": "b1", "PublicAccessBlockConfiguration": BLOCK}, "PublicAccess", "blocked"),
    ("nfs_file_system", {"FileSystemId": "fs-1", "Policy": POLICY}, "Policy", POLICY),
    ("secret", {"ARN": SECRET, "Name": "db", "ResourcePolicy": POLICY}, "ResourcePolicy", POLICY),
    ("transit_route_table", {"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": ROUTES}, "Routes", ROUTES),
    ("access_key", {"AccessKeyId": "AKIAEXAMPLE", "UserName": "ann", "AccessKeyLastUsed": USED}, "LastUsed", USED),
]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("kind", "answer", "labels"), TAGGED)
def test_tags_are_those_of_what_others_list(
    lake: Lake, tmp_path: Path, kind: str, answer: dict[str, Any], labels: dict[str, str], together: bool
) -> None:
    if not together:
        imported(lake, tmp_path, *LISTS)
        before = stored(lake)
    done = imported(lake, tmp_path, answer, *(LISTS if together else ()))
    after = stored(lake)
    assert (done.wrong, len(after)) == ([], len(LISTS))
    assert after[kind][2] == labels
    if not together:
        assert (done.report.added, done.report.changed) == (0, 1)
        assert [each[0] for each in after.values()] == [each[0] for each in before.values()]
        assert after[kind][1::2] == before[kind][1::2]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("kind", "answer", "name", "told"), TOLD)
def test_what_stands_beside_its_parameter_is_told_of_what_that_names(
    lake: Lake, tmp_path: Path, kind: str, answer: dict[str, Any], name: str, told: Any, together: bool
) -> None:
    if not together:
        imported(lake, tmp_path, *LISTS)
    before = stored(lake)
    done = imported(lake, tmp_path, answer, *(LISTS if together else ()))
    after = stored(lake)
    assert (done.wrong, len(after)) == ([], len(LISTS))
    assert after[kind][3][name] == told
    if not together:
        assert (after[kind][:2], before[kind][3].items() <= after[kind][3].items()) == (before[kind][:2], True)
    assert "TargetType" in after["target_group"][3]  # what was known stays


def test_of_what_nothing_else_is_known_no_tags_are_kept(lake: Lake, tmp_path: Path) -> None:
    arns = [BALANCER, f"{BALANCER}f", "arn:aws:mystery:eu-west-1:123456789012:x/1"]
    tags = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": PROD} for arn in arns]}
    with pytest.raises(UsageError, match="import their lists, too"):
        imported(lake, tmp_path, tags)
    done = imported(lake, tmp_path, LISTS[2], tags)
    assert (done.report.resources, done.wrong_count, done.unknown) == (1, 1, {"tags of mystery": 1})
    assert f"tags of {BALANCER} and 1 other, of which nothing else is known" in done.wrong[0].reason


TWO = {"Bucket": "b1", "TagSet": PROD}, {"FileSystemId": "fs-1", "Policy": POLICY}


@pytest.mark.parametrize("answer", TWO)
def test_several_answers_in_one_list_tell_more_of_what_others_list(
    lake: Lake, tmp_path: Path, answer: dict[str, Any]
) -> None:
    imported(lake, tmp_path, *LISTS)
    (tmp_path / "list.json").write_text(json.dumps([answer, TAGGED[2][1]["Tags"][0]]))
    found = Files([str(tmp_path / "list.json")], Said("", "123456789012", "eu-west-1"), SERVICES, Meter())
    done = Import(ScanStore(lake), SystemClock(), new_id, {}).run(found.contents(), lambda _: None)
    assert (done.report.changed, done.wrong) == (2, [])


@pytest.mark.parametrize("answer", [*TWO, TAGGED[6][1]])
def test_what_only_completes_is_nothing_by_itself(lake: Lake, tmp_path: Path, answer: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="of which nothing else is known"):
        imported(lake, tmp_path, answer)


def test_what_another_call_tells_leaves_what_the_list_told(lake: Lake, tmp_path: Path) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    imported(lake, tmp_path, {"ConfigurationRecorders": [{"name": "all", "roleARN": role}]})
    imported(lake, tmp_path, {"ConfigurationRecordersStatus": [{"name": "all", "recording": True}]})
    assert stored(lake)["config_recorder"][3] == {"name": "all", "roleARN": role, "recording": True}


@pytest.mark.parametrize("tags", [None, {}, "x", 5, [["a"]], ["a"], [[]]])
def test_tags_that_are_none_are_told(lake: Lake, tmp_path: Path, tags: Any) -> None:
    imported(lake, tmp_path, *LISTS)
    for answer in ({"TagSet": tags}, {"Bucket": "b1", "TagSet": tags}):
        with pytest.raises(UsageError, match=r"TagSet|tags that do not say of what they are"):
            imported(lake, tmp_path, answer)


@pytest.mark.parametrize("tag", [None, {}, {"Value": "x"}, {"Key": None, "Value": "x"}])
def test_a_tag_that_is_none_leaves_the_others(lake: Lake, tmp_path: Path, tag: Any) -> None:
    imported(lake, tmp_path, *LISTS, TAGGED[4][1])
    imported(lake, tmp_path, {"Bucket": "b1", "TagSet": [tag, {"Key": "a", "Value": "b"}]})
    assert stored(lake)["bucket"][2] == {"env": "prod", "a": "b"}


def test_tags_of_nothing_say_what_they_lack(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tags that do not say of what they are"):
        imported(lake, tmp_path, {"TagSet": PROD})


def test_what_an_object_has_under_no_name_is_nothing(lake: Lake, tmp_path: Path) -> None:
    done = imported(lake, tmp_path, {"": "x", **LISTS[2]})
    assert (done.report.added, done.wrong) == (1, [])


def test_why_something_is_not_completed_is_told_by_what_the_file_says(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the Policy of nothing, of which nothing else is known"):
        imported(lake, tmp_path, {"FunctionName": "nothing", "Policy": POLICY})


def test_what_tags_leave_out_is_not_gone(lake: Lake, tmp_path: Path) -> None:
    several = [{**LISTS[2]["Volumes"][0], "VolumeId": f"vol-{number}"} for number in range(3)]
    imported(lake, tmp_path, {"Volumes": several})
    done = imported(lake, tmp_path, TAGGED[1][1], replace=True)
    assert (done.report.added, done.report.changed, done.report.removed) == (0, 1, 0)
    whole = imported(lake, tmp_path, TAGGED[1][1], {"Volumes": several[1:]}, replace=True)
    assert whole.report.removed == 1


def test_what_only_adds_to_others_is_counted_before_it_is_imported(lake: Lake, tmp_path: Path) -> None:
    found = count(files(tmp_path, TAGGED[0][1], TOLD[0][1]).contents(), Meter(), lambda _: None)
    assert (found.more, found.wrong) == (2, [])


@pytest.mark.parametrize("replace", [False, True])
def test_what_a_file_brought_took_no_calls(lake: Lake, tmp_path: Path, replace: bool) -> None:
    report = imported(lake, tmp_path, {"Buckets": [{"Name": "b1"}]}, replace=replace).report
    assert [report.calls, *(each.calls for each in report.scopes)] == [0, 0]
