"""Who takes what others keep for it: it is told to depend on them, and what happens comes from there."""

from __future__ import annotations

from dharma_tui.core.kinds import Flow
from dharma_tui.core.types import Verb

TAKES_EVENTS = tuple(
    Flow(Verb.DEPENDS_ON, source, back=True, feeds=True)
    for source in (
        *("aws.sqs.queue", "aws.kinesis.stream", "aws.kinesis.stream_consumer", "aws.dynamodb.table"),
        *("aws.kafka.msk_cluster", "aws.mq.message_broker"),
    )
)
"""Of queues, streams and brokers."""
