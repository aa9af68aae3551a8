"""Lists of changes: what they rest on, and that what is opened from them is what they list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui.core.answer_documents import answer_of, document
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.changes_view import parse_changes
from dharma_tui.core.frames import Frame
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.tools._one import which
from tests.integration.chat_lab import INSTANCE, NOW, Desk, estate, of, scanned


async def test_what_opens_a_list_of_changes_is_narrowed_as_it_is(desk: Desk) -> None:
    answer = await desk.ask("which instances were removed today?")
    view = parse_changes(answer.opens.removeprefix("changes "))
    assert view.only == (ChangeKind.REMOVED,) and INSTANCE in view.kinds
    assert view.since.startswith("2026-11-20T00:00:00") and not view.until and not answer.opens_what
    view = parse_changes((await desk.ask("what changed yesterday?")).opens.removeprefix("changes "))
    assert view.since.startswith("2026-11-19T00:00:00") and view.until.startswith("2026-11-20T00:00:00")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("what changed in prod today?", "the changes of every place"),
        ("what changed on checkout?", "what changed"),
        ("compare prod and staging", "the resources of both"),
    ],
)
async def test_what_opens_more_than_is_listed_says_so(desk: Desk, line: str, what: str) -> None:
    answer = await desk.ask(line)
    assert answer.opens and answer.opens_what == what
    assert answer_of(document(answer)).opens_what == what


async def test_what_compares_two_places_opens_both(desk: Desk) -> None:
    answer = await desk.ask("compare prod and staging")
    assert "production" in answer.opens and "staging" in answer.opens


@pytest.mark.parametrize(
    "line",
    [
        "compare acme-prod and acme-staging",
        "compare accounts acme-prod and acme-staging",
        "what is the difference between the acme-prod account and the acme-staging account",
        "acme-prod vs acme-staging",
        "vergleiche acme-prod mit acme-staging",
        "compara acme-prod con acme-staging",
    ],
)
async def test_two_accounts_are_compared_by_their_names(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.text.startswith("**acme-prod** has ") and "**acme-staging** " in answer.text
    assert answer.opens.endswith("account=acme-prod,acme-staging")


async def test_two_words_that_are_places_too_are_no_accounts(desk: Desk) -> None:
    assert "account" not in (await desk.ask("compare prod and staging")).opens


async def test_changes_rest_on_the_history_up_to_the_newest_scan(desk: Desk) -> None:
    answer = await desk.ask("what changed today?")
    assert answer.basis is not None and answer.basis.source == "the history of all scans"
    known = await desk.router.desk.grounds.known()
    assert answer.basis.as_of == max(one.complete_at for one in known.coverage if one.complete_at) <= NOW


async def test_of_what_was_removed_it_is_told_since_when(desk: Desk) -> None:
    lake = desk.services.lake
    try:
        scanned(lake, "scan-gone", [one for one in estate("1.1") if one.name != "web-11"])
        desk.clock.at = max(NOW, datetime.now(UTC)) + timedelta(hours=1)  # the store's commits have the machine's time
        asked = Asked(
            "describe it", Frame("describe_infrastructure", 1.0), doubts=("gone",), rows=(of(INSTANCE, "web-11"),)
        )
        answer = await which(asked, desk.router.desk)
        assert answer.text.startswith("`web-11` is there no more: it was removed ")
    finally:
        desk.clock.at = NOW
        scanned(lake, "scan-back", estate("1.1"))


@pytest.mark.parametrize("line", ["describe the first one", "what depends on the first one?"])
async def test_a_row_of_what_is_gone_is_no_other(desk: Desk, line: str) -> None:
    listed = await desk.ask("what changed today?")
    assert listed.table is not None
    refs = (ResourceRef(INSTANCE, "gone"), *listed.table.refs[1:])
    desk.talk.answers[-1] = replace(listed, table=replace(listed.table, refs=refs))
    answer = await desk.router.ask(line, desk.talk)
    assert answer.table is None and answer.text.startswith("What was shown there is there no more.")
