"""What is read as no change: pasted logs, other things than infrastructure, and words among which none says one."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "text",
    [
        "ERROR 2025-07-01 10:20:30 pool exhausted, restart required",
        "WARN [main] 09:14:55.221 c.z.HikariPool - Connection is not available, restart pool",
        "09:14:55.221 [http-nio-8080] ERROR o.a.c.c.C - stopped",
        "Mar  2 09:14:55 web-7 sshd[2211]: Failed password for root",
        "E0701 10:20:30.123456 scheduler.go:42] cannot scale up",
    ],
)
def test_a_line_of_a_log_asks_for_nothing(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


@pytest.mark.parametrize(
    "text",
    [
        "éteins la machine à laver",
        "starte die kaffeemaschine neu",
        "riavvia la fotocopiatrice",
        "把咖啡机重启一下",
        "커피머신 재시작해줘",
        "corrige cette phrase",
        "исправь это предложение",
        "この文章を直して",
        "crea un ticket en jira para esto",
        "leg eine aufgabe in jira an",
        "qual è la differenza tra tcp e udp",
        "كم سعر الذهب اليوم",
    ],
)
def test_other_things_are_out_of_scope_in_every_language(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent == "out_of_scope"


@pytest.mark.parametrize("text", ["роллауты на паузе в qa", "cosè cambiatto nel sequrity group orders da lunedi"])
def test_a_change_that_no_word_says_is_none(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).intent not in CHANGES


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("the mobile team wants a new cluster in paris", ()),
        ("l'équipe mobile veut un cluster à paris", ()),
        ("create a cluster in paris for the mobile team", ("team=mobile",)),
    ],
)
def test_who_wants_something_does_not_own_it(recogniser: Recogniser, text: str, tag: tuple[str, ...]) -> None:
    assert recogniser.frame(text).values("tag") == tag


@pytest.mark.parametrize(
    ("text", "sort", "value"),
    [
        ("लनदन में सर्वर दिखाओ", "region", "eu-west-2"),
        ("मशिनें दिखाओ", "resource_kind", "compute.instance"),
    ],
)
def test_words_of_hindi_are_mended_where_a_vowel_is_short_or_a_nasal_is_written_out(
    reader: Reader, text: str, sort: str, value: str
) -> None:
    assert said(reader.read(text).mentions)[sort] == (value,)


def test_switching_to_another_kind_of_a_list_changes_nothing(recogniser: Recogniser) -> None:
    frame = recogniser.frame("switch to buckets", ["list volumes in paris"])
    assert (frame.intent, frame.destructive) == ("list_resources", False)
    assert (frame.values("resource_kind"), frame.values("region")) == (("storage.bucket",), ("eu-west-3",))
