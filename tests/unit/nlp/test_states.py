"""States as they are told: what died and why, what nothing uses, and what is only the reason of a change."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "text",
    [
        "why did checkout die last night",
        "why did checkout fall over",
        "checkout 왜 뻗었어",
        "checkout 昨晚怎么挂的",
        "ليش طاح checkout امس",
        "почему checkout упала в 4 утра",
        "checkout kyun down hua tha",
        "por qué murió checkout",
    ],
)
def test_what_is_asked_to_have_died_is_down(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("status")) == ("explain_root_cause", ("down",))


def test_what_may_die_has_no_state(recogniser: Recogniser) -> None:
    assert not recogniser.frame("will checkout die this week").values("status")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("what share of our disks lacks encryption", "unencrypted"),
        ("volumes nobody has mounted", "unattached"),
        ("どこにもマウントされてないディスク", "unattached"),
        ("restart the unhealthy pods of checkout", "unhealthy"),
    ],
)
def test_states_that_say_which_are_meant(recogniser: Recogniser, text: str, state: str) -> None:
    assert recogniser.frame(text).values("status") == (state,)


@pytest.mark.parametrize("text", ["riavvia la VM web-7, si è piantata", "web-7 아무도 안 쓰니까 삭제해줘"])
def test_the_state_of_what_is_named_is_why_it_is_changed(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.destructive and not frame.values("status")


@pytest.mark.parametrize(
    ("text", "intent", "destructive"),
    [
        ("把 web-7 这台机器重启一下", "update_infrastructure", True),
        ("checkoutを一つ前のバージョンに戻して", "rollback_deployment", True),
        ("ничего не откатывай, просто рестартни checkout", "restart_deployment", True),
        ("wer hat gestern an web-7 rumgeschraubt, ich will nix ändern", "show_changes", False),
        ("plan a gke cluster in ohio, don't apply anything", "create_infrastructure", False),
        ("security wants owner=anna on every bucket in paris", "update_infrastructure", True),
        ("one copy of checkout is plenty, lose the rest", "scale_deployment", True),
        ("unplug web-7 in your mind: what else goes with it", "show_graph", False),
    ],
)
def test_orders_and_questions_about_changes(recogniser: Recogniser, text: str, intent: str, destructive: bool) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == (intent, destructive)


@pytest.mark.parametrize(
    "text",
    [
        "dischi che non sono attaccati a nessuna macchina",
        "platten, die an keiner maschine hängen",
        "disks that are not plugged into any server",
        "диски, которые ни к одной машине не подключены",
        "أقراص مو مركبة على أي جهاز",
    ],
)
def test_what_is_attached_to_no_machine_is_unattached(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.intent == "list_resources"
    assert dict(frame.entities) == {"resource_kind": ("storage.volume",), "status": ("unattached",)}


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        *((text, "disk") for text in ("spazio occupato su {}", "espacio libre en {}", "espaço livre no {}")),
        ("espace occupé sur {}", "disk"),
        *((text, "disk") for text in ("belegter Speicherplatz auf {}", "свободное место на {}", "{} 的已用空间", "{}の使用容量")),
        *((text, "disk") for text in ("{} 사용 중인 용량", "المساحة المستخدمة في {}")),
        *((text, "memory") for text in ("memoria libera su {}", "memoria libre en {}", "mémoire libre sur {}")),
        ("свободная память на {}", "memory"),
        ("paketverlustrate auf {}", "packet_loss"),
    ],
)  # fmt: skip
def test_what_is_free_or_used_is_asked_for_and_not_an_order_to_free_it(
    recogniser: Recogniser, text: str, metric: str
) -> None:
    frame = recogniser.frame(text.format("db-7"))
    assert (frame.intent, frame.destructive, frame.values("metric")) == ("show_statistics", False, (metric,))
    assert frame.values("resource_name") == ("db-7",)


@pytest.mark.parametrize("text", ["libera memoria su db-7", "libera spazio su db-7"])
def test_to_free_it_is_an_order(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).destructive


@pytest.mark.parametrize(
    ("before", "text", "metric"),
    [
        ("how much disk space is left on db-7", "when does it fill up?", "disk"),
        ("db-7 还剩多少磁盘空间", "那它啥时候会写满", "disk"),
        ("сколько свободной памяти на db-7", "и когда она кончится такими темпами?", "memory"),
        ("كم باقي مساحة في db-7", "طيب ومتى بيمتلي؟", "disk"),
        ("memory of db-7 today", "und wann ist er voll?", "memory"),
    ],
)
def test_what_fills_up_is_what_was_asked_for(recogniser: Recogniser, before: str, text: str, metric: str) -> None:
    frame = recogniser.frame(text, [before])
    assert (frame.intent, frame.values("metric")) == ("forecast_capacity", (metric,))


@pytest.mark.parametrize("text", ["welche vms laufen derzeit in prod", "qué apps tenemos vivas en prod"])
def test_what_runs_just_now_is_running(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).values("status") == ("running",)


@pytest.mark.parametrize(
    "text",
    [
        *("which queues exist outside azure", "quais filas existem fora da azure", "qué colas existen fuera de azure"),
        *(
            "quali code esistono fuori da azure",
            "quelles files existent hors azure",
            "azure ke bahar kaun si queues hain",
        ),
        *(
            "welche queues gibt es außerhalb von azure",
            "какие очереди есть за пределами azure",
            "اعرض الطوابير خارج azure",
        ),
        *("azure 以外有哪些队列", "azure以外のキューは", "azure 외에 어떤 큐가 있어", "azure के बाहर कौन सी queues हैं"),
    ],
)
def test_what_is_outside_of_a_place_is_not_in_it(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.values("resource_kind") == ("queue",)
    assert not frame.values("provider")
    assert not frame.values("status")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("servidores fora do ar em prod", "down"),
        ("server fuori servizio in prod", "down"),
        ("ما هي الخوادم خارج الخدمة في prod", "down"),
        ("какие сертификаты скоро протухают", "expiring"),
        ("какие сертификаты уже протухли", "expired"),
    ],
)
def test_what_is_out_of_service_or_of_date(recogniser: Recogniser, text: str, status: str) -> None:
    assert recogniser.frame(text).values("status") == (status,)
