"""One of several records of a name is called by what tells it from these, whether or not they are told of with it."""

from __future__ import annotations

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.graph import GraphNode
from dharma_tui.core.types import ResourceRef


def called(*keys: str) -> list[str]:
    nodes = [GraphNode(ResourceRef("aws.route53.dns_record", key), "w.example.com.") for key in keys]
    return [node.called for node in nodes_apart(nodes)]


def test_one_of_several_says_which_it_is() -> None:
    of = "/hostedzone/Z1/w.example.com./A/"
    assert called(f"{of}x") == ["w.example.com. (x)"]
    assert called(f"{of}x", f"{of}y") == ["w.example.com. (x)", "w.example.com. (y)"]
    assert called(of) == ["w.example.com."]
