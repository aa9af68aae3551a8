"""What people of twelve languages say, reasons and courtesies beside it: the same intents as the plain request."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nos hace falta una cola nueva, avisos-q, que esté en Dublín", "create_infrastructure"),
        ("a gente precisa de uma fila nova, avisos-q, que fique em Dublin", "create_infrastructure"),
        ("han añadido servidores en vmware, vuelve a pasar el inventario", "start_discovery"),
        ("ركبوا اجهزة جديدة في vmware، عيد جولة الجرد", "start_discovery"),
        ("por dónde viaja el tráfico de web-7 a host-9", "show_graph"),
        ("über welche Knoten geht der Verkehr von web-7 bis host-9", "show_graph"),
        ("web-7からhost-9までどこを経由してる？", "show_graph"),
        ("der Paketverlust bei host-9 ist mir nicht geheuer", "detect_anomalies"),
        ("la perdita di pacchetti su host-9 mi puzza, a te no?", "detect_anomalies"),
        ("con cuántos nueves va checkout este mes", "show_statistics"),
        ("bei wie vielen Neunen sind wir mit checkout diesen Monat", "show_statistics"),
        ("сколько девяток у checkout в этом месяце", "show_statistics"),
        ("checkout 这个月有几个九", "show_statistics"),
        ("sorry, mit welchen Worten muss ich nach den Kosten fragen?", "help_or_smalltalk"),
        ("नमस्ते, आपसे क्या क्या पूछा जा सकता है", "help_or_smalltalk"),
        ("host-9 pe kaun kaun latka hua hai", "resource_relationships"),
        ("昼間しか使わないので host-9 は停止しておいてください", "update_infrastructure"),
        ("checkout がフリーズしてるっぽいので再起動をお願いします", "restart_deployment"),
        ("checkout 멈춘 것 같은데 재시작 부탁드려요", "restart_deployment"),
        ("checkout 이상하니까 전 리비전으로 롤백 부탁해요", "rollback_deployment"),
        ("checkout 发好了吗，业务那边在问", "deployment_status"),
        ("昨晚的扫面有没有报错", "discovery_status"),
        ("checkout 为什莫一直超是", "explain_root_cause"),
        ("把 web-7 这台机器删掉", "delete_infrastructure"),
        ("el encargado me mete prisa, lanza el runbook restart-job", "run_remediation"),
        ("the sale begins, checkout to twenty replicas", "scale_deployment"),
        ("die neue Version ist kaputt, checkout bitte auf die alte zurückdrehen", "rollback_deployment"),
        ("i clienti si lamentano, dai una riavviata a checkout", "restart_deployment"),
        ("le projet est fini, balance web-7", "delete_infrastructure"),
        ("quién tira de web-7", "resource_relationships"),
        ("customer chilla rahe hain, checkout ko restart kar dijiye", "restart_deployment"),
        ("память на web-7 как-то чудно себя ведёт", "detect_anomalies"),
        ("какие машыны в gcp лишнии", "optimize_cost"),
        ("ke machine sono inutili su gcp", "optimize_cost"),
        ("ke ip tiene host-9", "describe_infrastructure"),
        ("流量下来了，把 checkout 缩回两个", "scale_deployment"),
    ],
)
def test_a_turn_of_phrase_means_what_is_meant_by_it(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent


@pytest.mark.parametrize(
    ("text", "time_range"),
    [
        ("previsión de disco de host-9 a un año", "next:1y"),
        ("prévision disque host-9 sur six mois", "next:6mo"),
        ("Prognose Platte host-9 auf einen Monat", "next:1mo"),
        ("прогноз диска host-9 на неделю вперёд", "next:1w"),
        ("host-9 disk ka ek hafte ka forecast", "next:1w"),
        ("توقع القرص host-9 لسنة", "next:1y"),
        ("هل سيصمد host-9 حتى يوم الخميس؟", "until:thursday"),
        ("host-9 주말까지 버티나?", "until:weekend"),
        ("host-9 доживёт до выходных?", "until:weekend"),
        ("host-9 能撑到十二月吗", "until:december"),
        ("host-9 のCPU使用率の平均、直近2時刊", "last:2h"),
    ],
)
def test_how_far_something_reaches(recogniser: Recogniser, text: str, time_range: str) -> None:
    assert recogniser.frame(text).values("time_range") == (time_range,)


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        ("di chi è host-9", "attaccagli team=pagamenti", "update_infrastructure"),
        ("host-9 の担当は誰？", "team=pay ってタグ付けといて", "update_infrastructure"),
        ("come sta il deployment checkout", "chi l'ha toccato dalle 17:00 in poi", "show_changes"),
        ("checkout 배포 어때", "17:00 이후로 누가 건드렸어", "show_changes"),
        ("host-9 って誰の？", "何と繋がってる？", "resource_relationships"),
        ("describe host-9", "¿y a qué está conectado?", "resource_relationships"),
        ("combien de réplicas pour checkout", "mets-en 4", "scale_deployment"),
        ("checkout тормозит и тормозит", "с чего бы?", "explain_root_cause"),
    ],
)
def test_what_was_spoken_of_needs_no_pronoun(recogniser: Recogniser, before: str, text: str, intent: str) -> None:
    frame = recogniser.frame(text, [before])
    assert frame.intent == intent
    assert frame.values("resource_name") in {("host-9",), ("checkout",)}


def test_copies_that_are_added_to_it_are_a_change_of_so_many(recogniser: Recogniser) -> None:
    assert recogniser.frame("زيدها 3 نسخ", ["كيف حالة نشر checkout"]).values("count") == ("+3",)


@pytest.mark.parametrize(
    "text",
    [
        "dile al equipo de redes que apague web-7",
        "让小王重启一下 web-7",
        "ネットワークチームにweb-7を止めるよう頼んで",
        "민수한테 web-7 재시작하라고 해",
        "попроси Олега перезапустить web-7",
        "قول لأحمد يعيد تشغيل web-7",
        "network team ko bolo web-7 band kar de",
        "chiedi a Olga di riavviare web-7",
        "pede pro João reiniciar o web-7",
        "demande à Olga de redémarrer web-7",
    ],
)
def test_what_others_are_to_be_told_is_no_change(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("host-9 のレイテシー、変じゃない？", "detect_anomalies"),
        ("プレイプック restart-job を実行", "run_remediation"),
        ("ロドバランサー一覧", "list_resources"),
        ("マシソ一覧", "list_resources"),
        ("checkoutを再期動して", "restart_deployment"),
        ("host-9に脆弱生ある？", "detect_threats"),
        ("把 checkout 崇启", "restart_deployment"),
    ],
)
def test_signs_that_were_mistyped(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent
