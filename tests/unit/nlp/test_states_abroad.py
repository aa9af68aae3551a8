"""States in eleven languages: words that agree with what they are said of, and what is told by its denial."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.lexicon import matches, read
from dharma_tui.nlp.recogniser import Recogniser


def test_a_stem_stands_for_the_forms_that_agree_with_others() -> None:
    (entry,) = read("parad_ = stopped", "es")
    assert [word for word in ("parado", "paradas", "parad", "paradigma") if matches(entry.phrase, word)] == [
        "parado",
        "paradas",
    ]


def test_a_stem_that_is_a_word_is_one_of_its_forms() -> None:
    (entry,) = read("pausiert_ = paused", "de")
    assert [word for word in ("pausiert", "pausierten", "pausiertaste") if matches(entry.phrase, word)] == [
        "pausiert",
        "pausierten",
    ]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("zeig alle abgeschalteten VMs in Frankfurt", "stopped"),
        ("wie viele eingefrorene Pods gibt es", "paused"),
        ("warum steckt der Rollout von checkout fest", "pending"),
        ("welche Pods starten ständig neu", "crashlooping"),
        ("qué jobs fracasaron anoche", "failed"),
        ("por qué checkout dejó de responder", "down"),
        ("discos desacoplados en dev", "unattached"),
        ("liste les serveurs tombés cette nuit", "down"),
        ("quelles instances sont accessibles à tous", "public"),
        ("quali pod si riavviano di continuo", "crashlooping"),
        ("certificati che scadono a breve", "expiring"),
        ("quais vms estão interrompidas", "stopped"),
        ("liste os pods pausados em dev", "paused"),
        ("покажи рухнувшие серверы в dev", "down"),
        ("сколько у нас застрявших подов", "pending"),
        ("لماذا سقط checkout", "down"),
        ("البودات العالقة في dev", "pending"),
        ("dev में फंसे हुए पॉड दिखाओ", "pending"),
        ("checkout जवाब क्यों नहीं दे रहा", "down"),
        ("hetzner ke band pade server", "stopped"),
        ("哪些服务器访问不了", "down"),
        ("老是重启的pod有哪些", "crashlooping"),
        ("シャットダウン済みのVMを一覧にして", "stopped"),
        ("再起動し続けているポッドを見せて", "crashlooping"),
        ("펜딩 상태인 파드 보여줘", "pending"),
        ("외부에 노출된 버킷 목록", "public"),
        ("Zertifikate, die nächste Woche ablaufen", "expiring"),
        ("which certs expire next week", "expiring"),
        ("perché checkout è in pausa", "paused"),
        ("server, die seit gestern nicht mehr antworten", "down"),
        ("quels disques ne servent plus à rien", "idle"),
        ("qué pods siguen pendientes", "pending"),
        ("خوادم لا يوجد عليها وسوم", "untagged"),
        ("没有绑到任何机器的磁盘", "unattached"),
        ("gestoppte EC2-Instanzen in Paris", "stopped"),
    ],
)
def test_states_as_they_agree_and_as_they_are_said(recogniser: Recogniser, text: str, state: str) -> None:
    assert recogniser.frame(text).values("status") == (state,)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("welche Platten haben keine Verschlüsselung", "unencrypted"),
        ("welche Server laufen nicht", "stopped"),
        ("qué volúmenes no están cifrados", "unencrypted"),
        ("qué nodos no están sanos", "unhealthy"),
        ("recursos que no tienen etiquetas", "untagged"),
        ("quels volumes ne sont pas chiffrés", "unencrypted"),
        ("risorse che non hanno tag", "untagged"),
        ("quais nós não estão saudáveis", "unhealthy"),
        ("базы, у которых нет шифрования", "unencrypted"),
        ("أي خوادم ليس لديها وسوم", "untagged"),
        ("कौन से नोड स्वस्थ नहीं हैं", "unhealthy"),
        ("jin disk ka encryption off hai", "unencrypted"),
        ("哪些服务器没在运行", "stopped"),
        ("タグがないサーバーを一覧にして", "untagged"),
        ("태그되지 않은 서버 보여줘", "untagged"),
    ],
)
def test_what_something_is_not_is_its_state(recogniser: Recogniser, text: str, state: str) -> None:
    frame = recogniser.frame(text)
    assert frame.values("status") == (state,) and not frame.destructive


def test_what_is_left_out_is_no_state(recogniser: Recogniser) -> None:
    assert not recogniser.frame("list volumes, but not the encrypted ones").values("status")


def test_whether_something_is_so_or_not_denies_nothing(recogniser: Recogniser) -> None:
    assert recogniser.frame("checkout abhi healthy hai ki nahi").values("status") == ("healthy",)


def test_why_something_is_changed_is_no_state_of_it(recogniser: Recogniser) -> None:
    frame = recogniser.frame("the orders queue isn't used any longer, delete it")
    assert frame.destructive and not frame.values("status")


@pytest.mark.parametrize("text", ["web-7没有加密吗", "не зашифрованы ли web-7?", "web-7没打标签吗"])
def test_a_name_and_its_state_are_no_change(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


def test_when_something_expires_is_no_state_of_it(recogniser: Recogniser) -> None:
    assert not recogniser.frame("wann läuft das Zertifikat von checkout ab").values("status")


@pytest.mark.parametrize(
    "text",
    [
        *("停止していないサーバー", "停止してないサーバー", "停止中でないサーバー", "止まっていないサーバー"),
        *("没有停止的服务器", "未停止的服务器"),
        *("정지되지 않은 서버", "중지되지 않은 서버", "멈추지 않은 서버", "중지 상태가 아닌 서버"),
    ],
)
def test_what_is_in_no_such_state_is_a_list_without_it(recogniser: Recogniser, text: str) -> None:
    turn = recogniser.turn(text)
    assert turn.frame.intent == "list_resources"
    assert not turn.frame.destructive
    assert [one.value for one in turn.reading.mentions if one.sort == "status" and one.excluded] == ["stopped"]
