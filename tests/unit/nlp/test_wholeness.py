"""What is asked whole takes nothing over from the request before it; what leaves something out takes over just that."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.context import Turn
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.recogniser import Recogniser

LISTED = "show the stopped servers in prod"
OF_ONE = "describe web-7"


@pytest.fixture(scope="module")
def named() -> Recogniser:
    return Recogniser(NameIndex(("web-7", "web-8", "host-9", "checkout-api")))


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (LISTED, "how many volumes are there?"),
        (LISTED, "how many buckets are there?"),
        (LISTED, "are there any public buckets?"),
        (LISTED, "list buckets that are public"),
        (LISTED, "what is our monthly cost?"),
        (LISTED, "cpu of web-7"),
        (LISTED, "is checkout-api healthy?"),
        (LISTED, "any threats?"),
        (LISTED, "wie viele Volumes gibt es?"),
        (LISTED, "gibt es Bedrohungen?"),
        (LISTED, "¿cuántos volúmenes hay?"),
        (LISTED, "ボリュームはいくつありますか"),
        (OF_ONE, "how many servers does each team have?"),
        (OF_ONE, "public buckets"),
        (OF_ONE, "gestoppte Server in Frankfurt"),
        ("who changed web-7?", "stopped servers in frankfurt"),
        ("who changed web-7?", "databases?"),
        (OF_ONE, "databases"),
        (OF_ONE, "list databases in prod that are stopped"),
        (OF_ONE, "volumes in frankfurt that have failed"),
        (OF_ONE, "what is down?"),
        (LISTED, "top 5 servers by cpu"),
        ("restart web-7", "public buckets"),
        ("which load balancers point to web-7?", "is checkout-api healthy?"),
        ("average cpu of web-7 in the last hour", "public buckets"),
    ],
)
def test_what_is_whole_by_itself_takes_nothing_over(named: Recogniser, before: str, line: str) -> None:
    told, alone = named.frame(line, [before]), named.frame(line)
    assert (told.intent, told.entities) == (alone.intent, alone.entities)


@pytest.mark.parametrize(
    ("before", "line", "taken"),
    [
        (LISTED, "and in dublin?", {"status": "stopped", "resource_kind": "compute.instance", "region": "eu-west-1"}),
        (LISTED, "the paused ones", {"status": "paused", "resource_kind": "compute.instance"}),
        (LISTED, "databases?", {"status": "stopped", "resource_kind": "database", "environment": "prod"}),
        (LISTED, "and public buckets?", {"environment": "prod", "resource_kind": "storage.bucket"}),
        (LISTED, "how many are there?", {"status": "stopped", "resource_kind": "compute.instance"}),
        (LISTED, "what do they cost?", {"status": "stopped", "resource_kind": "compute.instance"}),
        ("list servers in prod", "the stopped servers", {"environment": "prod", "status": "stopped"}),
        ("cpu of web-7 yesterday", "same for web-8", {"metric": "cpu", "resource_name": "web-8"}),
        ("cpu of web-7 yesterday", "memory of web-8", {"metric": "memory", "time_range": "at:yesterday"}),
        (OF_ONE, "any threats on it?", {"resource_name": "web-7"}),
        ("which load balancers point to web-7?", "databases?", {"resource_name": "web-7"}),
        ("create 3 servers in dublin", "5 servers", {"count": "5", "region": "eu-west-1"}),
        (OF_ONE, "c'è qualcosa di sospetto sopra? un malware?", {"resource_name": "web-7"}),
        (OF_ONE, "what changed?", {"resource_name": "web-7"}),
    ],
)
def test_what_leaves_something_out_takes_that_over(
    named: Recogniser, before: str, line: str, taken: dict[str, str]
) -> None:
    entities = named.frame(line, [before]).entities
    assert {sort: (value,) for sort, value in taken.items()}.items() <= entities.items()


@pytest.mark.parametrize(
    "line", ["its volumes", "and its volumes?", "what volumes does it have?", "show me the volumes of it", "它的卷"]
)
def test_what_something_has_is_asked_of_it_and_it_stays_what_it_was(named: Recogniser, line: str) -> None:
    asked = named.frame(line, ["describe the server web-7"])
    assert asked.intent == "resource_relationships"
    assert asked.entities == {"resource_name": ("web-7",), "resource_kind": ("storage.volume",)}
    then = named.frame("stop it", ["describe the server web-7", line, "and its volumes?"])
    assert then.entities == {"resource_name": ("web-7",), "resource_kind": ("compute.instance",)}


def test_what_hangs_on_it_is_not_what_it_is(named: Recogniser) -> None:
    then = named.frame("stop it", [OF_ONE, "which volumes are attached to it?"])
    assert then.entities == {"resource_name": ("web-7",)}


def test_to_change_what_something_has_is_no_question_for_it(named: Recogniser) -> None:
    assert named.frame("delete its volumes", [OF_ONE]).destructive
    turn: Turn | None = None
    for line in (OF_ONE, "delete its volumes"):
        turn = named.turn(line, turn)
    assert turn is not None and turn.about is None
