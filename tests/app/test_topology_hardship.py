"""Graphs that are hard to draw, and terminals that are hard to draw on: the real screen stays whole, and says all of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dharma_tui.core.text import copyable
from dharma_tui.core.topology_view import AnyKind, parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.screens._trouble import TroubleScreen
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.widgets.graph_whole import Level
from tests.app.conftest import Opened
from tests.app.console import press, settled, text_of
from tests.app.hostile import POISONS, faults
from tests.app.real_graphs import Graph, fill

HERE = Scope("lab", "main")
LEAVES = 10_000
NAMES = {
    "chinese": "数据库-主", "korean": "\u1112\u1161\u11ab\u1100\u1173\u11af", "hindi": "हिन्दी सेवा", "thai": "เซิร์ฟเวอร์",
    "emoji": "👩\u200d🚀 🇩🇪 👍🏽 ☎\ufe0f", "marks": "e\u0301a\u0300か\u3099", "hebrew": "שרת",
}  # fmt: skip


def thing(key: str, kind: str = "thing") -> ResourceRef:
    return ResourceRef(f"lab.{kind}", key)


def hard(leaves: int) -> Graph:
    """A hub, a loop, two edges of one pair, a circle, pieces of one and of two, and names of all sorts."""
    names = {**NAMES, **POISONS}
    held = {thing(key): name for key, name in names.items()}
    held |= {thing(key): key for key in ("hub", "loop", "one", "two", "alone", "pair-a", "pair-b")}
    held |= {thing(f"leaf-{number:05}", "leaf"): f"leaf-{number:05}" for number in range(leaves)}
    states = tuple(State)
    resources = [
        Resource(ref, name, HERE, states[number % len(states)]) for number, (ref, name) in enumerate(held.items())
    ]
    told = [
        *(Relationship(thing("hub"), ref, Verb.ROUTES_TO, "lab") for ref in held if ref.kind == "lab.leaf"),
        *(Relationship(thing("loop"), thing(key), Verb.DEPENDS_ON, "lab") for key in ("loop", *names)),
        *(Relationship(thing("one"), thing("two"), verb, "lab") for verb in (Verb.DEPENDS_ON, Verb.CONNECTS_TO)),
        Relationship(thing("two"), thing("one"), Verb.STORES_IN, "lab"),
        Relationship(thing("two"), thing("loop"), Verb.MANAGES, "lab"),
        Relationship(thing("pair-a"), thing("pair-b"), Verb.CONTAINS, "lab"),
    ]
    return resources, told


@asynccontextmanager
async def showing(
    opened: Opened, services: Services, graph: Graph, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    async with opened(size=size) as pilot:
        await services.io.run(fill, services.lake, graph)
        await services.io.run(services.inventory.advance)
        yield pilot


async def shown(pilot: Pilot[None], line: str) -> TopologyScreen:
    """The screen of a view, which must be whole at every level and as text."""
    pilot.app.go("topology", parse_topology(line, AnyKind()))  # type: ignore[attr-defined]
    await whole(pilot, line)
    screen = pilot.app.screen
    assert isinstance(screen, TopologyScreen)
    for level in Level:
        screen.graph.level = level
        await whole(pilot, f"{line} {level}")
    await press(pilot, "t")
    await whole(pilot, f"{line} as text")
    await press(pilot, "t")
    return screen


async def whole(pilot: Pilot[None], what: str) -> None:
    await settled(pilot)
    assert not isinstance(pilot.app.screen, TroubleScreen), what
    assert faults(pilot) == [], what


async def test_hard_graphs_are_drawn_and_told_in_every_layout(opened: Opened, services: Services) -> None:
    async with showing(opened, services, hard(LEAVES)) as pilot:
        screen = await shown(pilot, "all as:nested")
        assert any(node.count == LEAVES for node in screen.graph.picture.sketch.nodes)
        for line in (
            "all",
            "hub",
            "hub as:radial depth:1",
            "hub impact",
            "leaf-00001 to:leaf-09999",
            "all by:community",
        ):
            screen = await shown(pilot, line)
            assert screen.graph.picture.sketch.nodes, line
            assert len(screen.graph.picture.sketch.nodes) <= 260, line
        for line in ("loop depth:1", "loop as:radial depth:1", "loop as:nested depth:1", "loop by:state"):
            await shown(pilot, line)
        screen = await shown(pilot, "one depth:2")
        assert [box.loops for box in screen.graph.drawing.boxes].count(True) == 1


async def test_what_is_copied_and_written_of_hostile_names_is_harmless(
    opened: Opened, services: Services, tmp_path: Path
) -> None:
    async with showing(opened, services, hard(0)) as pilot:
        screen = await shown(pilot, "loop depth:1")
        await press(pilot, "C")
        texts = [pilot.app.clipboard]
        for name in ("view.txt", "view.json"):
            await press(pilot, "e", "ctrl+u", *str(tmp_path / name), "enter")
            texts.append((tmp_path / name).read_text())
        lines = len(screen.in_words())

    assert [len(text.splitlines()) for text in texts[:2]] == [lines, lines]
    assert "\\x1b" in texts[0] and "\\u202e" in texts[0]
    for text in texts:
        assert copyable(text) == text


@pytest.mark.parametrize(
    "terminal",
    [{"TERM": "linux", "LANG": "C", "COLORTERM": ""}, {"TERM": "xterm-16color", "COLORTERM": "", "NO_COLOR": "1"}],
    ids=["linux", "no-colour"],
)
async def test_poor_terminals_tell_states_and_marks_by_characters(
    opened: Opened, services: Services, monkeypatch: pytest.MonkeyPatch, terminal: dict[str, str]
) -> None:
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)
    async with showing(opened, services, hard(20)) as pilot:
        for line in ("all as:nested", "loop depth:1", "hub as:radial depth:1"):
            await shown(pilot, line)
        await shown(pilot, "one to:loop")
        text = text_of(pilot)
        plain = terminal["TERM"] == "linux"
        assert ("=" if plain else "━") in text
        assert re.search(r"[+.x_!~-]>" if plain else r"[●·✗‒▲◐○]»", text)
        assert text.isascii() or not plain


async def test_resizing_and_keys_in_a_hurry_leave_a_whole_screen(opened: Opened, services: Services) -> None:
    async with showing(opened, services, hard(600), (120, 40)) as pilot:
        pilot.app.go("topology", parse_topology("all", AnyKind()))  # type: ignore[attr-defined]
        await pilot.resize_terminal(40, 10)
        await whole(pilot, "small while it is drawn")
        await pilot.press(*"lllwWwW", *["down"] * 20, *"zZzZzZ", *["space", "backspace"] * 3)
        await pilot.resize_terminal(120, 40)
        await pilot.press(*["right", "down", "left", "up"] * 10, "t", "t", "b", "E", "l")
        await whole(pilot, "large again")
        assert isinstance(pilot.app.screen, TopologyScreen)
        assert pilot.app.screen.graph.picture.sketch.nodes


async def test_resources_that_nothing_is_related_to_say_what_to_do(opened: Opened, services: Services) -> None:
    lonely = [Resource(thing(name), name, HERE, State.RUNNING) for name in ("one", "two")]
    async with showing(opened, services, (lonely, ())) as pilot:
        await shown(pilot, "all as:nested")
        assert "R discovers again" in text_of(pilot)
        await shown(pilot, "one way:in")
        assert "D goes the other way, too" in text_of(pilot)
        await shown(pilot, "two")
        assert "E shows everything" in text_of(pilot)
