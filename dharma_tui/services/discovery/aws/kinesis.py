"""Amazon Kinesis and Data Firehose: streams."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import (
    NO_POLICY,
    Detail,
    Parent,
    encrypted,
    entry,
    made,
    moment,
    number,
    text,
)
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._taking import TAKES_EVENTS

_STREAM = entry(
    *("kinesis.stream", "Kinesis stream", "Records in order.", "kinesis.ListStreams", "StreamSummaries"),
    id="StreamName",
    arn="StreamARN",
    shapes="kinesis:stream",
    name="StreamName",
    state="StreamStatus",
    details=(
        Detail("DescribeStreamSummary", "StreamName", "StreamName", items="StreamDescriptionSummary"),
        Detail(
            *("GetResourcePolicy", "ResourceARN", "StreamARN"),
            items="Policy",
            under="Policy",
            absent=NO_POLICY,
            lacking=("ResourceNotFoundException",),  # that the stream went is for the first of the calls to say
            seldom=True,
        ),
    ),
    policy="Policy",
    links=(encrypted("KeyId"),),
    aliases="kinesis streams",
    words="creating deleting active updating",
    columns=(
        number("shards", "OpenShardCount", 6, "Open shards."),
        text("mode", "StreamModeDetails.StreamMode", 11, "Who decides how many."),
        number("hours", "RetentionPeriodHours", 6, "Hours records are kept."),
        text("encryption", "EncryptionType", 10, "How they are encrypted."),
        moment("created", "StreamCreationTimestamp", "When it was made."),
        number("consumers", "ConsumerCount", 9, "Consumers with their own share of it.", wide=True),
    ),
    volatile=("WarmThroughput.CurrentMiBps",),
)
_DELIVERY_STREAM = entry(
    *("firehose.delivery_stream", "Delivery stream", "Records on their way to a store."),
    *("firehose.ListDeliveryStreams", "DeliveryStreamNames"),
    id="Id",
    arn="DeliveryStreamARN",
    shapes="firehose:deliverystream",
    arn_untold="arn:{partition}:firehose:{region}:{account}:deliverystream/{id}",
    name="DeliveryStreamName",
    state="DeliveryStreamStatus",
    params={"Limit": 10_000},
    details=(Detail("DescribeDeliveryStream", "DeliveryStreamName", "Id", items="DeliveryStreamDescription"),),
    aliases="firehose",
    words="creating creating_failed deleting deleting_failed active",
    columns=(
        text("type", "DeliveryStreamType", 22, "Where records come from."),
        text("encryption", "DeliveryStreamEncryptionConfiguration.Status", 10, "Whether what waits is encrypted."),
        moment("created", "CreateTimestamp", "When it was made."),
        text("bucket", "Destinations[].S3DestinationDescription.BucketARN", 40, "The bucket it fills.", wide=True),
        text("source", "Source.KinesisStreamSourceDescription.KinesisStreamARN", 50, "The stream it reads.", wide=True),
        text("trouble", "FailureDescription.Details", 40, "What is wrong.", wide=True),
        moment("updated", "LastUpdateTimestamp", "When it was last changed.", wide=True),
    ),
    flows=TAKES_EVENTS,
    links=(Link("Destinations.S3DestinationDescription.BucketARN", "aws.s3.bucket", Verb.STORES_IN),),
    secret=("Destinations.HttpEndpointDestinationDescription.RequestConfiguration.CommonAttributes",),
    screened=("Destinations.HttpEndpointDestinationDescription.EndpointConfiguration.Url",),
)
_CONSUMER = entry(
    *("kinesis.stream_consumer", "Stream consumer", "Who reads a stream at a pace of its own."),
    *("kinesis.ListStreamConsumers", "Consumers"),
    id="ConsumerARN",
    arn="ConsumerARN",
    name="ConsumerName",
    state="ConsumerStatus",
    parent=Parent(
        "aws.kinesis.stream", {"StreamARN": "StreamARN"}, {"Stream": "StreamARN"}, told={"Stream": "{outer}"}
    ),
    words="creating deleting active",
    columns=(text("stream", "Stream", 60, "The stream."), made("ConsumerCreationTimestamp")),
    flows=TAKES_EVENTS,
    links=(Link("Stream", "aws.kinesis.stream", Verb.DEPENDS_ON),),
)


class Kinesis(AwsService):
    """Lists data streams, who reads them apart, and delivery streams."""

    name = "aws.kinesis"
    entries = (
        _STREAM,
        _DELIVERY_STREAM,
        _CONSUMER,
    )
