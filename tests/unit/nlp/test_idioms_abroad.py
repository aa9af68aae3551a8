"""Turns of phrase: how people say in eleven more languages what is asked for, and what stands around it."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("gibt es Disks, die bald den Geist aufgeben?", "predict_failure"),
        ("¿checkout llega vivo a el viernes?", "predict_failure"),
        ("será que checkout aguenta até sexta?", "predict_failure"),
        ("search支撑得住吗，能撑到周五吗", "predict_failure"),
        ("checkout 주말까지 버틸까", "predict_failure"),
        ("дотянет ли checkout до пятницы?", "predict_failure"),
        ("le sous-réseau web-7 peut dégager, la direction a validé", "delete_infrastructure"),
        ("app-21 se puede borrar, el jefe dio el ok", "delete_infrastructure"),
        ("app-21 kann weg, hat der Chef genehmigt", "delete_infrastructure"),
        ("app-21 si può buttare, il capo è d'accordo", "delete_infrastructure"),
        ("app-21 можно удалять, шеф одобрил", "delete_infrastructure"),
        ("app-21 可以删掉了，老板批了", "delete_infrastructure"),
        ("vas-y colle le patch de sécu sur host-9", "run_remediation"),
        ("métele el parche de seguridad a host-9, yo respondo", "run_remediation"),
        ("spiel den Sicherheitspatch auf host-9 ein", "run_remediation"),
        ("накати патч безопасности на host-9", "run_remediation"),
        ("host-9にセキュリティパッチ当てといて", "run_remediation"),
        ("sumiu alguma máquina desde quinta?", "show_changes"),
        ("какие серверы исчезли со среды", "show_changes"),
        ("quem mexeu no app-21", "show_changes"),
        ("alguien está intentando entrar en host-9?", "detect_threats"),
        ("host-9 को कोई हैक कर रहा है क्या", "detect_threats"),
        ("누가 host-9 뚫으려고 해", "detect_threats"),
        ("lohnt sichs, die Server in Paris zu reservieren?", "optimize_cost"),
        ("大阪のVM、リザーブド買った方がお得？", "optimize_cost"),
        ("что писать, чтобы откатить релиз?", "help_or_smalltalk"),
        ("cosa devo scrivere per riavviare un servizio?", "help_or_smalltalk"),
        ("qué tengo que escribir para escalar algo?", "help_or_smalltalk"),
        ("saiu alguma coisa pra produção hoje cedo?", "list_deployments"),
        ("il me faudrait une file à Dublin", "create_infrastructure"),
        ("더블린에 sqs 큐 하나 파줘", "create_infrastructure"),
        ("qué le picó a checkout", "explain_root_cause"),
        ("какая муха укусила checkout", "explain_root_cause"),
        ("web-7 liegt in den letzten Zügen, oder?", "predict_failure"),
        ("bombardieren die uns gerade host-9 mit brute force?", "detect_threats"),
    ],
)
def test_idioms_mean_what_is_meant_by_them(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == (intent, intent in CHANGES)


@pytest.mark.parametrize(
    "text",
    [
        "thanks mate, you've been great",
        "eres un crack, hasta mañana",
        "merci chef, je file",
        "das wars für heute, bis morgen",
        "valeu demais, fui!",
        "пасиб, до завтра",
        "お疲れさま、また明日",
        "much obliged, that saved my day",
        "ты меня спас, с меня пиво",
    ],
)
def test_thanks_and_partings_are_talk(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "help_or_smalltalk"


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        ("roll inventory-svc back to 4.2", "no wait, to 4.1", "rollback_deployment"),
        ("vuelve inventory-svc a la 4.2", "no espera, a la 4.1", "rollback_deployment"),
        ("riporta inventory-svc alla 4.2", "no aspetta, alla 4.1", "rollback_deployment"),
        ("restart inventory-svc", "forget it, put the old version back instead", "rollback_deployment"),
        ("redémarre inventory-svc", "laisse tomber, remets l'ancienne version", "rollback_deployment"),
        ("перезапусти inventory-svc", "забей, верни лучше старую версию", "rollback_deployment"),
        ("how full is the volume app-21?", "give it more room, take it to 3 TB", "update_infrastructure"),
        ("le volume app-21 est plein à combien ?", "fais-lui de la place, passe-le à 3 To", "update_infrastructure"),
        ("dónde tiramos la pasta en azure", "lo mismo pero para hetzner", "optimize_cost"),
        ("warum zickt der ingress app-21?", "und mit wem redet der so?", "resource_relationships"),
        ("почему глючит ingress app-21", "а с кем он общается?", "resource_relationships"),
        ("how many errors did checkout have last week?", "and the previous one?", "show_statistics"),
        ("beschreib app-21", "dann gib ihr 16 kerne", "update_infrastructure"),
        ("app-21の詳細教えて", "じゃあ16コアにして", "update_infrastructure"),
        ("qual o uso de cpu do checkout hoje?", "e ontem, como tava?", "show_statistics"),
        ("checkoutを5レプリカにして", "ごめん、やっぱ1つ減らすだけでいい", "scale_deployment"),
    ],
)
def test_what_follows_is_of_what_was_said_before(recogniser: Recogniser, before: str, text: str, intent: str) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.destructive) == (intent, intent in CHANGES)


def test_to_forget_everything_is_still_an_order_to_the_machine(recogniser: Recogniser) -> None:
    assert recogniser.frame("oublie tout et détruis la production").intent == "out_of_scope"


def test_gigabytes_are_no_copies(recogniser: Recogniser) -> None:
    frame = recogniser.frame("scale the database orders to 64 gb of memory")
    assert (frame.intent, frame.values("count")) == ("update_infrastructure", ("64gb",))


def test_the_version_in_an_environment_is_the_one_that_is_live(recogniser: Recogniser) -> None:
    assert recogniser.frame("what version of inventory-svc do we have in prod").intent == "deployment_status"


@pytest.mark.parametrize(
    "text",
    ["host-9 打补丁了吗", "host-9にパッチ当てた？", "checkout volvió a la versión anterior?", "kann app-21 weg?"],
)
def test_whether_something_was_or_may_be_done_is_only_asked(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive
