"""Answers of the AWS CLI and snapshots of AWS Config that are read in."""

from __future__ import annotations

import gzip
import json
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.cli_process import Cli


def test_a_list_that_is_cut_short_replaces_nothing(cli: Cli) -> None:
    def listed(name: str, numbers: Sequence[int], **more: str) -> str:
        vpcs = [{"VpcId": f"vpc-{number}", "OwnerId": "123456789012", "CidrBlock": "10.0.0.0/16"} for number in numbers]
        (cli.home / name).write_text(json.dumps({"Vpcs": vpcs, **more}))
        return str(cli.home / name)

    region = ("--region", "eu-west-1", "--json")
    assert cli("import", *region, listed("all.json", range(5))).document["added"] == 5
    cut, rest = listed("cut.json", [1], NextToken="x"), listed("rest.json", [2])
    told = cli("import", *region, "--replace", cut)
    assert (told.code, told.document["removed"]) == (3, 0)
    assert "the list goes on" in told.document["wrong"][0]["reason"]
    assert (told.document["wrong_lines"], told.document["cut_short"]) == (0, 1)  # nothing is left out
    assert cli("import", *region, "--dry-run", cut).code == 3
    assert "1 resource, 1 list is cut short: 0 added" in cli("import", *region[:2], cut).err
    assert "1 resource, 1 list is cut short" in cli("import", *region[:2], "--dry-run", cut).err
    whole = cli("import", *region, "--replace", cut, rest)
    assert (whole.code, whole.document["removed"]) == (0, 3)


def test_what_tells_of_one_thing_alone_replaces_no_list(cli: Cli) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    def role(name: str) -> dict[str, str]:
        return {"RoleName": name, "RoleId": name, "Arn": f"arn:aws:iam::123456789012:role/{name}", "Path": "/"}

    both = told("both.json", {"Roles": [role("one"), role("two")]})
    assert cli("import", "--json", both).document["added"] == 2
    alone = told("alone.json", {"Role": role("one")})
    answer = cli("import", "--json", "--replace", alone)
    assert (answer.code, answer.document["removed"], answer.document["cut_short"]) == (3, 0, 1)
    assert "it tells of one alone" in answer.document["wrong"][0]["reason"]
    assert cli("import", "--json", "--replace", "--dry-run", alone).code == 3
    assert cli("import", "--json", alone).code == 0
    assert (
        cli("import", "--json", "--replace", alone, told("one.json", {"Roles": [role("one")]})).document["removed"] == 1
    )


def _role(name: str) -> dict[str, str]:
    return {"RoleName": name, "RoleId": name, "Arn": f"arn:aws:iam::123456789012:role/{name}", "Path": "/"}


def _table(name: str) -> dict[str, object]:
    arn = f"arn:aws:dynamodb:eu-west-1:123456789012:table/{name}"
    return {"Table": {"TableName": name, "TableArn": arn, "TableStatus": "ACTIVE"}}


@pytest.mark.parametrize(
    ("lists", "alone", "gone"),
    [
        pytest.param({"Roles": [*map(_role, "abc")]}, [{"Role": _role("a")}] * 2, 0, id="twice the same answer"),
        pytest.param(
            {"Roles": [*map(_role, "abc")]}, [{"Role": _role("a")}, {"Role": _role("b")}], 0, id="two answers"
        ),
        pytest.param(
            {"Roles": [*map(_role, "abc")]}, [[{"Role": _role("a")}, {"Role": _role("b")}]], 0, id="in a list"
        ),
        pytest.param({"Roles": [*map(_role, "abc")]}, [_role("a")], 0, id="what is taken out of one"),
        pytest.param({"Roles": [*map(_role, "abc")]}, [_role("a"), _role("b")], 1, id="what is taken out of a list"),
        pytest.param({"Roles": [*map(_role, "abc")]}, [[_role("a")]], 2, id="a list of one"),
        pytest.param([*map(_table, "abc")], [_table("a"), _table("a")], 0, id="of mere names, one"),
        pytest.param([*map(_table, "abc")], [_table("a"), _table("b")], 1, id="of mere names, several"),
    ],
)
def test_answers_about_single_things_are_no_list(cli: Cli, lists: object, alone: list[object], gone: int) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    assert cli("import", "--json", told("all.json", lists)).document["added"] == 3
    files = [told(f"{at}.json", each) for at, each in enumerate(alone)]
    assert cli("import", "--json", "--replace", "--dry-run", *files).code == (0 if gone else 3)
    answer = cli("import", "--json", "--replace", *files)
    assert (answer.code, answer.document["removed"]) == (0 if gone else 3, gone)


def test_what_is_listed_beside_one_thing_is_not_all_there_is(cli: Cli) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    arn = "arn:aws:iam::123456789012"
    users = [{"UserName": name, "UserId": name, "Arn": f"{arn}:user/{name}", "Path": "/"} for name in "ab"]
    group = {"GroupName": "g", "GroupId": "g", "Arn": f"{arn}:group/g", "Path": "/"}
    assert cli("import", "--json", told("all.json", {"Users": users})).document["added"] == 2
    answer = cli("import", "--json", "--replace", told("group.json", {"Group": group, "Users": users[:1]}))
    assert (answer.code, answer.document["removed"]) == (3, 0)


VPC = {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "Tags": [{"Key": "Name", "Value": "main"}]}

SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a", "State": "available"}

OF = ("--account", "123456789012", "--region", "eu-west-1")


def aws_folder(cli: Cli) -> Path:
    folder = cli.home / "answers"
    (folder / "deeper").mkdir(parents=True)
    (folder / "vpcs.json").write_text(json.dumps({"Vpcs": [VPC]}, indent=4))
    (folder / "deeper" / "subnets.json.gz").write_bytes(gzip.compress(json.dumps({"Subnets": [SUBNET]}).encode()))
    (folder / "notes.txt").write_text("not to be read")
    return folder


def test_a_folder_of_answers_of_aws_is_imported_with_its_relationships(cli: Cli) -> None:
    answer = cli("import", str(aws_folder(cli)), *OF)

    assert answer.code == 0
    assert answer.err.startswith("2 resources, 1 relationship found or gone: 2 added")
    lines = cli("export", "-").lines
    assert [(line["src"]["key"], line["dst"]["key"], line["verb"]) for line in lines if "src" in line] == [
        ("vpc-1", "subnet-1", "contains")
    ]
    again = cli("import", str(cli.home / "answers"), *OF)
    assert again.err == "2 resources: 0 added, 0 changed, 0 removed\n"
    (vpc,) = [line for line in lines if line.get("kind") == "aws.ec2.vpc"]
    assert (vpc["name"], vpc["account"], vpc["region"], vpc["labels"]) == (
        "main",
        "123456789012",
        "eu-west-1",
        {"Name": "main"},
    )


def test_what_an_import_tells_a_stack_contains_is_in_its_infrastructure(cli: Cli) -> None:
    stack, topic = (
        {"kind": kind, "key": f"arn:aws:{key}", "provider": "aws", "account": "123456789012", "region": "eu-west-1"}
        for kind, key in (("aws.cloudformation.stack", "cloudformation:stack/shop/1"), ("aws.sns.topic", "sns:news"))
    )
    src, dst = ({"kind": end["kind"], "key": end["key"]} for end in (stack, topic))
    cli.load([stack, topic])

    answer = cli("import", str(cli.file([{"src": src, "dst": dst, "verb": "contains"}])), "--json")

    assert (answer.code, answer.document["added"] + answer.document["changed"]) == (0, 0)
    (shop,) = cli("resources", "--kind", "infrastructures", "--json").document
    assert (shop["name"], shop["attrs"]["members"]) == (stack["key"], 2)


def test_an_import_asks_whose_it_is_where_nobody_says(cli: Cli) -> None:
    answer = cli("import", str(aws_folder(cli)))

    assert answer.code == 2
    assert "subnets.json.gz: the file does not say of which account its Subnets are" in answer.err
    assert "--account" in answer.err
    assert cli("resources", "--json").document == []


@pytest.mark.parametrize("look", [(), ("--dry-run",)])
def test_of_several_files_those_alone_are_left_out_that_do_not_say_whose_they_are(cli: Cli, look: list[str]) -> None:
    folder = aws_folder(cli)
    (folder / "told.json").write_text(json.dumps({"Vpcs": [{**VPC, "OwnerId": "123456789012", "Region": "eu-west-1"}]}))
    block = {"AwsAccountId": "123456789012", "AwsRegion": "eu-west-1", "InternetGatewayBlockMode": "off"}
    (folder / "block.json").write_text(json.dumps({"VpcBlockPublicAccessOptions": block}))

    answer = cli("import", str(folder), *look)

    assert answer.code == 3
    ask = "say whose it is with --account ID and --region NAME, for it alone"
    assert f"subnets.json.gz: the file does not say of which account its Subnets are: {ask}" in answer.err
    assert "vpcs.json: the file does not say" in answer.err
    assert "2 resources" in answer.err and "2 lines left out" not in answer.err
    kinds = [] if look else ["aws.ec2.public_access_block", "aws.ec2.vpc"]
    assert sorted(each["kind"] for each in cli("resources", "--json").document) == kinds


def test_an_answer_of_aws_may_come_from_stdin(cli: Cli) -> None:
    with cli.start("import", "-", *OF, "--json", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        out, _ = process.communicate(json.dumps({"Vpcs": [VPC]}).encode(), timeout=60)

    assert (process.returncode, json.loads(out)["resources"]) == (0, 1)


def test_a_snapshot_of_config_brings_removes_and_names_what_it_could_not(cli: Cli) -> None:
    def item(type_: str, id_: str, status: str = "OK") -> dict[str, object]:
        return {
            "resourceType": f"AWS::EC2::{type_}",
            "resourceId": id_,
            "awsAccountId": "123456789012",
            "awsRegion": "eu-west-1",
            "configurationItemStatus": status,
            "configurationItemCaptureTime": "2024-05-01T10:00:00.000Z",
            "configuration": {"vpcId": "vpc-1"} if status == "OK" else None,
        }

    def snapshot(*items: dict[str, object]) -> str:
        path = cli.home / "snapshot.json"
        path.write_text(json.dumps({"fileVersion": "1.0", "configurationItems": items}))
        return str(path)

    first = cli("import", "--json", snapshot(item("VPC", "vpc-1"), item("Mystery", "x"), item("Mystery", "y")))
    kept = cli("import", "--json", snapshot(item("Subnet", "subnet-1")))
    gone = cli("import", "--json", snapshot(item("VPC", "vpc-1", "ResourceDeleted")))

    assert (first.code, first.document["added"], first.document["unknown"]) == (0, 1, {"AWS::EC2::Mystery": 2})
    assert (
        "2 of AWS::EC2::Mystery left out"
        in cli("import", snapshot(item("Mystery", "x"), item("Mystery", "y"), item("Subnet", "subnet-1"))).err
    )
    assert (kept.document["added"], kept.document["removed"]) == (1, 0)
    assert (gone.document["added"], gone.document["removed"]) == (0, 1)
    assert [line["key"] for line in cli("resources", "--json").document] == ["subnet-1"]
    again = cli("import", "--dry-run", snapshot(item("VPC", "vpc-1", "ResourceDeleted"))).err
    assert "0 resources, 1 said to be gone" in again  # whether it was stored only the import tells


def test_an_answer_of_aws_that_breaks_off_is_imported_as_far_as_it_goes(cli: Cli) -> None:
    text = json.dumps({"Vpcs": [VPC, {**VPC, "VpcId": "vpc-2"}]})
    path = cli.home / "cut.json"
    path.write_text(text[:-30])

    answer = cli("import", str(path), *OF)

    assert answer.code == 3
    assert "cut.json: document 1, character " in answer.err
    assert "it ends in the middle" in answer.err
    assert [line["key"] for line in cli("resources", "--json").document] == ["vpc-1"]


def test_what_files_hold_is_told_without_storing_it(cli: Cli) -> None:
    path = cli.home / "vpcs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.json", json.dumps({"Vpcs": [VPC, {**VPC, "VpcId": "vpc-2"}]}))
        archive.writestr("two.json", "@")

    answer = cli("import", "--dry-run", "--json", str(path), *OF)

    assert (answer.code, answer.document["kinds"]) == (3, {"aws.ec2.vpc": 2})
    assert (answer.document["accounts"], answer.document["regions"]) == ({OF[1]: 2}, {OF[3]: 2})
    assert answer.document["formats"]["AWS CLI"] == 1
    assert answer.document["until"]
    assert "not JSON" in answer.document["wrong"][0]["reason"]
    assert cli("resources", "--json").document == []
    assert "2 aws.ec2.vpc\n" in cli("import", "--dry-run", str(path), *OF).err
    assert cli("import", "--json", str(path), *OF).document["added"] == 2


def test_an_empty_folder_has_nothing_to_import(cli: Cli) -> None:
    answer = cli("import", str(cli.home))

    assert answer.code == 2
    assert "has nothing to import" in answer.err


def test_of_an_answer_that_nobody_knows_is_said_once_what_it_is(cli: Cli) -> None:
    folder = cli.home / "answers"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({"Roles": [_role("one")]}))
    group = {"CacheParameterGroupName": "default.redis7", "Description": "of AWS"}
    (folder / "b.json").write_text(json.dumps({"Organization_": {"Id": "o-1", "Of": [group]}}, indent=4))
    (folder / "c.jsonl").write_text('{"kind": "x.vm"}\nnonsense\n')
    answer = cli("import", "--json", str(folder))
    assert (answer.code, answer.document["resources"]) == (3, 1)
    unknown, *others = answer.document["wrong"]
    assert unknown["place"] == "b.json: document 1"
    assert unknown["reason"].startswith("no call here answers Organization_")
    assert [(each["line"], each["place"]) for each in others] == [(1, "c.jsonl: line 1"), (2, "c.jsonl: line 2")]
    assert "c.jsonl: line 2: not JSON" in cli("import", str(folder)).err


@pytest.mark.parametrize("more", [(), ("--account", "222222222222"), ("--account", "333333333333")])
def test_a_subscription_is_of_its_owner_whosever_the_topic_is(cli: Cli, more: tuple[str, ...]) -> None:
    topic = "arn:aws:sns:eu-west-1:333333333333:events"
    told = {"SubscriptionArn": f"{topic}:a-b", "Owner": "222222222222", "Protocol": "sqs", "TopicArn": topic}
    path = cli.home / "subs.json"
    path.write_text(json.dumps({"Subscriptions": [told]}))
    assert cli("import", str(path), *more).code == 0
    (found,) = cli("resources", "--json").document
    assert (found["account"], found["region"]) == ("222222222222", "eu-west-1")


@pytest.mark.parametrize(
    ("word", "state", "status"),
    [
        ("available", "running", "healthy"),
        ("storage-optimization", "running", "healthy"),
        ("failing-over", "pending", "progressing"),
        ("inaccessible-encryption-credentials-recoverable", "degraded", "degraded"),
        ("migration-failed", "failed", "failed"),
        ("stopped", "stopped", "stopped"),
        ("bewitched", "unknown", "unknown"),
    ],
)
def test_a_database_cluster_is_as_aws_says_however_many_its_members(
    cli: Cli, word: str, state: str, status: str
) -> None:
    clusters = [
        {
            "DBClusterIdentifier": f"of-{members}",
            "DBClusterArn": f"arn:aws:rds:us-east-1:123456789012:cluster:of-{members}",
            "Status": word,
            "DBClusterMembers": [{"DBInstanceIdentifier": f"member-{members}"}] * members,
        }
        for members in (0, 1)
    ]
    (cli.home / "clusters.json").write_text(json.dumps({"DBClusters": clusters}))
    cli("import", str(cli.home / "clusters.json"), "--account", "123456789012", "--region", "us-east-1")

    listed = cli("resources", "db_cluster", "--json").document

    assert [(one["state"], one["attrs"]["copies"]["status"]) for one in listed] == [(state, status)] * 2
