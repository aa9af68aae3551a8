"""Amazon CloudFront: content near those who read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import Detail, described, entry, flag, made, moment, text
from dharma_tui.services.discovery.aws._outside import ASKS_OUTSIDE
from dharma_tui.services.discovery.aws._paths import at
from dharma_tui.services.discovery.aws._service import AwsService


def _serving(attrs: Mapping[str, Json]) -> Json:
    """How it is; that it is deployed says of one that is switched off only that this is so everywhere."""
    return "Disabled" if attrs.get("Enabled") is False else attrs.get("Status")


_DISTRIBUTION = entry(
    *("cloudfront.distribution", "Distribution", "Content served from everywhere."),
    *("cloudfront.ListDistributions", "DistributionList.Items"),
    id="Id",
    arn="ARN",
    shapes="cloudfront:distribution",
    name="DomainName",
    state="Status",
    aliases="cloudfront cdn",
    words="deployed inprogress disabled",
    derived={"Status": _serving},
    hosts=("DomainName", "Aliases.Items"),
    bearings=(ASKS_OUTSIDE,),
    leads_to=("Origins.Items.DomainName",),
    shares_hosts=True,
    columns=(
        text("domain", "DomainName", 30, "Its name in DNS."),
        text("alias", "Aliases.Items[]", 30, "Its other names."),
        text("origin", "Origins.Items[].DomainName", 40, "Where the content comes from."),
        flag("enabled", "Enabled", 7, "Whether it serves."),
        text("tls", "ViewerCertificate.MinimumProtocolVersion", 13, "The oldest protocol it speaks."),
        text("viewers", "DefaultCacheBehavior.ViewerProtocolPolicy", 17, "Whether plain HTTP is answered."),
        moment("modified", "LastModifiedTime", "When it was last changed."),
        text("waf", "WebACLId", 50, "What guards it from the web.", wide=True),
        text("certificate", "ViewerCertificate.ACMCertificateArn", 50, "Its certificate.", wide=True),
        text("price_class", "PriceClass", 15, "Where in the world it answers.", wide=True),
        text("http", "HttpVersion", 8, "Versions of HTTP.", wide=True),
        text("comment", "Comment", 30, "What its maker wrote.", wide=True),
    ),
    links=(Link("Origins.Items.OriginAccessControlId", "aws.cloudfront.origin_access", Verb.DEPENDS_ON),),
    secret=("Origins.Items.CustomHeaders.Items.HeaderValue",),
)


def _live(functions: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Those of them that answer at the edge."""
    return [{**function} for function in functions if at(function, "FunctionMetadata.Stage") == "LIVE"]


def _condition(attrs: Mapping[str, Json]) -> Json:
    """How what answers at the edge is doing; where nothing of it does, how far it has come."""
    told: Json = at(attrs, "Live.Status") or attrs.get("Status")
    return told


def _live_since(attrs: Mapping[str, Json]) -> Json:
    told: Json = at(attrs, "Live.FunctionMetadata.LastModifiedTime")
    return told


_FUNCTION = entry(
    *("cloudfront.edge_function", "CloudFront function", "Code that runs at the edge.", "cloudfront.ListFunctions"),
    "FunctionList.Items",
    id="Name",
    arn="FunctionMetadata.FunctionARN",
    name="Name",
    params={"Stage": "DEVELOPMENT"},  # in which every function is; what answers at the edge is in the other
    details=(
        Detail(
            *("ListFunctions", "", "Name", 0, "FunctionList.Items", "Name"),
            params={"Stage": "LIVE"},
            under="Live",
            rows=_live,
        ),
    ),
    derived={"Condition": _condition, "LiveSince": _live_since},
    columns=(
        text("condition", "Condition", 14, "Whether it is in use."),
        text("runtime", "FunctionConfig.Runtime", 18, "What runs it."),
        moment("live", "LiveSince", "Since when what answers at the edge is as it is."),
        moment("modified", "FunctionMetadata.LastModifiedTime", "When it was last changed."),
        made("FunctionMetadata.CreatedTime"),
        text("comment", "FunctionConfig.Comment", 30, "What its maker wrote.", wide=True),
    ),
)
_ACCESS_CONTROL = entry(
    *("cloudfront.origin_access", "Origin access control", "How CloudFront signs in to where content is."),
    *("cloudfront.ListOriginAccessControls", "OriginAccessControlList.Items"),
    id="Id",
    arn="arn:{partition}:cloudfront::{account}:origin-access-control/{id}",
    name="Name",
    columns=(
        text("origin", "OriginAccessControlOriginType", 12, "Where content is."),
        text("signs", "SigningBehavior", 12, "When it signs."),
        described("Description"),
    ),
)


class CloudFront(AwsService):
    """Lists distributions, functions and what may fetch from origins."""

    name = "aws.cloudfront"
    everywhere = True
    entries = (
        _DISTRIBUTION,
        _FUNCTION,
        _ACCESS_CONTROL,
    )
