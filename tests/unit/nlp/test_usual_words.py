"""Words of everyday speech are not taken for typos of what requests name."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.usual_words import usual

ABOUT = {
    "en": "tell me about the {} of it please",
    "es": "dime por favor que pasa con la {} de esto",
    "pt": "me diz por favor o que houve com a {} disso",
    "fr": "dis-moi s'il te plait ce qui se passe avec la {} de ça",
    "de": "sag mir bitte was mit der {} davon los ist",
    "it": "dimmi per favore com'è la {} di questo",
    "ru": "скажи пожалуйста что там с {} у нас",
    "ar": "قل لي من فضلك ماذا عن {} عندنا",
}


@pytest.mark.parametrize("language", ABOUT)
def test_no_usual_word_is_mended(reader: Reader, language: str) -> None:
    words = sorted(usual(language))
    assert len(words) > 50
    mended = {}
    for word in words:
        token = next((token for token in reader.read(ABOUT[language].format(word)).tokens if token.mended), None)
        if token is not None:
            mended[word] = token.text
    assert not mended


@pytest.mark.parametrize(
    ("line", "sorts"),
    [
        ("would you bet on web-1 staying up", {"resource_name", "status"}),
        ("web-1 dejó a medio país sin tele, por qué", {"resource_name"}),
        ("cada máquina de prod", {"resource_kind", "environment"}),
        ("web-1 läuft hoffentlich", {"resource_name", "status"}),
        ("покажи большие базы данных", {"resource_kind"}),
    ],
)
def test_requests_with_usual_words_name_nothing_more(reader: Reader, line: str, sorts: set[str]) -> None:
    assert {mention.sort for mention in reader.read(line).mentions} <= sorts


def test_typos_are_still_mended(reader: Reader) -> None:
    for line, value in (("machines in stagng", "staging"), ("instancias en Pariz", "eu-west-3")):
        assert value in [mention.value for mention in reader.read(line).mentions]
