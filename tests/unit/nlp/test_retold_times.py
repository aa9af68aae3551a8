"""Times that are told in passing are retold as they are meant, in every language that tells them so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.nlp.asked_times import without_place, zone_of
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.retold_times import on_its_day, retold

READER = Recogniser()
EVENING = "between:yesterday-18:00..yesterday-23:59"


@pytest.mark.parametrize(
    ("text", "times"),
    [
        *((f"what changed {said}", EVENING) for said in ("yesterday evening", "in the evening yesterday")[:1]),
        *(
            (said, EVENING)
            for said in (
                "was hat sich gestern abend geändert",
                "ce qui a changé hier soir",
                "qué cambió ayer por la noche",
            )
        ),
        *(
            (said, EVENING)
            for said in ("cosa è cambiato ieri sera", "o que mudou ontem à noite", "что изменилось вчера вечером")
        ),
        *((said, EVENING) for said in ("昨日の夕方に何が変わった", "昨天晚上有什么变化", "어제 저녁에 뭐가 바뀌었어")),
        ("what changed yesterday morning", "between:yesterday-06:00..yesterday-12:00"),
        ("what changed 19/11 to 20/11", "between:november-19..november-20"),
        ("what changed between 19/11 and 20/11", "between:november-19..november-20"),
        ("what changed since 19/11", "since:november-19"),
        ("what changed on 19/11", "at:november-19"),
        ("what changed today between 20:00 and 22:00 UTC", "between:20:00..22:00"),
        ("what changed between 20:00 and 22:00 Tokyo time", "between:20:00..22:00"),
        ("ce qui a changé entre 20h et 22h heure de Paris", "between:20:00..22:00"),
        ("30天内到期的证书", "next:30d"),
        ("30天内过期的证书", "next:30d"),
        ("未来30天内到期的证书", "next:30d"),
        ("两周内会过期的证书", "next:2w"),
    ],
)
def test_a_time_is_read_as_it_is_meant(text: str, times: str) -> None:
    frame = READER.frame(without_place(text))
    assert frame.values("time_range") == (times,) and not frame.values("region") and not frame.values("resource_name")
    assert frame.intent == ("list_resources" if "证书" in text else "show_changes")
    assert "expired" not in frame.values("status")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "ce qui a changé hier après 15h",
            "was hat sich gestern nach 15 Uhr geändert",
            "qué cambió ayer después de las 15",
        ),
        *("cosa è cambiato ieri dopo le 15", "что изменилось вчера после 15:00"),
    ],
)
def test_after_a_clock_of_yesterday_is_of_that_day(text: str) -> None:
    assert READER.frame(without_place(text)).values("time_range") == ("at:yesterday", "since:15:00")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("between 20:00 and 22:00 Tokyo time", "Asia/Tokyo"),
        ("zwischen 20:00 und 22:00 Berliner Zeit", "Europe/Berlin"),
        ("entre 20h et 22h heure de Paris", "Europe/Paris"),
        ("20:00から22:00 東京時間", "Asia/Tokyo"),
        ("с 9:00 до 10:00 по Москве", "Europe/Moscow"),
        ("between 20:00 and 22:00 UTC", "UTC"),
    ],
)
def test_the_clock_of_a_city_is_told_by_its_zone(text: str, zone: str) -> None:
    found = zone_of(text)
    assert found is not None and found[1] == zone


@pytest.mark.parametrize(
    "text",
    [
        "servers in tokyo",
        "after 3 hours",
        "list 10.0.0.0/16 and 10.1.0.0/16",
        "过期的证书",
        "upgrade kubernetes from 1.10 to 1.11",
        "pods ready from 3/5 to 5/5",
        "after 5 scale web-7",
        "show servers created at lunch time",
    ],
)
def test_what_tells_no_such_time_stays(text: str) -> None:
    assert retold(text) == text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("ago:2d", "at:15:00"), ("at:2026-11-20-15:00",)),
        (("ago:2d", "since:15:00"), ("between:2026-11-20-15:00..2026-11-20",)),
        (("ago:2d",), ("ago:2d",)),
    ],
)
def test_a_clock_of_a_day_some_days_ago_is_of_that_day(values: tuple[str, ...], told: tuple[str, ...]) -> None:
    assert on_its_day(values, datetime(2026, 11, 22, tzinfo=UTC)) == told


@pytest.mark.parametrize(
    "text", ["new servers this week", "list new servers this week", "show me the new servers today"]
)
def test_what_is_new_is_listed_by_when_it_was_made(text: str) -> None:
    frame = READER.frame(without_place(text))
    assert frame.intent == "list_resources" and frame.values("resource_kind") == ("compute.instance",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("servers that were running yesterday and are stopped now", "servers that became stopped since yesterday"),
        ("servers that are stopped now and were running 2 days ago", "servers that became stopped since 2 days ago"),
        (
            "servers that were stopped yesterday and are down now",
            "servers that were stopped yesterday and are down now",
        ),
    ],
)
def test_what_was_otherwise_then_came_into_its_state_since(text: str, told: str) -> None:
    assert retold(text) == told
