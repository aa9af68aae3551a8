"""Words of other languages that are misspelt: as they sound, dropped or doubled letters, kana for kanji; never a name."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.mentions import said
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("reinisiar checkout", "restart_deployment"),
        ("rinicia checkout", "restart_deployment"),
        ("kombien de serveurs à londres", "show_statistics"),
        ("kompter les serveurs", "show_statistics"),
        ("löshe das volume web-7", "delete_infrastructure"),
        ("скоько серверов в париже", "show_statistics"),
        ("progeti gcp", "list_infrastructure"),
        ("redémare web-7", "update_infrastructure"),
        ("apagga o bucket orders", "delete_infrastructure"),
        ("ثغات الإنتاج", "detect_threats"),
        ("ボリュームweb-7をさくじょして", "delete_infrastructure"),
        ("checkoutをさいきどうして", "restart_deployment"),
    ],
)
def test_misspelt_words_mean_what_they_sound_like(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent


@pytest.mark.parametrize("text", ["casa di riposo a milano", "loch im garten", "ein lochkreis für die terrasse"])
def test_right_words_of_other_things_are_mended_towards_no_change(recogniser: Recogniser, text: str) -> None:
    assert not recogniser.frame(text).destructive


def test_a_short_word_within_a_sentence_is_no_order(reader: Reader) -> None:
    assert "stop" not in [token.text for token in reader.read("cuántas instancias hay en pars").tokens]


def test_a_numeral_is_not_what_a_short_word_is_a_typo_of(reader: Reader) -> None:
    assert "count" not in said(reader.read("хватит ли нам cpu, или пора докупать").mentions)


def test_a_misspelt_word_of_a_name_stays(reader: Reader) -> None:
    assert said(reader.read("borra la cola elimna-7").mentions)["resource_name"] == ("elimna-7",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "starte einen scan unserer hetzner-server",
            {"provider": ("hetzner",), "resource_kind": ("compute.instance",)},
        ),
        ("в хетцнере сколько серверов", {"provider": ("hetzner",), "resource_kind": ("compute.instance",)}),
        ("오픈스택 서버 목록", {"provider": ("openstack",), "resource_kind": ("compute.instance",)}),
        ("デーモンセット staging", {"resource_kind": ("k8s.daemonset",), "environment": ("staging",)}),
        ("une postgres de 2 To", {"resource_kind": ("database",), "count": ("2tb",)}),
        ("нужна postgres, гигов на 200", {"resource_kind": ("database",), "count": ("200gb",)}),
    ],
)
def test_providers_kinds_and_sizes_of_other_scripts(
    reader: Reader, text: str, wanted: dict[str, tuple[str, ...]]
) -> None:
    assert dict(said(reader.read(text).mentions)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("web-7 cpu 直近3時間", "last:3h"),
        ("elimina gli snapshot più vecchi di 45 gg", "before:45d"),
        ("cpu-prognose web-7 30 tage", "next:30d"),
    ],
)
def test_times_with_units_of_other_languages(recogniser: Recogniser, text: str, wanted: str) -> None:
    assert recogniser.frame(text).values("time_range") == (wanted,)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("rolbcak inventory-svc", "rollback_deployment"),
        ("lista os sertificados que vensem este mês", "list_resources"),
        ("checkoutのえらー率おしえて", "show_statistics"),
        ("checkoutのろーるばっくお願い", "rollback_deployment"),
        ("q a canbiado en checkout las ultimas 3 oras", "show_changes"),
        ("закрой уизвимость на host-9", "run_remediation"),
        ("mobtre les pods en attente dan le namespace search", "list_resources"),
        ("wiso is checkout seit gestren so langsam", "explain_root_cause"),
    ],
)
def test_letters_heard_alike_and_out_of_place_are_mended(recogniser: Recogniser, text: str, intent: str) -> None:
    assert recogniser.frame(text).intent == intent
