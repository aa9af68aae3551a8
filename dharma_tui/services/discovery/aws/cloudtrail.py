"""AWS CloudTrail: who did what."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import entry, flag, has_role, text
from dharma_tui.services.discovery.aws._service import AwsService

_TRAIL = entry(
    *(
        "cloudtrail.trail",
        "Trail",
        "A record of what was done in the account.",
        "cloudtrail.DescribeTrails",
        "trailList",
    ),
    id="Name",
    arn="TrailARN",
    name="Name",
    params={"includeShadowTrails": False},
    columns=(
        text("bucket", "S3BucketName", 30, "Where it is written."),
        flag("all_regions", "IsMultiRegionTrail", 11, "Whether it records every region."),
        flag("validated", "LogFileValidationEnabled", 9, "Whether its files can be checked."),
    ),
    links=(has_role("CloudWatchLogsRoleArn"), Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True)),
)


class CloudTrail(AwsService):
    """Lists trails."""

    name = "aws.cloudtrail"
    entries = (_TRAIL,)
