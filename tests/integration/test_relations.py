"""Relationships that have to be computed, over a scan of the loopback AWS: all of the true ones, and no other."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dharma_tui.core.access import Answers
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.access import Access
from dharma_tui.services.discovery import aws
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from tests.integration.moto_lab import ACCOUNT, NORTH, Estate, estate
from tests.integration.moto_relations import Edge, seed
from tests.integration.test_aws import Bench

KINDS = (
    *("aws.ec2", "aws.elb", "aws.route53", "aws.cloudfront", "aws.s3", "aws.rds", "aws.lambda.function"),
    *("aws.iam", "aws.sqs", "aws.kms"),
)
COMPUTED = ("reach:%", "dns:%", "rights:%", "addresses:%")


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[Estate, set[Edge]]]:
    with estate() as made:
        yield made, seed(made)


@pytest.fixture(scope="module")
def scanned(moto: tuple[Estate, set[Edge]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of one scan of it; tests have copies."""
    bench = Bench(tmp_path_factory.mktemp("scanned") / "store")
    with pytest.MonkeyPatch.context() as patch:
        moto[0].reach(patch)
        asyncio.run(bench.scan(*KINDS, regions=(NORTH,)))
    bench.lake.close()
    return bench.folder


@pytest.fixture
async def bench(scanned: Path, tmp_path: Path) -> AsyncIterator[Bench]:
    shutil.copytree(scanned, tmp_path / "store")
    bench = Bench(tmp_path / "store")
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
    assert found[ids["reader"], "connects_to", ids["bucket"]] == "s3:ListBucket, s3:GetObject"
    assert found[ids["far"], "connects_to", ids["bucket"]] == "s3:PutObject (if its own account allows it)"
    assert found[ids["gateway"], "connects_to", ids["bastion"]].startswith("tcp 22 from 198.51.100.0/24 through sg-")


def aws_kinds() -> dict[str, KindSpec]:
    return {kind.kind: kind for service in subclasses(aws, ProviderService) for kind in service.kinds}  # type: ignore[type-abstract]


def said(answers: list[Answers], question: str) -> list[tuple[str, str]]:
    return [(way.name, way.what) for each in answers if each.question == question for way in each.ways]


async def test_what_is_worked_out_when_somebody_asks(bench: Bench, moto: tuple[Estate, set[Edge]]) -> None:
    ids, io = moto[0].ids, IoPool(2)
    lookup, access = Lookup(bench.lake), Access(bench.lake, io, aws_kinds())

    async def asked(kind: str, key: str) -> list[Answers]:
        return await access.of(lookup.resource(ResourceRef(kind, key)).resource)

    app = await asked("aws.ec2.instance", ids["app"])
    assert said(app, "From the internet") == []
    assert said(app, "Who reaches it") == [("shop-front", "tcp 8080")]
    front = await asked("aws.elb.load_balancer", ids["shop-front"])
    assert said(front, "From the internet") == [("0.0.0.0/0", "tcp 443")]
    assert (ids["app"], "tcp 8080") in said(front, "What it reaches")
    hidden = await asked("aws.ec2.instance", ids["hidden"])
    assert said(hidden, "Who reaches it") == [(ids["bastion"], "tcp 22")]
    assert said(hidden, "From the internet") == []
    barred = await asked("aws.ec2.instance", ids["barred"])
    assert said(barred, "From the internet") == said(barred, "Who reaches it") == []

    bucket = said(await asked("aws.s3.bucket", ids["bucket"]), "Who may do what")
    assert ("admin", "everything: s3:*") in bucket
    assert (ids["far"], "write: s3:PutObject on in/*") in bucket
    assert {what for name, what in bucket if name == "reader"} == {
        "read: s3:ListBucket",
        "read: s3:GetObject on all in it",
    }
    assert [what for name, what in bucket if name == "barred"] == []
    next_ = said(await asked("aws.iam.role", f"arn:aws:iam::{ACCOUNT}:role/next"), "Who may do what")
    assert ("reader", "permissions: sts:AssumeRole") in next_
    assert ("admin", "everything: iam:*") in next_
    reader = said(await asked("aws.iam.role", ids["reader"]), "What it may do")
    assert (f"{ids['bucket']}/*", "read: s3:GetObject") in reader
    io.close()


async def test_what_is_named_and_not_there_says_why(bench: Bench, moto: tuple[Estate, set[Edge]]) -> None:
    ids, lookup = moto[0].ids, Lookup(bench.lake, aws_kinds())

    def missing(kind: str, key: str) -> dict[str, str]:
        return {
            each.other.key: each.missing for each in lookup.neighbours(ResourceRef(kind, key)) if each.state is None
        }

    assert missing("aws.s3.bucket", ids["bucket"])[ids["far"]] == "in account 210987654321, which is not scanned"
    instance = missing("aws.ec2.instance", ids["app"])
    assert instance["ami-12c6146b"] == "not ours: somebody else's, or deleted"
    moto[0].client("ec2").delete_key_pair(KeyName="ops")
    gone = next(iter(bench.rows("aws.ec2.volume").values()))["key"]
    holder = next(each.other for each in lookup.neighbours(ResourceRef("aws.ec2.volume", gone)))
    bench.lake.write(lambda cursor: cursor.execute("DELETE FROM lake.resources WHERE key = ?", [gone]))
    bench.lake.write(
        lambda cursor: cursor.execute(
            """INSERT INTO lake.changes (kind, key, name, provider, account, region, change, "at", snapshot)
            VALUES ('aws.ec2.volume', ?, '', 'aws', '', '', 'removed', '2026-01-02 03:04:05+00', 1)""",
            [gone],
        )
    )
    assert missing(holder.kind, holder.key)[gone] == "gone since 2026-01-02 03:04 UTC"
