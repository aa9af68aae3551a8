"""What is a part of what in AWS, by properties alone, and what the failure of one takes along of the others."""

from __future__ import annotations

from typing import Any

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.references import Directory
from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.providers import provider_services
from tests.unit.network_lab import HERE, KINDS
from tests.unit.test_topology_rules import losses

SERVICES = {
    entry.spec.kind: (service, entry.spec)
    for service in provider_services(SystemClock())
    if isinstance(service, AwsService)
    for entry in service.entries
}
ACCOUNT = "eu-west-1:123456789012"


def made(kind: str, **item: Any) -> Resource:
    """What a scan makes of an item of AWS."""
    service, spec = SERVICES[f"aws.{kind}"]
    return service.normalise(spec, HERE, {"partition": "aws", "item": item})


def told(*resources: Resource) -> list[tuple[str, Verb, str]]:
    """What their properties say of each other, each called by its kind and key."""
    directory = Directory(tuple(KINDS.values()))
    for each in resources:
        directory.add(each)
    names = {each.ref: f"{each.ref.kind}:{each.ref.key}" for each in resources}
    edges = [edge for each in resources for edge in directory.relationships(each)]
    return [(names[edge.src], edge.verb, names[edge.dst]) for edge in edges if {edge.src, edge.dst} <= names.keys()]


def lost(resources: list[Resource], failed: Resource) -> dict[str, float]:
    """What others lose, in per cent, by their names."""
    names = {f"{each.ref.kind}:{each.ref.key}": each.name for each in resources}
    found = losses(told(*resources), f"{failed.ref.kind}:{failed.ref.key}")
    return {names[name]: loss for name, loss in found.items()}


def in_cluster(kind: str, type_: str, name: str, **more: Any) -> Resource:
    arn = f"{type_}Arn" if type_ != "fargateprofile" else "fargateProfileArn"
    called = {"nodegroup": "nodegroupName", "addon": "addonName"}.get(type_, "fargateProfileName")
    item = {arn: f"arn:aws:eks:{ACCOUNT}:{type_}/prod/{name}/a1b2", called: name, "Id": name, "clusterName": "prod"}
    return made(f"eks.{kind}", **item, **more)


def test_a_name_of_nothing_but_spaces_is_none() -> None:
    blank = made("ec2.instance", InstanceId="i-1", Tags=[{"Key": "Name", "Value": "  "}])
    assert (blank.name, blank.labels) == ("i-1", {"Name": "  "})


def test_a_kubernetes_cluster_takes_along_what_is_in_it_and_a_node_its_share_of_what_replaces_it() -> None:
    cluster = made("eks.eks_cluster", Id="prod", name="prod", arn=f"arn:aws:eks:{ACCOUNT}:cluster/prod")
    workers = in_cluster(
        "eks_nodegroup", "nodegroup", "workers", resources={"autoScalingGroups": [{"name": "eks-workers"}]}
    )
    parts = [in_cluster("addon", "addon", "dns"), in_cluster("fargate_profile", "fargateprofile", "jobs")]
    servers = [made("ec2.instance", InstanceId=f"i-{at}", Tags=[]) for at in ("0a0a0a0a", "0b0b0b0b")]
    group = made(
        "autoscaling.scaling_group",
        AutoScalingGroupName="eks-workers",
        AutoScalingGroupARN=f"arn:aws:autoscaling:{ACCOUNT}:autoScalingGroup:u:autoScalingGroupName/eks-workers",
        Instances=[{"InstanceId": each.ref.key} for each in servers],
    )
    everything = [cluster, workers, *parts, group, *servers]

    assert lost(everything, cluster) == {"workers": 100, "dns": 100, "jobs": 100}
    assert lost(everything, servers[0]) == {"eks-workers": 50, "workers": 12}
    assert lost(everything, group) == {"workers": 25}


def test_a_function_takes_its_integration_their_routes_and_of_the_interface_the_share_of_these() -> None:
    functions = [
        made("lambda.function", FunctionName=name, FunctionArn=f"arn:aws:lambda:{ACCOUNT}:function:{name}")
        for name in ("one", "two")
    ]
    api = made("apigateway.http_api", ApiId="a1", Name="shop")
    integrations = [
        made("apigateway.http_integration", Api="a1", IntegrationId=f"to-{each.name}", IntegrationUri=each.ref.key)
        for each in functions
    ]
    gate = made("apigateway.http_authorizer", Api="a1", AuthorizerId="g1", Name="gate")
    routes = [
        made("apigateway.http_route", Api="a1", RouteId=path, RouteKey=path, Target=f"integrations/to-{name}", **more)
        for path, name, more in (
            ("/a", "one", {"AuthorizerId": "g1"}), ("/b", "one", {}), ("/c", "one", {}), ("/d", "two", {}),
        )
    ]  # fmt: skip
    stage = made("apigateway.http_stage", Api="a1", StageName="live")
    elsewhere = made(
        "apigateway.http_integration", Api="b2", IntegrationId="to-two", IntegrationUri=functions[0].ref.key
    )
    everything = [*functions, api, *integrations, gate, *routes, stage, elsewhere]

    shop = {"shop": 75, "live": 75}
    assert lost(everything, functions[0]) == {"to-one": 100, "to-two": 100, "/a": 100, "/b": 100, "/c": 100, **shop}
    assert lost(everything, gate) == {"/a": 100, "shop": 25, "live": 25}
    assert lost(everything, elsewhere) == {}
    assert lost(everything, api) == dict.fromkeys(
        ("to-one", "to-two", "gate", "live", *(each.name for each in routes)), 100
    )


def test_an_interface_of_the_first_kind_takes_its_stages_and_authorizers() -> None:
    api = made("apigateway.rest_api", id="r1", name="old")
    stage = made("apigateway.api_stage", Api="r1", stageName="v1")
    gate = made("apigateway.api_authorizer", Api="r1", id="g1", name="gate")
    others = made("apigateway.api_stage", Api="r2", stageName="v2")

    assert lost([api, stage, gate, others], api) == {"v1": 100, "gate": 100}
    assert lost([api, stage, gate, others], stage) == {}


def test_a_cluster_of_databases_takes_its_instances_and_an_instance_no_more_than_its_share() -> None:
    names = ("writer", "reader-1", "reader-2")
    cluster = made(
        "rds.db_cluster",
        DBClusterIdentifier="orders",
        DBClusterArn=f"arn:aws:rds:{ACCOUNT}:cluster:orders",
        DBClusterMembers=[{"DBInstanceIdentifier": name} for name in names],
    )
    instances = [
        made(
            "rds.db_instance",
            DBInstanceIdentifier=name,
            DBInstanceArn=f"arn:aws:rds:{ACCOUNT}:db:{name}",
            DBClusterIdentifier="orders",
        )
        for name in names
    ]

    assert lost([cluster, *instances], cluster) == dict.fromkeys(names, 100)
    assert lost([cluster, *instances], instances[0]) == {"orders": 33}


def test_who_is_told_takes_neither_the_topic_nor_the_alarm_that_tells_it() -> None:
    topic = made("sns.topic", TopicArn=f"arn:aws:sns:{ACCOUNT}:events")
    function = made("lambda.function", FunctionName="one", FunctionArn=f"arn:aws:lambda:{ACCOUNT}:function:one")
    listener = made(
        "sns.subscription",
        SubscriptionArn=f"{topic.ref.key}:0d68",
        TopicArn=topic.ref.key,
        Protocol="lambda",
        Endpoint=function.ref.key,
    )
    alarms = [
        made(
            f"cloudwatch.{kind}",
            AlarmName=kind,
            AlarmArn=f"arn:aws:cloudwatch:{ACCOUNT}:alarm:{kind}",
            AlarmActions=[topic.ref.key, function.ref.key],
        )
        for kind in ("alarm", "composite_alarm")
    ]
    everything = [topic, function, listener, *alarms]

    assert lost(everything, function) == {listener.name: 100}
    assert lost(everything, listener) == {}
    assert lost(everything, topic) == {listener.name: 100}


def test_listeners_and_rules_are_called_by_their_balancer_and_port() -> None:
    arn = f"arn:aws:elasticloadbalancing:{ACCOUNT}:listener{{}}/app/shop-front/50dc6c495c0c9188/f2f7dc8efc522ab2{{}}"
    listener = made("elb.listener", ListenerArn=arn.format("", ""), Port=443)
    rule = made("elb.listener_rule", RuleArn=arn.format("-rule", "/9683b2d02a6cabee"), Priority="10", ListenerPort=443)
    read = made("elb.listener_rule", RuleArn=arn.format("-rule", "/9683b2d02a6cabee"), Priority="default")
    assert [each.name for each in (listener, rule, read)] == [
        *("shop-front:443", "shop-front:443 rule 10"),
        "shop-front rule default",
    ]


def test_a_block_of_public_access_is_not_called_as_its_region_is() -> None:
    block = made("ec2.public_access_block", AwsAccountId="123456789012", AwsRegion="eu-west-1", State="default-state")
    assert (block.name, block.ref.key) == ("public access block", "123456789012/eu-west-1/public-access-block")
