"""Relationships of a resource as lines."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Relationship, ResourceRef, State, Verb
from dharma_tui.core.view import Neighbour, how_many
from dharma_tui.screens._links import link_lines
from dharma_tui.widgets.glyphs import Glyphs


@pytest.mark.parametrize(
    ("source", "told"), [("by name", "  by name"), ("by hand", "  by hand"), ("VpcId", "  by VpcId")]
)
def test_what_says_so_is_said_once(source: str, told: str) -> None:
    shop, web = ResourceRef("infrastructure", "application/shop/"), ResourceRef("aws.ec2.instance", "i-1")
    edge = Relationship(shop, web, Verb.CONTAINS, source)
    (_, line) = link_lines([Neighbour(edge, web, True, "web", State.RUNNING)], {}, Glyphs())
    assert line.text.endswith(told)
    assert "by by" not in line.text


def test_how_many_there_are_is_said_where_not_all_are_listed() -> None:
    network, web = ResourceRef("aws.ec2.vpc", "vpc-1"), ResourceRef("aws.ec2.instance", "i-1")
    edge = Relationship(web, network, Verb.RUNS_ON, "VpcId")
    listed = Neighbour(edge, web, False, "web", State.RUNNING, alike=10_000)
    (heading, _) = link_lines([listed], {}, Glyphs())
    assert heading.text.endswith("10,000, the first 1 of them listed")
    assert how_many([listed, Neighbour(edge, web, True, "web", State.RUNNING)]) == 10_001
