"""Amazon S3: buckets."""

from __future__ import annotations

from dharma_tui.services.discovery.aws._entry import Detail, entry, moment, text
from dharma_tui.services.discovery.aws._service import AwsService

_BUCKET = entry(
    *("s3.bucket", "S3 bucket", "A place for objects.", "s3.ListBuckets", "Buckets"),
    id="Name",
    arn="arn:{partition}:s3:::{id}",
    name="Name",
    region="BucketRegion",
    page=10_000,
    details=(Detail("GetBucketPolicy", "Bucket", "Name", items="Policy", under="Policy"),),
    policy="Policy",
    aliases="s3 bucket buckets",
    glyph="▦",
    hosts=("{Name}.s3.amazonaws.com",),
    columns=(
        text("place", "BucketRegion", 14, "The region it is in."),
        moment("created", "CreationDate", "When it was made."),
    ),
)


class S3(AwsService):
    """Lists the buckets of the account, wherever they are."""

    name = "aws.s3"
    everywhere = True
    entries = (_BUCKET,)
