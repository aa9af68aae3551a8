"""Headless commands over names that a terminal would obey: what is printed for people is harmless, what is for programs exact."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock
from tests.app.hostile import HARMFUL, POISONS, resources, seed
from tests.integration.cli_process import Cli

LINE_END = frozenset("\n")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / ".local" / "share" / "dharma-tui" / "default" / "store"
    folder.parent.mkdir(parents=True)
    seed(folder, FrozenClock())
    return folder


@pytest.fixture
def hostile(cli: Cli, store: Path) -> Cli:
    return cli


@pytest.mark.parametrize(
    "words",
    [
        ["resources"],
        ["resources", "--wide"],
        ["resources", "--json"],
        ["resources", "--format", "jsonl"],
        ["resources", "--format", "csv"],
        ["changes", "--since", "2025-12-30"],
        ["changes", "--since", "2025-12-30", "--json"],
    ],
    ids=" ".join,
)
def test_nothing_printed_is_obeyed_by_a_terminal(hostile: Cli, words: list[str]) -> None:
    answer = hostile(*words)

    assert answer.code == 0, answer.err
    assert answer.out
    assert HARMFUL.intersection(answer.out.replace("\r\n", "\n")) <= LINE_END
    assert HARMFUL.intersection(answer.err) <= LINE_END


def test_programs_get_every_name_as_it_is(hostile: Cli) -> None:
    known = {one.ref.key.replace("\x00", "\\x00") for one in resources(2)}
    document = hostile("resources", "--json").document
    lines = hostile("resources", "--format", "jsonl").lines

    assert len(document) == len(lines) == len(known)
    names = {row["name"] for row in document}
    for name in ("click", "markup", "osc52"):
        assert any(POISONS[name] in found for found in names), name


def test_a_spreadsheet_finds_no_formula_and_every_row(hostile: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    answer = hostile("resources", "--format", "csv", "--output", str(path))
    assert answer.code == 0, answer.err
    with path.open(encoding="utf-8", newline="") as file:
        csv.field_size_limit(10_000_000)
        rows = list(csv.reader(file))

    assert len(rows) == 1 + len(list(resources(2)))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "parquet"])
def test_an_export_of_poison_is_whole(hostile: Cli, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    answer = hostile("export", str(path), "--no-relationships")

    assert answer.code == 0, answer.err
    assert path.stat().st_size > 1000
    if ending == "json":
        assert len(json.loads(path.read_bytes())) == len(list(resources(2)))
