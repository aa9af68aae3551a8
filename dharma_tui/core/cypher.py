"""Answers of a graph server as plain data, and how they are read as text, as a table and as a graph. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dharma_tui.core.types import Json

NODE = frozenset(("id", "labels", "properties"))
EDGE = frozenset(("id", "type", "source", "target", "properties"))
PATH = frozenset(("path",))
"""The fields by which a value is known to be a node, a relationship or a path."""
_EVERY = "Resource"
_NAMES = ("name", "key", "uid", "title", "id")


@dataclass(frozen=True, slots=True)
class CypherAnswer:
    """What a query gave. Not whole: there were more rows than were asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]
    is_whole: bool = True
    seconds: float = 0.0
    unknown: tuple[str, ...] = ()
    """Of names in the query that nothing there has, what is wrong with each."""

    def document(self) -> dict[str, Any]:
        """The answer as JSON, which ``read`` takes back."""
        return {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "whole": self.is_whole,
            "seconds": self.seconds,
            "unknown": list(self.unknown),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> CypherAnswer:
        """What ``document`` made."""
        rows = tuple(tuple(row) for row in document["rows"])
        whole, seconds, unknown = bool(document["whole"]), float(document["seconds"]), tuple(document["unknown"])
        return cls(tuple(document["columns"]), rows, whole, seconds, unknown)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a graph server knows names of."""

    labels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerGraph:
    """The nodes and relationships of an answer, each once, by their ids."""

    nodes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    edges: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def text_of(value: Json) -> str:
    """A value in one line: ``(:AwsEc2Instance web-1)``, ``[:RUNS_ON]``, ``(a)-[:RUNS_ON]->(b)``, else as JSON has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if value.keys() == NODE:
            return f"({node_text(value)})"
        if value.keys() == EDGE:
            return f"[:{value['type']}]"
        if value.keys() == PATH and isinstance(value["path"], list):
            return _path_text(value["path"])
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return f"[{', '.join(map(text_of, value))}]"
    return json.dumps(value, ensure_ascii=False)


def node_text(node: Mapping[str, Any]) -> str:
    """A node by its own label and its name."""
    labels = [label for label in node["labels"] if label != _EVERY] or node["labels"]
    named = (node["properties"].get(name) for name in _NAMES)
    name = next((str(each) for each in named if each), "")
    return " ".join(word for word in ("".join(f":{label}" for label in labels), name) if word)


def graph_of(answer: CypherAnswer) -> AnswerGraph:
    """Every node and relationship that the answer holds, however deep."""
    nodes: dict[str, Mapping[str, Any]] = {}
    edges: dict[str, Mapping[str, Any]] = {}
    for value in _walk([list(row) for row in answer.rows]):
        (nodes if value.keys() == NODE else edges)[value["id"]] = value
    return AnswerGraph(nodes, edges)


def tree_of(graph: AnswerGraph) -> Iterator[tuple[int, str, str]]:
    """Lines of an indented tree, as (depth, text, node): from what nothing leads to, along relationships; each node opens once."""
    leads: dict[str, list[Mapping[str, Any]]] = {}
    led = set()
    for edge in graph.edges.values():
        if edge["source"] in graph.nodes and edge["target"] in graph.nodes:
            leads.setdefault(edge["source"], []).append(edge)
            led.add(edge["target"])
    opened: set[str] = set()
    for start in [*(node for node in graph.nodes if node not in led), *graph.nodes]:
        waiting = [(0, "", start)] if start not in opened else []
        while waiting:
            depth, verb, node = waiting.pop()
            again = node in opened and node in leads
            said = f"{verb} {node_text(graph.nodes[node])}{' (above)' if again else ''}".strip()
            yield depth, said, node
            if node not in opened:
                opened.add(node)
                waiting += [(depth + 1, edge["type"], edge["target"]) for edge in reversed(leads.get(node, []))]


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.keys() in (NODE, EDGE):
            yield value
        else:
            for item in value.values():
                yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def _path_text(steps: Sequence[Any]) -> str:
    words = [text_of(steps[0])] if steps else []
    for before, edge, after in zip(steps[::2], steps[1::2], steps[2::2], strict=False):
        forward = edge["source"] == before["id"]
        words.append(f"-{text_of(edge)}->" if forward else f"<-{text_of(edge)}-")
        words.append(text_of(after))
    return "".join(words)
