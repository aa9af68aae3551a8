"""What is called so is found on the picture, whatever it is drawn as."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _topology_search
from dharma_tui.screens._pick import Choice, PickScreen
from dharma_tui.screens._topology_search import with_also
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from tests.app.console import press, text_of
from tests.app.test_topology import NAMES, console, estate, ref, said


@pytest.fixture
def filled(services: Services) -> Services:
    """With the estate of the other tests of the topology."""
    shutil.copytree(estate(), services.folder, dirs_exist_ok=True)
    return services


async def test_a_search_leads_to_the_title_of_a_frame_and_leaves_what_is_asked(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        subnet = ResourceRef(NAMES["subnet"], "subnet-1")
        assert str(subnet) in {group.id for group in screen.graph.picture.sketch.groups}
        view = screen.view
        await press(pilot, "slash", *"subnet-1")
        assert screen.ref == subnet
        await press(pilot, "enter")
        assert (screen.ref, screen.view) == (subnet, view) and screen.view.failing
        assert said(pilot).startswith("1 of 1 hit in view")
        await press(pilot, "slash", *"web-", "enter", "n")
        assert screen.ref == ref("web-2")

    await console(filled, "vpc-1 depth:2 as:nested fails:aws.rds.db_instance/db-1", work)


@pytest.mark.parametrize("moved", [(), ("right", "down"), ("ctrl+right", "ctrl+right", "ctrl+down")])
async def test_who_gives_up_a_search_is_where_they_were(filled: Services, moved: tuple[str, ...]) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        await press(pilot, *moved)
        before = graph.cursor, graph.at, graph.level
        been = set()
        for typed in ("sub", "db-1", "web-2x"):
            await press(pilot, "slash", *typed)
            been.add(graph.cursor)
            await press(pilot, "escape")
            assert (graph.cursor, graph.at, graph.level) == before
        assert len(been) > 1

    await console(filled, "vpc-1 depth:2 as:nested", work)


async def test_so_is_who_gives_it_up_after_all_was_drawn_again(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        before = graph.cursor, graph.at, graph.level
        await press(pilot, "slash", *"db-1")
        assert (graph.cursor, graph.at) != before[:2]
        drawn = graph.picture
        graph.picture = replace(drawn, drawings={detail: replace(each) for detail, each in drawn.drawings.items()})
        await press(pilot, "escape")
        assert (graph.cursor, graph.at, graph.level) == before

    await console(filled, "vpc-1 depth:2 as:nested", work)


async def test_what_is_looked_around_is_so_once(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert screen.view.focus == (ref("web-1"), ref("web-2"))
        assert with_also(screen.view, ref("web-2")) == screen.view
        assert with_also(TopologyView(focus=(ref("web-1"),)), ref("web-2")).focus == screen.view.focus

    await console(filled, "web-1 web-2 web-1", work)


async def test_what_is_offered_says_when_there_is_more_of_it(filled: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_topology_search, "BEYOND", 2)

    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await press(pilot, "slash", *"web-", "enter")
        assert isinstance(pilot.app.screen, PickScreen)
        assert "more than 2 not drawn: look around one" in text_of(pilot)

    await console(filled, "db-1 depth:0", work)


async def test_where_what_is_not_drawn_lies_is_told_to_its_end(filled: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        line = "aws.rds.db_instance 123456789012 ap-southeast-2"
        choices = [Choice(key, "rds:users-db-2026-11-23-18-29", f"{line} {key}") for key in ("ends-1", "ends-2")]
        screen.app.push_screen(PickScreen("2 not drawn", choices))
        await pilot.pause()
        assert "ap-southeast-2 ends-1" in text_of(pilot) and "ap-southeast-2 ends-2" in text_of(pilot)

    await console(filled, "vpc-1 depth:1", work)
