"""Lines that are read in: what is wrong is left out and told of, and nothing goes but with --replace."""

from __future__ import annotations

import json

from tests.integration.cli_process import LINES, Cli


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
    assert answer.document["wrong"] == [{"line": 2, "place": "lines.jsonl: line 2", "reason": "longer than 16 MB"}]
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
