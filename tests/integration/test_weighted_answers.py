"""Who asks a name that several records answer by weight loses, with one of these, its share of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.types import Relationship, Resource, ResourceRef, State, Verb
from dharma_tui.services.discovery.aws._elsewhere import elsewhere
from dharma_tui.services.pools import IoPool
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.graphs import Graphs
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import Rules
from dharma_tui.services.topology.weighing import Weight, by_weights
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, thing

RECORD = "aws.route53.dns_record"
ASKING = thing("cloudfront.distribution", "site")
BUCKET = thing("s3.bucket", "bucket")


def record(key: str, name: str, **turn: Any) -> Resource:
    attrs = {"Zone": "z", "Name": name, "Type": "A", "SetIdentifier": key, **turn}
    return Resource(ResourceRef(RECORD, key), name, HERE, State.RUNNING, {}, attrs)


async def lost(tmp_path: Path, failed: str, *known: Resource, asking: Resource = ASKING) -> tuple[float, str]:
    """What the one that asks loses with a record, and why."""
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    edges = [Relationship(asking.ref, each.ref, Verb.ROUTES_TO, "its origins") for each in known]
    for kind in dict.fromkeys(each.ref.kind for each in (asking, *known)):
        held = [each for each in (asking, *known) if each.ref.kind == kind]
        scan(lake, held, edges if kind == asking.ref.kind else (), scope=HERE, kind=kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    found = await graphs.impact([next(each.ref for each in known if each.ref.key == failed)])
    graphs.close()
    io.close()
    lake.close()
    (each,) = (each for each in found.affected if found.graph.nodes[each.node].ref == asking.ref)
    return round(each.share, 3), found.reason(each)


@pytest.mark.parametrize(("failed", "share"), [("much", 0.9), ("little", 0.1)])
async def test_who_asks_loses_by_weight(tmp_path: Path, failed: str, share: float) -> None:
    turns = [record("much", "a.example.com.", Weight=90), record("little", "a.example.com.", Weight=10)]
    told = (
        f"routes to a.example.com., {9 if failed == 'much' else 1} of 10 {'are' if failed == 'much' else 'is'} affected"
    )
    assert await lost(tmp_path, failed, *turns) == (share, told)


@pytest.mark.parametrize(
    ("turn", "share"), [({"Region": "eu-west-1"}, 0.5), ({"Weight": 0}, 0.5), ({"Weight": 7}, 0.5)]
)
async def test_where_weights_say_nothing_each_answers_as_often(
    tmp_path: Path, turn: Mapping[str, Any], share: float
) -> None:
    turns = [record(key, "a.example.com.", **turn) for key in ("one", "two")]
    assert (await lost(tmp_path, "one", *turns))[0] == share


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", -1, 1e300, "much"])
async def test_what_is_no_weight_counts_as_one_that_has_none(tmp_path: Path, weight: Any) -> None:
    turns = [record("odd", "a.example.com.", Weight=weight), record("even", "a.example.com.", Weight=2)]
    assert (await lost(tmp_path, "odd", *turns))[0] == 0.5


GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/mix/1"


def group(*targets: dict[str, Any], type_: str = "ip") -> Resource:
    """A target group of these, with what follows from them."""
    told = [{"Target": target, "TargetHealth": {"State": "healthy"}} for target in targets]
    attrs: dict[str, Any] = {"TargetType": type_, "Targets": told}
    return thing("elb.target_group", GROUP, **attrs, TargetsElsewhere=elsewhere(attrs))


@pytest.mark.parametrize(
    ("asking", "share"),
    [
        (group({"Id": "10.0.2.10"}), 1),
        (group({"Id": "10.0.2.10"}, {"Id": "192.168.7.7", "AvailabilityZone": "all"}), 0.5),
        (group(*({"Id": f"192.168.7.{at}", "AvailabilityZone": "all", "Port": 1} for at in (7, 7, 8, 9))), 0.25),
        (group({"Id": "arn:aws:lambda:x", "AvailabilityZone": "all"}, type_="lambda"), 1),
    ],
)
async def test_targets_that_are_in_no_inventory_do_their_share(tmp_path: Path, asking: Resource, share: float) -> None:
    server = thing("ec2.instance", "i-1")
    assert (await lost(tmp_path, server.ref.key, server, asking=asking))[0] == share


async def test_two_names_and_what_has_none_count_beside_each_other_as_many_as_they_are(tmp_path: Path) -> None:
    turns = [record("much", "a.example.com.", Weight=200), record("little", "a.example.com.", Weight=50)]
    others = [record("one", "b.example.com.", Weight=1), record("two", "b.example.com.", Weight=1)]
    assert (await lost(tmp_path, "much", *turns, *others, BUCKET))[0] == 0.32


def test_of_several_edges_between_two_one_counts_and_other_rules_stay() -> None:
    routes = CODES[Verb.ROUTES_TO]
    graph = Adjacency(
        4, [0, 0, 0, 3], [1, 1, 2, 1], np.asarray([routes, routes, routes, CODES[Verb.DEPENDS_ON]], np.uint8)
    )
    rules = by_weights(Rules.of_verbs(graph), graph, {1: Weight("a", 3.0), 2: Weight("a", 1.0)})
    found = impact(graph, [1], rules)
    shares = dict(zip(found.nodes.tolist(), found.shares.tolist(), strict=True))
    assert shares == {1: 1.0, 0: 0.75, 3: 1.0}
    assert by_weights(rules, graph, {}) is rules


def test_each_who_asks_loses_by_the_weights_of_what_it_asks_itself() -> None:
    codes = [CODES[Verb.ROUTES_TO]] * 5 + [CODES[Verb.DEPENDS_ON]]
    graph = Adjacency(5, [1, 0, 1, 0, 1, 0], [3, 2, 2, 3, 4, 4], np.asarray(codes, np.uint8))
    rules = by_weights(Rules.of_verbs(graph), graph, {2: Weight("a", 3.0), 3: Weight("a", 1.0)})
    found = impact(graph, [2], rules)
    assert dict(zip(found.nodes.tolist(), found.shares.tolist(), strict=True)) == {2: 1.0, 0: 0.75, 1: 0.5}
