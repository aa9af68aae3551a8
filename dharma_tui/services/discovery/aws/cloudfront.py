"""Amazon CloudFront: content near those who read it."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import entry, flag, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_DISTRIBUTION = entry(
    *("cloudfront.distribution", "Distribution", "Content served from everywhere."),
    *("cloudfront.ListDistributions", "DistributionList.Items"),
    id="Id",
    arn="ARN",
    name="DomainName",
    state="Status",
    aliases="cloudfront cdn",
    words="deployed inprogress",
    columns=(
        text("domain", "DomainName", 30, "Its name in DNS."),
        text("alias", "Aliases.Items", 30, "The first of its other names."),
        text("origin", "Origins.Items.DomainName", 40, "Where the content comes from."),
        flag("enabled", "Enabled", 7, "Whether it serves."),
        moment("modified", "LastModifiedTime", "When it was last changed."),
    ),
    secret=("Origins.Items.CustomHeaders.Items.HeaderValue",),
)


class CloudFront(AwsService):
    """Lists distributions."""

    name = "aws.cloudfront"
    everywhere = True
    entries = (_DISTRIBUTION,)
