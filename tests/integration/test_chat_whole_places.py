"""What breaks if a whole place fails is answered of everything there together."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk, is_sound


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "what breaks if eu-central-1 fails?",
            "If the 17 resources `in eu-central-1` fail, **nothing else is affected**",
        ),
        ("was passiert, wenn eu-central-1 ausfällt?", "If the 17 resources `in eu-central-1` fail, **nothing else"),
        ("what happens if the region us-east-1 goes down", "If the 5 resources `in us-east-1` fail, **nothing else"),
        (
            "what breaks if account acme-staging fails?",
            "If the 5 resources `in account acme-staging` fail, **nothing else is affected**",
        ),
        (
            "what happens if the acme-prod account goes down",
            "If the 17 resources `in account acme-prod` fail, **nothing else is affected**",
        ),
        (
            "was bricht, wenn das Konto acme-staging ausfällt?",
            "If the 5 resources `in account acme-staging` fail, **no",
        ),
        (
            "qué se rompe si la cuenta acme-staging falla?",
            "If the 5 resources `in account acme-staging` fail, **nothing",
        ),
        ("what breaks if acme-staging fails?", "If the 5 resources `in account acme-staging` fail, **nothing else"),
        ("impact of losing account acme-staging", "If the 5 resources `in account acme-staging` fail, **nothing else"),
        ("what breaks if the account prod fails?", "If the 17 resources `in environment prod` fail, **nothing else"),
        ("what breaks if account 999988887777 fails?", "No account called `999988887777` is known here."),
        ("blast radius of staging", "If the 5 resources `in environment staging` fail, **nothing else is affected**"),
    ],
)
async def test_a_place_that_fails_takes_all_that_is_there(line: str, told: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.text.startswith(told) and answer.table is None


async def test_what_is_lost_elsewhere_is_listed(desk: Desk) -> None:
    answer = await desk.ask("what breaks if all databases in eu-central-1 fail?")
    is_sound(answer)
    assert answer.text == (
        "If the only database `in eu-central-1` fails, **2 other resources are affected**, 1 of them wholly."
    )
    assert answer.table is not None and {row[0] for row in answer.table.rows} == {"checkout", "web-1"}


async def test_a_place_with_nothing_in_it_says_so(desk: Desk) -> None:
    for line, told in (
        (
            "impact of losing all databases in us-east-1",
            "No databases `in us-east-1` are known, so nothing fails there.",
        ),
        ("what breaks if ap-south-1 fails?", "No resources `in ap-south-1` are known, so nothing fails there."),
    ):
        assert (await desk.ask(line)).text == told


async def test_what_names_neither_a_thing_nor_a_place_is_asked_back(desk: Desk) -> None:
    for line in ("what breaks if it fails?", "what breaks if a database fails?", "what would fail without acme-prod"):
        assert "Which one" in (await desk.ask(line)).text
