"""Times of day told in words, in Russian, Arabic, Hindi and Portuguese: "в половине восьмого", "पौने नौ बजे" as 07:30, 08:45.

The part of the day tells which half of it is meant: at night, small hours are those behind midnight.
"""

from __future__ import annotations

import re
from functools import cache

from dharma_tui.core.lazy_pattern import lazy_pattern

_NOON = 12
_SMALL_HOURS = 6
_QUARTERS = {"quarter": 15, "third": 20, "half": 30}

_RUSSIAN = (
    ("час", "часа", "один", "одного"),
    ("два", "двух"),
    ("три", "трех", "трёх"),
    ("четыре", "четырех", "четырёх"),
    ("пять", "пяти"),
    ("шесть", "шести"),
    ("семь", "семи"),
    ("восемь", "восьми"),
    ("девять", "девяти"),
    ("десять", "десяти"),
    ("одиннадцать", "одиннадцати"),
    ("двенадцать", "двенадцати"),
)
_RUSSIAN_HOURS = {word: hour for hour, words in enumerate(_RUSSIAN, 1) for word in words}
_RUSSIAN_ORDINALS = {
    word: hour
    for hour, word in enumerate(
        [
            "первого",
            "второго",
            "третьего",
            "четвертого",
            "пятого",
            "шестого",
            "седьмого",
            "восьмого",
            "девятого",
            "десятого",
            "одиннадцатого",
            "двенадцатого",
        ]
    )
} | {"четвёртого": 3}
"""The hour that has begun: half of the eighth is half past seven."""
_RUSSIAN_MINUTES = {
    "пять": 5,
    "пяти": 5,
    "десять": 10,
    "десяти": 10,
    "пятнадцать": 15,
    "пятнадцати": 15,
    "четверти": 15,
    "двадцать": 20,
    "двадцати": 20,
    "тридцать": 30,
    "тридцати": 30,
    "сорок": 40,
    "сорока": 40,
    "сорок пять": 45,
    "пятьдесят": 50,
    "пятидесяти": 50,
}
_RUSSIAN_PARTS = {"утра": "early", "ночи": "night", "дня": "late", "вечера": "late"}

_ARABIC = (
    "الواحدة واحدة وحدة",
    "الثانية ثنتين تنتين اثنين اتنين",
    "الثالثة ثلاث تلاتة ثلاثة",
    "الرابعة أربع اربع اربعة أربعة",
    "الخامسة خمس خمسة",
    "السادسة ست ستة",
    "السابعة سبع سبعة",
    "الثامنة ثمان تمانية ثمانية",
    "التاسعة تسع تسعة",
    "العاشرة عشر عشرة",
)
_ARABIC_HOURS = {
    form: hour
    for hour, words in enumerate(_ARABIC, 1)
    for word in words.split()
    for form in (word, word.replace("ة", "ه"))
} | {
    **dict.fromkeys(("الحادية عشرة", "الحادية عشر", "الحاديه عشر", "حداشر", "احدعش"), 11),
    **dict.fromkeys(("الثانية عشرة", "الثانية عشر", "الثانيه عشر", "اتناشر", "اطناشر", "اثنعش"), 12),
}
_ARABIC_EARLY = r"(?:صباح\w*|الصبح|الصباح|الفجر|فجر\w*|بعد منتصف الليل)"
_ARABIC_LATE = r"(?:مساءً?ا?|المسا(?:ء)?|العصر|عصر[اً]*|بعد الظهر|ظهر[اً]*|الظهر|المغرب|العشا)"
_ARABIC_NIGHT = r"(?:ليل[اً]*|بالليل|الليل)"

_HINDI_HOURS = {
    word: hour
    for hour, words in enumerate(
        (
            *("एक ek", "दो do", "तीन teen", "चार char chaar", "पांच पाँच paanch panch", "छह छः छे chhe chhah"),
            *("सात saat", "आठ aath", "नौ nau", "दस das dus", "ग्यारह gyarah", "बारह barah baarah"),
        ),
        1,
    )
    for word in words.split()
}
_HINDI_EARLY = r"सुबह|सवेरे|तड़के|भोर|subah|savere|tadke"
_HINDI_LATE = r"दोपहर|शाम|dopahar|dopeher|shaam|sham"
_HINDI_NIGHT = r"रात|raat"

_PORTUGUESE_HOURS = {
    word: hour
    for hour, word in enumerate(
        ["uma", "duas", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"], 1
    )
} | {"tres": 3}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_RUSSIAN_PART = r"\s(?P<part>утра|дня|вечера|ночи)"
_RUSSIAN_AT = lazy_pattern(
    rf"(?<!\w)(?P<link>в|во|к|с|since|до|около|после|часов\sв)\s(?:(?P<hour>\d{{1,2}}|{_any(_RUSSIAN_HOURS)})(?:\sчас(?:а|ов)?)?"
    rf"(?:\s(?P<minute>{_any(_RUSSIAN_MINUTES)})(?:\sминут)?)?(?:{_RUSSIAN_PART})?)(?!\w)"
)
_RUSSIAN_PARTED = lazy_pattern(
    rf"(?<!\w)(?:(?P<half>пол[-\s]?|половин[аеуы]\s)|(?P<quarter>четверть\s))(?P<ordinal>{_any(_RUSSIAN_ORDINALS)})(?:{_RUSSIAN_PART})?(?!\w)"
)
_RUSSIAN_LESS = lazy_pattern(
    rf"(?<!\w)без\s(?P<minute>{_any(_RUSSIAN_MINUTES)})(?:\sминут)?\s(?P<hour>{_any(_RUSSIAN_HOURS)})(?:{_RUSSIAN_PART})?(?!\w)"
)
_RUSSIAN_WRITTEN = lazy_pattern(
    r"(?<!\w)(?P<link>в|с|со|since|до|около|часов\sв)\s(?P<hour>[01]?\d|2[0-3])[.\-](?P<minute>[0-5]\d)(?![\w.\-])"
)
_RUSSIAN_SPAN = lazy_pattern(
    rf"(?<!\w)(?:со?|since)\s(?P<hour>\d{{1,2}}|{_any(_RUSSIAN_HOURS)})\sдо\s(?P<until>\d\d:\d\d)"
)
_ARABIC_AT = lazy_pattern(
    rf"(?<!\w)(?P<told>(?:(?:على|في|ع)\s)?الساع[ةه]\s|في\s(?=ال)|(?=(?:\S{{1,16}}\s){{1,3}}(?:{_ARABIC_EARLY}|{_ARABIC_LATE}|{_ARABIC_NIGHT})(?!\w))|(?<=من\s)|(?<=منذ\s))"
    rf"(?P<hour>\d{{1,2}}(?!\d)|{_any(_ARABIC_HOURS)})(?::(?P<minute>[0-5]\d))?(?!\s*عشر)(?!:)"
    rf"(?:\s(?:(?P<half>و\s?(?:ال)?(?:نصف|نص))|(?P<quarter>و\s?(?:ال)?ربع)|(?P<third>و\s?(?:ال)?ثلث)|(?P<less>[إا]لا\s(?:ال)?ربعا?)))?"
    rf"(?:\s(?:(?P<early>{_ARABIC_EARLY})|(?P<late>{_ARABIC_LATE})|(?P<night>{_ARABIC_NIGHT})))?(?!\w)"
)
_HINDI_AT = lazy_pattern(
    rf"(?<![\w\u0900-\u097f])(?<!से )(?<!se )(?:(?:(?P<early>{_HINDI_EARLY})|(?P<late>{_HINDI_LATE})|(?P<night>{_HINDI_NIGHT}))"
    r"(?:\s(?:को|के|में|ko|ke|me|mein))?\s)?"
    rf"(?:(?:(?P<half>साढ़े|साढ़े|साढे|saadhe|sadhe|saade)|(?P<quarter>सवा|sava|sawa)|(?P<less>पौने|paune|pone))\s)?"
    rf"(?P<hour>\d{{1,2}}|{_any(_HINDI_HOURS)})(?::(?P<minute>[0-5]\d))?\s(?:बजे|baje)(?!\w)"
    r"(?:\s(?:(?P<since>से(?!\sपहले)|se(?!\spe?a?h)|के\sबाद(?:\sसे)?|ke\sbaad(?:\sse)?)|(?P<until>तक|tak))(?!\w))?"
)
_PORTUGUESE_LESS = lazy_pattern(
    rf"(?<!\w)às\s(?P<minute>\d{{1,2}}|cinco|dez|quinze|vinte)\spara\s(?:as|a)\s(?P<hour>\d{{1,2}}|{_any(_PORTUGUESE_HOURS)})(?!\w)"
)
_PORTUGUESE_MINUTES = {"cinco": 5, "dez": 10, "quinze": 15, "vinte": 20}


def told(text: str) -> str:
    """``text`` with the times of day that are told in words as ``HH:MM``."""
    script = _script(text)
    if script == "ru":
        text = _RUSSIAN_LESS.sub(_russian_less, _RUSSIAN_PARTED.sub(_russian_parted, text))
        text = _RUSSIAN_WRITTEN.sub(lambda said: f"{said['link']} {int(said['hour']):02}:{said['minute']}", text)
        return _RUSSIAN_SPAN.sub(_russian_span, _RUSSIAN_AT.sub(_russian, text))
    if script == "ar":
        return _ARABIC_AT.sub(_arabic, text)
    if "बजे" in text or "baje" in text:
        return _HINDI_AT.sub(_hindi, text)
    return _PORTUGUESE_LESS.sub(_portuguese_less, text) if " para a" in text else text


_CYRILLIC = re.compile("[а-яё]")
_OF_ARABIA = re.compile("[ء-ي]")


def _script(text: str) -> str:
    if text.isascii():
        return ""
    return "ru" if _CYRILLIC.search(text) else "ar" if _OF_ARABIA.search(text) else ""


def of_day(hour: int, part: str) -> int:
    """The hour of the day that is the ``hour`` of one of its parts."""
    if part == "late" and hour < _NOON:
        return hour + _NOON
    if part == "night" and hour <= _NOON:
        return (hour if hour < _SMALL_HOURS else hour + _NOON) % 24
    return 0 if part == "early" and hour == _NOON else hour


def _part(said: re.Match[str]) -> str:
    return next((part for part in ("early", "late", "night") if said[part]), "")


@cache
def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _russian(said: re.Match[str]) -> str:
    hour = int(said["hour"]) if said["hour"].isdigit() else _RUSSIAN_HOURS[said["hour"]]
    minute, part = said["minute"], _RUSSIAN_PARTS.get(said["part"] or "", "")
    is_told = part or (minute and not said["hour"].isdigit()) or said["link"].startswith("часов")
    if hour > 23 or not is_told:
        return said.group()
    link = "since" if said["link"] in {"с", "since"} else said["link"].removeprefix("часов ")
    return f"{link} {_clock(60 * of_day(hour, part) + _RUSSIAN_MINUTES.get(minute or '', 0))}"


def _russian_span(said: re.Match[str]) -> str:
    hour = int(said["hour"]) if said["hour"].isdigit() else _RUSSIAN_HOURS[said["hour"]]
    late = 12 if hour <= int(said["until"][:2]) - _NOON and hour < _NOON else 0
    return f"between {_clock(60 * (hour + late))} and {said['until']}" if hour < 24 else said.group()


def _russian_parted(said: re.Match[str]) -> str:
    hour = of_day(_RUSSIAN_ORDINALS[said["ordinal"]] or _NOON, _RUSSIAN_PARTS.get(said["part"] or "", ""))
    return _clock(60 * hour + (30 if said["half"] else 15))


def _russian_less(said: re.Match[str]) -> str:
    hour = of_day(_RUSSIAN_HOURS[said["hour"]], _RUSSIAN_PARTS.get(said["part"] or "", ""))
    return _clock(60 * hour - _RUSSIAN_MINUTES[said["minute"]])


def _arabic(said: re.Match[str]) -> str:
    """An hour that is told by its word, its part of the day, a half or a quarter."""
    parts = [part for part in ("half", "quarter", "third", "less") if said[part]]
    word = said["hour"]
    is_told = "الساع" in said["told"] or _part(said) or (parts and (word.startswith("ال") or said["told"] == ""))
    hour = int(word) if word.isdigit() else _ARABIC_HOURS[word]
    if hour > 23 or not is_told:
        return said.group()
    minutes = sum(-15 if part == "less" else _QUARTERS[part] for part in parts) + int(said["minute"] or 0)
    return f"{_clock(60 * of_day(hour, _part(said)) + minutes)}"


def _hindi(said: re.Match[str]) -> str:
    hour = int(said["hour"]) if said["hour"].isdigit() else _HINDI_HOURS[said["hour"]]
    if hour > 23:
        return said.group()
    minutes = 30 * bool(said["half"]) + 15 * bool(said["quarter"]) - 15 * bool(said["less"]) + int(said["minute"] or 0)
    link = "since" if said["since"] else "until" if said["until"] else "at"
    return f"{link} {_clock(60 * of_day(hour, _part(said)) + minutes)}"


def _portuguese_less(said: re.Match[str]) -> str:
    hour = int(said["hour"]) if said["hour"].isdigit() else _PORTUGUESE_HOURS[said["hour"]]
    minute = int(said["minute"]) if said["minute"].isdigit() else _PORTUGUESE_MINUTES[said["minute"]]
    return f"at {_clock(60 * hour - minute)}"
