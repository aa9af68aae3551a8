"""Where the cursor of the topology goes when what it was on is drawn no more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from dharma_tui.core.drawing import Detail, Layout, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.screens._topology_fit import arranged
from dharma_tui.screens._topology_place import cursor_on
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.drawn import Drawn
from dharma_tui.services.topology.sketching import Sketched


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


@pytest.mark.parametrize(("left", "is_like"), [((0, 5, 10, 15), False), (range(1, 16), True)], ids=["few", "most"])
def test_of_what_is_left_once_most_is_gone_all_is_seen_where_there_is_room(left: Sequence[int], is_like: bool) -> None:
    def of(numbers: Sequence[int]) -> Drawn:
        names = [f"service-{at}" for at in numbers]
        nothing = np.zeros(0, np.int32)
        sketch = drawn(*names, edges=tuple(pairwise(names)))
        return Drawn(TopologyView(layout=Layout.LAYERED), Sketched(sketch), Choice(nothing, nothing, nothing))

    picture, *_ = arranged(of(range(16)), (100, 10), None, False)
    after, _, is_so = arranged(of(left), (100, 10), picture, None)
    assert is_so is is_like
    assert is_like or after.drawings[Detail.LINES].width <= 100


def test_onto_what_was_closed() -> None:
    before = drawn("a", "b", edges=(("a", "b"),), groups=())
    assert cursor_on(drawn("group", "b"), before, "a", None, {"group"}) == "group"
