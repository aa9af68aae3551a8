"""Words that say which rows are meant, in any of twelve languages, as signs of one grammar: "die ersten beiden" as ``TFB``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.tokens import fold
from dharma_tui.nlp.word_lists import word_lists

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "ru", "zh")
JOINED = frozenset({"ja", "ko", "zh"})
_FILE = Path(__file__).with_name("picking.txt")
_NUMERALS = Path(__file__).with_name("numerals.txt")
_SIGNS: Mapping[str, str] = {
    "filler": "",
    "pronoun": "p",
    "article": "T",
    "articles": "M",
    "number": "N",
    "first": "F",
    "last": "L",
    "all": "A",
    "both": "B",
    "none": "Z",
    "any": "?",
    "not": "!",
    "not_behind": "~",
    "not_either": "^",
    "except": "x",
    "except_behind": "y",
    "contrast": "c",
    "and": "&",
    "or": "|",
    "to": "-",
    "others": "o",
    "first_two": "FC",
    "last_two": "LC",
}
"""What each list of words stands for; of a word in two lists the later one holds, but for what stands between two numbers."""
_MOST = 10
_MARKS: Mapping[str, str] = {
    **dict.fromkeys(",،、，;；", ","),
    **dict.fromkeys("&+/", "&"),
    **dict.fromkeys("-–—~〜", "-"),
}
_PIECE = lazy_pattern(
    r"(?P<digits>\d{1,2})(?:-?(?P<end>st|nd|rd|th|er|ere|re|e|eme|o|a|os|as|и|я|го|ю|ую|ая|ыи|ои)(?![^\W\d_]))?(?!\d)"
    r"|(?P<word>(?:[^\W\d_]|[\u0900-\u0963\u3099\u309a])+)|(?P<mark>[^\w\s])|(?P<rest>\S)"
)
_APOSTROPHE = re.compile("['’ʼ`´]")
_SET_APART = re.compile(r"\d[.:]\d|\d{3}")
"""Numbers that are no rows: a version, an address, a time."""
_WORD = re.compile(r"\S+")
UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
"""Of scripts that set no blanks between words."""
_BESIDE = re.compile(r"\d(?= \d)")
_KOREAN = {"첫": 1, "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_ALONE = {
    "둘": 2,
    "셋": 3,
    "넷": 4,
    "첫째": 1,
    "둘째": 2,
    "셋째": 3,
    "넷째": 4,
    "ひとつ": 1,
    "ふたつ": 2,
    "みっつ": 3,
    "よっつ": 4,
}
_HANS = {**{one: at for at, one in enumerate("一二三四五六七八九十", 1)}, "两": 2}
_HAN = "".join(_HANS)
_EAST: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(
        rf"第(?P<place>[{_HAN}]|\d{{1,2}})(?:个|台|项|条|行|名|号)?|(?P<row>\d{{1,2}}|[{_HAN}])号"
        rf"|(?P<count>[{_HAN}]|\d{{1,2}})(?:个|台|项|条|座|者)|(?<=[前后面头])(?P<few>[{_HAN}])|(?P<digits>\d{{1,2}})"
    ),
    "ja": re.compile(
        rf"第?(?P<place>[{_HAN}]|\d{{1,2}})(?:番目|つ目|個目|台目)|(?P<row>\d{{1,2}}|[{_HAN}])番"
        rf"|(?P<count>[{_HAN}]|\d{{1,2}})(?:つ|個|台|件|本)|(?P<alone>ひとつ|ふたつ|みっつ|よっつ)|(?P<digits>\d{{1,2}})"
    ),
    "ko": re.compile(
        rf"(?P<place>{'|'.join(_KOREAN)}|\d{{1,2}})번째|(?P<nth>첫째|둘째|셋째|넷째)|(?P<row>\d{{1,2}})번"
        rf"|(?P<count>{'|'.join(_KOREAN)}|\d{{1,2}})(?:개|대|건)|(?P<alone>둘|셋|넷)|(?P<digits>\d{{1,2}})"
    ),
}


class Sign(NamedTuple):
    """What a word says of rows: ``D``, ``C``, ``K`` and ``O`` are digits, a cardinal, a counted number and an ordinal."""

    sort: str
    value: int = 0


def signs(text: str, languages: Collection[str] = LANGUAGES) -> Mapping[str, tuple[Sign, ...]]:
    """``text`` as signs, for each language in which all of it says which rows are meant."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _SET_APART.search(plain):
        return {}
    pieces = [Piece.of(found) for found in _PIECE.finditer(_APOSTROPHE.sub(" ", fold(plain)))]
    told = {one: _joined(pieces, one) if one in JOINED else _spaced(pieces, one) for one in languages}
    return {language: read for language, read in told.items() if read is not None}


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where rows may be told in ``text``, the longest first: of whole words, and anywhere where no blanks are set."""
    if UNPARTED.search(text):
        places = [(at, at + 1) for at, one in enumerate(text) if not one.isspace()]
        starts = {at for at, _ in places if any(text[at] in _beginnings(one) for one in ("ja", "zh"))}
        known = {at for at, _ in places}
    else:
        places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        known = {start for start, end in places if _may_tell(text[start:end])}
        starts = known
    found = []
    for first, (start, _) in enumerate(places):
        for other, end in places[first:] if start in starts else ():
            if other not in known:
                break
            found.append((start, end))
    yield from sorted(found, key=lambda span: span[0] - span[1])


def _may_tell(word: str) -> bool:
    """Whether all of a word may be part of what tells rows, in some language."""
    told = fold(unicodedata.normalize("NFKC", word).casefold())
    if "\uac00" <= told[:1] <= "\ud7af":
        return told[0] in _beginnings("ko")
    pieces = [Piece.of(found) for found in _PIECE.finditer(_APOSTROPHE.sub(" ", told))]
    stems = tuple(stem for language in LANGUAGES for stem, _ in _stems(language))
    return all(
        piece.sign is not None
        or {piece.text, piece.text.removeprefix("و"), piece.text.removeprefix("و").removeprefix("ال")} & _known()
        or piece.text.startswith(stems)
        for piece in pieces
    )


@cache
def _known() -> frozenset[str]:
    """Every word that any phrase has, of languages that set blanks between them."""
    languages = [language for language in LANGUAGES if language not in JOINED]
    return frozenset(word for language in languages for phrase in _phrases(language)[0] for word in phrase.split())


@cache
def _beginnings(language: str) -> frozenset[str]:
    """Letters and digits with which rows may be told in a language that sets no blanks."""
    return frozenset(
        {
            *(phrase[0] for phrase in _phrases(language)[0]),
            *_HAN,
            *"第첫한두세네다여일아열둘셋넷개대건번ひふみよ0123456789",
        }
    )


class Piece(NamedTuple):
    """A word, a mark or digits, with or without an ending: "3", "3rd"."""

    text: str
    sign: Sign | None

    @classmethod
    def of(cls, found: re.Match[str]) -> Piece:
        """What was found in a text."""
        if digits := found["digits"]:
            return cls(digits, _place(int(digits)) if found["end"] else Sign("D", int(digits)))
        mark = _MARKS.get(found["mark"] or "", "")
        return cls(mark or found.group(), Sign(mark) if found["mark"] else None)


def _place(value: int) -> Sign:
    return Sign("F", 1) if value == 1 else Sign("O", value)


def _spaced(pieces: list[Piece], language: str) -> tuple[Sign, ...] | None:
    words, told = [piece.text for piece in pieces], list[Sign]()
    longest = _phrases(language)[1]
    at = 0
    while at < len(pieces):
        for count in range(min(longest, len(words) - at), 0, -1):
            meant = _meant(words[at : at + count], language, told, words[at + count : at + count + 1])
            if meant is not None:
                told += meant
                at += count
                break
        else:
            if (sign := pieces[at].sign) is None:
                return None
            told += [sign] if sign.sort else []
            at += 1
    return tuple(told)


def _meant(words: list[str], language: str, before: list[Sign], after: list[str]) -> tuple[Sign, ...] | None:
    """What a phrase says; None: it is none of the language."""
    known, _ = _phrases(language)
    phrase = " ".join(words)
    is_between = bool(before) and before[-1].sort in {"D", "C"} and bool(after)
    if is_between and phrase in _lists(language).get("to", ()) and _is_number(after[0], language):
        return (Sign("-"),)
    if phrase == "one" and before and before[-1].sort in {"O", "F", "L", "A", "T"}:
        return ()
    if phrase in known and not (before and phrase.endswith(",")):  # "no, …" begins an answer
        return known[phrase]
    if len(words) > 1:
        return None
    for stem, meant in _stems(language):
        if phrase.startswith(stem):
            return meant
    if language == "ar" and len(phrase) > 2:
        return _arabic(phrase, before, after)
    return None


def _arabic(word: str, before: list[Sign], after: list[str]) -> tuple[Sign, ...] | None:
    """A word with what is written together with it: "والثالث", "الثلاثة"."""
    if word.startswith("ال"):
        meant = _meant([word[2:]], "ar", before, after)
        return (Sign("M"), *meant) if meant and meant[0].sort == "C" else meant
    if word.startswith("و"):
        meant = _meant([word[1:]], "ar", before, after)
        return (Sign("&"), *meant) if meant is not None else None
    return None


def _is_number(word: str, language: str) -> bool:
    known, _ = _phrases(language)
    return word.isdecimal() or any(sign.sort == "C" for sign in known.get(word, ()))


def _joined(pieces: list[Piece], language: str) -> tuple[Sign, ...] | None:
    text = _BESIDE.sub(r"\g<0>,", " ".join(piece.text for piece in pieces if piece.sign is None or piece.sign.sort))
    text = text.replace(" ", "")
    known, longest = _phrases(language)
    at, told = 0, list[Sign]()
    while at < len(text):
        length = next((n for n in range(min(longest, len(text) - at), 0, -1) if text[at : at + n] in known), 0)
        length = 0 if told and text[at : at + length].endswith(",") else length
        found = _EAST[language].match(text, at)
        if found is not None and len(found.group()) >= length:
            told.append(_east(found))
            at = found.end()
        elif length:
            told += known[text[at : at + length]]
            at += length
        elif text[at] in _MARKS:
            told.append(Sign(_MARKS[text[at]]))
            at += 1
        else:
            return None
    return tuple(told)


def _east(found: re.Match[str]) -> Sign:
    sort = found.lastgroup or ""
    said = found[sort]
    value = int(said) if said.isdecimal() else (_KOREAN | _ALONE | _HANS)[said]
    if sort in {"place", "nth"}:
        return _place(value)
    return Sign("D" if sort in {"row", "digits"} else "K", value)


@cache
def _lists(language: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of a language, as words of a request are looked up."""
    told = {name.split(".")[1]: words for name, words in word_lists(_FILE).items() if name.startswith(f"{language}.")}
    return {name: tuple(_as_said(word, language) for word in words) for name, words in told.items()}


def _as_said(phrase: str, language: str) -> str:
    """A phrase of a list, folded; forms of one stay parted."""
    forms = []
    for form in phrase.split("/"):
        found = [Piece.of(one).text for one in _PIECE.finditer(fold(form.casefold().rstrip("*")))]
        forms.append(("" if language in JOINED else " ").join(found) + "*" * form.endswith("*"))
    return "/".join(forms)


@cache
def _phrases(language: str) -> tuple[Mapping[str, tuple[Sign, ...]], int]:
    """Every phrase of a language with what it says, and how long the longest is: in words, or in letters where none are parted."""
    known: dict[str, tuple[Sign, ...]] = {}
    for value, forms in enumerate(_cardinals(language)):
        known |= {form: (Sign("C", value),) for form in forms if value}
    for name, sorts in _SIGNS.items():
        for phrase in _lists(language).get(name, ()) if name != "to" or language in JOINED else ():
            known[phrase] = tuple(Sign(sort, 2 if sort == "C" else 0) for sort in sorts)
    for name, sort in (("ordinals", "O"), ("counted", "K"), ("cardinals", "C")):
        for value, said in enumerate(_lists(language).get(name, ()), 1):
            sign = _place(value) if sort == "O" else Sign(sort, value)
            known |= {form: (sign,) for form in said.split("/") if form != "-"}
    known = {phrase: meant for phrase, meant in known.items() if not phrase.endswith("*")}
    length = max(map(len, known)) if language in JOINED else max(phrase.count(" ") + 1 for phrase in known)
    return known, length


def _cardinals(language: str) -> Iterator[tuple[str, ...]]:
    if language == "en":
        told = {int(value): word for word, value in NUMBERS.items() if int(value) <= _MOST and word.isalpha()}
        yield from ((told[value],) if value in told else () for value in range(_MOST + 1))
    elif language not in JOINED:
        low = word_lists(_NUMERALS)[f"{language}.low"][: _MOST + 1]
        yield from (
            tuple(_as_said(form.rstrip("+"), language) for form in one.split("/") if form != "-") for one in low
        )


@cache
def _stems(language: str) -> tuple[tuple[str, tuple[Sign, ...]], ...]:
    """Words with any ending, and what they say."""
    return tuple(
        (phrase.removesuffix("*"), (Sign(_SIGNS[name]),))
        for name, phrases in _lists(language).items()
        for phrase in phrases
        if phrase.endswith("*") and name in _SIGNS
    )
