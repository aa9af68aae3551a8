"""The topology while it is looked at and the store moves on: what is open stays open, and the cursor stays on what it is on."""

from __future__ import annotations

from itertools import permutations

import pytest
from textual.pilot import Pilot

from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import press, settled
from tests.app.real_graphs import Graph, fill
from tests.app.test_topology_hardship import showing


def account(provider: str, name: str, networks: int, hosts: int) -> Graph:
    """Networks with as many hosts in each."""
    held: list[Resource] = []
    told: list[Relationship] = []
    for place in range(networks):
        scope = Scope(provider, name, f"region-{place}")
        network = ResourceRef(f"{provider}.network", f"{name}-net-{place}")
        held.append(Resource(network, network.key, scope, State.RUNNING))
        for number in range(hosts):
            host = ResourceRef(f"{provider}.{('host', 'disk', 'queue')[number % 3]}", f"{network.key}-{number}")
            held.append(Resource(host, host.key, scope, State.RUNNING))
            told.append(Relationship(network, host, Verb.CONTAINS, "lab"))
    return held, told


def joined(*graphs: Graph) -> Graph:
    return [each for held, _ in graphs for each in held], [each for _, told in graphs for each in told]


async def shown(pilot: Pilot[None]) -> TopologyScreen:
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, TopologyScreen)
    return screen


def frames(screen: TopologyScreen) -> set[str]:
    return {str(group.id) for group in screen.graph.picture.sketch.groups}


def boxes(screen: TopologyScreen) -> set[str]:
    return {str(node.id) for node in screen.graph.picture.sketch.nodes}


async def test_what_opened_by_itself_stays_open_when_others_come(opened: Opened, services: Services) -> None:
    ours = account("lab", "main", 3, 30), account("lab", "other", 2, 30)
    others = [account(provider, "far", 4, 12) for provider in ("east", "west")]
    async with showing(opened, services, joined(*ours), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all as:nested", AnyKind()))  # type: ignore[attr-defined]
        screen = await shown(pilot)
        await press(pilot, "right", "right", "down")
        open_before, shown_before, cursor = frames(screen), boxes(screen), screen.graph.cursor
        assert any("net-" in frame for frame in open_before) and cursor is not None

        await services.io.run(fill, services.lake, joined(*others), "later")
        await services.io.run(services.topology.advance)
        screen = await shown(pilot)

        assert screen.drawn is not None and screen.drawn.sketched.nodes > len(joined(*ours)[0])
        assert open_before <= frames(screen) and shown_before <= boxes(screen)
        assert screen.graph.cursor == cursor
        assert {"scope:lab", "scope:east/far", "scope:west/far"} <= frames(screen) | boxes(screen)

        view = screen.view
        screen.graph.jump_to(next(frame for frame in open_before if "net-" in frame))
        await press(pilot, "backspace")
        await press(pilot, "space")
        assert open_before <= frames(screen) and screen.view != view


def lie(screen: TopologyScreen) -> dict[str, tuple[int, int]]:
    """Where frames and boxes lie in the picture."""
    stops = screen.graph.painter.stops.items()
    return {str(id): (box.x, box.y) for id, box in stops}


@pytest.mark.parametrize("back", [("b", "b", "b"), ("b", "b", "left_square_bracket", "left_square_bracket")])
async def test_who_returns_finds_what_lay_beside_and_below_each_other_so_though_others_came(
    opened: Opened, services: Services, back: tuple[str, ...]
) -> None:
    ours = account("lab", "main", 3, 30), account("lab", "other", 2, 30)
    async with showing(opened, services, joined(*ours), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all as:nested", AnyKind()))  # type: ignore[attr-defined]
        screen = await shown(pilot)
        screen.graph.jump_to(next(frame for frame in sorted(frames(screen)) if "net-" in frame))
        open_before, before = frames(screen), lie(screen)
        for key in back[:2]:
            await press(pilot, key)
        assert screen.view.impact
        await services.io.run(fill, services.lake, account("east", "far", 4, 12), "later")
        await services.io.run(services.topology.advance)
        await shown(pilot)
        for key in back[2:]:
            await press(pilot, key)
        assert not screen.view.failing and screen.drawn is not None
        assert screen.drawn.sketched.nodes > len(joined(*ours)[0])
        after = lie(screen)
        assert open_before <= frames(screen) and before.keys() <= after.keys()
        for one, other in permutations(before, 2):
            for axis in (0, 1):
                assert (before[one][axis] < before[other][axis]) == (after[one][axis] < after[other][axis]), (
                    one,
                    other,
                )


async def test_kinds_that_came_by_import_are_known_in_lines(opened: Opened, services: Services) -> None:
    async with showing(opened, services, account("lab", "main", 1, 6), (120, 40)) as pilot:
        await press(pilot, ":", *"topology all by:kind hide:lab.disk pin:lab.host/main-net-0-0", "enter")
        screen = await shown(pilot)
        assert screen.view.hidden_kinds == {"lab.disk"} and "group:lab.disk" not in boxes(screen)
        assert screen.view.pinned == {ResourceRef("lab.host", "main-net-0-0")}
        await press(pilot, ":", *"topology all hide:lab.nosuch", "enter")
        assert screen.view.hidden_kinds == {"lab.disk"}
