"""What a person has seen, in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.services.seen import FILE, Seen


def test_the_first_mark_makes_the_folder_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "dharma-tui" / "default"

    Seen(folder).mark({}, everything=7)

    assert Seen(folder).until == {"": 7}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ['{"a": ', "[" * 100_000, '{"a": 1e999}', '{"a": [1]}', "[]", "\x00"])
def test_a_damaged_file_is_as_if_nothing_had_been_seen(tmp_path: Path, damage: str) -> None:
    (tmp_path / FILE).write_text(damage)

    assert not Seen(tmp_path).begun


def test_a_mark_never_goes_back(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    seen.mark({"x.vm": 9})
    seen.mark({"x.vm": 3, "x.disk": 4})

    assert Seen(tmp_path).until == {"x.vm": 9, "x.disk": 4}
