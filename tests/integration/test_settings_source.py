"""Settings read from real files, written back and reloaded."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.config import Layer
from dharma_tui.core.errors import SettingsError
from dharma_tui.core.events import Event, SettingsChanged, SettingsRejected
from dharma_tui.core.paths import Paths
from dharma_tui.services.settings_source import SettingsSource, remove_setting

TEXT = """\
# kept: why we scan rarely
[scan]
interval_minutes = 60.0   # an hour

[log]
level = "debug"
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    folder = tmp_path / "config"
    return Paths(
        profile="work",
        config_folder=folder,
        data_folder=tmp_path / "data",
        state_folder=tmp_path / "state",
        user_config=folder / "config.toml",
        system_config=tmp_path / "etc" / "config.toml",
    )


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def source(paths: Paths, environment: dict[str, str] | None = None) -> SettingsSource:
    return SettingsSource(paths, environment=environment or {}, bus=Bus(), clock=SystemClock())


def test_files_are_layered(paths: Paths) -> None:
    write(paths.system_config, "[scan]\ninterval_minutes = 5\ntimeout_seconds = 9")
    write(paths.user_config, TEXT)
    write(paths.profile_config, '[log]\nlevel = "error"')

    settings = source(paths)

    assert settings["scan.interval_minutes"] == 60
    assert settings["scan.timeout_seconds"] == 9
    assert settings["log.level"] == "error"
    assert str(settings.provenance("log.level")) == f"profile: {paths.profile_config}:2"
    assert settings.provenance("log.max_mb").layer is Layer.DEFAULT


def test_setting_keeps_every_comment_and_is_private(paths: Paths) -> None:
    write(paths.user_config, TEXT)
    settings = source(paths)

    origin = settings.set("scan.interval_minutes", "30")

    assert paths.user_config.read_text() == TEXT.replace("60.0", "30.0")
    assert paths.user_config.stat().st_mode & 0o777 == 0o600
    assert (settings["scan.interval_minutes"], str(origin)) == (30.0, f"user: {paths.user_config}:3")
    assert [path.name for path in paths.config_folder.iterdir()] == ["config.toml"]


def test_unsetting_the_last_of_a_section_leaves_the_comments(paths: Paths) -> None:
    paths.user_config.parent.mkdir(parents=True)
    paths.user_config.write_text('[log] # ours\n# agreed in May\nlevel = "debug"\n')
    remove_setting(paths.user_config, "log.level")
    assert paths.user_config.read_text() == "[log] # ours\n# agreed in May\n"


def test_setting_makes_the_file_and_unsetting_empties_it(paths: Paths) -> None:
    settings = source(paths)

    settings.set("log.level", "error")
    settings.unset("log.level")

    assert paths.user_config.read_text() == ""
    assert settings["log.level"] == "info"


def test_a_key_of_the_profile_is_set_in_the_profile(paths: Paths) -> None:
    write(paths.user_config, TEXT)
    write(paths.profile_config, '[log]\nlevel = "error"')
    settings = source(paths)

    settings.set("log.level", "warning")

    assert paths.profile_config.read_text() == '[log]\nlevel = "warning"'
    assert paths.user_config.read_text() == TEXT
    assert settings["log.level"] == "warning"


def test_a_stronger_layer_is_told(paths: Paths) -> None:
    settings = source(paths, {"DHARMA_LOG_LEVEL": "error"})

    origin = settings.set("log.level", "debug")

    assert origin.layer is Layer.ENVIRONMENT
    assert settings["log.level"] == "error"


def test_a_wrong_value_writes_nothing(paths: Paths) -> None:
    write(paths.user_config, TEXT)
    settings = source(paths)

    with pytest.raises(SettingsError, match=r"log\.level cannot be 'loud'"):
        settings.set("log.level", "loud")

    assert paths.user_config.read_text() == TEXT


def test_an_unwritable_folder_says_so(paths: Paths) -> None:
    write(paths.config_folder, "a file where the folder should be")
    settings = source(paths)

    with pytest.raises(SettingsError, match="cannot be written"):
        settings.set("log.level", "debug")


def test_a_linked_settings_file_stays_a_link(paths: Paths, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    write(real, TEXT)
    paths.config_folder.mkdir()
    paths.user_config.symlink_to(real)

    source(paths).set("log.level", "error")

    assert paths.user_config.is_symlink()
    assert 'level = "error"' in real.read_text()


def test_a_named_file_that_is_missing_is_an_error(paths: Paths) -> None:
    from dataclasses import replace

    with pytest.raises(SettingsError, match="there is no settings file"):
        source(replace(paths, explicit_config=True))


def test_a_device_in_the_place_of_the_file_is_refused(paths: Paths) -> None:
    paths.user_config.parent.mkdir(parents=True)
    paths.user_config.symlink_to("/dev/zero")

    with pytest.raises(SettingsError, match="longer than 1 MB"):
        source(paths)


def test_bytes_that_are_not_text_are_refused(paths: Paths) -> None:
    paths.config_folder.mkdir()
    paths.user_config.write_bytes(b"[log]\nlevel = '\xff'")

    with pytest.raises(SettingsError, match="not UTF-8"):
        source(paths)


class Watched:
    """A source that watches its files, and what it published."""

    def __init__(self, settings: SettingsSource) -> None:
        self.settings = settings
        self.heard: queue.Queue[Event] = queue.Queue()
        settings.bus.subscribe(Event, self.heard.put)
        settings.watch()
        assert settings.watching.wait(10)

    def next(self) -> Event:
        return self.heard.get(timeout=60)


@pytest.fixture
def watched(paths: Paths) -> Iterator[Watched]:
    write(paths.user_config, TEXT)
    seen = Watched(source(paths))
    yield seen
    seen.settings.close()


def test_an_edited_file_takes_effect(watched: Watched, paths: Paths) -> None:
    paths.user_config.write_text(TEXT.replace("debug", "warning"))

    event = watched.next()

    assert isinstance(event, SettingsChanged)
    assert event.keys == ("log.level",)
    assert watched.settings["log.level"] == "warning"


def test_a_file_replaced_by_an_editor_takes_effect(watched: Watched, paths: Paths) -> None:
    fresh = paths.config_folder / "config.toml~"
    fresh.write_text(TEXT.replace("60.0", "1.0"))
    fresh.replace(paths.user_config)

    event = watched.next()

    assert isinstance(event, SettingsChanged)
    assert event.keys == ("scan.interval_minutes",)


def test_a_wrong_file_keeps_the_old_settings_until_it_is_mended(watched: Watched, paths: Paths) -> None:
    paths.user_config.write_text(TEXT.replace('"debug"', '"loud"'))
    rejected = watched.next()
    kept = watched.settings["log.level"]
    paths.user_config.write_text(TEXT.replace('"debug"', '"error"'))
    mended = watched.next()

    assert isinstance(rejected, SettingsRejected)
    assert (rejected.path, rejected.reason) == (
        paths.user_config,
        f"log.level cannot be 'loud' ({paths.user_config}:6)",
    )
    assert kept == "debug"
    assert isinstance(mended, SettingsChanged)
    assert watched.settings["log.level"] == "error"


def test_a_file_made_later_is_noticed(watched: Watched, paths: Paths) -> None:
    paths.profile_config.write_text('[log]\nlevel = "error"')

    assert isinstance(watched.next(), SettingsChanged)
    assert watched.settings.provenance("log.level").layer is Layer.PROFILE
