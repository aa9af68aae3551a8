"""What is still done for a screen that is left ends without a word."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.screens.detail import DetailScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.tab_line import TabLine
from tests.app.console import build, settled, text_of
from tests.integration.store_lab import scan

WEB = ResourceRef("aws.ec2.instance", "i-1")
HERE = Scope("aws", "123456789012", "eu-west-1")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    built = build(tmp_path, FrozenClock())
    lake = Lake.open(built.folder, clock=FrozenClock())
    try:
        scan(lake, [Resource(WEB, "web-1", HERE, State.RUNNING)], scope=HERE, kind=WEB.kind)
    finally:
        lake.close()
    return built


async def test_work_that_a_left_screen_had_begun_fails_silently(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        app.open_resource(WEB)
        await settled(pilot)
        left = app.screen
        assert isinstance(left, DetailScreen)
        app.back()
        await settled(pilot)

        async def describe() -> None:
            left.query_one(TabLine)

        with caplog.at_level(logging.ERROR):
            left.run(describe)
            await app.action_chat()
            app.chat.show_on(left)
            await settled(pilot)

        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert "Something went wrong" not in text_of(pilot)


async def test_keys_pressed_quickly_leave_nothing_in_the_log(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        app.go("topology")
        await settled(pilot)
        await app.action_chat()
        await settled(pilot)
        app.set_focus(None)
        with caplog.at_level(logging.ERROR):
            for _ in range(5):
                for key in ("d", "escape", "y", "minus", "h", "left_square_bracket", "7"):
                    app.simulate_key(key)
                await pilot.pause()
            await settled(pilot)

        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
