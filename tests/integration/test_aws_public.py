"""What the internet reaches by public endpoints and addresses that AWS gives it, past groups or through them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.access import FROM_INTERNET, INWARDS, Answers
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.query.lookup import Lookup
from tests.integration.moto_lab import ACCOUNT
from tests.integration.test_aws import Bench
from tests.integration.test_aws_import import HERE, SERVICES, imported
from tests.integration.test_aws_reach import ARN, ESTATE

Asked = Callable[..., Coroutine[Any, Any, dict[str, Answers]]]


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    """What is said of one more resource of the estate, as the AWS CLI tells it."""
    io = IoPool(2)
    benches: list[Bench] = []

    async def asked(kind: str, key: str, **told: Any) -> dict[str, Answers]:
        bench = Bench(tmp_path / f"store-{len(benches)}")
        benches.append(bench)
        files = []
        for what, listed in (ESTATE | told).items():
            files.append(tmp_path / f"{what}.json")
            files[-1].write_text(json.dumps({what: listed}))
        imported(bench, files, HERE)
        resource = Lookup(bench.lake).resource(ResourceRef(f"aws.{kind}", key)).resource
        answers = await Access(bench.lake, io, kinds_of(SERVICES)).of(resource)
        return {each.question: each for each in answers}

    yield asked
    io.close()
    for bench in benches:
        bench.lake.close()


def said(answer: Answers) -> list[tuple[str, str, str, bool]]:
    return [(way.name, way.what, way.why, way.sure) for way in answer.ways]


@pytest.mark.parametrize(
    ("network", "ways"),
    [
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]}, ["0.0.0.0/0"]),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["198.51.100.0/24"]}, ["198.51.100.0/24"]),
        ({"endpointPublicAccess": True}, ["0.0.0.0/0"]),
        ({"endpointPublicAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}, []),
    ],
)
async def test_the_internet_reaches_the_public_endpoint_of_a_cluster(
    asked: Asked, network: dict[str, Any], ways: list[str]
) -> None:
    arn = ARN.format("eks", "cluster/k8s")
    placed = {"vpcId": "vpc-1", "subnetIds": ["subnet-b"], "securityGroupIds": ["sg-web"], **network}
    told = {"name": "k8s", "arn": arn, "status": "ACTIVE", "version": "1.29", "resourcesVpcConfig": placed}
    answer = (await asked("eks.eks_cluster", arn, cluster=told))[FROM_INTERNET]
    assert said(answer) == [(block, "tcp 443", "at its public endpoint", True) for block in ways]


@pytest.mark.parametrize(("type_", "count"), [("SERVICE_PROVIDED_EIPS", 1), ("DISABLED", 0)])
async def test_the_internet_reaches_public_brokers_as_their_groups_let_it(asked: Asked, type_: str, count: int) -> None:
    arn = ARN.format("kafka", "cluster/events/aa-1")
    place: dict[str, Any] = {
        "ClientSubnets": ["subnet-a"],
        "SecurityGroups": ["sg-front"],
        "InstanceType": "kafka.m5.large",
    }
    place["ConnectivityInfo"] = {"PublicAccess": {"Type": type_}}
    told = {"ClusterArn": arn, "ClusterName": "events", "State": "ACTIVE", "ClusterType": "PROVISIONED",
            "Provisioned": {"BrokerNodeGroupInfo": place, "NumberOfBrokerNodes": 3}}  # fmt: skip
    answer = (await asked("kafka.msk_cluster", arn, ClusterInfoList=[told]))[FROM_INTERNET]
    assert said(answer) == [("0.0.0.0/0", "tcp 443", "through igw-1 and sg-front", True)] * count


def policy(action: str, principal: object = "*", **more: Any) -> str:
    told = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [told]})


NONE = {"Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}}
OWN = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


@pytest.mark.parametrize(
    "network", [None, {"VpcId": "vpc-1", "SubnetIds": ["subnet-b"], "SecurityGroupIds": ["sg-web"]}]
)
async def test_anybody_may_call_the_url_of_a_function_whose_policy_says_so(
    asked: Asked, network: dict[str, Any] | None
) -> None:
    arn = ARN.format("lambda", "function:hook")
    told: dict[str, Any] = {
        "FunctionName": "hook",
        "FunctionArn": arn,
        "Role": f"arn:aws:iam::{ACCOUNT}:role/x",
        "Runtime": "python3.12",
    }
    told |= {"VpcConfig": network} if network else {}
    open_ = {**told, "Policy": policy("lambda:InvokeFunctionUrl", **NONE)}
    answer = (await asked("lambda.function", arn, Functions=[open_]))[FROM_INTERNET]
    why = "at its URL, if it has one; if lambda:FunctionUrlAuthType; by its own policy"
    assert said(answer) == [("0.0.0.0/0", "tcp 443", why, False)]
    assert answer.unknown == "URLs of hook were not listed"
    shut = {**told, "Policy": policy("lambda:InvokeFunctionUrl", OWN, **NONE)}
    answer = (await asked("lambda.function", arn, Functions=[shut]))[FROM_INTERNET]
    assert (answer.ways, answer.unknown) == ((), "policies of aliases and versions of hook were not read")
    answer = (await asked("lambda.function", arn, Functions=[told]))[FROM_INTERNET]
    assert (answer.ways, answer.unknown) == ((), "the policy of hook was not read")


async def test_a_domain_in_no_vpc_is_reached_by_whom_its_policy_lets_in(asked: Asked) -> None:
    arn = ARN.format("es", "domain/logs")
    told = {"DomainId": f"{ACCOUNT}/logs", "DomainName": "logs", "ARN": arn, "Created": True, "ClusterConfig": {},
            "Endpoint": "search-logs-abc.eu-west-1.es.amazonaws.com", "EngineVersion": "OpenSearch_2.11"}  # fmt: skip
    for principal, ways, beneath in (
        ("*", [("0.0.0.0/0", "tcp 443", "at its public endpoint; by its own policy", True)], ""),
        (OWN, [], "Its endpoint is public; its policy lets nobody in without signing."),
    ):
        domain = {**told, "AccessPolicies": policy("es:*", principal)}
        answers = await asked("opensearch.search_domain", arn, DomainStatusList=[domain])
        assert (said(answers[FROM_INTERNET]), answers[FROM_INTERNET].beneath) == (ways, beneath)
        assert answers[INWARDS].beneath == "It lies in no VPC: nobody reaches it within one."


PUBLIC = {"PubliclyAccessible": True, "Endpoint": {"Port": 443}}
DATABASES = {"DBSubnetGroupName": "data", "DBSubnetGroupArn": ARN.format("rds", "subgrp:data"), "VpcId": "vpc-1",
             "Subnets": [{"SubnetIdentifier": "subnet-a"}]}  # fmt: skip
GUARDS = [{"VpcSecurityGroupId": "sg-front", "Status": "active"}]
IN = [("0.0.0.0/0", "tcp 443", "through igw-1 and sg-front", True)]


@pytest.mark.parametrize(("member", "ways"), [(PUBLIC, IN), ({}, [])])
async def test_a_database_cluster_is_reached_as_its_members_are(
    asked: Asked, member: dict[str, Any], ways: list[tuple[str, str, str, bool]]
) -> None:
    arn = ARN.format("rds", "cluster:orders")
    told = {"DBClusterIdentifier": "orders", "DBClusterArn": arn, "Status": "available", "DBSubnetGroup": "data",
            "Port": 443, "VpcSecurityGroups": GUARDS, "DBClusterMembers": [{"DBInstanceIdentifier": "orders-1"}]}  # fmt: skip
    one = {"DBInstanceIdentifier": "orders-1", "DBInstanceArn": ARN.format("rds", "db:orders-1"), **member,
           "DBInstanceStatus": "available", "DBClusterIdentifier": "orders", "VpcSecurityGroups": GUARDS,
           "DBSubnetGroup": {"DBSubnetGroupName": "data", "VpcId": "vpc-1"}}  # fmt: skip
    listed = {"DBClusters": [told], "DBSubnetGroups": [DATABASES]}
    answers = await asked("rds.db_cluster", arn, **listed, DBInstances=[one])
    assert (said(answers[FROM_INTERNET]), answers[FROM_INTERNET].unknown) == (ways, "")
    assert answers[INWARDS].unknown == ""
    assert "orders-1" not in {way.name for way in answers[INWARDS].ways}
    alone = await asked("rds.db_cluster", arn, **listed, DBInstances=[])
    assert alone[INWARDS].unknown == ""


async def test_a_replication_group_is_reached_as_its_caches_are(asked: Asked) -> None:
    arn, cache = ARN.format("elasticache", "replicationgroup:red"), ARN.format("elasticache", "cluster:red-1")
    listed = {
        "ReplicationGroups": [{"ReplicationGroupId": "red", "ARN": arn, "Status": "available", "MemberClusters": ["red-1"]}],
        "CacheClusters": [
            {"CacheClusterId": "red-1", "ARN": cache, "CacheClusterStatus": "available", "ReplicationGroupId": "red",
             "CacheSubnetGroupName": "lies", "SecurityGroups": [{"SecurityGroupId": "sg-web", "Status": "active"}]},
        ],
        "CacheSubnetGroups": [
            {"CacheSubnetGroupName": "lies", "ARN": ARN.format("elasticache", "subnetgroup:lies"), "VpcId": "vpc-1",
             "Subnets": [{"SubnetIdentifier": "subnet-b"}]},
        ],
    }  # fmt: skip
    for kind, key in (("replication_group", arn), ("cache_cluster", cache)):
        answers = await asked(f"elasticache.{kind}", key, **listed)
        assert [(way.name, way.what, way.sure) for way in answers[INWARDS].ways] == [("front", "tcp 80", True)]
        assert {answers[question].unknown for question in (FROM_INTERNET, INWARDS)} == {""}


async def test_an_endpoint_of_a_service_begins_no_talk(asked: Asked) -> None:
    told = {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "available",
            "ServiceName": "com.amazonaws.eu-west-1.sqs", "SubnetIds": ["subnet-b"],
            "Groups": [{"GroupId": "sg-front", "GroupName": "sg-front"}]}  # fmt: skip
    answers = await asked("ec2.instance", "i-1", VpcEndpoints=[told])
    assert "vpce-1" not in {way.name for way in answers[INWARDS].ways}
    assert "vpce-1" in {way.name for way in answers["What it reaches"].ways}
