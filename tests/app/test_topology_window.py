"""What of a picture is in the window: as near as it was, no blank rows while more is above, and titles whole."""

from __future__ import annotations

import shutil

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.widgets.graph_whole import Level
from tests.app.conftest import Opened
from tests.app.console import press, settled, text_of
from tests.app.test_topology import console, estate, ref
from tests.app.test_topology_hardship import showing
from tests.app.test_topology_standing import account, joined


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


async def test_boxes_stay_boxes_when_a_kind_is_hidden_and_shown_beside_what_is_told(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        assert graph.level is Level.BOXES
        graph.jump_to(str(ref("web-1")))
        await press(pilot, "b")
        assert screen.panel.display and graph.level is Level.BOXES
        assert graph.drawing.width > graph.size.width
        graph.jump_to(str(ref("db-1")))
        await press(pilot, "K")
        assert screen.view.hidden_kinds and graph.level is Level.BOXES
        await press(pilot, "U")
        assert not screen.view.hidden_kinds and graph.level is Level.BOXES

    await console(filled, "balancer-1 depth:4 as:layered", work, (110, 40))


async def test_a_tall_group_that_is_closed_again_leaves_no_rows_blank(opened: Opened, services: Services) -> None:
    estates = joined(account("lab", "main", 6, 6), account("lab", "other", 6, 6))
    async with showing(opened, services, estates, (100, 24)) as pilot:
        pilot.app.go("topology", parse_topology("all as:nested", AnyKind()))  # type: ignore[attr-defined]
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TopologyScreen)
        graph = screen.graph
        lowest = max(graph.painter.stops, key=lambda id: graph.painter.stops[id].y)
        graph.jump_to(lowest)
        for _ in range(12):
            await press(
                pilot, "backspace" if graph.frame is None and screen.node and not screen.node.count else "space"
            )
            blank = graph.at.y + graph.size.height - graph.drawing.height
            assert blank <= 0 or graph.at.y <= 0, text_of(pilot)
