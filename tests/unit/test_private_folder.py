"""Folders of the console are nobody else's to look into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.services.private_folder import make_private


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_made_on_the_way_is_private_too(tmp_path: Path) -> None:
    make_private(tmp_path / "share" / "application" / "store")
    assert [mode(path) for path in (tmp_path / "share", *sorted((tmp_path / "share").rglob("*")))] == [0o700] * 3


def test_what_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir(mode=0o755)
    make_private(tmp_path / "share" / "store")
    make_private(tmp_path / "share" / "store")
    assert (mode(tmp_path / "share"), mode(tmp_path / "share" / "store")) == (0o755, 0o700)


def test_a_file_in_the_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("")
    with pytest.raises(OSError):
        make_private(tmp_path / "share" / "store")
    with pytest.raises(NotADirectoryError):
        make_private(tmp_path / "share")
