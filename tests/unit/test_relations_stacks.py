"""What the list of a stack leads to: the one thing of the kind, the account and the region that it means, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, Scope
from dharma_tui.services.relations.stacks import Stacks
from tests.unit.network_lab import HERE, KINDS, thing

ARN = f"{HERE.region}:{HERE.account}"
STACK = f"arn:aws:cloudformation:{ARN}:stack/shop/1"
UUID = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f"
URL = f"https://sqs.{HERE.region}.amazonaws.com/{HERE.account}/orders"
QUEUE = thing("sqs.queue", f"arn:aws:sqs:{ARN}:orders", Id=URL)
BUCKET = replace(thing("s3.bucket", "arn:aws:s3:::archive", Name="archive"), scope=Scope("aws", HERE.account))
ROLE = thing("iam.role", f"arn:aws:iam::{HERE.account}:role/web/worker", RoleName="worker")
POLICY = thing("iam.policy", f"arn:aws:iam::{HERE.account}:policy/read", PolicyName="read")
LOG = thing("logs.log_group", f"arn:aws:logs:{ARN}:log-group:/shop/web", logGroupName="/shop/web")
API = thing("apigateway.rest_api", f"arn:aws:apigateway:{HERE.region}::/restapis/abc", id="abc")
STAGE = thing("apigateway.api_stage", f"{API.ref.key}/stages/live", stageName="live", Api="abc")
OTHERS_STAGE = thing("apigateway.api_stage", f"{API.ref.key[:-3]}xyz/stages/live", stageName="live", Api="xyz")
RULE = thing("events.event_rule", f"arn:aws:events:{ARN}:rule/nightly", Name="nightly")
RULE_OF_BUS = thing("events.event_rule", f"arn:aws:events:{ARN}:rule/orders/nightly", Name="nightly")
NODES = thing("eks.eks_nodegroup", f"arn:aws:eks:{ARN}:nodegroup/apps/small/{UUID}", Id="small")
ADDON = thing("eks.addon", f"arn:aws:eks:{ARN}:addon/apps/dns/{UUID}", Id="dns")
_ACL = thing("wafv2.web_acl", f"arn:aws:wafv2:{ARN}:regional/webacl/front/{UUID}", Id=UUID, Name="front")
ACL = replace(_ACL, name="front")
ADDRESS = replace(thing("ec2.elastic_ip", "eipalloc-1", AllocationId="eipalloc-1", PublicIp="1.2.3.4"), name="1.2.3.4")
FILTER = thing("logs.metric_filter", f"{HERE.account}/{HERE.region}//shop/web/errors", filterName="errors")

LAYER = thing("lambda.layer", f"arn:aws:lambda:{ARN}:layer:tools", LayerName="tools")
NIGHTLY = thing("scheduler.schedule", f"arn:aws:scheduler:{ARN}:schedule/default/nightly", Name="nightly")
OF_GROUP = thing("scheduler.schedule", f"arn:aws:scheduler:{ARN}:schedule/jobs/nightly", Name="nightly")
GROUP = thing("scheduler.schedule_group", f"arn:aws:scheduler:{ARN}:schedule-group/jobs", Name="jobs")
ROUTE = thing("apigateway.http_route", f"arn:aws:apigateway:{HERE.region}::/apis/abc/routes/q1w2e3r", RouteId="q1w2e3r")
CLIENT = thing("cognito.pool_client", "7abcdefghijklmnopqrstuvwx", ClientId="7abcdefghijklmnopqrstuvwx")
SET = thing(
    "sso.permission_set", "arn:aws:sso:::permissionSet/ssoins-1/ps-1", Id="arn:aws:sso:::permissionSet/ssoins-1/ps-1"
)
SOURCE = thing("quicksight.quicksight_source", f"arn:aws:quicksight:{ARN}:datasource/sales", DataSourceId="sales")
DOCUMENTS = thing("rds.db_cluster", f"arn:aws:rds:{ARN}:cluster:papers", DBClusterIdentifier="papers")
REPOSITORY = thing("codecommit.code_repository", f"arn:aws:codecommit:{ARN}:web", repositoryId=UUID)
PROFILE = f"arn:aws:signer:{HERE.region}:{HERE.account}:/signing-profiles/release"
SIGNING = thing("signer.signing_profile", f"{PROFILE}/Ab1", arn=PROFILE)
_EDGE = f"arn:aws:wafv2:us-east-1:{HERE.account}:global/webacl/edge/{UUID}"
EDGE = replace(
    thing("wafv2.global_web_acl", _EDGE, Id=UUID, Name="edge"), name="edge", scope=Scope("aws", HERE.account)
)


def listing(*items: tuple[str, str], key: str = STACK, status: str = "CREATE_COMPLETE", **attrs: Any) -> Resource:
    resources = [
        {
            "LogicalResourceId": f"Its{place}",
            "PhysicalResourceId": id_,
            "ResourceType": type_ if type_.startswith("Custom::") else f"AWS::{type_}",
            "ResourceStatus": status,
        }
        for place, (type_, id_) in enumerate(items)
    ]
    return thing("cloudformation.stack", key, StackId=key, StackName="shop", Resources=resources, **attrs)


def told(*known: Resource) -> list[tuple[str, str, str, str]]:
    """Everything that is told once all of ``known`` was asked about."""
    rule = Stacks(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    edges = [edge for resource in known for edge in rule.relationships(resource)]
    edges += [left.relationship for left in rule.rest()]
    return [(edge.dst.kind, edge.dst.key, edge.verb.value, edge.source) for edge in edges if edge.src.key == STACK]


def meant(resource: Resource, place: int = 0) -> list[tuple[str, str, str, str]]:
    return [(resource.ref.kind, resource.ref.key, "contains", f"stacks:Its{place}")]


@pytest.mark.parametrize(
    ("type_", "id_", "resource"),
    [
        pytest.param("SQS::Queue", URL, QUEUE, id="an address"),
        pytest.param("SQS::Queue", f"https://queue.amazonaws.com/{HERE.account}/orders", QUEUE, id="an older address"),
        pytest.param("S3::Bucket", "archive", BUCKET, id="a name, of no region"),
        pytest.param("IAM::Role", "worker", ROLE, id="a name without its path"),
        pytest.param("IAM::ManagedPolicy", POLICY.ref.key, POLICY, id="an ARN"),
        pytest.param("Logs::LogGroup", "/shop/web", LOG, id="a name with slashes"),
        pytest.param("EC2::EIP", "1.2.3.4", ADDRESS, id="what it is called, not its id"),
        pytest.param("Events::Rule", "nightly", RULE, id="a rule of the bus that needs no name"),
        pytest.param("Events::Rule", "orders|nightly", RULE_OF_BUS, id="a rule of another bus"),
        pytest.param("EKS::Nodegroup", "apps/small", NODES, id="with what it is in"),
        pytest.param("EKS::Addon", "apps|dns", ADDON, id="with what it is in, in parts"),
        pytest.param("WAFv2::WebACL", f"front|{UUID}|REGIONAL", ACL, id="its name, id and scope"),
        pytest.param("WAFv2::WebACL", f"edge|{UUID}|CLOUDFRONT", EDGE, id="one of no region by a type of two kinds"),
        pytest.param("Lambda::LayerVersion", f"{LAYER.ref.key}:3", LAYER, id="a version of it"),
        pytest.param("Scheduler::Schedule", "nightly", NIGHTLY, id="the one of its name, of a group of nobody's"),
        pytest.param("ApiGatewayV2::Route", "q1w2e3r", ROUTE, id="its id, in an interface of another stack"),
        pytest.param("Cognito::UserPoolClient", f"eu-west-1_A1|{CLIENT.ref.key}", CLIENT, id="its key, and in what"),
        pytest.param("SSO::PermissionSet", f"arn:aws:sso:::instance/ssoins-1|{SET.ref.key}", SET, id="an ARN in parts"),
        pytest.param("QuickSight::DataSource", f"{HERE.account}|sales", SOURCE, id="its account and id"),
        pytest.param("DocDB::DBCluster", "papers", DOCUMENTS, id="a type of another service"),
        pytest.param("CodeCommit::Repository", UUID, REPOSITORY, id="an id that is not its name"),
        pytest.param("Signer::SigningProfile", PROFILE, SIGNING, id="an ARN without the version of its key"),
    ],
)
def test_the_list_leads_to_what_it_names(type_: str, id_: str, resource: Resource) -> None:
    assert told(resource, listing((type_, id_))) == meant(resource)
    assert told(listing((type_, id_)), resource) == meant(resource)


@pytest.mark.parametrize(
    ("type_", "id_", "resource"),
    [
        pytest.param("Events::Rule", "nightly", RULE_OF_BUS, id="a rule of another bus so called"),
        pytest.param("Events::Rule", "refunds|nightly", RULE_OF_BUS, id="a rule of a bus that is another"),
        pytest.param("ApiGateway::Stage", "live", STAGE, id="a stage of an interface that the stack does not have"),
        pytest.param("IAM::Policy", "read", POLICY, id="a policy within a role"),
        pytest.param("Custom::Queue", URL, QUEUE, id="a type of somebody's own"),
        pytest.param("CDK::Metadata", "archive", BUCKET, id="a type of which there is no kind"),
        pytest.param("WAFv2::WebACL", f"REGIONAL|{UUID[::-1]}|front", ACL, id="no id of it"),
        pytest.param("EC2::EIP", "1.2.3.4", replace(ADDRESS, name="1.2.3.4", attrs={}), id="a tag that says so"),
        pytest.param("Logs::MetricFilter", "errors", FILTER, id="of logs that the stack does not have"),
        pytest.param("QuickSight::DataSource", "999999999999|sales", SOURCE, id="a source of another account"),
        pytest.param(
            "SSO::PermissionSet",
            "arn:aws:sso:::instance/ssoins-1|arn:aws:sso:::permissionSet/ssoins-1/ps-2",
            SET,
            id="another of the same",
        ),
    ],
)
def test_nothing_else_is_meant(type_: str, id_: str, resource: Resource) -> None:
    assert told(resource, listing((type_, id_))) == []


@pytest.mark.parametrize("scope", [Scope("aws", "999999999999", HERE.region), Scope("aws", HERE.account, "us-east-2")])
def test_what_is_called_alike_elsewhere_is_not_it(scope: Scope) -> None:
    elsewhere = replace(LOG, scope=scope)
    assert told(elsewhere, listing(("Logs::LogGroup", "/shop/web"))) == [
        ("aws.logs.log_group", "/shop/web", "contains", "stacks:Its0")
    ]


def test_what_is_within_something_of_the_stack_is_in_it() -> None:
    resources = (API, STAGE, OTHERS_STAGE, LOG, FILTER)
    listed = listing(
        *(("ApiGateway::Stage", "live"), ("ApiGateway::RestApi", "abc")),
        *(("Logs::LogGroup", "/shop/web"), ("Logs::MetricFilter", "errors")),
    )
    expected = [*meant(API, 1), *meant(STAGE), *meant(LOG, 2), *meant(FILTER, 3)]
    assert told(*resources, listed) == expected


def test_of_several_of_one_name_alone_as_many_are_meant_as_are_listed() -> None:
    one = listing(("Scheduler::Schedule", "nightly"))
    assert told(NIGHTLY, OF_GROUP, one) == []
    assert told(
        NIGHTLY, OF_GROUP, GROUP, listing(("Scheduler::Schedule", "nightly"), ("Scheduler::ScheduleGroup", "jobs"))
    ) == [
        *meant(OF_GROUP),
        *meant(GROUP, 1),
    ]
    both = told(NIGHTLY, OF_GROUP, listing(*[("Scheduler::Schedule", "nightly")] * 2))
    assert both == [(each.ref.kind, each.ref.key, "contains", "stacks:Its0, Its1") for each in (NIGHTLY, OF_GROUP)]


@pytest.mark.parametrize("status", ["DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED"])
def test_what_the_stack_no_longer_has_is_not_in_it(status: str) -> None:
    assert told(BUCKET, listing(("S3::Bucket", "archive"), status=status)) == []
    assert told(listing(("S3::Bucket", "archive"), status=status)) == []


@pytest.mark.parametrize(
    ("type_", "id_", "kind"),
    [
        ("S3::Bucket", "archive", "aws.s3.bucket"),
        ("EC2::VPC", "vpc-0a1b2c3d", "aws.ec2.vpc"),
        ("EC2::SecurityGroupIngress", "sgr-0a1b2c3d4e5f6a7b8", "aws.ec2.security_group_rule"),
        ("ElasticLoadBalancingV2::Listener", f"arn:aws:elasticloadbalancing:{ARN}:listener/app/x/1/2", "aws.elb.listener"),
        ("SQS::Queue", URL, "aws.sqs.queue"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_inventory_dangles(type_: str, id_: str, kind: str) -> None:
    assert told(listing((type_, id_))) == [(kind, id_, "contains", "stacks:Its0")]


@pytest.mark.parametrize(
    ("type_", "id_"),
    [
        pytest.param("EC2::SecurityGroupIngress", "shop-Ingress-1ABC", id="no id of a rule"),
        pytest.param("ApiGateway::Stage", "live", id="a name that says nothing alone"),
        pytest.param("Events::Rule", "orders|nightly", id="parts of what would be its name"),
        pytest.param("SNS::Topic", f"arn:aws:sns:us-east-2:{HERE.account}:news", id="of another region"),
        pytest.param("SNS::Topic", f"arn:aws:sns:{HERE.region}:999999999999:news", id="of another account"),
        pytest.param("SNS::Topic", "", id="not yet made"),
    ],
)
def test_an_id_that_does_not_say_which_it_would_be_dangles_not(type_: str, id_: str) -> None:
    assert told(listing((type_, id_))) == []


def test_on_what_something_in_the_list_is_about_it_depends_where_it_does_not_contain_it() -> None:
    secret = thing("secretsmanager.secret", f"arn:aws:secretsmanager:{ARN}:secret:db-AbCdEf", Name="db")
    parts = ("S3::BucketPolicy", "archive"), ("SecretsManager::SecretTargetAttachment", secret.ref.key)
    expected = [
        (BUCKET.ref.kind, BUCKET.ref.key, "depends_on", "stacks:Its0"),
        (secret.ref.kind, secret.ref.key, "depends_on", "stacks:Its1"),
    ]
    assert told(BUCKET, secret, listing(*parts)) == expected
    assert told(BUCKET, listing(parts[0], ("S3::Bucket", "archive"))) == meant(BUCKET, 1)
    generated = listing(("S3::BucketPolicy", "shop-ArchivePolicy-1ABC"))
    assert told(BUCKET, generated) == []  # older ones have names of their own, which say nothing
    rule = Stacks(tuple(KINDS.values()))
    assert rule.facts(listing(*parts)) != rule.facts(listing(parts[0]))


def test_a_nested_stack_tells_of_its_parent_itself() -> None:
    key = STACK.replace("shop", "shop-Inner")
    parent = listing(("CloudFormation::Stack", key))
    assert told(parent, listing(key=key, ParentId=STACK)) == []
    assert [edge[1] for edge in told(parent)] == [key]


def test_two_of_a_template_that_are_one_thing_are_one_relationship() -> None:
    listed = listing(("SQS::Queue", URL), ("SQS::Queue", URL.replace("sqs.eu-west-1", "queue")))
    assert told(QUEUE, listed) == meant(QUEUE)


def test_stacks_of_two_regions_list_what_is_called_alike_each_for_itself() -> None:
    west = Scope("aws", HERE.account, "us-west-2")
    other = replace(listing(("Logs::LogGroup", "/shop/web"), key=f"{STACK}2"), scope=west)
    theirs = replace(LOG, ref=replace(LOG.ref, key=LOG.ref.key.replace("eu-west-1", "us-west-2")), scope=west)
    assert told(LOG, theirs, listing(("Logs::LogGroup", "/shop/web")), other) == meant(LOG)


def test_nobody_else_reads_the_list() -> None:
    directory = Directory(tuple(KINDS.values()))
    vpc, group = thing("ec2.vpc", "vpc-0a1b2c3d"), thing("ec2.security_group", "sg-0a1b2c3d", VpcId="vpc-0a1b2c3d")
    named = thing("autoscaling.scaling_group", "Its0", AutoScalingGroupName="Its0")
    stack = listing(("EC2::VPC", "vpc-0a1b2c3d"), ("EC2::SecurityGroup", "sg-0a1b2c3d"), RoleARN=ROLE.ref.key)
    for resource in (vpc, group, named, ROLE, stack):
        directory.add(resource)
    assert [edge.dst.key for edge in directory.relationships(stack)] == [ROLE.ref.key]
    assert directory.facts(stack) == directory.facts(replace(stack, attrs={**stack.attrs, "Resources": []}))


def test_what_matters_is_what_is_listed_and_what_things_are_called() -> None:
    rule = Stacks(tuple(KINDS.values()))
    listed, less = listing(("SQS::Queue", URL)), listing()
    assert rule.facts(listed) != rule.facts(less)
    assert rule.facts(listed) == rule.facts(replace(listed, attrs={**listed.attrs, "StackStatus": "UPDATE_COMPLETE"}))
    assert rule.facts(QUEUE) == rule.facts(replace(QUEUE, attrs={**QUEUE.attrs, "VisibilityTimeout": "7"}))
    assert rule.facts(QUEUE) != rule.facts(replace(QUEUE, attrs={"Id": f"{URL}2"}))
