"""Changes that are only spoken of, and orders that are polite, as eleven languages put them."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    "text",
    [
        "don't touch web-7",
        "der Neustart von checkout hat nichts gebracht",
        "ist es sicher, web-7 abzuschalten",
        "ich überlege, web-7 zu löschen",
        "niemand darf web-7 löschen",
        "web-7 bitte nicht anfassen",
        "faut-il arrêter web-7",
        "quelqu'un a-t-il redémarré checkout",
        "j'envisage de supprimer web-7",
        "estoy pensando en apagar web-7",
        "el reinicio de checkout no ayudó",
        "sto pensando di spegnere web-7",
        "il riavvio di checkout non è servito a nulla",
        "o reinício do checkout não resolveu nada",
        "penso em desligar a web-7",
        "нельзя выключать web-7",
        "подумываю удалить web-7",
        "checkout недавно рестартнули, а он тормозит",
        "إعادة تشغيل checkout لم تنفع",
        "maine abhi web-7 restart kar diya",
        "checkout को स्केल नहीं करना है",
        "我刚刚把web-7关了",
        "需要重启web-7吗",
        "别碰web-7",
        "checkoutを再起動しても直らなかった",
        "web-7の再起動を検討中",
        "web-7 재시작을 고민 중이야",
        "checkout 재시작해도 소용없었어",
        "reicht es, web-7 neu zu starten",
        "está prohibido reiniciar web-7",
        "è vietato riavviare web-7",
        "помогла ли перезагрузка web-7",
        "ممنوع إعادة تشغيل web-7",
        "web-7 को चलने दो",
        "重启web-7就行了吗",
        "web-7はそのままにして",
        "web-7은 그대로 둬",
    ],
)
def test_what_is_told_weighed_or_forbidden_is_no_change(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


@pytest.mark.parametrize(
    "text",
    [
        "sei so gut und starte web-7 neu",
        "necesito que apagues web-7",
        "haz el favor de reiniciar web-7",
        "ho bisogno che tu spenga web-7",
        "preciso que você desligue a web-7",
        "не могли бы вы перезапустить web-7",
        "будь другом, выключи web-7",
        "нельзя ли перезапустить web-7",
        "能帮我重启web-7吗",
        "web-7を再起動したい",
        "ce serait gentil de redémarrer web-7",
        "asegúrate de apagar web-7",
        "assicurati di spegnere web-7",
        "было бы неплохо перезапустить web-7",
        "restart checkout, don't touch web-7",
    ],
)
def test_polite_and_indirect_orders_are_changes(recogniser: Recogniser, text: str) -> None:
    assert recogniser.frame(text).destructive
