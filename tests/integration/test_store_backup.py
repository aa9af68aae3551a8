"""A backup holds everything, history included; a restore replaces nothing unasked and accepts nothing broken."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import NotFoundError, StoreDamagedError, UsageError
from dharma_tui.services.store.backup import backup, restore
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import edge, open_lake, scan, stored, thing


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """A store with history, some of it in files and some in the catalogue."""
    lake = open_lake(tmp_path)
    scan(lake, [thing(f"k{number:03d}", {"value": 1}) for number in range(400)], [edge("k001", "k002")])
    scan(lake, [thing(f"k{number:03d}", {"value": 2 if number < 3 else 1}) for number in range(399)])
    yield lake
    lake.close()


def test_a_restored_store_is_the_same_with_its_whole_history(lake: Lake, tmp_path: Path) -> None:
    made = backup(lake, tmp_path / "store.tar")
    scan(lake, [thing("later")])
    found = restore(tmp_path / "store.tar", tmp_path / "other" / "store", clock=SystemClock())
    assert (found.snapshot, found.files) == (made.snapshot, made.files)
    copy = Lake.open(tmp_path / "other" / "store", clock=SystemClock())
    for table in ("resources", "relationships", "changes", "scans"):
        past = f"SELECT * FROM lake.{table} AT (VERSION => {made.snapshot}) ORDER BY ALL"
        assert copy.query(f"SELECT * FROM lake.{table} ORDER BY ALL") == lake.query(past)
    assert [snapshot.id for snapshot in copy.snapshots()] == [snapshot.id for snapshot in lake.snapshots()][1:]
    scan(copy, [thing("goes on")])
    assert stored(copy) == [("goes on",)]
    copy.close()


def test_a_backup_is_private_and_replaces_nothing_unasked(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "store.tar"
    backup(lake, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        backup(lake, path)
    assert path.read_bytes() == before
    backup(lake, path, force=True)


def test_a_restore_replaces_a_store_only_when_told_and_keeps_the_old_one(lake: Lake, tmp_path: Path) -> None:
    backup(lake, tmp_path / "store.tar")
    scan(lake, [thing("later")])
    lake.close()
    folder = tmp_path / "store"
    with pytest.raises(UsageError, match="a store in"):
        restore(tmp_path / "store.tar", folder, clock=SystemClock())
    restore(tmp_path / "store.tar", folder, clock=SystemClock(), force=True)
    restored = Lake.open(folder, clock=SystemClock())
    assert len(stored(restored)) == 399
    restored.close()
    (aside,) = tmp_path.glob("store-before-*")
    old = Lake.open(aside, clock=SystemClock())
    assert stored(old) == [("later",)]
    old.close()


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_cut_short_is_refused_and_nothing_changes(lake: Lake, tmp_path: Path, kept: float) -> None:
    path = tmp_path / "store.tar"
    backup(lake, path)
    os.truncate(path, int(path.stat().st_size * kept * 0.95))
    with pytest.raises(StoreDamagedError, match="not whole"):
        restore(path, tmp_path / "other", clock=SystemClock())
    assert not (tmp_path / "other").exists()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".other")] == []


def test_a_backup_with_garbled_data_is_refused(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "store.tar"
    backup(lake, path)
    content = bytearray(path.read_bytes())
    place = content.index(b"PAR1")
    content[place : place + 600] = os.urandom(600)
    path.write_bytes(content)
    with pytest.raises(StoreDamagedError, match="not whole"):
        restore(path, tmp_path / "other", clock=SystemClock())


def test_a_backup_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no backup"):
        restore(tmp_path / "nothing.tar", tmp_path / "store", clock=SystemClock())
