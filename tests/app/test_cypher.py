"""Asking Neo4j from the console, where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.cypher import CypherAnswer
from dharma_tui.screens.cypher import CypherScreen
from tests.app.console import build, press, settled, text_of
from tests.integration.neo4j_lab import free_port


async def test_without_a_server_it_says_how_to_name_one_and_with_a_dead_one_that_it_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where the process that asks finds the same settings
    services = build(tmp_path, FrozenClock())
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        nothing = await press(pilot, ":", *"cypher", "enter")
        completed = await press(pilot, *"mat", "tab")
        asked = await press(pilot, "ctrl+u", *"RETURN 1", "enter")
        services.settings.set("neo4j.uri", f"bolt://127.0.0.1:{free_port()}")
        await settled(pilot)
        dead = await press(pilot, "ctrl+u", *"RETURN 1", "enter")
        recalled = await press(pilot, "ctrl+u", "up")

    assert "No Neo4j is configured" in nothing and "neo4j.uri" in nothing
    assert "cypher> MATCH" in completed
    assert "No Neo4j is configured" in asked and "neo4j.uri" in asked and "has ended" not in asked
    assert "cannot be reached" in dead and "start it, or mend neo4j.uri" in dead
    assert "cypher> RETURN 1" in recalled


async def test_columns_share_the_width_there_is_and_one_alone_has_all_of_it(tmp_path: Path) -> None:
    app = DharmaApp(build(tmp_path, FrozenClock()))
    async with app.run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        app.go("cypher")
        await settled(pilot)
        assert isinstance(app.screen, CypherScreen)
        app.screen._show(CypherAnswer(("arn",), (("a" * 100 + "END",),)))
        await settled(pilot)
        alone = text_of(pilot)
        app.screen._show(CypherAnswer(("arn", "name", "n"), (("a" * 100, "b" * 40 + "END", 1234567),)))
        await settled(pilot)
        shared = text_of(pilot)
        await pilot.resize_terminal(200, 24)
        await settled(pilot)
        wide = text_of(pilot)

    assert "a" * 100 + "END" in alone
    assert "a…" in shared and "b" * 40 + "END" in shared and "1234567" in shared
    assert "a" * 100 in wide and "b" * 40 + "END" in wide
