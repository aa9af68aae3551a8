"""The topology while it is read, on a narrow window, by mouse, and from wherever one comes to it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.drawing import NodeId
from dharma_tui.core.events import FindingsChanged
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.sketch_text import Told, told
from dharma_tui.core.topology_view import AnyKind, TopologyView, parse_topology
from dharma_tui.core.types import Finding, ResourceRef, Severity
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.widgets.chat_input import ChatInput
from dharma_tui.widgets.chat_view import ChatView
from dharma_tui.widgets.face import DATA
from dharma_tui.widgets.graph_whole import Level
from tests.app.conftest import Opened
from tests.app.console import hold, press, settled, text_of
from tests.app.console import told as tells
from tests.app.estate import HOST
from tests.app.real_graphs import GRAPHS
from tests.app.test_topology_hardship import hard, showing, thing

BALANCER = "aws.elb.load_balancer:app-0-us-east-1"


def screen_of(pilot: Pilot[None]) -> TopologyScreen:
    screen = pilot.app.screen
    assert isinstance(screen, TopologyScreen)
    return screen


async def go(pilot: Pilot[None], line: str) -> TopologyScreen:
    pilot.app.go("topology", parse_topology(line, AnyKind()))  # type: ignore[attr-defined]
    await settled(pilot)
    return screen_of(pilot)


async def test_while_the_graph_is_read_the_screen_says_so_and_then_fills(opened: Opened, services: Services) -> None:
    async with showing(opened, services, hard(5)) as pilot:
        let_go = hold(services)
        try:
            pilot.app.go("topology", TopologyView(focus=(thing("hub"),)))  # type: ignore[attr-defined]
            await tells(pilot, "Reading what hangs on what")
            assert "Reading what hangs on what" in text_of(pilot)
            assert screen_of(pilot).face.state != DATA
            await pilot.press("down", "t", "t", "z", "b", "enter", "space", "slash", "escape")
        finally:
            let_go()
        await settled(pilot)
        assert screen_of(pilot).face.state == DATA
        shown = text_of(pilot)
        assert "Reading what hangs" not in shown
        assert "hub" in shown and "leaf-00004" in shown


async def test_a_small_graph_is_seen_as_a_whole_in_a_narrow_window(opened: Opened, services: Services) -> None:
    async with showing(opened, services, GRAPHS["aws"]()) as pilot:
        screen = await go(pilot, f"{BALANCER} depth:1")
        for box in screen.graph.painter.stops.values():
            assert 0 <= box.x - screen.graph.at.x <= screen.graph.size.width - box.width, box
            assert 0 <= box.y - screen.graph.at.y <= screen.graph.size.height - box.height, box
        await pilot.resize_terminal(120, 40)
        screen = await go(pilot, "all as:nested")
        graph = screen.graph
        assert graph.drawing.width <= graph.size.width and graph.drawing.height <= graph.size.height
        opened_there = {group.label for group in graph.picture.sketch.groups}
        assert {"us-east-1", "us-east-1-vpc-0", "us-east-1-vpc-1"} <= opened_there
        known = {node.id for node in graph.picture.sketch.nodes}
        group = next(node.id for node in graph.picture.sketch.nodes if node.label == "Subnets")
        graph.move_to(group)
        await press(pilot, "space")
        assert known - {node.id for node in graph.picture.sketch.nodes} == {group}
        fresh = [node.label for node in graph.picture.sketch.nodes if node.id not in known]
        assert len(fresh) > 2 and fresh[0] in text_of(pilot)


async def test_a_hub_of_ten_thousand_opens_in_groups_and_they_open(opened: Opened, services: Services) -> None:
    async with showing(opened, services, hard(10_000)) as pilot:
        for line in ("hub", "hub depth:1", "hub as:radial depth:1"):
            screen = await go(pilot, line)
            sketch = screen.graph.picture.sketch
            assert len(sketch.nodes) <= 60
            drawing = screen.graph.drawing
            assert drawing.width <= screen.graph.size.width and drawing.height <= screen.graph.size.height
            shown = text_of(pilot)
            assert "hub" in shown and "×10,000" in shown
        group = next(node for node in sketch.nodes if node.count == 10_000)
        screen.graph.move_to(group.id)
        shown = await press(pilot, "space")
        assert "leaf-0" in shown
        assert len(screen.graph.picture.sketch.nodes) <= 120
        rest = next(node for node in screen.graph.picture.sketch.nodes if node.count)
        assert rest.count == 10_000 - 60


async def test_the_text_tells_each_node_and_edge_of_the_picture(opened: Opened, services: Services) -> None:
    async with showing(opened, services, GRAPHS["aws"](), (120, 40)) as pilot:
        for line in (
            "all as:nested",
            f"{BALANCER} depth:1",
            f"{BALANCER} as:radial depth:1",
            f"{BALANCER} to:us-east-1-vpc-0",
            "us-east-1-0-public-0 impact",
            "all spof",
            "all by:community",
        ):
            screen = await go(pilot, line)
            assert screen.drawn is not None
            nodes, edges = in_words(told(screen.drawn.sketched.sketch))
            sketch, drawing = screen.graph.picture.sketch, screen.graph.drawing
            known = {node.id for node in sketch.nodes} | {group.id for group in sketch.groups}
            assert nodes == {box.id for box in drawing.boxes} | {frame.id for frame in drawing.frames} == known, line
            every = {(edge.source, edge.target, edge.verb) for edge in sketch.edges}
            assert edges == {edge for edge in every if {edge[0], edge[1]} <= known}, line
            routed = [sketch.edges[at] for route in drawing.routes for at in route.edges]
            looped = [edge for edge in sketch.edges if edge.source == edge.target]
            drawn = {(edge.source, edge.target, edge.verb) for edge in (*routed, *looped)}
            assert drawn <= edges and (drawn == edges or drawing.frames), line
            shown = await press(pilot, "t")
            assert str(told(screen.drawn.sketched.sketch)[0])[:60].rstrip() in shown, line
            await press(pilot, "t")


def in_words(lines: Sequence[Told]) -> tuple[set[NodeId], set[tuple[NodeId, NodeId, str]]]:
    """The nodes and the edges that lines of text tell of."""
    nodes: set[NodeId] = set()
    edges: set[tuple[NodeId, NodeId, str]] = set()
    said = [(words, verb, True) for verb, words in FORTH.items()] + [
        (words, verb, False) for verb, words in BACK.items()
    ]
    head: NodeId | None = None
    for line in lines:
        if line.id is None:
            continue
        verbs = [each for each in said if line.text.startswith(f"{each[0]} ")]
        if not verbs or head is None:
            head = line.id
            nodes.add(head)
        else:
            _, verb, leads_on = max(verbs, key=lambda each: len(each[0]))
            edges.add((head, line.id, verb.value) if leads_on else (line.id, head, verb.value))
    return nodes, edges


async def test_the_mouse_chooses_opens_moves_and_zooms(opened: Opened, services: Services) -> None:
    async with showing(opened, services, hard(30), (100, 30)) as pilot:
        screen = await go(pilot, "loop depth:1")
        graph = screen.graph

        def at(node: ResourceRef) -> tuple[int, int]:
            box = graph.painter.stops[str(node)]
            return box.x + 2 - graph.at.x, box.y + box.height // 2 - graph.at.y

        await pilot.click(graph, offset=at(thing("two")))
        await settled(pilot)
        assert screen.ref == thing("two") and "two, thing" in text_of(pilot)
        before = graph.at
        await pilot.mouse_down(graph, offset=(50, 2))
        await pilot.hover(graph, offset=(46, 4))
        await pilot.mouse_up(graph, offset=(46, 4))
        assert (graph.at.x, graph.at.y) == (before.x + 4, before.y - 2) and screen.ref == thing("two")
        level = graph.level
        for notch, wanted in ((events.MouseScrollDown, Level(level - 1)), (events.MouseScrollUp, level)):
            graph.post_message(notch(graph, 5, 5, 0, 1, 0, False, False, True, 5, 5))
            await settled(pilot)
            assert graph.level is wanted
        place = graph.at
        graph.post_message(events.MouseScrollDown(graph, 5, 5, 0, 1, 0, False, False, False, 5, 5))
        await settled(pilot)
        assert graph.at.y >= place.y
        graph.move_to(str(thing("two")))
        await pilot.click(graph, offset=at(thing("two")), times=2)
        await settled(pilot)
        assert not screen.is_current and "two" in text_of(pilot)


async def test_alerts_that_come_and_go_mark_faces_and_what_they_are_in(opened: Opened, services: Services) -> None:
    async with showing(opened, services, GRAPHS["aws"](), (120, 40)) as pilot:
        screen = await go(pilot, "all as:nested")
        balancer = ResourceRef("aws.ec2.vpc", next(
            ref.key for ref in screen.drawn.sketched.refs.values() if ref.kind == "aws.ec2.vpc"  # type: ignore[union-attr]
        ))  # fmt: skip
        wrong = Finding(balancer, "test", Severity.CRITICAL, "it is wrong", "", "")
        services.findings.close()  # a look of its own would find nothing wrong
        for findings, alerts in (((wrong,), 1), ((), 0)):
            services.findings._current = findings
            services.bus.publish(FindingsChanged(services.clock.now(), findings))
            await settled(pilot)
            sketch = screen.graph.picture.sketch
            faces = {node.id: node.alerts for node in sketch.nodes} | {each.id: each.alerts for each in sketch.groups}
            assert faces[str(balancer)] == alerts
            screen.graph.move_to(str(balancer))
            assert ("1 alert" in await press(pilot)) is bool(alerts)


async def test_one_comes_to_it_from_a_row_and_from_an_answer_and_goes_back(estate: Services) -> None:
    app = DharmaApp(estate)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, ":", *"hosts", "enter")
        shown = await press(pilot, "g")
        assert screen_of(pilot).view.focus == (HOST,) and "bastion" in shown
        graph = screen_of(pilot).graph
        assert graph.cursor == str(HOST) and graph.has_focus
        root = next(node.id for node in graph.picture.sketch.nodes if node.kind == "local.file_system")
        graph.move_to(root)
        await press(pilot, "F")
        (around,) = screen_of(pilot).view.focus
        assert str(around) == root
        await press(pilot, "escape")
        assert screen_of(pilot).view.focus == (HOST,)
        await press(pilot, "escape")
        assert not isinstance(app.screen, TopologyScreen)
        await press(pilot, "ctrl+t")
        field = app.screen.query_one(ChatInput)
        field.put("list hosts")
        assert "bastion" in await press(pilot, "enter")
        app.screen.query_one(ChatView).focus()
        await press(pilot, "g")
        assert screen_of(pilot).view.focus == (HOST,) and screen_of(pilot).graph.cursor == str(HOST)
