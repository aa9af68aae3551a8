"""Amazon Route 53 Resolver and AWS Cloud Map: how names are found inside networks."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    Parent,
    described,
    entry,
    flag,
    guarded,
    in_vpc,
    made,
    moment,
    number,
    port,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService

_ENDPOINT = entry(
    *("route53resolver.resolver_endpoint", "Resolver endpoint", "Where questions for names come in or go out."),
    *("route53resolver.ListResolverEndpoints", "ResolverEndpoints"),
    id="Id",
    arn="Arn",
    name="Name",
    state="Status",
    words="creating operational updating auto_recovering action_needed deleting",
    moments=("CreationTime",),
    columns=(
        text("direction", "Direction", 10, "INBOUND or OUTBOUND."),
        number("addresses", "IpAddressCount", 9, "Addresses it has."),
        text("vpc", "HostVPCId", 21, "Its VPC."),
        made("CreationTime"),
        text("type", "ResolverEndpointType", 9, "IPV4, IPV6 or DUALSTACK.", wide=True),
        text("protocols", "Protocols[]", 12, "How it is spoken to.", wide=True),
        text("groups", "SecurityGroupIds[]", 30, "Its security groups.", wide=True),
        text("why", "StatusMessage", 40, "Why it is in its state.", wide=True),
    ),
    links=(in_vpc("HostVPCId"), guarded("SecurityGroupIds")),
)
_RULE = entry(
    *("route53resolver.resolver_rule", "Resolver rule", "Whom names below a name are asked of."),
    *("route53resolver.ListResolverRules", "ResolverRules"),
    id="Id",
    arn="Arn",
    name="Name",
    state="Status",
    words="complete deleting updating failed",
    leads_to=("TargetIps.Ip",),
    moments=("CreationTime",),
    columns=(
        text("domain", "DomainName", 40, "Names below which."),
        text("type", "RuleType", 10, "FORWARD, SYSTEM or RECURSIVE."),
        text("target", "TargetIps[].Ip", 15, "Whom they are asked."),
        text("owner", "OwnerId", 20, "Whose it is.", wide=True),
        text("endpoint", "ResolverEndpointId", 28, "Where questions leave.", wide=True),
        text("shared", "ShareStatus", 16, "Whether others use it too.", wide=True),
        made("CreationTime", wide=True),
    ),
    links=(Link("ResolverEndpointId", "aws.route53resolver.resolver_endpoint", Verb.ROUTES_TO),),
)
_ASSOCIATION = entry(
    *("route53resolver.resolver_association", "Resolver rule association", "A rule that holds in a VPC."),
    *("route53resolver.ListResolverRuleAssociations", "ResolverRuleAssociations"),
    id="Id",
    by="id",
    name="Name",
    state="Status",
    words="creating complete deleting failed overridden",
    columns=(text("rule", "ResolverRuleId", 30, "The rule."), text("vpc", "VPCId", 21, "The VPC.")),
    bearings=(Bearing(Verb.ATTACHED_TO, takes=0.25),),
    links=(
        Link("VPCId", "aws.ec2.vpc", Verb.ATTACHED_TO),
        Link("ResolverRuleId", "aws.route53resolver.resolver_rule", Verb.DEPENDS_ON),
    ),
)
_QUERY_LOG = entry(
    *("route53resolver.resolver_query_log", "Resolver query log", "A record of who asked for which names."),
    *("route53resolver.ListResolverQueryLogConfigs", "ResolverQueryLogConfigs"),
    id="Id",
    arn="Arn",
    name="Name",
    state="Status",
    words="creating created deleting failed",
    moments=("CreationTime",),
    columns=(
        text("destination", "DestinationArn", 60, "Where it is written."),
        number("networks", "AssociationCount", 8, "VPCs it is of."),
        made("CreationTime"),
    ),
)


class Resolver(AwsService):
    """Lists endpoints, rules, where they hold, and query logs."""

    name = "aws.route53resolver"
    entries = (_ENDPOINT, _RULE, _ASSOCIATION, _QUERY_LOG)


_NAMESPACE = entry(
    *("servicediscovery.map_namespace", "Cloud Map namespace", "Names of services.", "servicediscovery.ListNamespaces"),
    "Namespaces",
    id="Id",
    arn="Arn",
    shapes="servicediscovery:namespace",
    name="Name",
    columns=(
        text("type", "Type", 12, "In DNS, or only for calls."),
        number("services", "ServiceCount", 8, "Services."),
        made("CreateDate"),
        described("Description"),
    ),
    links=(Link("Properties.DnsProperties.HostedZoneId", "aws.route53.hosted_zone", Verb.DEPENDS_ON),),
)
_SERVICE = entry(
    *("servicediscovery.map_service", "Cloud Map service", "What instances say that they are."),
    *("servicediscovery.ListServices", "Services"),
    id="Id",
    arn="Arn",
    shapes="servicediscovery:service",
    name="Name",
    columns=(
        text("type", "Type", 12, "In DNS, or only for calls."),
        number("instances", "InstanceCount", 9, "Instances."),
        made("CreateDate"),
        described("Description"),
    ),
    links=(
        Link(
            "DnsConfig.NamespaceId",
            "aws.servicediscovery.map_namespace",
            Verb.CONTAINS,
            reverse=True,
            is_usual=False,
        ),
    ),
    volatile=("InstanceCount",),
)
_INSTANCE = entry(
    *("servicediscovery.map_instance", "Cloud Map instance", "Something that says it is a service."),
    *("servicediscovery.ListInstances", "Instances"),
    id="Id",
    arn="{item[Service]}/{id}",
    name="Id",
    parent=Parent("aws.servicediscovery.map_service", {"ServiceId": "Id"}, {"Service": "Id", "ServiceArn": "Arn"}),
    noisy=True,
    columns=(
        text("private_ip", "Attributes.AWS_INSTANCE_IPV4", 15, "Its address."),
        text("service", "Service", 24, "The service."),
        port("port", "Attributes.AWS_INSTANCE_PORT", "On which port."),
    ),
    links=(Link("ServiceArn", "aws.servicediscovery.map_service", Verb.MEMBER_OF),),
)


class CloudMap(AwsService):
    """Lists namespaces, services and instances of them."""

    name = "aws.cloud_map"
    entries = (_NAMESPACE, _SERVICE, _INSTANCE)


_DOMAIN = entry(
    *("route53domains.registered_domain", "Registered domain", "A name of ours in DNS."),
    *("route53domains.ListDomains", "Domains"),
    id="DomainName",
    arn="{account}/{id}",
    name="DomainName",
    columns=(
        moment("expires", "Expiry", "Until when it is ours."),
        flag("renews", "AutoRenew", 6, "Whether it is renewed by itself."),
        flag("locked", "TransferLock", 6, "Whether it is kept from being taken away."),
    ),
)


class Domains(AwsService):
    """Lists names of ours."""

    name = "aws.route53domains"
    everywhere = True
    entries = (_DOMAIN,)
