"""A drawing as SVG: one cell is 8 by 16 pixels, names are text and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from unicodedata import bidirectional

from dharma_tui.core.drawing import Box, Detail, Drawing, Frame, Mark, NodeId, Point, Route, SketchGroup, SketchNode
from dharma_tui.core.faces import QUIET, Face, face_of, face_of_frame, fitted_words, kind_word
from dharma_tui.core.sketch_text import SAID, noted
from dharma_tui.core.text import fitted, printable
from dharma_tui.core.types import State
from dharma_tui.services.topology.formats.chart import COLOURS as MARKS
from dharma_tui.services.topology.formats.chart import left_out_words
from dharma_tui.services.topology.formats.svg_lines import drawn, heads, marked_routes

WIDE, HIGH = 8, 16
"""Pixels of a cell."""
MARGIN = 2
"""Cells around the whole."""
STATES = {
    State.RUNNING: "#2e7d32",
    State.STOPPED: "#757575",
    State.PENDING: "#1565c0",
    State.DEGRADED: "#b26a00",
    State.FAILED: "#c62828",
    State.TERMINATED: "#9e9e9e",
    State.UNKNOWN: "#9e9e9e",
}
STYLE = (
    "text{font:13px ui-monospace,Menlo,Consolas,monospace;white-space:pre}"
    ".box{fill:#fff;stroke:#90a4ae}.frame{fill:none;stroke:#b0bec5;stroke-dasharray:4 3}"
    ".edge{fill:none;stroke:#78909c}.kind{fill:#607d8b;font-size:11px}.over{paint-order:stroke;stroke:#fafafa;stroke-width:4px}.alert{fill:#c62828;font-weight:bold}"
)


def svg(drawing: Drawing) -> str:
    """``drawing`` as a document. Whatever names hold, it is well-formed and runs nothing."""
    width, height = (drawing.width + 2 * MARGIN) * WIDE, (drawing.height + 2 * MARGIN) * HIGH
    nodes = {node.id: node for node in drawing.sketch.nodes}
    boxes = {box.id: box for box in drawing.boxes}
    ends = boxes | {frame.id: frame.box for frame in drawing.frames}
    labels = {node.id: node.label for node in drawing.sketch.nodes}
    labels |= {group.id: group.label for group in drawing.sketch.groups}
    groups = {group.id: group for group in drawing.sketch.groups}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        *([f"<desc>{_text(said)}</desc>"] if (said := left_out_words(drawing.sketch.left_out)) else []),
        f"<style>{STYLE}</style>",
        f"<defs>{heads()}</defs>",
        f'<rect width="{width}" height="{height}" fill="#fafafa"/>',
        *(_frame(frame, groups.get(frame.id)) for frame in drawing.frames),
        *(_route(*each, drawing, ends, labels) for each in marked_routes(drawing)),
        *(_box(box, nodes[box.id], drawing.detail) for box in drawing.boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    """Harmless to a terminal, and to a reader of XML."""
    return escape(printable(text))


def _at(x: float, y: float) -> tuple[float, float]:
    return (x + MARGIN) * WIDE, (y + MARGIN) * HIGH


def _frame(frame: Frame, group: SketchGroup | None) -> str:
    x, y = _at(frame.x + 0.5, frame.y + 0.5)
    width, height = (frame.width - 1) * WIDE, (frame.height - 1) * HIGH
    drawn = f'<rect class="frame" x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="4"/>'
    if group is None:
        return drawn
    told = "".join(f", {words}" for words in noted(group))
    said = f"<title>{_text(f'{group.label} ({group.kind}) {group.state.value}{_said(group.mark)}{told}')}</title>"
    shift = 0 if group.state in QUIET else WIDE
    mark = f'<circle cx="{x + 10:g}" cy="{y:g}" r="3.5" fill="{STATES[group.state]}"/>' if shift else ""
    title = _words(face_of_frame(group), frame.width - 4 - shift // WIDE)
    words = f'<text class="kind over" x="{x + 8 + shift:g}" y="{y + 4:g}">{escape(title)}</text>'
    return f"<g>{said}{drawn}{mark}{words}</g>"


def _route(
    route: Route,
    mark: Mark,
    parts: list[list[Point]],
    whose: list[bool],
    drawing: Drawing,
    boxes: Mapping[NodeId, Box],
    labels: Mapping[NodeId, str],
) -> str:
    """From the side of one box or frame to the side of the other; all verbs as its title."""
    edges = [drawing.sketch.edges[number] for number in route.edges]
    places = [[_at(x + 0.5, y + 0.5) for x, y in part] for part in parts]
    places[0].insert(0, _on_side(boxes[route.source], places[0][0]))
    places[-1].append(_on_side(boxes[route.target], places[-1][-1]))
    said = ", ".join(dict.fromkeys(edge.label or edge.verb.replace("_", " ") for edge in edges))
    title = f"{labels[route.source]} {said} {labels[route.target]}{_said(mark)}"
    return drawn(places, whose, mark, f"<title>{_text(title)}</title>")


def _said(mark: Mark) -> str:
    return f", {SAID[mark]}" if mark else ""


def _on_side(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """Where the line from a point beside a box meets it."""
    left, top = _at(box.x, box.y)
    right, bottom = _at(box.x + box.width, box.y + box.height)
    return min(max(point[0], left), right), min(max(point[1], top), bottom)


def _box(box: Box, node: SketchNode, detail: Detail) -> str:
    x, y = _at(box.x, box.y)
    colour = STATES[node.state]
    face = face_of(node)
    told = "".join(f", {words}" for words in noted(node))
    title = f"<title>{_text(f'{node.label} ({node.kind}) {node.state.value}{_said(node.mark)}{told}')}</title>"
    if detail is Detail.DOTS:
        return f'<circle cx="{x + WIDE / 2:g}" cy="{y + HIGH / 2:g}" r="4" fill="{colour}">{title}</circle>'
    edge = f' style="stroke:{MARKS[node.mark]};stroke-width:2"' if node.mark else ""
    inset = 1 if box.height == 1 else 4
    height = box.height * HIGH - 2 * inset
    words = _words(face, box.width - (3 if box.height == 1 else 5))
    middle = y + box.height * HIGH / 2 + (4 if box.height > 1 and face.title else 0)
    first = x + (1 if box.height == 1 else 2) * WIDE
    drawn = [
        f'<g>{title}<rect class="box" x="{x:g}" y="{y + inset:g}" width="{box.width * WIDE}" height="{height}" rx="3"{edge}/>',
        f'<circle cx="{first + 4:g}" cy="{middle:g}" r="3.5" fill="{colour}"/>',
        f'<text x="{first + 2 * WIDE:g}" y="{middle + 4.5:g}">{escape(words)}</text>',
    ]
    if node.alerts:
        drawn.append(f'<text class="alert" x="{first - WIDE:g}" y="{middle + 4.5:g}">!</text>')
    if box.height > 1 and face.title:
        kind = fitted(printable(kind_word(node.kind)), box.width - 4)
        drawn.append(f'<text class="kind" x="{x + WIDE:g}" y="{y + inset + 11:g}">{escape(kind)}</text>')
    if box.loops:
        right, top = x + box.width * WIDE, y + inset
        loop = f"M{right - 12:g} {top:g} v-6 h18 v{height / 2 + 6:g} h-6"
        drawn.append(f'<path class="edge" d="{loop}" marker-end="url(#head)"/>')
    return "".join([*drawn, "</g>"])


def _words(face: Face, room: int) -> str:
    return " ".join(_apart(word) for _, word in fitted_words(face, room + 1))


def _apart(word: str) -> str:
    """What is written from right to left takes nothing along that stands beside it."""
    return f"\u2068{word}\u2069" if any(bidirectional(char) in ("R", "AL") for char in word) else word
