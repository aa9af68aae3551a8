"""Walking about in a graph: keys, mouse, levels, and what is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Offset
from textual.screen import Screen

from dharma_tui import themes
from dharma_tui.core.drawing import Layout, Picture, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.types import Severity, State
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.widgets.ascii_filter import AsciiOnly
from dharma_tui.widgets.glyphs import UNICODE
from dharma_tui.widgets.graph_lines import HEADS, HEAVY, JOINTS
from dharma_tui.widgets.graph_marks import DASHED
from dharma_tui.widgets.graph_painter import painters_of
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.graph_whole import Level

NODES = (
    SketchNode("edge", "edge", "aws.elbv2.load_balancer", State.RUNNING),
    SketchNode("web-1", "web-1", "aws.ec2.instance", State.RUNNING, metric="83%"),
    SketchNode("web-2", "数据库\x1b[31m", "aws.ec2.instance", State.FAILED, alerts=2, alert=Severity.CRITICAL),
    SketchNode("db", "orders", "aws.rds.db_instance", State.DEGRADED),
    SketchNode("jobs", "jobs", "aws.ec2.instance", count=12, state=State.STOPPED),
)
EDGES = (
    SketchEdge("edge", "web-1", "routes_to"), SketchEdge("edge", "web-2", "routes_to"),
    SketchEdge("web-1", "db", "depends_on"), SketchEdge("web-2", "db", "depends_on"),
    SketchEdge("jobs", "jobs", "connects_to"), SketchEdge("db", "edge", "manages"),
)  # fmt: skip


class GraphApp(App[None]):
    """A graph in the console's own clothes."""

    CSS_PATH = [*themes.style_files()]

    def __init__(self, picture: Picture, level: Level = Level.LINES) -> None:
        super().__init__()
        for known in themes.THEMES:
            self.register_theme(known)
        self.theme = "dharma-dark"
        self.picture, self.level = picture, level
        self.heard: list[str] = []

    def get_css_variables(self) -> dict[str, str]:
        return themes.with_tokens(super().get_css_variables())

    def compose(self) -> ComposeResult:
        yield GraphView()

    @property
    def view(self) -> GraphView:
        return self.query_one(GraphView)

    def on_mount(self) -> None:
        self.view.level = self.level
        self.view.show(self.picture)
        self.view.focus()

    def on_graph_view_node_highlighted(self, event: GraphView.NodeHighlighted) -> None:
        self.heard.append(f"at {event.node}")

    def on_graph_view_node_selected(self, event: GraphView.NodeSelected) -> None:
        self.heard.append(f"open {event.node}")

    def on_graph_view_end_reached(self, event: GraphView.EndReached) -> None:
        self.heard.append(event.says)

    def lines(self) -> list[str]:
        return [self.view.render_line(y).text for y in range(self.view.size.height)]


@pytest.fixture
def app() -> GraphApp:
    return GraphApp(arrange(Sketch(NODES, EDGES)))


async def test_keys_lead_from_node_to_node_and_open_one(app: GraphApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("greater_than_sign", "n", "greater_than_sign", "less_than_sign", "home", "right", "enter")
        await pilot.pause()
    assert app.heard[0] == "at edge"
    assert app.heard[1:3] in (["at web-1", "at web-2"], ["at web-2", "at web-1"])
    assert app.heard[3] == "at db"
    assert app.heard[-1].startswith("open web")


async def test_a_double_click_opens_what_it_is_on(app: GraphApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        box = app.view.painter.boxes["db"]
        place = box.x + 1 - app.view.at.x, box.y - app.view.at.y
        await pilot.click(GraphView, offset=place)
        await pilot.click(GraphView, offset=place, times=2)
        await pilot.pause()
        assert app.view.cursor == "db"
    assert app.heard[-1] == "open db"


async def test_a_double_click_opens_what_it_began_on_though_the_picture_moves_to_show_it() -> None:
    row = tuple(SketchNode(n, f"node number {n}") for n in range(12))
    app = GraphApp(arrange(Sketch(row, tuple(SketchEdge(n, n + 1) for n in range(11)))))
    async with app.run_test(size=(50, 12)) as pilot:
        view = app.view
        view.at = Offset(0, view.at.y)
        cut = next(box for box in view.painter.stops.values() if box.x < view.size.width < box.x + box.width)
        place = view.size.width - 1, cut.y - view.at.y
        await pilot.click(GraphView, offset=place, times=2)
        await pilot.pause()
        assert view.at.x > 0
    assert app.heard[-1] == f"open {cut.id}"


async def test_dragging_and_the_wheel_move_the_window_and_not_the_cursor(app: GraphApp) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        start = app.view.at
        await pilot.mouse_down(GraphView, offset=(20, 10))
        await pilot.hover(GraphView, offset=(25, 12))
        await pilot.mouse_up(GraphView, offset=(25, 12))
        assert app.view.cursor == "edge"
        dragged = app.view.at
        app.view.post_message(events.MouseScrollDown(app.view, 5, 5, 0, 1, 0, False, False, True, 5, 5))
        await pilot.pause()
        assert app.view.level is Level.DOTS
    assert dragged != start


async def test_the_map_takes_the_window_there_and_gives_way_to_the_cursor() -> None:
    many = tuple(SketchNode(n, f"node {n}") for n in range(200))
    app = GraphApp(arrange(Sketch(many, tuple(SketchEdge(n // 3, n) for n in range(1, 200)))))
    async with app.run_test(size=(80, 24)) as pilot:
        view, cursor = app.view, app.view.cursor
        view.at = Offset(0, 0)
        view._redraw()
        await pilot.pause()
        assert view.map_at(79, 23) is not None
        assert view.map_at(40, 12) is None
        await pilot.click(GraphView, offset=(79, 23))
        assert view.cursor == cursor
        assert view.at.y > view.drawing.height // 2
        lowest = max(view.drawing.boxes, key=lambda box: (box.y, box.x))
        view.move_to(lowest.id)
        view.at = Offset(lowest.x + lowest.width - 78, lowest.y - 22)
        view._redraw()
        await pilot.pause()
        assert view.map_at(79, 23) is None
        assert view.map_at(0, 23) is not None
        await pilot.press("o")
        assert view.map_at(0, 23) is None


async def test_the_map_let_go_of_beside_it_chooses_nothing_and_a_dialog_takes_the_mouse_away() -> None:
    many = tuple(SketchNode(n, f"node {n}") for n in range(200))
    app = GraphApp(arrange(Sketch(many, tuple(SketchEdge(n // 3, n) for n in range(1, 200)))))
    async with app.run_test(size=(80, 24)) as pilot:
        view, cursor = app.view, app.view.cursor
        view.at = Offset(0, 0)
        view._redraw()
        await pilot.pause()
        await pilot.mouse_down(GraphView, offset=(79, 23))
        cells = [(x, y) for x in range(80) for y in range(24)]
        beside = next(cell for cell in cells if view.node_at(*cell) not in (None, cursor))
        await pilot.mouse_up(GraphView, offset=beside)
        await pilot._post_mouse_events([events.Click], GraphView, button=1, offset=beside)
        await pilot.pause()
        assert view.cursor == cursor

        await pilot.mouse_down(GraphView, offset=(5, 5))
        app.push_screen(Screen())
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        at = view.at
        await pilot._post_mouse_events([events.MouseMove], GraphView, button=1, offset=(30, 9))
        assert view.at == at


async def test_where_no_line_goes_on_that_is_said(app: GraphApp) -> None:
    async with app.run_test(size=(140, 40)) as pilot:
        app.view.move_to("jobs")
        await pilot.press("greater_than_sign", "less_than_sign")
        await pilot.pause()
        assert app.heard[-2:] == ["No line that is drawn leads on from here", "No line that is drawn leads to here"]
        app.view.move_to("web-1")
        await pilot.press("greater_than_sign", "n")
        await pilot.pause()
        assert app.heard[-1] == "There was no other line to follow" and app.view.cursor == "db"


@pytest.mark.parametrize(
    ("size", "why"), [((140, 40), "Nearly all of it is in view"), ((24, 8), "The window is too small")]
)
async def test_where_there_is_no_small_map_the_key_says_why(app: GraphApp, size: tuple[int, int], why: str) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("o")
        (said,) = app._notifications
        assert said.message.startswith(why)
        assert app.view.shows_map


async def test_a_refresh_leaves_what_is_looked_at_on_its_cell(app: GraphApp) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.move_to("db")
        await pilot.pause()
        before = app.view._screen_place("db")
        more = Sketch((SketchNode("new", "a new one with a long name"), *NODES), (SketchEdge("new", "edge"), *EDGES))
        app.view.show(arrange(more, before=app.picture, held=["db"]))
        await pilot.pause()
        assert app.view.cursor == "db"
        assert app.view._screen_place("db") == before


async def test_what_fits_is_all_in_view_after_the_window_became_smaller(app: GraphApp) -> None:
    async with app.run_test(size=(140, 20)) as pilot:
        rightmost = max(app.view.painter.boxes.values(), key=lambda box: box.x + box.width)
        app.view.show(app.picture, cursor=rightmost.id, keep_place=False)
        for spare in (1, 0):
            await pilot.resize_terminal(app.view.drawing.width + spare, 20)
            await pilot.pause()
            assert app.view.size.width == app.view.drawing.width + spare
            assert 0 <= -app.view.at.x <= spare


async def test_what_is_made_beforehand_draws_every_level_as_what_is_made_when_it_is_looked_at(app: GraphApp) -> None:
    async with app.run_test(size=(60, 12)):
        picture, painters = app.picture, painters_of(app.picture)
        for level in (Level.DOTS, Level.LINES, Level.BOXES):
            app.view.level = level
            app.view.show(picture, cursor="db", keep_place=False)
            lines = app.lines()
            app.view.show(picture, cursor="db", keep_place=False, painters=painters)
            assert app.view.painter is painters[app.view.drawing.detail]
            assert app.lines() == lines


@pytest.mark.parametrize("level", list(Level))
async def test_each_level_draws_lines_of_the_width_there_is(app: GraphApp, level: Level) -> None:
    app.level = level
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        for y in range(10):
            assert app.view.render_line(y).cell_length == 40
        assert all("\x1b" not in line for line in app.lines())


async def test_edges_of_the_cursor_say_their_verbs(app: GraphApp) -> None:
    app.level = Level.BOXES
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        text = "\n".join(app.lines())
    assert "routes to" in text
    assert "manages" in text
    assert "depends on" not in text


async def test_what_the_cursor_is_on_stays_where_it_is_when_looked_at_from_nearer(app: GraphApp) -> None:
    many = tuple(SketchNode(n, f"node {n}") for n in range(200))
    app.picture = arrange(Sketch(many, tuple(SketchEdge(n // 3, n) for n in range(1, 200))))
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.move_to(70)
        app.view.action_centre()
        before = app.view._screen_place(70)
        await pilot.press("z")
        after = app.view._screen_place(70)
        assert app.view.level is Level.BOXES
        assert before is not None
        assert after is not None
        assert abs(before.x - after.x) <= 1
        assert abs(before.y - after.y) <= 1


LOOKS = {
    "layered-80x24": (Layout.LAYERED, Level.LINES, (80, 24)),
    "boxes-120x40": (Layout.LAYERED, Level.BOXES, (120, 40)),
    "nested-220x50": (Layout.NESTED, Level.BOXES, (220, 50)),
    "radial-80x24": (Layout.RADIAL, Level.LINES, (80, 24)),
}


@pytest.mark.parametrize("name", LOOKS)
def test_looks(name: str, snap_compare: Any) -> None:
    layout, level, size = LOOKS[name]
    groups = (
        SketchGroup("eu", "eu-west-1"),
        SketchGroup("a", "subnet a", parent="eu"),
        SketchGroup("b", "b", parent="eu"),
    )
    nodes = tuple(replace(node, group="a" if at % 2 else "b") for at, node in enumerate(NODES))
    picture = arrange(Sketch(nodes, EDGES, groups), layout, room=size, focus="db")
    assert snap_compare(GraphApp(picture, level), terminal_size=size)


async def test_without_unicode_everything_is_ascii(app: GraphApp) -> None:
    for level in Level:
        app.level = level
        async with app.run_test(size=(100, 30)):
            segments = [segment for y in range(30) for segment in app.view.render_line(y)]
            text = "".join(segment.text for segment in AsciiOnly().apply(segments, Color.parse("black")))
            assert text.isascii() and len(text) == 30 * app.view.size.width
        app = GraphApp(app.picture)


def test_without_unicode_letters_lose_their_accents_and_others_are_marked_in_as_many_cells() -> None:
    (told,) = AsciiOnly().apply([Segment("● é数据 e\u0301")], Color.parse("black"))
    assert told.text == "* e???? e"


def test_without_unicode_no_state_looks_like_another_or_like_a_line() -> None:
    def plain(marks: str) -> set[str]:
        return set(AsciiOnly().apply([Segment(marks)], Color.parse("black"))[0].text)

    states = plain("".join(map(UNICODE.state, State)))

    assert len(states) == len(State)
    assert not states & plain(JOINTS + HEAVY + DASHED + HEADS)
