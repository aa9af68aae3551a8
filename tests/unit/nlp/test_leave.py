"""Whether something may be done is asked, not ordered; and how it is done, which is help: as twelve languages put it."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "text",
    [
        "can I delete web-7",
        "ok so can we stop web-7?",
        "could web-7 be deleted?",
        "can web-7 be shut down?",
        "shall we delete web-7",
        "am I allowed to restart web-7",
        "is it possible to restart web-7?",
        "delete web-7?",
        "web-7 is broken, can I delete it?",
        "kann ich web-7 löschen",
        "können wir web-7 neu starten?",
        "kann web-7 gelöscht werden?",
        "darf ich web-7 stoppen",
        "puedo borrar web-7",
        "¿se puede reiniciar web-7?",
        "¿borrar web-7?",
        "puis-je supprimer web-7 ?",
        "est-ce que je peux arrêter web-7",
        "peut-on redémarrer web-7 ?",
        "posso cancellare web-7?",
        "si può fermare web-7?",
        "posso apagar o web-7?",
        "podemos reiniciar o web-7?",
        "можно удалить web-7?",
        "могу ли я перезапустить web-7",
        "удалить ли web-7?",
        "هل يمكن حذف web-7",
        "هل يمكنني حذف web-7",
        "ممكن أحذف web-7؟",
        "क्या मैं web-7 हटा सकता हूँ",
        "kya main web-7 delete kar sakta hun",
        "क्या web-7 को हटाया जा सकता है",
        "web-7 可以删除吗",
        "能不能停止 web-7",
        "我可以删除web-7吗",
        "web-7 を削除できますか",
        "web-7 を削除してもいいですか",
        "web-7 삭제해도 돼?",
        "web-7 삭제할 수 있나요",
        "web-7 중지할까요",
    ],
)
def test_whether_a_change_may_be_made_is_told_by_what_hangs_on_it(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == ("show_graph", False)
    assert frame.confidence > 0.75


@pytest.mark.parametrize(
    "text",
    [
        "how do I delete web-7",
        "how to stop web-7",
        "wie lösche ich web-7",
        "wie kann ich web-7 neu starten",
        "cómo borro web-7",
        "cómo se borra web-7",
        "comment je supprime web-7",
        "come elimino web-7",
        "come cancello web-7",
        "como apago o web-7",
        "como paro o web-7",
        "как удалить web-7",
        "كيف أحذف web-7",
        "web-7 को कैसे हटाएं",
        "web-7 kaise delete karu",
        "怎么删除 web-7",
        "web-7 怎么重启",
        "web-7 を削除するには",
        "どうやって web-7 を削除しますか",
        "web-7 を再起動したい場合は",
        "web-7 를 삭제하려면",
        "web-7 어떻게 삭제해",
        "can I create a new volume in prod",
    ],
)
def test_how_a_change_is_made_is_help(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.intent, frame.destructive) == ("help_or_smalltalk", False)


@pytest.mark.parametrize(
    "text",
    [
        "can you delete web-7",
        "could you delete web-7?",
        "could I ask you to delete web-7?",
        "delete web-7 please?",
        "kannst du web-7 löschen",
        "könntest du web-7 bitte löschen",
        "puedes borrar web-7",
        "peux-tu supprimer web-7",
        "puoi cancellare web-7",
        "pode apagar o web-7",
        "можешь удалить web-7",
        "هل يمكنك حذف web-7",
        "क्या आप web-7 हटा सकते हैं",
        "你能删除 web-7 吗",
        "请帮我删除 web-7",
        "web-7 を削除してもらえますか",
        "web-7 を削除してもらっていいですか",
        "web-7 삭제해 줄 수 있어",
    ],
)
def test_who_is_asked_to_make_a_change_is_ordered_to(recogniser: Recogniser, text: str) -> None:
    frame = recogniser.frame(text)
    assert frame.intent in CHANGES
    assert frame.destructive
