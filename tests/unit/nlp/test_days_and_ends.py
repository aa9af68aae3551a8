"""Days of a month without a year, months that are words of their own, what expires, and tags of a bare key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.spans import span

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("servers launched between march and may", "between:march..may"),
        ("buckets created after november 15", "since:november-15"),
        ("volumes created before the 3rd of april", "before:april-3"),
        ("changes since october 14, 2026", "since:2026-10-14"),
        ("ما التغييرات خلال الأسابيع الثلاثة الماضية", "last:3w"),
        ("الأيام الأربعة القادمة", "next:4d"),
    ],
)
def test_days_and_months(reader: Reader, text: str, wanted: str) -> None:
    assert said(reader.read(text).mentions)["time_range"] == (wanted,)


def test_may_is_a_month_only_where_one_stands(reader: Reader) -> None:
    assert "time_range" not in said(reader.read("stop it and may i see web-7").mentions)


@pytest.mark.parametrize(
    ("point", "start"), [("november-15", (2026, 11, 15)), ("december-3", (2025, 12, 3)), ("february-30", None)]
)
def test_a_day_of_a_month_is_the_last_one_that_was(point: str, start: tuple[int, int, int] | None) -> None:
    told = span(f"since:{point}", NOW)
    assert (told and told.start) == (datetime(*start, tzinfo=UTC) if start else None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how many certificates expire in the next 30 days", "show_statistics"),
        ("count secrets expiring in the next 10 days", "show_statistics"),
        ("which certificates expire within 2 weeks", "list_resources"),
    ],
)
def test_what_expires_is_no_forecast(recogniser: Recogniser, text: str, intent: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.values("status")) == (intent, ("expiring",))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("show databases tagged pci", ("pci",)),
        ("list buckets with tag confidential", ("confidential",)),
        ("list buckets tagged team:growth", ("team=growth",)),
        ("web-7 크기랑 태그 알려줘", ()),
    ],
)
def test_a_tag_may_be_a_key_alone(recogniser: Recogniser, text: str, tag: tuple[str, ...]) -> None:
    frame = recogniser.frame(text)
    assert (frame.values("tag"), "pci" in frame.values("resource_name")) == (tag, False)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("reinicia la máquina web-7 que no responde", ()),
        ("restart the degraded pods of checkout", ("degraded",)),
        ("delete the stopped server web-7", ("stopped",)),
    ],
)
def test_the_state_of_the_one_that_is_named_is_why_it_is_changed(
    recogniser: Recogniser, text: str, status: tuple[str, ...]
) -> None:
    assert recogniser.frame(text).values("status") == status
