"""What tells those of one name apart."""

from __future__ import annotations

import pytest

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.types import ResourceRef


@pytest.mark.parametrize(
    ("keys", "asides"),
    [
        (["pod/eu/web", "pod/us/web"], ["eu", "us"]),
        (["pod/a/b/web", "pod/b/a/web"], ["b", "a"]),
        (["a/b", "a/b/b"], ["a", "b"]),
        (["a/b/c", "a/b", "b/a"], ["c", "b", "a"]),
        (["x:1", "x/1"], ["", ""]),
    ],
)
def test_of_keys_with_the_same_parts_in_another_order_each_is_told_too(keys: list[str], asides: list[str]) -> None:
    named = nodes_apart([GraphNode(ResourceRef("x.pod", key), "web") for key in keys])
    assert [node.aside for node in named] == asides
