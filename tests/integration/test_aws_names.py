"""Names and tags as an attacker writes them into an account, as far as moto takes them: scanned, stored, listed and shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScopeStatus
from dharma_tui.core.text import storable
from dharma_tui.core.view import View
from dharma_tui.services import Services
from tests.app.console import build, settled, text_of
from tests.app.hostile import HARMFUL, POISONS, faults
from tests.integration.cli_process import Cli
from tests.integration.moto_lab import NORTH, Estate, estate
from tests.integration.test_aws import Bench

KINDS = ("aws.logs.log_group", "aws.ecs.ecs_cluster", "aws.secretsmanager.secret", "aws.kms.key", "aws.sqs.queue")
VOLUME = "aws.ec2.volume"
CUT = {name: poison[:200] for name, poison in POISONS.items()}
SAYABLE = {name: poison for name, poison in CUT.items() if not set(poison) & set(map(chr, (*range(9), *range(11, 32))))}
"""What XML can say: of the rest moto's own answers are no XML."""
MANY = {f"tag-{number:02}": "" if number % 2 else f"line {number}\nanother" for number in range(49)}


def _fill(made: Estate) -> None:
    logs, ecs, ec2 = made.client("logs"), made.client("ecs"), made.client("ec2")
    for name, poison in CUT.items():
        tag = {poison[:100] or "empty": poison}
        named = f"{name}-{poison}"
        logs.create_log_group(logGroupName=named, tags=tag)
        ecs.create_cluster(clusterName=named, tags=[{"key": key, "value": value} for key, value in tag.items()])
        listed = [{"Key": key, "Value": value} for key, value in tag.items()]
        made.client("secretsmanager").create_secret(Name=named, SecretString="never-shown", Tags=listed)
        tagged = [{"TagKey": one["Key"], "TagValue": one["Value"]} for one in listed]
        made.client("kms").create_key(Description=poison, Tags=tagged)
        made.client("sqs").create_queue(QueueName=f"queue-{name}", tags=tag)
    for name, poison in SAYABLE.items():
        if name != "surrogate":
            _volume(ec2, {"Name": f"{name}-{poison}", poison[:100] or "empty": poison})
    _volume(ec2, {"Name": "fifty", **MANY})


def _volume(ec2: Any, tags: dict[str, str]) -> None:
    said = [{"Key": key, "Value": value} for key, value in tags.items()]
    ec2.create_volume(
        AvailabilityZone=f"{NORTH}a", Size=8, TagSpecifications=[{"ResourceType": "volume", "Tags": said}]
    )


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ScanReport, ScanReport]:
    """A person's home, in whose store this account is, and how it was scanned twice."""
    home = tmp_path_factory.mktemp("home")
    store = home / ".local" / "share" / "dharma-tui" / "default" / "store"
    store.parent.mkdir(parents=True)
    with estate(_fill) as made, pytest.MonkeyPatch.context() as patch:
        made.reach(patch)
        bench = Bench(store)
        first, again = (asyncio.run(bench.scan(*KINDS, VOLUME, regions=(NORTH,))) for _ in range(2))
        bench.lake.close()
    return home, first, again


def test_all_of_them_are_listed_and_stay_as_they_are(scanned: tuple[Path, ScanReport, ScanReport]) -> None:
    _, first, again = scanned
    assert {part.kind: part.status for part in first.scopes} == dict.fromkeys((*KINDS, VOLUME), ScopeStatus.COMPLETE)
    counts = {part.kind: part.count for part in first.scopes}
    assert [counts[kind] for kind in KINDS] == [len(CUT)] * len(KINDS)
    assert counts[VOLUME] == len(SAYABLE) - ("surrogate" in SAYABLE) + 1
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


def test_a_list_for_people_is_harmless_and_one_for_programs_exact(
    scanned: tuple[Path, ScanReport, ScanReport], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home, *_ = scanned
    monkeypatch.setenv("HOME", str(home))
    cli = Cli(home, capsys)
    for words in (("resources",), ("resources", "--wide"), ("resources", "--format", "csv")):
        answer = cli(*words)
        assert answer.code == 0, answer.err
        assert HARMFUL.intersection((answer.out + answer.err).replace("\r\n", "\n")) <= {"\n"}, words
    rows = [json.loads(line) for line in cli("resources", "--format", "jsonl").out.splitlines()]
    assert "never-shown" not in json.dumps(rows)
    groups = {row["name"]: row["labels"] for row in rows if row["kind"] == KINDS[0]}
    for name, poison in CUT.items():
        key, value = storable(poison[:100]) or "empty", storable(poison)
        assert groups[storable(f"{name}-{poison}")] == {key: value}, name
    (fifty,) = [row["labels"] for row in rows if row["name"] == "fifty"]
    assert fifty == {"Name": "fifty", **MANY}


@pytest.fixture
def services(scanned: tuple[Path, ScanReport, ScanReport]) -> Iterator[Services]:
    built = build(scanned[0], FrozenClock())
    yield built
    built.close()


async def test_a_table_shows_them_as_plain_text(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DharmaApp, "RECOVERS", False)
    shown = ""
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for kind in (*KINDS, VOLUME):
            pilot.app.open_view(View((kind,)))  # type: ignore[attr-defined]
            await settled(pilot)
            shown += text_of(pilot)
            assert faults(pilot) == [], kind
        await pilot.press("end", "enter")
        await settled(pilot)
        assert faults(pilot) == []
    for name in ("markup", "click", "closing", "content"):
        assert f"{name}-{POISONS[name]}"[:20] in shown, name
    assert "\\x1b[31mansi" in shown
