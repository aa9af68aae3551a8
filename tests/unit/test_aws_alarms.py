"""What alarms watch: named by the dimensions of AWS's own metrics, whatever these are of."""

from __future__ import annotations

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Json, Resource, ResourceRef
from dharma_tui.services.discovery.aws.cloudwatch import measured
from dharma_tui.services.discovery.aws.elb import called_in_metrics
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


def test_balancers_and_target_groups_are_called_by_the_end_of_their_arn() -> None:
    assert called_in_metrics({"LoadBalancerArn": BALANCER.ref.key}) == "app/front/50dc6c495c0c9188"
    assert (
        called_in_metrics({"TargetGroupArn": f"{ARN}:targetgroup/web/73e2d6bc24d8a067"})
        == "targetgroup/web/73e2d6bc24d8a067"
    )
    assert called_in_metrics({}) is None
