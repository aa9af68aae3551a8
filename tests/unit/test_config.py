"""Settings layers, their checks and their messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core import config
from dharma_tui.core.config import Layer, Origin
from dharma_tui.core.errors import SettingsError
from dharma_tui.core.settings import DECLARATIONS, Settings

FILE = Path("/etc/x.toml")


def toml(text: str, layer: Layer = Layer.USER) -> dict[str, config.Setting]:
    return config.read_toml(text, FILE, layer)


def test_no_layers_give_the_defaults() -> None:
    resolved = config.resolve([])

    assert resolved.settings == Settings()
    assert set(resolved.origins.values()) == {Origin(Layer.DEFAULT)}


def test_the_strongest_layer_wins_and_is_named() -> None:
    resolved = config.resolve(
        [
            toml('[log]\nlevel = "debug"\nmax_mb = 9', Layer.SYSTEM),
            toml('[log]\nlevel = "warning"', Layer.USER),
            config.read_environment({"DHARMA_LOG_LEVEL": "error"}),
        ]
    )

    assert resolved.settings.log.level == "error"
    assert resolved.origins["log.level"] == Origin(Layer.ENVIRONMENT, "$DHARMA_LOG_LEVEL")
    assert resolved.origins["log.max_mb"] == Origin(Layer.SYSTEM, f"{FILE}:3")


def test_flags_beat_the_environment() -> None:
    resolved = config.resolve(
        [
            config.read_environment({"DHARMA_STORE_FOLDER": "/a"}),
            config.read_flags({"store.folder": ("--data-dir", "/b")}),
        ]
    )

    assert resolved.settings.store.folder == "/b"
    assert str(resolved.origins["store.folder"]) == "flag: --data-dir"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('[log]\n\nlevle = "info"', f"there is no setting 'log.levle' in {FILE}:3", "did you mean 'log.level'?"),
        ('[lgo]\nlevel = "info"', f"there is no setting 'lgo.level' in {FILE}:2", "did you mean 'log.level'?"),
        ('level = "info"', f"there is no setting 'level' in {FILE}:1", "did you mean 'log.level'?"),
        ("qqqq = 1", f"there is no setting 'qqqq' in {FILE}:1", "config show"),
        ("[scan]\nzzz = 1", f"there is no setting 'scan.zzz' in {FILE}:2", "the settings of 'scan' are scan.on_start"),
        ("[log]\nlevel = 3", f"log.level cannot be 3 ({FILE}:2)", "it takes one of debug, info, warning, error"),
        ("[log]\nmax_mb = 0", f"log.max_mb cannot be 0 ({FILE}:2)", "it takes a whole number from 1 to 1024"),
        ("[log]\nmax_mb = 2.5", f"log.max_mb cannot be 2.5 ({FILE}:2)", "a whole number"),
        ("[log]\nmax_mb = true", f"log.max_mb cannot be true ({FILE}:2)", "a whole number"),
        ('[scan]\non_start = "yes"', f"scan.on_start cannot be 'yes' ({FILE}:2)", "it takes true or false"),
        ("[scan]\ninterval_minutes = nan", f"scan.interval_minutes cannot be nan ({FILE}:2)", "from 0 to 10080"),
        ("log.max_mb = -1", f"log.max_mb cannot be -1 ({FILE}:1)", "from 1 to 1024"),
        ("log = { max_mb = -1 }", f"log.max_mb cannot be -1 ({FILE}:1)", "from 1 to 1024"),
        ("[log\n", f"{FILE} is not valid TOML", "line 1"),
        ("x = " + "[" * 100_000, f"{FILE} cannot be understood: it is nested too deeply", "move the file away"),
        ("x = " + "9" * 5_000, f"{FILE} cannot be understood: a number in it has too many digits", "mend it"),
        ("[log]\nmax_mb = 0x" + "f" * 5_000, "log.max_mb cannot be 0xfff", "a whole number"),
        ("[scan]\ninterval_minutes = " + "9" * 400, "scan.interval_minutes cannot be 0x", "from 0 to 10080"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        toml(text)

    assert message in caught.value.message
    assert hint in caught.value.hint + caught.value.message


def test_hostile_values_reach_the_message_escaped() -> None:
    with pytest.raises(SettingsError) as caught:
        toml('[log]\nlevel = "\\u001b[31m\\u202e"')

    assert "\x1b" not in caught.value.message
    assert "\\x1b[31m\\u202e" in caught.value.message


def test_a_whole_number_will_do_for_a_fraction() -> None:
    value = config.resolve([toml("[scan]\ninterval_minutes = 30")]).settings.scan.interval_minutes

    assert (value, type(value)) == (30.0, float)


@pytest.mark.parametrize(("text", "value"), [("on", True), ("1", True), ("No", False), ("FALSE", False)])
def test_truth_is_read_from_the_environment(text: str, value: bool) -> None:
    resolved = config.resolve([config.read_environment({"DHARMA_SCAN_ON_START": text})])

    assert resolved.settings.scan.on_start is value


def test_a_misspelt_variable_of_a_known_section_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"log\.levels") as caught:
        config.read_environment({"DHARMA_LOG_LEVELS": "info"})

    assert caught.value.hint == "did you mean 'log.level'?"


def test_variables_of_others_are_left_alone() -> None:
    assert config.read_environment({"DHARMA_HOME": "/x", "PATH": "/bin", "DHARMATICS_LOG_LEVEL": "x"}) == {}


@pytest.mark.parametrize("key", list(DECLARATIONS))
def test_every_default_passes_its_own_check(key: str) -> None:
    known = DECLARATIONS[key]

    assert config.checked(known, known.default, "") == known.default


@pytest.mark.parametrize("key", list(DECLARATIONS))
def test_every_key_can_be_set_from_the_environment(key: str) -> None:
    assert config.environment_key(config.environment_variable(key)) == key


def test_the_schema_covers_every_setting_and_nothing_else() -> None:
    sections = config.schema()["properties"]

    keys = [f"{section}.{name}" for section, table in sections.items() for name in table["properties"]]
    assert keys == list(DECLARATIONS)
    assert all(table["additionalProperties"] is False for table in sections.values())
    assert sections["log"]["properties"]["level"]["enum"] == ["debug", "info", "warning", "error"]
