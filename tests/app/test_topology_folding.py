"""Groups of the topology opened and closed: the cursor goes with them, and what is pinned keeps none of them open."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import press
from tests.app.test_topology_hardship import showing
from tests.app.test_topology_standing import account, boxes, shown

DISKS = "group:lab.disk"


async def at(pilot: Pilot[None], line: str) -> TopologyScreen:
    """This view, with the cursor on the disks."""
    pilot.app.go("topology", parse_topology(line, AnyKind()))  # type: ignore[attr-defined]
    screen = await shown(pilot)
    screen.graph.jump_to(DISKS)
    assert screen.graph.cursor == DISKS and screen.node is not None and screen.node.kind == "lab.disk"
    return screen


def disks(screen: TopologyScreen) -> list[str]:
    """The disks that are drawn by themselves, in the order of the picture."""
    return [str(node.id) for node in screen.graph.picture.sketch.nodes if str(node.id).startswith("lab.disk/")]


@pytest.mark.parametrize("line", ["all as:layered", "all by:kind as:layered", "lab.network/main-net-0"])
async def test_the_cursor_goes_into_an_opened_group_and_onto_a_closed_one(
    opened: Opened, services: Services, line: str
) -> None:
    async with showing(opened, services, account("lab", "main", 2, 90), (120, 40)) as pilot:
        screen = await at(pilot, line)
        await press(pilot, "space")
        assert screen.graph.cursor == disks(screen)[0]
        screen.graph.jump_to(disks(screen)[4])
        await press(pilot, "backspace")
        assert screen.graph.cursor == DISKS and disks(screen) == []


@pytest.mark.parametrize("line", ["all as:layered", "all by:kind as:layered", "lab.network/main-net-0"])
@pytest.mark.parametrize("on", [0, 1], ids=["on what is pinned", "on another"])
async def test_a_group_closes_around_what_is_pinned(opened: Opened, services: Services, line: str, on: int) -> None:
    async with showing(opened, services, account("lab", "main", 2, 90), (120, 40)) as pilot:
        screen = await at(pilot, line)
        await press(pilot, "space")
        pinned, other = disks(screen)[3:5]
        screen.graph.jump_to(pinned)
        await press(pilot, "P")
        screen.graph.jump_to((pinned, other)[on])
        await press(pilot, "backspace")
        assert DISKS in boxes(screen) and disks(screen) == [pinned]
        assert screen.graph.cursor == (pinned, DISKS)[on]


async def test_a_box_closes_around_what_is_pinned_and_opens_by_what_is_left_in_it(
    opened: Opened, services: Services
) -> None:
    async with showing(opened, services, account("lab", "main", 2, 6), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all as:nested", AnyKind()))  # type: ignore[attr-defined]
        screen = await shown(pilot)
        before, network = screen.graph.picture.sketch, "lab.network/main-net-0"
        pinned = next(node.id for node in before.nodes if node.group == network and not node.count)
        screen.graph.jump_to(pinned)
        await press(pilot, "P", "backspace")
        assert screen.graph.cursor == pinned and screen.view.closed == {network}
        assert [node.label for node in screen.graph.picture.sketch.nodes if node.group == network][1:] == ["others"]
        others = next(node for node in screen.graph.picture.sketch.nodes if node.label == "others")
        assert others.count == 5
        screen.graph.jump_to(others.id)
        await press(pilot, "space")
        assert not screen.view.closed and len(boxes(screen)) >= len(before.nodes)
        await press(pilot, "backspace", "backspace")
        assert screen.view.closed == {network, "scope:lab/main/region-0"}
