"""Relationships that follow from properties: identities anywhere, names where a link says of what, nothing by chance."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.references import Directory, scalars
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State, Verb

HERE = Scope("lab", "main", "north")
ELSEWHERE = Scope("lab", "main", "south")
QUEUE_ARN = "arn:lab:sqs:north:1:orders"


def kind(name: str, *links: Link, identities: tuple[str, ...] = ("Arn",), names: tuple[str, ...] = ()) -> KindSpec:
    return KindSpec(f"lab.{name}", name, f"{name}s", "", links=links, resolved=True, identities=identities, names=names)


KINDS = (
    kind("network"),
    kind("queue", names=("Short",)),
    kind("server", Link("Net", "lab.network", Verb.CONTAINS, reverse=True), Link("Inbox", "lab.queue", Verb.STORES_IN)),
    kind("function"),
    KindSpec("lab.steps", "steps", "steps", "", resolved=True, calls="Definition"),
)


def thing(name: str, key: str, scope: Scope = HERE, **attrs: Json) -> Resource:
    return Resource(ResourceRef(f"lab.{name}", key), key, scope, State.RUNNING, {}, attrs)


NETWORK = thing("network", "net-0123456789abcdef0")
QUEUE = thing("queue", "https://q/orders", Arn=QUEUE_ARN, Short="orders")


def edges(asked: Resource, others: Iterable[Resource] = (NETWORK, QUEUE)) -> list[tuple[str, str, str, str]]:
    directory = Directory(KINDS)
    for resource in (*others, asked):
        directory.add(resource)
    found = directory.relationships(asked)
    return sorted((edge.src.key, edge.verb.value, edge.dst.key, edge.source.partition(":")[2]) for edge in found)


@pytest.mark.parametrize(
    ("attrs", "expected"),
    [
        pytest.param({"A": {"B": [{"C": QUEUE_ARN}]}}, [("f", "depends_on", "https://q/orders", "A.B.C")], id="deep"),
        pytest.param({"A": "https://q/orders"}, [("f", "depends_on", "https://q/orders", "A")], id="by key"),
        pytest.param(
            {"P": json.dumps({"deadLetterTargetArn": QUEUE_ARN})},
            [("f", "depends_on", "https://q/orders", "P.deadLetterTargetArn")],
            id="json in a text",
        ),
        pytest.param({"R": f"{QUEUE_ARN}/*"}, [("f", "depends_on", "https://q/orders", "R")], id="all that is in it"),
        pytest.param({"R": f"{QUEUE_ARN}:7"}, [("f", "depends_on", "https://q/orders", "R")], id="a version of it"),
        pytest.param({"A": QUEUE_ARN, "B": QUEUE_ARN}, [("f", "depends_on", "https://q/orders", "A")], id="once"),
        pytest.param({"Subject": "orders"}, [], id="a name is no identity"),
        pytest.param(
            {"N": "net-0123456789abcdef0"}, [("net-0123456789abcdef0", "contains", "f", "N")], id="what contains others"
        ),
        pytest.param(
            {"N": "net-ffffffffffffffff0"}, [("net-ffffffffffffffff0", "contains", "f", "N")], id="one that is gone"
        ),
        pytest.param({"Q": "arn:lab:sqs:north:1:*"}, [], id="a pattern is none that is not there"),
        pytest.param({"Q": "arn:lab:sqs:north:aws:orders"}, [], id="nor is what belongs to the provider"),
        pytest.param({"Q": "arn:lab:never:north:1:x"}, [], id="nor what is of no known kind"),
        pytest.param({"Q": "f"}, [], id="nor a thing itself"),
    ],
)
def test_what_properties_say(attrs: dict[str, Json], expected: list[tuple[str, str, str, str]]) -> None:
    assert edges(thing("function", "f", HERE, **attrs)) == expected


def test_a_link_gives_its_verb_and_follows_names_in_the_same_place() -> None:
    assert edges(thing("server", "s", Net=NETWORK.ref.key, Inbox="orders")) == [
        ("net-0123456789abcdef0", "contains", "s", "Net"),
        ("s", "stores_in", "https://q/orders", "Inbox"),
    ]


def test_a_name_in_another_region_leads_to_nothing_that_is_there() -> None:
    assert edges(thing("server", "s", ELSEWHERE, Inbox="orders")) == [("s", "stores_in", "orders", "Inbox")]


def test_a_name_leads_to_what_is_of_the_whole_account() -> None:
    everywhere = thing("queue", "https://q/all", Scope("lab", "main"), Short="all-orders")
    assert edges(thing("server", "s", Inbox="all-orders"), [everywhere]) == [
        ("s", "stores_in", "https://q/all", "Inbox")
    ]


def test_the_property_names_of_other_kinds_links_mean_the_same_here() -> None:
    assert edges(thing("function", "f", Deep={"Inbox": QUEUE_ARN})) == [
        ("f", "stores_in", "https://q/orders", "Deep.Inbox")
    ]


def test_what_a_document_calls_is_depended_on_whatever_others_so_named_mean() -> None:
    steps = {"States": {"A": {"Net": NETWORK.ref.key, "Inbox": QUEUE_ARN}, "B": {"Inbox": "orders"}}}
    assert edges(thing("steps", "s", Definition=json.dumps(steps))) == [
        ("s", "depends_on", "https://q/orders", "Definition.States.A.Inbox"),
        ("s", "depends_on", "net-0123456789abcdef0", "Definition.States.A.Net"),
    ]


def test_depth_and_damaged_json_are_survived() -> None:
    deep: Json = "end"
    for _ in range(500):
        deep = [deep]
    assert list(scalars({"a": deep, "b": "{half", "c": "[" * 100_000, "d": 7, "e": "fine"})) == [("e", "fine")]
