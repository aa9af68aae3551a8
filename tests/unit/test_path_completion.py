"""Paths that are typed are completed, whatever is in their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.screens._importing import words
from dharma_tui.services.path_completion import completed_paths, words_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("snap one.json", "snap'two.json", "other.json", ".hidden.json"):
        (tmp_path / name).touch()
    (tmp_path / "snaps").mkdir()
    return tmp_path


def test_the_last_word_becomes_each_file_or_folder_that_begins_so(home: Path) -> None:
    assert completed_paths(f"--account 1 {home}/snap") == [
        f"--account 1 {home}/{name}" for name in ("snap\\ one.json", "snap\\'two.json", "snaps/")
    ]
    assert completed_paths("~/o") == ["~/other.json"]
    assert completed_paths("~/.h") == ["~/.hidden.json"]
    assert len(completed_paths("~/")) == 4
    assert completed_paths("~/nowhere/x") == []


def test_what_is_completed_is_understood_again(home: Path) -> None:
    for line in completed_paths("~/snap"):
        assert Path(words(line)[0]).exists()


def test_words_are_those_of_a_shell_even_while_a_quote_is_open() -> None:
    assert words_of("'a b' c\\ d \"e f") == ["a b", "c d", "e f"]


def test_what_is_said_of_files_is_handed_on_and_nothing_else() -> None:
    assert words("a.json --account 1 --region=r") == ["a.json", "--account=1", "--region=r"]
    for line in ("--account 1", "", "a.json --replace"):
        with pytest.raises(UsageError):
            words(line)
