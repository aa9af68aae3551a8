"""Where others lose something, and too little to be told, the chat says so, and does not say that nobody needs it."""

from __future__ import annotations

from dharma_tui.core.types import Relationship, Verb
from tests.integration.chat_lab import INSTANCE, PROD, Desk, of, resource

ALSO = [resource(INSTANCE, name, PROD) for name in ("hub", *(f"part-{number}" for number in range(150)))]
ALSO_TOLD = [
    Relationship(of(INSTANCE, "hub"), of(INSTANCE, f"part-{number}"), Verb.ROUTES_TO, "seed") for number in range(150)
]


async def test_that_others_lose_too_little_to_be_told_is_said(desk: Desk) -> None:
    assert "nothing else is affected by 1% or more" in (await desk.ask("what breaks if part-7 fails?")).text
    assert "or more" not in (await desk.ask("what breaks if hub fails?")).text
    weak = await desk.ask("is part-7 a single point of failure?")
    assert "nothing that is known is affected by 1% or more" in weak.text
    assert "nothing that is known needs it" in (await desk.ask("is hub a single point of failure?")).text
