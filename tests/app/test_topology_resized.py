"""The cursor of the topology stays with what a person put it on while the window becomes smaller and larger."""

from __future__ import annotations

import pytest

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import press, settled
from tests.app.test_topology_hardship import showing
from tests.app.test_topology_standing import account, boxes, joined, shown

SMALL, LARGE = (80, 24), (120, 40)


@pytest.mark.parametrize("moves", [False, True])
async def test_onto_what_holds_it_and_back_unless_a_person_moved_it_meanwhile(
    opened: Opened, services: Services, moves: bool
) -> None:
    estate = joined(account("lab", "main", 3, 9), account("lab", "other", 2, 6))
    async with showing(opened, services, estate, LARGE) as pilot:
        pilot.app.go("topology", parse_topology("all as:nested", AnyKind()))  # type: ignore[attr-defined]
        screen = await shown(pilot)
        large = boxes(screen)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        gone = sorted(node for node in large - boxes(screen) if not node.startswith("group:"))
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        assert screen.drawn is not None and gone
        node = gone[-1]
        ref = screen.drawn.sketched.refs[node]
        screen.graph.jump_to(node)

        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        assert screen.drawn is not None
        assert [screen.graph.cursor] == screen.drawn.sketched.shown_as([ref]) != [node]
        if moves:
            await press(pilot, "up", "down", "left")
            assert screen.graph.cursor is not None
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)

        assert (screen.graph.cursor == node) is not moves
