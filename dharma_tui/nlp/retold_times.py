"""Times that requests tell in passing, retold as the grammar of times reads them: parts of days, clocks of cities, days of months.

It is done before a request is read; what the zone of a clock is, is told by the request as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.tokens import LONGEST
from dharma_tui.nlp.written_times import MONTHS

_PARTS = {"morning": ("06:00", "12:00"), "afternoon": ("12:00", "18:00"), "evening": ("18:00", "23:59")}
_YESTERDAYS = (
    (r"yesterday(?:'s)?\s+{}|{}\s+yesterday", ("morning", "afternoon", "evening"), "yesterday between {} and {}"),
    (r"gestern\s+{}", ("vormittag|morgen|früh", "nachmittag", "abend"), "gestern zwischen {} und {}"),
    (r"ayer\s+(?:por|en|a)\s+la\s+{}", ("mañana", "tarde", "noche"), "ayer entre las {} y las {}"),
    (r"hier\s+(?:au\s+|dans\s+l[a']\s?)?{}", ("matin", "après-midi", "soir"), "hier entre {} et {}"),
    (r"ieri\s+{}", ("mattina", "pomeriggio", "sera"), "ieri tra le {} e le {}"),
    (r"ontem\s+(?:de\s+|pela\s+|à\s+|a\s+)?{}", ("manhã|manha", "tarde", "noite"), "ontem entre {} e {}"),
    (r"вчера\s+{}", ("утром", "днём|днем", "вечером"), "вчера между {} и {}"),
    (r"昨日の?{}", ("朝|午前中?", "午後|昼", "夕方|夜|晩"), "昨日{}から{}まで"),
    (r"昨天{}|昨(?={})", ("早上|上午|早晨", "下午", "晚上|傍晚"), "昨天{}到{}"),
    (r"어제\s?{}", ("아침|오전", "오후", "저녁"), "어제 {}부터 {}까지"),
    (r"(?:أمس|امس)\s+{}", ("صباحا|صباحًا", "ظهرا|عصرا", "مساء|مساءً"), "أمس بين {} و {}"),
)
_OF_YESTERDAY = tuple(
    (re.compile(rf"(?i)(?<!\w)(?:{form.replace('{}', f'(?:{word})')})(?!\w*[a-zа-я])"), told.format(*_PARTS[part]))
    for form, words, told in _YESTERDAYS
    for part, word in zip(_PARTS, words, strict=True)
)
"""A part of yesterday, in the order of the parts of a day."""
_AFTER = lazy_pattern(
    r"(?i)(?<!\w)(?:après|nach|después\s+de\s+las?|dopo\s+le|depois\s+d?as?|após\s+as|после)\s+(?P<hour>[01]?\d|2[0-3])"
    r"(?:(?::(?P<minute>[0-5]\d)|\s?h(?P<past>[0-5]\d)?|\s?uhr|\s?ч(?:асов)?)(?!\w)|(?=\s*(?:$|[?.!,;])))"
)
_LINK = (
    r"(?:from|to|between|and|since|until|till|on|before|after|bis|von|vom|am|zwischen|und|seit|del|al|el|desde|hasta|entre|y|du|au|le|depuis|et|dal|tra|il|de|a|até"
    r"|e|с|до|по|между|и|[-–])"
)
_DAY = (
    r"(?:(?P<day{n}>0?[1-9]|[12]\d|3[01])/(?P<month{n}>0?[1-9]|1[0-2])"
    r"|(?P<dotted{n}>(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2]))\.)"
)
"""The day first; with dots there is one behind the month, too: without it, it is a version."""
_DAYS = lazy_pattern(
    rf"(?i)(?<![\w/.:-]){_DAY.format(n=1)}(?![\w/]|\.\d)\s*(?P<link>{_LINK})\s*(?:(?:the|dem|zum|el|le|il)\s+)?{_DAY.format(n=2)}(?![\w/]|\.\d)"
)
"""Two days without their year, the day first: "19/11 to 20/11"."""
_DAY_ALONE = lazy_pattern(
    r"(?i)(?<!\w)(?P<link>on|since|from|until|till|before|after|am|seit(?:\s+dem)?|ab(?:\s+dem)?|bis(?:\s+zum)?|vom|depuis\s+le|le|desde\s+el|el|dal|il|em|desde|с|до|по)\s+"
    rf"{_DAY.format(n=1)}(?![\w/]|\.\d)"
)
_FRACTIONS = lazy_pattern(r"(?i)\b(?:ready|replicas?|cop(?:y|ies)|pods?|of)\b")
"""What "3/5" may be so many of."""
_TO_END = lazy_pattern(
    r"(?:未来|接下来|今后|之后)?(?:的)?\s?(?P<span>\d+|[一二两三四五六七八九十]+)\s?(?P<unit>个?(?:天|日|周|星期|月|小时|年))"
    r"(?:之内|以内|内|里)(?:就?[要会将])?(?:到期|过期|失效)的?"
)
_NEW = lazy_pattern(
    r"(?i)\W*(?P<lead>(?:show(?:\s+me)?|list|any|which|what|how\s+many|are\s+there(?:\s+any)?)\s+)?(?:the\s+|our\s+)?(?:new|newly\s+created)"
    r"\s+(?P<what>[a-z][\w -]{2,40}?)\s+"
    r"(?P<when>today|yesterday|this\s+(?:week|month|year|morning)|since\s.+|in\s+the\s+(?:last|past)\s.+|last\s+(?:week|month|night)|of\s+(?:today|this\s+week|the\s+week))\W*"
)
_STATE = r"(?:running|up|online|active|healthy|stopped|down|off|degraded|failed)"
_WHEN = (
    r"(?P<when>yesterday|this\s+morning|last\s+(?:night|week|month)|on\s+\w+day"
    r"|(?:an?|\d+|two|three)\s+(?:hours?|days?|weeks?)\s+ago)"
)
_THEN_AND_NOW = (
    lazy_pattern(
        rf"(?i)(?:that|which|who)\s+(?:were|was)\s+(?P<then>{_STATE})\s+{_WHEN}\s+(?:and|but)\s+(?:that\s+|which\s+)?(?:are|is)\s+"
        rf"(?:now\s+)?(?P<now>{_STATE})(?:\s+now|\s+today)?"
    ),
    lazy_pattern(
        rf"(?i)(?:(?:that|which)\s+)?(?:are|is)\s+(?:now\s+)?(?P<now>{_STATE})(?:\s+now|\s+today)?\s+(?:and|but|that|which)\s+"
        rf"(?:that\s+|which\s+)?(?:were|was)\s+(?P<then>{_STATE})\s+{_WHEN}"
    ),
)
"""What was in one state and is in another: what came into that since."""
_ZONED = lazy_pattern(
    r"(?i)(?<=[\dhm点時时])(?P<zone>\s*\(?(?:utc|gmt)(?:[+\-]\d{1,2}(?::?\d\d)?)?\)?|\s+(?:(?:in\s+)?(?P<city>[a-z]{3,14}(?:\s[a-z]{3,10})?)\s+(?:local\s+)?time|(?P<ger>[a-zäöü]{3,14})er\s+zeit"
    r"|(?:heure\s+de|hora\s+de|ora\s+di|horário\s+de)\s+(?P<of>[a-zäöüãéíç]{3,14}(?:\s[a-zäöüãéíç]{3,10})?))|\s+по\s+(?P<ru>москве|московскому\s+времени))(?![\w/])"
    r"|(?<=[\d点時时분시])\s?(?P<east>東京|日本|北京|中国|서울|한국)(?:時間|时间|\s?시간)の?"
)
_CITIES = {
    **dict.fromkeys(("tokyo", "tokio", "tóquio", "東京", "日本", "japan"), "Asia/Tokyo"),
    **dict.fromkeys(("seoul", "서울", "한국", "korea"), "Asia/Seoul"),
    **dict.fromkeys(("beijing", "pekin", "北京", "中国", "china", "shanghai"), "Asia/Shanghai"),
    **dict.fromkeys(
        ("москве", "московскому времени", "moscow", "moskau", "moskau", "moscú", "moscou", "mosca"), "Europe/Moscow"
    ),
    **dict.fromkeys(("london", "londres", "londra", "uk", "british"), "Europe/London"),
    **dict.fromkeys(("berlin", "frankfurt", "german", "munich", "münchen", "berlín", "berlino"), "Europe/Berlin"),
    **dict.fromkeys(("paris", "parís", "parigi"), "Europe/Paris"),
    **dict.fromkeys(("madrid",), "Europe/Madrid"),
    **dict.fromkeys(("rome", "roma", "milan", "milano"), "Europe/Rome"),
    **dict.fromkeys(("dublin", "ireland", "irish"), "Europe/Dublin"),
    **dict.fromkeys(("zurich", "zürich", "zürch"), "Europe/Zurich"),
    **dict.fromkeys(("vienna", "wien"), "Europe/Vienna"),
    **dict.fromkeys(("amsterdam",), "Europe/Amsterdam"),
    **dict.fromkeys(("stockholm",), "Europe/Stockholm"),
    **dict.fromkeys(("lisbon", "lisboa"), "Europe/Lisbon"),
    **dict.fromkeys(("new york", "nueva york", "boston", "virginia"), "America/New_York"),
    **dict.fromkeys(("chicago", "texas", "ohio"), "America/Chicago"),
    **dict.fromkeys(("denver",), "America/Denver"),
    **dict.fromkeys(("los angeles", "san francisco", "seattle", "california", "oregon"), "America/Los_Angeles"),
    **dict.fromkeys(("são paulo", "sao paulo", "brasília", "brasilia"), "America/Sao_Paulo"),
    **dict.fromkeys(("mumbai", "delhi", "india", "indian", "bangalore"), "Asia/Kolkata"),
    **dict.fromkeys(("singapore", "singapur"), "Asia/Singapore"),
    **dict.fromkeys(("hong kong",), "Asia/Hong_Kong"),
    **dict.fromkeys(("dubai",), "Asia/Dubai"),
    **dict.fromkeys(("cairo",), "Africa/Cairo"),
    **dict.fromkeys(("sydney", "melbourne"), "Australia/Sydney"),
}
"""Zones by the city or the country whose clock is told, as it is called beside "time"."""


def retold(text: str) -> str:
    """``text`` with its times told so that they are read as they are meant; what was pasted stays as it is."""
    if len(text) > LONGEST:
        return text
    found = _ZONED.search(text)
    if found and (not _city(found) or zone_of_city(text)):
        text = f"{text[: found.start()]}{text[found.end() :]}"
    for part, told in _OF_YESTERDAY:
        text = part.sub(told, text)
    text = _AFTER.sub(_after, text)
    if not _FRACTIONS.search(text):
        text = _DAY_ALONE.sub(lambda one: f"{one['link']} {_day(one, 1)}", _DAYS.sub(_days, text))
    for order in _THEN_AND_NOW:
        text = order.sub(_since_then, text)
    text = _TO_END.sub(lambda one: f"未来{one['span']}{one['unit']}即将到期的", text)
    if new := _NEW.fullmatch(text):
        lead = "how many " if (new["lead"] or "").lower().startswith("how") else "list "
        text = f"{lead}{new['what']} created {new['when'].removeprefix('of ')}"
    return text


def zone_of_city(text: str) -> str:
    """The zone of the city whose clock a request tells the time by; empty: of none that is known."""
    found = _ZONED.search(text)
    return _CITIES.get(_city(found).lower(), "") if found else ""


def on_its_day(values: Sequence[str], now: datetime) -> tuple[str, ...]:
    """ "two days ago" and a time of day, as that time of that day."""
    day = next((int(one[4:-1]) for one in values if re.fullmatch(r"ago:\d{1,4}d", one)), 0)
    clock = next((one for one in values if re.fullmatch(r"(?:at|since|until|before):\d\d?:\d\d", one)), "")
    if not day or not clock:
        return tuple(values)
    link, _, point = clock.partition(":")
    on = (now - timedelta(days=day)).date().isoformat()
    if link == "at":
        return (f"at:{on}-{point}",)
    return (f"between:{on}-{point}..{on}" if link == "since" else f"between:{on}..{on}-{point}",)


def _since_then(said: re.Match[str]) -> str:
    same = {*said.group("then", "now")} <= {"running", "up"} or {*said.group("then", "now")} <= {
        "stopped",
        "down",
        "off",
    }
    when = said["when"].removeprefix("on ")
    return said.group() if same else f"that became {said['now']} since {when}"


def _city(found: re.Match[str]) -> str:
    return next((found[name] for name in ("city", "ger", "of", "east", "ru") if found[name]), "")


def _after(said: re.Match[str]) -> str:
    is_clock = said["minute"] or said["past"] or not said.group()[-1:].isdigit() or int(said["hour"]) > 6
    return f"since {int(said['hour']):02}:{said['minute'] or said['past'] or '00'}" if is_clock else said.group()


def _day(said: re.Match[str], n: int) -> str:
    dotted = said[f"dotted{n}"]
    day, month = dotted.split(".") if dotted else (said[f"day{n}"], said[f"month{n}"])
    return f"{MONTHS[int(month) - 1]} {int(day)}"


def _days(said: re.Match[str]) -> str:
    first, second = _day(said, 1), _day(said, 2)
    before = said.string[: said.start()].rstrip().rpartition(" ")[2].lower()
    link = "and" if before in {"between", "zwischen", "entre", "tra", "между"} else "to"
    lead = "" if before in {"between", "from"} else "from "
    return f"{lead}{first} {link} {second}"
