"""What an empty list says: it was listed and is empty, it could not be listed, or nobody tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dharma_tui.core.scan import ELSEWHERE, IMPORTED, ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope
from dharma_tui.services.none_found import none_found
from dharma_tui.services.store.coverage import Coverage

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET, TOPIC = "aws.secretsmanager.secret", "aws.sns.topic"


def part(
    kind: str, account: str, region: str, status: ScopeStatus = ScopeStatus.COMPLETE, reason: str = "", hint: str = ""
) -> Coverage:
    scope, at = Scope("aws", account, region), NOW - timedelta(minutes=5)
    complete = at if status is ScopeStatus.COMPLETE else None
    return Coverage(scope, kind, ScopeReport(scope, kind, status, reason, hint), at, complete)


def test_what_was_listed_and_is_empty_says_how_long_ago_and_where() -> None:
    known = [part(TOPIC, "1", "us-east-1"), part(TOPIC, "2", "us-east-1"), part(TOPIC, "1", "eu-west-1")]
    assert none_found(known, [TOPIC], {}, NOW) == ("none: listed 5m ago in 2 accounts and 2 regions", "")
    both = none_found(known, [TOPIC, SECRET], {}, NOW)
    assert both.why.endswith("2 regions; no scan has listed aws.secretsmanager.secret")


def test_what_a_file_brought_was_not_listed() -> None:
    told = f"{IMPORTED} a.json on 2026-01-01"
    known = [part(TOPIC, "1", region, reason=told) for region in ("us-east-1", "eu-west-1")]
    assert none_found(known, [TOPIC], {}, NOW).why == f"none: {told} in 1 account and 2 regions"
    scanned = part(TOPIC, "2", "us-east-1")
    assert none_found([*known, scanned], [TOPIC], {}, NOW).why == "none: listed 5m ago in 2 accounts and 2 regions"


def test_what_could_not_be_listed_says_why_and_what_would_help() -> None:
    refused = ("not allowed: secretsmanager:ListSecrets", "allow it")
    known = [part(SECRET, "1", "us-east-1", ScopeStatus.FAILED, *refused), part(SECRET, "1", "eu-west-1")]
    assert none_found(known, [SECRET], {}, NOW) == (f"1 of 2 parts failed: {refused[0]}", "allow it")


def test_what_could_not_be_listed_for_several_reasons_says_how_much_more() -> None:
    refused = ("not allowed: secretsmanager:ListSecrets", "allow it")
    known = [part(SECRET, "1", region, ScopeStatus.FAILED, *refused) for region in ("us-east-1", "us-west-2")]
    known += [part(SECRET, "1", "eu-west-1", ScopeStatus.FAILED, "malformed answer"), part(SECRET, "1", "eu-west-3")]
    why = f"2 of 4 parts failed: {refused[0]}; 1 more is not complete for other reasons"
    assert none_found(known, [SECRET], {}, NOW) == (why, "allow it")


def test_what_nobody_listed_is_not_known() -> None:
    assert none_found([part(TOPIC, "1", "us-east-1")], [SECRET], {}, NOW).why.startswith("no scan has listed these")
    assert none_found([part(TOPIC, "1", "us-east-1")], ["dharma.infrastructure"], {}, NOW) == ("", "")


def test_what_is_offered_nowhere_says_so() -> None:
    absent = part(SECRET, "1", "us-east-1", ScopeStatus.SKIPPED, f"{ELSEWHERE}: no endpoint")
    assert none_found([absent], [SECRET], {}, NOW).why == "they are not offered where scans looked"
