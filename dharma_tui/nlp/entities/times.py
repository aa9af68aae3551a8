"""Times and spans, by a closed grammar over English keywords in the order of any language.

The direction comes from the words beside a span ("past", "next", "in", "ago", "since"), else from what is asked: a forecast looks
ahead, all else back.
"""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities import ages, dates
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.entities.dates import UNITS
from dharma_tui.nlp.entities.dates import word as _text
from dharma_tui.nlp.entities.moments import DAY_WORDS, POINTS, SHORT, WITH_CLOCK, WORDS
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.written_times import MONTHS

_FIXED = {"fortnight": (2, "w"), "fortnights": (2, "w"), "quarter": (1, "q"), "decade": (10, "y")}
_HALVES = {"hour": "30m", "day": "12h", "year": "6mo"}
_EVENTS = {
    **dict.fromkeys(("deploy", "deployment", "release", "rollout"), "last-deploy"),
    **dict.fromkeys(("scan", "discovery", "crawl", "sync"), "last-scan"),
}
"""What may be the last of its kind, behind a word such as "since"."""
_RECENT = frozenset({"today", "yesterday", "last-night", "this-morning", "this-evening", "weekend"})
_BACK = frozenset({"last", "past", "previous", "recent", "trailing"})
_AHEAD = frozenset({"next", "coming", "following", "upcoming"})
_LINKS = {
    "since": "since",
    "from": "since",
    "starting": "since",
    "after": "since",
    "until": "until",
    "till": "until",
    "by": "until",
    "through": "until",
    "to": "until",
    "before": "before",
    "on": "at",
    "at": "at",
    "during": "at",
    "in": "at",
    "for": "at",
    "around": "at",
}
_BEFORE_POINTS = frozenset({"the", "about", "around", "in", "at"})
_TRAILING = frozenset({"since", "until", "before", "from", "after"})
"""What stands behind a moment in languages that put it there."""
_BESIDE = frozenset({"compared", "relative", "similar", "opposed"})
_UP_TO = frozenset({"to", "until", "till", "through"})
_HOUR = lazy_pattern(r"(\d{1,2})h")
_LATE_HOURS = range(13, 24)
"""Hours of the day behind "since" ("desde as 16h"); of fewer, and more, it is as likely that so many went by."""
_CLOCK = lazy_pattern(r"(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2}))?\s?(?P<half>[ap]m)?")
_GLUED = lazy_pattern(
    r"(?P<number>\d+)(?P<unit>m|min|mins|h|hr|hrs|d|w|wk|wks|mo|y|yr|yrs|days|hours|weeks|months|years|minutes|gg|j|jrs|tg)"
)


_OPENING = frozenset(
    {
        *(unit for unit in UNITS if unit.endswith("s")),
        *WORDS,
        *DAY_WORDS,
        *SHORT,
        *NUMBERS,
        *_FIXED,
        *_BACK,
        *_AHEAD,
        *_LINKS,
    }
    | {words[0] for words in ages.OLD}
    | {"are", "within", "half", "couple", "a", "an", "the", "between", "ago", "back"}
)
"""What a time begins with, beside digits."""


def found(tokens: Sequence[Token], taken: Sequence[Mention], *, ahead: bool) -> list[Mention]:
    """Times where nothing else was read; ``ahead``: what is asked looks into the future."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        told = None
        text = _text(tokens, at)
        if (text in _OPENING or text[:1].isdigit()) and not any(one.covers(at) for one in taken):
            told = _between(tokens, at) or _span(tokens, at, ahead=ahead) or _moment(tokens, at)
        if told is not None:
            mentions.append(told)
        at = told.last if told else at + 1
    return mentions


def _amount(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A number with its unit ("7 days", "24h", "a fortnight"), and where it ends."""
    text = _text(tokens, at)
    glued = _GLUED.fullmatch(text)
    if glued:
        return glued["number"] + UNITS[glued["unit"]], at + 1
    if text in _FIXED and _FIXED[text][1] != "q":
        number, unit = _FIXED[text]
        return f"{number}{unit}", at + 1
    if text == "half" and (end := at + 1 + (_text(tokens, at + 1) in {"a", "an"})) and _text(tokens, end) in _HALVES:
        return _HALVES[_text(tokens, end)], end + 1
    number_told = text if text.isdigit() else NUMBERS.get(text, "1" if text in {"a", "an", "one"} else "")
    after = at + 1
    if text == "couple" or (text == "a" and _text(tokens, at + 1) == "couple"):
        number_told, after = "2", at + (2 if text == "a" else 1)
    if _text(tokens, after) == "of":
        after += 1
    unit_told = UNITS.get(_text(tokens, after), "")
    if number_told and unit_told and _text(tokens, after) not in {"m", "d", "w", "y"}:
        return f"{number_told}{unit_told}", after + 1
    if number_told and _text(tokens, after) in _FIXED and _FIXED[_text(tokens, after)][1] != "q":
        number, unit = _FIXED[_text(tokens, after)]
        return f"{int(number_told) * number}{unit}", after + 1
    if number_told and _text(tokens, after) in {"quarter", "quarters"}:
        return f"{3 * int(number_told)}mo", after + 1
    return None


def _span(tokens: Sequence[Token], at: int, *, ahead: bool) -> Mention | None:
    """ "past 7 days", "next fortnight", "in 3 hours", "2 weeks ago", "older than 90 days", "7 days last"."""
    text = _text(tokens, at)
    if (start := ages.behind_older(tokens, at, ahead=ahead)) and (amount := _amount(tokens, start)):
        return Mention("time_range", f"before:{amount[0]}", at, amount[1] + (_text(tokens, amount[1]) == "old"))
    if told := _units_first(tokens, at):
        return told
    if text in _BACK | _AHEAD:
        direction = "last" if text in _BACK else "next"
        amount = _amount(tokens, at + 1)
        if amount is None and _text(tokens, at + 1) in {
            "day",
            "hour",
            "minute",
            "days",
            "hours",
            "minutes",
            "fortnight",
            "decade",
        }:
            unit = _text(tokens, at + 1)
            number, name = _FIXED.get(unit, (1, UNITS.get(unit, "d")))
            amount = f"{number}{name}", at + 2
        if amount is None and text in {"past", "previous", "coming"} and _text(tokens, at + 1) in UNITS:
            amount = f"1{UNITS[_text(tokens, at + 1)]}", at + 2
        return Mention("time_range", f"{direction}:{amount[0]}", at, amount[1]) if amount else None
    if text in {"since", "after"} and (hour := _HOUR.fullmatch(_text(tokens, at + 1))) and int(hour[1]) in _LATE_HOURS:
        return Mention("time_range", f"since:{int(hour[1]):02}:00", at, at + 2)
    gone = 1 if text == "before" else 2 if (text, _text(tokens, at + 1)) == ("are", "there") else 0  # "قبل", "há"
    if gone and (amount := _amount(tokens, at + gone)):
        return Mention("time_range", f"ago:{amount[0]}", at, amount[1])
    if text == "since" and (amount := _amount(tokens, at + 1)):
        ago = _text(tokens, amount[1]) in {"ago", "back", "earlier"}
        return Mention("time_range", f"since:{amount[0]}", at, amount[1] + ago)
    if text in {"in", "within", "over", "for", "during", "after"} and (amount := _amount(tokens, at + 1)):
        if _text(tokens, amount[1]) in {"ago", "back", "earlier"}:
            return Mention("time_range", f"ago:{amount[0]}", at, amount[1] + 1)
        if text == "in" and _text(tokens, amount[1]) in _BACK:
            return Mention("time_range", f"last:{amount[0]}", at, amount[1] + 1)
        if (_text(tokens, amount[1]), _text(tokens, amount[1] + 1)) == ("older", "than"):
            return Mention("time_range", f"before:{amount[0]}", at, amount[1] + 2)
        if text in {"for", "in", "since"} and ages.UNTOUCHED & {_text(tokens, place) for place in range(at - 5, at)}:
            return Mention("time_range", f"before:{amount[0]}", at, amount[1])
        direction = "in" if text in {"in", "after"} else "next" if ahead else "last"
        return Mention("time_range", f"{direction}:{amount[0]}", at, amount[1])
    if text == "between" and (amount := _amount(tokens, at + 1)) and _text(tokens, amount[1]) != "and":
        return Mention("time_range", f"in:{amount[0]}", at, amount[1])
    if text in {"ago", "back"} and (amount := _amount(tokens, at + 1)):
        return Mention("time_range", f"ago:{amount[0]}", at, amount[1])
    direction = _text(tokens, at + 1)
    if direction in _BACK | _AHEAD and (amount := _amount((tokens[at], *tokens[at + 2 : at + 4]), 0)):
        return Mention("time_range", f"{'last' if direction in _BACK else 'next'}:{amount[0]}", at, at + 1 + amount[1])
    amount = _amount(tokens, at)
    if amount is None or (
        text in {"a", "an", "one"} and _text(tokens, amount[1]) not in {"ago", "back", "earlier", "later"}
    ):
        return None
    after = _text(tokens, amount[1])
    if after in {"ago", "back", "earlier"}:
        return Mention("time_range", f"ago:{amount[0]}", at, amount[1] + 1)
    if after in _BACK | _AHEAD:
        return Mention("time_range", f"{'last' if after in _BACK else 'next'}:{amount[0]}", at, amount[1] + 1)
    if after in {"later", "ahead", "out", "behind"}:
        return Mention("time_range", f"in:{amount[0]}", at, amount[1] + 1)
    behind = _text(tokens, amount[1] + 1)
    if (after, behind) == ("or", "more"):
        return Mention("time_range", f"before:{amount[0]}", at, amount[1] + 2)
    if after in {"before", "after"} and behind not in {"the", "a", "that", "it"} and not behind[:1].isdigit():
        return Mention("time_range", f"{'ago' if after == 'before' else 'in'}:{amount[0]}", at, amount[1] + 1)
    if after == "old" or (after, behind) == ("older", "than"):
        return Mention("time_range", f"before:{amount[0]}", at, amount[1] + 1)
    return Mention("time_range", f"{'next' if ahead else 'last'}:{amount[0]}", at, amount[1])


def _units_first(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "days three next", as Arabic puts them, with or without a direction before them, too."""
    start = at + (_text(tokens, at) in _BACK | _AHEAD)
    unit, number, direction = (_text(tokens, start + step) for step in range(3))
    count = number if number.isdigit() else NUMBERS.get(number, "")
    if not (unit.endswith("s") and len(unit) > 3 and unit in UNITS and count and direction in _BACK | _AHEAD):
        return None
    return Mention("time_range", f"{'last' if direction in _BACK else 'next'}:{count}{UNITS[unit]}", at, start + 3)


def _point(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A named moment ("yesterday", "last week", "friday", "14:30", "2026-05-01"), and where it ends."""
    for size in range(WORDS.get(_text(tokens, at), 0), 0, -1):
        words = tuple(_text(tokens, at + step) for step in range(size))
        if words in POINTS:
            value = POINTS[words]
            clock = _clock(tokens, at + size, hours=True) if value in WITH_CLOCK else None
            return (_at_clock(value, clock[0]), clock[1]) if clock else (value, at + size)
    text = _text(tokens, at)
    if (month := dates.behind_a_day(tokens, at)) is not None:
        return month
    which = text if text in {"last", "next", "this"} else ""
    day = _text(tokens, at + 1) if which else text
    day = SHORT.get(day, day)
    if day in DAY_WORDS and (day not in {"may", "march"} or which or _is_month(tokens, at)):
        end = at + 1 + bool(which)
        if day in MONTHS and not which:
            return dates.month(tokens, day, end)
        is_gone = day not in MONTHS and not which and _text(tokens, end) == "last" and not _amount(tokens, end + 1)
        return (f"last-{day}" if which == "last" or is_gone else day), end + is_gone
    if "-" in text and tokens[at].sort == "moment":
        return dates.written(tokens, at)
    clock = _clock(tokens, at, alone=True)
    if clock is not None and POINTS.get((_text(tokens, clock[1]),)) in WITH_CLOCK:
        return _at_clock(_text(tokens, clock[1]), clock[0]), clock[1] + 1
    return clock


def _is_month(tokens: Sequence[Token], at: int) -> bool:
    """Whether "may" or "march" is one where it stands: beside a word of time, or as one end of a span."""
    before, after = _text(tokens, at - 1), _text(tokens, at + 1)
    if before == "and":
        return _text(tokens, at - 2) in DAY_WORDS or SHORT.get(_text(tokens, at - 2), "") in DAY_WORDS
    return before == "between" or not {before, after}.isdisjoint(_LINKS)


def _at_clock(day: str, clock: str) -> str:
    """A time of day of ``day``; of today it stands alone."""
    return f"{day}-{clock}" if day in {"yesterday", "tomorrow"} else clock


def _clock(tokens: Sequence[Token], at: int, *, alone: bool = False, hours: bool = False) -> tuple[str, int] | None:
    """A time of day as HH:MM; not alone, a word may stand before it; with ``hours``, "15 hours" is one."""
    if not alone and _text(tokens, at) in {"at", "around", "in"}:
        at += 1
    number = _text(tokens, at)
    after = _text(tokens, at + 1)
    if hours and (glued := _HOUR.fullmatch(number)) and int(glued[1]) < 24:
        return f"{int(glued[1]):02}:00", at + 1
    if (
        number.isdigit()
        and int(number) < 24
        and (after in {"o'clock", "oclock"} or (hours and after in {"hours", "h"}))
    ):
        return f"{int(number):02}:00", at + 2
    token = tokens[at] if at < len(tokens) else None
    if token is None or token.sort != "moment" or "-" in token.text:
        return None
    told = _CLOCK.fullmatch(token.text)
    if told is None:
        return None
    hour = int(told["hour"]) % 12 + (12 if told["half"] == "pm" else 0) if told["half"] else int(told["hour"])
    return f"{hour:02}:{told['minute'] or '00'}", at + 1


def _between(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "between A and B", "from A to B", "since A until B"."""
    first = _text(tokens, at)
    if days := dates.days_between(tokens, at + (first in {"between", "from", "since"})):
        return Mention("time_range", f"between:{days[0]}..{days[1]}", at, days[2])
    if first not in {"between", "from", "since"}:
        return _behind(tokens, at)
    start = _point(tokens, at + 1 + (_text(tokens, at + 1) == "the"))
    if start is None:
        return None
    is_joined = _text(tokens, start[1]) in ({"and"} if first == "between" else _UP_TO)
    behind = start[1] + is_joined
    end = _point(tokens, behind + (_text(tokens, behind) == "the"))
    if end is None or not (is_joined or _text(tokens, end[1]) in _UP_TO):
        return None
    day = end[0].partition("-")[0]
    since = _at_clock(day, start[0]) if ":" in end[0] and start[0][:1].isdigit() else start[0]
    return Mention("time_range", f"between:{since}..{end[0]}", at, end[1] + (not is_joined))


def _behind(tokens: Sequence[Token], at: int) -> Mention | None:
    """ "A from B until", as in languages that put these behind; "yesterday from A to B", "yesterday A to B"."""
    start = _point(tokens, at)
    if start is None:
        return None
    link = _text(tokens, start[1])
    if link in {"from", "between", "since"} and (told := _between(tokens, start[1])) and _is_of_clocks(told.value):
        if start[0] not in WITH_CLOCK:  # the day is told by itself
            return None
        clocks = [_at_clock(start[0], clock) for clock in told.value[8:].split("..")]
        return Mention("time_range", f"between:{'..'.join(clocks)}", at, told.last)
    end = _point(tokens, start[1] + 1) if link in {"from", "since", "and", "in", *_UP_TO} else None
    if end is None or (link in {"and", "in"} and _text(tokens, end[1]) != "between"):
        return None
    behind = _text(tokens, end[1]) in {*_UP_TO, "between"}
    if not (behind or ":" in start[0] or link in _UP_TO):
        return None
    day = start[0].partition("-")[0]
    until = _at_clock(day, end[0]) if ":" in start[0] and day in WITH_CLOCK and end[0][:1].isdigit() else end[0]
    return Mention("time_range", f"between:{start[0]}..{until}", at, end[1] + behind)


def _is_of_clocks(value: str) -> bool:
    return value[8:].replace("..", "").replace(":", "").isdigit() and value.count(":") == 3


def _moment(tokens: Sequence[Token], at: int) -> Mention | None:
    """A point, with the word that links it."""
    text = _text(tokens, at)
    ago = text in {"ago", "at"} and _text(tokens, at + 1) in {"the", "least"}
    if (text == "ago" or (ago and _text(tokens, at + 1) == "least")) and (point := _point(tokens, at + 1 + ago)):
        return Mention("time_range", f"{'before' if text == 'ago' else 'since'}:{point[0]}", at, point[1])
    if text in _LINKS:
        is_of_name = text == "to" and at > 0 and tokens[at - 1].sort in {"name", "identifier"}  # "web-7 को"
        skip = (
            at
            + 1
            + (
                _text(tokens, at + 1)
                in ({"the", "about"} if is_of_name else _BEFORE_POINTS - ({"at"} if text == "to" else set()))
            )
        )
        point = _point(tokens, skip)
        if point is None and text in {"since", "from", "after", "before", "until"}:
            point = _event(tokens, skip)
        if point is None:
            return None
        is_gone = text == "to" and tokens[at - 1].sort == "name" and (point[0] in _RECENT or "last-" in point[0])
        link = "at" if is_gone or (text == "to" and _text(tokens, at - 1) in _BESIDE) else _LINKS[text]
        if (
            text == "from"
            and (point[0] in _RECENT or point[0].startswith(("this-", "last-", "next-")))
            and not _onwards(tokens, point[1])
        ):
            link = "at"
        behind = _text(tokens, point[1])
        if text == "in" and behind == "from":  # "1월부터"
            return Mention("time_range", f"since:{point[0]}", at, point[1] + 1)
        if (
            link == "at" and behind in {"since", "until", "before"} and point[1] + 1 == len(tokens)
        ) or behind == "onwards":
            return Mention("time_range", f"{'since' if behind == 'onwards' else behind}:{point[0]}", at, point[1] + 1)
        return Mention("time_range", f"{link}:{point[0]}", at, point[1])
    point = _point(tokens, at) or _event(tokens, at)
    trailing = _text(tokens, point[1]) if point else ""
    if point is None or (point[0].startswith("last-") and point[0] in _EVENTS.values() and trailing not in _TRAILING):
        return None
    if trailing == "until" and _text(tokens, point[1] + 1) == "now":
        return Mention("time_range", f"since:{point[0]}", at, point[1] + 2)
    if trailing in {"start", "onwards"} and _text(tokens, point[1] + 1) != "to":
        return Mention("time_range", f"since:{point[0]}", at, point[1] + 1)
    if trailing in _TRAILING and ":" not in point[0] and ":" in (_point(tokens, point[1] + 1) or [""])[0]:
        return Mention("time_range", f"at:{point[0]}", at, point[1])  # "today before noon"
    if trailing in {"since", "until", "before", "from"} or (trailing == "after" and _text(tokens, point[1] + 1)):
        link = "since" if trailing in {"from", "after"} else trailing
        return Mention("time_range", f"{link}:{point[0]}", at, point[1] + 1)
    return Mention("time_range", f"at:{point[0]}", at, point[1])


def _event(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """ "the last deploy", and where it ends."""
    if _text(tokens, at) in {"last", "latest", "previous"} and _text(tokens, at + 1) in _EVENTS:
        return _EVENTS[_text(tokens, at + 1)], at + 2
    if _text(tokens, at) in _EVENTS and _text(tokens, at - 1) == "the":
        return _EVENTS[_text(tokens, at)], at + 1
    return None


def _onwards(tokens: Sequence[Token], at: int) -> bool:
    return _text(tokens, at) in {"on", "onwards", "onward", "to", "until"}


def point_words() -> list[tuple[str, ...]]:
    """Every phrase that names a moment."""
    return [*POINTS, *((day,) for day in DAY_WORDS), *((short,) for short in SHORT)]
