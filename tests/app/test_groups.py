"""Infrastructures edited by hand in the inventory, deployments as one list, and how tags are kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.deployments import deployed
from dharma_tui.core.groups import KIND
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.core.view import View
from dharma_tui.services import Services
from dharma_tui.widgets.line_list import LineList
from tests.app.console import build, press, settled, text_of
from tests.integration.store_lab import scan

INSTANCE = "aws.ec2.instance"
HERE = Scope("aws", "123456789012", "eu-west-1")
SHOP = "application/shop/production"


def instance(name: str, state: State = State.RUNNING, **tags: str) -> Resource:
    return Resource(ResourceRef(INSTANCE, f"i-{name}"), name, HERE, state, {"Name": name, **tags})


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return build(tmp_path, FrozenClock())


@asynccontextmanager
async def showing(services: Services, view: View, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """The console on ``view``, over three instances of which two are of the shop."""
    app = DharmaApp(services)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        resources = [
            instance("web", app="shop", env="prod", owner="ann"),
            instance("db", State.FAILED, App="Shop", env="prod"),
            instance("lone"),
        ]
        await services.io.run(lambda: scan(services.lake, resources, scope=HERE, kind=INSTANCE))
        await services.io.run(services.groups.derive)
        await services.io.run(services.inventory.advance)
        app.open_view(view)
        await settled(pilot)
        yield pilot


async def tags(pilot: Pilot[None]) -> str:
    """The screen of tags, ready for keys."""
    pilot.app.go("tags")  # type: ignore[attr-defined]
    await settled(pilot)
    pilot.app.screen.query_one("#tag-rules", LineList).focus()
    return text_of(pilot)


async def members(services: Services, key: str) -> set[str]:
    return {member.name for member in await services.groups.members(ResourceRef(KIND, key))}


async def test_infrastructures_are_listed_the_worst_first(services: Services) -> None:
    async with showing(services, View(kinds=(KIND,))) as pilot:
        shown = text_of(pilot)
        assert "shop" in shown.lower()
        assert "degraded" in shown
        assert "production" in shown


async def test_marked_resources_become_an_infrastructure(services: Services) -> None:
    async with showing(services, View(kinds=(INSTANCE,))) as pilot:
        shown = await press(pilot, "space", "i")
        assert "A new one" in shown

        await press(pilot, "enter", *"Checkout", "space", *"(live)", "enter")

        made = [one for one in await services.groups.infrastructures() if one.name == "Checkout"]
        assert [(one.environment, one.by_hand) for one in made] == [("production", True)]
        assert await members(services, made[0].ref.key)

        shown = await press(pilot, "i", "enter", *"checkout", "space", *"(prod)", "enter")
        told = " ".join(shown.replace("│", " ").split())
        assert "'Checkout' in production already, made by hand: put resources into that one" in told
        shown = await press(pilot, "ctrl+u", *"(prod)", "enter")
        assert "'(prod)' has no name before the brackets" in " ".join(shown.replace("│", " ").split())
        await press(pilot, "ctrl+u", *"checkout", "enter")
        made = [one for one in await services.groups.infrastructures() if one.by_hand]
        assert {(one.name, one.environment) for one in made} == {("Checkout", "production"), ("checkout", "")}


async def test_a_resource_is_taken_out_and_put_in(services: Services) -> None:
    async with showing(services, View(kinds=(INSTANCE,), filter="web")) as pilot:
        shown = await press(pilot, "i")
        assert "Take out of" in shown

        await press(pilot, "down", "enter")
        assert await members(services, SHOP) == {"db"}

        shown = await press(pilot, "i")
        assert "Put into" in shown
        await press(pilot, "down", "enter")
        assert await members(services, SHOP) == {"db", "web"}


async def test_an_infrastructure_is_renamed_placed_removed(services: Services) -> None:
    async with showing(services, View(kinds=(KIND,))) as pilot:
        await press(pilot, "i", "down", "enter", "ctrl+u", *"Store", "enter")
        await press(pilot, "i", "down", "down", "enter", "ctrl+u", *"live", "enter")
        told = await services.groups.infrastructure(ResourceRef(KIND, SHOP))
        assert (told.name, told.environment) == ("Store", "production")

        await press(pilot, "i", "down", "down", "down", "enter")
        assert await services.groups.infrastructures() == []


async def test_the_members_of_an_infrastructure_are_a_view(services: Services) -> None:
    async with showing(services, View(kinds=(KIND,))) as pilot:
        shown = await press(pilot, "i", "enter")
        assert "2 of 4" in shown


async def test_deployments_of_one_name_are_told_apart_by_what_they_are_part_of(services: Services) -> None:
    kind, arn = services.kinds["aws.ecs.ecs_service"], "arn:aws:ecs:eu-west-1:123456789012:{}"
    found = [
        deployed(
            kind,
            Resource(
                ResourceRef(kind.kind, arn.format(f"service/{cluster}/web")),
                "web",
                HERE,
                State.RUNNING,
                attrs={"clusterArn": arn.format(f"cluster/{cluster}"), "desiredCount": 2, "runningCount": 2},
            ),
        )
        for cluster in ("green", "blue")
    ]
    app = DharmaApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await services.io.run(lambda: scan(services.lake, found, scope=HERE, kind=kind.kind))
        await services.io.run(services.inventory.advance)
        app.open_view(View(kinds=("deployments",)))
        await settled(pilot)
        lines = sorted(line for line in text_of(pilot).splitlines() if " web " in line)
        assert [line.split()[:3] for line in lines] == [["web", "blue", "healthy"], ["web", "green", "healthy"]]
        assert all("ECS service" in line for line in lines)


async def test_the_past_is_not_edited(services: Services) -> None:
    async with showing(services, View(kinds=(INSTANCE,), at=f"#{3}")) as pilot:
        shown = await press(pilot, "i")
        assert "A new one" not in shown


async def test_rules_lead_to_what_breaks_them(services: Services) -> None:
    async with showing(services, View()) as pilot:
        shown = await tags(pilot)
        assert "4 of 4 rules broken" not in shown
        assert "2 without" in next(line for line in shown.splitlines() if "owner" in line)
        assert "Key application" in shown

        shown = await press(pilot, "enter")
        assert 'tag.owner=""' in shown
        assert "2 of 3" in shown


async def test_the_report_is_written_where_asked(services: Services, tmp_path: Path) -> None:
    async with showing(services, View()) as pilot:
        await tags(pilot)
        path = tmp_path / "tags.json"

        await press(pilot, "e", "ctrl+u", *str(path), "enter")

        assert json.loads(path.read_text())["taggable"] == 3


async def test_a_file_of_rules_that_is_wrong_is_told_of(services: Services) -> None:
    async with showing(services, View(kinds=(INSTANCE,))) as pilot:
        services.tag_file.path.write_text("[keys\n")
        shown = await tags(pilot)
        assert "tags.toml" in shown
