"""Relationships that follow from properties: identities anywhere, names where a link says of what, nothing by chance."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.references import Directory
from dharma_tui.core.scalars import scalars
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State, Verb

ACCOUNT = "111111111111"
HERE = Scope("lab", ACCOUNT, "north")
ELSEWHERE = Scope("lab", ACCOUNT, "south")
QUEUE_ARN = "arn:lab:sqs:north:1:orders"


def kind(name: str, *links: Link, names: tuple[str, ...] = (), shapes: tuple[str, ...] = ()) -> KindSpec:
    title, plural, identities = name, f"{name}s", ("Arn",)
    return KindSpec(
        *(f"lab.{name}", title, plural, ""),
        links=links,
        resolved=True,
        identities=identities,
        names=names,
        shapes=shapes,
    )


KINDS = (
    kind("network"),
    KindSpec("lab.bucket", "bucket", "buckets", "", resolved=True, identities=("Arn",), told_by="bucket"),
    KindSpec("lab.alias", "alias", "aliases", "", resolved=True, stands_for="lab.queue"),
    KindSpec("lab.card", "card", "cards", "", resolved=True, identities=("Arn",), names=("Id",), shapes=("card-",)),
    KindSpec(
        "lab.table", "table", "tables", "", resolved=True, identities=("Arn", "Streams.Arn"), shapes=("db:table",)
    ),
    kind("queue", names=("Short",)),
    kind("server", Link("Net", "lab.network", Verb.CONTAINS, reverse=True), Link("Inbox", "lab.queue", Verb.STORES_IN)),
    kind("function"),
    kind("disk", shapes=("disk-", "store:disk")),
    KindSpec("lab.steps", "steps", "steps", "", resolved=True, calls="Definition"),
)


def thing(name: str, key: str, scope: Scope = HERE, **attrs: Json) -> Resource:
    return Resource(ResourceRef(f"lab.{name}", key), key, scope, State.RUNNING, {}, attrs)


NETWORK = thing("network", "net-0123456789abcdef0")
QUEUE = thing("queue", "https://q/orders", Arn=QUEUE_ARN, Short="orders")
BUCKET = Resource(ResourceRef("lab.bucket", "arn:lab:s3:::logs"), "logs", HERE, State.RUNNING, {}, {})
TABLE = "arn:lab:db:north:1:table/carts"
CARTS = thing("table", TABLE, Arn=TABLE, Streams=[{"Arn": f"{TABLE}/stream/2026-11-20T10:00:00.000"}])
EVERYTHING = (NETWORK, QUEUE, BUCKET, CARTS)


def edges(asked: Resource, others: Iterable[Resource] = EVERYTHING) -> list[tuple[str, str, str, str]]:
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
            {"P": json.dumps({"targetArn": QUEUE_ARN})},
            [("f", "depends_on", "https://q/orders", "P.targetArn")],
            id="json in a text",
        ),
        pytest.param({"R": f"{QUEUE_ARN}/*"}, [("f", "depends_on", "https://q/orders", "R")], id="all that is in it"),
        pytest.param({"R": f"{QUEUE_ARN}:7"}, [("f", "depends_on", "https://q/orders", "R")], id="a version of it"),
        pytest.param({"R": f"{QUEUE_ARN}:key::"}, [("f", "depends_on", "https://q/orders", "R")], id="a part of it"),
        pytest.param(
            {"R": f"{QUEUE_ARN}:key:now:7"}, [("f", "depends_on", "https://q/orders", "R")], id="a version of a part"
        ),
        pytest.param(
            {"R": "arn:lab:s3:::logs/of/flows/"},
            [("f", "depends_on", "arn:lab:s3:::logs", "R")],
            id="what is in a bucket",
        ),
        pytest.param(
            {"R": f"arn:lab:apigateway:north:lambda:path/2015-03-31/functions/{QUEUE_ARN}:live/invocations"},
            [("f", "depends_on", "https://q/orders", "R")],
            id="what an address calls",
        ),
        pytest.param(
            {"SiteBucket": "logs"},
            [("f", "depends_on", "arn:lab:s3:::logs", "SiteBucket")],
            id="a name that only one may have",
        ),
        pytest.param({"Container": "logs"}, [], id="the same word where something else is told"),
        pytest.param(
            {"R": f"{TABLE}/stream/2026-11-20T10:00:00.000"}, [("f", "depends_on", TABLE, "R")], id="a stream"
        ),
        pytest.param(
            {"B": [{"C": QUEUE_ARN}, {"C": QUEUE_ARN}], "A": QUEUE_ARN},
            [("f", "depends_on", "https://q/orders", "B.C, A")],
            id="once, with every property that says so",
        ),
        pytest.param(
            {f"P{number}": QUEUE_ARN for number in range(9)},
            [("f", "depends_on", "https://q/orders", "P0, P1, P2, P3, P4, P5 (+3)")],
            id="of very many the first and their number",
        ),
        pytest.param(
            {"Networks": f"net-0123456789abcdef0, {QUEUE_ARN}"},
            [
                ("f", "depends_on", "https://q/orders", "Networks"),
                ("net-0123456789abcdef0", "contains", "f", "Networks"),
            ],
            id="several in one text",
        ),
        pytest.param(
            {"networks": "net-0123456789abcdef0,net-ffffffffffffffff0"},
            [
                ("net-0123456789abcdef0", "contains", "f", "networks"),
                ("net-ffffffffffffffff0", "contains", "f", "networks"),
            ],
            id="several in one text, of which one is gone",
        ),
        pytest.param({"A": "net-0123456789abcdef0, and others"}, [], id="a text that begins like an identity"),
        pytest.param({"A": f"{QUEUE_ARN}, and others"}, [], id="a text that begins like an ARN"),
        pytest.param({"Subject": "orders"}, [], id="a name is no identity"),
        pytest.param(
            {"C": {"networkId": "net-0123456789abcdef0"}},
            [("net-0123456789abcdef0", "contains", "f", "C.networkId")],
            id="what contains others",
        ),
        pytest.param(
            {"NetworkIds": ["net-ffffffffffffffff0"]},
            [("net-ffffffffffffffff0", "contains", "f", "NetworkIds")],
            id="one that is gone",
        ),
        pytest.param(
            {"Mentioned": ["net-0123456789abcdef0"]},
            [("f", "depends_on", "net-0123456789abcdef0", "Mentioned")],
            id="what is only mentioned contains nothing",
        ),
        pytest.param(
            {"Environment": {"NETWORK_ID": "net-0123456789abcdef0"}},
            [("f", "depends_on", "net-0123456789abcdef0", "Environment.NETWORK_ID")],
            id="nor what people have named so",
        ),
        pytest.param({"Q": "arn:lab:sqs:north:1:*"}, [], id="a pattern is none that is not there"),
        pytest.param({"Q": "arn:lab:sqs:north:aws:orders"}, [], id="nor is what belongs to the provider"),
        pytest.param({"Q": "arn:lab:never:north:1:x"}, [], id="nor what has no account and is of no known kind"),
        pytest.param({"Q": "arn:lab:never:north:222222222222:x/*"}, [], id="nor a pattern of that"),
        pytest.param({"Q": "arn:lab:sts::222222222222:assumed-role/a/b"}, [], id="nor who has signed in"),
        pytest.param({"Q": f"arn:lab:iam::{ACCOUNT}:root"}, [], id="nor an account that is looked at"),
        pytest.param({"Q": "f"}, [], id="nor a thing itself"),
    ],
)
def test_what_properties_say(attrs: dict[str, Json], expected: list[tuple[str, str, str, str]]) -> None:
    assert edges(thing("function", "f", HERE, **attrs)) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("disk-0123456789abcdef0", "lab.disk"),
        ("arn:lab:store:north:1:disk/disk-1", "lab.disk"),
        ("arn:lab:store:north:222222222222:shelf/9", "lab.store"),
        ("arn:lab:flows:north:222222222222:flow/orders", "lab.flows"),
        ("arn:lab:iam::222222222222:root", "lab.iam"),
    ],
)
def test_what_is_not_there_and_of_which_nothing_is_known_is_kept_by_how_it_looks(text: str, kind: str) -> None:
    directory = Directory(KINDS)
    asked = thing("function", "f", Deep={"Of": [text]})
    directory.add(asked)
    (edge,) = directory.relationships(asked)
    assert (edge.src, edge.dst, edge.verb) == (asked.ref, ResourceRef(kind, text), Verb.DEPENDS_ON)


def test_two_that_are_called_alike_are_not_each_other() -> None:
    twin = thing("queue", "https://q/orders-of-the-south", ELSEWHERE, Arn=QUEUE_ARN)
    assert edges(twin) == edges(QUEUE, (*EVERYTHING, twin)) == []


def test_what_a_thing_itself_is_called_is_nothing_that_is_missing() -> None:
    assert edges(CARTS, ()) == []
    number = "0123456789abcdef0"
    assert edges(thing("card", f"arn:lab:net:north:1:card/{number}", Id=f"card-{number}"), ()) == []


@pytest.mark.parametrize(
    "acted",
    ["swf:eu:1:action/actions/Reboot/1.0", "ssm:eu:1:opsitem:3", "ecs:eu:1:attachment/a", "redshift:eu:1:namespace:n"],
)
def test_what_no_list_ever_has_is_not_missing(acted: str) -> None:
    number = "123456789012"
    assert edges(thing("server", "s", A=f"arn:aws:{acted.replace(':1:', f':{number}:')}"), ()) == []


def test_the_shortest_names_count_where_a_link_leads() -> None:
    assert edges(thing("server", "s", Inbox="default")) == []  # which nobody has chosen
    short = thing("queue", "https://q/dl", Short="dl")
    assert edges(thing("server", "s", Inbox="dl", Other="dl"), [short]) == [("s", "stores_in", "https://q/dl", "Inbox")]


def test_several_names_in_one_text_count_where_a_link_leads_to_each() -> None:
    others = [thing("queue", f"https://q/{name}", Short=name) for name in ("dl", "in")]
    both = [("s", "stores_in", "https://q/dl", "Inbox"), ("s", "stores_in", "https://q/in", "Inbox")]
    assert edges(thing("server", "s", Inbox="dl, in"), others) == both
    assert edges(thing("server", "s", Inbox="dl, in, and others"), others) == []


def test_another_of_several_in_one_text_is_something_new() -> None:
    directory = Directory(KINDS)
    before, after = (thing("function", "f", A=",".join([NETWORK.ref.key] * many)) for many in (1, 2))
    assert directory.facts(before) != directory.facts(after)


def test_what_stands_for_another_is_found_where_links_lead_to_that() -> None:
    alias = Resource(ResourceRef("lab.alias", "arn:lab:a"), "alias/all", HERE, State.RUNNING, {}, {})
    assert edges(thing("server", "s", Inbox="alias/all"), [alias]) == [("s", "stores_in", "arn:lab:a", "Inbox")]


def test_a_link_gives_its_verb_and_follows_names_in_the_same_place() -> None:
    assert edges(thing("server", "s", Net=NETWORK.ref.key, Inbox="orders")) == [
        ("net-0123456789abcdef0", "contains", "s", "Net"),
        ("s", "stores_in", "https://q/orders", "Inbox"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a@b.example",
        "https://example.com/x",
        "10.1.0.5",
        "fd00::1",
        "arn:lab:automate:north:ec2:recover",
        "arn:lab:ssm:north::document/x",
    ],
)
def test_a_link_calls_nothing_missing_that_is_no_name(text: str) -> None:
    assert edges(thing("server", "server-1", Inbox=text)) == []


def test_an_arn_where_a_link_leads_to_another_kind_is_of_its_service() -> None:
    arn = f"arn:lab:execute-api:north:{ACCOUNT}:abc/prod/POST/x"
    assert [(dst, verb) for _, verb, dst, _ in edges(thing("server", "server-1", Inbox=arn))] == [(arn, "stores_in")]
    directory = Directory(KINDS)
    told = [*directory.relationships(thing("server", "server-1", Inbox=arn))]
    assert told[0].dst.kind == "lab.execute-api"


def test_an_arn_without_its_revision_is_the_newest() -> None:
    arn = f"arn:lab:tasks:north:{ACCOUNT}:definition/shop"
    revisions = [thing("function", f"{arn}:{number}") for number in (2, 10, 9)]
    assert [dst for _, _, dst, _ in edges(thing("server", "s", Task=arn), revisions)] == [f"{arn}:10"]
    assert [dst for _, _, dst, _ in edges(thing("server", "s", Task=f"{arn}:9"), revisions)] == [f"{arn}:9"]


def test_a_name_that_several_have_leads_to_none_of_them_but_of_versions_to_the_newest() -> None:
    asked = thing("server", "web-1", Inbox="orders")
    others = [thing("queue", f"https://q/{at}/orders", Short="orders") for at in range(2)]
    versions = [thing("queue", f"arn:lab:queue:north:1:orders:{at}", Short="orders") for at in (9, 10)]

    def told(*there: Resource) -> list[ResourceRef]:
        directory = Directory(KINDS)
        for resource in (*there, asked):
            directory.add(resource)
        return [edge.dst for edge in directory.relationships(asked)]

    for several in (others, others[::-1], [*others, *versions]):
        assert told(*several) == []
    assert told(*versions) == told(*reversed(versions)) == [versions[1].ref]
    assert told(others[0]) == [others[0].ref]


def test_a_name_in_another_region_leads_to_nothing_that_is_there() -> None:
    assert edges(thing("server", "s", ELSEWHERE, Inbox="orders")) == [("s", "stores_in", "orders", "Inbox")]


def test_what_is_of_no_region_calls_by_name_what_only_one_region_has() -> None:
    everywhere = Scope("lab", ACCOUNT, "")
    north, south = (
        thing("queue", "https://q/north", Short="in"),
        thing("queue", "https://q/south", ELSEWHERE, Short="in"),
    )
    asked = thing("server", "s1", everywhere, Inbox="in")
    (found,) = edges(asked, [south])
    assert "https://q/south" in found
    (found,) = edges(asked, [north, south])
    assert {"https://q/north", "https://q/south"}.isdisjoint(found)  # one of two, and nobody says which
    (found,) = edges(asked, [thing("queue", "https://q/of-others", Scope("lab", "2" * 12, "south"), Short="in")])
    assert "https://q/of-others" not in found


def test_keys_that_aws_has_for_itself_are_nothing_that_is_missing() -> None:
    assert edges(thing("server", "s1", Inbox="alias/aws/sqs")) == []


def test_a_name_leads_to_what_is_of_the_whole_account() -> None:
    everywhere = thing("queue", "https://q/all", Scope("lab", ACCOUNT), Short="all-orders")
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
