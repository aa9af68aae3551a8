"""Draws windows of a drawing: lines and joints, frames, faces of nodes, and verbs along what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import or_
from typing import TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dharma_tui.core.drawing import Box, Detail, Drawing, Frame, Mark, NodeId, Picture, Route, SketchGroup, SketchNode
from dharma_tui.core.faces import KIND, QUIET, Face, face_of, face_of_frame, fitted_words, kind_word
from dharma_tui.core.text import cell_width, cells_of, fitted, printable
from dharma_tui.core.types import Severity
from dharma_tui.widgets.glyphs import UNICODE
from dharma_tui.widgets.graph_lines import JOINTS, GraphLines
from dharma_tui.widgets.graph_marks import PLAIN, GraphMarks, MarkedCells
from dharma_tui.widgets.graph_words import Words, counts_on, said_on
from dharma_tui.widgets.kind_glyphs import kind_glyph

Part = tuple[str, str]
"""A text and the name of its style."""
_SIGNS = {Mark.PATH: "»", Mark.FOUND: "»", Mark.ADDED: "+", Mark.CHANGED: "~", Mark.REMOVED: "-"}
"""What says a mark where there are no colours; what is affected says how much of it is, or where it has no room for that, or
only holds what is, the first."""


class RowCells:
    """One row of a window as it fills up; whatever lies outside is cut."""

    def __init__(self, width: int) -> None:
        self.chars = [" "] * width
        self.styles = [""] * width

    def put(self, x: int, text: str, style: str) -> int:
        """``text`` from column ``x``; the column after it."""
        if text.isascii() or all(cell_width(char) == 1 for char in text):
            first, last = max(0, x), min(len(self.chars), x + len(text))
            if first < last:
                self._part(first)
                self._part(last)
                self.chars[first:last] = text[first - x : last - x]
                self.styles[first:last] = [style] * (last - first)
            return x + len(text)
        for char in text:
            width = cell_width(char)
            if not width:
                if 0 < x <= len(self.chars):
                    self.chars[x - 1 if self.chars[x - 1] else x - 2] += char
                continue
            whole = x >= 0 and x + width <= len(self.chars)
            self._part(x)
            self._part(x + width)
            for at in range(max(0, x), min(len(self.chars), x + width)):
                self.chars[at] = (char if at == x else "") if whole else " "
                self.styles[at] = style
            x += width
        return x

    def _part(self, x: int) -> None:
        """Let nothing wide lie across the left side of column ``x``: half of it is about to be drawn over."""
        if 0 < x < len(self.chars) and not self.chars[x]:
            self.chars[x - 1] = self.chars[x] = " "

    def strip(self, style_of: Callable[[str], Style]) -> Strip:
        """The row as it is sent."""
        segments = []
        at = 0
        for style, run in groupby(self.styles):
            end = at + len(list(run))
            segments.append(Segment("".join(self.chars[at:end]), style_of(style)))
            at = end
        return Strip(segments, len(self.chars))


class GraphPainter:
    """One drawing, ready to be looked at through windows."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.nodes: dict[NodeId, SketchNode] = {node.id: node for node in drawing.sketch.nodes}
        self.boxes = {box.id: box for box in drawing.boxes}
        self.groups = {group.id: group for group in drawing.sketch.groups}
        self.frames = {frame.id: frame for frame in drawing.frames}
        self.stops = self.boxes | {frame.id: frame.head for frame in drawing.frames}
        """Where the cursor can stand."""
        self._ends_of_lines = self.boxes | {frame.id: frame.box for frame in drawing.frames}
        self.marks = GraphMarks(drawing.sketch, drawing.routes, self._ends_of_lines, alone=drawing.is_crowded)
        self.lines = GraphLines(self.marks.routes if drawing.is_crowded else drawing.routes, self._ends_of_lines)
        self._rows: dict[int, list[Box]] = {}
        for box in drawing.boxes:
            for y in range(box.y, box.y + box.height):
                self._rows.setdefault(y, []).append(box)
        self._counts = counts_on(drawing, self.lines) if drawing.frames and not drawing.is_crowded else {}
        self._ends: dict[NodeId, list[Route]] = {}
        for route in drawing.routes:
            self._ends.setdefault(route.source, []).append(route)
            self._ends.setdefault(route.target, []).append(route)
        self.cursor: NodeId | None = None
        self.near_lines = GraphLines((), self._ends_of_lines)
        self.verbs: dict[NodeId, str] = {}
        self._times: dict[NodeId, int] = {}
        """How many edges there are between the cursor and another node."""
        self._spoken: Words = {}

    def routes_of(self, node: NodeId) -> list[Route]:
        """The routes that begin or end at ``node``."""
        return self._ends.get(node, [])

    @property
    def near(self) -> list[Route]:
        """The routes of what the cursor is on."""
        return self.routes_of(self.cursor) if self.cursor is not None else []

    def look_at(self, node: NodeId | None) -> None:
        """Bring out the edges of ``node`` and what they say."""
        self.cursor = node
        routes = self.routes_of(node) if node is not None else []
        self.near_lines = GraphLines(routes, self._ends_of_lines)
        self.verbs = {}
        self._times = {}
        self._spoken = {}
        for route in routes:
            self._meet(route.source, route.target, route.edges)
        if self.drawing.detail is Detail.LINES:
            lines = self.near_lines if self.drawing.is_crowded else self.lines
            said = [(route, self._said(route.edges)) for route in routes]
            self._spoken = said_on(said, lines, self.drawing, self._counts)
        if self.drawing.frames and node is not None:
            drawn = {(route.source, route.target) for route in routes}
            for (source, target), numbers in self._edges_of(node).items():
                if (source, target) not in drawn:
                    self._meet(source, target, tuple(numbers))

    def _meet(self, source: NodeId, target: NodeId, edges: tuple[int, ...]) -> None:
        """Keep what the edges between the cursor and another node say."""
        other = target if source == self.cursor else source
        said = self._said(edges)
        self._times[other] = self._times.get(other, 0) + sum(
            self.drawing.sketch.edges[number].count for number in edges
        )
        self.verbs[other] = f"{self.verbs[other]}, {said}" if other in self.verbs else said

    def _shortened(self, node: NodeId, room: int) -> str:
        """What the edges between the cursor and ``node`` say, for how many there are in any case."""
        said, times = self.verbs.get(node, ""), self._times.get(node, 1)
        if cells_of(said) <= room or times == 1:
            return fitted(said, room)
        count = f" ×{times:,}"
        return f"{fitted(said.partition(' ×')[0], room - cells_of(count))}{count}"

    def _edges_of(self, node: NodeId) -> dict[tuple[NodeId, NodeId], list[int]]:
        """The edges of ``node``: where there are frames, there is not a way for all of them."""
        found: dict[tuple[NodeId, NodeId], list[int]] = {}
        for number, edge in enumerate(self.drawing.sketch.edges):
            if node in (edge.source, edge.target) and edge.source != edge.target:
                found.setdefault((edge.source, edge.target), []).append(number)
        return found

    def _said(self, numbers: tuple[int, ...]) -> str:
        edges = [self.drawing.sketch.edges[number] for number in numbers]
        words = dict.fromkeys(printable(edge.label or edge.verb.replace("_", " ")) for edge in edges)
        count = sum(edge.count for edge in edges)
        return ", ".join(word for word in words if word) + (f" ×{count:,}" if count > 1 else "")

    # -- drawing ----------------------------------------------------------------------------------------------------

    def window(self, left: int, top: int, width: int, height: int) -> list[RowCells]:
        """The rows of a window of the drawing, which may reach beyond it."""
        cells = self.lines.cells(left, top, width, height)
        marked = self.marks.window(left, top, width, height)
        near = self.near_lines.cells(left, top, width, height)
        frames = [
            frame
            for frame in self.drawing.frames
            if frame.x < left + width and frame.x + frame.width > left
            and frame.y < top + height and frame.y + frame.height > top
        ]  # fmt: skip
        rows = []
        for at in range(height):
            y = top + at
            row = RowCells(width)
            for frame in frames:
                self._frame(row, frame, left, y)
            _lines(row, at, cells[at], marked, near[at], has_frames=self.drawing.frames != ())
            for x, said in self._counts.get(y, ()):
                row.put(x - left, said, "edge")
            for x, head in (self.lines.heads.get(y, {}) | self.near_lines.heads.get(y, {})).items():
                is_near = x in self.near_lines.heads.get(y, {})
                row.put(x - left, head, self.marks.style_of_head(x, y, is_near=is_near))
            for x, said in self._spoken.get(y, ()):
                row.put(x - left, said, "verb")
            for box in self._rows.get(y, ()):
                if box.x < left + width and box.x + box.width > left:
                    self._box(row, box, box.x - left, y - box.y)
            rows.append(row)
        return rows

    def _frame(self, row: RowCells, frame: Frame, left: int, y: int) -> None:
        x, last = frame.x - left, frame.x + frame.width - 1 - left
        if y in (frame.y, frame.y + frame.height - 1):
            ends = "┌┐" if y == frame.y else "└┘"
            row.put(x, ends[0] + "─" * (frame.width - 2) + ends[1], self._border_style(frame))
            if y == frame.y and (group := self.groups.get(frame.id)):
                self._title(row, group, x + 2, x + frame.width - 3)
        elif frame.y < y < frame.y + frame.height:
            row.put(x, "│", self._border_style(frame))
            row.put(last, "│", self._border_style(frame))

    def _border_style(self, frame: Frame) -> str:
        return "edge-near" if frame.id == self.cursor or frame.id in self.verbs else "frame"

    def _title(self, row: RowCells, group: SketchGroup, x: int, end: int) -> None:
        """Its name, as much of it as there is room for, and all else that is to be known of what is in it."""
        base = "cursor" if group.id == self.cursor else "frame-title"
        face = face_of_frame(group)
        row.put(x, " ", base)
        at = x
        if group.alerts:
            row.put(x - 1, "!", f"frame-title+{self._part(group, 'alert')}")
        if group.state not in QUIET:
            at = row.put(x + 1, UNICODE.state(group.state), f"{base}+state-{group.state.value}")
            row.put(at, " ", base)
        for name, word in fitted_words(face, end - at):
            part = self._part(group, name)
            at = row.put(at + 1, word, base if part in ("label", "count") else f"{base}+{part}")
            row.put(at, " ", base)

    def _box(self, row: RowCells, box: Box, x: int, line: int) -> None:
        node = self.nodes[box.id]
        base = self._base(node)
        if self.drawing.detail is Detail.DOTS:
            row.put(x, UNICODE.state(node.state), f"{base}+state-{node.state.value}")
        elif box.height == 1:
            self._face(row, node, x, box, base)
        elif line == 0:
            said = f"{kind_glyph(node.kind)} {printable(kind_word(node.kind))}" if node.kind else ""
            title = fitted(said, box.width - 4)
            self._border(row, x, box, "╭╮", title, base, f"{base}+title")
        elif line == box.height - 1:
            said = self._shortened(node.id, box.width - 4) if node.id != self.cursor else ""
            self._border(row, x, box, "╰╯", said, base, f"{base}+verb")
        else:
            row.put(x, "│", f"{base}+border")
            row.put(x + box.width - 1, "│", f"{base}+border")
            self._face(row, node, x + 1, Box(box.id, x + 1, box.y, box.width - 2, 1, box.loops), base)

    def _border(self, row: RowCells, x: int, box: Box, ends: str, said: str, base: str, style: str) -> None:
        row.put(x, ends[0] + "─" * (box.width - 2) + ends[1], f"{base}+border")
        if said:
            row.put(x + 1, f" {said} ", style)

    def _face(self, row: RowCells, node: SketchNode, x: int, box: Box, base: str) -> None:
        """A blank, the state, the kind and the words of a node in the width of its box."""
        row.put(x, " " * box.width, base)
        if node.alerts:
            row.put(x, "!", f"{base}+{self._part(node, 'alert')}")
        end = x + box.width - 1
        at = row.put(x + 1, UNICODE.state(node.state), f"{base}+state-{node.state.value}")
        face, keeps_end = face_of(node), box.loops or node.is_pinned
        words = _fitted(face, end - at, keeps_end)
        if box.height == 1 and self.drawing.detail is Detail.LINES:
            beside_kind = _fitted(face, end - at - KIND, keeps_end)
            if _tells_share(beside_kind) or not _tells_share(words):
                words = beside_kind
                at = row.put(at, f" {kind_glyph(node.kind)}", f"{base}+title")
        for name, word in words:
            at = row.put(at + 1, word, f"{base}+{self._part(node, name)}")
        is_silent = node.mark is Mark.AFFECTED and not _tells_share(words)
        if sign := _SIGNS.get(Mark.FOUND if is_silent else node.mark):
            row.put(x + 2, sign, f"{base}+mark-{node.mark.value}")
        if box.loops:
            row.put(end, "↺", f"{base}+title")
        elif node.is_pinned:
            row.put(end, "▪", f"{base}+title")

    def _part(self, node: SketchNode | SketchGroup, name: str) -> str:
        if name == "alert":
            return f"alert-{(node.alert or Severity.WARNING).value}"
        if name == "label" and node.mark:
            return f"mark-{node.mark.value}"
        return name

    def _base(self, node: SketchNode) -> str:
        if node.id == self.cursor:
            return "cursor"
        return "near" if node.id in self.verbs else "node"


def _fitted(face: Face, room: int, keeps_end: bool) -> list[tuple[str, str]]:
    """The words of a face: rather than one of them the blank after them gives way, where nothing else stands there."""
    return fitted_words(face, room if keeps_end or face.width - 1 <= room else room + 1)


def _tells_share(words: Sequence[tuple[str, str]]) -> bool:
    return any(name == "share" for name, _ in words)


Painters: TypeAlias = Mapping[Detail, GraphPainter]


def painters_of(picture: Picture) -> Painters:
    """What draws each level of detail. It takes a while where there is much to draw: it is made where nobody waits for it."""
    return {detail: GraphPainter(drawing) for detail, drawing in picture.drawings.items()}


def _lines(row: RowCells, at: int, cells: bytearray, marked: MarkedCells, near: bytearray, *, has_frames: bool) -> None:
    """The lines of the row of a window."""
    is_marked = marked.are_in(at)
    if not has_frames and not is_marked and not any(near):  # most rows of what is large, and nothing lies beneath
        row.chars = [JOINTS[mask] for mask in cells]
        row.styles = ["edge" if mask else "" for mask in cells]
        return
    for x, mask in enumerate(map(or_, cells, near)):
        if mask and not is_marked and not near[x]:
            row.chars[x], row.styles[x] = JOINTS[mask], PLAIN
        elif mask:
            row.chars[x], row.styles[x] = marked.cell(at, x, cells[x], near[x])
