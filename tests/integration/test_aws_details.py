"""Tags of what AWS lists without them, and details: looked up together, not asked for twice, and not lost where they are denied."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from dharma_tui.core.scan import ScanReport, ScopeReport, ScopeStatus
from tests.integration.moto_lab import ACCOUNT, NORTH, TRUST, WEST, Estate, estate
from tests.integration.test_aws import Bench, parts

GROUPS = 130
TAGS = {"env": "prod", "team": "shop"}
KINDS = ("aws.logs.log_group", "aws.kms.key", "aws.backup.backup_vault", "aws.events.event_bus")
DEFINITION = f"arn:aws:ecs:{NORTH}:{ACCOUNT}:task-definition/shop:1"
READ = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
ALLOW = {"Version": "2012-10-17", "Statement": [READ]}
TAG = [{"key": "env", "value": "prod"}]
ASKED = {
    "aws.sqs.queue": "sqs:GetQueueAttributes",
    "aws.dynamodb.table": "dynamodb:DescribeTable",
    "aws.eks.eks_cluster": "eks:DescribeCluster",
    "aws.iam.role": "iam:GetAccountAuthorizationDetails",
    "aws.ecs.task_definition": "",
}
"""What completes a kind; nothing of what cannot change."""


def seed_tags(made: Estate) -> None:
    logs = made.client("logs")
    for number in range(GROUPS):
        logs.create_log_group(logGroupName=f"/shop/{number}", tags={"number": str(number)})
    logs.create_log_group(logGroupName="/untagged")
    made.client("logs", WEST).create_log_group(logGroupName="/west", tags=TAGS)
    listed = [{"Key": name, "Value": value} for name, value in TAGS.items()]
    key = made.client("kms").create_key(Tags=[{"TagKey": name, "TagValue": value} for name, value in TAGS.items()])
    made.ids["key"] = key["KeyMetadata"]["Arn"]
    made.client("backup").create_backup_vault(BackupVaultName="cellar", BackupVaultTags=TAGS)
    made.client("events").create_event_bus(Name="orders", Tags=listed)
    ec2 = made.client("ec2")
    ec2.create_tags(Resources=[ec2.create_volume(AvailabilityZone=f"{NORTH}a", Size=1)["VolumeId"]], Tags=listed)


def seed_details(made: Estate) -> None:
    for name in ("orders", "refunds"):
        made.client("sqs").create_queue(QueueName=name, Attributes={"VisibilityTimeout": "77"}, tags={"env": "prod"})
    iam = made.client("iam")
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="worker", PolicyName="read", PolicyDocument=json.dumps(ALLOW))
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
    made.client("dynamodb").create_table(
        TableName="carts",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": "env", "Value": "prod"}],
    )
    made.client("s3").create_bucket(Bucket="archive")
    made.client("s3").put_bucket_tagging(Bucket="archive", Tagging={"TagSet": [{"Key": "env", "Value": "prod"}]})
    seed_safety(made)
    subnets = [made.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]]
    role = f"arn:aws:iam::{ACCOUNT}:role/worker"
    made.client("eks").create_cluster(name="apps", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    made.client("eks").create_nodegroup(clusterName="apps", nodegroupName="small", nodeRole=role, subnets=subnets)


def seed_templates(made: Estate) -> None:
    ec2 = made.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    made.ids["within"] = ec2.create_security_group(GroupName="within", Description="-", VpcId=vpc)["GroupId"]
    made.ids["image"] = ec2.register_image(Name="golden")["ImageId"]
    group = {"SecurityGroupIds": [made.ids["within"]]}
    begun = {"ImageId": made.ids["image"], "InstanceType": "m5.large", "UserData": "bmV2ZXItc2hvd24=", **group}
    template = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=begun)["LaunchTemplate"]
    made.ids["template"] = template["LaunchTemplateId"]
    newer = {"InstanceType": "m7g.large", "UserData": "bmV2ZXItc2hvd24="}
    ec2.create_launch_template_version(LaunchTemplateId=template["LaunchTemplateId"], LaunchTemplateData=newer)
    ec2.create_launch_template(LaunchTemplateName="small", LaunchTemplateData={"InstanceType": "t3.nano"})


def seed_safety(made: Estate) -> None:
    s3 = made.client("s3")
    s3.create_bucket(Bucket="vault")
    s3.put_bucket_tagging(Bucket="vault", Tagging={"TagSet": [{"Key": "env", "Value": "prod"}]})
    everything = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    blocked = dict.fromkeys(everything, True)
    s3.put_public_access_block(Bucket="vault", PublicAccessBlockConfiguration=blocked)
    s3.put_bucket_versioning(Bucket="vault", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_policy(Bucket="vault", Policy=json.dumps({**ALLOW, "Statement": [{**READ, "Principal": "*"}]}))
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": made.ids["key"]}
    s3.put_bucket_encryption(
        Bucket="vault",
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]},
    )
    made.client("iam").create_user(UserName="robot")
    made.client("iam").create_access_key(UserName="robot")
    ec2 = made.client("ec2")
    front = ec2.create_security_group(GroupName="front", Description="web")["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=front,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed_tags, seed_details, seed_templates) as made:
        yield made


def tag_calls(made: Estate) -> int:
    return made.control("calls").get("tagging", 0)


async def test_what_is_listed_without_tags_has_them(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS)
    groups = bench.rows("aws.logs.log_group")
    assert [groups[f"/shop/{number}"]["labels"] for number in range(GROUPS)] == [
        {"number": str(number)} for number in range(GROUPS)
    ]
    assert groups["/untagged"]["labels"] == {}
    assert groups["/west"]["labels"] == TAGS
    for kind in KINDS[1:]:
        assert TAGS in [row["labels"] for row in bench.rows(kind).values()], kind


async def test_all_kinds_of_a_region_share_one_look(bench: Bench, there: Estate) -> None:
    before = tag_calls(there)
    report = await bench.scan(*KINDS, regions=(NORTH,))
    pages = tag_calls(there) - before
    assert pages == 2  # 133 resources, a hundred a call; the volume is not asked for
    own = {kind: sum(part.calls for part in report.scopes if part.kind == kind) for kind in KINDS}
    assert sum(own.values()) >= len(KINDS) + pages  # counted with whoever asked first


async def test_nobody_asks_for_tags_that_are_listed(bench: Bench, there: Estate) -> None:
    before = tag_calls(there)
    await bench.scan("aws.ec2.volume", "aws.ec2.vpc")
    assert tag_calls(there) == before


async def test_tags_that_cannot_be_seen_are_kept_and_told(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS, regions=(NORTH,))
    there.control("fault?service=tagging&kind=denied")
    report = await bench.scan(*KINDS, regions=(NORTH,))
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert {part.status for part in report.scopes} == {ScopeStatus.COMPLETE}
    assert all("not allowed: tag:GetResources" in part.reason for part in report.scopes), report.scopes
    assert all("allow tag:GetResources" in part.hint for part in report.scopes)
    assert bench.rows("aws.logs.log_group")["/shop/7"]["labels"] == {"number": "7"}


async def test_without_tags_from_the_start_there_are_none(bench: Bench, there: Estate) -> None:
    there.control("fault?service=tagging&kind=denied")
    await bench.scan(*KINDS, regions=(NORTH,))
    assert {str(row["labels"]) for row in bench.rows("aws.logs.log_group").values()} == {"{}"}
    there.control("heal")
    report = await bench.scan(*KINDS, regions=(NORTH,))
    assert report.changed == GROUPS + 3


async def test_a_tag_that_was_removed_goes(bench: Bench, there: Estate) -> None:
    west = there.client("logs", WEST)
    await bench.scan("aws.logs.log_group", regions=(WEST,))
    west.untag_log_group(logGroupName="/west", tags=["team"])
    try:
        await bench.scan("aws.logs.log_group", regions=(WEST,))
        assert bench.rows("aws.logs.log_group")["/west"]["labels"] == {"env": "prod"}
    finally:
        west.tag_log_group(logGroupName="/west", tags=TAGS)


def only(report: ScanReport) -> ScopeReport:
    (part,) = report.scopes
    return part


async def test_details_that_may_not_be_seen_stay_as_they_were(bench: Bench, there: Estate) -> None:
    await bench.scan(*ASKED, regions=(NORTH,))
    before = {kind: bench.rows(kind) for kind in ASKED}
    for kind in ASKED:
        there.control(f"fault?service={kind.split('.')[1]}&kind=denied&after=1")
    report = await bench.scan(*ASKED, regions=(NORTH,))
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert {kind: bench.rows(kind) for kind in ASKED} == before
    for part in report.scopes:
        action = ASKED[part.kind]
        assert (part.status, part.count) == (ScopeStatus.COMPLETE, len(before[part.kind])) != (ScopeStatus.COMPLETE, 0)
        assert (f"not allowed: {action}" in part.reason, f"allow {action}" in part.hint) == (bool(action), bool(action))


async def test_what_is_listed_is_known_where_details_never_were_seen(bench: Bench, there: Estate) -> None:
    """But for what only a denied call can name, which is left out and told."""
    there.control("fault?service=sqs&kind=denied&after=1")
    there.control("fault?service=eks&kind=denied&after=2")
    report = await bench.scan("aws.sqs.queue", "aws.eks.eks_nodegroup", regions=(NORTH,))
    parts = {part.kind: part for part in report.scopes}
    nodes = parts["aws.eks.eks_nodegroup"]
    assert (nodes.status, nodes.count) == (ScopeStatus.PARTIAL, 0)
    assert "not allowed: eks:DescribeNodegroup" in nodes.reason
    part = parts["aws.sqs.queue"]
    assert (part.status, part.count) == (ScopeStatus.COMPLETE, 2)
    assert "2 details of SQS queues: not allowed: sqs:GetQueueAttributes" in part.reason
    keys = bench.lake.query("SELECT key FROM lake.resources WHERE kind = 'aws.sqs.queue' ORDER BY key")
    there.control("heal")
    report = await bench.scan("aws.sqs.queue", regions=(NORTH,))
    assert (report.added, report.changed, report.removed) == (0, 2, 0)
    assert keys == [(f"arn:aws:sqs:{NORTH}:{ACCOUNT}:{name}",) for name in ("orders", "refunds")]


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


async def test_what_seldom_changes_is_asked_for_now_and_then_by_scans_that_keep_details(
    bench: Bench, there: Estate
) -> None:
    s3, kind = there.client("s3"), "aws.s3.bucket"

    def allow(bucket: str, sid: str) -> None:
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(ALLOW).replace('"Effect"', f'"Sid": "{sid}", "Effect"'))

    def sids() -> dict[str, str]:
        return {name: json.dumps(row["attrs"].get("Policy")) for name, row in bench.rows(kind).items()}

    allow("archive", "first")
    asked = only(await bench.scan(kind, regions=(), keep_details=True))
    allow("archive", "second")
    s3.create_bucket(Bucket="new")
    try:
        allow("new", "third")
        kept = only(await bench.scan(kind, regions=(), keep_details=True))
        stored = sids()
        twice = only(await bench.scan(kind, regions=(), keep_details=True))
        always = only(await bench.scan(kind, regions=(), keep_details=True, hours=0))
        fresh = sids()
    finally:
        s3.delete_bucket_policy(Bucket="new")
        s3.delete_bucket(Bucket="new")
        s3.delete_bucket_policy(Bucket="archive")
    assert (asked.kept, asked.details_at) == (0, None)
    assert always.kept == 0 < kept.kept < twice.kept
    assert kept.details_at is not None
    assert kept.details_at == twice.details_at
    assert "first" in stored["archive"] and "third" in stored["new"]
    assert "second" in fresh["archive"]
    last = only(await bench.scan(kind, regions=()))
    assert last.kept == 0


async def test_a_scan_of_lists_alone_asks_nothing_of_each_and_loses_nothing(bench: Bench, there: Estate) -> None:
    listed = ("aws.s3.bucket", "aws.dynamodb.table", "aws.lambda.function", "aws.eks.eks_cluster")
    kinds = (*listed, "aws.eks.eks_nodegroup")
    bare = await bench.scan(*kinds, lists_only=True)
    names = {kind: set(bench.rows(kind)) for kind in listed}
    whole = await bench.scan(*kinds)
    vault = bench.rows("aws.s3.bucket")["vault"]
    again = await bench.scan(*kinds, lists_only=True)

    assert names == {kind: set(bench.rows(kind)) for kind in names}
    assert {part.status for part in (*bare.scopes, *again.scopes)} == {ScopeStatus.COMPLETE}
    assert {part.kind for part in whole.scopes} - {part.kind for part in bare.scopes} == {"aws.eks.eks_nodegroup"}
    (buckets,) = parts(bare, "aws.s3.bucket")
    assert "this scan asks for lists alone" in buckets.reason
    assert buckets.kept == 4 * buckets.count  # policy, public access, versioning and encryption
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert again.calls == bare.calls < whole.calls
    assert bench.rows("aws.s3.bucket")["vault"] == vault
    assert vault["attrs"]["Policy"]
    assert bench.rows("aws.eks.eks_nodegroup")


async def test_what_a_detail_tells_of_some_alone_is_asked_of_these(bench: Bench, there: Estate) -> None:
    names, kind = there.client("route53"), "aws.route53.hosted_zone"
    vpc = there.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    within = {"VPC": {"VPCRegion": NORTH, "VPCId": vpc}, "HostedZoneConfig": {"PrivateZone": True}}
    made = {
        name: names.create_hosted_zone(Name=f"{name}.test.", CallerReference=name, **more)["HostedZone"]["Id"]
        for name, more in {"front": {}, "shop": {}, "inside": within}.items()
    }
    try:
        bare = only(await bench.scan(kind, regions=(), lists_only=True))
        whole = only(await bench.scan(kind, regions=()))
    finally:
        for zone in made.values():
            names.delete_hosted_zone(Id=zone)
    assert bare.kept == 1 and whole.calls == bare.calls + 1
    assert bare.reason.endswith("this scan asks for lists alone")
    assert bench.rows(kind)["inside.test."]["attrs"]["VPCs"] == [{"VPCRegion": NORTH, "VPCId": vpc}]
    assert {(source.rpartition("/")[2], target) for source, target in bench.edges("attached_to") if target == vpc} == {
        (made["inside"].rpartition("/")[2], vpc)
    }


async def test_parents_are_listed_for_the_first_kind_of_their_children_alone(bench: Bench, there: Estate) -> None:
    children = ("aws.eks.eks_nodegroup", "aws.eks.fargate_profile", "aws.eks.addon")
    before = there.control("calls").get("eks", 0)
    await bench.scan(*children, regions=(NORTH,))
    made = there.control("calls").get("eks", 0) - before
    assert made == 1 + len(children) + 1  # the clusters, what is in the one there is, and the details of its node group
    assert len(bench.rows("aws.eks.eks_nodegroup")) == 1


async def test_few_calls_tell_tags_and_versions(bench: Bench, there: Estate) -> None:
    tagged = ("aws.s3.bucket", "aws.sqs.queue", "aws.dynamodb.table")
    functions = ("aws.lambda.function", "aws.lambda.function_version")
    report = await bench.scan(*tagged, *functions, regions=(NORTH,))
    for kind in tagged:
        assert {str(row["labels"]) for row in bench.rows(kind).values()} == {"{'env': 'prod'}"}, kind
    assert {part.kind: part.calls for part in report.scopes}["aws.lambda.function_version"] == 1
    function = f"arn:aws:lambda:{NORTH}:{ACCOUNT}:function:resize"
    assert {(function, f"{function}:$LATEST"), (function, f"{function}:1")} <= bench.edges("contains")


async def test_what_decides_on_safety_is_asked_of_each_and_shown(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.s3.bucket", "aws.iam.user", "aws.iam.access_key", "aws.ec2.security_group", regions=(NORTH,))
    buckets = bench.rows("aws.s3.bucket")
    shut, plain = buckets["vault"]["attrs"], buckets["archive"]["attrs"]
    assert (shut["PublicAccess"], shut["Versioning"]["Status"], shut["HasPolicy"]) == ("blocked", "Enabled", True)
    (rule,) = shut["Encryption"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert (there.ids["key"], buckets["vault"]["key"]) in bench.edges("protects")
    assert (plain["PublicAccess"], plain["Versioning"], "HasPolicy" in plain) == ("not blocked", {}, False)
    (key,) = bench.rows("aws.iam.access_key").values()
    assert "LastUsedDate" not in key["attrs"]["LastUsed"]
    user = bench.rows("aws.iam.user")["robot"]["attrs"]["SigningIn"]
    assert (user["MfaActive"], user["PasswordEnabled"], len(user["ActiveKeys"])) == (False, False, 1)
    assert bench.rows("aws.ec2.security_group")["front"]["attrs"]["OpenToInternet"] == "tcp 443"


async def test_one_call_tells_what_all_launch_templates_of_a_region_say(bench: Bench, there: Estate) -> None:
    report = await bench.scan("aws.ec2.launch_template", "aws.ec2.ami", "aws.ec2.security_group", regions=(NORTH,))
    (part,) = parts(report, "aws.ec2.launch_template")
    assert (part.status, part.count, part.calls, part.reason) == (ScopeStatus.COMPLETE, 2, 2, "")
    rows, ids = bench.rows("aws.ec2.launch_template"), there.ids
    versions = {name: row["attrs"]["Versions"] for name, row in rows.items()}
    assert {name: told["InstanceType"] for name, told in versions["web"].items()} == {
        "Default": "m5.large",
        "Latest": "m7g.large",
    }
    assert versions["small"] == {"Default": {"InstanceType": "t3.nano"}}
    assert "bmV2ZXItc2hvd24" not in str(rows)
    assert (ids["template"], ids["image"]) in bench.edges("depends_on")
    assert (ids["template"], ids["within"]) in bench.edges("depends_on")
