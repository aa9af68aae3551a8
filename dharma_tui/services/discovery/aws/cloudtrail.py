"""AWS CloudTrail: who did what."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, flag, reports_in, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import switched

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
    shapes="cloudtrail:trail",
    name="Name",
    params={"includeShadowTrails": False},
    details=(Detail("GetTrailStatus", "Name", "TrailARN"),),
    state="Switched",
    derived={"Switched": switched("IsLogging")},
    words="enabled disabled",
    columns=(
        flag("logging", "IsLogging", 7, "Whether it records."),
        text("bucket", "S3BucketName", 30, "Where it is written."),
        flag("all_regions", "IsMultiRegionTrail", 11, "Whether it records every region."),
        flag("validated", "LogFileValidationEnabled", 9, "Whether its files can be checked."),
        flag("organization", "IsOrganizationTrail", 12, "Whether it records every account of the organization."),
        text("trouble", "LatestDeliveryError", 20, "Why it cannot be written.", wide=True),
        text("log_group", "CloudWatchLogsLogGroupArn", 50, "The log group it is written to.", wide=True),
        text("kms_key", "KmsKeyId", 40, "What encrypts it.", wide=True),
    ),
    volatile=(
        *("LatestDeliveryTime", "LatestNotificationTime", "LatestCloudWatchLogsDeliveryTime"),
        *("LatestDigestDeliveryTime", "LatestDeliveryAttemptTime", "LatestNotificationAttemptTime"),
        *("LatestDeliveryAttemptSucceeded", "LatestNotificationAttemptSucceeded"),
    ),
    links=(
        reports_in("CloudWatchLogsRoleArn"),
        Link("S3BucketName", "aws.s3.bucket", Verb.STORES_IN),
        Link("CloudWatchLogsLogGroupArn", "aws.logs.log_group", Verb.STORES_IN),
        Link("KmsKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),
    ),
)


class CloudTrail(AwsService):
    """Lists trails."""

    name = "aws.cloudtrail"
    entries = (_TRAIL,)
