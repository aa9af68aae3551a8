"""Whom balancers, their listeners and rules forward to: groups of weight 0 are named and get nothing.

Where nobody tells the targets of a group, they are the servers in service of the Auto Scaling groups that register them there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

BALANCER, GROUP = "aws.elb.load_balancer", "aws.elb.target_group"
SCALING, SERVER = "aws.autoscaling.scaling_group", "aws.ec2.instance"
_BALANCERS, _GROUPS, _TARGETS = "LoadBalancerArns", "TargetGroupARNs", "Targets"
RULE = "aws.elb.listener_rule"
_ACTIONS = {"aws.elb.listener": "DefaultActions", RULE: "Actions"}


class Forwards(Rule):
    """A listener or a rule and each group it names; a balancer and its groups, but those that all who name them leave out."""

    name = "forwards"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._said: dict[tuple[str, str], bool] = {}
        """Balancer and group → whether anybody there forwards to it."""
        self._told: set[str] = set()
        """Groups whose targets are told."""

    @property
    def reads(self) -> Collection[str]:
        return [kind for kind in (GROUP, SCALING, *_ACTIONS) if kind in self.kinds]

    def add(self, resource: Resource) -> None:
        balancer = _balancer(resource.ref.key)
        for group, weight in forwarded(resource).items():
            self._said[balancer, group] = bool(weight) or self._said.get((balancer, group), False)
        if resource.ref.kind == GROUP and _TARGETS in resource.attrs:
            self._told.add(resource.ref.key)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        for group, weight in forwarded(resource).items():
            verb, why = (Verb.ROUTES_TO, "its actions") if weight else (Verb.CONNECTS_TO, "weight 0")
            yield self.told(resource.ref, ResourceRef(GROUP, group), verb, why)
        if resource.ref.kind == GROUP:
            for balancer in dict.fromkeys(texts(resource.attrs, _BALANCERS)):
                if self._said.get((balancer, resource.ref.key), True):
                    yield self.told(ResourceRef(BALANCER, balancer), resource.ref, Verb.ROUTES_TO, _BALANCERS)
        for group in dict.fromkeys(texts(resource.attrs, _GROUPS) if resource.ref.kind == SCALING else ()):
            for server in _serving(resource) if group not in self._told else ():
                yield self.told(ResourceRef(GROUP, group), ResourceRef(SERVER, server), Verb.ROUTES_TO, resource.name)

    def facts(self, resource: Resource) -> object:
        attrs = resource.attrs
        if resource.ref.kind == SCALING:
            return [*texts(attrs, _GROUPS)], _serving(resource), resource.name
        return forwarded(resource), [*texts(attrs, _BALANCERS)], _TARGETS in attrs


def _serving(resource: Resource) -> list[str]:
    """The servers of an Auto Scaling group that are in service."""
    servers = _mappings(resource.attrs.get("Instances"))
    return [
        str(each["InstanceId"])
        for each in servers
        if each.get("LifecycleState") == "InService" and "InstanceId" in each
    ]


def forwarded(resource: Resource) -> dict[str, float]:
    """The groups that the actions of ``resource`` name, with the greatest weight each has there."""
    found: dict[str, float] = {}
    for action in _mappings(resource.attrs.get(_ACTIONS.get(resource.ref.kind, ""))):
        forward = action.get("ForwardConfig")
        several = _mappings(forward.get("TargetGroups")) if isinstance(forward, Mapping) else []
        for each in several or [action]:
            weight = each.get("Weight")
            weight = float(weight) if isinstance(weight, (int, float)) else 1.0
            if isinstance(group := each.get("TargetGroupArn"), str) and group:
                found[group] = max(weight, found.get(group, 0.0))
    return found


def _mappings(value: Json) -> list[Mapping[str, Json]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _balancer(key: str) -> str:
    """The ARN of the balancer of a listener or a rule, whose own says it."""
    place, _, rest = key.partition(":listener")
    return f"{place}:loadbalancer/{'/'.join(rest.split('/')[1:4])}"
