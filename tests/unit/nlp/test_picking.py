"""Which rows an answer means, in twelve languages, and that what leaves it open chooses none."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.picking import Picked, picked

BOTH = {
    "en": [
        "both",
        "both of them",
        "both, please",
        "all",
        "all of them",
        "the two",
        "the first two",
        "1 and 2",
        "1 & 2",
    ],
    "de": ["beide", "alle beide", "die beiden", "alle", "die ersten zwei", "1 und 2", "den ersten und den zweiten"],
    "es": ["ambos", "los dos", "las dos", "todos", "1 y 2", "el primero y el segundo", "los dos, por favor"],
    "fr": ["les deux", "tous les deux", "toutes les deux", "tous", "1 et 2", "le premier et le deuxième"],
    "it": ["entrambi", "tutti e due", "le due", "tutti", "1 e 2", "il primo e il secondo", "entrambi, grazie"],
    "pt": ["ambos", "os dois", "as duas", "todos os dois", "todos", "1 e 2", "o primeiro e o segundo"],
    "ru": ["оба", "обе", "все", "их всех", "1 и 2", "первый и второй", "да, оба"],
    "zh": ["两个", "两个都", "两个都要", "全部", "1和2", "第一个和第二个", "前两个"],
    "ja": ["両方", "両方とも", "2つとも", "全部", "1と2", "1番と2番", "1番目と2番目"],
    "ko": ["둘 다", "둘다", "두 개", "모두", "1번과 2번", "첫 번째와 두 번째"],
    "ar": ["كلاهما", "كليهما", "الاثنين", "الكل", "1 و 2", "الأول والثاني", "١ و ٢"],
    "hi": ["दोनों", "सभी", "1 और 2", "पहला और दूसरा", "dono", "sab", "1 aur 2", "pehla aur doosra"],
}
OF_THREE = {
    (0, 1): [
        "the first two",
        "die ersten beiden",
        "los dos primeros",
        "les deux premiers",
        "i primi due",
        "as duas primeiras",
        "первые два",
        "前两个",
        "最初の2つ",
        "처음 두 개",
        "أول اثنين",
        "الأولين",
        "पहले दो",
        "pehle do",
    ],
    (1, 2): [
        "the last two",
        "die letzten zwei",
        "las dos últimas",
        "les deux derniers",
        "gli ultimi due",
        "os dois últimos",
        "последние два",
        "最后两个",
        "最後の2つ",
        "마지막 두 개",
        "آخر اثنين",
        "आखिरी दो",
        "all but the first",
        "tudo menos o 1",
        "1番以外",
    ],
    (0, 2): [
        "1 and 3",
        "1, 3",
        "1 3",
        "1) and 3)",
        "the first and the third",
        "first and last",
        "the 1st and the 3rd",
        "one and three",
        "all but the second",
        "everything except number 2",
        "die erste und die dritte",
        "die 1 und die 3",
        "alle außer dem zweiten",
        "el 1 y el 3",
        "todos menos el segundo",
        "le 1er et le 3e",
        "tous sauf le deuxième",
        "il primo e l'ultimo",
        "tutti tranne il secondo",
        "todos menos o segundo",
        "первую и третью",
        "все, кроме второго",
        "第一个和第三个",
        "除了第二个",
        "1番と3番",
        "2番目以外",
        "1번과 3번",
        "두 번째 빼고 전부",
        "الأول والثالث",
        "الكل ما عدا الثاني",
        "पहला और तीसरा",
        "दूसरे को छोड़कर सब",
    ],
    (0, 1, 2): [
        "all three",
        "1-3",
        "1 to 3",
        "1 bis 3",
        "alle drei",
        "las tres",
        "1 a 3",
        "tous les trois",
        "tutti e tre",
        "os três",
        "все трое",
        "三个都",
        "1から3まで",
        "셋 다",
        "الثلاثة",
        "तीनों",
    ],
    (1,): [
        "the second one, not the first",
        "nicht den ersten, sondern den zweiten",
        "不要第一个，要第二个",
        "पहला नहीं, दूसरा",
        "no, the second",
    ],
}
OPEN = [
    *("1 or 3", "1 oder 3", "1 o 3", "1 ou 3", "1 или 3", "1或3", "1か3", "1 또는 3", "1 أو 3", "1 या 3"),
    *("any", "either", "one of them", "irgendeinen", "cualquiera", "любой", "随便", "どれでも", "아무거나", "कोई भी"),
    *("both", "beide", "4", "0", "1 and 5", "the first four", "two", "the others", "them", "not 1, 2", "1, not 2, 3"),
    *("not both", "nicht alle", "the second last", "第1、3个"),
]
NONE = [
    *("none", "neither", "none of them", "keine", "keinen von beiden", "ninguno de ellos", "aucun des deux", "nessuno"),
    *("nenhum deles", "ни один из них", "都不要", "どれも違う", "아무것도", "ولا واحد", "कोई नहीं", "koi nahi"),
]


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in BOTH.items() for text in texts])
def test_both_of_two_are_told_in_every_language(language: str, text: str) -> None:
    assert picked(text, 2, 2, language) == Picked((0, 1))
    assert picked(text, 2, 2) == Picked((0, 1)), "whatever language was spoken before"


@pytest.mark.parametrize(("rows", "text"), [(rows, text) for rows, texts in OF_THREE.items() for text in texts])
def test_some_of_three_are_those_alone(rows: tuple[int, ...], text: str) -> None:
    assert picked(text, 3, 3) == Picked(rows)


@pytest.mark.parametrize("text", OPEN)
def test_what_leaves_it_open_chooses_none(text: str) -> None:
    assert picked(text, 3, 3) == Picked()


@pytest.mark.parametrize("text", NONE)
def test_that_none_is_meant_is_told(text: str) -> None:
    assert picked(text, 3, 3) == Picked(is_none=True)


@pytest.mark.parametrize(
    "text",
    ["not the second", "den zweiten nicht", "no el segundo", "pas le deuxième", "не второй", "不是第二个", "दूसरा नहीं"],
)
def test_not_the_second_is_the_other_of_two_and_leaves_more_open(text: str) -> None:
    assert picked(text, 2, 2) == Picked((0,))
    assert picked(text, 3, 3) == Picked(left=(0, 2))


@pytest.mark.parametrize("text", ["all", "both", "the last two", "all but the first", "not the second", "the last one"])
def test_rows_that_were_not_shown_are_not_chosen(text: str) -> None:
    assert picked(text, 2, 12) == Picked()


@pytest.mark.parametrize(
    "text",
    ["", "?", "ok", "yes", "delete both", "both in prod", "web-1", "all servers", "1.5", "10.0.0.1", "123", "x" * 200],
)
def test_what_says_more_or_nothing_is_no_choice(text: str) -> None:
    assert picked(text, 3, 3) is None


def test_what_languages_tell_differently_is_as_the_one_that_is_spoken_has_it() -> None:
    assert picked("le 2", 2, 2) == Picked()
    assert picked("le 2", 2, 2, "fr") == Picked((1,))
    assert picked("le 2", 2, 2, "it") == Picked((0, 1))
