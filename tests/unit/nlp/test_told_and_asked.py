"""What is told beside a request and what is asked of it: orders after complaints, labels, causes, amounts, states that are none."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("the secret orders was leaked on a forum, delete it", "delete_infrastructure", {"orders"}),
        ("web-7 has caught a virus, isolate it now", "run_remediation", {"web-7"}),
        ("учётка orders утекла в сеть, удали её", "delete_infrastructure", {"orders"}),
        ("web-7 pe malware aa gaya hai, turant isolate karo", "run_remediation", {"web-7"}),
        ("la clé d'accès orders a fuité, supprime-la", "delete_infrastructure", {"orders"}),
    ],
)
def test_an_order_behind_what_is_told_of_a_thing_is_of_that(
    recogniser: Recogniser, text: str, intent: str, names: set[str]
) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, {*frame.values("resource_name")}, frame.destructive) == (intent, names, True)


@pytest.mark.parametrize(
    "text",
    ["web-7 is under attack, should we isolate it?", "the key of orders leaked, who deleted it", "web-7 leaked, why"],
)
def test_a_question_behind_what_is_told_of_a_thing_is_no_order(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("東京にキューを作成して、タグは team=kaze", "team=kaze"),
        ("도쿄에 큐 하나 만들어줘, 태그는 team=haneul", "team=haneul"),
        ("create a queue in tokyo, its label is team=kite", "team=kite"),
    ],
)
def test_how_a_new_thing_is_to_be_tagged_is_heard_behind_the_order(recogniser: Recogniser, text: str, tag: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("tag")) == ("create_infrastructure", (tag,))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("delete the queue orders tagged phase=old", "delete_infrastructure"),
        ("удали очередь orders с тегом phase=old", "delete_infrastructure"),
        ("remove the tag phase=old from orders", "update_infrastructure"),
        ("remove the label phase=old from the queue orders", "update_infrastructure"),
    ],
)
def test_what_is_deleted_is_a_thing_or_its_tag(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("users say checkout is stuck, what's behind it", "explain_root_cause"),
        ("welche MySQL-Version läuft auf orders", "describe_infrastructure"),
        ("quante connessioni dovrà reggere orders a dicembre", "forecast_capacity"),
        ("сколько подов в статусе running в тесте", "show_statistics"),
        ("creo que nos han metido un minero en checkout", "detect_threats"),
        ("idle volumes paris team=core", "optimize_cost"),
        ("公開バケット パリ team=core", "list_resources"),
        ("alguien está escaneando los puertos de web-7", "detect_threats"),
        ("quelqu'un est en train de scanner les ports de web-7", "detect_threats"),
    ],
)
def test_what_is_asked_is_told_from_what_is_like_it(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == (intent, False)


@pytest.mark.parametrize(
    ("text", "sort", "values"),
    [
        ("nobody needs volumes older than 30 days in ohio any more, don't keep them, delete them", "time_range", 1),
        ("why has the latency of checkout gone up so much since monday", "status", 0),
        ("لماذا ارتفع تأخير checkout من أمس", "status", 0),
        ("в каком датацентре, где крутится vmware, больше места", "status", 0),
        ("la livraison de inventory-svc est finie ?", "resource_name", 1),
        ("are there critical cves hanging loose in our images", "status", 0),
        ("why does checkout throw error 503 in prod", "count", 0),
        ("agranda el volumen web-7, dale más espacio, 300gb", "metric", 0),
    ],
)
def test_what_is_only_said_beside_is_no_filter(recogniser: Recogniser, text: str, sort: str, values: int) -> None:
    assert len(recogniser.frame(text).values(sort)) == values


@pytest.mark.parametrize(
    ("text", "sort", "value"),
    [
        ("montre les certificats qui expirent dans les 10 prochains jours", "status", "expiring"),
        ("zeig Zertifikate, die in den nächsten 14 Tagen ablaufen", "status", "expiring"),
        ("il nous faut un redis à paris pour vendredi", "time_range", "until:friday"),
        ("necesitamos una cola en parís para mañana, créala", "time_range", "until:tomorrow"),
        ("quais vms da azure estão paradas", "resource_kind", "azure.vm"),
        ("servers with CPU90% or more", "metric", "cpu"),
        ("create a cache in sao paolo", "region", "sa-east-1"),
        ("сделай-ка снимок тома web-7", "resource_kind", "storage.snapshot"),
    ],
)
def test_what_is_said_closer_is_read_so(recogniser: Recogniser, text: str, sort: str, value: str) -> None:
    assert value in recogniser.frame(text).values(sort)


@pytest.mark.parametrize(
    ("turns", "text", "intent", "entities"),
    [
        (("memory of web-7 last week",), "and disk?", "show_statistics", {"metric": ("disk",)}),
        (("web-7 메모리 지난 3일 보여줘",), "디스크는?", "show_statistics", {"metric": ("disk",)}),
        (("scan our vmware",), "were there any errors?", "discovery_status", {"provider": ("vmware",)}),
        (("просканируй gcp",), "ошибки были?", "discovery_status", {"provider": ("gcp",)}),
        (("list volumes",), "disks?", "list_resources", {"metric": ()}),
        (("restart checkout",), "how many of its pods are ready", "deployment_status", {}),
    ],
)
def test_what_a_word_means_after_what_was_asked(
    recogniser: Recogniser, turns: tuple[str, ...], text: str, intent: str, entities: dict[str, tuple[str, ...]]
) -> None:
    frame = recogniser.frame(text, turns)
    assert (frame.intent, {sort: frame.values(sort) for sort in entities}) == (intent, entities)


@pytest.mark.parametrize(
    "text", ["shut down dev servers", "shut down all servers in dev", "stop idle dev servers", "turn off dev servers"]
)
def test_a_kind_behind_a_verb_is_to_be_changed(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "update_infrastructure"
