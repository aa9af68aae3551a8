"""What fails is marked on the picture that a person looks at, which stays where it is; what is not on it is told beside it."""

from __future__ import annotations

import shutil

import pytest
from textual.pilot import Pilot

from dharma_tui.core.drawing import Detail
from dharma_tui.core.types import Resource, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.line_list import LineList
from tests.app.console import press, text_of
from tests.app.test_topology import NAMES, NORTH, console, edge, estate, ref, said
from tests.integration.store_lab import scan


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


def corners(screen: TopologyScreen) -> dict[str, tuple[int, int]]:
    """Where everything is drawn."""
    drawing = screen.graph.picture.drawings[Detail.LINES]
    return {str(box.id): (box.x, box.y) for box in (*drawing.boxes, *(frame.box for frame in drawing.frames))}


def order(screen: TopologyScreen) -> list[list[str]]:
    """What stands in which line, from left to right."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for node, (x, y) in corners(screen).items():
        rows.setdefault(y, []).append((x, node))
    return [[node for _, node in sorted(rows[y])] for y in sorted(rows)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (220, 50)])
@pytest.mark.parametrize(
    "line", ["web-1 depth:2", "web-1 depth:2 as:nested", "web-1 depth:3 as:radial", "all as:nested"]
)
async def test_what_fails_is_marked_on_the_picture_which_stays_where_it_is(
    filled: Services, line: str, size: tuple[int, int]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to(str(ref("web-1")))
        await press(pilot, "right", "left")
        graph.jump_to(str(ref("web-1")))
        before, rows, view = corners(screen), order(screen), screen.view
        place, level, at = graph.looked, graph.level, graph.at

        shown = await press(pilot, "b")

        assert corners(screen).keys() == before.keys() and order(screen) == rows
        if screen.view.layout == "nested":
            assert corners(screen) == before
        assert graph.level is level and graph.cursor == str(ref("web-1"))
        assert place is not None and graph.looked is not None
        if size[0] >= 100 and place.place.x + 20 < graph.size.width:
            assert graph.looked.place == place.place
        shares = {node.label: node.share for node in graph.picture.sketch.nodes}
        assert shares["web-1"] == 1.0 and 0 < (shares["group-1"] or 0) < 1 and shares["db-1"] is None
        assert "others affected" in shown

        await press(pilot, "b")
        assert screen.view.impact and "db-1" not in text_of(pilot)
        await press(pilot, "b")
        assert screen.view == view and corners(screen) == before
        assert (graph.looked, graph.at) == (place, at)

    await console(filled, line, work, size)


async def test_what_is_affected_and_not_drawn_is_counted_and_brought_in_by_one_key(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = await press(pilot, "b")
        assert "1 of these is not drawn" in shown and "routes to group-1, not drawn" in shown
        assert not any(node.label == "balancer-1" for node in screen.graph.picture.sketch.nodes)
        shown = await press(pilot, "b")
        assert any(node.label == "balancer-1" for node in screen.graph.picture.sketch.nodes)
        assert "not drawn" not in shown

    await console(filled, "web-1 depth:1", work)


@pytest.mark.parametrize("key", ["w", "W", "D"])
async def test_how_far_is_looked_changes_nothing_of_an_impact_alone_and_the_way_back_stays(
    filled: Services, key: str
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        view = screen.view
        await press(pilot, "b", "b")
        alone = screen.view
        await press(pilot, key)
        assert alone.impact and screen.view == alone and said(pilot)
        await press(pilot, "b")
        assert screen.view == view

    await console(filled, "web-1 depth:2", work)


async def test_where_nothing_else_is_affected_the_second_press_leads_back(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        view = screen.view
        screen.graph.jump_to(str(ref("balancer-1")))
        shown = await press(pilot, "b")
        assert "Nothing else is affected" in shown and screen.view.failing == {ref("balancer-1")}
        await press(pilot, "b")
        assert screen.view == view

    await console(filled, "web-1 depth:3", work)


@pytest.mark.parametrize("layout", ["layered by:kind", "nested"])
async def test_a_closed_group_is_marked_for_what_is_in_it_and_the_list_leads_to_it(
    filled: Services, layout: str
) -> None:
    closed = "aws.ec2.instance" if "by:" in layout else f"{ref('subnet-1')}"

    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        group = next(node for node in screen.graph.picture.sketch.nodes if node.count == 3)
        shares = {node.label: node.share for node in screen.graph.picture.sketch.nodes}
        assert group.mark == "affected" and shares["db-1"] == 1.0
        assert group.share == (1.0 if "by:" in layout else None)
        told = screen.query_one("#topology-told", LineList)
        assert f"depends on db-1, in {group.label}" in text_of(pilot)
        told.focus()
        await press(pilot, "home", "down")
        assert screen.node is not None and screen.node.id == group.id
        if "nested" in layout:
            assert any("affected in it" in line for line in screen.in_words())

    await console(filled, f"all as:{layout} close:{closed} fails:{ref('db-1')} pin:{ref('db-1')}", work)


async def test_that_others_lose_too_little_to_be_told_is_said_where_they_do(services: Services) -> None:
    lake = Lake.open(services.folder, clock=services.clock)
    names = [f"web-{at}" for at in range(150)]
    for kind, held in (("web", names), ("group", ["group-1"])):
        told = [edge("group-1", Verb.ROUTES_TO, name) for name in names] if kind == "group" else ()
        scan(lake, [thing(name) for name in held], told, scope=NORTH, kind=NAMES[kind])
    lake.close()

    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("web-7")))
        assert "Nothing else is affected by 1% or more" in await press(pilot, "b")
        screen.graph.jump_to(str(ref("group-1")))
        assert "Nothing else is affected" in (shown := await press(pilot, "b")) and "or more" not in shown

    await console(services, f"group-1 {ref('web-7')} depth:0", work)


def thing(name: str) -> Resource:
    return Resource(ref(name), name, NORTH, State.RUNNING)
