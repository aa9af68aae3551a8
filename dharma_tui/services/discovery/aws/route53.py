"""Amazon Route 53: names in DNS."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link, Turns
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import Detail, Parent, entry, flag, number, port, span, text
from dharma_tui.services.discovery.aws._outside import ASKS_OUTSIDE
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import switched


def called_in_metrics(attrs: Mapping[str, Json]) -> Json:
    """How metrics and other services call a zone: by its id alone."""
    return str(attrs.get("Id") or "").rpartition("/")[2] or None


_ESCAPED = re.compile(r"\\([0-7]{3})")


def _called(attrs: Mapping[str, Json]) -> Json:
    """Its name as people write it: Route 53 tells signs that are no letters by their number, as ``\\052`` for an asterisk."""
    return _ESCAPED.sub(lambda sign: chr(int(sign[1], 8)), str(attrs.get("Name") or "")) or None


_ZONE = entry(
    *("route53.hosted_zone", "Hosted zone", "Names below one name.", "route53.ListHostedZones", "HostedZones"),
    id="Id",
    arn="arn:{partition}:route53:::{bare}",
    name="Name",
    full_names=("MetricName",),
    derived={"MetricName": called_in_metrics},
    aliases="zone zones",
    details=(
        Detail(
            "GetHostedZone", "Id", "Id", items="HostedZone", beside=("VPCs",), where="Config.PrivateZone", seldom=True
        ),
    ),
    links=(Link("VPCs.VPCId", "aws.ec2.vpc", Verb.ATTACHED_TO),),
    bearings=(Bearing(Verb.ATTACHED_TO, "aws.ec2.vpc"),),
    columns=(
        number("records", "ResourceRecordSetCount", 7, "Records."),
        flag("private", "Config.PrivateZone", 7, "Whether only VPCs see it."),
        text("comment", "Config.Comment", 40, "What its maker wrote."),
    ),
)
_RECORD = entry(
    *(
        "route53.dns_record",
        "DNS record",
        "What a name leads to.",
        "route53.ListResourceRecordSets",
        "ResourceRecordSets",
    ),
    id="Name",
    arn="{item[Zone]}/{id}/{item[Type]}/{item[SetIdentifier]}",
    name="Name",
    parent=Parent("aws.route53.hosted_zone", {"HostedZoneId": "Id"}, {"Zone": "Id"}),
    aliases="dns records",
    derived={"Name": _called},
    bearings=(
        Bearing(Verb.DEPENDS_ON, reverse=True, takes=1.0, whole=True, outside=True),
        ASKS_OUTSIDE,
        Bearing(Verb.PROTECTS, "aws.route53.health_check", reverse=True),
    ),
    links=(
        Link("Zone", "aws.route53.hosted_zone", Verb.CONTAINS, reverse=True),
        Link("HealthCheckId", "aws.route53.health_check", Verb.PROTECTS, reverse=True, is_usual=False),
    ),
    turns=Turns("Weight", ("Zone", "Name", "Type"), "Failover=SECONDARY"),
    hosts=("Name",),
    leads_to=("AliasTarget.DNSName", "ResourceRecords.Value"),
    shares_hosts=True,
    columns=(
        text("type", "Type", 6, "Kind of record."),
        text("value", "ResourceRecords[].Value", 40, "What it leads to."),
        text("alias", "AliasTarget.DNSName", 50, "What of AWS it leads to."),
        number("ttl", "TTL", 6, "Seconds it may be remembered."),
        text("set", "SetIdentifier", 20, "Which of several of its name.", wide=True),
        number("weight", "Weight", 6, "Its share of the answers.", wide=True),
        text("failover", "Failover", 9, "PRIMARY or SECONDARY.", wide=True),
        text("check", "HealthCheckId", 36, "The health check it heeds.", wide=True),
    ),
)
_HEALTH_CHECK = entry(
    *(
        "route53.health_check",
        "Health check",
        "Whether an address answers.",
        "route53.ListHealthChecks",
        "HealthChecks",
    ),
    id="Id",
    arn="arn:{partition}:route53:::healthcheck/{id}",
    links=(Link("HealthCheckConfig.ChildHealthChecks", "aws.route53.health_check", Verb.ROUTES_TO, is_usual=False),),
    bearings=(ASKS_OUTSIDE,),
    leads_to=("HealthCheckConfig.FullyQualifiedDomainName", "HealthCheckConfig.IPAddress"),
    state="Switched",
    derived={"Switched": switched("HealthCheckConfig.Disabled", off=True)},
    words="enabled disabled present",
    columns=(
        text("type", "HealthCheckConfig.Type", 14, "How it asks."),
        text("host", "HealthCheckConfig.FullyQualifiedDomainName", 40, "Whom it asks."),
        text("ip", "HealthCheckConfig.IPAddress", 15, "At which address."),
        port("port", "HealthCheckConfig.Port", "At which port."),
        text("path", "HealthCheckConfig.ResourcePath", 20, "What is asked for."),
        span("every", "HealthCheckConfig.RequestInterval", "How often."),
        flag("disabled", "HealthCheckConfig.Disabled", 8, "Whether it is taken for healthy without a look.", wide=True),
        number(
            "failures", "HealthCheckConfig.FailureThreshold", 8, "Failures in a row until it is unhealthy.", wide=True
        ),
    ),
)


class Route53(AwsService):
    """Lists hosted zones, their records and health checks."""

    name = "aws.route53"
    everywhere = True
    entries = (
        _ZONE,
        _RECORD,
        _HEALTH_CHECK,
    )
