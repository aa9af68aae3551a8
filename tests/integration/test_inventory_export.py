"""Views as files: whole or not there, readable by others, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dharma_tui.core.errors import ExportError, FilterError, UsageError
from dharma_tui.core.view import SortKey, View
from dharma_tui.services.inventory import Inventory
from tests.integration.inventory_lab import Estate, estate, inventory_over
from tests.integration.store_lab import open_lake, scan, thing

SERVERS = View(kinds=("lab.server",), filter="!state:failed", sort=(SortKey("mem", descending=True),))
SHAPE = ["kind", "key", "name", "provider", "account", "region", "state", "labels", "attrs", "first_seen", "last_seen"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    with estate(tmp_path_factory.mktemp("lab")) as made:
        yield made


@pytest.fixture
def formulas(tmp_path: Path) -> Iterator[Inventory]:
    lake = open_lake(tmp_path)
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", 'quo"te,comma', "two\nlines", "é\x1b[0m",
             "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)"]  # fmt: skip
    scan(lake, [thing(f"k{number}", {"n": -number}, name=name) for number, name in enumerate(names)])
    with inventory_over(lake) as inventory:
        yield inventory
    lake.close()


async def test_csv_is_the_view_as_shown(lab: Estate, tmp_path: Path) -> None:
    path = tmp_path / "servers.csv"
    written = await lab.inventory.export(SERVERS, path, "csv")

    listing = await lab.inventory.open(SERVERS)
    shown = await lab.inventory.rows(listing, 0, listing.length)
    with path.open(newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == [column.name for column in listing.columns]
    assert len(lines) - 1 == written == listing.length > 0
    keys = [line[lines[0].index("key")] for line in lines[1:]]
    assert keys == [row.ref.key for row in shown if row.ref]
    assert path.stat().st_mode & 0o777 == 0o600


async def test_no_cell_is_a_formula_and_numbers_stay_numbers(formulas: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    await formulas.export(View(columns=("key", "name", "attrs.n"), sort=(SortKey("key"),)), path, "csv")
    with path.open(newline="") as file:
        lines = {line[0]: line[1:] for line in csv.reader(file)}
    assert [lines[f"k{number}"][0] for number in range(6)] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1"]
    assert [lines[f"k{number}"][0] for number in range(6, 9)] == ["plain", 'quo"te,comma', "two\nlines"]
    assert all(lines[f"k{number}"][0].startswith("'") for number in range(10, 15))
    assert [lines[f"k{number}"][1] for number in (0, 3)] == ["0", "-3"]


@pytest.mark.parametrize("form", ["json", "jsonl"])
async def test_json_holds_everything_known_in_the_order_shown(lab: Estate, tmp_path: Path, form: str) -> None:
    path = tmp_path / "servers"
    written = await lab.inventory.export(SERVERS, path, form)

    text = path.read_text(encoding="utf-8")
    documents = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
    listing = await lab.inventory.open(SERVERS)
    assert [document["key"] for document in documents] == [ref.key for ref in await lab.inventory.refs(listing)]
    assert len(documents) == written
    by_key = {one.ref.key: one for one in lab.resources}
    for document in documents:
        one = by_key[document["key"]]
        assert list(document) == SHAPE
        assert (document["kind"], document["name"], document["state"]) == (one.ref.kind, one.name, one.state.value)
        assert (document["labels"], document["attrs"]) == (dict(one.labels), dict(one.attrs))
        assert datetime.fromisoformat(document["first_seen"]) <= datetime.fromisoformat(document["last_seen"])


async def test_parquet_can_be_read_by_others(lab: Estate, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "it's servers.parquet"
    written = await lab.inventory.export(SERVERS, path, "parquet")
    rows = duckdb.sql("SELECT key, labels, attrs FROM read_parquet(?)", params=[str(path)]).fetchall()
    listing = await lab.inventory.open(SERVERS)
    assert [row[0] for row in rows] == [ref.key for ref in await lab.inventory.refs(listing)]
    assert written == len(rows)
    by_key = {one.ref.key: one for one in lab.resources}
    assert all(
        (labels or {}, json.loads(attrs)) == (by_key[key].labels, by_key[key].attrs) for key, labels, attrs in rows
    )


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
async def test_marked_resources_alone(lab: Estate, tmp_path: Path, form: str) -> None:
    marked = [one.ref for one in lab.resources[3:40:7]]
    path = tmp_path / "marked"
    assert await lab.inventory.export(View(), path, form, marked) == len(marked)


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
async def test_groups_are_written_with_their_counts(lab: Estate, tmp_path: Path, form: str) -> None:
    view = View(group_by=("kind",))
    path = tmp_path / "groups"
    assert await lab.inventory.export(view, path, form) == 3
    if form == "csv":
        with path.open(newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == ["kind", "count", "worst_state"]
        assert sum(int(line[1]) for line in lines[1:]) == len(lab.resources)


async def test_an_empty_view_is_an_empty_file(lab: Estate, tmp_path: Path) -> None:
    view = View(filter="nothing-is-called-this")
    for form in ("csv", "json", "jsonl", "parquet"):
        assert await lab.inventory.export(view, tmp_path / form, form) == 0
    assert json.loads((tmp_path / "json").read_text()) == []
    assert (tmp_path / "jsonl").read_text() == ""


async def test_what_was_there_stays_when_writing_fails(lab: Estate, tmp_path: Path) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("before")
    with pytest.raises(FilterError):
        await lab.inventory.export(View(filter="nosuch:1"), path, "csv")
    with pytest.raises(UsageError):
        await lab.inventory.export(View(), path, "xlsx")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


async def test_a_folder_that_is_not_there_is_named(lab: Estate, tmp_path: Path) -> None:
    for form in ("csv", "parquet"):
        with pytest.raises(ExportError) as caught:
            await lab.inventory.export(View(), tmp_path / "no" / "where", form)
        assert "where" in caught.value.message
        assert "make the folder first" in caught.value.hint


async def test_a_full_disk_leaves_nothing_behind(lab: Estate, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"x" * (small_disk.stat().st_blksize * 5))
    for form in ("csv", "jsonl", "json", "parquet"):
        with pytest.raises(ExportError) as caught:
            await lab.inventory.export(View(), small_disk / f"all.{form}", form)
        assert "free some space" in caught.value.hint
        assert [path.name for path in small_disk.iterdir()] == ["ballast"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with hardly any room."""
    import subprocess

    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
