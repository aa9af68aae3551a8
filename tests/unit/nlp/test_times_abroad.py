"""Times, providers and kinds as eleven languages write them."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("was hat sich am 4. Juni 2026 geändert", "at:2026-06-04"),
        ("was hat sich in der letzten Woche geändert", "at:last-week"),
        ("was hat sich ab Mittwoch geändert", "since:wednesday"),
        ("qu'est-ce qui a changé à 14 heures", "at:14:00"),
        ("qu'est-ce qui a changé ce week-end", "at:weekend"),
        ("qui a arrêté web-7 avant le week-end", "before:weekend"),
        ("qu'est-ce qui a changé depuis la dernière mise en prod", "since:last-deploy"),
        ("qué cambió a las 14", "at:14:00"),
        ("qué cambió desde principios de marzo", "since:march"),
        ("cosa è cambiato dalle 9", "since:09:00"),
        ("cosa è cambiato dall'ultimo rilascio", "since:last-deploy"),
        ("o que mudou há 4 dias", "ago:4d"),
        ("o que mudou às 14 horas", "at:14:00"),
        ("что изменилось 4 дня назад", "ago:4d"),
        ("что изменилось в 14 часов", "at:14:00"),
        ("что изменилось с марта", "since:march"),
        ("кто вчера в 14:00 остановил web-7", "at:yesterday-14:00"),
        ("что изменилось с последнего релиза", "since:last-deploy"),
        ("ما الذي تغير قبل 4 أيام", "ago:4d"),
        ("ما الذي تغير في الـ 12 ساعة الماضية", "last:12h"),
        ("दोपहर 2 बजे क्या बदला", "at:14:00"),
        ("web-7 को पिछले हफ्ते किसने रोका", "at:last-week"),
        ("4个小时前有什么变化", "ago:4h"),
        ("昨天夜里有什么变化", "at:last-night"),
        ("前回のリリース以降何が変わった", "since:last-deploy"),
        ("2月から何が変わった", "since:february"),
        ("4일 전에 뭐가 바뀌었어", "ago:4d"),
        ("2월부터 뭐가 바뀌었어", "since:february"),
    ],
)
def test_times_as_they_are_written(recogniser: Recogniser, text: str, time: str) -> None:
    assert recogniser.frame(text).values("time_range") == (time,)


def test_as_it_was_before_the_weekend_is_a_rollback(recogniser: Recogniser) -> None:
    frame = recogniser.frame("remets checkout comme avant le week-end")
    assert (frame.intent, frame.values("time_range")) == ("rollback_deployment", ("before:weekend",))


def test_what_is_so_many_days_old_or_more_is_a_list(recogniser: Recogniser) -> None:
    frame = recogniser.frame("60일 이상 된 스냅샷")
    assert (frame.intent, frame.values("time_range"), frame.destructive) == ("list_resources", ("before:60d",), False)


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("машины в ажуре", "azure"),
        ("виртуалки в гцп", "gcp"),
        ("जीसीपी के सर्वर", "gcp"),
        ("माइक्रोसॉफ्ट के सर्वर", "azure"),
        ("自社データセンターのサーバー", "onprem"),
        ("사내 서버 목록", "onprem"),
        ("甲骨文云的服务器", "oracle"),
    ],
)
def test_providers_as_they_are_spelt(recogniser: Recogniser, text: str, provider: str) -> None:
    assert recogniser.frame(text).values("provider") == (provider,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("liste les pare-feu", "network.firewall"),
        ("lista las puertas de enlace NAT", "network.nat_gateway"),
        ("liste os pools de nós", "node_group"),
        ("список межсетевых экранов", "network.firewall"),
        ("اعرض الجدران النارية", "network.firewall"),
        ("वीपीएन दिखाओ", "network.vpn"),
        ("노드 풀 목록", "node_group"),
    ],
)
def test_kinds_as_they_are_called(recogniser: Recogniser, text: str, kind: str) -> None:
    assert recogniser.frame(text).values("resource_kind") == (kind,)
