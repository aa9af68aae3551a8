"""``i`` on the topology lists in the inventory what a group holds, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import UsageError
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.core.view import View
from dharma_tui.screens.inventory import InventoryScreen
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from tests.app.console import build, press, settled, text_of
from tests.integration.store_lab import scan

NORTH, SOUTH = (Scope("aws", "123456789012", region) for region in ("eu-west-1", "us-east-1"))
WEB, VPC, QUEUE = "aws.ec2.instance", "aws.ec2.vpc", "aws.sqs.queue"


def _resource(kind: str, key: str, scope: Scope, team: str = "") -> Resource:
    return Resource(ResourceRef(kind, key), key, scope, State.RUNNING, {"team": team} if team else {})


@pytest.fixture
def services(tmp_path: Path) -> Services:
    built = build(tmp_path, FrozenClock())
    lake = Lake.open(built.folder, clock=FrozenClock())
    try:
        for scope, name in ((NORTH, "north"), (SOUTH, "south")):
            vpc = _resource(VPC, f"vpc-{name}", scope)
            webs = [_resource(WEB, f"web-{name}-{n}", scope, f"team-{n % 90}") for n in range(100)]
            inside = [Relationship(vpc.ref, web.ref, Verb.CONTAINS, "test") for web in webs[:9]]
            scan(lake, [vpc], inside, scope=scope, kind=VPC)
            scan(lake, webs, scope=scope, kind=WEB)
            scan(lake, [_resource(QUEUE, f"queue-{name}-{n}", scope) for n in range(70)], scope=scope, kind=QUEUE)
    finally:
        lake.close()
    return built


async def _listed(services: Services, line: str, *wanted: str) -> tuple[str, set[ResourceRef]]:
    """What the screen says, and what is listed, when i is pressed on what has all that is ``wanted`` in its id."""
    app = DharmaApp(services)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        app.go("topology", parse_topology(line, (WEB, VPC, QUEUE)))
        await settled(pilot)
        assert isinstance(app.screen, TopologyScreen)
        stops = sorted(map(str, app.screen.graph.painter.stops), key=len)
        found = [stop for stop in stops if all(part in stop for part in wanted)]
        assert found, stops
        app.screen.graph.move_to(found[0])
        await press(pilot, "i")
        assert isinstance(app.screen, InventoryScreen), text_of(pilot)
        listing = app.screen.table.listing
        assert listing is not None
        return text_of(pilot), set(await app.services.inventory.refs(listing))


def _webs(region: str, *numbers: int) -> set[ResourceRef]:
    return {ResourceRef(WEB, f"web-{region}-{n}") for n in numbers}


async def test_of_a_group_within_a_region_only_its_members_are_listed(services: Services) -> None:
    shown, listed = await _listed(services, "all as:nested", QUEUE, "eu-west-1")
    assert listed == {ResourceRef(QUEUE, f"queue-north-{n}") for n in range(70)}
    assert "region=eu-west-1" in shown


async def test_of_a_closed_vpc_what_is_in_it_is_listed_and_not_the_vpcs(services: Services) -> None:
    shown, listed = await _listed(services, f"all as:nested close:{VPC}/vpc-north", f"{VPC}/vpc-north")
    assert listed == _webs("north", *range(9))
    assert "9 of 9" in shown or "web-north-8" in shown


async def test_of_a_frame_all_that_is_in_it_is_listed(services: Services) -> None:
    _, listed = await _listed(services, "all as:nested", "scope", "us-east-1")
    assert len(listed) == 1 + 100 + 70 and ResourceRef(VPC, "vpc-south") in listed


async def test_of_what_no_filter_tells_the_very_members_are_listed_and_say_so(services: Services) -> None:
    shown, listed = await _listed(services, "all as:layered by:tag.team", "group:others")
    assert len(listed) > 90 and "members of a group" in shown.splitlines()[0]


async def test_what_is_listed_so_cannot_be_kept_as_a_line(services: Services) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        app.open_view(View(among=tuple(sorted(_webs("north", 3, 5)))))
        await settled(pilot)
        shown = text_of(pilot)
        assert "web-north-3" in shown and "web-north-5" in shown and "web-north-4" not in shown
        app.copy_link()
        await settled(pilot)
        assert "no line tells which resources these are" in [*app._notifications][-1].message
        with pytest.raises(UsageError):
            services.saved_views.save("these", View(among=tuple(_webs("north", 3))))


async def test_K_on_a_group_of_several_kinds_hides_all_of_them(services: Services) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        app.go("topology", parse_topology("all as:layered by:region", (WEB, VPC, QUEUE)))
        await settled(pilot)
        assert isinstance(app.screen, TopologyScreen)
        app.screen.graph.move_to("group:eu-west-1")
        await press(pilot, "K")
        assert app.screen.view.hidden_kinds == {WEB, VPC, QUEUE}
        assert "3 kinds are hidden" in [*app._notifications][-1].message
