"""Amazon SQS: queues."""

from __future__ import annotations

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Verb
from dharma_tui.services.discovery.aws._entry import Detail, entry, number, span, text
from dharma_tui.services.discovery.aws._service import AwsService

_QUEUE = entry(
    *("sqs.queue", "SQS queue", "Messages that wait to be worked on.", "sqs.ListQueues", "QueueUrls"),
    id="Id",
    arn="QueueArn",
    arn_untold="arn:{partition}:sqs:{region}:{account}:{last}",
    name="Name",
    page=1000,
    details=(Detail("GetQueueAttributes", "QueueUrl", "Id", items="Attributes", params={"AttributeNames": ["All"]}),),
    aliases="sqs queue queues",
    policy="Policy",
    columns=(
        number("waiting", "ApproximateNumberOfMessages", 8, "Messages that wait, about."),
        number("in_flight", "ApproximateNumberOfMessagesNotVisible", 9, "Messages being worked on, about."),
        span("hidden_for", "VisibilityTimeout", "How long until a message taken is offered again."),
        span("kept", "MessageRetentionPeriod", "How long messages are kept."),
        text("redrive", "RedrivePolicy", 40, "Where messages go that nobody can work on.", wide=True),
    ),
    links=(Link("KmsMasterKeyId", "aws.kms.key", Verb.PROTECTS, reverse=True),),
    volatile=(
        *("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"),
        "ApproximateNumberOfMessagesDelayed",
    ),
)


class Sqs(AwsService):
    """Lists queues with their settings."""

    name = "aws.sqs"
    entries = (_QUEUE,)
