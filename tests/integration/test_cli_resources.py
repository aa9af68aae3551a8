"""Tables of resources and of changes: narrowed, ordered, counted, of a moment, and harmless in every format."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest

from tests.integration.cli_process import LINES, Cli

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\u202e[red]x[/]\ud800"


@pytest.mark.parametrize("command", ["resources", "changes"])
def test_a_store_without_a_scan_says_how_to_make_one(cli: Cli, command: str) -> None:
    assert "nothing has been scanned yet: run dharma-tui scan" in cli(command, "--json").err
    assert "scanned" not in cli(command, "--json", "--quiet").err
    cli.load()
    assert "scanned" not in cli(command, "nothing-so" if command == "resources" else "--text=nothing-so").err


def test_resources_filter_sort_limit_and_choose_columns(cli: Cli) -> None:
    cli.load()

    answer = cli("resources", "web", "--kind", "x.vm", "--sort=-name", "--limit", "1", "--columns", "name,state")

    assert answer.out.splitlines() == ["NAME   STATE", "web-2  stopped"]
    assert answer.err == "1 of 2 resources\n"


def test_a_filter_may_stand_on_both_sides_of_flags(cli: Cli) -> None:
    cli.load()

    answer = cli("resources", "web", "--format", "jsonl", "state:stopped")

    assert [line["name"] for line in answer.lines] == ["web-2"]


def test_resources_count_by_group(cli: Cli) -> None:
    cli.load()

    assert [line["count"] for line in cli("resources", "by:kind", "--format", "jsonl").lines] == [2, 1]


def test_resources_as_csv_are_no_formulas(cli: Cli) -> None:
    cli.load()
    path = cli.home / "out.csv"

    cli("resources", "--output", str(path))
    rows = list(csv.DictReader(path.read_text().splitlines()))

    assert {row["name"] for row in rows} == {"web-1", "web-2", "'=1+1"}


def test_resources_as_parquet_go_through_a_pipe(cli: Cli) -> None:
    cli.load()

    with cli.start("resources", "--format", "parquet", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        data = process.stdout.read()

    assert (process.returncode, data[:4], data[-4:]) == (0, b"PAR1", b"PAR1")


def test_resources_of_an_earlier_moment(cli: Cli) -> None:
    cli.load()
    snapshot = cli("changes", "--json").document["changes"][0]["snapshot"]
    cli.load([{**LINES[0], "state": "failed"}])

    then = cli("resources", "key:1", "--at", f"#{snapshot}", "--json").document
    now = cli("resources", "key:1", "--json").document

    assert (then[0]["state"], now[0]["state"]) == ("running", "failed")


def test_hostile_names_are_harmless_in_every_format(cli: Cli) -> None:
    line = {
        "kind": "x.vm",
        "key": f"k{HOSTILE}",
        "name": HOSTILE,
        "labels": {HOSTILE: HOSTILE},
        "attrs": {"a": HOSTILE},
    }
    cli.load([line])

    for words in (["resources"], ["resources", "--json"], ["resources", "--format", "jsonl"], ["changes"], ["export", "-"],
                  ["resources", "--wide"], ["changes", "--json"]):  # fmt: skip
        answer = cli(*words)
        assert answer.code == 0
        assert not set("\x1b\x07\u202e\ud800\x9b") & set(answer.out), words
    assert cli("resources", "--json").document[0]["name"] == HOSTILE.replace("\ud800", "\\ud800")


def test_changes_say_what_became_of_what(cli: Cli) -> None:
    cli.load()
    cli.load([{**LINES[0], "state": "failed"}])

    newest = cli("changes", "--since", "1h", "--json").document["changes"][0]
    table = cli("changes", "--since", "-1h").out

    assert (newest["change"], newest["key"]) == ("changed", "1")
    assert newest["fields"] == [{"path": "state", "before": "running", "after": "failed"}]
    assert "state: running → failed" in table


def test_net_changes_leave_out_what_changed_back(cli: Cli) -> None:
    cli.load()
    first = cli("changes", "--json").document["changes"][0]["snapshot"]
    cli.load([{**LINES[0], "state": "failed"}])
    cli.load([LINES[0]])

    steps = cli("changes", "--since", f"#{first}", "--json").document["changes"]
    net = cli("changes", "--since", f"#{first}", "--net", "--json").document["changes"]

    assert (len(steps), net) == (2, [])

    cli.load([{**LINES[0], "state": "failed"}])
    cli.load([{**LINES[0], "state": "stopped"}])
    (one,) = cli("changes", "--since", f"#{first}", "--net", "--json").document["changes"]
    *_, oldest = cli("changes", "--since", f"#{first}", "--json").document["changes"]
    assert (one["first_at"], one["fields"][0]["before"], one["fields"][0]["after"]) == (
        oldest["at"],
        "running",
        "stopped",
    )
    assert cli("changes", "--since", f"#{first}", "--net").out.split()[:2] == ["FIRST", "LAST"]


def test_tables_fit_the_terminal_and_colour_is_asked_for(cli: Cli) -> None:
    import pty

    cli.load([{**LINES[0], "name": "a-name-that-is-much-too-long-" * 4}])
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    argv = [sys.executable, "-m", "dharma_tui", "resources", "--quiet"]
    for extra, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
        subprocess.run(argv, env=environment | extra, stdout=follower, check=True)
        text = os.read(leader, 65_536).decode()
        plain = text.replace("\x1b[32m", "").replace("\x1b[0m", "")
        assert all(len(line) <= 60 for line in plain.splitlines())
        assert "…" in plain
        assert ("\x1b[32m" in text) is coloured
