"""The ways to something are marked on the picture that a person looks at, which stays where it is; then they are seen alone."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dharma_tui.core.drawing import Mark
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.topology.worded import worded
from dharma_tui.widgets.line_list import LineList
from tests.app.console import press, settled
from tests.app.test_topology import NAMES, console, ref, said
from tests.app.test_topology_impact import corners, filled, order

__all__ = ["filled"]


def on_path(screen: TopologyScreen) -> set[str]:
    """What is marked, by its name."""
    sketch = screen.graph.picture.sketch
    frames = [group.as_node for group in sketch.groups]
    return {each.label for each in (*sketch.nodes, *frames) if each.mark is Mark.PATH}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (220, 50)])
@pytest.mark.parametrize("line", ["balancer-1 depth:3", "balancer-1 depth:3 as:nested", "balancer-1 depth:3 as:radial"])
async def test_a_path_is_marked_on_the_picture_which_stays_where_it_is(
    filled: Services, line: str, size: tuple[int, int]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to(str(ref("db-1")))
        await press(pilot, "right", "left")
        graph.jump_to(str(ref("db-1")))
        before, rows, view = corners(screen), order(screen), screen.view
        place, level, at = graph.looked, graph.level, graph.at

        shown = await press(pilot, "p")

        assert screen.view.path_to == ref("db-1") and screen.view.to is None
        assert corners(screen) == before and order(screen) == rows
        assert graph.level is level and graph.cursor == str(ref("db-1"))
        assert on_path(screen) == {"balancer-1", "group-1", "web-1", "web-2", "db-1"}
        assert "2 paths" in shown and "not drawn" not in shown
        marked = {(edge.source, edge.target) for edge in graph.picture.sketch.edges if edge.mark is Mark.PATH}
        assert (str(ref("group-1")), str(ref("web-1"))) in marked
        assert (str(ref("subnet-1")), str(ref("web-1"))) not in marked

        await press(pilot, "p")
        assert screen.view.to == ref("db-1") and screen.view.path_to is None
        assert len(graph.picture.sketch.nodes) + len(graph.picture.sketch.groups) < 10
        await press(pilot, "p")
        assert screen.view == view and corners(screen) == before
        assert (graph.looked, graph.at) == (place, at)

    await console(filled, line, work, size)


async def test_what_of_a_path_is_not_drawn_is_told_with_what_shows_it(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("db-1")))
        shown = await press(pilot, "p")
        assert on_path(screen) == {"balancer-1", "db-1"}
        assert "3 of these are not drawn: p shows" in shown and "routes to group-1, not drawn" in shown
        shown = await press(pilot, "p")
        assert "group-1" in on_path(screen) and "not drawn" not in shown

    await console(filled, "balancer-1 db-1 depth:0", work)


async def test_a_closed_group_that_a_path_leads_through_is_marked_and_the_list_leads_to_it(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("db-1")))
        shown = await press(pilot, "p")
        group = next(node for node in screen.graph.picture.sketch.nodes if node.count == 3)
        assert group.mark is Mark.PATH and f"web-1, in {group.label}" in shown
        edges = {edge.target: edge.mark for edge in screen.graph.picture.sketch.edges if edge.source == group.id}
        assert edges[str(ref("db-1"))] is Mark.PATH
        told = screen.query_one("#topology-told", LineList)
        told.focus()
        await press(pilot, "home", "down", "down")
        assert screen.graph.cursor == group.id

    await console(filled, f"balancer-1 depth:3 by:kind close:{NAMES['web']}", work)


async def test_where_nothing_leads_there_the_second_press_leads_back(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        view = screen.view
        screen.graph.jump_to(str(ref("queue-1")))
        assert "No path leads there" in await press(pilot, "p")
        assert screen.view.path_to == ref("queue-1")
        await press(pilot, "p")
        assert screen.view == view

    await console(filled, "web-1 queue-1 depth:1", work)


async def test_a_share_and_a_path_take_each_others_place_and_another_path_that_of_the_first(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        view = screen.view
        screen.graph.jump_to(str(ref("db-1")))
        await press(pilot, "b", "p")
        assert not screen.view.failing and screen.view.path_to == ref("db-1")
        screen.graph.jump_to(str(ref("web-2")))
        await press(pilot, "p")
        assert screen.view.path_to == ref("web-2") and on_path(screen) == {"balancer-1", "group-1", "web-2"}
        await press(pilot, "p")
        screen.graph.jump_to(str(ref("group-1")))
        await press(pilot, "p")
        assert screen.view.to == ref("group-1"), "where paths are seen alone, another one is, too"
        await press(pilot, "p")
        assert screen.view.to is None
        screen.show_view(view)
        await settled(pilot)
        screen.graph.jump_to(str(ref("balancer-1")))
        await press(pilot, "p")
        assert screen.view == view and "A path leads from the focus" in said(pilot)

    await console(filled, "balancer-1 depth:3", work)


async def test_a_line_with_a_path_marked_is_opened_as_it_is_written(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert "group-1" in on_path(screen) and screen.link().endswith(f"path:{ref('web-1')}'")
        assert screen.crumbs[-1] == "balancer-1 depth:3 with the path to web-1"
        assert any(line.endswith("on the path") for line in screen.in_words())
        assert parse_topology(f"balancer-1 path:{ref('web-1')}", NAMES.values()).path_to == ref("web-1")

    await console(filled, f"balancer-1 depth:3 path:{ref('web-1')}", work)


MARKED = (f"path:{ref('db-1')}", f"fails:{ref('web-1')}")


@pytest.mark.parametrize(
    "line",
    [
        *(f"{asked} {marked}" for asked in ("spof", "communities", "reach") for marked in ("", *MARKED)),
        f"to:{ref('db-1')}",
        f"to:{ref('db-1')} {MARKED[1]}",
        "impact",
    ],
)
async def test_what_is_told_beside_the_picture_is_what_is_written_to_files(filled: Services, line: str) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert screen.drawn is not None and screen.worded is not None
        assert screen.worded == await worded(screen.services.topology, screen.drawn)
        assert screen.panel.head.text == screen.worded.title

    await console(filled, f"balancer-1 depth:3 {line}", work)
