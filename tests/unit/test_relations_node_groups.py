"""Nodes of Kubernetes: a node group is there by its servers, and a cluster runs what it runs on its node groups."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.relations.node_groups import NodeGroups
from tests.unit.network_lab import KINDS
from tests.unit.test_aws_losses import kind_key
from tests.unit.test_aws_parts import ACCOUNT, in_cluster, made, told
from tests.unit.test_topology_rules import losses

Edges = list[tuple[str, Verb, str]]
CLUSTER = made("eks.eks_cluster", Id="prod", name="prod", arn=f"arn:aws:eks:{ACCOUNT}:cluster/prod")
SERVERS = [made("ec2.instance", InstanceId=f"i-{at}", Tags=[]) for at in ("0a0a0a0a", "0b0b0b0b")]
NODES, SCALING, ALL = "aws.eks.eks_nodegroup", "aws.autoscaling.scaling_group", "lab.all"


def group(name: str, *servers: Resource) -> list[Resource]:
    """A node group, and the Auto Scaling group of its servers."""
    arn = f"arn:aws:autoscaling:{ACCOUNT}:autoScalingGroup:u:autoScalingGroupName/eks-{name}"
    listed = [{"InstanceId": each.ref.key, "LifecycleState": "InService"} for each in servers]
    return [
        in_cluster("eks_nodegroup", "nodegroup", name, resources={"autoScalingGroups": [{"name": f"eks-{name}"}]}),
        made(
            "autoscaling.scaling_group", AutoScalingGroupName=f"eks-{name}", AutoScalingGroupARN=arn, Instances=listed
        ),
    ]


def edges(*known: Resource) -> Edges:
    """What their properties say, and what follows of their nodes."""
    rule = NodeGroups(tuple(KINDS.values()))
    for each in known:
        rule.add(each)
    found = [edge for each in known for edge in rule.relationships(each)]
    return [*told(*known), *((kind_key(edge.src), edge.verb, kind_key(edge.dst)) for edge in found)]


def lost(known: Edges, *failed: Resource) -> dict[str, float]:
    """What is lost of these kinds, in per cent, if all of ``failed`` fail."""
    both = [(ALL, Verb.CONTAINS, kind_key(each.ref)) for each in failed]
    found = losses([*known, *both], ALL)
    return {name.split(":")[0]: share for name, share in found.items() if not name.startswith("aws.ec2")}


def test_a_node_group_loses_its_share_of_servers_and_its_cluster_what_runs_there() -> None:
    known = edges(CLUSTER, *group("workers", *SERVERS), *SERVERS)

    assert lost(known, SERVERS[0]) == {SCALING: 50, NODES: 50}
    assert lost(known, *SERVERS) == {SCALING: 100, NODES: 100, "aws.eks.eks_cluster": 50}


def test_what_only_makes_servers_takes_no_nodes_along() -> None:
    nodes, scaling = group("workers", *SERVERS)
    known = edges(CLUSTER, nodes, scaling, *SERVERS)

    assert lost(known, scaling)[NODES] == 25
    assert "aws.eks.eks_cluster" not in lost(known, scaling)


@pytest.mark.parametrize(
    "other", [group("more", SERVERS[1]), [in_cluster("fargate_profile", "fargateprofile", "jobs")]]
)
def test_a_cluster_with_other_nodes_loses_less(other: list[Resource]) -> None:
    known = edges(CLUSTER, *group("workers", SERVERS[0]), *other, *SERVERS)
    assert lost(known, SERVERS[0])["aws.eks.eks_cluster"] == 25


def test_a_cluster_takes_its_node_groups_along() -> None:
    known = edges(CLUSTER, *group("workers", *SERVERS), *SERVERS)
    assert lost(known, CLUSTER)[NODES] == 100


def test_nothing_is_told_of_an_auto_scaling_group_that_nobody_listed() -> None:
    nodes, _ = group("workers", *SERVERS)
    assert [verb for _, verb, _ in edges(CLUSTER, nodes)] == [Verb.CONTAINS]
