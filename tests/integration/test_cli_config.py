"""Settings on the command line: shown with where they came from, set, refused, edited."""

from __future__ import annotations

import pytest

from tests.integration.cli_process import Cli


def test_config_shows_where_each_value_came_from(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHARMA_LOG_LEVEL", "error")

    shown = cli("--data-dir", "/data", "config", "show", "--json").document

    assert shown["log.level"] == {"value": "error", "layer": "environment", "where": "$DHARMA_LOG_LEVEL"}
    assert shown["store.folder"] == {"value": "/data/store", "layer": "flag", "where": "--data-dir"}
    assert shown["scan.interval_minutes"]["layer"] == "default"


def test_config_sets_gets_and_unsets(cli: Cli) -> None:
    assert cli("config", "set", "scan.interval_minutes", "30").code == 0
    assert cli("config", "get", "scan.interval_minutes").out == "30.0\n"
    assert cli("config", "unset", "scan.interval_minutes").code == 0
    assert cli("config", "get", "scan.interval_minutes").out == "15.0\n"


@pytest.mark.parametrize("words", [("log.levle", "debug"), ("log.level", "loud"), ("scan.interval_minutes", "soon")])
def test_config_refuses_what_it_does_not_know(cli: Cli, words: tuple[str, str]) -> None:
    answer = cli("config", "set", *words)

    assert answer.code == 2
    assert words[0] in answer.err


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('["us-east-1"]', "us-east-1"),
        ('["us-east-1", "eu-*"]', "us-east-1, eu-*"),
        ("[eu]*-1", "[eu]*-1"),
        ("us-east-1,cn-north-1", "us-east-1,cn-north-1"),
        ("xx-central-1, us-east-9", "xx-central-1, us-east-9"),
        ("north, global", "north, global"),
    ],
)
def test_config_takes_lists_of_regions_and_such_as_are_new(cli: Cli, typed: str, kept: str) -> None:
    assert cli("config", "set", "scan.regions", typed).code == 0
    assert cli("config", "get", "scan.regions").out == f"{kept}\n"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("neo4j.password", "put it into $NEO4J_PASSWORD, or into the keyring"),
        ("llm.api_key", "name that in llm.endpoints, as key=$VARIABLE"),
        ("llm.max_token", "did you mean 'llm.max_tokens'?"),
        ("aws.secret_access_key", "they are those of the AWS CLI"),
    ],
)
def test_where_a_secret_goes_is_said_to_who_takes_it_for_a_setting(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, key: str, hint: str
) -> None:
    assert hint in cli("config", "set", key, "x").err
    monkeypatch.setenv(f"DHARMA_{key.replace('.', '_').upper()}", "x")
    assert hint in cli("config", "show").err


def test_lists_are_taken_from_files_too(cli: Cli) -> None:
    path = cli.home / ".config" / "dharma-tui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('[scan]\nregions = ["us-east-1", "eu-west-1"]\nproviders = \'["aws"]\'\n')
    assert cli("config", "get", "scan.regions").out == "us-east-1, eu-west-1\n"
    assert cli("config", "get", "scan.providers").out == "aws\n"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("us-esat-1", "did you mean 'us-east-1'?"),
        ("eu-west-1, us-esat-1", "did you mean 'us-east-1'?"),
        ("us_east_1", "did you mean 'us-east-1'?"),
        ("us-east-1a", "did you mean 'us-east-1'?"),
        ("eu-cental-1", "did you mean 'eu-central-1'?"),
        ("['us-east-1']", "regions are named without quotes, comma separated"),
        ("[1]", "it takes text"),
    ],
)
def test_config_refuses_regions_that_are_mistyped(cli: Cli, typed: str, hint: str) -> None:
    answer = cli("config", "set", "scan.regions", typed)
    assert answer.code == 2
    assert hint in answer.err
    assert cli("config", "get", "scan.regions").out == "\n"


@pytest.mark.parametrize("words", [("get",), ("set", "debug"), ("unset",)])
def test_config_asks_whether_another_setting_was_meant(cli: Cli, words: tuple[str, ...]) -> None:
    verb, *value = words

    answer = cli("config", verb, "log.levle", *value)

    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'log.level'?" in answer.err


def test_a_relative_folder_of_the_store_is_below_the_data_folder_of_the_profile(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(cli.home)
    cli("config", "set", "store.folder", "kept/here")

    cli.load()

    data = cli.home / ".local" / "share" / "dharma-tui" / "default"
    assert (data / "kept" / "here" / "catalog.sqlite").exists()
    assert not (data / "store").exists()
    assert not (cli.home / "kept").exists()


def test_config_can_mend_a_wrong_file(cli: Cli) -> None:
    cli("config", "set", "log.level", "debug")
    file = cli.home / ".config" / "dharma-tui" / "config.toml"
    file.write_text(file.read_text().replace("debug", "loud"))

    assert cli("config", "get", "log.level").code == 1
    assert cli("config", "set", "log.level", "error").code == 0
    assert cli("config", "get", "log.level").out == "error\n"


def test_config_edit_runs_the_editor_and_checks_what_it_left(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = cli.home / "editor"
    editor.write_text('#!/bin/sh\necho \'[log]\nlevel = "loud"\' > "$2"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"{editor} --wait")

    answer = cli("config", "edit")

    assert answer.code == 1
    assert "log.level cannot be 'loud'" in answer.err
