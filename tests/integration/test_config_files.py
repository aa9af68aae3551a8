"""Several files of AWS Config in one import: of each resource what was captured last counts, in whatever order the files come."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from tests.integration.cli_process import Cli
from tests.unit.offline_lab import config_item, snapshot


def written(folder: Path, day: int, *, deleted: bool = False) -> str:
    item = config_item(configurationItemCaptureTime=f"2026-11-0{day}T00:00:00.000Z", tags={"Name": f"as of {day}"})
    if deleted:
        item |= {"configurationItemStatus": "ResourceDeleted", "configuration": None}
    path = folder / f"day-{day}.json"
    path.write_text(json.dumps(snapshot(item)))
    return str(path)


def named(cli: Cli) -> list[str]:
    return [json.loads(line)["name"] for line in cli("resources", "--format", "jsonl").out.splitlines()]


@pytest.mark.parametrize("order", permutations(range(3)))
def test_the_newest_of_several_files_counts(cli: Cli, tmp_path: Path, order: tuple[int, ...]) -> None:
    files = [written(tmp_path, day) for day in (1, 2, 3)]
    assert cli("import", *(files[at] for at in order), "--json").document["resources"] == 1
    assert named(cli) == ["as of 3"]


@pytest.mark.parametrize("order", permutations(range(3)))
@pytest.mark.parametrize("stored", [False, True])
def test_what_was_deleted_last_is_gone(cli: Cli, tmp_path: Path, order: tuple[int, ...], stored: bool) -> None:
    files = [written(tmp_path, 1), written(tmp_path, 2), written(tmp_path, 3, deleted=True)]
    if stored:
        cli("import", files[1])
    assert cli("import", *(files[at] for at in order), "--json").document["resources"] == 0
    assert named(cli) == []
