"""Which security groups a launch configuration means by their names, where several networks have groups that are so called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

GROUP, SUBNET, VPC = "aws.ec2.security_group", "aws.ec2.subnet", "aws.ec2.vpc"
SCALING, CONFIGURATION = "aws.autoscaling.scaling_group", "aws.autoscaling.launch_configuration"
_APART = re.compile(r"[\s,]+")
_Called = tuple[str, str, str]
"""Account, region and name."""


class GroupNames(Rule):
    """A launch configuration and its groups: those in the networks of the Auto Scaling groups that use it, else in the default one.

    A name that but one group has is told by the property alone.
    """

    name = "group_names"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._groups: dict[_Called, dict[str, str]] = {}
        """Name → groups, by their VPC."""
        self._vpcs: dict[str, str] = {}
        """Subnet → VPC."""
        self._defaults: dict[tuple[str, str], str] = {}
        self._subnets: dict[_Called, set[str]] = {}
        """Launch configuration → the subnets where it is used."""

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (GROUP, SUBNET, VPC, SCALING, CONFIGURATION) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        ref, scope = resource.ref, resource.scope
        vpc = next(texts(resource.attrs, "VpcId"), "")
        if ref.kind == GROUP:
            for name in texts(resource.attrs, "GroupName"):
                self._groups.setdefault((scope.account, scope.region, name), {})[vpc] = ref.key
        elif ref.kind == SUBNET:
            self._vpcs[ref.key] = vpc
        elif ref.kind == VPC and resource.attrs.get("IsDefault") is True:
            self._defaults[scope.account, scope.region] = ref.key
        elif ref.kind == SCALING:
            for name in texts(resource.attrs, "LaunchConfigurationName"):
                self._subnets.setdefault((scope.account, scope.region, name), set()).update(_subnets(resource))

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind != CONFIGURATION:
            return
        here = resource.scope.account, resource.scope.region
        used = {self._vpcs.get(subnet, "") for subnet in self._subnets.get((*here, resource.name), ())} - {""}
        for name in dict.fromkeys(texts(resource.attrs, "SecurityGroups")):
            groups = self._groups.get((*here, name), {})
            for vpc in sorted(used or {self._defaults.get(here, "")}) if len(groups) > 1 else ():
                if vpc in groups:
                    yield self.told(resource.ref, ResourceRef(GROUP, groups[vpc]), Verb.DEPENDS_ON, f"{name} of {vpc}")

    def facts(self, resource: Resource) -> object:
        attrs = resource.attrs
        told = [[*texts(attrs, name)] for name in ("GroupName", "VpcId", "SecurityGroups", "LaunchConfigurationName")]
        return resource.name, told, attrs.get("IsDefault"), _subnets(resource)


def _subnets(resource: Resource) -> list[str]:
    """The subnets of an Auto Scaling group."""
    return [each for told in texts(resource.attrs, "VPCZoneIdentifier") for each in _APART.split(told) if each]
