"""Files that are either as they were or as they should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dharma_tui.services.atomic_file import replacing, write_text


def test_a_file_is_as_it_was_where_writing_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_text(path, "before")
    with pytest.raises(ValueError), replacing(path) as part:
        part.write_text("half")
        raise ValueError
    assert (path.read_text(), [*tmp_path.iterdir()]) == ("before", [path])
    write_text(path, "after")
    assert path.read_text() == "after"


def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "nowhere"
    path.symlink_to(os.devnull)
    write_text(path, "lost")
    assert path.is_char_device() and [*tmp_path.iterdir()] == [path]
