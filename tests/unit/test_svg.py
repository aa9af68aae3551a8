"""Pictures as SVG: well-formed whatever names hold, with everything that is in the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given, settings

from dharma_tui.core.drawing import Detail, Layout, Mark, Sketch, SketchEdge, SketchGroup, SketchNode
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


def test_a_name_from_right_to_left_takes_no_number_along_that_stands_beside_it() -> None:
    nodes = (SketchNode("a", "web \u05d0\u05d1", share=1.0, mark=Mark.AFFECTED), SketchNode("b", "web", share=0.5))
    group = SketchGroup("g", "\u05d0", count=2)
    sketch = Sketch(tuple(replace(node, group="g") for node in nodes), (), (group,))
    text = svg(arrange(sketch, Layout.NESTED).drawings[Detail.LINES])
    assert ">\u2068web \u05d0\u05d1\u2069 100%<" in text and "\u2068\u05d0\u2069 " in text and ">web 50%<" in text
