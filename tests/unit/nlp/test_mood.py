"""Whether a change is asked for or spoken of, by mood, person, tense and part of speech, in every language."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.mood import Mood, mood
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.reasons import without_reason
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("delete web-7", Mood.COMMANDED),
        ("ok so please delete web-7", Mood.COMMANDED),
        ("can you restart checkout?", Mood.COMMANDED),
        ("we need to stop host-9 right now", Mood.COMMANDED),
        ("web-7 must be deleted", Mood.COMMANDED),
        ("get web-7 deleted", Mood.COMMANDED),
        ("checkout was released by mistake, roll it back", Mood.COMMANDED),
        ("start all stopped machines", Mood.COMMANDED),
        ("could web-7 please be deleted", Mood.COMMANDED),
        ("would it be possible to restart checkout?", Mood.COMMANDED),
        ("I told you to stop host-9", Mood.COMMANDED),
        ("checkout should be restarted", Mood.COMMANDED),
        ("I would love to see web-7 deleted", Mood.COMMANDED),
        ("could web-7 be safely deleted?", Mood.QUESTIONED),
        ("who deleted web-7?", Mood.QUESTIONED),
        ("ok, and how do I restart checkout", Mood.QUESTIONED),
        ("should we scale checkout?", Mood.QUESTIONED),
        ("is it safe to stop host-9", Mood.QUESTIONED),
        ("suppose I terminate web-7, who suffers", Mood.QUESTIONED),
        ("check whether web-7 was deleted", Mood.QUESTIONED),
        ("web-7 was deleted yesterday", Mood.REPORTED),
        ("somebody restarted checkout", Mood.REPORTED),
        ("I tried to stop host-9", Mood.REPORTED),
        ("I can't delete web-7", Mood.REPORTED),
        ("checkout keeps restarting", Mood.REPORTED),
        ("don't delete web-7", Mood.REFUSED),
        ("please do not restart checkout", Mood.REFUSED),
        ("nobody should stop host-9", Mood.REFUSED),
        ("restart policy of checkout", Mood.NAMED),
        ("the failed deletion of web-7", Mood.NAMED),
        ("list all restarts of checkout", Mood.NAMED),
    ],
)
def test_moods(reader: Reader, text: str, wanted: Mood) -> None:
    assert mood(reader.read(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "¿quién borró web-7?",
        "¿deberíamos parar host-9?",
        "no borres web-7",
        "dame las métricas para checkout",
        "alguém reiniciou o checkout?",
        "não consigo apagar web-7",
        "qui a supprimé web-7 ?",
        "faut-il redémarrer checkout ?",
        "wer hat web-7 gelöscht?",
        "sollen wir host-9 stoppen?",
        "auf keinen Fall web-7 löschen",
        "chi ha fermato host-9?",
        "non riesco a eliminare web-7",
        "кто удалил web-7?",
        "стоит ли остановить host-9?",
        "не удаляй web-7",
        "谁删除了 web-7?",
        "请勿删除 web-7",
        "誰がweb-7を削除した？",
        "web-7を削除しないでください",
        "누가 web-7 삭제했어?",
        "checkout 재시작해도 안전해?",
        "web-7 किसने डिलीट किया?",
        "checkout ko restart mat karo",
        "من حذف web-7؟",
        "لا أستطيع حذف web-7",
    ],
)
def test_what_only_speaks_of_a_change_changes_nothing(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


@pytest.mark.parametrize(
    "text",
    [
        "para host-9",
        "por favor, para host-9",
        "apague web-7",
        "supprime web-7",
        "bitte web-7 löschen",
        "elimina web-7",
        "удали web-7",
        "删除 web-7",
        "web-7を削除して",
        "web-7 삭제해줘",
        "web-7 डिलीट करो",
        "احذف web-7",
    ],
)
def test_what_asks_for_a_change_in_another_language_does(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.destructive and frame.intent in CHANGES


def test_why_something_is_asked_for_is_no_part_of_it(reader: Reader) -> None:
    request = without_reason(reader.read("restart checkout because orders is slow"))
    assert [one.value for one in request.mentions] == ["checkout"]
    question = reader.read("is checkout down because orders is slow?")
    assert without_reason(question) is question
