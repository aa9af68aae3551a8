"""The time of a request, of all that was said of it: a day and its clock, a zone, days that only a number tells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.nlp import asked_times
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("what changed on thursday between 8 and 10", "19T08:00", "19T10:00"),
        ("what changed on 18 november between 10:00 and 12:00", "18T10:00", "18T12:00"),
        ("what changed between 2026-11-19T10:00 and 2026-11-19T18:00", "19T10:00", "19T18:00"),
        ("what changed between 2026-11-19 10:00 and 2026-11-19 18:00", "19T10:00", "19T18:00"),
        ("what changed since 8am PST", "19T16:00", None),
        ("what changed since 15:00 CET", "20T14:00", None),
        ("what changed since 9:00 UTC+2", "20T07:00", None),
        ("what changed since 8am America/New_York", "20T13:00", None),
        ("what changed at 10:30 CET", "20T09:30", "20T10:30"),
        ("что изменилось вчера с 14:00 до 16:00", "19T14:00", "19T16:00"),
        ("qu'est-ce qui a changé depuis hier 15h", "19T15:00", None),
        ("was hat sich am donnerstag zwischen 8 und 10 uhr geändert", "19T08:00", "19T10:00"),
        ("qué cambió entre el 18 y el 19 de noviembre", "18T00:00", "20T00:00"),
        ("what changed from the 18th to the 19th of november", "18T00:00", "20T00:00"),
        ("what changed between november 18 and 19", "18T00:00", "20T00:00"),
        ("what changed the day before yesterday", "18T00:00", "19T00:00"),
        ("was hat sich vorgestern geändert", "18T00:00", "19T00:00"),
        ("前天有什么变化", "18T00:00", "19T00:00"),
        ("what changed today before noon", "20T00:00", "20T12:00"),
        ("what changed after 14h", "20T14:00", None),
        ("what changed on the 12th", "12T00:00", "13T00:00"),
        ("was hat sich seit dem 12.", "12T00:00", None),
        ("difference between staging now and yesterday", "19T00:00", None),
    ],
)
def test_a_time_is_all_that_was_said_of_it(reader: Reader, text: str, start: str | None, end: str | None) -> None:
    reading = reader.read(asked_times.without_place(text))
    words = [token.plain for token in reading.tokens]
    values = asked_times.as_said(said(reading.mentions).get("time_range", ()), text, words)
    told = asked_times.told(values, text, words, NOW, {})
    found = (
        [one and one.astimezone(UTC).strftime("%dT%H:%M") for one in (told.start, told.end)] if told else [None, None]
    )
    assert found == [start, end]


@pytest.mark.parametrize(
    "text", ["stop web-7 at 10", "web-7 is-a Foo/Bar thing", "list 8 ETL servers", "since 8 persons"]
)
def test_no_zone_is_made_of_other_words(text: str) -> None:
    assert asked_times.zone_of(text) is None


@pytest.mark.parametrize(
    "text", ["what changed on 31 february", "what changed on 2026-02-30", "what changed at easter"]
)
def test_a_time_that_is_none_is_said_to_be_none(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    values = asked_times.as_said(said(reading.mentions).get("time_range", ()), text, ())
    told = asked_times.told(values, text, (), NOW, {})
    assert told is None
    assert "which time is meant" in asked_times.not_told(values, told, "show_changes", NOW)
    assert not asked_times.not_told(values, told, "explain_root_cause", NOW)


def test_a_clock_of_today_that_is_to_come_is_not_that_of_the_day_before() -> None:
    now = datetime.fromisoformat("2026-11-23T01:24:00+00:00")
    line = "what changed after 1pm Tokyo time today?"

    found = asked_times.told(("since:13:00",), line, ("today",), now, {})

    assert found is not None and found.start == datetime.fromisoformat("2026-11-23T13:00:00+09:00")
    assert asked_times.not_told(("since:13:00",), found, "show_changes", now).startswith("That is still to come")


def test_a_clock_of_no_day_says_the_day_where_it_was_the_one_before() -> None:
    now = datetime.fromisoformat("2026-11-23T01:24:00+00:00")

    yesterday = asked_times.told(("since:15:00",), "what changed after 3pm", (), now, {})
    today = asked_times.told(("since:01:00",), "what changed after 1am", (), now, {})

    assert yesterday is not None and yesterday.words == "since 15:00 on 2026-11-22"
    assert today is not None and today.words == "since 01:00"
