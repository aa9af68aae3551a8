"""The topology in words: what an impact, a path or a change is, listed beside the picture, and the picture itself as text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import on

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.format import counted
from dharma_tui.core.text import copyable_name, printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._detail_place import opened_at
from dharma_tui.screens._lines import heading, note
from dharma_tui.screens._moments import past_words
from dharma_tui.screens._topology_asks import TopologyAsks
from dharma_tui.screens._topology_edits import LAYOUTS
from dharma_tui.screens._topology_lines import (
    answer_lines,
    change_lines,
    change_title,
    impact_lines,
    lonely_lines,
    path_lines,
)
from dharma_tui.screens._topology_place import AROUND, tells_below
from dharma_tui.screens._topology_words import names_in, view_words
from dharma_tui.services.topology.worded import (
    answer_of_impact,
    answer_of_paths,
    failing_of,
    impact_title,
    is_of_paths,
    paths_title,
)
from dharma_tui.widgets.graph_view import GraphView
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dharma_tui.core.topology_answer import Answer
    from dharma_tui.services.topology.drawn import Drawn


class TopologyTold(TopologyAsks):
    """Over a picture, whose cursor follows that of the words."""

    as_text = False
    """Whether words stand in place of the picture."""
    _places: Mapping[ResourceRef, NodeId | None] = MappingProxyType({})
    """What those of an impact or a path that is listed are drawn as."""
    _own_lines: Mapping[NodeId, int] = MappingProxyType({})
    """Where the words of each node and group begin."""
    worded: Answer | None = None
    """The answer to what the view asks, in words."""
    told_names: Mapping[ResourceRef, str] = MappingProxyType({})
    """What those that fail are called, as they may not be drawn."""

    @property
    def text(self) -> LineList:
        """The same as text."""
        return self.query_one("#topology-text", LineList)

    @property
    def panel(self) -> Panel:
        """What an impact or a path is told in."""
        return self.query_one("#topology-panel", Panel)

    def open_node(self, node: NodeId) -> None:
        """Open what a node is; a subclass knows."""
        raise NotImplementedError

    def say_cursor(self) -> None:
        """What the cursor is on, in the status line; a subclass knows."""
        raise NotImplementedError

    def say_where(self) -> None:
        """What is looked at and as of when in the header, how much is drawn of it in the status line."""
        drawn, status = self.drawn, self.query_one(StatusLine)
        status.past = past_words(self.services, self.seen.as_of)
        then = (status.past,) if self.view.at and status.past else ()
        if drawn is None:
            self.crumbs, status.counts, status.what = ("Topology", view_words(self.view, {}), *then), (), ""
            return
        sketch = drawn.sketched.sketch
        self.crumbs = ("Topology", view_words(self.view, {**self.told_names, **names_in(drawn.sketched)}), *then)
        counts = [counted(drawn.sketched.nodes, "resource"), counted(drawn.sketched.edges, "relationship")]
        if sketch.left_out:
            counts.append(f"{counted(sketch.left_out, 'relationship')} not drawn")
        if not drawn.choice.is_whole:
            counts.append("not all of it")
        status.counts = (*counts, LAYOUTS[self.view.layout])
        self.say_cursor()

    async def tell(self) -> None:
        """List what the view asks; nothing beside one that asks nothing."""
        from dharma_tui.services.topology.graphs import Asked

        view, graphs = self.dated_view, self.services.topology
        self._places, self.told_names = {}, {}
        self.worded = None if self.drawn is None else self.drawn.answer
        if failing := failing_of(view):
            found = await graphs.impact(failing, Asked(hidden_verbs=view.hidden_verbs), at=view.at)
            self.affected = found.total - len(failing)
            self.told_names = {node.ref: node.name for node in found.graph.nodes if node.ref in failing}
            await self._find_places([node.ref for node in found.graph.nodes])
            self.worded = answer_of_impact(found, view)
            self._tell_lines(impact_title(found, view), impact_lines(found, view, self._places, self._labels()))
        elif self.drawn is not None and is_of_paths(self.drawn):
            await self._tell_paths(self.drawn)
        elif self.drawn is not None and (answer := self.drawn.answer) is not None:
            self._tell_lines(answer.title, answer_lines(answer))
        elif self.drawn is not None and self.drawn.difference is not None:
            changed = self.drawn.difference
            await self._find_places([node.ref for node in changed.graph.nodes])
            there = {str(id) for id in self._labels()}
            drawn = {ref for ref, place in self._places.items() if place is not None or str(ref) in there}
            self._tell_lines(change_title(changed), change_lines(changed, drawn, view))
        elif self.drawn is not None and not self.drawn.sketched.edges:
            self._tell_lines("No relationships", lonely_lines(view))
        else:
            self.panel.display = False
        self.answered = view
        if self.as_text:
            self.show_text()

    async def _tell_paths(self, drawn: Drawn) -> None:
        """Every step, and where it is drawn."""
        found = await self.services.topology.sketches.paths(drawn)
        await self._find_places([node.ref for node in found.nodes])
        self.told_names = {node.ref: node.name for node in found.nodes}
        lines = path_lines(found, drawn.choice.led, self._places, self._labels())
        self.worded = answer_of_paths(found, drawn.choice.led)
        self._tell_lines(paths_title(found, drawn.choice.led), lines)

    async def _find_places(self, refs: list[ResourceRef]) -> None:
        """What each of these is drawn as."""
        if self.drawn is not None:
            shown = await self.services.io.run(self.drawn.sketched.shown_as, refs)
            self._places = dict(zip(refs, shown, strict=True))

    def _labels(self) -> dict[NodeId, str]:
        sketch = self.graph.picture.sketch
        return {node.id: node.label for node in sketch.nodes} | {group.id: group.label for group in sketch.groups}

    def place_told(self) -> None:
        """Tell beside the picture or below it, by the room that the chat leaves, and as all of a picture is seen that something is
        marked on and that stays as it is."""
        stays = self.graph.drawing if self.drawn is not None and self.drawn.view.is_marked else None
        left = self.size if self.chat_room is None else self.chat_room.with_height(self.chat_room.height + AROUND - 1)
        self.query_one("#topology-body").set_class(tells_below(left, stays), "-below")

    def _tell_lines(self, title: str, lines: list[Line]) -> None:
        self.panel.display = True
        self.panel.head.text = title
        told = self.query_one("#topology-told", LineList)
        told.show(lines, told.cursor)

    def in_words(self) -> list[str]:
        """The picture as lines of text, and the answer to what was asked after it."""
        from dharma_tui.core.sketch_text import told

        if self.drawn is None:
            return []
        then = [past, ""] if (past := past_words(self.services, self.seen.as_of)) else []
        return [*then, *map(str, told(self.drawn.sketched.sketch)), *(["", *self.worded.told()] if self.worded else [])]

    def show_text(self) -> None:
        """The picture in words, where these are wanted."""
        self.text.display, self.graph.display = self.as_text, not self.as_text
        if self.as_text and self.drawn is not None:
            from dharma_tui.core.sketch_text import told

            said = told(self.drawn.sketched.sketch)
            lines = [
                Line(
                    ((f" {printable(str(line), 400)}", "line--plain" if line.level else "line--strong"),), value=line.id
                )
                for line in said
            ]
            own = {line.id: number for number, line in enumerate(said) if line.id is not None and not line.leads}
            if past := past_words(self.services, self.seen.as_of):
                lines = [note(past), *lines]
                own = {id: number + 1 for id, number in own.items()}
            if self.worded is not None:
                lines += [note(""), heading(self.worded.title), *answer_lines(self.worded)]
            self._own_lines = own
            at, cursor = self.text.cursor, self.graph.cursor
            stays = at < len(lines) and lines[at].value == cursor
            self.text.show(lines, at if stays or cursor is None else own.get(cursor, at))

    @on(GraphView.NodeHighlighted)
    def _text_follows(self) -> None:
        """Words that somebody else moves the cursor of are marked where it is, too."""
        if not self.text.has_focus:
            self.mark_words()

    def mark_words(self) -> None:
        """The words of what the cursor is on are marked."""
        at = self._own_lines.get(self.graph.cursor) if self.as_text and self.graph.cursor is not None else None
        if at is not None:
            self.text.cursor = at

    def focus_view(self) -> None:
        """The keys go to the picture, or to the words in its place."""
        (self.text if self.as_text else self.graph).focus()

    @on(LineList.Moved, "#topology-told")
    def _told_moved(self, message: LineList.Moved) -> None:
        value = message.line.value
        if message.list.has_focus and value is not None:
            place = self._places.get(value) if isinstance(value, ResourceRef) else None
            self.graph.move_to(str(value) if place is None else place)

    @on(LineList.Moved, "#topology-text")
    def _text_moved(self, message: LineList.Moved) -> None:
        if message.list.has_focus and message.line.value is not None:
            self.graph.move_to(str(message.line.value))

    @on(LineList.Chosen, "#topology-told")
    def _told_chosen(self, message: LineList.Chosen) -> None:
        if isinstance(message.line.value, ResourceRef):
            self.shell.open_resource(opened_at(message.line.value, self.own_at))
        elif message.line.value is not None:
            self.open_node(str(message.line.value))

    @on(LineList.Chosen, "#topology-text")
    def _text_chosen(self, message: LineList.Chosen) -> None:
        if message.line.value is not None:
            self.open_node(str(message.line.value))

    def action_text(self) -> None:
        """Words in place of the picture, or the picture again."""
        self.as_text = not self.as_text
        self.show_text()
        self.focus_view()

    def action_copy(self, what: str) -> None:
        """The key under the cursor, or all of the view in words."""
        if what == "key":
            if ref := self.resource():
                self.shell.copy_text(copyable_name(ref.key), "the key")
        elif self.drawn is not None:
            self.shell.copy_text("\n".join(self.in_words()), "the view as text")
