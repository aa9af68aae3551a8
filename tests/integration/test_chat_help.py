"""What help shows as examples: names that something here has, each of the kind that it is asked of."""

from __future__ import annotations

from pathlib import Path

from tests.integration.chat_lab import opened_estate


async def test_examples_name_what_is_there_and_of_its_kind(tmp_path: Path) -> None:
    with opened_estate(tmp_path) as desk:
        told = (await desk.ask("what can you do?")).text
    assert "roll back checkout" in told
    assert "put checkout back on last week's image" in told
    assert "what depends on orders-db?" in told
    assert "`reboot batch-1`" in told
