"""Orders for other people and other tools, and what such tools say, are no changes; what is asked beside a reason is one."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "text",
    [
        "raise a sev2 in pagerduty and hand it to Olga",
        "close INC0042317 in servicenow",
        "approve CHG0031234",
        "escalate the ticket to level 3",
        "get someone from facilities to fix the aircon in the server room",
        "snooze the opsgenie alert for web-7",
        "cierra la INC0045512",
        "fecha o chamado INC0045512",
        "scala il ticket al livello 3",
        "ferme l'INC0045512",
        "INC0045512 band kar do",
        "INC0045512をクローズして",
        "INC0045512 닫아줘",
        "закрой заявку INC0045512",
    ],
)
def test_tickets_are_for_other_tools(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


@pytest.mark.parametrize(
    "text",
    ["tell Bob to restart web-7", "ask the network team to stop host-9", "sag Olga, sie soll web-7 neu starten"],
)
def test_what_somebody_is_to_be_told_is_no_order_of_ours(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


@pytest.mark.parametrize(
    "text", ["tell me who restarted web-7", "can you tell is web-7 encrypted", "sag mir, was web-7 kostet"]
)
def test_what_we_are_to_tell_is_ours(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent != "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        "ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.7' (using password: YES)",
        "ORA-00942: table or view does not exist",
        "SQLSTATE[HY000] [2002] Connection refused",
        "ssh: connect to host web-7 port 22: Connection timed out",
        'FATAL:  password authentication failed for user "app"',
        "bash: kubectl: command not found",
        'Error from server (NotFound): pods "web-7" not found',
        "root@web-7:~# systemctl restart nginx",
        "mysql> drop database shop;",
        "java.lang.OutOfMemoryError: Java heap space",
        "Out of memory: Killed process 4121 (java) total-vm:8123456kB",
        "kernel: [12345.678] EXT4-fs error (device sda1): ext4_find_entry",
        "127.0.0.1:6379> FLUSHALL",
        "bash-5.1$ kill -9 1234",
        "Caused by: java.net.ConnectException: Connection refused",
        "Unable to connect to the server: dial tcp: lookup api.k8s: no such host",
    ],
)
def test_what_another_tool_says_asks_for_nothing(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


@pytest.mark.parametrize("text", ["why does web-7 say 'connection refused'?", "ssh to web-7 failed, what happened?"])
def test_what_is_asked_of_an_error_is_a_request(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "explain_root_cause"


@pytest.mark.parametrize(
    ("text", "intent", "count"),
    [
        ("aprono le vendite, checkout a venti repliche", "scale_deployment", "20"),
        ("gleich startet die Aktion, checkout auf fünfzehn Replikate bringen", "scale_deployment", "15"),
        ("mañana abre la taquilla, lleva checkout a veinte réplicas", "scale_deployment", "20"),
    ],
)
def test_a_change_is_asked_for_behind_its_reason(recogniser: Recogniser, text: str, intent: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("count"), frame.values("resource_name")) == (intent, (count,), ("checkout",))


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        ("qui passe encore par web-7", "alors vire-le", "delete_infrastructure"),
        ("was klemmt da jetzt wieder bei checkout", "starte es neu", "restart_deployment"),
        ("wem gehört web-7", "kleb da mal team=zahlung dran", "update_infrastructure"),
    ],
)
def test_what_was_named_but_not_understood_is_still_spoken_of(
    recogniser: Recogniser, before: str, text: str, intent: str
) -> None:
    frame = recogniser.frame(text, [before])
    assert frame.intent == intent
    assert frame.values("resource_name")


@pytest.mark.parametrize(
    "text",
    [
        "dame las bases de datos de todos lados menos de azure",
        "as vms de todo lugar menos azure",
        "i bucket ovunque meno azure",
    ],
)
def test_less_than_all_leaves_a_place_out(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).values("provider")


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("what node type is the redshift cluster orders", "k8s.node"),
        ("the dev team wants a new cluster in seoul", "dev"),
        ("pull web-7 out of rotation and drain it before it dies on us", "failed"),
    ],
)
def test_what_only_tells_of_a_sort_a_team_or_a_fear_is_no_filter(recogniser: Recogniser, text: str, sort: str) -> None:
    assert sort not in {value for values in recogniser.frame(text).entities.values() for value in values}


@pytest.mark.parametrize(
    "text",
    [
        "through which hops does it go from web-7 to host-9",
        "por dónde pasa el tráfico de web-7 a host-9",
        "por onde passa o tráfego de web-7 até host-9",
    ],
)
def test_what_lies_on_the_way_is_a_route(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "show_graph"


@pytest.mark.parametrize(
    "text",
    [
        "close the door of the server room",
        "create a logo for checkout",
        "cierra la puerta del CPD",
        "ferme la porte du datacenter",
        "서버실 문 닫아줘",
        "صلح الطابعة في الدور الثاني",
    ],
)
def test_a_house_is_no_infrastructure(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


def test_a_door_that_is_knocked_at_is_a_turn_of_phrase(recogniser: Recogniser) -> None:
    assert recogniser.frame("最近24小时有人在撞我们的门吗，可疑登录之类的").intent == "detect_threats"
