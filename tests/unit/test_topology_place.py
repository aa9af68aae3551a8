"""Where the cursor of the topology goes when what it was on is drawn no more."""

from __future__ import annotations

import pytest

from dharma_tui.core.drawing import Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.screens._topology_place import cursor_on


def drawn(*labels: str, edges: tuple[tuple[str, str], ...] = (), groups: tuple[SketchGroup, ...] = ()) -> Sketch:
    nodes = tuple(SketchNode(label, label, "x.thing") for label in labels)
    ends = tuple(SketchEdge(*pair, "connects_to") for pair in edges)
    return Sketch(nodes, ends, groups)


BEFORE = drawn("net", "disk", "web", "db", edges=(("web", "disk"), ("web", "db"), ("net", "web")))


@pytest.mark.parametrize(
    ("after", "cursor"),
    [
        (drawn("net", "web", "db"), "web"),
        (drawn("fresh", "net", "web"), "web"),
        (drawn("fresh", "net"), "fresh"),
        (drawn("net", "disk", "web"), "disk"),
    ],
    ids=["beside what is hidden", "though something is new", "nothing beside it is left", "it is there"],
)
def test_where_what_was_hidden_had_an_edge_to(after: Sketch, cursor: str) -> None:
    assert cursor_on(after, BEFORE, "disk", None, ()) == cursor


def test_onto_what_was_closed() -> None:
    before = drawn("a", "b", edges=(("a", "b"),), groups=())
    assert cursor_on(drawn("group", "b"), before, "a", None, {"group"}) == "group"
