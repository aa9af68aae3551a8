"""Elastic Load Balancing: load balancers of all kinds, their listeners and targets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._elsewhere import elsewhere
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    Detail,
    Parent,
    entry,
    flag,
    guarded,
    in_subnet,
    in_vpc,
    moment,
    number,
    port,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_IN_METRICS = re.compile(r":loadbalancer/(.+)|:(targetgroup/.+)")


def called_in_metrics(attrs: Mapping[str, Json]) -> Json:
    """How metrics call a balancer or a target group: by the end of its ARN."""
    found = _IN_METRICS.search(str(attrs.get("LoadBalancerArn") or attrs.get("TargetGroupArn")))
    return found and (found[1] or found[2])


_OF_BALANCER = re.compile(r":listener(?:-rule)?/[^/]+/([^/]+)/")


def _listener_name(attrs: Mapping[str, Json]) -> Json:
    """The name of its balancer, which its ARN tells, and the port."""
    return _on_port(attrs.get("ListenerArn"), attrs.get("Port"))


def _rule_name(attrs: Mapping[str, Json]) -> Json:
    """That of its listener, and when it comes to it."""
    listener = _on_port(attrs.get("RuleArn"), attrs.get("ListenerPort"))
    return listener and f"{listener} rule {attrs.get('Priority', '')}".rstrip()


def _on_port(arn: Json, port: Json) -> str | None:
    found = _OF_BALANCER.search(str(arn))
    return found and (f"{found[1]}:{port}" if port else found[1])


_BALANCER = entry(
    *("elb.load_balancer", "Load balancer", "An application, network or gateway load balancer."),
    *("elbv2.DescribeLoadBalancers", "LoadBalancers"),
    id="LoadBalancerName",
    only="Names",
    arn="LoadBalancerArn",
    shapes="elasticloadbalancing:loadbalancer",
    name="LoadBalancerName",
    state="State.Code",
    tags="Tags",
    details=(Detail("DescribeTags", "ResourceArns", "LoadBalancerArn", 20, "TagDescriptions", "ResourceArn"),),
    aliases="lb lbs alb nlb",
    glyph="⇶",
    words="active provisioning active_impaired failed",
    hosts=("DNSName",),
    also=("MetricName",),
    derived={"MetricName": called_in_metrics},
    columns=(
        text("type", "Type", 11, "application, network or gateway."),
        text("scheme", "Scheme", 15, "internet-facing or internal."),
        text("dns", "DNSName", 50, "Its name in DNS."),
        text("vpc", "VpcId", 21, "Its VPC."),
        moment("created", "CreatedTime", "When it was made."),
        text("zones", "AvailabilityZones[].ZoneName", 24, "Zones it is in.", wide=True),
        text("groups", "SecurityGroups[]", 21, "Its security groups.", wide=True),
        text("ip", "IpAddressType", 9, "ipv4 or dualstack.", wide=True),
    ),
    bearings=(
        ASKS_NOBODY,
        Bearing(Verb.ROUTES_TO, "aws.ec2.elastic_ip", reverse=True, loses=1.0, shared=True, mutual=True, outside=True),
        Bearing(Verb.DEPENDS_ON, reverse=True, takes=1.0, outside=True),
        Bearing(Verb.CONTAINS, "aws.ec2.network_interface", loses=1.0, shared=True, whole=True, mutual=True),
    ),
    links=(
        in_vpc(),
        in_subnet("AvailabilityZones.SubnetId"),
        guarded("SecurityGroups"),
        Link(
            *("AvailabilityZones.LoadBalancerAddresses.AllocationId", "aws.ec2.elastic_ip", Verb.ROUTES_TO),
            reverse=True,
            is_usual=False,
        ),
    ),
)
_TARGET_GROUP = entry(
    *("elb.target_group", "Target group", "What load balancers send requests to."),
    *("elbv2.DescribeTargetGroups", "TargetGroups"),
    id="TargetGroupName",
    only="Names",
    arn="TargetGroupArn",
    shapes="elasticloadbalancing:targetgroup",
    name="TargetGroupName",
    tags="Tags",
    details=(
        Detail("DescribeTags", "ResourceArns", "TargetGroupArn", 20, "TagDescriptions", "ResourceArn"),
        Detail(
            "DescribeTargetHealth",
            "TargetGroupArn",
            "TargetGroupArn",
            items="TargetHealthDescriptions",
            under="Targets",
        ),
        Detail(
            "DescribeTargetGroupAttributes",
            "TargetGroupArn",
            "TargetGroupArn",
            items="Attributes",
            under="Attributes",
            seldom=True,
        ),
    ),
    aliases="tg tgs",
    also=("MetricName",),
    derived={"MetricName": called_in_metrics, "TargetsElsewhere": elsewhere},
    unlisted="TargetsElsewhere",
    leads_to=("Targets.Target.Id",),
    columns=(
        text("protocol", "Protocol", 8, "How targets are spoken to."),
        port("port", "Port", "On which port."),
        text("type", "TargetType", 9, "instance, ip, lambda or alb."),
        text("health", "Targets[].TargetHealth.State", 10, "Health of its targets."),
        text("vpc", "VpcId", 21, "Its VPC."),
        text("check", "HealthCheckPath", 20, "The path asked for its health.", wide=True),
        text("balancers", "LoadBalancerArns[]", 50, "Balancers that lead to it.", wide=True),
    ),
    bearings=(Bearing(Verb.ROUTES_TO, "aws.ecs.ecs_service", loses=1.0, shared=True, by_copies=True),),
    links=(
        in_vpc(),
        Link("Targets.Target.Id", "aws.ec2.instance", Verb.ROUTES_TO),
    ),
    mute=("LoadBalancerArns",),
)
_LEFT_OUT = Bearing(Verb.CONNECTS_TO, "aws.elb.target_group")
"""A target group of weight 0 gets nothing."""


def _forwarded(actions: str) -> tuple[str, ...]:
    """Where actions name target groups: a rule tells which of them get anything."""
    return tuple(f"{actions}.{path}" for path in ("TargetGroupArn", "ForwardConfig.TargetGroups.TargetGroupArn"))


_LISTENER = entry(
    *("elb.listener", "Listener", "A port of a load balancer.", "elbv2.DescribeListeners", "Listeners"),
    id="ListenerArn",
    arn="ListenerArn",
    shapes="elasticloadbalancing:listener",
    parent=Parent("aws.elb.load_balancer", {"LoadBalancerArn": "LoadBalancerArn"}),
    name="Name",
    derived={"Name": _listener_name},
    columns=(
        text("protocol", "Protocol", 8, "What it speaks."),
        port("port", "Port", "Where it listens."),
        text("tls", "SslPolicy", 28, "Its policy for TLS."),
        text("action", "DefaultActions[].Type", 14, "What it does with a request."),
        text("balancer", "LoadBalancerArn", 60, "Its load balancer.", wide=True),
        text("certificates", "Certificates[].CertificateArn", 60, "What it shows.", wide=True),
    ),
    bearings=(
        Bearing(Verb.CONTAINS, "aws.elb.load_balancer", reverse=True, takes=1.0, shared=True, mutual=True),
        Bearing(Verb.ROUTES_TO, "aws.elb.target_group", loses=1.0, shared=True, unless="aws.elb.listener_rule"),
        _LEFT_OUT,
    ),
    links=(
        Link("LoadBalancerArn", "aws.elb.load_balancer", Verb.CONTAINS, reverse=True),
        Link("Certificates.CertificateArn", "aws.acm.acm_certificate", Verb.DEPENDS_ON),
    ),
    mute=_forwarded("DefaultActions"),
)
_CLASSIC = entry(
    *("elb.classic_balancer", "Classic load balancer", "A load balancer of the first generation."),
    *("elb.DescribeLoadBalancers", "LoadBalancerDescriptions"),
    id="LoadBalancerName",
    arn="arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{id}",
    shapes=None,
    name="LoadBalancerName",
    called="LoadBalancerName",
    tags="Tags",
    details=(
        Detail("DescribeTags", "LoadBalancerNames", "LoadBalancerName", 20, "TagDescriptions", "LoadBalancerName"),
    ),
    aliases="elb clb",
    hosts=("DNSName",),
    columns=(
        text("scheme", "Scheme", 15, "internet-facing or internal."),
        text("dns", "DNSName", 50, "Its name in DNS."),
        text("vpc", "VPCId", 21, "Its VPC."),
        number("instances", "Instances[]", 9, "Instances behind it."),
        moment("created", "CreatedTime", "When it was made."),
        text("ports", "ListenerDescriptions[].Listener.LoadBalancerPort", 12, "Where it listens.", wide=True),
        text("zones", "AvailabilityZones[]", 30, "Its zones.", wide=True),
        text("check", "HealthCheck.Target", 20, "How instances are checked.", wide=True),
    ),
    bearings=(ASKS_NOBODY,),
    links=(
        in_vpc("VPCId"),
        in_subnet("Subnets"),
        guarded("SecurityGroups"),
        Link("Instances.InstanceId", "aws.ec2.instance", Verb.ROUTES_TO),
    ),
)
_RULE = entry(
    *("elb.listener_rule", "Listener rule", "Which requests of a port go where.", "elbv2.DescribeRules", "Rules"),
    id="RuleArn",
    arn="RuleArn",
    shapes="elasticloadbalancing:listener-rule",
    name="Name",
    derived={"Name": _rule_name},
    tags="Tags",
    parent=Parent(
        "aws.elb.listener", {"ListenerArn": "ListenerArn"}, {"Listener": "ListenerArn", "ListenerPort": "Port"}
    ),
    details=(Detail("DescribeTags", "ResourceArns", "RuleArn", 20, "TagDescriptions", "ResourceArn"),),
    columns=(
        text("priority", "Priority", 8, "Lower goes first."),
        text("field", "Conditions[].Field", 14, "What of a request is looked at."),
        text("values", "Conditions[].Values[]", 40, "What it is to be."),
        text("action", "Actions[].Type", 14, "What is done with it."),
        flag("default", "IsDefault", 8, "Whether it is for all other requests."),
    ),
    bearings=(
        Bearing(Verb.CONTAINS, "aws.elb.listener", reverse=True, takes=1.0, shared=True, mutual=True),
        _LEFT_OUT,
    ),
    links=(Link("Listener", "aws.elb.listener", Verb.CONTAINS, reverse=True),),
    mute=_forwarded("Actions"),
    secret=("Actions.AuthenticateOidcConfig.ClientSecret",),
)


class Elb(AwsService):
    """Lists load balancers, target groups with the health of their targets, listeners and their rules."""

    name = "aws.elb"
    entries = (
        _BALANCER,
        _TARGET_GROUP,
        _LISTENER,
        _CLASSIC,
        _RULE,
    )
