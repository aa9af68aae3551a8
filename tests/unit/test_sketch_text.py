"""A sketch as indented text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.asides import nodes_apart, told_apart
from dharma_tui.core.drawing import Mark, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.faces import face_of
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.sketch_text import told
from dharma_tui.core.text import printable
from dharma_tui.core.topology_answer import Answer, AnswerLine
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.screens._topology_words import cursor_words


def test_frames_hold_what_lies_in_them_and_edges_stand_under_both_ends() -> None:
    sketch = Sketch(
        (
            SketchNode(
                *("web", "web-1", "aws.ec2.instance", State.RUNNING, "vpc"),
                share=0.5,
                metric="8%    ",
                mark=Mark.PATH,
                is_pinned=True,
            ),
            SketchNode("group:disks", "Volumes", "aws.ec2.volume", State.FAILED, count=3),
        ),
        (SketchEdge("group:disks", "web", "attached_to", 2), SketchEdge("web", "gone", "routes_to")),
        (SketchGroup("vpc", "main", "aws.ec2.vpc", count=1, state=State.RUNNING),),
        left_out=4,
    )
    assert [str(line) for line in told(sketch)] == [
        "main (aws.ec2.vpc): 1 in it, running",
        "  web-1 (aws.ec2.instance), running, loses 50%, 8%, on the path, pinned",
        "    has attached Volumes (2 times)",
        "Volumes (aws.ec2.volume), failed, 3 of them",
        "  is attached to web-1 (2 times)",
        "and 4 more relationships not drawn",
    ]


def test_things_named_alike_are_told_apart_and_circles_are_said() -> None:
    nodes = [
        SketchNode(f"lab.thing/{key}", label, "lab.thing") for key, label in (("a", "bash"), ("b", "bash"), ("c", "sh"))
    ]
    ends = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")]
    edges = [SketchEdge(f"lab.thing/{source}", f"lab.thing/{target}", "manages") for source, target in ends]
    assert [str(line) for line in told(Sketch(tuple(nodes), tuple(edges)))] == [
        "bash (lab.thing, a), unknown",
        "  manages bash (b), in a circle",
        "  is managed by bash (b), in a circle",
        "bash (lab.thing, b), unknown",
        "  manages bash (a), in a circle",
        "  manages sh",
        "  is managed by bash (a), in a circle",
        "sh (lab.thing), unknown",
        "  manages itself",
        "  is managed by bash (b)",
    ]


def test_what_several_ask_of_each_other_is_no_circle() -> None:
    nodes = (SketchNode("group:jobs", "Jobs", "lab.job", count=3), SketchNode("a", "a"), SketchNode("b", "b"))
    ends = [("group:jobs", "a"), ("a", "group:jobs"), ("a", "b"), ("b", "group:jobs")]
    lines = told(Sketch(nodes, tuple(SketchEdge(*each, "depends_on") for each in ends)))
    assert not [line for line in lines if "circle" in str(line)]


def test_names_that_are_cut_to_the_same_say_what_was_cut_away() -> None:
    labels = [f"127.0.0.1:{port} connected to 127.0.0.1:41189" for port in (42001, 42002, 50003)]
    nodes = told_apart(Sketch(tuple(SketchNode(label, label) for label in [*labels, "other"]))).nodes
    shown = [(face_of(node).label, face_of(node).aside) for node in nodes]
    assert shown[0] == ("127.0.0.1:420….0.0.1:41189", "1") and shown[1][1] == "2"
    assert shown[2:] == [("127.0.0.1:500….0.0.1:41189", ""), ("other", "")]


def test_what_lies_in_a_frame_that_is_not_there_is_told_all_the_same() -> None:
    sketch = Sketch((SketchNode("web", "web", group="gone"),), (), (SketchGroup("in", "inner", parent="out"),))
    assert [str(line) for line in told(sketch)] == ["inner: 0 in it, unknown", "web, unknown"]


def test_a_name_can_neither_forge_a_line_nor_speak_to_the_terminal() -> None:
    evil = "[red]evil[/red]\x1b[31m\u202etxt\nnl"
    sketch = Sketch(
        (SketchNode("a", evil, evil, group="g", metric=evil), SketchNode("b", evil, evil)),
        (SketchEdge("a", "b", "connects_to", label=evil),),
        (SketchGroup("g", evil, evil, count=1),),
    )
    answer = Answer(evil, (AnswerLine(evil, is_heading=True), AnswerLine(evil, evil, evil)))

    lines = [*map(str, told(sketch)), *answer.told()]

    assert len(lines) == 5 + 3
    for line in lines:
        assert printable(line, 10_000) == line and "\\x1b[31m\\u202etxt\\x0anl" in line


@pytest.mark.parametrize(
    ("keys", "asides"),
    [
        pytest.param(["a/prod/web", "a/qa/web"], ["prod", "qa"], id="a part"),
        pytest.param(["x-000000000001", "x-000000000002"], ["…000000001", "…000000002"], id="the end of a long one"),
        pytest.param(
            ["1000000000000", "2000000000000"], ["100000000…", "200000000…"], id="the beginning, of like ends"
        ),
        pytest.param(
            ["web-000000a-000000000", "web-000000b-000000000"], ["…a-000000…", "…b-000000…"], id="where they differ"
        ),
        pytest.param(["1/x/prod", "2/x/prod", "1/x/qa"], ["1 prod", "2 prod", "qa"], id="a part more"),
        pytest.param(["a/web", "a/web"], ["", ""], id="one that is listed twice"),
    ],
)
def test_things_of_one_name_and_kind_that_are_listed_are_told_apart(keys: list[str], asides: list[str]) -> None:
    nodes = [GraphNode(ResourceRef("lab.thing", key), "web") for key in keys]
    other = GraphNode(ResourceRef("lab.other", "a/web"), "web")
    found = nodes_apart([*nodes, other])
    assert [node.aside for node in found] == [*asides, ""]
    assert found[0].called == (f"web ({asides[0]})" if asides[0] else "web")


def test_boxes_whose_keys_end_alike_are_told_apart() -> None:
    nodes = tuple(SketchNode(f"lab.thing/{each}00000000000", "task", "lab.thing") for each in "123")
    assert len({node.aside for node in told_apart(Sketch(nodes, ())).nodes}) == 3


def test_of_several_alike_the_loss_is_said_to_be_that_of_the_worst() -> None:
    group = SketchNode("group:web", "Instances", "aws.ec2.instance", State.RUNNING, count=20, share=0.5)
    alone = replace(group, id="web-1", label="web-1", count=0)
    said = [str(line) for line in told(Sketch((group, alone)))]
    assert said == [
        "Instances (aws.ec2.instance), running, 20 of them, the worst loses 50%",
        "web-1 (aws.ec2.instance), running, loses 50%",
    ]
    assert cursor_words(group) == "Instances ×20, running, the worst loses 50%"
    assert cursor_words(alone) == "web-1, ec2.instance, running, loses 50%"
