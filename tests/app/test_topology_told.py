"""What is listed beside the picture and written above it says each thing once, and only what is so."""

from __future__ import annotations

import shutil

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Resource, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.face import DATA
from tests.app.console import press, settled, text_of
from tests.app.test_topology import NAMES, NORTH, console, edge, estate, ref, said
from tests.integration.store_lab import scan


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


async def test_what_is_lost_with_what_it_is_in_is_told_where_it_is_once(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("vpc-1")))
        await press(pilot, "backspace")
        assert str(ref("vpc-1")) in {node.id for node in screen.graph.picture.sketch.nodes}
        shown = await press(pilot, "b")
        assert screen.view.failing and "is in vpc-1" in shown
        assert "in vpc-1, in vpc-1" not in shown

    await console(filled, "all as:nested", work)


async def test_what_fails_and_is_hidden_is_called_by_its_name_and_is_none_of_the_affected(services: Services) -> None:
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    lake = Lake.open(services.folder, clock=services.clock)
    database = Resource(ref("db-1"), "the ledger", NORTH, State.FAILED)
    scan(lake, [database], [edge("vpc-1", Verb.CONTAINS, "db-1")], scope=NORTH, kind=NAMES["db"])
    lake.close()

    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("db-1")))
        await press(pilot, "b")
        assert screen.crumbs[-1].endswith("if the ledger fails")
        shown = await press(pilot, "K")
        assert screen.view.hidden_kinds == {NAMES["db"]} and "affected" in shown
        assert screen.crumbs[-1].endswith("if the ledger fails")
        assert "not drawn: b shows" not in shown

    await console(services, "web-1 depth:2 as:layered", work)


async def test_hiding_the_kind_of_what_is_looked_at_says_that_this_stays(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        screen.graph.jump_to(str(ref("web-1")))
        await press(pilot, "K")
        labels = {node.label for node in screen.graph.picture.sketch.nodes}
        assert "web-1" in labels and "web-2" not in labels
        assert said(pilot).startswith("aws.ec2.instance is hidden but for what is looked at")
        assert "web-1" in text_of(pilot)

    await console(filled, "web-1 depth:2 as:layered", work)


@pytest.mark.parametrize("line", ["no-such-thing", "balancer-1 depth:3 cycles"])
async def test_who_came_back_to_what_cannot_be_drawn_is_not_held_to_come_back_to_what_is_drawn_there_later(
    filled: Services, line: str
) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        for view in (line, "balancer-1"):
            screen.shell.go("topology", parse_topology(view, NAMES.values()))
            await settled(pilot)
        pilot.app.back()  # type: ignore[attr-defined]
        assert screen.returns
        await settled(pilot)
        assert screen.face.state != DATA and not screen.returns

    await console(filled, "balancer-1 depth:3", work)


async def test_beside_the_chat_the_picture_keeps_room_and_what_is_told_stands_below_it(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await pilot.resize_terminal(120, 40)
        await press(pilot, "b")
        assert screen.panel.region.x > screen.graph.region.x
        await press(pilot, "ctrl+t")
        assert screen.chat_room is not None and screen.graph.size.width >= screen.chat_room.width > 40
        assert screen.panel.region.y > screen.graph.region.y

    await console(filled, "web-1 depth:2", work)


async def test_as_text_the_footer_tells_how_the_ends_of_lines_come_into_view(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await pilot.resize_terminal(40, 10)
        await settled(pilot)
        assert "→ Rest" in (await press(pilot, "t")).splitlines()[-1]
        assert "→ Rest" not in (await press(pilot, *["right"] * 10)).splitlines()[-1]
        await press(pilot, *["left"] * 10)
        await pilot.resize_terminal(200, 40)
        await settled(pilot)
        assert "→ Rest" not in text_of(pilot).splitlines()[-1]
        await press(pilot, "t", "n")
        assert "go on after > and <" in said(pilot)

    await console(filled, "web-1", work)


async def test_in_words_the_line_that_is_marked_is_of_what_the_keys_mean(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        def marked() -> object:
            assert screen.focused is screen.text and screen.text.current is not None
            return screen.text.current.value

        screen.graph.jump_to(str(ref("db-1")))
        await press(pilot, "t")
        assert marked() == screen.graph.cursor == str(ref("db-1"))
        await press(pilot, "slash", *"web-", "enter")
        first = marked()
        assert first == screen.graph.cursor != str(ref("db-1"))
        await press(pilot, "n")
        assert first != marked() == screen.graph.cursor
        await press(pilot, "down")
        assert marked() == screen.graph.cursor
        screen.show_view(parse_topology("all spof", ()))
        await settled(pilot)
        assert marked() == screen.graph.cursor

    await console(filled, "all", work)
