"""Amazon S3 beyond buckets: ways into them, and buckets of tables."""

from __future__ import annotations

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import ACCOUNT, entry, made, text
from dharma_tui.services.discovery.aws._service import AwsService

_ACCESS_POINT = entry(
    *("s3.bucket_access_point", "S3 access point", "A way into a bucket with rules of its own."),
    *("s3control.ListAccessPoints", "AccessPointList"),
    id="Name",
    arn="AccessPointArn",
    name="Name",
    params={"AccountId": ACCOUNT},
    wide={"DataSourceType": "ALL"},
    columns=(
        text("bucket", "Bucket", 40, "The bucket."),
        text("origin", "NetworkOrigin", 9, "From the internet or from a VPC."),
        text("vpc", "VpcConfiguration.VpcId", 21, "That VPC."),
        text("alias", "Alias", 40, "Its name in place of a bucket's.", wide=True),
    ),
    bearings=(Bearing(Verb.ATTACHED_TO, loses=1.0),),
    links=(
        Link("Bucket", "aws.s3.bucket", Verb.ROUTES_TO),
        Link("VpcConfiguration.VpcId", "aws.ec2.vpc", Verb.ATTACHED_TO),
    ),
)


class S3AccessPoints(AwsService):
    """Lists access points."""

    name = "aws.s3control"
    entries = (_ACCESS_POINT,)


_TABLE_BUCKET = entry(
    *("s3.table_bucket", "S3 table bucket", "A place for tables.", "s3tables.ListTableBuckets", "tableBuckets"),
    id="name",
    arn="arn",
    name="name",
    columns=(
        text("owner", "ownerAccountId", 14, "Whose it is."),
        text("type", "type", 8, "Whose it is: customer or aws."),
        made("createdAt"),
    ),
)


class S3Tables(AwsService):
    """Lists buckets of tables."""

    name = "aws.s3tables"
    entries = (_TABLE_BUCKET,)
