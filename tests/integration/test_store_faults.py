"""What goes wrong with a store is said in plain words, and nothing stored is lost."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dharma_tui.core.answers import Answer
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import (
    ExtensionMissingError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreNewerError,
    StoreReadOnlyError,
)
from dharma_tui.nlp.sessions import Sessions
from dharma_tui.services import summary
from dharma_tui.services.backup import restore_backup, write_backup
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store import extensions, place
from dharma_tui.services.store.data_files import require_all
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import open_lake, scan, stored, thing

Damage = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with 500 resources, closed."""
    lake = open_lake(tmp_path)
    scan(lake, [thing(f"k{number:03d}", {"pad": "x" * 200}) for number in range(500)])
    lake.close()
    return tmp_path / "store"


def reopen(folder: Path) -> Lake:
    return Lake.open(folder, clock=SystemClock(), lock_seconds=5)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sql(statement: str) -> Damage:
    def run(catalog: Path) -> None:
        connection = sqlite3.connect(catalog)
        connection.execute(statement)
        connection.commit()
        connection.close()

    return run


def overwrite_middle(catalog: Path) -> None:
    content = bytearray(catalog.read_bytes())
    content[8192:90000] = os.urandom(90000 - 8192)
    catalog.write_bytes(content)


DAMAGE: dict[str, Damage] = {
    "garbage": lambda catalog: catalog.write_bytes(os.urandom(20_000)),
    "text": lambda catalog: catalog.write_text("hello " * 1000),
    "truncated": lambda catalog: os.truncate(catalog, 40_000),
    "cut short": lambda catalog: os.truncate(catalog, 100),
    "empty": lambda catalog: os.truncate(catalog, 0),
    "missing": lambda catalog: catalog.unlink(),
    "overwritten": overwrite_middle,
    "without a table": sql("DROP TABLE ducklake_data_file"),
    "without snapshots": sql("DELETE FROM ducklake_snapshot"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_catalogue_is_named_and_left_alone(folder: Path, damage: Damage) -> None:
    damage(folder / "catalog.sqlite")
    before = everything(folder)
    with pytest.raises(StoreDamagedError) as caught:
        reopen(folder)
    assert str(folder / "catalog.sqlite") in caught.value.message
    assert "restore" in caught.value.hint
    assert "move that folder aside" in caught.value.hint
    after = everything(folder)
    assert {name: after.get(name) for name in before} == before


def test_a_database_of_something_else_is_not_taken_for_a_catalogue(folder: Path) -> None:
    catalog = folder / "catalog.sqlite"
    catalog.unlink()
    sql("CREATE TABLE other (a)")(catalog)
    with pytest.raises(StoreDamagedError, match=re.escape(str(catalog))):
        reopen(folder)
    assert sqlite3.connect(catalog).execute("SELECT name FROM sqlite_master").fetchall() == [("other",)]


def test_a_store_whose_making_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "store" / "data").mkdir(parents=True)
    (tmp_path / "store" / "new-catalog.sqlite").write_bytes(os.urandom(5000))
    (tmp_path / "store" / "new-catalog.sqlite-journal").write_bytes(os.urandom(500))
    lake = open_lake(tmp_path)
    scan(lake, [thing("a")])
    assert stored(lake) == [("a",)]
    lake.close()
    assert list((tmp_path / "store").glob("new-*")) == []


def test_a_missing_data_file_is_named_and_the_rest_still_answers(folder: Path) -> None:
    files = list((folder / "data").rglob("*.parquet"))
    assert files
    for file in files:
        file.unlink()
    lake = reopen(folder)
    with pytest.raises(StoreDamagedError, match=r"\.parquet") as caught:
        lake.query("SELECT key, attrs FROM lake.resources")
    assert "missing" in caught.value.message
    assert lake.query("SELECT status FROM lake.scans") == [("complete",)]
    lake.close()


def test_a_garbled_data_file_is_named(folder: Path) -> None:
    for file in (folder / "data").rglob("*.parquet"):
        file.write_bytes(os.urandom(file.stat().st_size))
    lake = reopen(folder)
    with pytest.raises(StoreDamagedError):
        lake.query("SELECT key, attrs FROM lake.resources")
    lake.close()


def test_a_store_of_a_newer_version_is_left_alone(folder: Path) -> None:
    lake = reopen(folder)
    lake.write(lambda cursor: cursor.execute("INSERT INTO lake.store VALUES (9999, now())"))
    lake.close()
    with pytest.raises(StoreNewerError, match="version 9999") as caught:
        reopen(folder)
    assert "update dharma-tui" in caught.value.hint


def test_a_catalogue_of_a_newer_ducklake_is_left_alone(folder: Path) -> None:
    sql("UPDATE ducklake_metadata SET value = '99.0' WHERE key = 'version'")(folder / "catalog.sqlite")
    with pytest.raises(StoreNewerError) as caught:
        reopen(folder)
    assert "update dharma-tui" in caught.value.hint


@pytest.fixture
def read_only_mount(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """The store, mounted read only. As root, permissions alone would stop nobody."""
    point = tmp_path / "mounted"
    point.mkdir()
    if subprocess.run(["mount", "--bind", str(folder), str(point)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let the test mount a file system")
    subprocess.run(["mount", "-o", "remount,bind,ro", str(point)], check=True, capture_output=True)
    yield point
    subprocess.run(["umount", "--lazy", str(point)], check=True, capture_output=True)


def test_a_read_only_store_can_be_read_and_refuses_to_be_written(read_only_mount: Path) -> None:
    lake = reopen(read_only_mount)
    assert not lake.writable
    assert len(stored(lake)) == 500
    assert lake.query(f"SELECT count(*) FROM lake.resources AT (VERSION => {lake.snapshot().id - 1})") == [(500,)]
    with pytest.raises(StoreReadOnlyError) as caught:
        lake.write(lambda cursor: cursor.execute("DELETE FROM lake.resources"))
    assert "you can still look at everything" in caught.value.hint
    with pytest.raises(StoreReadOnlyError):
        scan(lake, [])
    scratch = lake.scratch
    lake.close()
    assert not scratch.exists()


def test_a_store_that_may_not_be_written_shows_what_others_write(folder: Path, read_only_mount: Path) -> None:
    reader = reopen(read_only_mount)
    assert len(stored(reader)) == 500
    writer, before = reopen(folder), reader.snapshot()
    for round_ in range(3):
        scan(writer, [thing(f"k{number:03d}") for number in range(10 + round_)])
        assert reader.snapshot() == writer.snapshot()
        assert stored(reader) == stored(writer)
    assert len(stored(reader)) == 12
    writer.close()
    assert reader.snapshot().id > before.id and len(stored(reader)) == 12
    reader.close()


def test_a_folder_that_may_not_be_written_and_holds_no_store_says_so(read_only_mount: Path) -> None:
    empty = read_only_mount / "tmp"
    with pytest.raises(StoreReadOnlyError, match="no store yet, and none can be made") as caught:
        reopen(empty)
    assert "look at everything" not in caught.value.hint


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    point = tmp_path / "small"
    point.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(point)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let the test mount a file system")
    yield point
    subprocess.run(["umount", "--lazy", str(point)], check=True, capture_output=True)


def noise(size: int) -> str:
    return os.urandom(size // 2).hex()


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler, pytest.raises(OSError):
        while True:
            filler.write(bytes(4096))


@pytest.mark.parametrize("count", [1200, 6000], ids=["full while saving", "full while staging"])
def test_a_scan_that_does_not_fit_keeps_what_was_stored(small_disk: Path, count: int) -> None:
    lake = open_lake(small_disk)
    scan(lake, [thing("first", {"kept": True})])
    with pytest.raises(StoreFullError) as caught:
        scan(lake, [thing(f"k{number}", {"noise": noise(2000)}) for number in range(count)])
    assert "what was stored before is intact" in caught.value.hint
    assert stored(lake) == [("first",)]
    scan(lake, [thing("first", {"kept": True}), thing("second")])
    assert stored(lake) == [("first",), ("second",)]
    lake.close()


async def test_a_full_disk_can_be_read_and_works_again_with_room(small_disk: Path) -> None:
    io = IoPool(1, "test")
    lake = open_lake(small_disk)
    scan(lake, [thing("first", {"kept": True})])
    fill(small_disk / "filler")
    with pytest.raises(StoreFullError):
        scan(lake, [thing("second")])
    chat = Sessions(lambda: lake, io, lake.clock, new_id, "ada")
    for text in ("what is here?", "and in frankfurt?"):
        with pytest.raises(StoreFullError):
            await chat.add(text, None, Answer("One thing."))
    lake.close()
    reader = open_lake(small_disk)
    assert not reader.writable
    assert stored(reader) == [("first",)]
    reader.close()
    (small_disk / "filler").unlink()
    again = open_lake(small_disk)
    assert stored(again) == [("first",)]
    scan(again, [thing("first", {"kept": True}), thing("third")])
    assert stored(again) == [("first",), ("third",)]
    lake = again
    await chat.add("and now?", None, Answer("Two things."))
    (head,) = await chat.recent()
    assert (head.first, head.messages) == ("what is here?", 6), "what was said meanwhile is not lost"
    io.close()
    again.close()


def test_a_missing_extension_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions, "_PACKAGE", "duckdb_extension_absent_{}")
    with pytest.raises(ExtensionMissingError) as caught:
        open_lake(tmp_path)
    assert "-m pip install 'duckdb-extension-absent-sqlite-scanner==" in caught.value.hint


def test_an_extension_of_another_version_is_not_loaded() -> None:
    with pytest.raises(ExtensionMissingError, match=r"another version than DuckDB 0\.0\.1"):
        extensions.extension_path("ducklake", "0.0.1")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x")
    with pytest.raises(StoreError, match="not a folder"):
        open_lake(tmp_path)


def test_a_query_that_needs_too_much_memory_says_how_to_give_more(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "store", clock=SystemClock(), memory_mb=64)
    with pytest.raises(StoreError, match="memory limit") as caught:
        lake.query("SELECT length(string_agg(i::VARCHAR || repeat('x', 1000), ',')) FROM range(200000) t(i)")
    assert "store.memory_mb" in caught.value.hint
    assert lake.query("SELECT 1") == [(1,)]
    lake.close()


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /home nfs4 rw 0 0
tmpfs /home/me/local\\040disk tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/me/store", "nfs4"), ("/home/me/local disk/store", "tmpfs"), ("/homes/store", "ext4"), ("/srv", "ext4")],
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(tmp_path: Path, folder: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert place.file_system(Path(folder), tmp_path / "mounts") == kind


def test_a_store_on_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/export {tmp_path.resolve()} nfs4 rw 0 0\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)
    with pytest.raises(StoreError, match="network file system") as caught:
        open_lake(tmp_path)
    assert "local disk" in caught.value.hint


def test_a_store_copied_while_closed_is_a_whole_store(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    lake = reopen(tmp_path / "copy")
    assert len(stored(lake)) == 500
    lake.close()


def test_a_full_disk_is_not_told_as_a_question_of_permission(small_disk: Path) -> None:
    open_lake(small_disk).close()
    fill(small_disk / "filler")
    lake = open_lake(small_disk)
    assert not lake.writable
    with pytest.raises(StoreFullError) as caught:
        scan(lake, [thing("first")])
    assert "free some space" in caught.value.hint
    lake.close()


def test_a_disk_too_full_for_a_first_store_says_so(small_disk: Path) -> None:
    fill(small_disk / "filler")
    with pytest.raises(StoreFullError):
        open_lake(small_disk)


def test_an_empty_catalogue_is_not_taken_for_a_new_store(tmp_path: Path) -> None:
    """What a small store holds is all in its catalogue, so that there is no data file beside it."""
    lake = open_lake(tmp_path)
    scan(lake, [thing("first")])
    lake.close()
    assert not list((tmp_path / "store" / "data").rglob("*.parquet"))
    os.truncate(tmp_path / "store" / "catalog.sqlite", 0)
    with pytest.raises(StoreDamagedError, match="empty"):
        open_lake(tmp_path)
    assert (tmp_path / "store" / "catalog.sqlite").stat().st_size == 0


def test_a_catalogue_that_is_gone_is_not_taken_for_a_new_store(tmp_path: Path) -> None:
    """All that was in it is lost, and the summary is the only witness."""
    lake = open_lake(tmp_path)
    scan(lake, [thing("first")])
    summary.write(lake.folder, summary.drawn_from(lake, CurrentIndex(lake).current()))
    lake.close()
    for file in (tmp_path / "store").glob("catalog.sqlite*"):
        file.unlink()
    with pytest.raises(StoreDamagedError, match=r"summary\.json tells of what it held"):
        open_lake(tmp_path)
    assert not (tmp_path / "store" / "catalog.sqlite").exists()


SPOILED: dict[str, Damage] = {
    "missing": lambda file: file.unlink(),
    "empty": lambda file: os.truncate(file, 0),
    "cut short": lambda file: os.truncate(file, 100),
    "very short": lambda file: os.truncate(file, 20),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_spoiled_data_file_leads_to_the_folder_of_the_store(folder: Path, spoil: Damage) -> None:
    for file in (folder / "data").rglob("*.parquet"):
        spoil(file)
    lake = reopen(folder)
    with pytest.raises(StoreDamagedError, match=r"ducklake-\S+\.parquet of the store cannot be read") as caught:
        lake.query("SELECT key, attrs FROM lake.resources")
    assert f"a backup into {folder}," in caught.value.hint
    with pytest.raises(StoreDamagedError, match=r"\.parquet"):
        require_all(lake)
    lake.close()


def test_all_files_of_a_whole_store_are_there_after_changes_and_maintenance(folder: Path) -> None:
    lake = reopen(folder)
    for number in range(3):
        scan(lake, [thing(f"k{key:03d}", {"pad": "y" * 200, "round": number}) for key in range(number, 500)])
        require_all(lake)
    lake.maintain(1, 1)
    require_all(lake)
    lake.close()


def test_a_store_that_may_not_be_written_can_be_backed_up(read_only_mount: Path, tmp_path: Path) -> None:
    lake = reopen(read_only_mount)
    write_backup(lake, tmp_path / "b.tar", SystemClock())
    lake.close()
    with (tmp_path / "b.tar").open("rb") as file:
        restore_backup(file, tmp_path / "again" / "store", SystemClock())
    again = open_lake(tmp_path / "again")
    assert len(stored(again)) == 500
    again.close()


def test_a_store_that_lacks_a_file_is_not_backed_up_as_if_it_were_whole(folder: Path, tmp_path: Path) -> None:
    next((folder / "data").rglob("*.parquet")).unlink()
    lake = reopen(folder)
    with pytest.raises(StoreDamagedError, match="missing"):
        write_backup(lake, tmp_path / "b.tar", SystemClock())
    lake.close()
    assert not (tmp_path / "b.tar").exists()
