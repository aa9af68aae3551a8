"""Relationships that have to be computed, over a scan of the loopback AWS: all of the true ones, and no other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.moto_lab import NORTH, Estate, estate
from tests.integration.moto_relations import Edge, seed
from tests.integration.test_aws import Bench

KINDS = ("aws.ec2", "aws.elb", "aws.route53", "aws.cloudfront", "aws.s3", "aws.rds", "aws.lambda.function")
COMPUTED = ("reach:%", "dns:%")


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[Estate, set[Edge]]]:
    with estate() as made:
        yield made, seed(made)


@pytest.fixture
async def bench(
    moto: tuple[Estate, set[Edge]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Bench]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto[0].endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", NORTH)
    bench = Bench(tmp_path / "store")
    await bench.scan(*KINDS, regions=(NORTH,))
    yield bench
    bench.lake.close()


def computed(bench: Bench) -> dict[Edge, str]:
    """What rules told, and why."""
    told = " OR ".join("source LIKE ?" for _ in COMPUTED)
    rows = bench.lake.query(f"SELECT src_key, verb, dst_key, source FROM lake.relationships WHERE {told}", [*COMPUTED])
    return {(source, verb, target): why.partition(":")[2] for source, verb, target, why in rows}


async def test_what_follows_is_found_and_nothing_else(bench: Bench, moto: tuple[Estate, set[Edge]]) -> None:
    made, true = moto
    found = computed(bench)
    assert true - found.keys() == set()
    ours = {*(end for edge in true for end in (edge[0], edge[2])), *made.ids.values()} - {
        made.ids["nat"],
        made.ids["address"],
    }
    assert {edge for edge in found if {edge[0], edge[2]} & ours} - true == set()


async def test_each_says_why(bench: Bench, moto: tuple[Estate, set[Edge]]) -> None:
    ids, found = moto[0].ids, computed(bench)
    assert found[ids["front-group"], "connects_to", ids["app-group"]] == "tcp 8080"
    front = found[ids["gateway"], "connects_to", ids["shop-front"]]
    assert front == f"tcp 443 from 0.0.0.0/0 through {ids['front-group']}"
    assert found[ids["gateway"], "connects_to", ids["bastion"]].startswith("tcp 22 from 198.51.100.0/24 through sg-")
