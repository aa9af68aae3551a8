"""Filters of single resources."""

from __future__ import annotations

import pytest

from dharma_tui.core.filter import Not
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.query import Condition, Query

WEB, DATA = ResourceRef("a.web", "one"), ResourceRef("b.data", "one, two")


@pytest.mark.parametrize(
    ("kinds", "refs", "text"),
    [
        (("a.web",), [WEB], 'key="one"'),
        (("a.web",), [], 'key=""'),
        ((), [WEB], 'kind=a.web key="one"'),
        (("a.web", "b.data"), [WEB], 'kind=a.web key="one"'),
        (("a.web", "b.data"), [DATA, WEB], '(kind=a.web key="one" | kind=b.data key="one, two")'),
    ],
)
def test_a_key_alone_names_a_resource_of_one_kind(kinds: tuple[str, ...], refs: list[ResourceRef], text: str) -> None:
    query = Query(kinds)
    assert query.only(refs) == text
    assert parse_filter(query.but(refs)) == Not(parse_filter(text))


def test_conditions_have_room_beside_those_there_are() -> None:
    assert Query().has_room("x" * 3_000) and not Query().has_room("x" * 3_000, 2_000)
    assert not Query().and_also(Condition("x" * 3_000, "")).has_room("x" * 3_000)
