"""The line that says what the topology shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.drawing import Layout
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.topology_view import (
    GROUPINGS,
    Question,
    TopologyView,
    Way,
    format_topology,
    group_of,
    page_of,
    parse_topology,
)
from dharma_tui.core.types import ResourceRef, Verb

KINDS = ("aws.ec2.instance", "local.process")
WEB = ResourceRef("aws.ec2.instance", "i-1")

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    str.strip
)
refs = st.builds(ResourceRef, st.sampled_from(KINDS), texts)
moments = st.sampled_from(["-2h", "#12", "2026-05-01"])
views = st.builds(
    TopologyView,
    focus=st.lists(refs, min_size=1, max_size=3).map(tuple),
    names=st.lists(texts.filter(lambda word: "/" not in word), max_size=2).map(tuple),
    layout=st.sampled_from(Layout),
    depth=st.integers(0, 9),
    way=st.sampled_from(Way),
    hidden_kinds=st.frozensets(st.sampled_from(KINDS)),
    hidden_verbs=st.frozensets(st.sampled_from(Verb)),
    group_by=st.sampled_from(["", *GROUPINGS, *KINDS, "tag.team", "tag.cost center"]),
    opened=st.frozensets(texts, max_size=2),
    closed=st.frozensets(texts, max_size=2),
    pinned=st.frozensets(refs, max_size=2),
    expanded=st.frozensets(refs, max_size=2),
    failing=st.frozensets(refs, max_size=2),
    impact=st.booleans(),
    to=st.none() | refs | texts.filter(lambda word: "/" not in word),
    since=st.just("") | moments,
    at=st.just("") | moments,
).filter(lambda view: not (view.impact and (view.failing or view.to is not None)))


questions = st.builds(
    TopologyView,
    focus=st.lists(refs, max_size=2).map(tuple),
    names=st.lists(st.sampled_from([*Question, "impact", "all", "web"]).map(str), max_size=2).map(tuple),
    question=st.sampled_from(Question),
) | st.builds(TopologyView, question=st.just(Question.REACH), to=refs)


@given(views | questions)
def test_what_is_written_is_read_back(view: TopologyView) -> None:
    assert parse_topology(format_topology(view), KINDS) == view


def test_everything_is_what_an_empty_line_says() -> None:
    assert parse_topology("", KINDS) == parse_topology("all", KINDS) == TopologyView()
    assert format_topology(TopologyView()) == "all"


def test_names_and_resources_are_told_apart() -> None:
    view = parse_topology('aws.ec2.instance/i-1 web-1 "impact" aws:thing impact', KINDS)
    assert view.focus == (WEB,)
    assert view.names == ("web-1", "impact", "aws:thing")
    assert view.impact


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("web as:circle", "no layout 'circle'"),
        ("web depth:99", "no number of steps"),
        ("web way:up", "no way 'up'"),
        ("web hide:depend_on", "neither a kind nor a verb"),
        ("all by:colour", "no grouping 'colour'"),
        ("impact", "impact of what"),
        ("to:orders", "a path from where"),
        ("web spof cycles", "two questions"),
        ("web spof impact", "two questions"),
        ("web cycles to:orders", "two questions"),
        ("web since:whenever", "whenever"),
        ('"web', "not closed"),
        ("x" * 50_000, "too long"),
    ],
)
def test_what_cannot_be_read_is_said(line: str, said: str) -> None:
    with pytest.raises(DharmaError, match=said):
        parse_topology(line, KINDS)


def test_groups_are_made_by_the_one_kind_that_is_called_so() -> None:
    kinds = ("aws.ec2.subnet", "aws.rds.instance", "aws.ec2.instance")
    assert parse_topology("all by:subnet", kinds).group_by == "aws.ec2.subnet"
    with pytest.raises(DharmaError, match="several kinds"):
        parse_topology("all by:instance", kinds)
    with pytest.raises(DharmaError, match="no grouping 'team'") as raised:
        parse_topology("all by:team", KINDS)
    assert "by:tag.team" in raised.value.hint
    with pytest.raises(DharmaError, match="no grouping"):
        parse_topology("all by:vpc", kinds)


@pytest.mark.parametrize("group", ["lab.queue", "group:lab.queue|scope:lab/north", "group:lab.queue|"])
def test_a_lot_of_a_group_names_its_group(group: str) -> None:
    assert page_of(group, 1) == group
    assert group_of(page_of(group, 12)) == group != page_of(group, 12)
