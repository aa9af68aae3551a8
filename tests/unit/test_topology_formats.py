"""Graphs as text for people and for other programs, whatever things are called."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from io import BytesIO
from itertools import combinations

import networkx as nx
import pytest

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Layout, Mark, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.graph import NO_TRAFFIC, Affected, Graph, GraphDifference, GraphEdge, GraphNode, ImpactGraph
from dharma_tui.core.types import ResourceRef, Scope, State, Verb
from dharma_tui.services.topology.formats.chart import COLOURS, chart_of, chart_of_sketch, marks_of
from dharma_tui.services.topology.formats.dot import dot
from dharma_tui.services.topology.formats.drawing import svg_of, svg_of_sketch
from dharma_tui.services.topology.formats.graphml import graphml
from dharma_tui.services.topology.formats.mermaid import mermaid, too_much
from dharma_tui.services.topology.formats.outline import (
    outline,
    outline_of_difference,
    outline_of_impact,
    outline_of_paths,
)
from dharma_tui.services.topology.worded import answer_of_paths, down_words

HOSTILE = (
    "no\ufffecharacter\uffff",
    'quote"; }', "back\\", "end\\\"]; evil [", "line\nbreak", "]] --> x", "<script>&amp;", "%%{init: {}}%%", "`tick`",
    "\x1b[31mred\x00", "\u202eright to left", "名前", "|pipe|", "end", "#quot;",
)  # fmt: skip


def node(name: str, state: State = State.RUNNING, missing: bool = False) -> GraphNode:
    return GraphNode(ResourceRef("lab.thing", f"key-{name}"), name, state, Scope("lab", "a", "r"), missing)


def ring(names: tuple[str, ...]) -> Graph:
    edges = (GraphEdge(at, (at + 1) % len(names), Verb.DEPENDS_ON, f"told of {name}") for at, name in enumerate(names))
    return Graph(tuple(map(node, names)), tuple(edges))


def test_graphml_is_read_back_with_every_name() -> None:
    text = "\n".join(graphml(chart_of(ring(HOSTILE)))).encode()

    read = nx.read_graphml(BytesIO(text))

    assert (len(read.nodes), len(read.edges)) == (len(HOSTILE), len(HOSTILE))
    names = [data["name"] for _, data in read.nodes(data=True)]
    assert "<script>&amp;" in names and "名前" in names and "\\x1b[31mred\\x00" in names
    assert {data["verb"] for *_, data in read.edges(data=True)} == {"depends_on"}
    assert ElementTree.fromstring(text).tag.endswith("graphml")


def test_dot_keeps_every_name_within_its_quotes() -> None:
    lines = list(dot(chart_of(ring(HOSTILE))))

    quoted = re.compile(r'"(?:[^"\\]|\\.)*"')
    for line in lines:
        assert "\n" not in line and "\x1b" not in line
        assert re.fullmatch(r"[\w \[\]=,;>{}.-]*", quoted.sub("", line)), line
    assert lines[1 + 2].count('"') - lines[1 + 2].count('\\"') == 4


def test_mermaid_names_have_nothing_that_means_anything_to_it() -> None:
    lines = list(mermaid(chart_of(ring(HOSTILE))))

    assert lines[0] == "flowchart LR"
    for line in lines[1 : 1 + len(HOSTILE)]:
        inside = re.fullmatch(r'  n\d+\["(.*)<br/>lab\.thing<br/>running"\]', line)
        assert inside and re.fullmatch(r"(?:[\w\s.,/()@+=-]|#\d+;)*", inside[1]), line
    assert '  n0 -->|"depends_on"| n1' in lines


def test_what_mermaid_would_not_draw_is_told() -> None:
    edge = '  n0 -->|"depends_on"| n1'
    assert not too_much(["flowchart LR", *[edge] * 500])
    assert "this has 501" in too_much(["flowchart LR", *[edge] * 501])
    assert "50,000 characters" in too_much(["x" * 50_000])


def test_an_outline_tells_every_node_and_relationship_once() -> None:
    graph = Graph(
        (node("web"), node("db", State.FAILED), node("host"), node("lost", missing=True)),
        (
            GraphEdge(0, 1, Verb.DEPENDS_ON),
            GraphEdge(1, 2, Verb.RUNS_ON),
            GraphEdge(0, 2, Verb.RUNS_ON),
            GraphEdge(2, 2, Verb.CONNECTS_TO),
            GraphEdge(3, 1, Verb.STORES_IN),
        ),
    )

    assert list(outline(graph)) == [
        "web (lab.thing, running)",
        "  depends on db (lab.thing, failed)",
        "    also: runs on host",
        "    stores for lost (lab.thing, not in the inventory)",
        "  runs on host (lab.thing, running)",
        "    also: connects to itself",
    ]
    assert list(outline(Graph())) == []
    apart = Graph((node("a"), node("b"), node("c")), (GraphEdge(2, 1, Verb.RUNS_ON),))
    assert [line.split(" (")[0] for line in outline(apart)] == ["a", "b", "  runs c"]
    assert not any("\x1b" in line or "\n" in line for line in outline(ring(HOSTILE)))


def test_paths_losses_and_differences_are_told_a_line_each() -> None:
    graph = Graph(
        (node("web"), node("db"), node("host")),
        (GraphEdge(0, 1, Verb.DEPENDS_ON), GraphEdge(0, 1, Verb.CONNECTS_TO), GraphEdge(2, 1, Verb.CONTAINS)),
        paths=((0, 1, 2),),
    )
    assert list(outline_of_paths(graph)) == [
        "web (lab.thing, running)",
        "  connects to and depends on db (lab.thing, running)",
        "    is in host (lab.thing, running)",
    ]
    impact = ImpactGraph(graph, (Affected(2, 1.0), Affected(1, 1.0, 2), Affected(0, 0.5, 0, 1, 2)), 3)
    assert list(outline_of_impact(impact)) == [
        "100% host (lab.thing, running): fails",
        "  100% db (lab.thing, running): is in host",
        "    50% web (lab.thing, running): depends on db, 1 of 2 is affected",
    ]
    changes = (ChangeKind.CHANGED, ChangeKind.ADDED, None)
    found = GraphDifference(
        graph, changes, (State.FAILED, None, None), (None, ChangeKind.ADDED, ChangeKind.REMOVED), 2, 2
    )
    assert list(outline_of_difference(found)) == [
        "~ web (lab.thing, running), failed before",
        "+ db (lab.thing, running)",
        "+ web connects to db",
        "- host contains db",
    ]


def test_changes_are_told_by_colour_and_by_word() -> None:
    graph = Graph((node("web"), node("db")), (GraphEdge(0, 1, Verb.DEPENDS_ON), GraphEdge(1, 0, Verb.CONTAINS)))
    changes = (ChangeKind.CHANGED, ChangeKind.ADDED), (ChangeKind.REMOVED, None)
    marks = marks_of(GraphDifference(graph, changes[0], (State.FAILED, None), changes[1], 2, 1))
    red, green = "#c62828", "#2e7d32"

    lines = list(dot(chart_of(graph, *marks)))
    assert any("running, added" in line and f'color="{green}"' in line for line in lines)
    assert any("depends_on (removed)" in line and red in line for line in lines)
    assert lines[-2] == '  n1 -> n0 [label="contains"];'
    flow = "\n".join(mermaid(chart_of(graph, *marks)))
    assert (
        f"classDef added stroke:{green}" in flow and f"linkStyle 0 stroke:{red}" in flow and "linkStyle 1" not in flow
    )
    read = nx.read_graphml(BytesIO("\n".join(graphml(chart_of(graph, *marks))).encode()))
    assert read.nodes["n1"]["mark"] == "added" and read.edges["n0", "n1"]["color"] == red
    picture = "\n".join(svg_of(graph, *marks))
    assert ">+ db<" in picture and ">~ web<" in picture and red in picture and "depends on + db, removed" in picture


def test_lines_of_a_picture_are_marked_where_they_are_alone_and_their_arrows_too() -> None:
    graph = Graph((node("web"), *(node(f"db-{at}") for at in range(3))), tuple(
        GraphEdge(0, at, Verb.DEPENDS_ON) for at in (1, 2, 3)
    ))  # fmt: skip
    edges = (Mark.NONE, Mark.ADDED, Mark.REMOVED)
    document = ElementTree.fromstring("\n".join(svg_of(graph, (), edges)))
    lines = [each for each in document.iter("{http://www.w3.org/2000/svg}path") if each.get("class") == "edge"]
    came, went = (COLOURS[mark] for mark in edges[1:])

    styles = {each.get("style"): each for each in lines}
    assert styles.keys() == {
        None, f"stroke:{came};stroke-width:2", f"stroke:{went};stroke-width:2;stroke-dasharray:6 3",
    }  # fmt: skip
    ends = {each.get("marker-end") for each in lines}
    assert ends == {None, "url(#head)", "url(#head-added)", "url(#head-removed)"}
    heads = {each.get("id"): each for each in document.iter("{http://www.w3.org/2000/svg}marker")}
    assert {each.get("markerUnits") for each in heads.values()} == {"userSpaceOnUse"}
    assert [heads[name][0].get("fill") for name in ("head-added", "head-removed")] == [came, went]
    shared = {each.get("d") for each in lines if each.get("marker-end") is None}
    assert len(shared) == 1 and len([each for each in lines if each.get("d") in shared]) == 2


def test_what_passes_where_networks_make_a_step_is_in_its_label() -> None:
    graph = Graph((node("web"), node("db")), (GraphEdge(0, 1, Verb.CONNECTS_TO, "reach:tcp 5432"),))

    assert '  n0 -> n1 [label="connects_to: tcp 5432"];' in dot(chart_of(graph))
    assert "web may reach (tcp 5432) db" in "".join(svg_of(graph))
    assert any("connects_to#58; tcp 5432" in line for line in mermaid(chart_of(graph)))


def test_an_end_that_is_down_is_said_of_paths_that_traffic_would_take() -> None:
    web = GraphNode(ResourceRef("lab.thing", "web"), "web", State.STOPPED)
    graph = Graph((web, node("db")), (GraphEdge(0, 1, Verb.CONNECTS_TO, "reach:tcp 5432"),), ((0, 1),))

    down = "web is stopped now: nothing passes until it runs"
    assert next(line.name for line in answer_of_paths(graph, "").lines if line.is_heading) == down
    assert down_words(graph, f"{NO_TRAFFIC}: whatever") == []
    gone = replace(graph, nodes=(replace(web, state=State.TERMINATED), node("db")))
    assert down_words(gone, "") == ["web is terminated now: nothing passes"]


def test_groups_of_a_picture_are_nodes_and_frames_clusters() -> None:
    one = node("web")
    sketch = Sketch(
        (
            SketchNode(str(one.ref), "web", "lab.thing", State.RUNNING, "inner"),
            SketchNode("group:disks", "Disks", "lab.disk", State.FAILED, "outer", count=70),
        ),
        (SketchEdge("group:disks", str(one.ref), "attached_to", 7),),
        (SketchGroup("outer", "eu]", state=State.FAILED), SketchGroup("inner", "subnet", parent="outer")),
    )
    chart = chart_of_sketch(sketch, Graph((one,)))

    text = "\n".join(dot(chart))
    assert "subgraph cluster_1 {" in text and 'label="Disks ×70\\nlab.disk\\nfailed"' in text and "shape=box3d" in text
    assert 'n1 -> n0 [label="attached_to ×7"]' in text and text.count("{") == text.count("}") == 3
    assert 'subgraph g0["eu#93;"]' in "\n".join(mermaid(chart))
    read = nx.read_graphml(BytesIO("\n".join(graphml(chart)).encode()))
    assert read.nodes["n1"]["count"] == 70 and read.nodes["n0"]["within"] == "eu] / subnet"
    frames = [read.nodes[place] for place in ("f0", "f1")]
    assert [(each["key"], each["name"], each["state"], each.get("within")) for each in frames] == [
        ("outer", "eu]", "failed", None),
        ("inner", "subnet", "unknown", "eu]"),
    ]


def test_what_is_not_drawn_is_said_in_every_file_and_frames_have_their_edges() -> None:
    sketch = Sketch(
        (SketchNode("web", "web", "lab.thing", State.RUNNING, "net"),),
        (SketchEdge("web", "net", "routes_to"),),
        (SketchGroup("net", "net", "lab.net"),),
        left_out=101,
    )
    chart = chart_of_sketch(sketch, Graph())

    said = "101 relationships are not drawn"
    assert f'label="{said}"' in "\n".join(dot(chart)) and f"%% {said}" in "\n".join(mermaid(chart))
    text = "\n".join(graphml(chart))
    assert f"<desc>{said}</desc>" in text and f"<desc>{said}</desc>" in "\n".join(svg_of_sketch(sketch, Layout.NESTED))
    read = nx.read_graphml(BytesIO(text.encode()))
    assert [*read.edges] == [("n0", "n1")] and read.nodes["n1"]["key"] == "net" and len(read) == 2
    assert not chart_of_sketch(replace(sketch, left_out=0), Graph()).said


@pytest.mark.parametrize("depth", [5_000])
def test_a_long_chain_is_told_without_recursion(depth: int) -> None:
    chain = Graph(
        tuple(node(str(at)) for at in range(depth)),
        tuple(GraphEdge(at, at + 1, Verb.DEPENDS_ON) for at in range(depth - 1)),
    )

    assert sum(1 for _ in outline(chain)) == depth


def test_a_picture_names_every_node_and_draws_every_edge() -> None:
    document = ElementTree.fromstring("\n".join(svg_of(ring(HOSTILE))))
    groups = document.findall("{*}g")
    assert len(groups) == len(HOSTILE)
    assert {title.text for title in document.findall("{*}g/{*}title")} >= {"<script>&amp; (lab.thing) running"}
    assert len(document.findall("{*}path")) == len(HOSTILE)


def test_frames_have_their_worst_state_in_a_picture_and_no_title_lies_on_another() -> None:
    names = [f"web-{at}" for at in range(4)]
    sketch = Sketch(
        tuple(SketchNode(name, name, "lab.thing", State.RUNNING, "inner") for name in names),
        (SketchEdge(names[0], names[1], "routes_to"),),
        (
            SketchGroup("outer", "region", "lab.region", state=State.FAILED),
            SketchGroup("inner", "subnet", "lab.net", "outer", state=State.RUNNING),
        ),
    )
    document = ElementTree.fromstring("\n".join(svg_of_sketch(sketch, Layout.NESTED)))
    frames = {title: len(each.findall("{*}circle")) for each in document.findall("{*}g") if "over" in told(each)
              for title in [each.findtext("{*}title")]}  # fmt: skip
    assert frames == {"region (lab.region) failed": 1, "subnet (lab.net) running": 0}
    texts = [
        (float(each.get("x", 0)), float(each.get("y", 0)), each.text or "") for each in document.iter() if is_text(each)
    ]
    for (x, y, words), (other_x, other_y, others) in combinations(texts, 2):
        if x < other_x + 8 * len(others) and other_x < x + 8 * len(words):
            assert abs(y - other_y) >= 11, (words, others)


def is_text(element: ElementTree.Element) -> bool:
    return element.tag.endswith("text")


def told(element: ElementTree.Element) -> str:
    """The classes of all that is written in it."""
    return " ".join(each.get("class", "") for each in element.iter() if is_text(each))
