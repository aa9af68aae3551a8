"""Tags of what AWS lists without them: looked up together, and not lost when they cannot be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from dharma_tui.core.scan import ScopeStatus
from tests.integration.moto_lab import NORTH, WEST, Estate, estate
from tests.integration.test_aws import Bench

GROUPS = 130
TAGS = {"env": "prod", "team": "shop"}
KINDS = ("aws.logs.log_group", "aws.kms.key", "aws.backup.backup_vault", "aws.events.event_bus")


def seed(made: Estate) -> None:
    logs = made.client("logs")
    for number in range(GROUPS):
        logs.create_log_group(logGroupName=f"/shop/{number}", tags={"number": str(number)})
    logs.create_log_group(logGroupName="/untagged")
    made.client("logs", WEST).create_log_group(logGroupName="/west", tags=TAGS)
    listed = [{"Key": name, "Value": value} for name, value in TAGS.items()]
    key = made.client("kms").create_key(Tags=[{"TagKey": name, "TagValue": value} for name, value in TAGS.items()])
    made.ids["key"] = key["KeyMetadata"]["Arn"]
    made.client("backup").create_backup_vault(BackupVaultName="cellar", BackupVaultTags=TAGS)
    made.client("events").create_event_bus(Name="orders", Tags=listed)
    ec2 = made.client("ec2")
    ec2.create_tags(Resources=[ec2.create_volume(AvailabilityZone=f"{NORTH}a", Size=1)["VolumeId"]], Tags=listed)


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed) as made:
        yield made


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", NORTH)
    yield moto
    moto.control("heal")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


def tag_calls(made: Estate) -> int:
    return made.control("calls").get("tagging", 0)


async def test_what_is_listed_without_tags_has_them(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS)
    groups = bench.rows("aws.logs.log_group")
    assert [groups[f"/shop/{number}"]["labels"] for number in range(GROUPS)] == [
        {"number": str(number)} for number in range(GROUPS)
    ]
    assert groups["/untagged"]["labels"] == {}
    assert groups["/west"]["labels"] == TAGS
    for kind in KINDS[1:]:
        assert TAGS in [row["labels"] for row in bench.rows(kind).values()], kind


async def test_all_kinds_of_a_region_share_one_look(bench: Bench, there: Estate) -> None:
    before = tag_calls(there)
    report = await bench.scan(*KINDS, regions=(NORTH,))
    pages = tag_calls(there) - before
    assert pages == 2  # 133 resources, a hundred a call; the volume is not asked for
    own = {kind: sum(part.calls for part in report.scopes if part.kind == kind) for kind in KINDS}
    assert sum(own.values()) >= len(KINDS) + pages  # counted with whoever asked first


async def test_nobody_asks_for_tags_that_are_listed(bench: Bench, there: Estate) -> None:
    before = tag_calls(there)
    await bench.scan("aws.ec2.volume", "aws.ec2.vpc")
    assert tag_calls(there) == before


async def test_tags_that_cannot_be_seen_are_kept_and_told(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS, regions=(NORTH,))
    there.control("fault?service=tagging&kind=denied")
    report = await bench.scan(*KINDS, regions=(NORTH,))
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert {part.status for part in report.scopes} == {ScopeStatus.COMPLETE}
    assert all("not allowed: tag:GetResources" in part.reason for part in report.scopes), report.scopes
    assert all("allow tag:GetResources" in part.hint for part in report.scopes)
    assert bench.rows("aws.logs.log_group")["/shop/7"]["labels"] == {"number": "7"}


async def test_without_tags_from_the_start_there_are_none(bench: Bench, there: Estate) -> None:
    there.control("fault?service=tagging&kind=denied")
    await bench.scan(*KINDS, regions=(NORTH,))
    assert {str(row["labels"]) for row in bench.rows("aws.logs.log_group").values()} == {"{}"}
    there.control("heal")
    report = await bench.scan(*KINDS, regions=(NORTH,))
    assert report.changed == GROUPS + 3


async def test_a_tag_that_was_removed_goes(bench: Bench, there: Estate) -> None:
    west = there.client("logs", WEST)
    await bench.scan("aws.logs.log_group", regions=(WEST,))
    west.untag_log_group(logGroupName="/west", tags=["team"])
    try:
        await bench.scan("aws.logs.log_group", regions=(WEST,))
        assert bench.rows("aws.logs.log_group")["/west"]["labels"] == {"env": "prod"}
    finally:
        west.tag_log_group(logGroupName="/west", tags=TAGS)
