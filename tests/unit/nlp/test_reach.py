"""Whether one of two reaches the other, as twelve languages ask it; over which ports; and what is no such question."""

from __future__ import annotations

import time

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp import reach
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.recogniser import Recogniser

ANY: tuple[str, ...] = ()
PORT = ("port 5432",)


@pytest.fixture(scope="module")
def web() -> Recogniser:
    return Recogniser(NameIndex(["web-1", "web-2", "orders-db"]))


def ports(asked: reach.Reach) -> tuple[str, ...]:
    return tuple(one.words for one in asked.ports)


@pytest.mark.parametrize(
    ("line", "over"),
    [
        ("can web-1 reach web-2 on port 443?", ("port 443",)),
        ("can web-1 reach orders-db on port 5432", PORT),
        ("is web-1 able to reach orders-db on 5432?", PORT),
        ("can web-1 reach orders-db:5432", PORT),
        ("can web-1 access orders-db on tcp/5432", ("TCP port 5432",)),
        ("can web-1 reach orders-db over udp 53", ("UDP port 53",)),
        (
            "hi there, can web-1 reach orders-db on ports 80, 443 and 8000-8010?",
            ("port 80", "port 443", "ports 8000-8010"),
        ),
        ("can web-1 reach orders-db over https", ("TCP port 443",)),
        ("can web-1 reach orders-db over https and ssh?", ("TCP port 443", "TCP port 22")),
        ("can web-1 reach orders-db on port 5432.", PORT),
        ("can web-1 reach orders-db on ports 80 to 90?", ("ports 80-90",)),
        ("kann web-1 orders-db auf den Ports 80 bis 90 erreichen?", ("ports 80-90",)),
        ("can web-1 reach orders-db on 5432 and port 22", (*PORT, "port 22")),
        ("can web-1 reach orders-db via udp on port 5432", ("UDP port 5432",)),
        ("can web-1 reach orders-db on ports 443 and 70000", ("port 443", "port 70000")),
        ("can web-1 reach orders-db over the 3 ports?", ANY),
        ("can web-1 ssh into web-2?", ("TCP port 22",)),
        ("kann web-1 orders-db über ssh erreichen?", ("TCP port 22",)),
        ("could web-1 hit orders-db on port 5432", PORT),
        ("can traffic flow from web-1 to orders-db on 5432?", PORT),
        ("do the security groups let web-1 reach orders-db on 5432", PORT),
        ("does the firewall allow web-1 to reach orders-db on port 5432?", PORT),
        ("reachability from web-1 to orders-db on port 5432", PORT),
        ("test connectivity from web-1 to orders-db on 5432", PORT),
        ("web-1 -> orders-db port 5432?", PORT),
        ("web-1 to orders-db on port 5432?", PORT),
        ("does web-1 have access to orders-db on port 5432", PORT),
        ("can web-1 talk to orders-db", ANY),
        ("check whether web-1 can connect to orders-db", ANY),
        ("how does web-1 reach orders-db", ANY),
        ("is there connectivity between web-1 and orders-db", ANY),
        ("is port 443 open from web-1 to web-2", ("port 443",)),
        ("which ports are open between web-1 and orders-db", ANY),
        ("kann web-1 orders-db auf Port 5432 erreichen?", PORT),
        ("hat web-1 Zugriff auf orders-db über Port 5432", PORT),
        ("kommt web-1 an orders-db ran?", ANY),
        ("prüf mal, ob web-1 orders-db erreicht", ANY),
        ("welche Ports sind zwischen web-1 und orders-db offen", ANY),
        ("¿puede web-1 llegar a orders-db por el puerto 5432?", PORT),
        ("¿tiene web-1 acceso a orders-db en el puerto 5432?", PORT),
        ("¿puede web-1 hablar con orders-db?", ANY),
        ("web-1 peut-il atteindre orders-db sur le port 5432 ?", PORT),
        ("web-1 a-t-il accès à orders-db sur le port 5432 ?", PORT),
        ("est-ce que web-1 peut parler à orders-db ?", ANY),
        ("web-1 può raggiungere orders-db sulla porta 5432?", PORT),
        ("web-1 ha accesso a orders-db sulla porta 5432?", PORT),
        ("quali porte sono aperte tra web-1 e orders-db?", ANY),
        ("web-1 pode chegar em orders-db pela porta 5432?", PORT),
        ("o web-1 consegue se conectar ao orders-db?", ANY),
        ("web-1 tem acesso ao orders-db na porta 5432?", PORT),
        ("может ли web-1 достучаться до orders-db по порту 5432?", PORT),
        ("есть ли связь между web-1 и orders-db?", ANY),
        ("можно ли с web-1 подключиться к orders-db?", ANY),
        ("c'è connettività tra web-1 e orders-db?", ANY),
        ("há conectividade entre web-1 e orders-db?", ANY),
        ("y a-t-il une connexion entre web-1 et orders-db ?", ANY),
        ("web-1 到 orders-db 的 5432 端口开了吗", PORT),
        ("web-1 から orders-db のポート5432は開いていますか", PORT),
        ("web-1이랑 orders-db 통신 돼?", ANY),
        ("kya web-1 se orders-db tak port 5432 khula hai", PORT),
        ("هل المنفذ 5432 مفتوح بين web-1 و orders-db؟", PORT),
        ("может ли web-1 подключиться к orders-db?", ANY),
        ("есть ли у web-1 доступ к orders-db на порт 5432?", PORT),
        ("web-1 能通过 5432 端口访问 orders-db 吗?", PORT),
        ("web-1 到 orders-db 通不通", ANY),
        ("web-1 能不能访问 orders-db", ANY),
        ("web-1 は orders-db にポート 5432 で到達できますか?", PORT),
        ("web-1 から orders-db に接続できるか教えてください", ANY),
        ("web-1이 orders-db에 5432 포트로 접근할 수 있어?", PORT),
        ("web-1에서 orders-db에 접속 가능해?", ANY),
        ("क्या web-1 पोर्ट 5432 पर orders-db तक पहुँच सकता है?", PORT),
        ("kya web-1 orders-db se connect ho sakta hai?", ANY),
        ("هل يمكن لـ web-1 الوصول إلى orders-db على المنفذ 5432؟", PORT),
        ("هل يصل web-1 إلى orders-db؟", ANY),
    ],
)
def test_whether_the_first_reaches_the_second_is_a_question_of_a_path(
    web: Recogniser, line: str, over: tuple[str, ...]
) -> None:
    turn = web.turn(line)
    asked = reach.asked(turn.reading)
    assert asked is not None and not asked.is_back
    assert ports(asked) == over
    assert turn.frame.intent == "show_graph" and not turn.frame.destructive
    assert set(turn.frame.entities) == {"resource_name"}  # a port is no count


@pytest.mark.parametrize(
    "line",
    [
        "is orders-db reachable from web-1 on port 5432",
        "can orders-db be reached from web-1 on 5432",
        "does orders-db accept connections from web-1 on port 5432",
        "ist Port 5432 auf orders-db von web-1 aus offen?",
        "a porta 5432 do orders-db está aberta para o web-1?",
        "orders-db 对 web-1 开放 5432 端口吗",
        "ist orders-db von web-1 aus auf Port 5432 erreichbar",
        "¿se puede llegar a orders-db desde web-1 por el puerto 5432?",
        "orders-db est-il joignable depuis web-1 sur le port 5432 ?",
        "orders-db è raggiungibile da web-1 sulla porta 5432?",
        "orders-db está acessível a partir de web-1 na porta 5432?",
        "доступен ли orders-db с web-1 по порту 5432?",
        "orders-db 的 5432 端口能被 web-1 访问吗",
        "orders-db は web-1 からポート 5432 で到達できますか",
        "orders-db는 web-1에서 5432 포트로 접근 가능해?",
        "क्या orders-db तक पोर्ट 5432 पर web-1 से पहुँचा जा सकता है?",
        "هل يمكن الوصول إلى orders-db من web-1 على المنفذ 5432؟",
    ],
)
def test_who_is_reached_may_be_said_first(web: Recogniser, line: str) -> None:
    asked = reach.asked(web.turn(line).reading)
    assert asked is not None and asked.is_back and ports(asked) == PORT


@pytest.mark.parametrize(
    "line",
    [
        "can the internet reach web-1",
        "is web-1 exposed",
        "who can reach web-1",
        "who can reach orders-db on port 5432",
        "is web-1 connected to orders-db",
        "does web-1 depend on orders-db",
        "can i delete web-1 and orders-db",
        "what happens if web-1 can't reach orders-db",
        "can web-1 reach orders-db if i stop it",
        "why can web-1 not reach orders-db on port 5432?",
        "warum kann web-1 orders-db nicht erreichen?",
        "¿por qué web-1 no puede llegar a orders-db?",
        "pourquoi web-1 ne peut-il pas atteindre orders-db ?",
        "почему web-1 не может достучаться до orders-db?",
        "为什么 web-1 不能访问 orders-db",
        "なぜ web-1 は orders-db に接続できないのか",
        "왜 web-1이 orders-db에 접근할 수 없어?",
        "web-1 orders-db se connect kyon nahi ho raha hai",
        "لماذا لا يستطيع web-1 الوصول إلى orders-db",
    ],
)
def test_what_else_is_asked_is_no_such_question(web: Recogniser, line: str) -> None:
    assert reach.asked(web.turn(line).reading) is None


@pytest.mark.parametrize(
    "line",
    [
        "delete web-1 and web-2",
        "open port 443 from web-1 to web-2",
        "allow web-1 to reach orders-db on port 5432",
        "please do let web-1 reach orders-db on port 5432",
        "can you allow web-1 to reach orders-db on port 5432?",
        "let web-1 reach orders-db on port 5432",
        "lass web-1 orders-db auf port 5432 erreichen",
        "autorise web-1 à accéder à orders-db",
        "collega web-1 a orders-db",
    ],
)
def test_orders_about_two_stay_orders(web: Recogniser, line: str) -> None:
    assert web.frame(line).intent in CHANGES


@pytest.mark.parametrize(
    "line",
    [
        "make sure web-1 can reach orders-db",
        "让 web-1 能访问 orders-db",
        "web-1 から orders-db に接続できるようにして",
        "web-1이 orders-db에 접근할 수 있게 해줘",
        "web-1 ko orders-db se connect kar do",
    ],
)
def test_to_make_it_reach_is_no_question(web: Recogniser, line: str) -> None:
    assert reach.asked(web.turn(line).reading) is None


@pytest.mark.parametrize(
    ("line", "firsts", "count"),
    [
        ("can web-1 reach web-2 or orders-db on port 5432", 1, 3),
        ("can web-1 and web-2 reach orders-db on port 5432?", 2, 3),
        ("kann web-1 web-2 und orders-db auf Port 5432 erreichen?", 1, 3),
        ("web-1 和 web-2 能访问 orders-db 的 5432 端口吗", 2, 3),
    ],
)
def test_several_may_be_named_on_one_side(web: Recogniser, line: str, firsts: int, count: int) -> None:
    turn = web.turn(line)
    asked = reach.asked(turn.reading)
    assert asked is not None and (asked.firsts, asked.count, ports(asked)) == (firsts, count, PORT)
    assert turn.frame.intent == "show_graph"


@pytest.mark.parametrize(
    "line",
    [
        "who of web-1 and web-2 reaches orders-db on 5432",
        "which of web-1 and web-2 can reach orders-db on port 5432?",
        "who among web-1, web-2 can talk to orders-db on port 5432?",
        "wer von web-1 und web-2 erreicht orders-db auf Port 5432?",
        "welcher von web-1 und web-2 kann orders-db auf Port 5432 erreichen?",
        "¿quién de web-1 y web-2 llega a orders-db por el 5432?",
        "qui de web-1 et web-2 atteint orders-db sur le port 5432 ?",
        "chi tra web-1 e web-2 raggiunge orders-db sulla porta 5432?",
        "quem de web-1 e web-2 alcança orders-db na porta 5432?",
        "кто из web-1 и web-2 может достучаться до orders-db по порту 5432?",
        "web-1和web-2哪个能访问orders-db的5432端口？",
        "web-1とweb-2のどちらがorders-dbのポート5432に接続できますか？",
        "web-1과 web-2 중 어느 것이 orders-db 5432 포트에 접근할 수 있나요?",
        "أي من web-1 و web-2 يمكنه الوصول إلى orders-db على المنفذ 5432؟",
        "web-1 और web-2 में से कौन orders-db तक port 5432 पर पहुँच सकता है?",
    ],
)
def test_who_of_several_reaches_something_is_asked_of_each(web: Recogniser, line: str) -> None:
    turn = web.turn(line)
    asked = reach.asked(turn.reading)
    assert asked is not None and (asked.firsts, asked.count, asked.is_back, ports(asked)) == (2, 3, False, PORT)
    assert turn.frame.intent == "show_graph"


@pytest.mark.parametrize(
    "line",
    [
        "can web-1 reach itself?",
        "kann web-1 sich selbst erreichen?",
        "¿puede web-1 alcanzarse a sí mismo?",
        "web-1 peut-il s'atteindre lui-même ?",
        "web-1 può raggiungere se stesso?",
        "web-1 consegue alcançar a si mesmo?",
        "может ли web-1 достучаться до самого себя?",
        "web-1能访问自己吗？",
        "web-1は自分自身に接続できますか？",
        "web-1이 자기 자신에 접근할 수 있나요?",
        "هل يمكن لـ web-1 الوصول إلى نفسه؟",
        "क्या web-1 खुद तक पहुँच सकता है?",
    ],
)
def test_what_is_asked_of_itself_has_one_on_both_sides(web: Recogniser, line: str) -> None:
    turn = web.turn(line)
    asked = reach.asked(turn.reading)
    assert asked is not None and (asked.count, asked.is_of_itself) == (1, True)
    assert (turn.frame.intent, turn.frame.values("resource_name")) == ("show_graph", ("web-1",))


def test_itself_may_stand_beside_others_and_be_that_of_it(web: Recogniser) -> None:
    asked = reach.asked(web.turn("can web-1 reach web-2 and itself on port 5432?").reading)
    assert asked is not None and (asked.firsts, asked.count, asked.is_of_itself) == (1, 2, True)
    turn = web.turn_after("can it reach itself?", ["describe web-1"])
    assert reach.asked(turn.reading) is not None and turn.frame.values("resource_name") == ("web-1",)


@pytest.mark.parametrize("line", ["can web-1 restart itself?", "does web-1 heal itself", "kann web-1 sich verbinden?"])
def test_what_else_is_done_to_itself_is_no_such_question(web: Recogniser, line: str) -> None:
    assert reach.asked(web.turn(line).reading) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("can it reach orders-db on port 5432?", ("web-1", "orders-db")),
        ("can orders-db reach it on port 5432?", ("orders-db", "web-1")),
        ("is it reachable from orders-db on port 5432", ("web-1", "orders-db")),
    ],
)
def test_it_is_what_was_spoken_of(web: Recogniser, line: str, names: tuple[str, ...]) -> None:
    turn = web.turn_after(line, ["describe web-1"])
    asked = reach.asked(turn.reading)
    assert asked is not None and ports(asked) == PORT
    assert (turn.frame.intent, turn.frame.values("resource_name")) == ("show_graph", names)


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        (["can web-1 reach orders-db on port 5432?", "and on port 22?"], ("port 22",)),
        (["can web-1 reach orders-db on port 5432?", "what about 22?"], ("port 22",)),
        (["can web-1 reach orders-db", "on tcp 22"], ("TCP port 22",)),
        (["can web-1 reach orders-db on port 5432?", "and on port 22?", "and 23?"], ("port 23",)),
        (["kann web-1 orders-db auf Port 5432 erreichen?", "und auf Port 22?"], ("port 22",)),
        (["¿puede web-1 llegar a orders-db por el puerto 5432?", "¿y por el puerto 22?"], ("port 22",)),
        (["web-1 能通过 5432 端口访问 orders-db 吗?", "那 22 端口呢?"], ("port 22",)),
    ],
)
def test_other_ports_are_asked_of_the_same_two(web: Recogniser, lines: list[str], over: tuple[str, ...]) -> None:
    turn = web.turn_after(lines[-1], lines[:-1])
    asked = reach.asked(turn.reading)
    assert asked is not None and ports(asked) == over
    assert turn.frame.values("resource_name") == ("web-1", "orders-db")


def test_a_number_alone_is_no_port(web: Recogniser) -> None:
    assert reach.asked(web.turn_after("2", ["can web-1 reach orders-db on port 5432?"]).reading) is None


def test_a_long_row_of_commas_is_read_at_once() -> None:
    start = time.perf_counter()
    assert [one.first for one in reach._without_ports("port 1" + " ," * 60 + " x")[1]] == [1]
    assert time.perf_counter() - start < 1
