"""One resource looked at alone: by few calls, and nothing but it changes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import UsageError
from dharma_tui.core.provider import ProviderService, counting_calls
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.services.discovery import aws
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import NORTH, WEST, Estate, estate

CLOCK = SystemClock()
SERVICES = [service(CLOCK) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
AT_MOST = 8
"""Calls for one resource where the estate is small: its parent, its list, its details, its tags."""


@pytest.fixture(scope="module")
def there() -> Iterator[Estate]:
    """The loopback AWS, with credentials for it in the environment."""
    with estate() as moto, pytest.MonkeyPatch.context() as patch:
        moto.reach(patch)
        yield moto


class Bench:
    """A lake and scans into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=CLOCK)
        self.store = ScanStore(self.lake)

    async def scan(self, *kinds: str, keys: tuple[str, ...] = ()) -> ScanReport:
        scanner = Scanner(SERVICES, self.store, Bus(), CLOCK, new_id, ScanSettings(), folder=self.folder)
        regions = () if keys else (NORTH, WEST)
        return await scanner.scan(Selection(providers=("aws",), kinds=kinds, regions=regions, keys=keys))

    def rows(self) -> list[tuple[Any, ...]]:
        return self.lake.query("SELECT * REPLACE (labels::VARCHAR AS labels) FROM lake.resources ORDER BY kind, key")

    def key(self, kind: str, name: str = "") -> str:
        found = self.lake.query(
            "SELECT key FROM lake.resources WHERE kind = ? AND (name = ? OR ? = '') ORDER BY key", [kind, name, name]
        )
        return str(found[0][0])


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


@pytest.fixture(scope="module")
def scanned(there: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of one scan of what is refreshed; tests have copies."""
    bench = Bench(tmp_path_factory.mktemp("scanned") / "store")
    asyncio.run(bench.scan("aws.ec2", "aws.dynamodb", "aws.ecs.ecs_service", "aws.sqs"))
    bench.lake.close()
    return bench.folder


def ours(calls: dict[str, int]) -> int:
    """Calls but those about the credentials."""
    return sum(count for service, count in calls.items() if service != "sts")


async def looked_at(resource: Resource) -> tuple[list[ResourceRef], int]:
    """What is read to see one resource again, and by how many calls."""
    service, kind = next(
        (service, kind) for service in SERVICES for kind in service.kinds if kind.kind == resource.ref.kind
    )
    calls = counting_calls()
    found = [
        service.normalise(kind, resource.scope, raw).ref
        async for raw in service.list_some(kind, resource.scope, [resource])
        if not hasattr(raw, "reason")
    ]
    return found, calls.made


@pytest.mark.slow
async def test_one_of_every_kind_is_found_alone_by_few_calls(bench: Bench, there: Estate) -> None:
    await bench.scan()
    refs = bench.lake.query("SELECT kind, min(key), max(key) FROM lake.resources GROUP BY kind ORDER BY kind")
    assert len(refs) > 200
    lost, dear = [], {}
    wanted = {ResourceRef(kind, key) for kind, *keys in refs for key in keys}
    stored = {each.ref: each for each in bench.store.resources([ref.key for ref in wanted])}
    for ref in sorted(wanted):
        found, calls = await looked_at(stored[ref])
        if found != [ref]:
            lost.append((ref, found))
        if calls > AT_MOST:
            dear[ref] = calls
    assert lost == []
    assert dear == {}


@pytest.mark.parametrize(
    ("kind", "name", "calls"),
    [
        ("aws.ec2.instance", "web-1", 1),
        ("aws.ec2.security_group", "web", 1),
        ("aws.dynamodb.table", "carts", 4),  # names of all, and of this one properties, policy and tags
        ("aws.ecs.ecs_service", "shop-3", 2),  # the list of its own cluster; then it is described alone
        ("aws.sqs.queue", "orders", 3),
    ],
)
async def test_a_refresh_makes_few_calls_and_changes_nothing_that_has_not_changed(
    scanned: Path, tmp_path: Path, there: Estate, kind: str, name: str, calls: int
) -> None:
    shutil.copytree(scanned, tmp_path / "store")
    bench = Bench(tmp_path / "store")
    key, rows, coverage = bench.key(kind, name), bench.rows(), bench.store.coverage()
    edges = bench.lake.query("SELECT * FROM lake.relationships ORDER BY ALL")
    before = ours(there.control("calls"))
    report = await bench.scan(kind, keys=(key,))
    assert ours(there.control("calls")) - before == report.calls == calls
    assert (report.status, report.resources, len(report.scopes)) == (ScanStatus.COMPLETE, 1, 1)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert bench.rows() == rows
    assert bench.lake.query("SELECT * FROM lake.relationships ORDER BY ALL") == edges
    assert bench.store.coverage() == coverage
    bench.lake.close()


async def test_a_refreshed_resource_has_a_new_age_and_its_neighbours_keep_theirs(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.ec2.instance")
    refs = [ResourceRef("aws.ec2.instance", bench.key("aws.ec2.instance", name)) for name in ("web-1", "web-2")]
    before = [Lookup(bench.lake).resource(ref).last_seen for ref in refs]
    report = await bench.scan(keys=(refs[0].key,))  # whose kind and place are known
    after = [Lookup(bench.lake).resource(ref).last_seen for ref in refs]
    assert after[0] >= report.started_at > before[0]
    assert after[1] == before[1]


async def test_what_changed_of_one_is_seen_and_what_changed_of_others_is_not(bench: Bench, there: Estate) -> None:
    ec2 = there.client("ec2")
    volumes = [ec2.create_volume(AvailabilityZone=f"{NORTH}a", Size=5)["VolumeId"] for _ in range(3)]
    await bench.scan("aws.ec2.volume")
    ec2.create_tags(Resources=volumes[:2], Tags=[{"Key": "Name", "Value": "renamed"}])
    ec2.delete_volume(VolumeId=volumes[2])
    report = await bench.scan("aws.ec2.volume", keys=(volumes[0],))
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    names = dict(bench.lake.query("SELECT key, name FROM lake.resources WHERE kind = 'aws.ec2.volume'"))
    assert [names[volume] for volume in volumes] == ["renamed", volumes[1], volumes[2]]


@pytest.mark.parametrize("kind", ["aws.ec2.volume", "aws.sqs.queue"])
async def test_what_is_gone_goes_and_nothing_with_it(bench: Bench, there: Estate, kind: str) -> None:
    ec2, sqs = there.client("ec2"), there.client("sqs")
    made = {
        "aws.ec2.volume": ec2.create_volume(AvailabilityZone=f"{NORTH}a", Size=5)["VolumeId"],
        "aws.sqs.queue": sqs.create_queue(QueueName="short-lived")["QueueUrl"],
    }
    await bench.scan("aws.ec2.volume", "aws.sqs.queue")
    key = made[kind] if kind == "aws.ec2.volume" else bench.key(kind, "short-lived")
    rows = bench.rows()
    ec2.delete_volume(VolumeId=made["aws.ec2.volume"])
    sqs.delete_queue(QueueUrl=made["aws.sqs.queue"])
    report = await bench.scan(kind, keys=(key,))
    assert (report.status, report.resources, report.removed) == (ScanStatus.COMPLETE, 0, 1)
    assert bench.rows() == [row for row in rows if row[1] != key]


async def test_one_that_cannot_be_asked_about_stays_and_says_why(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.sqs.queue")
    key, rows = bench.key("aws.sqs.queue", "orders"), bench.rows()
    there.control("fault?service=sqs&kind=denied")
    try:
        report = await bench.scan("aws.sqs.queue", keys=(key,))
    finally:
        there.control("heal")
    assert (report.scopes[0].status, report.scopes[0].reason) == (ScopeStatus.FAILED, "not allowed: sqs:ListQueues")
    assert bench.rows() == rows


async def test_a_key_that_nobody_knows_needs_a_kind(bench: Bench, there: Estate) -> None:
    await bench.scan("aws.ec2.vpc")
    with pytest.raises(UsageError, match="nothing is known by the key 'vol-1'"):
        await bench.scan(keys=("vol-1",))
    report = await bench.scan("aws.ec2.volume", keys=("vol-1",))
    assert (report.status, report.resources, report.removed) == (ScanStatus.COMPLETE, 0, 0)
    volume = there.client("ec2", WEST).describe_volumes()["Volumes"][0]["VolumeId"]
    assert (await bench.scan("aws.ec2.volume", keys=(volume,))).added == 1
    assert [row[1] for row in bench.rows() if row[0] == "aws.ec2.volume"] == [volume]
