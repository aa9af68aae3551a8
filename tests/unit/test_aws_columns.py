"""What columns of AWS kinds show of facts that AWS tells in one place or in another, or by leaving them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Json, Resource, State
from dharma_tui.screens._facts import column_value
from tests.unit.network_lab import KINDS
from tests.unit.offline_lab import one
from tests.unit.test_aws_parts import made


def shown(resource: Resource) -> dict[str, Json]:
    return {column.name: column_value(resource.attrs, column) for column in KINDS[resource.ref.kind].columns}


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:eu-west-1:123456789012:{rest}"


def role(statement: object) -> dict[str, Json]:
    policy = {"Version": "2012-10-17", "Statement": statement}
    told = {"RoleName": "r", "Arn": "arn:aws:iam::123456789012:role/r", "AssumeRolePolicyDocument": policy}
    return shown(one({"Roles": [told]}))


ANN = "arn:aws:iam::111122223333:root"


@pytest.mark.parametrize(
    ("statement", "services", "others", "federated"),
    [
        ([{"Effect": "Allow", "Principal": "*"}], None, "*", None),
        ({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}, "ec2.amazonaws.com", None, None),
        (
            [
                {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}},
                {"Effect": "Allow", "Principal": {"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": ANN}},
                {"Effect": "Allow", "Principal": {"AWS": [ANN, "AIDAX"], "Federated": "accounts.google.com"}},
            ],
            "a.amazonaws.com, b.amazonaws.com",
            f"{ANN}, AIDAX",
            "accounts.google.com",
        ),
        ([{"Effect": "Allow", "NotPrincipal": {"AWS": ANN}}], None, "*", None),
        ([], None, None, None),
    ],
)
def test_who_may_take_a_role_on(statement: object, services: str, others: str, federated: str) -> None:
    told = role(statement)
    assert (told["services"], told["others"], told["federated"]) == (services, others, federated)


def aggregator(**sources: object) -> dict[str, Json]:
    name, key = "ConfigurationAggregatorName", "ConfigurationAggregatorArn"
    return shown(one({"ConfigurationAggregators": [{name: "a", key: arn("config", "config-aggregator/a"), **sources}]}))


@pytest.mark.parametrize(
    ("sources", "organization", "regions"),
    [
        ({"OrganizationAggregationSource": {"AwsRegions": ["a", "b"], "AllAwsRegions": False}}, True, "a, b"),
        ({"OrganizationAggregationSource": {"AllAwsRegions": True}}, True, "all"),
        ({"AccountAggregationSources": [{"AccountIds": ["1"], "AwsRegions": ["a"]}]}, False, "a"),
        ({"AccountAggregationSources": [{"AccountIds": ["1"], "AllAwsRegions": True}]}, False, "all"),
    ],
)
def test_what_an_aggregator_gathers(sources: Mapping[str, object], organization: bool, regions: str) -> None:
    told = aggregator(**sources)
    assert (told["organization"], told["regions"]) == (organization, regions)


@pytest.mark.parametrize(
    ("told", "encrypted"),
    [
        ({"KmsMasterKeyId": "alias/aws/sqs", "SqsManagedSseEnabled": "false"}, True),
        ({"SqsManagedSseEnabled": "true"}, True),
        ({"SqsManagedSseEnabled": "false"}, False),
        ({}, None),
    ],
)
def test_a_queue_is_encrypted_by_either_key(told: Mapping[str, str], encrypted: bool | None) -> None:
    queue = {"QueueArn": arn("sqs", "q"), "VisibilityTimeout": "30", **told}
    found = shown(one({"Attributes": queue}))
    assert (found["encrypted"], found["fifo"]) == (encrypted, "false")


def test_what_a_table_is_usually_is_said_though_aws_leaves_it_out() -> None:
    usual = {"TableName": "t", "TableArn": arn("dynamodb", "table/t"), "TableStatus": "ACTIVE"}
    paid = {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}}
    told = shown(one({"Table": {**usual, **paid}}))
    assert (told["billing"], told["class"]) == ("PROVISIONED", "STANDARD")
    other = {
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "TableClassSummary": {"TableClass": "INFREQUENT"},
    }
    told = shown(one({"Table": {**usual, **paid, **other}}))
    assert (told["billing"], told["class"]) == ("PAY_PER_REQUEST", "INFREQUENT")


def test_a_domain_answers_within_its_network() -> None:
    told = {"DomainName": "d", "ARN": arn("es", "domain/d"), "Endpoints": {"vpc": "vpc-d.es.amazonaws.com"}}
    assert shown(one({"DomainStatusList": [told]}))["endpoint"] == "vpc-d.es.amazonaws.com"


@pytest.mark.parametrize(
    ("told", "template"),
    [
        ({"LaunchTemplate": {"LaunchTemplateName": "web"}}, "web"),
        (
            {"MixedInstancesPolicy": {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateName": "m"}}}},
            "m",
        ),
        ({"LaunchConfigurationName": "old"}, "old"),
    ],
)
def test_what_instances_of_a_group_are_like(told: Mapping[str, object], template: str) -> None:
    group = {"AutoScalingGroupName": "g", "AutoScalingGroupARN": arn("autoscaling", "autoScalingGroup:1:g"), **told}
    assert shown(one({"AutoScalingGroups": [group]}))["template"] == template


def service(**told: object) -> dict[str, Json]:
    made = {"serviceArn": arn("ecs", "service/c/s"), "serviceName": "s", "clusterArn": arn("ecs", "cluster/c")}
    return shown(one({"services": [{**made, "status": "ACTIVE", "desiredCount": 1, "runningCount": 1, **told}]}))


def test_a_service_that_others_deploy_runs_what_its_set_in_use_does() -> None:
    sets = [
        {"status": "DRAINING", "taskDefinition": arn("ecs", "task-definition/t:2"), "launchType": "EC2"},
        {"status": "PRIMARY", "taskDefinition": arn("ecs", "task-definition/t:3"), "launchType": "EC2"},
    ]
    told = service(taskSets=sets)
    assert (told["version"], told["task_definition"]) == ("t:3", arn("ecs", "task-definition/t:3"))
    assert told["launch"] == "EC2"


@pytest.mark.parametrize(("word", "status"), [("STABILIZING", "progressing"), ("STEADY_STATE", "healthy")])
def test_a_service_that_others_deploy_is_under_way_until_all_its_sets_are_steady(word: str, status: str) -> None:
    sets = [{"status": "PRIMARY", "stabilityStatus": "STEADY_STATE"}, {"status": "ACTIVE", "stabilityStatus": word}]
    assert service(taskSets=sets, runningCount=2)["status"] == status


def test_a_service_says_how_its_tasks_are_launched() -> None:
    assert service(capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT"}])["launch"] == "FARGATE_SPOT"
    assert service(launchType="FARGATE")["launch"] == "FARGATE"


def alarm(**told: object) -> list[Json]:
    found = shown(one({"MetricAlarms": [{"AlarmName": "a", "AlarmArn": arn("cloudwatch", "alarm:a"), **told}]}))
    return [found[name] for name in ("metric", "namespace", "about", "statistic", "period")]


def stat(name: str, value: str, how: str = "Sum") -> dict[str, Any]:
    metric = {"Namespace": "AWS/EC2", "MetricName": name, "Dimensions": [{"Name": "InstanceId", "Value": value}]}
    return {"MetricStat": {"Metric": metric, "Period": 60, "Stat": how}}


def test_what_an_alarm_watches_is_said_however_it_reckons() -> None:
    own: dict[str, Any] = {"MetricName": "Latency", "Namespace": "AWS/ELB", "Period": 300}
    assert alarm(**own, ExtendedStatistic="p99") == ["Latency", "AWS/ELB", None, "p99", 300]
    assert alarm(**own, Statistic="Sum") == ["Latency", "AWS/ELB", None, "Sum", 300]
    formula = [{"Expression": "m1/m2"}, stat("In", "i-0a0a0a0a"), stat("Out", "i-0a0a0a0a")]
    assert alarm(Metrics=formula) == ["In, Out", "AWS/EC2", "i-0a0a0a0a", "Sum", 60]
    query = {"Expression": "SELECT MAX(CPU) FROM AWS/EC2", "Period": 300}
    assert alarm(Metrics=[query]) == [query["Expression"], None, None, None, 300]


def test_where_a_route_table_leads() -> None:
    ways = [
        {"DestinationCidrBlock": "10.0.0.0/16"},
        {"DestinationIpv6CidrBlock": "::/0"},
        {"DestinationPrefixListId": "pl-63a5400a"},
    ]
    routes = {"RouteTableId": "rtb-0a0a0a0a", "OwnerId": "123456789012", "VpcId": "vpc-0a0a0a0a", "Routes": ways}
    assert shown(one({"RouteTables": [routes]}))["to"] == "10.0.0.0/16, ::/0, pl-63a5400a"


@pytest.mark.parametrize(
    ("attachments", "word", "state"),
    [([], "detached", State.STOPPED), ([{"State": "available", "VpcId": "vpc-1"}], "available", State.RUNNING)],
)
def test_a_gateway_of_no_network_is_detached(attachments: list[object], word: str, state: State) -> None:
    gateway = {"InternetGatewayId": "igw-0a0a0a0a", "OwnerId": "123456789012", "Attachments": attachments}
    found = one({"InternetGateways": [gateway]})
    assert (found.attrs["Attachment"], found.state) == (word, state)


def test_routes_of_a_connection_are_counted_once_for_both_tunnels() -> None:
    tunnels = [{"Status": "UP", "AcceptedRouteCount": 7}, {"Status": "UP", "AcceptedRouteCount": 6}]
    told = {"VpnConnectionId": "vpn-0a0a0a0a", "CustomerGatewayId": "cgw-0a0a0a0a", "VgwTelemetry": tunnels}
    assert shown(one({"VpnConnections": [told]}))["routes"] == 7


def test_a_gateway_says_no_network_that_it_was_detached_from() -> None:
    networks = [{"State": "detached", "VpcId": "vpc-0a0a0a0a"}, {"State": "attached", "VpcId": "vpc-0b0b0b0b"}]
    told = {"VpnGatewayId": "vgw-0a0a0a0a", "VpcAttachments": networks}
    assert shown(one({"VpnGateways": [told]}))["vpc"] == "vpc-0b0b0b0b"


def test_blocks_of_addresses_that_were_taken_away_are_not_shown() -> None:
    blocks = [
        {"Ipv6CidrBlock": "2001:db8:1::/64", "Ipv6CidrBlockState": {"State": "disassociated"}},
        {"Ipv6CidrBlock": "2001:db8:2::/64", "Ipv6CidrBlockState": {"State": "associated"}},
        {"Ipv6CidrBlock": "2001:db8:3::/64", "Ipv6CidrBlockState": {"State": "failed"}},
    ]
    told = {"SubnetId": "subnet-0a0a0a0a", "OwnerId": "123456789012", "Ipv6CidrBlockAssociationSet": blocks}
    assert shown(one({"Subnets": [told]}))["ipv6"] == "2001:db8:2::/64"


def test_what_is_the_same_of_several_is_counted() -> None:
    nodes = [{"CacheSize": "1 GB"}, {"CacheSize": "2 GB"}, {"CacheSize": "2 GB"}]
    snapshot = {"SnapshotName": "s", "ARN": arn("elasticache", "snapshot:s"), "NodeSnapshots": nodes}
    assert shown(one({"Snapshots": [snapshot]}))["sizes"] == "1 GB, 2 GB × 2"


def test_a_cluster_is_as_old_as_its_oldest_node() -> None:
    nodes = [{"NodeCreateTime": "2026-11-01T00:05:00Z"}, {"NodeCreateTime": "2026-01-01T00:00:00Z"}]
    told = {"ClusterName": "d", "ClusterArn": arn("dax", "cache/d"), "Nodes": nodes}
    assert shown(one({"Clusters": [told]}))["created"] == "2026-01-01T00:00:00+00:00"


def test_a_moment_without_a_time_zone_is_one_of_utc() -> None:
    told = {"ClientVpnEndpointId": "cvpn-endpoint-0a0a0a0a", "CreationTime": "2026-01-01T00:00:00"}
    found = one({"ClientVpnEndpoints": [told]})
    assert shown(found)["created"] == "2026-01-01T00:00:00+00:00"


def test_features_that_are_off_are_none_of_a_detector() -> None:
    features = [{"Name": "CLOUD_TRAIL", "Status": "ENABLED"}, {"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]
    assert shown(made("guardduty.detector", Id="12abc34d", Features=features))["feature"] == "CLOUD_TRAIL"


def test_shares_that_are_alike_are_counted() -> None:
    ends = [{"EndpointId": "a", "Weight": 128}, {"EndpointId": "b", "Weight": 128}]
    group = made(
        "globalaccelerator.endpoint_group", EndpointGroupArn=arn("globalaccelerator", "g"), EndpointDescriptions=ends
    )
    assert shown(group)["weights"] == "128 × 2"


def test_what_columns_gather_leads_to_nobody_by_itself() -> None:
    """It is told by the properties that it follows from, and by these alone."""
    server = made("ec2.instance", InstanceId="i-0a0a0a0a")
    key = arn("cloudwatch", "alarm:a")
    watching = made("cloudwatch.alarm", AlarmName="a", AlarmArn=key, Metrics=[stat("In", "i-0a0a0a0a")])
    directory = Directory(tuple(KINDS.values()))
    for each in (server, watching):
        directory.add(each)
    (edge,) = directory.relationships(watching)
    assert "Watched" not in edge.source
