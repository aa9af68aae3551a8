"""Whom a group of nodes has: the servers of its Auto Scaling groups, which only make and replace them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

NODES, SCALING, SERVER = "aws.eks.eks_nodegroup", "aws.autoscaling.scaling_group", "aws.ec2.instance"
_Called = tuple[str, str, str]
"""Account, region and name."""


class NodeGroups(Rule):
    """A node group of EKS manages the servers of the Auto Scaling groups that it names."""

    name = "node_groups"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._servers: dict[_Called, tuple[str, ...]] = {}
        """Auto Scaling group → its servers."""

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (NODES, SCALING) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        if resource.ref.kind == SCALING and (servers := (*texts(resource.attrs, "Instances.InstanceId"),)):
            for name in texts(resource.attrs, "AutoScalingGroupName"):
                self._servers[resource.scope.account, resource.scope.region, name] = servers

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind != NODES:
            return
        for name in dict.fromkeys(texts(resource.attrs, "resources.autoScalingGroups.name")):
            servers = self._servers.get((resource.scope.account, resource.scope.region, name), ())
            for server in dict.fromkeys(servers):
                yield self.told(resource.ref, ResourceRef(SERVER, server), Verb.MANAGES, f"a server of {name}")

    def facts(self, resource: Resource) -> object:
        names = ("AutoScalingGroupName", "Instances.InstanceId", "resources.autoScalingGroups.name")
        return [[*texts(resource.attrs, name)] for name in names]
