"""Amazon VPC Block Public Access: whether an account keeps its networks from the internet, and which of them it does not."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import ec2_entry, entry, made, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_REASON = text("reason", "Reason", 40, "Why it is as it is.", wide=True)


def _called(attrs: Mapping[str, Json]) -> Json:
    """What it is, as it has no name: that of its region would take the region for it wherever somebody names that."""
    return "public access block"


def _switched(attrs: Mapping[str, Json]) -> Json:
    """Whether anything is blocked; nobody knows where the mode is not told."""
    mode = attrs.get("InternetGatewayBlockMode")
    if attrs.get("State") == "update-in-progress":
        return "update-in-progress"
    return ("disabled" if mode == "off" else "enabled") if isinstance(mode, str) and mode else None


_BLOCK = entry(
    *("ec2.public_access_block", "VPC public access block", "Whether networks of a region are kept from the internet."),
    *("ec2.DescribeVpcBlockPublicAccessOptions", "VpcBlockPublicAccessOptions"),
    id="AwsRegion",
    arn="{account}/{id}/public-access-block",
    name="Name",
    state="Switched",
    derived={"Name": _called, "Switched": _switched},
    words="enabled disabled update-in-progress",
    aliases="vpc-bpa bpas",
    columns=(
        text("mode", "InternetGatewayBlockMode", 19, "What is blocked: off, block-ingress or block-bidirectional."),
        text("change", "State", 18, "Whether it is being changed."),
        text("by", "ManagedBy", 18, "Who decides: the account, or a policy of its organization."),
        text("exclusions", "ExclusionsAllowed", 11, "Whether networks may be excluded."),
        moment("updated", "LastUpdateTimestamp", "When it was last changed."),
        _REASON,
    ),
)
_EXCLUSION = ec2_entry(
    *("public_access_exclusion", "VPC public access exclusion", "A network or subnet that the internet may come to."),
    *("DescribeVpcBlockPublicAccessExclusions", "VpcBlockPublicAccessExclusions", "ExclusionId"),
    "vpc-block-public-access-exclusion",
    shapes="vpcbpa-exclude-",
    aliases="public-access-exclusions vpcbpaes",
    state="State",
    words="create-in-progress create-complete create-failed update-in-progress update-complete update-failed=degraded"
    " delete-in-progress delete-complete disable-in-progress disable-complete=disabled",
    columns=(
        text("mode", "InternetGatewayExclusionMode", 19, "What is let through."),
        text("of", "ResourceArn", 60, "The network or subnet."),
        made("CreationTimestamp"),
        moment("updated", "LastUpdateTimestamp", "When it was last changed.", wide=True),
        _REASON,
    ),
    links=(
        Link("ResourceArn", "aws.ec2.vpc", Verb.REFERS_TO),
        Link("ResourceArn", "aws.ec2.subnet", Verb.REFERS_TO),
    ),
)


class VpcPublicAccess(AwsService):
    """Lists blocks and exclusions."""

    name = "aws.vpc_public_access"
    entries = (_BLOCK, _EXCLUSION)
