"""What hangs on what, as a picture to walk about in: around a resource, in layers, nested; with impact and paths on it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.timer import Timer

from dharma_tui.core.drawing import Layout, NodeId, Picture, SketchNode
from dharma_tui.core.errors import GoneError
from dharma_tui.core.events import FindingsChanged, MetricsSampled, TopologyAdvanced
from dharma_tui.core.tallies import with_alerts
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens import _topology_place
from dharma_tui.screens._detail_place import opened_at, page_of
from dharma_tui.screens._moments import past_words, seen
from dharma_tui.screens._places import Target
from dharma_tui.screens._topology_cursor import FollowedCursor
from dharma_tui.screens._topology_faces import LiveFaces
from dharma_tui.screens._topology_fit import arranged, sketched_to_fit
from dharma_tui.screens._topology_keys import TOPOLOGY_BINDINGS
from dharma_tui.screens._topology_lines import nothing_words
from dharma_tui.screens._topology_told import TopologyTold
from dharma_tui.screens._topology_words import cursor_words
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.graph_painter import Painters
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.long_line_list import LongLineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.topology.drawn import Drawn

RESIZE_SECONDS = 0.1
"""While a window is pulled to another size the picture is made anew this often."""
SETTLE_SECONDS = 0.5
"""The picture is drawn again at most this often while scans change what there is."""


class TopologyScreen(TopologyTold):
    """One view at a time; every change of it is one of the person's, and leads back."""

    NAME = "topology"
    TITLE = "Topology"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = TOPOLOGY_BINDINGS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.view = TopologyView(layout=Layout.NESTED)
        self.drawn: Drawn | None = None
        self._picture: Picture | None = None
        self._pictured: TopologyView | None = None
        self._known = _topology_place.KnownPictures()
        self._views, self._windows = _topology_place.KnownViews(), _topology_place.KnownWindows()
        self._drawn_at = Size()
        """The size of the window that the picture was made for."""
        self._settling: Timer | None = None
        self.draw_timer: Timer | None = None
        self._outdated_picture = False
        self._faces, self._cursor = LiveFaces(services), FollowedCursor(services.io)

    def compose_body(self) -> ComposeResult:
        yield FilterBar(placeholder="what it is called", id="topology-search")
        with Face(loading="Reading what hangs on what…", id="topology-face"), Horizontal(id="topology-body"):
            with Vertical(id="topology-picture"):
                yield GraphView(id="graph")
                yield LongLineList(id="topology-text")
            with Panel("", id="topology-panel"):
                yield LongLineList(id="topology-told")
        yield StatusLine(id="topology-status")

    # -- parts ------------------------------------------------------------------------------------------------------

    @property
    def graph(self) -> GraphView:
        """The picture."""
        return self.query_one("#graph", GraphView)

    @property
    def face(self) -> Face:
        """What stands in for both."""
        return self.query_one("#topology-face", Face)

    @property
    def node(self) -> SketchNode | None:
        """What the cursor is on."""
        return self.graph.node

    @property
    def ref(self) -> ResourceRef | None:
        """The resource under the cursor; None on a group, or nothing."""
        node = self.node
        return self.drawn.sketched.refs.get(node.id) if self.drawn and node else None

    # -- life -------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow what changes."""
        self.listen(TopologyAdvanced, self._advanced)
        self.listen(MetricsSampled, self._sampled)
        self.listen(FindingsChanged, self._alerts_changed)
        self.text.display = self.panel.display = False

    def on_unmount(self) -> None:
        """Measure nothing more."""
        self._faces.stop()

    def on_screen_suspend(self) -> None:
        """Behind: measure nothing."""
        self._faces.stop()

    def on_screen_resume(self) -> None:
        """In front again: go on measuring."""
        self._watch_faces()
        self.run(self._put_alerts, group="alerts")

    def on_resize(self, event: events.Resize) -> None:
        """Wide screens tell beside the picture, others below it; the picture is made anew for the room there is."""
        self.place_told()
        if self.drawn is not None and self.size != self._drawn_at and self.draw_timer is None:
            self.draw_timer = self.set_timer(RESIZE_SECONDS, self._fit_to_size)

    def _fit_to_size(self) -> None:
        self.draw_timer = None
        if self.is_active and self.size != self._drawn_at:  # whoever came here meanwhile has drawn it already
            self.run(self._draw, face=self.face)

    def arrive(self, target: Target) -> None:
        """Show the view navigated to, or what is around a resource; who asks for the same anew looks at it anew."""
        left = self.view
        if isinstance(target, TopologyView):
            self.view = target
        elif isinstance(target, ResourceRef):
            self.view = TopologyView(focus=(target,))
        else:
            self.amend(self.view)
        if target is not None and self.view == left and not self.returns:
            self._pictured = None

    def reload(self) -> None:
        """Draw the view anew."""
        self.face.show_loading("Reading what hangs on what…")
        self.run(self._draw, face=self.face)

    def link(self) -> str:
        """The command line that opens this view."""
        return f"--open {shlex.quote(f'topology {format_topology(self.dated_view)}')}"

    # -- drawing ----------------------------------------------------------------------------------------------------

    def show_view(self, view: TopologyView) -> None:
        """Show another view; going back leads to this one."""
        if view != self.view:
            self.shell.go(self.NAME, view)

    async def _draw(self) -> None:
        try:
            await self._draw_view()
        except GoneError as error:
            if (before := edits.before_it_went(self.view, error)) is None:
                raise
            self.view = before
            self.amend(before)
            await self._draw_view()
            self.say(error.message, f"shown as it was before, {past_words(self.services, self.seen.as_of)}")

    async def _draw_view(self) -> None:
        self.seen = await seen(self.services, self.dated_view.at)
        asked, size = replace(self.dated_view, at=self.seen.at), self.size
        wanted = await self.still_there(asked)
        room = _topology_place.room((size.width, size.height), wanted)
        like = self._views.like(self._pictured, wanted, size)
        if like is not None:
            most, drawn = like.most, await self.services.topology.sketches.sketch(wanted, like.most, like.standing)
        else:
            drawn, most = await sketched_to_fit(self.services, wanted, room)
        if drawn.view != asked:
            self.view = replace(drawn.view, at=self.view.at)
            self.amend(self.view)
        if not drawn.sketched.sketch.nodes and not drawn.sketched.sketch.groups:
            self._picture, self.drawn, self.returns = None, None, False
            self.say_where()
            self.face.show_empty(*nothing_words(self.view, drawn.answer))
            return
        if not self.dated_view.at:
            sketch = await self._faces.dressed(drawn.sketched)
            drawn = replace(drawn, sketched=replace(drawn.sketched, sketch=sketch))
        is_near = _topology_place.is_near(self._pictured, drawn.view)
        last = self._picture if is_near and self._drawn_at == size else None
        before = self._known.like(drawn.sketched.sketch, drawn.view.layout, size)
        if before is None and _topology_place.keeps_place(self._pictured, drawn.view):
            before = last
        elif before is None and (left := self._views.left(drawn.view, size)) is not None:
            before = left.picture
        turned = None if last is None or drawn.view.to is not None else last.grid.turned
        shrinks = self._pictured != drawn.view
        made = partial(arranged, drawn, room, before, turned, shrinks=shrinks)
        picture, painters, is_like = await self.services.io.run(made)
        self._drawn_at = size
        self._known.keep(picture, size, drawn.view)
        self._views.keep(drawn.view, size, _topology_place.Left(picture, drawn.sketched.standing, most))
        go_to, self._go_to = (self._go_to, None) if is_near else (None, self._go_to)
        cursor = await self._cursor.on(drawn, self.drawn, self.graph, go_to) if is_near else drawn.sketched.focus
        self._show(drawn, picture, painters, cursor, is_near and is_like)
        await self.tell()
        self.say_where()

    def _show(
        self, drawn: Drawn, picture: Picture, painters: Painters, cursor: NodeId | None, keep_place: bool
    ) -> None:
        before, known = self._pictured, {node.id for node in self.graph.picture.sketch.nodes}
        only_expands = before is not None and replace(before, expanded=drawn.view.expanded) == drawn.view != before
        if only_expands and known == {node.id for node in picture.sketch.nodes}:
            self.say("All that it is related to is drawn already", timeout=3)
        returns, self.returns = self.returns, False
        again = self._windows.again(before, drawn.view, self.size, self.graph.looked, returns=returns)
        self.drawn, self._picture, self._pictured = drawn, picture, drawn.view
        self.face.show_data()
        beside = None if drawn.view.to is None else str(drawn.view.to)
        asked = [node.id for node in picture.sketch.nodes if only_expands and node.id not in known]
        places = {"keep_place": keep_place, "near": True, "holds": drawn.view.is_marked, "returns": returns}
        self.graph.show(picture, cursor=cursor, beside=beside, asked=asked, painters=painters, again=again, **places)
        self.place_told()
        self.show_text()
        if self.focused is None:
            self.focus_view()
        self.say_where()
        self._watch_faces()

    @on(GraphView.NodeHighlighted)
    def say_cursor(self) -> None:
        """What the cursor is on, in the status line."""
        self._cursor.moved(self.graph.cursor)
        self.query_one(StatusLine).what = cursor_words(self.node) if self.node is not None else ""

    # -- opening ----------------------------------------------------------------------------------------------------

    @on(GraphView.NodeSelected)
    def _selected(self, message: GraphView.NodeSelected) -> None:
        self.open_node(message.node)

    def open_node(self, node: NodeId) -> None:
        """A resource's page, or what is in a group."""
        sketched = self.drawn.sketched if self.drawn else None
        if sketched is None:
            return
        if ref := sketched.refs.get(node):
            self.shell.open_resource(opened_at(ref, self.own_at))
        elif (group := sketched.groups.get(node)) is not None:
            is_open = any(frame.id == node for frame in sketched.sketch.groups) and group not in self.view.closed
            self.show_view((edits.closed if is_open else edits.opened)(self.view, group))

    # -- living data ------------------------------------------------------------------------------------------------

    def _advanced(self, event: TopologyAdvanced) -> None:
        """The store moved on."""
        if not self.dated_view.at:
            self._outdate()

    def _outdate(self) -> None:
        """Draw again, soon."""
        self._outdated_picture = True
        if self._settling is None:
            self._renew()

    def _renew(self) -> None:
        """At once, and again when it has settled if more came meanwhile."""
        self._settling = None
        if self._outdated_picture:
            self._outdated_picture = False
            self._settling = self.set_timer(SETTLE_SECONDS, self._renew)
            self.run(self._draw, face=self.face)

    def _sampled(self, event: MetricsSampled) -> None:
        """What is measured for the first time gets room for it; what has room is only written."""
        nodes = self.graph.picture.sketch.nodes
        if changed := self._faces.sampled(event, nodes):
            if any(node.id in changed and not node.metric for node in nodes):
                self._outdate()
            self.graph.put_nodes({id: node for id, node in changed.items() if node.metric})
            self.say_cursor()

    def _alerts_changed(self, event: FindingsChanged) -> None:
        self.run(self._put_alerts, group="alerts")

    async def _put_alerts(self) -> None:
        if (drawn := self.drawn) is not None and not self.dated_view.at:
            alerts = await self._faces.alerts(drawn.sketched)
            if drawn is self.drawn:
                self.graph.put_sketch(with_alerts(self.graph.picture.sketch, alerts))
                self.show_text()
                self.say_cursor()

    def _watch_faces(self) -> None:
        """Measure what is shown, unless that is the past."""
        self._faces.stop()
        if self.drawn is not None and self.is_active and not self.dated_view.at:
            self._faces.watch(self.graph.picture.sketch.nodes, self.drawn.sketched.refs)

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_centre_on(self) -> None:
        """Look around what the cursor is on."""
        if ref := self.resource():
            self.show_view(edits.around(self.view, (ref,)))

    def action_expand(self) -> None:
        """Draw what this is related to, or no longer."""
        if ref := self.ref:
            self.show_view(edits.expanded(self.view, ref))
        else:
            self.say("Resources are expanded one by one", "space opens a group")

    def action_everything(self) -> None:
        """All there is."""
        self.show_view(edits.everything(self.view))

    def action_depth(self, steps: int) -> None:
        """Further around, or less, where it is looked around something."""
        if said := edits.steps_unasked(self.view):
            self.say(said, "F looks around what the cursor is on", timeout=3)
        else:
            self.show_view(edits.deeper(self.view, steps))

    def action_layout(self) -> None:
        """The next layout."""
        self.show_view(edits.next_layout(self.view))

    def action_way(self) -> None:
        """The next direction."""
        if self.view.impact:
            self.say("What fails is followed to all that it takes with it", timeout=3)
            return
        view = edits.next_way(self.view)
        self.say(f"Shown: {edits.WAYS[view.way]}", timeout=2)
        self.show_view(view)

    def action_fold(self) -> None:
        """Open the group under the cursor; where it is none, close what it lies in."""
        node, sketched = self.node, self.drawn.sketched if self.drawn else None
        if node is None or sketched is None:
            return
        group = sketched.groups.get(node.id)
        if group is not None and (self.graph.frame is None or group in self.view.closed):
            self.show_view(edits.opened(self.view, group))
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close the frame under the cursor, or what the cursor is in."""
        node, sketched = self.node, self.drawn.sketched if self.drawn else None
        if node is None or sketched is None:
            return
        at = node.id if self.graph.frame is not None else node.group or sketched.within.get(node.id)
        if (group := edits.closable(self.view, sketched.sketch, at)) is not None:
            self.show_view(edits.closed(self.view, str(group)))
        else:
            self.say("It is in no group that could be closed", timeout=3)

    def action_pin(self) -> None:
        """Pin it."""
        if ref := self.resource():
            self.show_view(edits.pinned(self.view, ref))

    def action_detail(self, tab: str) -> None:
        """The page of the resource."""
        if ref := self.resource():
            self.shell.open_resource(page_of(ref, tab, self.own_at))
