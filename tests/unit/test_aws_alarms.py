"""What alarms watch: named by the dimensions of AWS's own metrics, whatever these are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Json, Resource, ResourceRef, Verb
from dharma_tui.services.discovery.aws.cloudwatch import measured
from dharma_tui.services.discovery.aws.ecs import called_in_metrics as called_in_metrics_of_services
from dharma_tui.services.discovery.aws.elb import called_in_metrics
from dharma_tui.services.discovery.aws.events import called_in_metrics as called_in_metrics_of_rules
from dharma_tui.services.discovery.aws.route53 import called_in_metrics as called_in_metrics_of_zones
from tests.unit.network_lab import KINDS, thing

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
BALANCER = thing(
    "elb.load_balancer", f"{ARN}:loadbalancer/app/front/50dc6c495c0c9188", MetricName="app/front/50dc6c495c0c9188"
)
DATABASE = thing("rds.db_instance", "arn:aws:rds:eu-west-1:123456789012:db:orders", DBInstanceIdentifier="orders")
SERVER = thing("ec2.instance", "i-0123456789abcdef0")
EVERYTHING = (BALANCER, DATABASE, SERVER)


def alarm(name: str, value: str, namespace: str = "AWS/RDS") -> Resource:
    attrs: dict[str, Json] = {"Namespace": namespace, "Dimensions": [{"Name": name, "Value": value}]}
    told = measured(attrs)
    return thing("cloudwatch.alarm", "alarm", **attrs, **({"Measured": told} if told else {}))


def watched(asked: Resource) -> list[ResourceRef]:
    directory = Directory(tuple(KINDS.values()))
    for resource in (*EVERYTHING, asked):
        directory.add(resource)
    return [edge.dst for edge in directory.relationships(asked)]


@pytest.mark.parametrize(
    ("name", "value", "namespace", "wanted"),
    [
        ("DBInstanceIdentifier", "orders", "AWS/RDS", [DATABASE.ref]),
        ("LoadBalancer", "app/front/50dc6c495c0c9188", "AWS/ApplicationELB", [BALANCER.ref]),
        ("InstanceId", "i-0123456789abcdef0", "AWS/EC2", [SERVER.ref]),
        ("InstanceId", "i-0fffffffffffffff0", "CWAgent", [ResourceRef("aws.ec2.instance", "i-0fffffffffffffff0")]),
        ("FunctionName", "gone", "AWS/Lambda", [ResourceRef("aws.lambda.function", "gone")]),
        ("Host", "orders", "Shop", []),
        ("DBInstanceIdentifier", "orders", "Shop", []),
        ("ServiceName", "web", "AWS/ECS", []),
    ],
)
def test_an_alarm_leads_to_what_it_watches(name: str, value: str, namespace: str, wanted: list[ResourceRef]) -> None:
    assert watched(alarm(name, value, namespace)) == wanted


def test_metrics_that_are_reckoned_with_count_too() -> None:
    metric: Json = {"Namespace": "AWS/SQS", "Dimensions": [{"Name": "QueueName", "Value": "orders"}]}
    assert measured({"Metrics": [{"MetricStat": {"Metric": metric}}, {"Expression": "m1"}]}) == {"QueueName": "orders"}
    assert measured({"Metrics": "odd", "Dimensions": [None, "odd"]}) is None


def test_zones_keys_and_interfaces_are_watched_by_their_ids() -> None:
    zone = named(
        "x.com.", "route53.hosted_zone", "arn:aws:route53:::hostedzone/Z01", Id="/hostedzone/Z01", MetricName="Z01"
    )
    key = named("k", "kms.key", "arn:aws:kms:eu-west-1:123456789012:key/0-1", KeyId="0-1")
    http = thing("apigateway.http_api", "arn:aws:apigateway:eu-west-1::/apis/abc123", ApiId="abc123")
    rest = named("shop", "apigateway.rest_api", "arn:aws:apigateway:eu-west-1::/restapis/def456", id="def456")
    everything = (zone, key, http, rest)
    assert called_in_metrics_of_zones(zone.attrs) == "Z01"
    assert about(everything, metric("AWS/Route53", HostedZoneId="Z01")) == {zone.ref}
    assert about(everything, metric("AWS/KMS", KeyId="0-1")) == {key.ref}
    assert about(everything, metric("AWS/ApiGateway", ApiId="abc123")) == {http.ref}
    assert about(everything, metric("AWS/ApiGateway", ApiName="shop")) == {rest.ref}


@pytest.mark.parametrize(
    ("account", "dimension", "wanted"),
    [
        ("123456789012", "QueueName", "orders"),
        ("444455556666", "QueueName", "arn:aws-cn:sqs:cn-north-1:444455556666:orders"),
        ("444455556666", "FunctionName", "arn:aws-cn:lambda:cn-north-1:444455556666:function:orders"),
        ("444455556666", "AutoScalingGroupName", None),
    ],
)
def test_metrics_of_another_account_mean_what_is_there(account: str, dimension: str, wanted: str | None) -> None:
    stat: Json = {"Metric": metric("AWS/X", **{dimension: "orders"})}
    arn = "arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a"
    told: dict[str, Json] = {"AlarmArn": arn, "Metrics": [{"AccountId": account, "MetricStat": stat}]}
    assert measured(told) == ({dimension: wanted} if wanted else None)


def test_an_alarm_leads_into_another_account() -> None:
    here, there = (
        named("f", "lambda.function", f"arn:aws:lambda:eu-west-1:{account}:function:f", FunctionName="f")
        for account in ("123456789012", "444455556666")
    )
    told: dict[str, Json] = {
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
        "Metrics": [
            {"AccountId": "444455556666", "MetricStat": {"Metric": metric("AWS/Lambda", FunctionName="f")}},
        ],
    }
    watching = thing("cloudwatch.alarm", "alarm", **told, Measured=measured(told))
    directory = Directory(tuple(KINDS.values()))
    for resource in (here, there, watching):
        directory.add(resource)
    assert [(edge.verb, edge.dst) for edge in directory.relationships(watching)] == [(Verb.DEPENDS_ON, there.ref)]


def test_names_that_mean_something_in_one_namespace_only_lead_there() -> None:
    arn = "arn:aws:{}:eu-west-1:123456789012:{}"
    kafka = named("q", "kafka.msk_cluster", arn.format("kafka", "cluster/q/0a1b2c3d-1"), ClusterName="q")
    eks = named("q", "eks.eks_cluster", arn.format("eks", "cluster/q"))
    warehouse = named("q", "redshift.warehouse", arn.format("redshift", "cluster:q"), ClusterIdentifier="q")
    acl = named("q", "wafv2.web_acl", arn.format("wafv2", "regional/webacl/q/0-1"), Id="0-1", Name="q")
    counted: Json = {"MetricName": "m"}
    other = named(
        "x", "wafv2.web_acl", arn.format("wafv2", "regional/webacl/x/0-2"), Id="0-2", VisibilityConfig=counted
    )
    everywhere = named("q", "wafv2.global_web_acl", arn.format("wafv2", "global/webacl/q/0-3"), Id="0-3", Name="q")
    everything = (kafka, eks, warehouse, acl, other, everywhere, cluster("q"))
    assert about(everything, metric("AWS/Kafka", **{"Cluster Name": "q"})) == {kafka.ref}
    assert about(everything, metric("AWS/EKS", ClusterName="q")) == {eks.ref}
    assert about(everything, metric("AWS/Redshift", ClusterIdentifier="q")) == {warehouse.ref}
    assert about(everything, metric("AWS/WAFV2", WebACL="q", Region="eu-west-1", Rule="ALL")) == {acl.ref}
    assert about(everything, metric("AWS/WAFV2", WebACL="m", Region="eu-west-1", Rule="ALL")) == {other.ref}
    assert about(everything, metric("AWS/WAFV2", WebACL="q", Rule="ALL")) == {everywhere.ref}
    assert about(everything, metric("AWS/ElastiCache", **{"Cluster Name": "q"})) == set()


def test_an_alarm_is_no_target_of_what_it_watches_nor_is_it_in_it() -> None:
    group = thing(
        "elb.target_group", f"{ARN}:targetgroup/web/73e2d6bc24d8a067", MetricName="targetgroup/web/73e2d6bc24d8a067"
    )
    asked = alarm("TargetGroup", "targetgroup/web/73e2d6bc24d8a067", "AWS/ApplicationELB")
    directory = Directory(tuple(KINDS.values()))
    directory.add(group)
    (edge,) = directory.relationships(asked)
    assert (edge.src, edge.verb, edge.dst) == (asked.ref, Verb.DEPENDS_ON, group.ref)


def test_balancers_and_target_groups_are_called_by_the_end_of_their_arn() -> None:
    assert called_in_metrics({"LoadBalancerArn": BALANCER.ref.key}) == "app/front/50dc6c495c0c9188"
    assert (
        called_in_metrics({"TargetGroupArn": f"{ARN}:targetgroup/web/73e2d6bc24d8a067"})
        == "targetgroup/web/73e2d6bc24d8a067"
    )
    assert called_in_metrics({}) is None


def named(name: str, kind: str, key: str, **attrs: Json) -> Resource:
    return replace(thing(kind, key, **attrs), name=name)


def rule(bus: str, name: str = "nightly") -> Resource:
    attrs: dict[str, Json] = {"Name": name, "EventBusName": bus}
    at = f"{bus}/" if bus != "default" else ""
    arn, called = f"arn:aws:events:eu-west-1:123456789012:rule/{at}{name}", called_in_metrics_of_rules(attrs)
    return named(name, "events.event_rule", arn, **attrs, MetricName=called)


def service(cluster: str, name: str = "api") -> Resource:
    arn = "arn:aws:ecs:eu-west-1:123456789012"
    attrs: dict[str, Json] = {"clusterArn": f"{arn}:cluster/{cluster}", "serviceName": name}
    called = called_in_metrics_of_services(attrs)
    return named(name, "ecs.ecs_service", f"{arn}:service/{cluster}/{name}", **attrs, MetricName=called)


def cluster(name: str) -> Resource:
    arn = f"arn:aws:ecs:eu-west-1:123456789012:cluster/{name}"
    return named(name, "ecs.ecs_cluster", arn)


def about(others: Sequence[Resource], *metrics: Json) -> set[ResourceRef]:
    stats: list[Json] = [{"MetricStat": {"Metric": metric}} for metric in metrics]
    watching = thing("cloudwatch.alarm", "alarm", Metrics=stats, Measured=measured({"Metrics": stats}))
    directory = Directory(tuple(KINDS.values()))
    for resource in (*others, watching):
        directory.add(resource)
    return {edge.dst for edge in directory.relationships(watching)}


def metric(namespace: str, **dimensions: str) -> Json:
    return {
        "Namespace": namespace,
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }


def test_an_alarm_on_a_rule_means_that_of_its_bus() -> None:
    default, other = rule("default"), rule("bus2")
    told = about((default, other), metric("AWS/Events", RuleName="nightly"))
    assert told == {default.ref}
    told = about((default, other), metric("AWS/Events", RuleName="nightly", EventBusName="bus2"))
    assert told == {other.ref}
    told = about((other,), metric("AWS/Events", RuleName="nightly"))
    assert other.ref not in told


def test_an_alarm_on_a_service_means_that_of_its_cluster() -> None:
    everything = (service("c"), service("c2"), cluster("c"), cluster("c2"), service("c", "jobs"))
    told = about(everything, metric("AWS/ECS", ClusterName="c2", ServiceName="api"))
    assert told == {everything[1].ref}
    assert about(everything, metric("AWS/ECS", ClusterName="c2")) == {everything[3].ref}
    assert about(everything, metric("ECS/ContainerInsights", ClusterName="c", ServiceName="api")) == {everything[0].ref}
    assert about(everything, metric("ECS/ContainerInsights", ServiceName="jobs")) == {everything[-1].ref}
    assert about(everything, metric("AWS/ECS", ServiceName="api")) == set(), "which of the two nobody tells"
    assert about(everything, metric("AWS/Elsewhere", ServiceName="jobs")) == set()
    assert about(everything, metric("AWS/Elsewhere", ClusterName="c2", ServiceName="api")) == set()


def test_an_alarm_that_reckons_with_several_leads_to_all_of_them() -> None:
    arn = "arn:aws:sqs:eu-west-1:123456789012"
    queues = [named(name, "sqs.queue", f"{arn}:{name}") for name in ("orders", "stackq")]
    told = about(queues, metric("AWS/SQS", QueueName="orders"), metric("AWS/SQS", QueueName="stackq"))
    assert told == {queue.ref for queue in queues}


@pytest.mark.parametrize("names", [["web"], "web"], ids=["several", "one"])
def test_a_group_named_by_a_name_that_two_networks_have_is_not_told(names: Json) -> None:
    groups = [named("web", "ec2.security_group", f"sg-0123456789abcdef{at}", GroupName="web") for at in range(2)]
    launch = thing("autoscaling.launch_configuration", "lc", SecurityGroups=names)

    def told(*there: Resource) -> list[ResourceRef]:
        directory = Directory(tuple(KINDS.values()))
        for resource in (*there, launch):
            directory.add(resource)
        return [end for edge in directory.relationships(launch) for end in (edge.src, edge.dst) if end != launch.ref]

    assert told(*groups) == told(*reversed(groups)) == []
    assert told(groups[0]) == [groups[0].ref]
