"""What sets right the request before it, in the next breath."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser

BUCKET = "create a bucket called raw-logs in stockholm"


@pytest.mark.parametrize(
    ("turns", "text", "count"),
    [
        (["porta checkout a 6 repliche"], "anzi facciamo 9", "9"),
        (["scale checkout to 6"], "5, not 6", "5"),
        (["checkout 레플리카 6개로 늘려줘"], "6개 말고 8개", "8"),
        (["масштабируй checkout до 6 реплик"], "5 хватит", "5"),
        (["checkout ko 6 replicas kar do"], "nahi, 8 kaafi hai", "8"),
        (["checkoutを6レプリカにして"], "6じゃなくて4", "4"),
        (["sube checkout a 6 réplicas"], "mejor que sean 7", "7"),
        (["skaliere checkout auf 6"], "ach was, 5", "5"),
    ],
)
def test_another_number_keeps_the_change_and_its_name(
    recogniser: Recogniser, turns: list[str], text: str, count: str
) -> None:
    frame = recogniser.frame(text, turns)
    assert (frame.intent, frame.values("resource_name"), frame.values("count")) == (
        "scale_deployment",
        ("checkout",),
        (count,),
    )
    assert frame.destructive


@pytest.mark.parametrize(
    ("turns", "text"),
    [
        (["escala checkout pra 6 réplicas", "valeu"], "faz o mesmo com search"),
        (["وسّع checkout إلى 6 نسخ", "تمام"], "ونفس الشي لـ search"),
        (["زود checkout إلى 6 نسخ"], "وsearch كمان"),
        (["checkout 레플리카 6개로 늘려줘", "고마워"], "search도 마찬가지로"),
        (["把 checkout 扩到 6 个副本"], "search 也这么弄"),
    ],
)
def test_the_same_for_another_holds_behind_a_nod(recogniser: Recogniser, turns: list[str], text: str) -> None:
    frame = recogniser.frame(text, turns)
    assert frame.intent == "scale_deployment"
    assert dict(frame.entities) == {"resource_name": ("search",), "count": ("6",)}


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("in paris after all", "raw-logs", "eu-west-3"),
        ("actually call it logs-raw", "logs-raw", "eu-north-1"),
        ("llámalo logs-raw", "logs-raw", "eu-north-1"),
        ("finalement à paris", "raw-logs", "eu-west-3"),
        ("nein, doch in paris", "raw-logs", "eu-west-3"),
        ("nahi paris me", "raw-logs", "eu-west-3"),
        ("아니 파리에", "raw-logs", "eu-west-3"),
    ],
)
def test_another_place_or_name_keeps_what_is_made(recogniser: Recogniser, text: str, name: str, region: str) -> None:
    frame = recogniser.frame(text, [BUCKET])
    assert frame.intent == "create_infrastructure"
    assert dict(frame.entities) == {"resource_kind": ("storage.bucket",), "resource_name": (name,), "region": (region,)}


@pytest.mark.parametrize(
    "text",
    [
        "just a dry run",
        "hold on, dry run first",
        "juste une simulation",
        "attends, à blanc d'abord",
        "nur als probelauf",
        "moment, erst mal trocken",
        "ruko, pehle dry run",
        "等等，先演练一下",
        "잠깐, 먼저 드라이런",
        "погоди, сначала вхолостую",
        "محاكاة بس",
    ],
)
def test_that_it_is_only_planned_keeps_the_change_and_changes_nothing(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text, [BUCKET])
    assert (frame.intent, frame.destructive) == ("create_infrastructure", False)
    assert frame.values("resource_name") == ("raw-logs",)


@pytest.mark.parametrize("text", ["why 6?", "is 6 enough for monday?", "book a table in paris"])
def test_a_question_or_something_else_sets_nothing_right(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text, ["scale checkout to 6"]).intent != "scale_deployment"


def test_what_is_listed_by_its_state_is_changed_by_it(recogniser: Recogniser) -> None:
    frame = recogniser.frame("bounce them", ["which pods of checkout are crashlooping?"])
    assert (frame.intent, frame.values("status")) == ("restart_deployment", ("crashlooping",))


def test_what_is_behind_a_thing_is_no_cause(recogniser: Recogniser) -> None:
    assert recogniser.frame("what's behind it", ["show me load balancer web-7"]).intent == "resource_relationships"


def test_a_pronoun_hangs_on_a_verb_with_an_accent(recogniser: Recogniser) -> None:
    frame = recogniser.frame("redémarre-la", ["donne les infos de la vm web-7"])
    assert (frame.intent, frame.values("resource_name")) == ("update_infrastructure", ("web-7",))


@pytest.mark.parametrize("text", ["then start", "dann starte sie halt", "طيب شغلها", "entonces enciéndelas"])
def test_a_verb_alone_is_of_what_was_listed(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text, ["which vms in dev are stopped?"])
    assert (frame.intent, frame.values("environment")) == ("update_infrastructure", ("dev",))


def test_what_is_left_out_in_korean_stands_before_its_word(recogniser: Recogniser) -> None:
    assert recogniser.frame("staging 말고 prod 파드 보여줘").values("environment") == ("prod",)


@pytest.mark.parametrize(
    "text",
    [
        "perdón, quería decir search",
        "desculpa, quis dizer search",
        "pardon, je voulais dire search",
        "sorry, ich meinte search",
        "scusa, volevo dire search",
        "sorry mera matlab search",
        "说错了，是 search",
        "미안, search 말이야",
        "извини, я про search",
        "آسف قصدي search",
    ],
)
def test_what_was_meant_instead_is_done_to_that(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text, ["restart checkout"])
    assert (frame.intent, frame.values("resource_name")) == ("restart_deployment", ("search",))


def test_those_of_an_environment_are_left_out_in_german(recogniser: Recogniser) -> None:
    assert not recogniser.frame("zeig die nodes außer denen aus dev").values("environment")


def test_what_is_asked_of_somebody_is_no_order(recogniser: Recogniser) -> None:
    assert not recogniser.frame("¿alguien reinició web-7 hoy? no quiero tocar nada").destructive
