"""What is around one in frames, what an impact says there, and that it leads back to what was looked at as it was left."""

from __future__ import annotations

import asyncio
import shutil

import pytest
from textual.pilot import Pilot

from dharma_tui.core.drawing import Layout
from dharma_tui.core.errors import UsageError
from dharma_tui.core.types import Resource, ResourceRef, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from tests.app.console import press, settled, text_of
from tests.app.test_topology import NAMES, NORTH, SOUTH, console, edge, estate, ref, said
from tests.integration.store_lab import scan


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


async def test_what_is_around_one_is_drawn_in_frames_as_far_as_is_asked(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        def shown() -> set[str]:
            sketch = screen.graph.picture.sketch
            return {node.label for node in sketch.nodes} | {group.label for group in sketch.groups}

        assert "web-1" in shown() and not shown() & {"db-1", "group-1", "balancer-1"}
        await press(pilot, "w")
        assert {"vpc-1", "subnet-1", "web-1", "db-1", "group-1"} <= shown() and "balancer-1" not in shown()
        await press(pilot, "w")
        assert "balancer-1" in shown()
        screen.graph.jump_to(str(ref("balancer-1")))
        await press(pilot, "F", "W")
        assert screen.view.focus == (ref("balancer-1"),) and {"balancer-1", "group-1"} <= shown()

    await console(filled, "web-1 depth:0 as:nested", work)


async def test_tags_are_offered_to_make_groups_by_and_these_are_drawn_in_layers(filled: Services) -> None:
    lake = Lake.open(filled.folder, clock=filled.clock)
    queues = [
        Resource(ref(f"queue-{n}"), f"queue-{n}", SOUTH, State.RUNNING, {"team": f"team-{n % 2}"}) for n in range(20)
    ]
    scan(lake, queues, (), scope=SOUTH, kind=NAMES["queue"])
    lake.close()

    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert "on 20, by:tag.team in a line" in await press(pilot, "G", "t")
        shown = await press(pilot, "enter")
        assert screen.view.group_by == "tag.team" and screen.view.layout is Layout.LAYERED
        assert "team=team-0 ×10" in shown and said(pilot).startswith("Groups are drawn in layers")

    await console(filled, "all as:nested", work)


@pytest.mark.parametrize("line", ["all as:nested", "subnet-1 as:nested"])
async def test_what_is_looked_at_stays_on_its_cell_while_scans_bring_more(filled: Services, line: str) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        await press(pilot, "end", "home")
        graph.jump_to(str(ref("web-1")))
        assert screen.drawn is not None
        before, count = (graph.level, graph.looked), screen.drawn.sketched.nodes
        names = [f"web-{n}" for n in range(4, 16)]
        within = [edge("subnet-1", Verb.CONTAINS, name) for name in names]
        held = [Resource(ref(name), name, NORTH, State.RUNNING) for name in ("web-1", "web-2", "web-3", *names)]
        scan(filled.lake, held, within, scope=NORTH, kind=NAMES["web"])
        async with asyncio.timeout(10):
            while f"{count + 12} resources" not in text_of(pilot):
                screen._outdate()
                await settled(pilot)
        assert (graph.level, graph.looked) == before

    await console(filled, line, work)


async def test_what_merely_contains_what_is_lost_is_not_said_to_be_lost(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        sketch = screen.graph.picture.sketch
        assert {node.label: node.share for node in sketch.nodes}["web-1"] == 1.0
        frames = {group.label: (group.share, group.mark) for group in sketch.groups}
        assert {"vpc-1", "subnet-1"} <= frames.keys() and set(frames.values()) == {(None, "")}
        words = screen.in_words()
        assert words.pop() and any("loses" not in line and "web-1" in line for line in words[words.index("") :])
        words = words[: words.index("")]
        assert [line.split()[0] for line in words if "loses" in line or "affected" in line] == [
            "web-1",
            "balancer-1",
            "group-1",
        ]

    await console(filled, "web-1 impact as:nested", work)


@pytest.mark.parametrize(
    "back", [("b", "b"), ("b", "left_square_bracket", "left_square_bracket"), ("left_square_bracket",)]
)
@pytest.mark.parametrize("line", ["all as:nested", "web-2 depth:1", "web-1 depth:2"])
async def test_an_impact_leads_back_to_the_cursor_and_the_window_that_were_left(
    filled: Services, line: str, back: tuple[str, ...]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to(str(ref("web-1")))
        await press(pilot, "z", "ctrl+down")
        before = graph.cursor, graph.at, graph.level
        await press(pilot, "b")
        assert screen.view.failing
        if back != ("b", "b"):
            await press(pilot, "home")
            graph.jump_to(str(ref("web-1")))
        await press(pilot, *back)
        assert not screen.view.impact and not screen.view.failing
        assert (graph.cursor, graph.at, graph.level) == before

    await console(filled, line, work, (64, 14))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("line", ["balancer-1 depth:3", "all as:nested", "balancer-1 depth:3 as:radial"])
async def test_back_and_forth_the_cursor_is_where_it_was_in_that_view(
    filled: Services, line: str, size: tuple[int, int]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to(str(ref("web-2")))
        await press(pilot, "right", "left")
        graph.jump_to(str(ref("web-2")))
        first = graph.looked, graph.at
        await press(pilot, "F")
        assert graph.cursor == str(ref("web-2"))
        graph.jump_to(str(ref("db-1")))
        second = graph.looked, graph.at
        await press(pilot, "F")
        await press(pilot, "left_square_bracket")
        assert (graph.looked, graph.at) == second
        await press(pilot, "left_square_bracket")
        assert (graph.looked, graph.at) == first
        await press(pilot, "right_square_bracket")
        assert (graph.looked, graph.at) == second

    await console(filled, line, work, size)


@pytest.mark.parametrize("line", ["subnet-1 depth:1 as:nested", "web-1 depth:1"])
async def test_who_looks_at_less_again_sees_it_as_near_and_where_it_was(filled: Services, line: str) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        before = graph.level, graph.at, graph.cursor
        await press(pilot, "w", "w")
        assert (graph.level, graph.at) != before[:2]
        await press(pilot, "W", "W")
        assert (graph.level, graph.at, graph.cursor) == before

    await console(filled, line, work)


@pytest.mark.parametrize(
    ("marked", "failing"),
    [
        ("fails:aws.ec2.instance/gone fails:aws.ec2.instance/web-1", frozenset({ref("web-1")})),
        ("path:aws.ec2.instance/gone", frozenset()),
    ],
)
async def test_what_fails_or_is_led_to_and_is_gone_is_said_and_the_rest_is_drawn(
    filled: Services, marked: str, failing: frozenset[ResourceRef]
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert screen.drawn is not None and screen.drawn.sketched.nodes > 1
        assert screen.view.failing == failing and screen.view.path_to is None
        assert said(pilot).startswith(f"{marked.split()[0]}: that is not there")

    await console(filled, f"web-1 depth:1 {marked}", work)


async def test_of_names_that_mean_several_each_is_on_a_line(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.face.forget()
        screen.fail(
            UsageError("'web' means several resources", "say which one:\nlab.one:web\nlab.two:web"), screen.face
        )
        await pilot.pause()
        shown = [line.strip() for line in text_of(pilot).splitlines()]
        assert {"say which one:", "lab.one:web", "lab.two:web"} <= set(shown)

    await console(filled, "web-1 depth:1", work)


async def test_all_that_a_name_means_is_told_above_the_picture(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        several = [f"lab.{place}:web" for place in ("one", "two", "three", "four")]
        screen.fail(UsageError("'web' means 4 resources", "\n".join(("say which one:", *several))), screen.face)
        await pilot.pause()
        shown = text_of(pilot)
        assert all(one in shown for one in several) and "web-1" in shown

    await console(filled, "web-1 depth:1", work)


@pytest.mark.parametrize(("columns", "failing"), [(56, "subnet-1"), (62, "vpc-1"), (64, "vpc-1")])
async def test_what_is_written_on_a_picture_cuts_nothing_off_where_there_is_room(
    filled: Services, columns: int, failing: str
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.jump_to(str(ref(failing)))
        before = graph.at
        await press(pilot, "b")
        assert graph.drawing.width <= graph.size.width
        assert graph.drawing.width - graph.size.width <= graph.at.x <= 0
        await press(pilot, "b", "b")
        assert graph.at == before

    await console(filled, "subnet-1 depth:1 as:layered", work, (columns, 36))
