"""What follows another request in other languages: once more, who is behind it, how far it is, its version."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("wann war der letzte scan von azure", "mach das nochmal"),
        ("quando foi a última varredura da azure", "roda de novo"),
        ("когда последний раз сканировали azure", "запусти ещё раз"),
        ("마지막 azure 스캔 언제였어", "한번 더 돌려"),
        ("azure 上次扫描是什么时候", "再跑一次"),
        ("when was azure last scanned", "update it again"),
        ("متى كان آخر فحص لـ azure", "شغله مرة ثانية"),
    ],
)
def test_a_scan_that_was_asked_about_is_run_once_more(recogniser: Recogniser, before: str, text: str) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.destructive) == ("start_discovery", False)
    assert frame.values("provider") == ("azure",)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("describe load balancer lb-main", "who is behind it?"),
        ("qu'est-ce que le load balancer lb-main", "qui est derrière ?"),
        ("muestra el balanceador lb-main", "¿quién está detrás?"),
        ("cos'è il bilanciatore lb-main", "chi c'è dietro?"),
        ("负载均衡 lb-main 是什么", "后面挂着谁"),
        ("что за балансировщик lb-main", "что за ним стоит?"),
    ],
)
def test_who_is_behind_a_thing_are_its_neighbours(recogniser: Recogniser, before: str, text: str) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.values("resource_name")) == ("resource_relationships", ("lb-main",))


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        ("show database orders-db", "which version is it?", "describe_infrastructure"),
        ("muestra la base de datos orders-db", "¿qué versión tiene?", "describe_infrastructure"),
        ("restart checkout", "which version is it?", "deployment_status"),
    ],
)
def test_the_version_of_what_is_rolled_out_is_what_is_live(
    recogniser: Recogniser, before: str, text: str, intent: str
) -> None:
    assert recogniser.frame(text, [before]).intent == intent


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("把 aws 同步一遍", "到哪了"),
        ("scanne azure", "wie weit ist es?"),
        ("escanea aws", "¿por dónde va?"),
        ("сканируй openstack", "как продвигается?"),
    ],
)
def test_how_far_a_scan_is(recogniser: Recogniser, before: str, text: str) -> None:
    assert recogniser.frame(text, [before]).intent == "discovery_status"


def test_a_word_for_after_that_nothing_follows_is_too(recogniser: Recogniser) -> None:
    frame = recogniser.frame("وفي prod بعد", ["أعد تشغيل خدمة checkout في staging"])
    assert (frame.intent, frame.values("environment")) == ("restart_deployment", ("prod",))


def test_another_kind_may_be_switched_to(recogniser: Recogniser) -> None:
    frame = recogniser.frame("换成 bucket 呢", ["列一下法兰克福没加密的磁盘"])
    assert (frame.intent, frame.values("resource_kind")) == ("list_resources", ("storage.bucket",))
    assert frame.values("region") == ("eu-central-1",)
