"""Amazon Kinesis and Data Firehose: streams."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, moment, number, text
from dharma_tui.services.discovery.aws._service import AwsService

_STREAM = entry(
    *("kinesis.stream", "Kinesis stream", "Records in order.", "kinesis.ListStreams", "StreamNames"),
    id="Id",
    arn="StreamARN",
    name="StreamName",
    state="StreamStatus",
    details=(Detail("DescribeStreamSummary", "StreamName", "Id", items="StreamDescriptionSummary"),),
    aliases="kinesis streams",
    words="creating deleting active updating",
    columns=(
        number("shards", "OpenShardCount", 6, "Open shards."),
        text("mode", "StreamModeDetails.StreamMode", 11, "Who decides how many."),
        number("hours", "RetentionPeriodHours", 6, "Hours records are kept."),
        text("encryption", "EncryptionType", 10, "How they are encrypted."),
        moment("created", "StreamCreationTimestamp", "When it was made."),
    ),
)
_DELIVERY_STREAM = entry(
    *("firehose.delivery_stream", "Delivery stream", "Records on their way to a store."),
    *("firehose.ListDeliveryStreams", "DeliveryStreamNames"),
    id="Id",
    arn="DeliveryStreamARN",
    name="DeliveryStreamName",
    state="DeliveryStreamStatus",
    details=(Detail("DescribeDeliveryStream", "DeliveryStreamName", "Id", items="DeliveryStreamDescription"),),
    aliases="firehose",
    words="creating creating_failed deleting deleting_failed active",
    columns=(
        text("type", "DeliveryStreamType", 22, "Where records come from."),
        moment("created", "CreateTimestamp", "When it was made."),
    ),
    links=(Link("Destinations.S3DestinationDescription.BucketARN", "aws.s3.bucket", Verb.STORES_IN),),
    secret=("Destinations.HttpEndpointDestinationDescription.RequestConfiguration.CommonAttributes",),
)


class Kinesis(AwsService):
    """Lists data streams and delivery streams."""

    name = "aws.kinesis"
    entries = (
        _STREAM,
        _DELIVERY_STREAM,
    )
