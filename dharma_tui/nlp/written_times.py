"""Dates, clocks and half hours as they are written in each language, made what the grammar of times reads: ``2026-03-05``,
``between 09:00 and 11:30``, ``at 14:30``, ``90 minutes``.

What may be a number of anything stays one: an hour is told by its word, its article, a half or a quarter, the part of the day,
or by standing between "between" and "and" where nothing is counted behind it.
"""

from __future__ import annotations

import re

from dharma_tui.core.lazy_pattern import lazy_pattern

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WHOLE_DATE = lazy_pattern(
    r"(?<!\d)(?:(?P<year>20\d{2})(?:\s*[年년]\s*|[/.])(?P<month>\d{1,2})(?:\s*[月월]\s*|[/.])(?P<day>\d{1,2})(?:\s*[日号일])?"
    r"|(?P<day2>\d{1,2})\.\s?(?P<month2>\d{1,2})\.\s?(?P<year2>20\d{2})"
    r"|(?<![\w/\-])(?P<day3>\d{1,2})(?P<mark>[/\-])(?P<month3>\d{1,2})(?P=mark)(?P<year3>20\d{2})(?![\w/\-]))(?!\d)"
)
_MONTH = lazy_pattern(
    r"(?P<before>从|自从|自|到|至)?\s?(?<!\d)(?P<month>1[0-2]|0?[1-9])\s?[月월](?![间間]|요일)份?(?:\s?(?P<day>\d{1,2})\s?[日号일])?"
    r"(?:에는|에|\s?(?P<until>까지|までに|まで)|\s?(?P<since>부터|から|以降|以来|以後|이후로|이후|이래|起|开始))?"
)
_HOURS = {
    word: hour
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "une deux trois quatre cinq six sept huit neuf dix onze douze",
        "una due tre quattro cinque sei sette otto nove dieci undici dodici",
        "uma duas três quatro cinco seis sete oito nove dez onze doze",
    )
    for hour, word in enumerate(words.split(), 1)
}
_HOUR = rf"(?:\d{{1,2}}(?!\d)|(?:{'|'.join(sorted(_HOURS, key=len, reverse=True))})(?!\w))"
_LATE = (
    r"(?:afternoon|evening|night|tarde|noche|après-midi|soir|pomeriggio|sera|noite|nachmittags?|abends?"
    r"|(?<=час\s)дня|(?<=часа\s)дня|(?<=часов\s)дня|вечера|शाम|दोपहर|مساءً?|عصرا|ظهرا|ليلا)"
)
_EARLY = r"(?:morning|mañana|manana|matin|mattina|mattino|manhã|manha|morgens?|früh|vormittags?|утра|सुबह|صباحا)"
_DEEP = r"(?:madrugada|notte|nachts?|nuit)"
"""Small hours of these are those behind midnight."""
_PLUS_HALF = r"(?:y\s+media|et\s+demie?|e\s+mez{1,2}[ao]|e\s+meia|and\s+a\s+half|ونصف|و\s?نصف)"
_PLUS_QUARTER = r"(?:y\s+cuarto|et\s+quart|e\s+un\s+quarto|e\s+quinze|وربع)"
_LESS_QUARTER = r"(?:menos\s+cuarto|moins\s+le\s+quart|meno\s+un\s+quarto)"
_OCLOCK = r"(?:\s?h(?![a-z])|\s+heures?|\s+uhr|\s+horas?|\s+o'?clock|\s+baje|\s+बजे|\s+час(?:ов|а)?)"


def _clock_pattern(n: int) -> str:
    """A time of day whose parts are named with ``n``."""
    return (
        rf"(?:(?P<half{n}>half\s+past|halb)\s+|(?P<past{n}>quarter\s+past|viertel\s+nach)\s+|(?P<to{n}>quarter\s+to|viertel\s+vor)\s+|(?P<begun{n}>(?:drei)?viertel)\s+"
        rf"|(?P<hindi{n}>saadhe|sadhe|साढ़े)\s+)?"
        rf"(?P<hour{n}>{_HOUR})(?::(?P<minute{n}>[0-5]\d)|(?P<clock{n}>{_OCLOCK})(?:\s?(?P<behind{n}>[0-5]\d)(?!\d))?)?"
        rf"(?:\s+(?:(?P<plus{n}>{_PLUS_HALF})|(?P<quarter{n}>{_PLUS_QUARTER})|(?P<less{n}>{_LESS_QUARTER})))?(?P<word{n}>\s+uhr)?"
        rf"(?:\s?(?P<m{n}>[ap])m(?!\w))?"
        rf"(?:\s+(?:in\s+the\s+|at\s+|de\s+la\s+|de\s+l'|du\s+|di\s+|del\s+|da\s+|am\s+)?(?:(?P<late{n}>{_LATE})|(?P<early{n}>{_EARLY})|(?P<deep{n}>{_DEEP}))(?!\w))?"
    )


_THE = r"(?:las?\s+|le\s+|l'|les\s+|as\s+|às\s+|os\s+|the\s+|الساعة\s+)"
_RANGE = lazy_pattern(
    rf"(?<!\w)(?:(?P<between>between|zwischen|entre|tra|fra|между|بين)\s+|(?P<from>from|von|dalle|dall'|das|da|de|desde|с|من)\s*)"
    rf"(?P<the>{_THE})?{_clock_pattern(1)}\s*(?P<link>and|und|y|et|e|и|و|to|until|till|bis|alle|all'|às|as|a|à|hasta|até|до|-|إلى)\s*"
    rf"{_THE}?{_clock_pattern(2)}(?=(?P<after>$|\s*[,.;?!)]|\s+\S+))"
)
_SINGLE = lazy_pattern(rf"(?<![\w\-.:/=$]){_clock_pattern(1)}(?![\w\-:/=%])")
_AT = lazy_pattern(
    r"(?<!\w)(?P<at>a las?|hacia las|alle|verso le|às|à|vers|um|gegen|at"
    r"|около|часов в|pour|por volta das|verso le|a eso de las|sobre las"
    r"|since|from|depuis|dès|à partir de|a partir de las|a partir das|a partire dalle|desde(?: las?| as)?"
    r"|seit|ab|dalle|until|till|bis|jusqu'à|hasta las?|fino alle|até)"
    r"\s(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)|\s?h(?P<past>[0-5]\d)?|\s?uhr|\s(?:heures|horas))(?!\w)"
)
"""A time of day behind the word for "at", "since" or "until" in languages of Latin letters."""
_AT_WORDS = {
    **dict.fromkeys(
        (
            *("since", "from", "depuis", "dès", "desde", "desde las", "desde la", "desde as", "seit", "ab", "dalle"),
            *("à partir de", "a partir de las", "a partir das", "a partire dalle"),
        ),
        "since",
    ),
    **dict.fromkeys(("until", "till", "bis", "jusqu'à", "hasta las", "hasta la", "fino alle", "até"), "until"),
}
_BARE_HOUR = lazy_pattern(
    r"(?<!\w)(?P<at>a las|a eso de las|desde las|a partir de las|alle|verso le|dalle|a partire dalle)\s(?P<hour>[01]?\d|2[0-3])"
    r"(?=\s*(?:$|[,.;?!]))"
)
"""An hour behind its article, which ends what is said."""
_RUSSIAN_HOUR = lazy_pattern(
    r"(?<!\w)(?P<at>в|около|к|с)\s(?P<hour>\d{1,2})\s(?:час(?:а|ов)?)(?=\s*(?:$|[,.;?!]|утра|дня|вечера))"
)
_DAY_PART_BEFORE = lazy_pattern(
    r"(?<!\w)(?:दोपहर|शाम|रात|dopahar|shaam|sham)(?:\s(?:को|ko))?\s(?P<hour>\d{1,2})\s(?:baje|बजे)(?!\w)"
)
"""Hindi tells the part of the day first."""
_DAY_OF_MONTH = lazy_pattern(
    r"(?P<day>\d{1,2})\.\s(?=(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)(?!\w))"
)
EARLIEST = 7
"""The hour from which "since 7h" is a time of day."""
_HINDI = lazy_pattern(
    r"(?<![\w\-.])(?P<start>\d{1,2})\s+(?:se|से)\s+(?P<end>\d{1,2})\s+(?:baje|बजे)(?:\s+(?:ke\s+bee?ch|के\s+बीच))?(?!\w)"
)
_COUNTED_BEFORE = lazy_pattern(
    r"(?:memory|ram|cpus?|cores?|vcpus?|disks?|size|replicas?|copies|pods?|nodes?|instances?|count|with|speicher|kerne|kopien|памят\w*|реплик\w*)\s+$"
)
_BEHIND = lazy_pattern(
    r"\s+(?:yesterday|today|tonight|tomorrow|on|in|at|this|last|gestern|heute|morgen|am|hier|aujourd'hui|ayer|hoy|ieri|oggi|ontem|hoje|вчера|сегодня"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|أمس|اليوم|baje|ke)(?!\w)|\s*[,.;?!)]|$"
)
_HALF_HOUR = lazy_pattern(
    r"(?<!\w)(?:(?:una\s+|la\s+)?media\s+hora|mezz'?\s?ora|meia\s+hora|(?:une\s+)?demi-heure|halben?r?\s+stunde|halbst[üu]ndig\w*|aadh[ea]\s+gh?ant[ea]|आध[ेा]\s+घंट[ेा]|نصف\s+ساعة"
    r"|полчаса)(?!\w)|半(?:个)?小[时時]|半時間|반\s?시간"
)
_HOUR_AND_A_HALF = lazy_pattern(
    r"(?<!\w)(?:(?:an?\s+|one\s+)?hour\s+and\s+a\s+half|one\s+and\s+a\s+half\s+hours|(?:una\s+)?hora\s+y\s+media|(?:une\s+)?heure\s+et\s+demie|(?:un'\s?)?ora\s+e\s+mezz[ao]"
    r"|(?:uma\s+)?hora\s+e\s+meia|(?:andert|einein)halb\s+stunden|полтора\s+часа|dedh\s+gh?ant[ea]|डेढ़\s+घंट[ेा]|ساعة\s+ونصف)(?!\w)"
    r"|(?:1|一)\s?(?:个|個)?半小[时時]|(?:1|一)時間半|(?:1|한)\s?시간\s?반"
)


_HALF_HOUR_AGO = lazy_pattern(r"(?:半(?:个|個)?小[时時]|半時間)\s?(?:之|以)?前|반\s?시간\s?전")
_HALF_YEAR = lazy_pattern(r"半年(?:(?P<ahead>[後后](?:に|には)?)|(?:之|以)?前)|반년\s?(?:(?P<later>후|뒤)|전)")
_YEARS_UNIT = r"(?:minutes?|heures?|jours?|semaines?|mois|ans?|années?)"
_IL_Y_A = lazy_pattern(
    rf"(?<!\w)il\s+y\s+a\s+(?P<span>(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|dix|douze|quinze)\s+{_YEARS_UNIT})(?!\w)"
)
_RUSSIAN_SPAN = lazy_pattern(
    r"(?<!\w)за\s+(?=(?:\d+|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|двенадцать|пару)\s+"
    r"(?:час|дн|ден|сут|недел|минут|месяц|год|лет))"
)
_RUSSIAN_SINCE = lazy_pattern(r"(?<!\w)со?\s+(?=\d\d:\d\d(?!\s*(?:до|-|–)))")
_ARABIC_HOURS = {
    word: hour
    for hour, words in enumerate(
        ("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
        1,
    )
    for word in (words, words.replace("ة", "ه"))
}
_ARABIC_HOUR = lazy_pattern(
    rf"(?<!\w)الساع[ةه]\s+(?P<hour>{'|'.join(_ARABIC_HOURS)})(?!\s*عشر)(?P<half>\s+والنصف|\s+ونصف|\s+ونص)?"
    r"(?:\s+(?:(?P<early>صباح\w*|الصبح|فجر\w*|الفجر)"
    r"|(?P<late>مساء\w*|المسا|العصر|عصر\w*|بعد الظهر|ظهر\w*|الظهر|ليل\w*|بالليل|المغرب)))?"
)


def plain(text: str) -> str:
    """``text`` in lower case with its dates, clocks and half hours in the forms that the grammar of times knows."""
    text = _MONTH.sub(_month, _WHOLE_DATE.sub(_date, _DAY_OF_MONTH.sub(r"\g<day> ", text)))
    text = _DAY_PART_BEFORE.sub(_afternoon, _RUSSIAN_HOUR.sub(_russian_hour, text))
    text = _HALF_YEAR.sub(_half_year, _HALF_HOUR_AGO.sub(" 30 minutes ago ", text))
    text = _IL_Y_A.sub(r"\g<span> ago", _RUSSIAN_SPAN.sub("за последние ", _ARABIC_HOUR.sub(_arabic_hour, text)))
    text = _HALF_HOUR.sub(" 30 minutes ", _HOUR_AND_A_HALF.sub(" 90 minutes ", text))
    text = _HINDI.sub(r"between \g<start>:00 and \g<end>:00", text)
    return _RUSSIAN_SINCE.sub(
        "since ", _AT.sub(_at, _BARE_HOUR.sub(_bare_hour, _SINGLE.sub(_single, _RANGE.sub(_range, text))))
    )


def _bare_hour(said: re.Match[str]) -> str:
    return f"{_AT_WORDS.get(said['at'], 'at')} {int(said['hour']):02}:00"


def _russian_hour(said: re.Match[str]) -> str:
    if int(said["hour"]) > 24 or said.string[said.end() :].strip().startswith(("утра", "дня", "вечера")):
        return said.group()
    return f"{'since' if said['at'] == 'с' else 'at'} {int(said['hour']) % 24:02}:00"


def _afternoon(said: re.Match[str]) -> str:
    hour = int(said["hour"])
    return f"at {hour + 12 if hour < 12 else hour:02}:00" if hour < 24 else said.group()


def _half_year(said: re.Match[str]) -> str:
    return " in 6 months " if said["ahead"] or said["later"] else " 6 months ago "


def _arabic_hour(said: re.Match[str]) -> str:
    """An hour that is told by its ordinal, as in "the tenth hour in the morning"."""
    hour = _ARABIC_HOURS[said["hour"]] + (12 if said["late"] else 0)
    return f"{hour:02}:{'30' if said['half'] else '00'}"


def _date(said: re.Match[str]) -> str:
    """A date with its year, however it is written, as ``2026-03-05``; what is none stays."""
    year, month, day = (said[part] or said[f"{part}2"] or said[f"{part}3"] for part in ("year", "month", "day"))
    if said["day3"] and int(month) > 12:  # as in America
        month, day = day, month
    return f" {year}-{int(month):02}-{int(day):02} " if 0 < int(month) < 13 and 0 < int(day) < 32 else said.group()


def _month(said: re.Match[str]) -> str:
    """A month, or its day, that is written as a number, in English."""
    until = said["until"] or (said["before"] in {"到", "至"} and not said["since"])
    link = "until" if until else "since" if said["since"] or said["before"] else "in"
    return f" {link} {MONTHS[int(said['month']) - 1]} {said['day'] or ''} "


def _at(said: re.Match[str]) -> str:
    """A time of day in English; "since 3h" is as long as that."""
    word = _AT_WORDS.get(said["at"], "at")
    if word == "since" and said.group().endswith("h") and int(said["hour"]) < EARLIEST:
        return said.group()
    return f"{word} {int(said['hour']):02}:{said['minute'] or said['past'] or '00'}"


def _minutes(said: re.Match[str], n: int) -> int | None:
    """The minutes of a day that a clock says; None where it says no time of day."""
    told = said[f"hour{n}"]
    hour = int(told) if told.isdigit() else _HOURS[told]
    if hour > 24:
        return None
    if (said[f"late{n}"] or said[f"m{n}"] == "p") and hour < 12:
        hour += 12
    elif (said[f"m{n}"] == "a" and hour == 12) or (said[f"deep{n}"] and hour == 12):
        hour = 0
    elif said[f"deep{n}"] and _SMALL_HOURS < hour < 12:
        hour += 12
    minutes = 60 * hour + int(said[f"minute{n}"] or said[f"behind{n}"] or 0)
    if said[f"half{n}"]:
        minutes += -30 if said[f"half{n}"] == "halb" else 30
    minutes += {"viertel": -45, "dreiviertel": -15}.get(said[f"begun{n}"] or "", 0)
    minutes += 15 * bool(said[f"past{n}"]) - 15 * bool(said[f"to{n}"]) + 30 * bool(said[f"hindi{n}"])
    minutes += 30 * bool(said[f"plus{n}"]) + 15 * bool(said[f"quarter{n}"]) - 15 * bool(said[f"less{n}"])
    return minutes % (24 * 60)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _is_told(said: re.Match[str], n: int) -> bool:
    """Whether it is told that a number is an hour."""
    return any(said[f"{part}{n}"] for part in _TELLING)


_TELLING = (
    *("half", "past", "to", "begun", "hindi", "minute", "clock", "plus", "quarter", "less", "word", "m"),
    *("late", "early", "deep"),
)
_SMALL_HOURS = 6


def _range(said: re.Match[str]) -> str:
    """From one time of day to another; numbers of anything else stay as they are."""
    start, end = _minutes(said, 1), _minutes(said, 2)
    told = _is_told(said, 1) or _is_told(said, 2)
    alone = said["between"] in {"between", "zwischen", "между"} and not _COUNTED_BEFORE.search(
        said.string[: said.start()]
    )
    certain = told or (said["the"] and said["the"].strip() != "the") or said["from"] in {"dalle", "dall'"}
    if start is None or end is None or not (certain or (alone and _BEHIND.match(said.string, said.end()))):
        return said.group()
    if said["from"] and said["link"] in {"and", "und", "y", "et", "e", "и", "و"}:
        return said.group()
    if said["late2"] or said["m2"] == "p":
        start += 720 if start < end - 720 and start < 720 and not (said["early1"] or said["m1"]) else 0
    elif end < start and end < 720:  # from nine to five
        end += 720
    return f"between {_clock(start)} and {_clock(end % 1440)}"


def _single(said: re.Match[str]) -> str:
    """One time of day that is told by a half, a quarter or the part of the day."""
    sure = ("half", "past", "to", "begun", "hindi", "late", "early", "deep")
    minutes = _minutes(said, 1)
    behind = said["plus1"] or said["quarter1"] or said["less1"]
    if minutes is None or not (any(said[f"{part}1"] for part in sure) or (behind and _is_hour(said))):
        return said.group()
    return _clock(minutes)


def _is_hour(said: re.Match[str]) -> bool:
    """Whether a half behind a number makes it a time of day: with its word, or behind an article."""
    before = said.string[: said.start()].split()
    return bool(said["clock1"]) or bool(
        before and before[-1] in {"las", "la", "le", "les", "alle", "dalle", "às", "as", "à", "a", "ore"}
    )
