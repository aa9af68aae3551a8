"""Files are looked at, imported in the background and told of, by the very command that does so elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.screens._import_dialog import ImportDialog
from dharma_tui.screens._importing import Step
from dharma_tui.services import Services
from tests.app.console import SETTLE_SECONDS, TURN_SECONDS, settled, text_of
from tests.app.console import press_in_turn as press

ACCOUNT = "123456789012"
VPC = {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "OwnerId": ACCOUNT}


async def reached(pilot: Pilot[None], when: Callable[[], bool]) -> str:
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while not when():
                await pilot.pause(TURN_SECONDS)
    except TimeoutError:
        pytest.fail(text_of(pilot))
    if isinstance(dialog := pilot.app.screen, ImportDialog):
        dialog._show()
    await pilot.pause()
    return text_of(pilot)


def typed(text: str) -> list[str]:
    return ["space" if letter == " " else letter for letter in text]


async def test_a_file_is_looked_at_imported_and_told_of(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / "the vpcs.json"
    path.write_text(json.dumps({"Vpcs": [VPC, {**VPC, "VpcId": "vpc-2"}, {"CidrBlock": "[red]"}]}))
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, ":", *"import", "enter")
        assert isinstance(app.screen, ImportDialog)
        await press(pilot, *typed("~/the"), "tab", *typed(" --region eu-west-1"), "enter")
        shown = await reached(pilot, lambda: app.importing.step is Step.LOOKED)
        assert "2 resources of 1 kind, 1 left out" in shown
        assert ACCOUNT in shown and "eu-west-1" in shown and "VPCs" in shown
        assert await services.inventory.kinds() == []
        await press(pilot, "enter")
        shown = await reached(pilot, lambda: app.importing.step is Step.DONE)
        assert "Imported 2 resources, 1 left out: +2 ~0 -0" in shown
        assert "VpcId" in shown  # why one was left out
        await press(pilot, "e")
        await press(pilot, "ctrl+u", *"x", "enter")
        shown = await reached(pilot, lambda: app.importing.step is Step.FAILED)
        assert "cannot be read" in shown
        await press(pilot, "escape")
        assert not isinstance(app.screen, ImportDialog)
    stored = services.scans.resources(["vpc-1", "vpc-2"])
    assert len(stored) == 2


async def test_an_import_that_is_stopped_saves_nothing(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / "endless.json"
    path.write_text(json.dumps({"Vpcs": [{**VPC, "VpcId": f"vpc-{number}"} for number in range(2_000)]}))
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.importing.open(f"{path} --region eu-west-1")
        await reached(pilot, lambda: app.importing.step is Step.LOOKED)
        app.importing.run()
        await reached(pilot, lambda: services.imports.running)
        app.importing.cancel()
        await reached(pilot, lambda: not services.imports.running)
        assert services.lake.query("SELECT count(*) FROM lake.resources") == [(0,)]
        assert services.lake.query("SELECT count(*) FROM lake.scans") == [(0,)]
