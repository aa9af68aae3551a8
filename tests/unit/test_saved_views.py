"""Views under a name, in a file a person may edit."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dharma_tui.core.errors import NotFoundError, SettingsError, UsageError
from dharma_tui.core.paths import Paths
from dharma_tui.core.view import Computed, SortKey, View
from dharma_tui.services.saved_views import FILE, SavedViews

VIEW = View(
    kinds=("local.process",),
    filter='state:running "two words" \x7f é',
    at="-2h",
    sort=(SortKey("mem", descending=True), SortKey("name")),
    group_by=("state",),
    columns=("name", "mem"),
    computed=(Computed("gb", "mem=1"),),
    widths={"name": 40},
)


@pytest.fixture
def views(tmp_path: Path) -> SavedViews:
    return SavedViews(paths(tmp_path))


def paths(folder: Path) -> Paths:
    return Paths.find({"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")})


def test_saved_views_survive(views: SavedViews, tmp_path: Path) -> None:
    assert views.list() == []
    views.save("Busy", VIEW)
    views.save("all", View())

    again = SavedViews(paths(tmp_path))
    assert [(saved.name, saved.view) for saved in again.list()] == [("Busy", VIEW), ("all", View())]
    assert again.get("Busy") == VIEW


def test_the_file_is_readable_and_private(views: SavedViews, tmp_path: Path) -> None:
    views.save("Busy", VIEW)
    path = paths(tmp_path).config_folder / FILE
    table = tomllib.loads(path.read_text(encoding="utf-8"))["Busy"]
    assert table["kinds"] == ["local.process"]
    assert table["sort"] == ["-mem", "name"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_changes_by_another_process_are_seen(views: SavedViews, tmp_path: Path) -> None:
    views.save("one", View(filter="a"))
    assert len(views.list()) == 1
    SavedViews(paths(tmp_path)).save("two", View(filter="b"))
    assert [saved.name for saved in views.list()] == ["one", "two"]


def test_renaming_and_deleting(views: SavedViews) -> None:
    views.save("one", VIEW)
    views.save("two", View())
    views.rename("one", "three")
    assert views.get("three") == VIEW
    views.delete("three")
    assert [saved.name for saved in views.list()] == ["two"]
    for change in (lambda: views.delete("three"), lambda: views.rename("three", "x"), lambda: views.get("three")):
        with pytest.raises(NotFoundError):
            change()
    views.save("four", View())
    with pytest.raises(UsageError):
        views.rename("four", "two")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 61, "\x1b[31m"])
def test_odd_names_are_refused(views: SavedViews, name: str) -> None:
    with pytest.raises(UsageError):
        views.save(name, View())
    assert views.list() == []


@pytest.mark.parametrize(
    "damage", ["[broken", "a = 1", "[x]\nsort = 5", "[x]\nwidth = ['a=b']", "\x00", "a = " + "[" * 100_000]
)
def test_a_damaged_file_is_left_as_it_is(views: SavedViews, tmp_path: Path, damage: str) -> None:
    path = paths(tmp_path).config_folder / FILE
    path.parent.mkdir(parents=True)
    path.write_text(damage)
    assert views.list() == []
    with pytest.raises(SettingsError) as caught:
        views.save("new", View())
    assert caught.value.hint
    assert path.read_text() == damage


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=30),
    st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable() and bool(name.strip())),
)
def test_any_filter_survives(views: SavedViews, text: str, name: str) -> None:
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    views.save(name, View(filter=kept))
    assert views.get(name.strip()) == View(filter=kept)
