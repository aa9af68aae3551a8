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
from textual.timer import Timer

from dharma_tui.core.drawing import Layout, NodeId, Picture, SketchNode
from dharma_tui.core.events import FindingsChanged, MetricsSampled, TopologyAdvanced
from dharma_tui.core.format import counted
from dharma_tui.core.topology_view import TopologyView, format_topology
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens._detail_place import page_of
from dharma_tui.screens._places import Target
from dharma_tui.screens._topology_faces import LiveFaces
from dharma_tui.screens._topology_keys import TOPOLOGY_BINDINGS
from dharma_tui.screens._topology_told import TopologyTold
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.topology.sketches import Drawn

SETTLE_SECONDS = 0.5
"""The picture is drawn again at most this often while scans change what there is."""
BESIDE_WIDTH = 100
"""Columns from which on what is told stands beside the picture, and not below it."""


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
        self._settling: Timer | None = None
        self._outdated_picture = False
        self._faces = LiveFaces(services)

    def compose_body(self) -> ComposeResult:
        yield FilterBar(placeholder="what it is called", id="topology-search")
        with Face(loading="Reading what hangs on what…", id="topology-face"), Horizontal(id="topology-body"):
            with Vertical(id="topology-picture"):
                yield GraphView(id="graph")
                yield LineList(id="topology-text")
            with Panel("", id="topology-panel"):
                yield LineList(id="topology-told")
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
    def dated_view(self) -> TopologyView:
        """The view as of the console's moment, where it says none."""
        return self.view if self.view.at or not self.at else replace(self.view, at=self.at)

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

    def on_resize(self, event: events.Resize) -> None:
        """Wide screens tell beside the picture, others below it."""
        self.query_one("#topology-body").set_class(event.size.width < BESIDE_WIDTH, "-below")

    def arrive(self, target: Target) -> None:
        """Show the view navigated to, or what is around a resource."""
        if isinstance(target, TopologyView):
            self.view = target
        elif isinstance(target, ResourceRef):
            self.view = TopologyView(focus=(target,))
        else:
            self.amend(self.view)

    def reload(self) -> None:
        """Draw the view anew."""
        self.face.show_loading("Reading what hangs on what…")
        self.run(self._draw, face=self.face)

    def action_reload(self) -> None:
        """Draw everything anew, nothing keeping its place: a picture that grew and shrank is tidy again."""
        self._pictured = None
        super().action_reload()

    def link(self) -> str:
        """The command line that opens this view."""
        return f"--open {shlex.quote(f'topology {format_topology(self.dated_view)}')}"

    # -- drawing ----------------------------------------------------------------------------------------------------

    def show_view(self, view: TopologyView) -> None:
        """Show another view; going back leads to this one."""
        if view != self.view:
            self.shell.go(self.NAME, view)

    async def _draw(self) -> None:
        wanted = self.dated_view
        drawn = await self.services.topology.sketches.sketch(wanted)
        if drawn.view != wanted:
            self.view = replace(drawn.view, at=self.view.at)
            self.amend(self.view)
        if not drawn.sketched.sketch.nodes and not drawn.sketched.sketch.groups:
            self._picture = None
            self.face.show_empty(*self._nothing())
            return
        drawn = self._dressed(drawn)
        is_kept = self._is_near(drawn.view)
        before = self._picture if is_kept and self._only_grows(drawn.view) else None
        room = (self.graph.size.width or 80, self.graph.size.height or 24)
        picture = await self.services.io.run(partial(self._arranged, drawn, room, before))
        self._show(drawn, picture, self._cursor_on(drawn) if is_kept else drawn.sketched.focus, before is not None)
        await self.tell()

    def _dressed(self, drawn: Drawn) -> Drawn:
        """With what is known of its nodes now, and room for what will be measured of them."""
        sketched = drawn.sketched
        nodes = self._faces.dressed(sketched.sketch.nodes, sketched.refs, now=not self.dated_view.at)
        return replace(drawn, sketched=replace(sketched, sketch=replace(sketched.sketch, nodes=nodes)))

    @staticmethod
    def _arranged(drawn: Drawn, room: tuple[int, int], before: Picture | None) -> Picture:
        from dharma_tui.services.topology.layout.arrange import arrange

        sketched = drawn.sketched
        held = [] if sketched.focus is None else [sketched.focus]
        return arrange(sketched.sketch, drawn.view.layout, room=room, focus=sketched.focus, before=before, held=held)

    def _is_near(self, view: TopologyView) -> bool:
        """Whether it is so much the same that what the cursor is on should stay where it is on the screen."""
        before = self._pictured
        same = before is not None and before.layout is view.layout
        return same and before is not None and bool(before.focus == view.focus or set(before.focus) & set(view.focus))

    def _only_grows(self, view: TopologyView) -> bool:
        """Whether nothing is closed against the picture before: then what stays keeps its place in the picture, too."""
        before = self._pictured
        return before is not None and view.opened >= before.opened and view.closed <= before.closed

    def _cursor_on(self, drawn: Drawn) -> NodeId | None:
        """Where the cursor goes if what it is on is no longer there: into what was opened, onto what was closed."""
        nodes = drawn.sketched.sketch.nodes
        before = {node.id for node in self.graph.picture.sketch.nodes}
        if self.graph.cursor in {node.id for node in nodes}:
            return self.graph.cursor
        closed = drawn.view.closed - (self._pictured.closed if self._pictured else frozenset())
        fresh = [node.id for node in nodes if node.id not in before]
        return next((id for id in fresh if str(id) in closed), next(iter(fresh), None))

    def _show(self, drawn: Drawn, picture: Picture, cursor: NodeId | None, keep_place: bool) -> None:
        self.drawn, self._picture, self._pictured = drawn, picture, drawn.view
        self.face.show_data()
        self.graph.show(picture, cursor=cursor, keep_place=keep_place)
        self.show_text()
        if self.focused is None:
            (self.text if self.as_text else self.graph).focus()
        self._say_where()
        self._watch_faces()

    def _nothing(self) -> tuple[str, str]:
        if self.view.since:
            return f"Nothing changed since {self.view.since}", "S chooses another moment after S has ended this"
        if self.view.hidden_kinds or self.view.hidden_verbs:
            return "Everything is hidden", "U shows all kinds and relationships again"
        return "Nothing has been discovered yet", "R discovers now, 3 shows the providers"

    def _say_where(self) -> None:
        drawn = self.drawn
        if drawn is None:
            return
        names = [
            node.label for node in drawn.sketched.sketch.nodes if drawn.sketched.refs.get(node.id) in self.view.focus
        ]
        self.crumbs = ("Topology", ", ".join(names[:3]) or "everything")
        status, sketch = self.query_one(StatusLine), drawn.sketched.sketch
        status.what = format_topology(self.dated_view)
        counts = [counted(drawn.sketched.nodes, "resource"), counted(drawn.sketched.edges, "relationship")]
        if sketch.left_out:
            counts.append(f"{sketch.left_out:,} not drawn")
        if not drawn.choice.is_whole:
            counts.append("not all of it")
        status.counts = (*counts, edits.LAYOUTS[self.view.layout])

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
            self.shell.open_resource(ref)
        elif (group := sketched.groups.get(node)) is not None:
            self.show_view(edits.opened(self.view, group))

    # -- living data ------------------------------------------------------------------------------------------------

    def _advanced(self, event: TopologyAdvanced) -> None:
        """The store moved on."""
        if self.dated_view.at:
            return
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
        if changed := self._faces.sampled(event, self.graph.picture.sketch.nodes):
            self.graph.put_nodes(changed)

    def _alerts_changed(self, event: FindingsChanged) -> None:
        self._watch_faces()

    def _watch_faces(self) -> None:
        """Measure what is shown, and put alerts on it."""
        if self.drawn is None or not self.is_active:
            return
        changed = self._faces.watch(
            self.graph.picture.sketch.nodes, self.drawn.sketched.refs, now=not self.dated_view.at
        )
        if changed:
            self.graph.put_nodes(changed)

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_centre_on(self) -> None:
        """Look around what the cursor is on."""
        if ref := self.ref:
            self.show_view(edits.around(self.view, (ref,)))

    def action_everything(self) -> None:
        """All there is."""
        self.show_view(edits.everything(self.view))

    def action_depth(self, steps: int) -> None:
        """Further around, or less."""
        self.show_view(edits.deeper(self.view, steps))

    def action_layout(self) -> None:
        """The next layout."""
        self.show_view(edits.next_layout(self.view))

    def action_way(self) -> None:
        """The next direction."""
        view = edits.next_way(self.view)
        self.say(f"Shown: {edits.WAYS[view.way]}", timeout=2)
        self.show_view(view)

    def action_fold(self) -> None:
        """Open the group under the cursor; where it is none, close what it lies in."""
        node, sketched = self.node, self.drawn.sketched if self.drawn else None
        if node is None or sketched is None:
            return
        if (group := sketched.groups.get(node.id)) is not None:
            self.show_view(edits.opened(self.view, group))
        else:
            self.action_close()

    def action_close(self) -> None:
        """Close what the cursor is in."""
        node = self.node
        if node is None:
            return
        if node.group is not None:
            self.show_view(edits.closed(self.view, str(node.group)))
        elif self.drawn is not None and (group := self.drawn.sketched.within.get(node.id)) is not None:
            self.show_view(edits.closed(self.view, group))

    def action_hide_kind(self) -> None:
        """Hide this kind."""
        if (node := self.node) and "." in node.kind:
            self.show_view(replace(self.view, hidden_kinds=self.view.hidden_kinds | {node.kind}))
            self.say(f"{node.kind} is hidden", "U shows everything again", timeout=3)

    def action_unhide(self) -> None:
        """Show every kind and verb."""
        self.show_view(edits.shows_all(self.view))

    def action_pin(self) -> None:
        """Pin it."""
        if ref := self.ref:
            self.show_view(edits.pinned(self.view, ref))

    def action_impact(self) -> None:
        """What fails if this does."""
        if ref := self.ref:
            self.show_view(edits.with_impact(self.view, (ref,)))
        elif self.view.impact:
            self.show_view(replace(self.view, impact=False))

    def action_path(self) -> None:
        """From the focus to here."""
        ref = self.ref
        if ref is None:
            return
        if not self.view.focus or self.view.focus == (ref,):
            self.say("A path leads from the focus to the cursor", "F makes this the focus; then p on the other end")
            return
        self.show_view(edits.with_path(self.view, ref))

    def action_detail(self, tab: str) -> None:
        """The page of the resource."""
        if ref := self.ref:
            self.shell.open_resource(page_of(ref, tab))

    def action_copy(self, what: str) -> None:
        """The key under the cursor, or all of the view in words."""
        if what == "key":
            if ref := self.ref:
                self.shell.copy_text(ref.key, "the key")
        elif self.drawn is not None:
            from dharma_tui.core.sketch_text import told

            self.shell.copy_text("\n".join(map(str, told(self.drawn.sketched.sketch))), "the view as text")
