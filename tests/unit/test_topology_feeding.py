"""Paths of what is asked and told: from queues and streams to who takes their messages, into interfaces, to members of clusters."""

from __future__ import annotations

import asyncio

import pytest

from dharma_tui.core.graph import GraphNode
from dharma_tui.core.types import ResourceRef, State, Verb
from dharma_tui.services.graph_server.whole import held_of
from dharma_tui.services.topology.adjacency import CODES
from dharma_tui.services.topology.graphs import ALL
from dharma_tui.services.topology.leading import lead
from tests.unit.network_lab import KINDS
from tests.unit.test_topology_flowing import OfOne

API, INTEGRATION, FUNCTION = "aws.apigateway.http_api", "aws.apigateway.http_integration", "aws.lambda.function"
SOURCE, QUEUE, STREAM, PIPE = "aws.lambda.event_source", "aws.sqs.queue", "aws.kinesis.stream", "aws.pipes.event_pipe"
FIREHOSE, BUCKET, KEY = "aws.firehose.delivery_stream", "aws.s3.bucket", "aws.kms.key"
CLUSTER, INSTANCE = "aws.rds.db_cluster", "aws.rds.db_instance"
GROUP, CACHE = "aws.elasticache.replication_group", "aws.elasticache.cache_cluster"
TOLD = [
    (API, Verb.CONTAINS, INTEGRATION),
    (INTEGRATION, Verb.ROUTES_TO, f"{FUNCTION}:api"),
    (f"{FUNCTION}:api", Verb.DEPENDS_ON, QUEUE),
    (SOURCE, Verb.DEPENDS_ON, QUEUE),
    (SOURCE, Verb.ROUTES_TO, f"{FUNCTION}:worker"),
    (f"{FUNCTION}:worker", Verb.DEPENDS_ON, CLUSTER),
    *((each, Verb.DEPENDS_ON, KEY) for each in (API, QUEUE, CLUSTER, f"{INSTANCE}:1", f"{INSTANCE}:2")),
    *((f"{INSTANCE}:{at}", Verb.MEMBER_OF, CLUSTER) for at in (1, 2)),
    (PIPE, Verb.DEPENDS_ON, QUEUE),
    (PIPE, Verb.ROUTES_TO, STREAM),
    (FIREHOSE, Verb.DEPENDS_ON, STREAM),
    (FIREHOSE, Verb.STORES_IN, BUCKET),
    (CACHE, Verb.MEMBER_OF, GROUP),
    (f"{SOURCE}:b", Verb.DEPENDS_ON, QUEUE),
    (f"{SOURCE}:b", Verb.ROUTES_TO, f"{FUNCTION}:other"),
]


def led(start: str, end: str) -> tuple[list[str], str]:
    """A shortest path, and what is said of it."""
    names = list(dict.fromkeys(each for source, _, target in TOLD for each in (source, target)))
    refs = {name: ResourceRef(name.partition(":")[0], name) for name in names}
    edges = sorted((names.index(source), names.index(target), CODES[verb]) for source, verb, target in TOLD)
    held = held_of([GraphNode(refs[name], name, State.RUNNING) for name in names], edges, KINDS)
    graph, words = asyncio.run(lead(OfOne(held), (refs[start], refs[end]), ALL))
    (path,) = graph.paths
    return [graph.nodes[place].ref.key for place in path], words


@pytest.mark.parametrize(
    "path",
    [
        [API, INTEGRATION, f"{FUNCTION}:api", QUEUE, SOURCE, f"{FUNCTION}:worker", CLUSTER],
        [QUEUE, SOURCE, f"{FUNCTION}:worker", CLUSTER, f"{INSTANCE}:1"],
        [QUEUE, PIPE, STREAM, FIREHOSE, BUCKET],
        [CLUSTER, f"{INSTANCE}:2"],
        [GROUP, CACHE],
    ],
    ids=["API", "queue", "pipe", "cluster", "caches"],
)
def test_traffic_goes_as_events_do_and_to_members_and_not_over_a_key_that_both_use(path: list[str]) -> None:
    assert led(path[0], path[-1]) == (path, "")


def test_nothing_comes_back_from_who_takes_messages() -> None:
    words = "the path leads against the direction of its relationships"

    assert led(f"{FUNCTION}:worker", QUEUE) == ([f"{FUNCTION}:worker", SOURCE, QUEUE], words)
    assert led(BUCKET, QUEUE) == ([BUCKET, FIREHOSE, STREAM, PIPE, QUEUE], words)


@pytest.mark.parametrize(
    ("start", "end"),
    [(PIPE, f"{FUNCTION}:worker"), (f"{SOURCE}:b", f"{FUNCTION}:worker"), (f"{INSTANCE}:1", f"{INSTANCE}:2")],
)
def test_nothing_goes_from_one_who_takes_messages_to_another_or_between_members(start: str, end: str) -> None:
    assert led(start, end)[1] == "no traffic is known to go there: the path leads along some and against others"
