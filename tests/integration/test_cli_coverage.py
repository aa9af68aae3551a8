"""``coverage`` and ``scan --dry-run`` as a script uses them, over what a real scan of this machine left."""

from __future__ import annotations

from tests.integration.cli_process import Cli

KINDS = ("--kind", "local.host", "--kind", "local.file_system")


def test_a_dry_run_calls_nobody_and_makes_no_store(cli: Cli) -> None:
    answer = cli("scan", *KINDS, "--dry-run")
    assert answer.code == 0
    assert answer.out.splitlines()[0].split() == ["PROVIDER", "ACCOUNT", "REGION", "SERVICE", "PARTS", "CALLS"]
    assert "2 parts, at least 2 calls" in answer.out
    assert not list(cli.home.rglob("catalog.sqlite"))


def test_what_a_scan_took_is_expected_of_the_next(cli: Cli) -> None:
    made = cli("scan", *KINDS, "--json").document
    plan = cli("scan", *KINDS, "--dry-run", "--json").document
    assert (plan["calls"], plan["at_least"]) == (made["calls"], False)
    assert {part["kind"] for part in plan["parts"]} == {"local.host", "local.file_system"}


def test_a_dry_run_of_what_is_not_there_says_so(cli: Cli) -> None:
    wrong = cli("scan", "--kind", "local.hots", "--dry-run")
    assert wrong.code == 2 and "did you mean 'local.host'?" in wrong.err


def test_coverage_tells_places_and_parts(cli: Cli) -> None:
    assert "nothing has been scanned yet" in cli("coverage").err
    cli("scan", *KINDS, "--quiet")
    (place,) = cli("coverage", "--json").document
    assert (place["provider"], place["region"], place["parts"], place["complete"]) == ("local", "", 2, 2)
    assert place["oldest"].endswith("Z")
    assert (place["kinds_listed"], place["kinds"] > 10) == (2, True)
    assert f"2/{place['kinds']}" in cli("coverage").out
    assert cli("coverage", "--provider", "aws", "--json").document == []
    parts = cli("coverage", "--parts", "--json", "--region", "global").document
    assert [(part["kind"], part["status"]) for part in parts] == [
        ("local.file_system", "complete"),
        ("local.host", "complete"),
    ]
    table = cli("coverage", "--parts").out.splitlines()
    assert table[0].startswith("STATUS") and len(table) == 3
    cli("scan", "--provider", "local", "--quiet")
    (place,) = cli("coverage", "--json").document
    assert place["kinds_listed"] == place["kinds"] == place["parts"] > 10


def test_an_empty_list_says_whether_anybody_looked(cli: Cli) -> None:
    cli("scan", "--kind", "local.host", "--quiet")
    never = cli("resources", "--kind", "local.process")
    assert never.code == 0 and "no scan has listed these: whether there are any is not known" in never.err
    assert "no scan has listed" not in cli("resources", "nowhere", "--kind", "local.host").err
    assert "no scan has listed" not in cli("resources", "--kind", "local.process", "--quiet").err
