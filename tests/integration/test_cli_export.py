"""What is written out: read back alike, never over a folder, and the words where it cannot be written."""

from __future__ import annotations

import pytest

from tests.integration.cli_process import LINES, Cli


def test_what_is_imported_is_listed_and_exported_alike(cli: Cli) -> None:
    imported = cli.load()
    exported = cli("export", "-")
    again = cli("--data-dir", str(cli.home / "other"), "import", str(cli.file(exported.lines)), "--json")

    assert (imported.code, exported.code, again.code) == (0, 0, 0)
    assert again.document["added"] == 3
    shape = [
        "kind",
        "key",
        "name",
        "provider",
        "account",
        "region",
        "state",
        "labels",
        "attrs",
        "first_seen",
        "last_seen",
    ]
    assert [list(line) for line in exported.lines] == [shape] * 3 + [["src", "dst", "verb", "source"]]
    vm = next(line for line in exported.lines if line.get("key") == "1")
    assert {name: vm[name] for name in LINES[0]} == LINES[0]
    assert exported.lines[-1] == LINES[3]


@pytest.mark.parametrize("words", [("export", "no/out.jsonl"), ("export", "no/out.csv"), ("backup", "no/backup")])
def test_writing_into_a_folder_that_is_not_there_says_to_make_it(cli: Cli, words: tuple[str, str]) -> None:
    command, name = words
    cli.load()

    answer = cli(command, str(cli.home / name))

    assert answer.code == 1
    assert "No such file or directory" in answer.err
    assert "make the folder first" in answer.err


@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_folder_is_never_replaced_by_a_file(cli: Cli, command: str) -> None:
    answer = cli(command, str(cli.home), "--force", *(["--format", "jsonl"] if command == "export" else []))

    assert answer.code == 2
    assert "is a folder" in answer.err
    assert cli.home.is_dir()


@pytest.mark.parametrize(("command", "maker"), [("import", "export"), ("restore", "backup")])
def test_a_file_that_cannot_be_read_says_which_command_makes_one(cli: Cli, command: str, maker: str) -> None:
    answer = cli(command, str(cli.home / "missing"), "--json")

    assert answer.code == 2
    assert "No such file or directory" in answer.err
    assert answer.document["error"]["hint"] == f"name a file made by '{maker}'"


def test_an_export_of_a_store_that_was_never_scanned_says_what_to_run(cli: Cli) -> None:
    answer = cli("export", str(cli.home / "empty.jsonl"))

    assert answer.code == 0
    assert "run dharma-tui scan" in answer.err


def test_an_export_to_an_unknown_suffix_names_the_formats(cli: Cli) -> None:
    answer = cli("export", str(cli.home / "estate.xyz"))

    assert answer.code == 2
    assert ".jsonl, .json, .csv, .parquet" in answer.err


def test_one_of_something_is_said_in_the_singular(cli: Cli) -> None:
    imported = cli.load([LINES[0]]).err
    exported = cli("export", str(cli.home / "one.jsonl")).err
    listed = cli("resources").err

    assert imported.startswith("1 resource: 1 added")
    assert exported.startswith("1 resource, 0 relationships: ")
    assert listed == "1 resource\n"
