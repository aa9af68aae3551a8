"""What hangs on what: opened from a table, walked about in, asked for impact and paths, told as text, saved and written."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.topology_view import TopologyView, parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.chat_input import ChatInput
from dharma_tui.widgets.line_list import LineList
from tests.app.console import build, press, settled, text_of
from tests.integration.store_lab import scan

NORTH = Scope("aws", "123456789012", "eu-west-1")
SOUTH = Scope("aws", "123456789012", "us-east-1")
NAMES = {
    "vpc": "aws.ec2.vpc", "subnet": "aws.ec2.subnet", "web": "aws.ec2.instance", "balancer": "aws.elb.load_balancer",
    "group": "aws.elb.target_group", "db": "aws.rds.db_instance", "volume": "aws.ec2.volume", "queue": "aws.sqs.queue",
}  # fmt: skip


def ref(name: str) -> ResourceRef:
    return ResourceRef(NAMES[name.split("-")[0]], name)


def edge(source: str, verb: Verb, target: str) -> Relationship:
    return Relationship(ref(source), ref(target), verb, "test")


@cache
def estate() -> Path:
    """A store with all of it, made once and copied for each test: nothing in it says where it lies."""
    folder = Path(mkdtemp(prefix="topology-"))
    atexit.register(shutil.rmtree, folder)
    lake = Lake.open(folder, clock=FrozenClock())
    try:
        fill(lake)
    finally:
        lake.close()
    return folder


def fill(lake: Lake) -> None:
    webs = ("web-1", "web-2", "web-3")
    told = [
        edge("balancer-1", Verb.ROUTES_TO, "group-1"),
        *(edge("group-1", Verb.ROUTES_TO, web) for web in webs),
        *(edge("subnet-1", Verb.CONTAINS, web) for web in webs),
        *(edge(web, Verb.DEPENDS_ON, "db-1") for web in webs),
        edge("vpc-1", Verb.CONTAINS, "subnet-1"), edge("vpc-1", Verb.CONTAINS, "db-1"),
        *(edge(f"volume-{n}", Verb.ATTACHED_TO, "web-1") for n in range(8)),
    ]  # fmt: skip
    names = dict.fromkeys(end.key for each in told for end in (each.src, each.dst))
    states = {"db-1": State.FAILED, "web-3": State.STOPPED}
    for kind in sorted(set(NAMES.values())):
        held = [
            Resource(ref(name), name, NORTH, states.get(name, State.RUNNING))
            for name in names
            if ref(name).kind == kind
        ]
        scan(lake, held, [each for each in told if each.src.kind == kind], scope=NORTH, kind=kind)
    queues = [Resource(ref(f"queue-{n}"), f"queue-{n}", SOUTH, State.RUNNING) for n in range(70)]
    scan(lake, queues, (), scope=SOUTH, kind=NAMES["queue"])


def said(pilot: Pilot[None]) -> str:
    """The newest note in the corner."""
    notes = list(pilot.app._notifications)
    return notes[-1].message if notes else ""


Work = Callable[[Pilot[None], TopologyScreen], Awaitable[None]]


async def console(services: Services, line: str, work: Work, size: tuple[int, int] = (120, 40)) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.go("topology", parse_topology(line, NAMES.values()))
        await settled(pilot)
        assert isinstance(app.screen, TopologyScreen)
        await work(pilot, app.screen)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    built = build(tmp_path, FrozenClock())
    shutil.copytree(estate(), built.folder, dirs_exist_ok=True)
    return built


async def test_everything_is_nested_and_groups_open_and_close(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = text_of(pilot)
        for frame in ("eu-west-1", "us-east-1", "vpc-1", "subnet-1"):
            assert f" {frame}" in shown
        assert "SQS queues ×70" in shown and "db-1" in shown
        await press(pilot, "l", "G", *"com", "enter")
        assert screen.view.group_by == "community"
        assert "around web-1 ×" in text_of(pilot)
        await press(pilot, "G", *"subnet", "enter")
        assert screen.view.group_by == "aws.ec2.subnet"
        for by in ("region", "state", "tag.team", "kind", "provider"):
            screen.show_view(parse_topology(f"web-1 db-1 queue-3 by:{by}", NAMES.values()))
            await settled(pilot)
            assert "web-1" in text_of(pilot)
        screen.show_view(
            parse_topology("web-1 queue-3 depth:1 by:community pin:aws.ec2.instance/web-2", NAMES.values())
        )
        await settled(pilot)
        assert "queue-3" in text_of(pilot)
        assert [node.is_pinned for node in screen.graph.picture.sketch.nodes if node.label == "web-2"] in ([], [True])
        screen.show_view(parse_topology("db-1 impact as:nested", NAMES.values()))
        await settled(pilot)
        shares = {node.label: node.share for node in screen.graph.picture.sketch.nodes}
        assert shares["web-1"] == 1.0 and shares["group-1"] == 1.0
        screen.show_view(parse_topology("all as:nested", NAMES.values()))
        await settled(pilot)
        screen.graph.move_to(next(node.id for node in screen.graph.picture.sketch.nodes if node.count == 70))
        assert "queue-7" in await press(pilot, "space")
        shown = await press(pilot, "left_square_bracket")
        assert "queue-7" not in shown and "SQS queues ×70" in shown
        screen.graph.move_to(str(ref("web-1")))
        assert "subnet-1 ×3" in await press(pilot, "backspace")
        assert screen.view.closed == {str(ref("subnet-1"))}

    await console(services, "all as:nested", work)


async def test_frames_are_stopped_at_opened_and_closed_and_edges_lead_from_them(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        graph = screen.graph
        graph.move_to(str(ref("web-1")))
        await press(pilot, "up")
        assert graph.frame is not None and graph.cursor == str(ref("subnet-1"))
        await press(pilot, "down")
        assert graph.cursor == str(ref("web-1"))
        await press(pilot, "greater_than_sign")
        assert graph.cursor == str(ref("db-1"))
        await press(pilot, "less_than_sign", "n")
        assert graph.cursor in {str(ref(f"web-{at}")) for at in (1, 2, 3)}
        head = graph.painter.stops[str(ref("vpc-1"))]
        before = {id: (box.x, box.y) for id, box in graph.painter.stops.items()}
        await pilot.click(graph, offset=(head.x - graph.at.x + 3, head.y - graph.at.y))
        assert screen.ref == ref("vpc-1") and graph.node is not None and graph.node.count == 5
        await press(pilot, "space")
        assert graph.cursor == str(ref("vpc-1")) and graph.frame is None
        after = {id: (box.x, box.y) for id, box in graph.painter.stops.items()}
        assert all(after[id][0] == before[id][0] for id in after.keys() & before.keys())
        await press(pilot, "space")
        assert graph.frame is not None and graph.cursor == str(ref("vpc-1"))
        await press(pilot, "enter")
        assert "vpc-1" in text_of(pilot) and screen is not pilot.app.screen

    await console(services, "all as:nested", work)


async def test_the_topology_of_a_row_and_what_breaks_if_it_goes(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await press(pilot, ":", *"db_instance", "enter")
        shown = await press(pilot, "g")
        assert screen.view == TopologyView(focus=(ref("db-1"),))
        assert "Topology › db-1" in shown and "web-1" in shown
        assert "volume-0" in shown
        shown = await press(pilot, "W")
        assert screen.view.depth == 1 and "volume-0" not in shown
        shown = await press(pilot, "b")
        assert "4 others affected: 4 down" in shown and "depends on db-1" in shown
        screen.graph.move_to(str(ref("web-1")))
        shown = await press(pilot, "b")
        assert "50%" in shown and "1 of 2 is affected" in shown
        shown = await press(pilot, "b", "b")
        assert "affected" not in shown

    await console(services, "all", work)


async def test_questions_are_chosen_and_the_list_leads_to_what_is_found(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = await press(pilot, "A", "enter")
        assert screen.view.question == "spof" and screen.view.layout == "layered"
        assert "points of failure" in shown and " db-1 rds.db_instance" in shown
        told = screen.in_words()
        assert any(line.startswith("db-1 (aws.rds.db_instance), failed") and line.endswith("found") for line in told)
        screen.query_one("#topology-told").focus()
        await press(pilot, "home", "down")
        assert screen.node is not None and screen.node.mark == "found"
        screen.graph.focus()
        assert "There is" not in await press(pilot, "A", "home", "enter")
        assert screen.view.question is None
        shown = await press(pilot, "A", "c", "enter")
        assert "Nothing leads back to itself" in shown

    await console(services, "all as:nested", work)


async def test_the_chat_is_asked_about_what_the_cursor_is_on(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = await press(pilot, "ctrl+t", *"describe", "space", *"db-1", "enter", "escape")
        assert "› describe db-1" in shown
        screen.graph.focus()
        screen.graph.move_to(str(ref("web-1")))

        shown = await press(pilot, "c")
        assert isinstance(screen.focused, ChatInput) and "Ask about web-1: it is what you mean" in shown
        shown = await press(pilot, *"stop", "space", *"it", "enter")
        talk = screen.shell.chat.talk  # type: ignore[attr-defined]
        plan = talk.exchanges[-1].answer.plan
        assert plan is not None and [step.ref for step in plan.steps] == [ref("web-1")], shown
        assert "Ask about" not in text_of(pilot)

    await console(services, "all", work)


async def test_one_node_grows_by_what_it_is_related_to_and_shrinks_again(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert "volume-3" not in text_of(pilot)
        screen.graph.move_to(str(ref("web-1")))
        before = screen.graph.painter.boxes[str(ref("web-1"))].y - screen.graph.at.y
        shown = await press(pilot, "X")
        assert "volume-3" in shown and "subnet-1" in shown
        assert screen.graph.painter.boxes[str(ref("web-1"))].y - screen.graph.at.y == before
        await press(pilot, "X")
        assert "volume-3" not in text_of(pilot) and not screen.view.expanded
        screen.show_view(parse_topology(f"db-1 depth:1 hide:depends_on expand:{ref('db-1')}", NAMES.values()))
        await settled(pilot)
        screen.graph.move_to(str(ref("vpc-1")))
        assert "subnet-1" in await press(pilot, "X")
        screen.show_view(parse_topology(f"all as:nested expand:{ref('web-1')}", NAMES.values()))
        await settled(pilot)
        assert {"volume-0", "volume-7"} <= {node.label for node in screen.graph.picture.sketch.nodes}

    await console(services, "db-1 depth:1", work)


async def test_an_impact_keeps_to_what_is_hidden(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = text_of(pilot)
        assert "2 others affected: 2 down" in shown and "2 of hidden kinds left out" in shown
        screen.show_view(parse_topology("db-1 impact hide:routes_to", NAMES.values()))
        await settled(pilot)
        shown = text_of(pilot)
        assert "2 others affected" in shown and "hidden relationships carry no loss" in shown
        assert "group-1" not in shown

    await console(services, f"db-1 impact hide:{NAMES['web']}", work)


async def test_an_impact_that_is_asked_for_no_longer_leads_back_to_what_was_looked_at(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        before = screen.view
        screen.graph.move_to(str(ref("web-1")))
        await press(pilot, "b")
        assert screen.view == replace(before, failing=frozenset({ref("web-1")}))
        await press(pilot, "b")
        assert screen.view.impact and screen.view.focus == (ref("web-1"),)
        await press(pilot, "b")
        assert screen.view == before
        screen.show_view(parse_topology("web-1 impact", NAMES.values()))
        await settled(pilot)
        await press(pilot, "b")
        assert not screen.view.impact and screen.view.focus == (ref("web-1"),)

    await console(services, "db-1 depth:1", work)


async def test_g_means_what_is_under_the_cursor_on_every_screen(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await press(pilot, ":", *"overview", "enter")
        listed = pilot.app.screen.query_one("#estate", LineList)
        listed.focus()
        await press(pilot, "home")
        assert listed.current is not None
        await press(pilot, "g")
        assert screen.is_current and {each.kind for each in screen.view.focus} == {listed.current.value}
        await press(pilot, ":", *"overview", "enter")
        pilot.app.screen.query_one("#recent").focus()
        await press(pilot, "home", "g")
        assert screen.is_current and len(screen.view.focus) == 1
        await press(pilot, ":", *"tags", "enter")
        await press(pilot, "end", "g")
        assert screen.is_current and len(screen.view.focus) > 1
        await press(pilot, ":", *"aws.ec2.instance", "enter")
        await press(pilot, "space", "space", "equals_sign", "g")
        assert screen.is_current and {each.kind for each in screen.view.focus} == {NAMES["web"]}
        assert len(screen.view.focus) == 2

    await console(services, "all", work)


async def test_a_path_is_marked_and_told_step_by_step(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        await press(pilot, "p")
        assert "A path leads from the focus" in said(pilot)
        screen.graph.move_to(str(ref("db-1")))
        shown = await press(pilot, "p")
        assert "2 paths" in shown
        for step in ("routes to group-1", "routes to web-2", "depends on db-1"):
            assert step in shown
        assert "p" not in screen.view.names and screen.view.path_to == ref("db-1")
        assert "2 paths" in await press(pilot, "p") and screen.view.to == ref("db-1")
        assert "2 paths" not in await press(pilot, "p")

    await console(services, "balancer-1 depth:3", work)


async def test_the_picture_as_text_a_search_and_what_is_hidden(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        shown = await press(pilot, "t")
        assert "web-1 (aws.ec2.instance), running" in shown and "is in subnet-1" in shown
        await press(pilot, "t")
        shown = await press(pilot, "slash", *"db", "enter")
        assert screen.ref == ref("db-1")
        shown = await press(pilot, "K")
        assert "db-1" not in text_of(pilot).splitlines()[5:][0] and screen.view.hidden_kinds == {NAMES["db"]}
        await press(pilot, "U")
        assert not screen.view.hidden_kinds
        shown = await press(pilot, "slash", *"web-", "enter")
        assert screen.ref == ref("web-1") and said(pilot).startswith("1 of 3 hits in view")
        await press(pilot, "n", "n")
        assert screen.ref == ref("web-3") and said(pilot).startswith("3 of 3 hits")
        assert screen.ref == ref("web-3") and (await press(pilot, "n")) and screen.ref == ref("web-1")
        shown = await press(pilot, "slash", *"queue-5", "enter")
        assert "11 not drawn" in shown
        await press(pilot, "insert")
        assert screen.view.focus == (ref("web-1"), ref("queue-5")) and screen.ref == ref("queue-5")
        await press(pilot, "slash", *"queue-5", "enter")
        assert "1 of 1 hit in view, 10 not drawn" in said(pilot)
        assert "queue-50" in await press(pilot, "n")
        await press(pilot, "enter")
        assert screen.crumbs[-1] == "queue-50"
        await press(pilot, "slash", *"nowhere", "enter")
        assert "there is no resource 'nowhere'" in said(pilot)

    await console(services, "web-1", work)


async def test_what_changed_since_a_moment_is_marked_and_told(services: Services) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        kept = [Resource(ref(f"web-{n}"), f"web-{n}", NORTH, State.RUNNING) for n in (1, 3, 4)]
        before = services.lake.snapshot().id
        told = [edge("web-1", Verb.DEPENDS_ON, "db-1"), edge("web-3", Verb.DEPENDS_ON, "db-1")]
        await services.io.run(lambda: scan(services.lake, kept, told, scope=NORTH, kind=NAMES["web"]))
        await services.io.run(services.topology.advance)
        await press(pilot, "S")
        shown = await press(pilot, "ctrl+u", *f"#{before}", "enter")
        marks = {node.id: node.mark.value for node in screen.graph.picture.sketch.nodes}
        assert marks[str(ref("web-2"))] == "removed" and marks[str(ref("web-3"))] == "changed"
        assert "- web-2" in shown and "was stopped" in shown and "web-2 depends on db-1" in shown
        listed = screen.query_one("#topology-told", LineList)
        lines = [listed.line_at(at).text.strip() for at in range(listed.count)]
        assert lines[0].endswith("not drawn: E shows") and lines.index("elsewhere") < lines.index(
            "+ web-4 ec2.instance"
        )
        assert lines.index("- web-2 ec2.instance") < lines.index("elsewhere")
        shown = await press(pilot, "E")
        assert "+ web-4" in shown and "elsewhere" not in shown
        screen.show_view(parse_topology(f"all since:#{before} hide:{NAMES['web']}", NAMES.values()))
        await settled(pilot)
        kinds = {node.kind for node in screen.graph.picture.sketch.nodes}
        assert kinds and NAMES["web"] not in kinds
        await press(pilot, "S")
        assert not screen.view.since

    await console(services, "db-1 depth:1", work)


async def test_a_view_is_saved_opened_again_linked_and_written(services: Services, tmp_path: Path) -> None:
    async def work(pilot: Pilot[None], screen: TopologyScreen) -> None:
        assert screen.link() == "--open 'topology aws.ec2.instance/web-1 depth:1'"
        await press(pilot, "V", *"mine", "enter")
        await press(pilot, "E")
        assert screen.view.is_everything
        await press(pilot, ":", *"mine", "enter")
        assert screen.view == TopologyView(focus=(ref("web-1"),), depth=1)
        for name in ("view.json", "view.dot", "view.txt", "view.graphml", "view.mmd"):
            await press(pilot, "e", "ctrl+u", *str(tmp_path / name), "enter")
        told = json.loads((tmp_path / "view.json").read_text())
        assert {node["key"] for node in told["nodes"]} >= {"web-1", "db-1", "subnet-1"}
        assert "digraph" in (tmp_path / "view.dot").read_text()
        assert "web-1 (aws.ec2.instance), running" in (tmp_path / "view.txt").read_text()

    await console(services, "web-1 depth:1", work)


async def test_what_is_gone_and_what_is_empty_is_said(tmp_path: Path) -> None:
    app = DharmaApp(build(tmp_path, FrozenClock()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Nothing has been discovered yet" in await press(pilot, "7")
        app.go("topology", TopologyView(focus=(ref("web-9"),)))
        await settled(pilot)
        assert "is not in the graph" in text_of(pilot)
        assert "no layout 'circle'" in await press(pilot, ":", *"topology web as:circle", "enter")
