"""Numerals of other languages, in words and in characters, as English words.

Languages that put spaces between words have theirs as entries of a lexicon, made here from the numerals below twenty and the tens.
Those that do not count with a classifier behind ("三台", "두 개", "3つ"), and a numeral is one only before it, or where it has
several characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.word_lists import word_lists

_WORDS = {int(value): word for word, value in NUMBERS.items() if word not in {"dozen", "hundred", "thousand"}}
_SPACED = frozenset({"ar", "de", "es", "fr", "hi", "it", "pt", "ru"})
_ROWS = ("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")
_DIGITS = {one: value for value, row in enumerate(_ROWS) for one in row}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000, "萬": 10000}
_HAN = "".join([*_DIGITS, *_SCALES])
_IN_HAN = lazy_pattern(rf"[{_HAN}]+")
_PERCENT = lazy_pattern(rf"百分之(?P<value>[{_HAN}]+)")
_ORDINAL = lazy_pattern(rf"第(?P<value>[{_HAN}]+)(?:个|台|条|个|名|项|番目|個|つ)?|(?P<place>[{_HAN}]+)(?:番目|つ目)")
_PLACE = lazy_pattern(r"(?<!\d)(?:(?P<east>\d)\s?(?P<mark>番目|つ目)|第\s?(?P<zh>\d)(?!\d)|(?P<ko>\d)\s?번째)")
_KOREAN = ("", "첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_SINO = "일이삼사오육칠팔구"
_IN_SINO = lazy_pattern(
    rf"(?P<value>(?:[{_SINO}]?백)?(?:[{_SINO}]?십)?[{_SINO}]?)\s?(?=(?:개|대|퍼센트|프로|명|건|배)(?![가-힣]{{3}}))"
)
_LONG = 6
"""Letters of a numeral that may have two typos."""
_NATIVE = ("한두", "두세", "서너", "너댓")
"""Vague numbers of Korean: "a few"."""
_ARTICLE = "一"
"""Before a classifier it is an article."""
_SPANS = (
    "小时",
    "个小时",
    "天",
    "周",
    "星期",
    "个月",
    "个星期",
    "年",
    "分钟",
    "季度",
    "個月",
    "時間",
    "週間",
    "日間",
    "ヶ月",
    "か月",
    "年間",
)
"""Before which "one" says how long."""
_TO = ("到", "成", "为", "剩", "留", "へ", "を")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@cache
def _list(name: str) -> tuple[tuple[str, ...], ...]:
    """One list, each with its forms."""
    told = word_lists(Path(__file__).with_name("numerals.txt")).get(name, ())
    return tuple(tuple(form for form in forms.split("/") if form != "-") for forms in told)


def phrases(language: str) -> Iterator[tuple[str, str]]:
    """The numerals of a language with spaces between its words, up to ninety-nine, and the English ones."""
    if language not in _SPACED:
        return
    low, tens = _list(f"{language}.low"), _list(f"{language}.tens")
    for value, forms in enumerate(low):
        yield from ((form, _WORDS[value]) for form in forms)
    for ten, forms in enumerate(tens, 2):
        for form in forms:
            yield form, _WORDS[10 * ten]
            for one in range(1, 20 if language == "fr" and ten in {6, 8} else 10):
                value = 10 * ten + one
                yield from ((joined, _WORDS[value]) for joined in _joined(language, form, one, low))


def _joined(language: str, ten: str, one: int, low: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """A ten and what is added to it, as the language joins them."""
    ones = [form.rstrip("+") for form in low[one]]
    if language == "de":
        yield from (f"{form.removesuffix('s') if one == 1 else form}und{ten}" for form in ones)
    elif language == "it":
        stem = ten[:-1] if one in {1, 8} else ten
        yield from (stem + form for form in ones or ["uno", "un"])
    elif language == "es" and ten == "veinte":
        yield from (f"veinti{form}" for form in (*ones, *(["un", "una"] if one == 1 else [])))
    elif language in {"es", "pt"}:
        link = "y" if language == "es" else "e"
        yield from (f"{ten} {link} {form}" for form in ones or ["um", "uma"])
    elif language == "fr":
        yield from (f"{ten} {form}" for form in ones or ["et un", "et une", "un", "une"])
        if one == 11:
            yield f"{ten} et onze"
    elif language == "ar":
        yield from (f"{form} و{ten}" for form in ones)
    elif language == "ru":
        yield from (f"{ten} {form}" for form in ones)


@cache
def hyphened() -> frozenset[str]:
    """Numerals of several words that may be written with hyphens: "vingt-cinq"."""
    return frozenset(phrase for phrase, _ in phrases("fr") if " " in phrase)


def with_places_spelt(text: str) -> str:
    """``text`` with "2番目", "第3个" and "2번째" as they are spelt, which is how places in a list are read."""
    return _PLACE.sub(_spelt, text)


def _spelt(found: re.Match[str]) -> str:
    number = int(found["east"] or found["zh"] or found["ko"])
    if not 0 < number < len(_ORDINALS) - 1:
        return found[0]
    if found["ko"]:
        return f"{_KOREAN[number]} 번째"
    return f"第{_ROWS[number][0]}" if found["zh"] else f"{_ROWS[number][0]}{found['mark']}"


def counted(text: str, at: int, language: str) -> tuple[str, int] | None:
    """The numeral that begins at a place of a text without spaces, as English, and how long it is; None: there is none."""
    if language == "ko":
        return _korean(text, at)
    return _han(text, at, language)


def _han(text: str, at: int, language: str) -> tuple[str, int] | None:
    """ "三台", "十二", "百分之八十", "第二个"."""
    if percent := _PERCENT.match(text, at):
        return f"{_value(percent['value'])}%", len(percent.group())
    if ordinal := _ORDINAL.match(text, at):
        place = _value(ordinal["value"] or ordinal["place"])
        return (f"{_ORDINALS[place]} one", len(ordinal.group())) if 0 < place < len(_ORDINALS) else None
    told = _IN_HAN.match(text, at)
    if told is None:
        for value, forms in enumerate(_list(f"{language}.low")):
            form = next((one for one in forms if text.startswith(one, at)), "")
            if form:
                return _WORDS[value], len(form)
        return None
    han = told.group()
    counter = next((one for (one,) in _list(f"{language}.classifiers") if text.startswith(one, told.end())), "")
    if han == _ARTICLE:
        is_number = text.startswith(_SPANS, told.end()) or text[:at].endswith(_TO)
        return ("1", 1) if is_number and (counter or text.startswith(_SPANS, told.end())) else None
    if han in _SCALES or (len(han) == 1 and not counter):
        return None
    if text.startswith(("月", "号", "號", "日", "点", "點", "时", "時", "年"), told.end()):
        return None
    if counter == "成":
        return f"{_value(han)}0%", len(han) + 1
    return str(_value(han)), len(han)


def _value(han: str) -> int:
    """A number in characters."""
    if not any(one in _SCALES for one in han):
        return int("".join(str(_DIGITS[one]) for one in han))
    total = section = digit = 0
    for one in han:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif _SCALES[one] == 10000:
            total, section, digit = total + (section + digit) * 10000, 0, 0
        else:
            section, digit = section + (digit or 1) * _SCALES[one], 0
    return total + section + digit


def _korean(text: str, at: int) -> tuple[str, int] | None:
    """ "두 개", "스물다섯 대", "십이 개"."""
    if at and "가" <= text[at - 1] <= "힣" and text[at - 1] not in "를을은는이가로도의에서만":
        return None
    if text.startswith(_NATIVE, at):
        return None
    for form, value in _native():
        end = at + len(form)
        if not text.startswith(form, at):
            continue
        after = text[end:].lstrip(" ")
        classifier = next((one for (one,) in _list("ko.classifiers") if after.startswith(one)), "")
        if classifier and not (
            classifier in {"대", "개", "배", "명"} and re.match("대상|대비|개발|개선|배포|명령", after)
        ):
            return value, len(form)
    sino = _IN_SINO.match(text, at)
    if sino and {"십", "백"} & set(sino["value"]):
        return str(_sino(sino["value"])), len(sino["value"])
    return None


@lru_cache(maxsize=1024)
def misspelt(word: str) -> str:
    """The English numeral that a word is a slip of the hand from ("thre", "twleve", "tow"); empty: of none, or of several."""
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < _LONG else 2
    near = {known for known in NUMBERS if len(known) > 2 and OSA.distance(word, known, score_cutoff=most) <= most}
    turned = {known for known in near if sorted(known) == sorted(word)}
    return min(turned or near) if len(turned or near) == 1 else ""


@cache
def _native() -> tuple[tuple[str, str], ...]:
    """The numerals of Korean's own, the longest first."""
    low, tens = _list("ko.low"), _list("ko.tens")
    told = [(form, str(value)) for value, forms in enumerate(low) for form in forms]
    for ten, forms in enumerate(tens, 2):
        told += [(form, str(10 * ten)) for form in forms]
        told += [(forms[0] + form, str(10 * ten + one)) for one in range(1, 10) for form in low[one]]
    return tuple(sorted(told, key=lambda one: -len(one[0])))


def _sino(text: str) -> int:
    """A number in Korean's Chinese numerals."""
    total = digit = 0
    for one in text:
        if one in _SINO:
            digit = _SINO.index(one) + 1
        else:
            total, digit = total + (digit or 1) * (100 if one == "백" else 10), 0
    return total + digit
