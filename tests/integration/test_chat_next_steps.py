"""What an answer offers to ask next is answered truly: no refusal, and no zero where there is something."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dharma_tui.cli.context import Context
from dharma_tui.cli.flags import Flags
from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.talk import Talk
from dharma_tui.services import build_services
from tests.integration.chat_lab import Desk

_REFUSALS = (
    "No plan",
    "I am not sure",
    "That is outside",
    "That could not",
    "Nothing in the inventory",
    "No scan has",
    "Nothing that is scanned",
)
_EMPTY = ("None of", "**0.", "There are no", "No scan has found")
_GUESSED = 0.6
"""What is read with less certainty is asked back rather than answered."""
_ASKED = [
    *(
        "how many servers",
        "how many volumes in staging",
        "list stopped servers in frankfurt",
        "list volumes in staging",
    ),
    *("list databases", "list accounts", "how many accounts", "compare prod-core and sandbox", "what changed today"),
    *(
        "describe checkout-api-52",
        "stop checkout-api-01",
        "leave checkout-api-52 alone",
        "cost by team",
        "ec2 instances",
    ),
    *(
        "what depends on checkout-api-52",
        "what is exposed to the internet",
        "any anomalies since yesterday",
        "list workloads",
    ),
]


async def _untrue(home: Path) -> list[str]:
    """What was offered, and answered with a refusal or with a zero that its own words do not explain."""
    with Context.of_process(Flags(demo=300)) as context:
        _, demo = context.lake, context.demo
        services = build_services(
            context.settings,
            context.folder,
            clock=context.clock,
            ids=context.ids,
            providers=[demo.provider],
            scans_with=demo.scans,
        )
        await services.open_to_read()
        router = (await Talk(services).load()).router
        asked = [*_ASKED, *(one.examples[0] for one in intents().values())]
        found, seen = [], set()
        for line in dict.fromkeys(asked):
            talk = Conversation()
            answer = await router.ask(line, talk)
            for step in answer.next_steps:
                if (talk.frames[-1].intent, step) in seen:
                    continue
                seen.add((talk.frames[-1].intent, step))
                after = talk.copied()
                told, frame = await router.ask(step, after), after.frames[-1]
                is_change = frame.intent in CHANGES and talk.frames[-1].intent == "help_or_smalltalk"
                is_bare = told.text.startswith(_EMPTY) and "**0" in told.text and "None of" not in told.text
                if (told.text.startswith(_REFUSALS) and not is_change) or is_bare or frame.confidence < _GUESSED:
                    found.append(f"{line!r} -> {step!r}: {told.text[:90]!r}")
        services.close()
        return found


def test_every_next_step_of_every_intent_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert asyncio.run(_untrue(tmp_path)) == []


async def test_how_many_are_in_each_account_is_of_what_was_counted(desk: Desk) -> None:
    answer = await desk.ask("how many servers", "how many are there in each account?")
    assert answer.table is not None and answer.table.columns[0] == "ACCOUNT" and "instances" in answer.text
    alone = await desk.ask("how many accounts")
    assert "accounts**" in alone.text and alone.table is not None


async def test_what_was_narrowed_before_and_is_not_is_told(desk: Desk) -> None:
    region = (await desk.ask("list servers")).table.rows[0][3]  # type: ignore[union-attr]
    answer = await desk.ask(f"list servers in {region}", "how many are there in each region?")
    assert f"not of `{region}` alone" in answer.text
    offered = (await desk.ask(f"list servers in {region}")).next_steps
    assert "how many are there in each region?" not in offered and "how many are there in each account?" in offered


async def test_of_nothing_nothing_more_is_asked(desk: Desk) -> None:
    answer = await desk.ask("ec2 instances in staging older than 9000 days")
    assert not any("those" in step or "them" in step or "first one" in step for step in answer.next_steps)


async def test_what_another_provider_has_is_offered_by_its_kind_here(desk: Desk) -> None:
    answer = await desk.ask("ec2 instances")
    assert "in use here" in answer.text and answer.next_steps[0] == "list instances"


async def test_accounts_are_compared_in_full_after_a_list_and_with_another_one_then(desk: Desk) -> None:
    accounts = [row[0] for row in (await desk.ask("list accounts")).table.rows]  # type: ignore[union-attr]
    alone = await desk.ask(f"compare {accounts[0]} and {accounts[1]}")
    after = await desk.ask("list stopped servers", f"compare {accounts[0]} and {accounts[1]}")
    assert after.text == alone.text and "kinds differ" in after.text


async def test_kinds_of_two_accounts_are_compared_where_they_are_said(desk: Desk) -> None:
    accounts = [row[0] for row in (await desk.ask("list accounts")).table.rows]  # type: ignore[union-attr]
    answer = await desk.ask(f"compare servers in {accounts[0]} and {accounts[1]}")
    assert "instances**" not in answer.text and " instances, **" in answer.text and "1 kind differs" in answer.text
