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
