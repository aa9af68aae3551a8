"""Pictures as SVG: well-formed whatever names hold, with everything that is in the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given, settings

from dharma_tui.core.drawing import Layout, Mark, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.services.topology.formats.svg import svg
from dharma_tui.services.topology.layout.arrange import arrange
from tests.unit.pictures import DETAILS, sketches

NAME = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\x00\x1b[31m\ud800 \"'&"


@given(sketches(6))
@settings(max_examples=40, deadline=None)
def test_every_edge_is_a_path_in_a_document_that_can_be_parsed(sketch: Sketch) -> None:
    for drawing in arrange(sketch).drawings.values():
        document = ET.fromstring(svg(drawing))
        paths = [path for path in document.iter(f"{NAME}path") if path.find(f"{NAME}title") is not None]
        assert len(paths) == len(drawing.routes)


def test_names_are_text_and_nothing_else() -> None:
    nodes = tuple(SketchNode(f"{HOSTILE}{at}", HOSTILE, HOSTILE, group="g", mark=Mark.PATH) for at in range(2))
    edges = (SketchEdge(nodes[0].id, nodes[1].id, HOSTILE, mark=Mark.PATH),)
    sketch = Sketch(nodes, edges, (SketchGroup("g", HOSTILE),))
    for layout in Layout:
        for detail in DETAILS:
            text = svg(arrange(sketch, layout).drawings[detail])
            document = ET.fromstring(text)
            assert not list(document.iter(f"{NAME}script"))
            assert "alert(1)" in "".join(document.itertext())
            assert "\x1b" not in text
