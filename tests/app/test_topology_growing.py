"""A picture that grows, a hop or a neighbour at a time, shuffles nothing that was seen: whatever the layout."""

from __future__ import annotations

from itertools import combinations
from typing import Any, TypeAlias

import pytest

from dharma_tui.core.drawing import Detail, NodeId
from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from tests.app.conftest import Opened
from tests.app.console import press, settled
from tests.app.real_graphs import GRAPHS, fill

FOCUS = "prod-core-k8s-22"
Places: TypeAlias = dict[NodeId, tuple[int, int]]
KEYS = "XXwXwX"
"""What is pressed, each on something else that is drawn."""


def boxes(screen: TopologyScreen) -> Places:
    """Where everything begins."""
    drawing = screen.graph.picture.drawings[Detail.LINES]
    return {box.id: (box.x, box.y) for box in drawing.boxes}


def shuffled(before: Places, after: Places) -> list[tuple[NodeId, NodeId]]:
    """Those that stood beside or below each other and do not any longer."""
    pairs = combinations([node for node in before if node in after], 2)
    return [pair for pair in pairs for axis in (0, 1) if _is_turned(before, after, *pair, axis)]


def _is_turned(before: Places, after: Places, one: NodeId, other: NodeId, axis: int) -> bool:
    """Whether two that stood in one line along this axis have changed places."""
    was, now = (where[one][axis] - where[other][axis] for where in (before, after))
    return before[one][1 - axis] == before[other][1 - axis] and was * now < 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("layout", ["layered", "radial", "nested"])
async def test_what_is_seen_keeps_its_place_while_a_picture_grows(
    opened: Opened, services: Services, layout: str, size: tuple[int, int]
) -> None:
    lake = Lake.open(services.folder, clock=services.clock)
    fill(lake, GRAPHS["demo"]())
    lake.close()
    async with opened(size=size) as pilot:
        app: Any = pilot.app
        app.go("topology", parse_topology(f"{FOCUS} depth:1 as:{layout}", AnyKind()))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, TopologyScreen) and screen.drawn is not None
        focus = screen.drawn.sketched.focus
        assert focus is not None
        for key in KEYS:
            refs = screen.drawn.sketched.refs
            shown = [node.id for node in screen.graph.picture.sketch.nodes if node.id in refs]
            fresh = [node for node in shown if refs[node] not in screen.view.expanded]
            screen.graph.jump_to(fresh[len(fresh) // 3])
            before, cursor = boxes(screen), screen.graph.cursor
            await press(pilot, key)
            after = boxes(screen)
            assert not shuffled(before, after) and (screen.graph.cursor == cursor or cursor not in after)
            if key == "w" and layout == "nested":
                frames = {group.id for group in screen.graph.picture.sketch.groups}
                assert before.keys() <= after.keys() | frames, "what is open stays open"
