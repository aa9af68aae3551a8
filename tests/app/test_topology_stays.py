"""The topology keeps what is looked at where it is, and says what it cannot do: with the keys of a person."""

from __future__ import annotations

import shutil
from itertools import pairwise

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.core.types import Relationship, Resource, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.widgets.status_line import StatusLine
from tests.app.conftest import Opened
from tests.app.console import press, press_in_turn, settled, text_of
from tests.app.real_graphs import GRAPHS
from tests.app.test_topology import NAMES, console, estate, said
from tests.app.test_topology_hardship import HERE, showing, thing


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


def places(screen: TopologyScreen) -> dict[str, tuple[int, int]]:
    """The column and row of everything in the picture, however near it is looked at."""
    return {str(node): place for node, place in screen.graph.picture.grid.places.items()}


@pytest.mark.parametrize(
    ("line", "keys", "again"),
    [
        ("balancer-1 depth:1 as:layered", ("w", "w"), ("r",)),
        ("web-1 depth:2 as:layered", (), ("b", "b", "b")),
        ("web-1 depth:2 as:layered", ("b",), ("b", "b")),
        ("web-1 depth:9 as:layered", (), ("X", "X")),
        ("web-1 depth:1 as:layered", (), ("X", "X")),
        ("balancer-1 depth:2 as:layered", (), ("w", "w", "W", "W")),
    ],
)
async def test_the_same_nodes_and_edges_are_drawn_where_they_were(
    filled: Services, line: str, keys: tuple[str, ...], again: tuple[str, ...]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        for key in keys:
            await press(pilot, key)
        before = places(screen)
        for key in again:
            await press(pilot, key)
        assert len(before) > 2
        assert places(screen) == before

    await console(filled, line, work)


@pytest.mark.parametrize("line", ["all as:layered", "prod-core-k8s-22 depth:2 as:layered"])
async def test_the_last_press_gives_the_very_picture_there_was(opened: Opened, services: Services, line: str) -> None:
    async with showing(opened, services, GRAPHS["demo"](), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology(line, AnyKind()))  # type: ignore[attr-defined]
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TopologyScreen) and screen.drawn is not None
        screen.graph.jump_to(next(iter(screen.drawn.sketched.refs)))
        before = screen.graph.picture
        await press(pilot, "b")
        while screen.view.failing or screen.view.impact:
            await press(pilot, "b")
        for detail, drawing in before.drawings.items():
            now = screen.graph.picture.drawings[detail]
            assert (now.boxes, now.frames, now.routes) == (drawing.boxes, drawing.frames, drawing.routes)


async def test_a_group_that_is_opened_or_closed_keeps_the_direction_of_its_picture(
    opened: Opened, services: Services
) -> None:
    names = [f"service-{number:02}" for number in range(8)]
    held = [Resource(thing(name), name, HERE, State.RUNNING) for name in names]
    chain = [Relationship(thing(one), thing(next), Verb.DEPENDS_ON, "lab") for one, next in pairwise(names)]
    async with showing(opened, services, (held, chain), (80, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all by:kind as:layered", AnyKind()))  # type: ignore[attr-defined]
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TopologyScreen)
        for key, drawn in (("space", 8), ("backspace", 1), ("space", 8)):
            screen.graph.jump_to(screen.graph.picture.sketch.nodes[0].id)
            await press(pilot, key)
            assert (len(screen.graph.picture.sketch.nodes), screen.graph.picture.grid.turned) == (drawn, False)


async def test_what_is_beside_a_group_stays_where_it_is_while_that_is_opened_and_closed(
    opened: Opened, services: Services
) -> None:
    kinds = {"small": 3, "hub": 1, "other": 9, "last": 12}
    held = [
        Resource(thing(f"{kind}-{number:02}", kind), f"{kind}-{number:02}", HERE, State.RUNNING)
        for kind, count in kinds.items()
        for number in range(count)
    ]
    hub = thing("hub-00", "hub")
    told = [
        Relationship(hub, each.ref, Verb.DEPENDS_ON, "lab")
        if each.ref.kind == "lab.last"
        else Relationship(each.ref, hub, Verb.DEPENDS_ON, "lab")
        for each in held
        if each.ref != hub
    ]

    def place(screen: TopologyScreen) -> tuple[int, int]:
        box = screen.graph.painter.boxes[str(hub)]
        return box.x - screen.graph.at.x, box.y - screen.graph.at.y

    async with showing(opened, services, (held, told), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all by:kind as:layered", AnyKind()))  # type: ignore[attr-defined]
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TopologyScreen)
        before = place(screen)
        for key in ("space", "backspace", "space", "backspace"):
            if key == "space":
                screen.graph.jump_to("group:lab.small")
            await press(pilot, key)
            assert all(abs(now - then) <= 1 for now, then in zip(place(screen), before, strict=True)), key


@pytest.mark.parametrize("key", [*"bdxmhaycpFXP"])
async def test_what_cannot_be_done_with_a_group_is_said(filled: Services, key: str) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to("group:aws.sqs.queue")
        view = screen.view
        assert screen.node is not None and screen.node.count == 70
        await press(pilot, key)
        assert "group" in said(pilot) or "one by one" in said(pilot)
        assert pilot.app.screen is screen and screen.view == view

    await console(filled, "all by:kind as:layered", work)


async def test_an_empty_answer_has_its_own_title(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert screen.query_one(StatusLine).counts
        pilot.app.go("topology", parse_topology("all cycles", NAMES.values()))  # type: ignore[attr-defined]
        await settled(pilot)
        assert "cycles" in text_of(pilot).splitlines()[0] and "by:kind" not in text_of(pilot)
        assert not screen.query_one(StatusLine).counts
        await press(pilot, "C")
        assert pilot.app.clipboard == ""

    await console(filled, "all by:kind as:layered", work)


async def test_an_error_of_one_view_does_not_stay_over_the_next(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await press(pilot, "S", "ctrl+u", *"-30d", "enter")
        assert "-30d is before the history of the store begins" in text_of(pilot)
        for line in ("topology web-1", "topology all cycles", "topology all by:kind"):
            await press(pilot, ":", *line, "enter")
            assert "before the history" not in text_of(pilot), line

    await console(filled, "all by:kind as:layered", work)


async def test_in_a_young_store_changes_are_offered_since_the_scan_before_the_last(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = await press(pilot, "S")
        assert "Changes since" in shown
        await press(pilot, "enter")
        assert screen.view.since.startswith("#") and "remembers nothing" not in text_of(pilot)

    await console(filled, "all by:kind as:layered", work)


def unseen(screen: TopologyScreen) -> list[str]:
    """The boxes of which not all is in the window."""
    graph = screen.graph
    return [
        str(box.id)
        for box in graph.painter.boxes.values()
        if not (0 <= box.x - graph.at.x <= graph.size.width - box.width)
        or not (0 <= box.y - graph.at.y <= graph.size.height - box.height)
    ]


@pytest.mark.parametrize("layout", ["layered", "radial"])
async def test_what_is_left_of_a_large_picture_is_all_seen_where_there_is_room(filled: Services, layout: str) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert unseen(screen) and len(screen.graph.painter.boxes) > 12
        await press(pilot, "W", "W")
        assert len(screen.graph.painter.boxes) > 2 and not unseen(screen)

    await console(filled, f"db-1 depth:3 as:{layout}", work, (40, 12))


async def test_who_wants_no_more_around_something_sees_it_as_before(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to("aws.ec2.instance/web-1")
        before, at = graph.looked, graph.at
        await press(pilot, "X")
        assert graph.looked is not None and before is not None and graph.looked.level < before.level
        await press(pilot, "X")
        assert (graph.looked, graph.at) == (before, at)

    await console(filled, "balancer-1 depth:2 as:layered", work, (100, 24))


async def test_what_is_asked_for_around_something_comes_into_view(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to("aws.elb.target_group/group-1")
        known = {str(node.id) for node in screen.graph.picture.sketch.nodes}
        await press(pilot, "X")
        came = {str(node.id) for node in screen.graph.picture.sketch.nodes} - known
        assert came and not came & {*unseen(screen)}
        assert "aws.elb.target_group/group-1" not in unseen(screen)

    await console(filled, "balancer-1 depth:1 as:layered", work, (44, 14))


@pytest.mark.parametrize("key", ["b", "p"])
async def test_what_is_told_stands_below_a_picture_that_would_not_all_be_seen_beside_it(
    filled: Services, key: str
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to("aws.ec2.instance/web-1")
        before, place = graph.looked, screen.query_one("#topology-body")
        assert before is not None and not unseen(screen) and graph.drawing.width > 120 - 44
        await press(pilot, key)
        assert screen.panel.display and place.has_class("-below") and not unseen(screen)
        assert graph.looked is not None and graph.looked.level == before.level
        assert graph.looked.place.x == before.place.x
        await press(pilot, *(key * 2))
        assert graph.looked == before

    await console(filled, "balancer-1 depth:3 as:layered", work, (120, 60))


async def test_a_path_for_which_there_is_room_is_all_seen(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to("aws.elb.load_balancer/balancer-1")
        await press(pilot, "p", "p")
        assert len(screen.graph.painter.boxes) < 7 and not unseen(screen)

    await console(filled, "db-1 depth:3 as:layered", work, (100, 24))


@pytest.mark.parametrize(("key", "on"), [("p", "aws.elb.load_balancer/balancer-1"), ("b", "aws.ec2.instance/web-1")])
async def test_a_key_pressed_before_its_answer_does_what_it_does_after_that(
    filled: Services, key: str, on: str
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        before = screen.view
        screen.graph.jump_to(on)
        await press_in_turn(pilot, key, key)
        expected = screen.view
        screen.show_view(before)
        await settled(pilot)
        screen.graph.jump_to(on)
        for _ in range(2):
            await screen.run_action({"p": "path", "b": "impact"}[key])
        assert screen.view == expected != before

    await console(filled, "db-1 depth:3 as:layered", work, (100, 24))
