"""Amazon SQS: queues."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import NO_POLICY, Detail, entry, flag, made, number, span, text
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._told import otherwise


def _is_encrypted(attrs: Mapping[str, Json]) -> Json:
    """By a key of KMS or by one of SQS's own; nothing where neither is told."""
    own = attrs.get("SqsManagedSseEnabled")
    return True if attrs.get("KmsMasterKeyId") else None if own is None else str(own).lower() == "true"


_QUEUE = entry(
    *("sqs.queue", "SQS queue", "Messages that wait to be worked on.", "sqs.ListQueues", "QueueUrls"),
    id="Id",
    arn="QueueArn",
    shapes="sqs:",
    arn_untold="arn:{partition}:sqs:{region}:{account}:{last}",
    id_untold="https://sqs.{region}.{suffix}/{account}/{last}",
    also=("Id",),
    name="Name",
    page=1000,
    details=(
        Detail(
            *("GetQueueAttributes", "QueueUrl", "Id"),
            items="Attributes",
            params={"AttributeNames": ["All"]},
            absent={"Policy": NO_POLICY},
        ),
    ),
    aliases="sqs queue queues",
    policy="Policy",
    columns=(
        number("waiting", "ApproximateNumberOfMessages", 8, "Messages that wait, about."),
        number("in_flight", "ApproximateNumberOfMessagesNotVisible", 9, "Messages being worked on, about."),
        span("hidden_for", "VisibilityTimeout", "How long until a message taken is offered again."),
        span("kept", "MessageRetentionPeriod", "How long messages are kept."),
        text("dead_letters", "RedrivePolicy.deadLetterTargetArn", 40, "Where messages go that nobody can work on."),
        flag("encrypted", "Encrypted", 9, "Whether it is encrypted.", wide=True),
        text("kms_key", "KmsMasterKeyId", 30, "The key that encrypts it, if not SQS's own.", wide=True),
        flag("fifo", "Fifo", 5, "Whether it keeps the order.", wide=True),
        number("tries", "RedrivePolicy.maxReceiveCount", 6, "How often a message is tried.", wide=True),
        number("delayed", "ApproximateNumberOfMessagesDelayed", 8, "Messages that are held back, about.", wide=True),
        made("CreatedTimestamp", wide=True),
    ),
    moments=("CreatedTimestamp", "LastModifiedTimestamp"),
    documents=("RedrivePolicy", "RedriveAllowPolicy"),
    bearings=(Bearing(Verb.DEPENDS_ON, "aws.sqs.queue"),),  # whom it lets give it what nobody could take
    derived={"Encrypted": _is_encrypted, "Fifo": otherwise("FifoQueue", "false", "VisibilityTimeout")},
    undelivered=("RedrivePolicy.deadLetterTargetArn",),
    links=(Link("KmsMasterKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=(
        *("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"),
        *("ApproximateNumberOfMessagesDelayed", "LastModifiedTimestamp"),
    ),
)


class Sqs(AwsService):
    """Lists queues with their settings."""

    name = "aws.sqs"
    entries = (_QUEUE,)
