"""What refers to something that is not in the inventory, as a list that leads to what refers to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services import Services
from tests.app.console import build, press, settled, text_of
from tests.integration.store_lab import scan

INSTANCE, IMAGE = "aws.ec2.instance", "aws.ec2.ami"
HERE = Scope("aws", "123456789012", "eu-west-1")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return build(tmp_path, FrozenClock())


async def test_what_dangles_is_listed_by_reason_and_enter_opens_who_refers_to_it(
    services: Services, tmp_path: Path
) -> None:
    web = Resource(ResourceRef(INSTANCE, "i-1"), "web-1", HERE, State.RUNNING)
    image = Relationship(web.ref, ResourceRef(IMAGE, "ami-0"), Verb.DEPENDS_ON, f"{INSTANCE}:ImageId")
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, ":", *"dangling", "enter")
        assert "Nothing that refers to anything" in shown

        await services.io.run(lambda: scan(services.lake, [web], [image], scope=HERE, kind=INSTANCE))
        await services.io.run(services.inventory.advance)
        app.screen.reload()  # type: ignore[attr-defined]
        await settled(pilot)
        shown = text_of(pilot)
        assert "Not scanned: 1 relationship to 1 thing" in shown
        line = next(line for line in shown.splitlines() if "ami-0" in line)
        assert "web-1" in line and "ImageId: its kind is not" in line

        path = tmp_path / "dangling.json"
        await press(pilot, "e", "ctrl+u", *str(path), "enter")
        assert [each["missing_key"] for each in json.loads(path.read_text())] == ["ami-0"]

        shown = await press(pilot, "enter")
        assert "i-1" in shown and "web-1" in shown
        assert app.screen.NAME == "detail"  # type: ignore[attr-defined]
