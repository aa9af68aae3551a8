"""The headless commands: what they print, how they exit, and that nothing from outside can do harm."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from dharma_tui.cli.dispatch import COMMANDS
from tests.integration.cli_process import LINES, Cli


def test_it_tells_its_version(cli: Cli) -> None:
    answer = cli("--version")

    assert (answer.code, answer.out.split()[0]) == (0, "dharma-tui")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_prints_help(cli: Cli, command: str) -> None:
    answer = cli(*filter(None, (command, "--help")))

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: dharma-tui {command}".rstrip())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["resorces"], "did you mean 'resources'?"),
        (["resources", "--frobnicate"], "see dharma-tui resources --help"),
        (["doctor", "extra"], "'extra' is not understood here"),
        (["resources", "--limit", "0"], "not a whole number of 1 or more"),
        (["--profile", "../x", "resources"], "cannot be the name of a profile"),
        (["changes", "--since", "yesterday"], "is not a moment"),
        (["resources", "~("], "not a regular expression"),
        (["export", "-", "--format", "csv"], "stdout is for JSON lines"),
        (["--demo", "scan"], "does not work on a demo"),
        (["--demo", "-5", "resources"], "--demo cannot make '-5' resources"),
        (["export"], "the following arguments are required: FILE\n"),
    ],
)
def test_wrong_usage_is_explained_and_exits_2(cli: Cli, words: list[str], said: str) -> None:
    answer = cli(*words)

    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_without_a_terminal_the_console_says_what_to_use(cli: Cli) -> None:
    with cli.start(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, b"")
    assert b"dharma-tui resources" in err


def test_a_failure_with_json_is_one_document_too(cli: Cli) -> None:
    answer = cli("resources", "--kind", "nonsense", "--json")

    assert answer.code == 2
    assert answer.document["error"]["message"] == "there is no kind 'nonsense'"


def test_wrong_settings_stop_a_command_with_the_line(cli: Cli) -> None:
    folder = cli.home / ".config" / "dharma-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[log]\nlevle = 1\n")

    answer = cli("resources")

    assert answer.code == 1
    assert f"{folder / 'config.toml'}:2" in answer.err
    assert "did you mean 'log.level'?" in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("resources", "name:\udcff"), 0),
        (("resources", "/\udcff\udcfe/"), 2),
        (("resources", "--kind", "\udcff"), 2),
        (("changes", "--text", "\udcff"), 0),
        (("changes", "--kind", "\udcff"), 2),
        (("--open", "\udcff", "resources", "\udcff"), 0),
    ],
)
def test_words_that_are_not_utf8_are_looked_for_as_they_are_stored(cli: Cli, words: tuple[str, ...], code: int) -> None:
    cli.load()
    answer = cli(*words)

    assert (answer.code, "foreseen" in answer.err) == (code, False), answer.err


def test_a_name_that_is_not_utf8_is_found_by_its_very_bytes(cli: Cli) -> None:
    cli.load(['{"kind": "x.host", "key": "a", "name": "caf\\udcff"}'])

    assert [found["key"] for found in cli("resources", "--json", "name:caf\udcff").document] == ["a"]


def test_a_store_in_a_folder_whose_name_is_not_utf8_is_refused_with_words(cli: Cli) -> None:
    answer = cli("--data-dir", str(cli.home / "caf\udcff"), "resources")

    assert answer.code == 1
    assert "caf\\udcff" in answer.err
    assert "UTF-8" in answer.err
    assert "foreseen" not in answer.err


def test_a_folder_that_begins_nowhere_is_told_of(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, gone = Path.cwd(), tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    answers = [cli("--data-dir", "relative", "resources"), cli("--config", "x.toml", "resources")]
    os.chdir(before)

    for answer in answers:
        assert (answer.code, "foreseen" in answer.err) == (2, False)
        assert "the current folder was removed" in answer.err


def test_the_home_of_nobody_is_a_folder_like_any_other(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = cli("--data-dir", "~no-such-person/x", "resources")

    assert (answer.code, "foreseen" in answer.err) == (0, False)


@pytest.mark.parametrize("words", [("resources",), ("resources", "--json"), ("export", "-"), ("--version",)])
def test_a_full_disk_behind_stdout_is_told_of(cli: Cli, words: tuple[str, ...]) -> None:
    cli.load()
    with open("/dev/full", "wb") as full, cli.start(*words, stdout=full, stderr=subprocess.PIPE) as process:
        said = process.communicate()[1].decode()

    assert process.returncode == 1
    assert "could not be written" in said
    assert "foreseen" not in said
    assert "Exception" not in said


def test_a_reader_that_leaves_early_is_no_error(cli: Cli) -> None:
    cli.load([{"kind": "x.vm", "key": str(number), "name": "n" * 200} for number in range(3_000)])

    with cli.start("export", "-", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (0, b"")


def test_an_interrupt_ends_quietly(cli: Cli) -> None:
    with cli.start("import", "-", stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write((json.dumps(LINES[0]) + "\n").encode() * 10_000)  # read: the command is under way
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()

    assert (process.returncode, err) == (130, b"")
