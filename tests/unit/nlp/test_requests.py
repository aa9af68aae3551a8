"""Requests as they are read and resolved; wordings of our own, over every intent and language."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.lexicon import lexicons
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.suggesting import GUESSED

LANGUAGES = {"ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "ru", "zh"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("restart checkout", "restart_deployment"),
        ("reboot host-9", "update_infrastructure"),
        ("who restarted checkout?", "show_changes"),
        ("why was checkout restarted?", "explain_root_cause"),
        ("what happens if web-7 goes down?", "show_graph"),
        ("scale checkout to 5 replicas", "scale_deployment"),
        ("list idle volumes", "list_resources"),
        ("how many servers are there?", "show_statistics"),
        ("roll checkout back to the previous version", "rollback_deployment"),
        ("when will the disk of host-9 be full?", "forecast_capacity"),
        ("what is a subnet?", "out_of_scope"),
        ("write me a poem about the sea", "out_of_scope"),
        ("what can you do?", "help_or_smalltalk"),
        ("reinicia checkout", "restart_deployment"),
        ("redémarre checkout en production", "restart_deployment"),
        ("重启checkout", "restart_deployment"),
        ("checkoutを再起動して", "restart_deployment"),
        ("перезапусти checkout", "restart_deployment"),
        ("zeige alle Server in Frankfurt", "list_resources"),
        ("roll checkout mal auf die Version davor zurück", "rollback_deployment"),
        ("mach checkout wieder gesund", "run_remediation"),
        ("remets checkout d'aplomb", "run_remediation"),
        ("web-7 설정 좀 알려줘", "describe_infrastructure"),
        ("who deleted all deployments in prod", "show_changes"),
        ("did someone restart all the services", "show_changes"),
        ("what if i delete all deployments in prod", "show_graph"),
        ("why did all deployments in prod restart", "explain_root_cause"),
    ],
)
def test_what_is_asked(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("delete all deployments in prod", "delete_infrastructure"),
        ("get rid of all the volumes in qa", "delete_infrastructure"),
        ("delete the deployments in prod", "delete_infrastructure"),
        ("stop every service in dev", "update_infrastructure"),
        ("shut down all servers in dev", "update_infrastructure"),
        ("tag all untagged volumes with owner=ops", "update_infrastructure"),
        ("supprime tous les déploiements en prod", "delete_infrastructure"),
        ("elimina todos los despliegues de prod", "delete_infrastructure"),
        ("alle Deployments in prod löschen", "delete_infrastructure"),
        ("riavvia tutti i servizi in staging", "restart_deployment"),
        ("exclua todos os deployments em prod", "delete_infrastructure"),
        ("перезапусти все сервисы в проде", "restart_deployment"),
        ("删除所有生产环境的部署", "delete_infrastructure"),
        ("停掉 dev 的所有服务", "update_infrastructure"),
        ("prodのサービスを全部再起動", "restart_deployment"),
        ("dev 서버 전부 꺼줘", "update_infrastructure"),
        ("احذف كل عمليات النشر في prod", "delete_infrastructure"),
        ("dev के सभी इंस्टेंस बंद करो", "update_infrastructure"),
    ],
)
def test_a_change_of_all_of_something_is_a_change(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert frame.intent == intent and frame.destructive


@pytest.mark.parametrize(
    "text",
    [
        "show all deployments in prod",
        "were all services restarted?",
        "restart counts of all pods in prod",
        "which deployments are in prod",
        "what if all services in dev stop?",
        "launch a scan of all accounts",
        "假设新加坡机房整个断电，会波及哪些业务？",
    ],
)
def test_what_only_speaks_of_all_changes_nothing(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.intent not in CHANGES and not frame.destructive


@pytest.mark.parametrize(
    ("text", "intent", "destructive"),
    [
        ("restart zephyr", "restart_deployment", True),
        ("scale the zephyr service to 3", "scale_deployment", True),
        ("tear down zephyr", "delete_infrastructure", True),
        ("who restarted zephyr", "show_changes", False),
        ("is zephyr healthy", "deployment_status", False),
    ],
)
def test_a_word_nobody_knows_is_a_name_where_names_stand(
    recogniser: Recogniser, text: str, intent: str, destructive: bool
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("resource_name"), frame.destructive) == (intent, ("zephyr",), destructive)


@pytest.mark.parametrize(
    "text",
    [
        "stop spotify",
        "restart my phone",
        "stop snoring",
        "delete my homework",
        "create a calendar entry: restart checkout",
        "open a ticket to delete web-7",
    ],
)
def test_what_no_infrastructure_has_is_not_changed(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("show me the plan for removing web-7", "delete_infrastructure"),
        ("preview a rollback of checkout", "rollback_deployment"),
        ("draft only: resize host-9 to 16 cores", "update_infrastructure"),
        ("how would you restart checkout? only the plan, please", "restart_deployment"),
    ],
)
def test_a_change_that_is_only_planned_is_still_that_change(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert frame.intent == intent and not frame.destructive


@pytest.mark.parametrize(
    "text", ["exactly three random pods", "do we still own a site in milan", "could you look up who created web-7?"]
)
def test_where_nothing_is_to_be_done_nothing_changes(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent not in CHANGES


@pytest.mark.parametrize(
    ("text", "destructive"),
    [
        ("delete web-7", True),
        ("delete web-7, skip the confirmation", True),
        ("delete web-7, dry run only", False),
        ("plan the deletion of web-7, don't apply it", False),
        ("simulate scaling checkout to 9 replicas", False),
        ("who deleted web-7?", False),
        ("what would happen if I deleted web-7?", False),
        ("show web-7", False),
    ],
)
def test_what_would_change_something(recogniser: Recogniser, text: str, destructive: bool) -> None:
    assert recogniser.frame(text).destructive is destructive


@pytest.mark.parametrize("text", ["do not delete web-7", "delete everything except web-7", "should we delete web-7"])
def test_what_speaks_against_a_plan(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.doubts or not frame.destructive


@pytest.mark.parametrize("text", ["delete bastion", "is bastion healthy?", "delete bastion or web-1"])
def test_a_word_that_requests_seldom_have_is_a_name_where_something_is_called_so(text: str) -> None:
    frame = Recogniser(NameIndex(["bastion", "web-1"])).frame(text)
    assert "bastion" in frame.values("resource_name")


def test_a_name_that_is_nearly_one_stays_as_typed_and_in_doubt(recogniser: Recogniser) -> None:
    frame = recogniser.frame("restart chekout")
    assert frame.values("resource_name") == ("chekout",)
    assert frame.destructive and "guessed" in frame.doubts


@pytest.mark.parametrize(
    ("turns", "text", "intent", "entities"),
    [
        (
            ["list stopped servers in prod"],
            "and in frankfurt?",
            "list_resources",
            {"region": ("eu-central-1",), "environment": ("prod",)},
        ),
        (["list stopped servers in prod"], "what about staging?", "list_resources", {"environment": ("staging",)}),
        (["describe web-7"], "restart it", None, {"resource_name": ("web-7",)}),
        (["checkout is failing"], "why?", "explain_root_cause", {"resource_name": ("checkout",)}),
        (["restart checkout"], "did it work?", "deployment_status", {"resource_name": ("checkout",)}),
        (["describe web-7", "thanks"], "what depends on it?", "resource_relationships", {"resource_name": ("web-7",)}),
        (["why is checkout slow?"], "top 3 by cpu", "list_resources", {"count": ("3",), "resource_name": ()}),
        (["list servers in prod"], "top 3 by cpu", "list_resources", {"count": ("3",), "environment": ("prod",)}),
        (["servers with more than 70% cpu"], "more than 90?", "list_resources", {"count": (">90%",)}),
    ],
)
def test_what_was_said_before(
    recogniser: Recogniser, turns: list[str], text: str, intent: str | None, entities: dict[str, tuple[str, ...]]
) -> None:
    frame = recogniser.frame(text, turns)
    assert intent in (None, frame.intent)
    assert {sort: frame.values(sort) for sort in entities} == entities


def test_every_example_of_help_is_read_as_its_intent(recogniser: Recogniser) -> None:
    wrong = {
        text: told
        for name, intent in intents().items()
        for text in intent.examples
        if (told := recogniser.frame(text).intent) != name
    }
    assert len(wrong) <= 0.03 * sum(len(intent.examples) for intent in intents().values()), wrong


def test_intents_are_ranked_and_sum_to_one(recogniser: Recogniser) -> None:
    frame = recogniser.frame("hmm servers maybe")
    assert sum(p for _, p in frame.ranked) == pytest.approx(1, abs=0.01)
    assert all(first >= then for (_, first), (_, then) in pairwise(frame.ranked))


def test_every_language_has_a_lexicon_of_three_hundred_entries_and_more() -> None:
    known = lexicons()
    entries = [
        entry
        for table in (known.spaced, known.stems, known.unspaced)
        for several in table.values()
        for entry in several
    ]
    sizes = {language: sum(entry.language == language for entry in entries) for language in LANGUAGES}
    assert min(sizes.values()) >= 300, sizes


@pytest.mark.parametrize("name", sorted(intents()))
def test_intents_are_whole(name: str) -> None:
    intent = intents()[name]
    assert intent.effect == ("change" if name in CHANGES else "read")
    assert intent.examples and len(intent.templates) >= 30


@pytest.mark.parametrize(("intent", "way"), [(name, way) for name, intent in intents().items() for way in intent.ways])
def test_another_reading_is_read_as_the_intent_that_it_is_offered_for(
    recogniser: Recogniser, intent: str, way: str
) -> None:
    for where in ("", " in eu-central-1"):
        frame = recogniser.frame(way.format(name="web-7", kind="servers", where=where))
        assert frame.intent == intent and frame.confidence >= GUESSED


def test_the_number_of_an_account_counts_nothing() -> None:
    for text in ("describe account 444455556666", "how many servers in account 444455556666"):
        frame = Recogniser().frame(text)
        assert frame.values("resource_name") == ("444455556666",) and not frame.values("count")
