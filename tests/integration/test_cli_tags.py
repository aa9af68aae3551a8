"""``dharma-tui tags`` counts what breaks the rules, and says so to people, to scripts and by its exit code."""

from __future__ import annotations

import tomllib

import pytest

from tests.integration.cli_process import Cli

INSTANCE = {"kind": "aws.ec2.instance", "account": "1", "region": "eu", "state": "running", "attrs": {}}
LINES = (
    {**INSTANCE, "key": "i-1", "name": "web", "labels": {"Name": "web", "Owner": "ann", "env": "prod"}},
    {**INSTANCE, "key": "i-2", "name": "db", "labels": {"Name": "db", "owner": "bob", "env": "production"}},
    {**INSTANCE, "key": "i-3", "name": "[red]", "labels": {"Name": "[red]"}},
    {"kind": "aws.iam.group", "key": "g", "name": "people", "account": "1", "region": "", "state": "running",
     "labels": {}, "attrs": {}},
)  # fmt: skip
"""Three that can have tags, one of them without an owner, and one that cannot."""


def test_tags_are_counted_checked_and_lead_to_what_breaks_a_rule(cli: Cli) -> None:
    assert cli.load(LINES).code == 0

    table = cli("tags")
    document = cli("tags", "--json").document
    owner = next(rule for rule in document["rules"] if rule["name"] == "owner")

    assert table.code == 0
    assert ["owner", "owner", "3", "2", "1", "66.7%"] in [line.split() for line in table.out.splitlines()]
    assert (document["taggable"], owner["asked"], owner["broken"]) == (3, 3, 1)
    assert {each["text"]: each["count"] for key in document["keys"] for each in key["spellings"]} == {
        "Owner": 1,
        "owner": 1,
    }

    assert cli("tags", "--check", "--rule", "owner").code == 1
    assert cli("tags", "--check", "--rule", "name").code == 0

    view = cli("tags", "--rule", "owner", "--view").out.strip()
    broken = cli("resources", view, "--format", "jsonl").lines
    assert [line["key"] for line in broken] == ["i-3"]


def test_of_a_rule_that_is_asked_of_nothing_there_is_no_share(cli: Cli) -> None:
    cli.load(LINES)
    folder = cli.home / ".config" / "dharma-tui"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tags.toml").write_text('[[rule]]\nname = "none"\nkey = "owner"\nkinds = ["aws.sqs.queue"]\n')

    table = cli("tags", "--rule", "none")
    (rule,) = cli("tags", "--json").document["rules"]

    assert table.out.splitlines()[1].split() == ["none", "owner", "0", "0", "0", "—"]
    assert (rule["asked"], rule["percent"]) == (0, None)
    assert cli("tags", "--check").code == 0


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ('["aws.ec2.instanc"]', "did you mean 'aws.ec2.instance'"),
        ('["aws.*", "instances"]', "kinds that there are not: instances"),
        ('["aws.nothing.*"]', "aws.nothing.*"),
        ("[]", "names no kind"),
    ],
)
def test_a_rule_that_could_never_be_broken_is_told_of(cli: Cli, kinds: str, said: str) -> None:
    cli.load(LINES)
    folder = cli.home / ".config" / "dharma-tui"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tags.toml").write_text(f'[[rule]]\nkey = "owner"\nkinds = {kinds}\n')

    answer = cli("tags", "--check")

    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_a_rule_that_is_not_there_is_asked_about(cli: Cli) -> None:
    answer = cli("tags", "--rule", "ownr")

    assert (answer.code, answer.out) == (2, "")
    assert "did you mean 'owner'?" in answer.err


def test_the_rules_that_hold_by_themselves_are_printed_as_a_file(cli: Cli) -> None:
    rules = tomllib.loads(cli("tags", "--rules").out)

    assert "owner" in rules["keys"]["owner"]
