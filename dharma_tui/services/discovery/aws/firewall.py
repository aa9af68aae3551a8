"""AWS Network Firewall and AWS Shield: what guards networks and addresses."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import (
    ASKS_NOBODY,
    Detail,
    described,
    entry,
    flag,
    in_subnet,
    in_vpc,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._paths import at, found
from dharma_tui.services.discovery.aws._service import AwsService


def _endpoints(attrs: Mapping[str, Json]) -> Json:
    """The endpoints by which packets come to a firewall, one in each of its zones."""
    return [*found([*_zones(attrs)], "Attachment.EndpointId")] or None


def _zones(attrs: Mapping[str, Json]) -> Collection[Json]:
    told = at(attrs, "FirewallStatus.SyncStates")
    return told.values() if isinstance(told, dict) else ()


_FIREWALL = entry(
    *("network_firewall.firewall", "Network firewall", "What looks at packets of a VPC."),
    *("network-firewall.ListFirewalls", "Firewalls"),
    id="FirewallName",
    arn="FirewallArn",
    shapes="network-firewall:firewall",
    name="FirewallName",
    state="FirewallStatus.Status",
    words="present provisioning deleting ready",
    tags="Tags",
    details=(Detail("DescribeFirewall", "FirewallArn", "FirewallArn", items="Firewall", beside=("FirewallStatus",)),),
    columns=(
        text("vpc", "VpcId", 21, "Its VPC."),
        text("policy", "FirewallPolicyArn", 60, "Its rules."),
        flag("protected", "DeleteProtection", 9, "Whether it is kept from being deleted."),
        text("sync", "FirewallStatus.ConfigurationSyncStateSummary", 10, "Whether its rules are in place everywhere."),
        text("subnets", "SubnetMappings[].SubnetId", 30, "Where it is reached.", wide=True),
    ),
    derived={"Endpoints": _endpoints},
    bearings=(
        Bearing(Verb.MANAGES, "aws.ec2.vpc_endpoint", loses=1.0, shared=True, mutual=True),
        Bearing(Verb.DEPENDS_ON, "aws.ec2.vpc_endpoint"),
        ASKS_NOBODY,
    ),
    links=(
        in_vpc(),
        in_subnet("SubnetMappings.SubnetId"),
        Link("Endpoints", "aws.ec2.vpc_endpoint", Verb.MANAGES),
        Link("FirewallPolicyArn", "aws.network_firewall.firewall_policy", Verb.DEPENDS_ON),
    ),
    volatile=("FirewallStatus.CapacityUsageSummary",),
)
_POLICY = entry(
    *("network_firewall.firewall_policy", "Firewall policy", "Rules of network firewalls."),
    *("network-firewall.ListFirewallPolicies", "FirewallPolicies"),
    id="Name",
    arn="Arn",
    shapes="network-firewall:firewall-policy",
    name="Name",
    plural="Firewall policies",
    aliases="firewall-policies",
    details=(
        Detail(
            *("DescribeFirewallPolicy", "FirewallPolicyArn", "Arn"),
            items="FirewallPolicyResponse",
            beside=("FirewallPolicy",),
        ),
    ),
    columns=(
        number("firewalls", "NumberOfAssociations", 9, "Firewalls that go by it."),
        text("otherwise", "FirewallPolicy.StatelessDefaultActions[]", 24, "What becomes of what no rule is about."),
        number(
            "groups", "FirewallPolicy.StatefulRuleGroupReferences[]", 6, "Groups of rules that look at connections."
        ),
        moment("modified", "LastModifiedTime", "When it was last changed."),
        described("Description"),
    ),
)


class NetworkFirewall(AwsService):
    """Lists network firewalls and their policies."""

    name = "aws.network_firewall"
    entries = (_FIREWALL, _POLICY)


_PROTECTION = entry(
    *("shield.protection", "Shield protection", "Something guarded from floods.", "shield.ListProtections"),
    "Protections",
    id="Id",
    arn="ProtectionArn",
    name="Name",
    columns=(
        text("of", "ResourceArn", 60, "What is guarded."),
        text(
            "answers",
            "ApplicationLayerAutomaticResponseConfiguration.Status",
            9,
            "Whether attacks are answered by itself.",
        ),
        text("checks", "HealthCheckIds[]", 40, "Health checks it heeds.", wide=True),
    ),
    links=(
        Link("ResourceArn", "aws.elb.load_balancer", Verb.PROTECTS),
        Link("ResourceArn", "aws.cloudfront.distribution", Verb.PROTECTS),
    ),
)


class Shield(AwsService):
    """Lists what is guarded from floods."""

    name = "aws.shield"
    everywhere = True
    entries = (_PROTECTION,)
