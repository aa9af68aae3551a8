"""The headless commands: what they print, how they exit, and that nothing from outside can do harm."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from dharma_tui.cli.dispatch import COMMANDS
from tests.integration.cli_process import LINES, Cli, clis

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\u202e[red]x[/]\ud800"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    yield from clis(tmp_path, monkeypatch, capsys)


# -- the program ----------------------------------------------------------------------------------------------------


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


# -- config -----------------------------------------------------------------------------------------------------------


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


# -- import, export, resources ----------------------------------------------------------------------------------------


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


def test_one_of_something_is_said_in_the_singular(cli: Cli) -> None:
    imported = cli.load([LINES[0]]).err
    exported = cli("export", str(cli.home / "one.jsonl")).err
    listed = cli("resources").err

    assert imported.startswith("1 resource: 1 added")
    assert exported.startswith("1 resource, 0 relationships: ")
    assert listed == "1 resource\n"


def test_importing_twice_changes_nothing(cli: Cli) -> None:
    cli.load()

    again = cli("import", "--json", str(cli.file(LINES))).document

    assert (again["added"], again["changed"], again["removed"]) == (0, 0, 0)


def test_what_a_file_tells_twice_is_counted_once_where_it_was_told_last(cli: Cli) -> None:
    moved = LINES[0] | {"region": "us"}
    looked = cli("import", "--json", "--dry-run", str(cli.file([*LINES, LINES[1], moved]))).document
    taken = cli("import", "--json", str(cli.file([*LINES, LINES[1], moved]))).document

    assert looked["kinds"] == {"x.disk": 1, "x.vm": 2}
    assert (taken["resources"], taken["added"]) == (3, 3)
    assert {(one["key"], one["region"]) for one in cli("resources", "--json").document} == {
        ("1", "us"), ("2", "eu"), ("d", "us"),
    }  # fmt: skip


@pytest.mark.parametrize("command", ["resources", "changes"])
def test_a_store_without_a_scan_says_how_to_make_one(cli: Cli, command: str) -> None:
    assert "nothing has been scanned yet: run dharma-tui scan" in cli(command, "--json").err
    assert "scanned" not in cli(command, "--json", "--quiet").err
    cli.load()
    assert "scanned" not in cli(command, "nothing-so" if command == "resources" else "--text=nothing-so").err


def test_wrong_lines_are_left_out_and_told_of(cli: Cli) -> None:
    bad = [
        "nonsense",
        {"kind": "x.vm"},
        {"kind": "x.vm", "key": "3", "state": "flying"},
        ["list"],
        {"kind": "x.vm", "key": 3},
        '{"a":' * 100_000,
    ]

    answer = cli("import", "--json", str(cli.file([*LINES, *bad])))

    assert answer.code == 3
    assert answer.document["resources"] == 3
    assert [wrong["line"] for wrong in answer.document["wrong"]] == [5, 6, 7, 8, 9, 10]
    assert [answer.document["wrong"][at]["reason"] for at in (0, 5)] == [
        "not JSON: Expecting value at column 1",
        "nested too deeply",
    ]
    assert cli("resources", "--json").document[0]["key"]


def test_a_list_that_is_cut_short_replaces_nothing(cli: Cli) -> None:
    def listed(name: str, numbers: Sequence[int], **more: str) -> str:
        vpcs = [{"VpcId": f"vpc-{number}", "OwnerId": "123456789012", "CidrBlock": "10.0.0.0/16"} for number in numbers]
        (cli.home / name).write_text(json.dumps({"Vpcs": vpcs, **more}))
        return str(cli.home / name)

    region = ("--region", "eu-west-1", "--json")
    assert cli("import", *region, listed("all.json", range(5))).document["added"] == 5
    cut, rest = listed("cut.json", [1], NextToken="x"), listed("rest.json", [2])
    told = cli("import", *region, "--replace", cut)
    assert (told.code, told.document["removed"]) == (3, 0)
    assert "the list goes on" in told.document["wrong"][0]["reason"]
    assert (told.document["wrong_lines"], told.document["cut_short"]) == (0, 1)  # nothing is left out
    assert cli("import", *region, "--dry-run", cut).code == 3
    assert "1 resource, 1 list is cut short: 0 added" in cli("import", *region[:2], cut).err
    assert "0 relationships, 1 list is cut short" in cli("import", *region[:2], "--dry-run", cut).err
    whole = cli("import", *region, "--replace", cut, rest)
    assert (whole.code, whole.document["removed"]) == (0, 3)


def test_what_tells_of_one_thing_alone_replaces_no_list(cli: Cli) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    def role(name: str) -> dict[str, str]:
        return {"RoleName": name, "RoleId": name, "Arn": f"arn:aws:iam::123456789012:role/{name}", "Path": "/"}

    both = told("both.json", {"Roles": [role("one"), role("two")]})
    assert cli("import", "--json", both).document["added"] == 2
    alone = told("alone.json", {"Role": role("one")})
    answer = cli("import", "--json", "--replace", alone)
    assert (answer.code, answer.document["removed"], answer.document["cut_short"]) == (3, 0, 1)
    assert "it tells of one alone" in answer.document["wrong"][0]["reason"]
    assert cli("import", "--json", "--replace", "--dry-run", alone).code == 3
    assert cli("import", "--json", alone).code == 0
    assert (
        cli("import", "--json", "--replace", alone, told("one.json", {"Roles": [role("one")]})).document["removed"] == 1
    )


def _role(name: str) -> dict[str, str]:
    return {"RoleName": name, "RoleId": name, "Arn": f"arn:aws:iam::123456789012:role/{name}", "Path": "/"}


def _table(name: str) -> dict[str, object]:
    arn = f"arn:aws:dynamodb:eu-west-1:123456789012:table/{name}"
    return {"Table": {"TableName": name, "TableArn": arn, "TableStatus": "ACTIVE"}}


@pytest.mark.parametrize(
    ("lists", "alone", "gone"),
    [
        pytest.param({"Roles": [*map(_role, "abc")]}, [{"Role": _role("a")}] * 2, 0, id="twice the same answer"),
        pytest.param(
            {"Roles": [*map(_role, "abc")]}, [{"Role": _role("a")}, {"Role": _role("b")}], 0, id="two answers"
        ),
        pytest.param(
            {"Roles": [*map(_role, "abc")]}, [[{"Role": _role("a")}, {"Role": _role("b")}]], 0, id="in a list"
        ),
        pytest.param({"Roles": [*map(_role, "abc")]}, [_role("a")], 0, id="what is taken out of one"),
        pytest.param({"Roles": [*map(_role, "abc")]}, [_role("a"), _role("b")], 1, id="what is taken out of a list"),
        pytest.param({"Roles": [*map(_role, "abc")]}, [[_role("a")]], 2, id="a list of one"),
        pytest.param([*map(_table, "abc")], [_table("a"), _table("a")], 0, id="of mere names, one"),
        pytest.param([*map(_table, "abc")], [_table("a"), _table("b")], 1, id="of mere names, several"),
    ],
)
def test_answers_about_single_things_are_no_list(cli: Cli, lists: object, alone: list[object], gone: int) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    assert cli("import", "--json", told("all.json", lists)).document["added"] == 3
    files = [told(f"{at}.json", each) for at, each in enumerate(alone)]
    assert cli("import", "--json", "--replace", "--dry-run", *files).code == (0 if gone else 3)
    answer = cli("import", "--json", "--replace", *files)
    assert (answer.code, answer.document["removed"]) == (0 if gone else 3, gone)


def test_what_is_listed_beside_one_thing_is_not_all_there_is(cli: Cli) -> None:
    def told(name: str, content: object) -> str:
        (cli.home / name).write_text(json.dumps(content))
        return str(cli.home / name)

    arn = "arn:aws:iam::123456789012"
    users = [{"UserName": name, "UserId": name, "Arn": f"{arn}:user/{name}", "Path": "/"} for name in "ab"]
    group = {"GroupName": "g", "GroupId": "g", "Arn": f"{arn}:group/g", "Path": "/"}
    assert cli("import", "--json", told("all.json", {"Users": users})).document["added"] == 2
    answer = cli("import", "--json", "--replace", told("group.json", {"Group": group, "Users": users[:1]}))
    assert (answer.code, answer.document["removed"]) == (3, 0)


def test_only_with_replace_is_what_the_file_leaves_out_gone(cli: Cli) -> None:
    cli.load()
    less = str(cli.file([LINES[0]]))

    kept = cli("import", "--json", less).document
    gone = cli("import", "--json", "--replace", less).document

    assert (kept["removed"], gone["removed"]) == (0, 1)
    assert {line["key"] for line in cli("resources", "--json").document} == {"1", "d"}


def test_a_line_beyond_all_measure_is_left_out_and_the_next_taken(cli: Cli) -> None:
    long = '{"kind": "x.host", "key": "' + "k" * (40 << 20) + '"}'
    answer = cli("import", str(cli.file([LINES[0], long, LINES[1]])), "--json")

    assert answer.code == 3
    assert answer.document["wrong"] == [{"line": 2, "reason": "longer than 16 MB"}]
    assert answer.document["resources"] == 2


def test_what_is_too_large_to_keep_leaves_the_resource_and_says_so(cli: Cli) -> None:
    large = json.dumps({"kind": "x.vm", "key": "large", "attrs": {"v": "z" * (15 << 20)}})
    answer = cli(
        "import", str(cli.file([LINES[0], *[large.replace("large", f"large-{at}") for at in range(4)]])), "--json"
    )

    assert (answer.code, answer.document["resources"]) == (0, 5)
    kept = {line["key"]: line["attrs"] for line in cli("resources", "--json").document}
    assert kept["large-1"] == {"…": "15 MB, too much to keep"}


def test_an_import_with_nothing_in_it_is_refused(cli: Cli) -> None:
    answer = cli("import", str(cli.file(["nonsense"])))

    assert answer.code == 2
    assert "line 1" in answer.err
    assert "nothing has been scanned yet" in cli("changes", "--json").err  # it is no scan that failed


def test_what_nests_a_thousand_levels_is_kept_as_deep_as_it_can_be_read(cli: Cli) -> None:
    deep = '{"kind": "aws.sqs.queue", "key": "q", "attrs": {"a": ' + "[" * 900 + '"vpc-1"' + "]" * 900 + "}}"
    answer = cli("import", "--json", str(cli.file([LINES[0], deep])))
    again = cli("import", "--json", str(cli.file([deep.replace("vpc-1", "vpc-2").replace('"a"', '"b"')])))

    assert (answer.code, again.code, again.document["changed"]) == (0, 0, 1)
    assert "…" in cli("resources", "--kind", "aws.sqs.queue", "--json").out
    assert cli("changes", "--json").document
    assert "…" in cli("export", "-").out


VPC = {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "Tags": [{"Key": "Name", "Value": "main"}]}
SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a", "State": "available"}
OF = ("--account", "123456789012", "--region", "eu-west-1")


def aws_folder(cli: Cli) -> Path:
    folder = cli.home / "answers"
    (folder / "deeper").mkdir(parents=True)
    (folder / "vpcs.json").write_text(json.dumps({"Vpcs": [VPC]}, indent=4))
    (folder / "deeper" / "subnets.json.gz").write_bytes(gzip.compress(json.dumps({"Subnets": [SUBNET]}).encode()))
    (folder / "notes.txt").write_text("not to be read")
    return folder


def test_a_folder_of_answers_of_aws_is_imported_with_its_relationships(cli: Cli) -> None:
    answer = cli("import", str(aws_folder(cli)), *OF)

    assert answer.code == 0
    assert answer.err.startswith("2 resources, 1 relationship found or gone: 2 added")
    lines = cli("export", "-").lines
    assert [(line["src"]["key"], line["dst"]["key"], line["verb"]) for line in lines if "src" in line] == [
        ("vpc-1", "subnet-1", "contains")
    ]
    again = cli("import", str(cli.home / "answers"), *OF)
    assert again.err == "2 resources: 0 added, 0 changed, 0 removed\n"
    (vpc,) = [line for line in lines if line.get("kind") == "aws.ec2.vpc"]
    assert (vpc["name"], vpc["account"], vpc["region"], vpc["labels"]) == (
        "main",
        "123456789012",
        "eu-west-1",
        {"Name": "main"},
    )


def test_what_an_import_tells_a_stack_contains_is_in_its_infrastructure(cli: Cli) -> None:
    stack, topic = (
        {"kind": kind, "key": f"arn:aws:{key}", "provider": "aws", "account": "123456789012", "region": "eu-west-1"}
        for kind, key in (("aws.cloudformation.stack", "cloudformation:stack/shop/1"), ("aws.sns.topic", "sns:news"))
    )
    src, dst = ({"kind": end["kind"], "key": end["key"]} for end in (stack, topic))
    cli.load([stack, topic])

    answer = cli("import", str(cli.file([{"src": src, "dst": dst, "verb": "contains"}])), "--json")

    assert (answer.code, answer.document["added"] + answer.document["changed"]) == (0, 0)
    (shop,) = cli("resources", "--kind", "infrastructures", "--json").document
    assert (shop["name"], shop["attrs"]["members"]) == (stack["key"], 2)


def test_an_import_asks_whose_it_is_where_nobody_says(cli: Cli) -> None:
    answer = cli("import", str(aws_folder(cli)))

    assert answer.code == 2
    assert "subnets.json.gz: the file does not say of which account its Subnets are" in answer.err
    assert "--account" in answer.err
    assert cli("resources", "--json").document == []


def test_an_answer_of_aws_may_come_from_stdin(cli: Cli) -> None:
    with cli.start("import", "-", *OF, "--json", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        out, _ = process.communicate(json.dumps({"Vpcs": [VPC]}).encode(), timeout=60)

    assert (process.returncode, json.loads(out)["resources"]) == (0, 1)


def test_a_snapshot_of_config_brings_removes_and_names_what_it_could_not(cli: Cli) -> None:
    def item(type_: str, id_: str, status: str = "OK") -> dict[str, object]:
        return {
            "resourceType": f"AWS::EC2::{type_}",
            "resourceId": id_,
            "awsAccountId": "123456789012",
            "awsRegion": "eu-west-1",
            "configurationItemStatus": status,
            "configurationItemCaptureTime": "2024-05-01T10:00:00.000Z",
            "configuration": {"vpcId": "vpc-1"} if status == "OK" else None,
        }

    def snapshot(*items: dict[str, object]) -> str:
        path = cli.home / "snapshot.json"
        path.write_text(json.dumps({"fileVersion": "1.0", "configurationItems": items}))
        return str(path)

    first = cli("import", "--json", snapshot(item("VPC", "vpc-1"), item("Mystery", "x"), item("Mystery", "y")))
    kept = cli("import", "--json", snapshot(item("Subnet", "subnet-1")))
    gone = cli("import", "--json", snapshot(item("VPC", "vpc-1", "ResourceDeleted")))

    assert (first.code, first.document["added"], first.document["unknown"]) == (0, 1, {"AWS::EC2::Mystery": 2})
    assert (
        "2 of AWS::EC2::Mystery left out"
        in cli("import", snapshot(item("Mystery", "x"), item("Mystery", "y"), item("Subnet", "subnet-1"))).err
    )
    assert (kept.document["added"], kept.document["removed"]) == (1, 0)
    assert (gone.document["added"], gone.document["removed"]) == (0, 1)
    assert [line["key"] for line in cli("resources", "--json").document] == ["subnet-1"]


def test_an_answer_of_aws_that_breaks_off_is_imported_as_far_as_it_goes(cli: Cli) -> None:
    text = json.dumps({"Vpcs": [VPC, {**VPC, "VpcId": "vpc-2"}]})
    path = cli.home / "cut.json"
    path.write_text(text[:-30])

    answer = cli("import", str(path), *OF)

    assert answer.code == 3
    assert "cut.json: document 1, character " in answer.err
    assert "it ends in the middle" in answer.err
    assert [line["key"] for line in cli("resources", "--json").document] == ["vpc-1"]


def test_what_files_hold_is_told_without_storing_it(cli: Cli) -> None:
    path = cli.home / "vpcs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.json", json.dumps({"Vpcs": [VPC, {**VPC, "VpcId": "vpc-2"}]}))
        archive.writestr("two.json", "@")

    answer = cli("import", "--dry-run", "--json", str(path), *OF)

    assert (answer.code, answer.document["kinds"]) == (3, {"aws.ec2.vpc": 2})
    assert (answer.document["accounts"], answer.document["regions"]) == ({OF[1]: 2}, {OF[3]: 2})
    assert answer.document["formats"]["AWS CLI"] == 1
    assert answer.document["until"]
    assert "not JSON" in answer.document["wrong"][0]["reason"]
    assert cli("resources", "--json").document == []
    assert "2 aws.ec2.vpc\n" in cli("import", "--dry-run", str(path), *OF).err
    assert cli("import", "--json", str(path), *OF).document["added"] == 2


def test_an_empty_folder_has_nothing_to_import(cli: Cli) -> None:
    answer = cli("import", str(cli.home))

    assert answer.code == 2
    assert "has nothing to import" in answer.err


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


# -- changes --------------------------------------------------------------------------------------------------------


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


# -- doctor ---------------------------------------------------------------------------------------------------------


def test_doctor_reports_every_check(cli: Cli) -> None:
    cli.load()

    answer = cli("doctor", "--json")

    checks = {check["name"]: check for check in answer.document["checks"]}
    assert answer.code == {"ok": 0, "warning": 0, "failed": 1}[answer.document["status"]]
    assert {"python", "terminal", "settings", "data folder", "extensions", "store", "clock", "provider local"} <= set(
        checks
    )
    assert "3 resources, 1 relationship, 1 scan" in checks["store"]["reason"]
    assert checks["data folder"]["status"] == "ok"


def test_doctor_warns_of_what_cannot_be_seen_here_and_succeeds(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "plan9")

    answer = cli("doctor", "--json")

    clock = next(check for check in answer.document["checks"] if check["name"] == "clock")
    assert (answer.code, answer.document["status"], clock["status"]) == (0, "warning", "warning")
    assert "cannot be seen here" in clock["reason"]
    assert clock["hint"]


def test_doctor_asks_language_models_only_where_some_are_configured(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    without = cli("doctor", "--json")
    monkeypatch.setenv("DHARMA_LLM_ENDPOINTS", "gone model=m url=http://127.0.0.1:9/v1")

    answer = cli("doctor", "--json")

    assert not [check for check in without.document["checks"] if check["name"].startswith("llm")]
    (check,) = (check for check in answer.document["checks"] if check["name"].startswith("llm"))
    assert (check["name"], check["status"]) == ("llm gone", "warning") and "cannot be reached" in check["reason"]


def test_doctor_finds_what_is_wrong_and_says_what_to_do(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.load()
    store = cli.home / ".local" / "share" / "dharma-tui" / "default" / "store"
    (store / "catalog.sqlite").write_bytes(b"garbage" * 1000)
    store.chmod(0o755)
    monkeypatch.setenv("DHARMA_LOG_LEVEL", "loud")

    answer = cli("doctor", "--json")

    checks = {check["name"]: check for check in answer.document["checks"]}
    assert answer.code == 1
    assert checks["store"]["status"] == "failed"
    assert checks["settings"]["status"] == "failed"
    assert checks["data folder"] == {
        "name": "data folder", "status": "warning", "reason": f"{store} is open to others (mode 755)", "hint": f"chmod 700 {store}",
    }  # fmt: skip
    assert checks["store"]["hint"]


# -- backup and restore -----------------------------------------------------------------------------------------------


def test_a_backup_brings_everything_back_with_its_history(cli: Cli) -> None:
    cli.load()
    cli.load([{**LINES[0], "state": "failed"}])
    backup, elsewhere = cli.home / "b.tar", str(cli.home / "else")

    cli("backup", str(backup))
    restored = cli("--data-dir", elsewhere, "restore", "--json", str(backup))

    assert (restored.code, restored.document["moved_aside"]) == (0, "")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert cli("--data-dir", elsewhere, "export", "-").out == cli("export", "-").out
    assert len(cli("--data-dir", elsewhere, "changes", "--json").document["changes"]) == 4


def test_a_store_is_never_overwritten_but_moved_aside(cli: Cli) -> None:
    cli.load()
    backup = cli.home / "b.tar"
    cli("backup", str(backup))

    refused = cli("restore", str(backup))
    replaced = cli("restore", "--replace", "--json", str(backup))

    assert refused.code == 2
    assert Path(replaced.document["moved_aside"], "catalog.sqlite").exists()
    assert len(cli("resources", "--json").document) == 3


@pytest.mark.parametrize("cut", [10, 3_000, -12_000])
def test_a_backup_that_was_cut_short_restores_nothing(cli: Cli, cut: int) -> None:
    cli.load()
    backup = cli.home / "b.tar"
    cli("backup", str(backup))
    backup.write_bytes(backup.read_bytes()[:cut])

    answer = cli("--data-dir", str(cli.home / "else"), "restore", str(backup))

    assert answer.code == 1
    assert list((cli.home / "else").iterdir()) == []


def test_a_backup_leads_nowhere_else(cli: Cli) -> None:
    import tarfile

    backup = cli.home / "evil.tar"
    with tarfile.open(backup, "w") as archive:
        member = tarfile.TarInfo("data/../../escaped")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))

    answer = cli("--data-dir", str(cli.home / "else"), "restore", str(backup))

    assert answer.code == 1
    assert not list(cli.home.rglob("escaped"))


# -- manners --------------------------------------------------------------------------------------------------------


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


@cache
def bash_completion() -> str:
    """The script, made once."""
    argv = [sys.executable, "-m", "dharma_tui", "completion", "bash"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def complete(*words: str) -> list[str]:
    """What bash would offer for the last of ``words``."""
    script = (
        'eval "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dharma_tui; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", bash_completion(), *words], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["dharma-tui", "re"], ["resources", "restore"]),
        (["dharma-tui", "--data-dir", "/x", "ch"], ["changes"]),
        (["dharma-tui", "resources", "--format", "j"], ["json", "jsonl"]),
        (["dharma-tui", "resources", "--li"], ["--limit"]),
        (["dharma-tui", "config", "s"], ["show", "set", "schema"]),
        (
            ["dharma-tui", "completion", ""],
            ["--help", "-h", "--profile", "--config", "--data-dir", "bash", "zsh", "fish"],
        ),
        (["dharma-tui", "resources", "--limit", ""], []),
        (["dharma-tui", "config", "get", "log.l"], ["log.level"]),
        (["dharma-tui", "scan", "--e"], []),
    ],
)
def test_bash_completes(words: list[str], offered: list[str]) -> None:
    assert sorted(complete(*words)) == sorted(offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_parse(cli: Cli, shell: str) -> None:
    import shutil

    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = cli("completion", shell).out

    checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "SUPPRESS" not in script


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


def test_the_least_a_cloud_must_allow_is_printed(cli: Cli) -> None:
    answer = cli("scan", "--print-policy", "--kind", "aws.sqs")
    assert answer.code == 0
    assert answer.document["Statement"] == [
        {
            "Sid": "DharmaTuiReads",
            "Effect": "Allow",
            "Action": [
                "ec2:DescribeRegions",
                "sqs:GetQueueAttributes",
                "sqs:ListQueues",
                "sts:GetCallerIdentity",
                "tag:GetResources",
            ],
            "Resource": "*",
        }
    ]


def test_the_least_for_lists_alone_and_for_what_is_listed_of_other_things_is_printed(cli: Cli) -> None:
    def allowed(*words: str) -> list[str]:
        actions: list[str] = cli("scan", "--print-policy", *words).document["Statement"][0]["Action"]
        return [name for name in actions if name.startswith("ecs:")]

    assert allowed("--kind", "aws.ecs.ecs_service") == ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"]
    alone = allowed("--kind", "aws.ecs.ecs_cluster", "--kind", "aws.ecs.task_definition", "--lists-only")
    assert alone == ["ecs:DescribeClusters", "ecs:ListClusters", "ecs:ListTaskDefinitions"]
    assert cli("scan", "--print-policy", "--kind", "aws.ecs.ecs_service", "--lists-only").code == 2


def test_what_a_cloud_must_allow_is_written_in_policies_short_enough_to_attach(cli: Cli) -> None:
    whole = cli("scan", "--print-policy", "--provider", "aws")
    folder = cli.home / "policies"
    answer = cli("scan", "--provider", "aws", "--print-policy", str(folder))
    written = [Path(line) for line in answer.out.splitlines()]
    assert answer.code == 0 and len(written) > 1 and sorted(folder.iterdir()) == written
    assert f"takes it as {len(written)}" in whole.err and "--print-policy FOLDER" in whole.err
    policies = [json.loads(path.read_text()) for path in written]
    assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6144 for policy in policies)
    actions = [action for policy in policies for action in policy["Statement"][0]["Action"]]
    assert actions == whole.document["Statement"][0]["Action"]


def test_what_takes_no_policy_says_so(cli: Cli) -> None:
    answer = cli("scan", "--print-policy", "--provider", "local")
    assert (answer.code, answer.out) == (2, "")
    assert "--provider aws" in answer.err
