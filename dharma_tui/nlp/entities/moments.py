"""Moments that have a name: days, parts of a day, weeks and what is like them."""

from __future__ import annotations

from dharma_tui.nlp.entities import dates
from dharma_tui.nlp.written_times import MONTHS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = {
    **{day[:3]: day for day in DAYS},
    "tues": "tuesday",
    "weds": "wednesday",
    "thur": "thursday",
    "thurs": "thursday",
    **dates.SHORT,
}
DAY_WORDS = frozenset({*DAYS, *MONTHS})
POINTS: dict[tuple[str, ...], str] = {
    ("today",): "today",
    ("yesterday",): "yesterday",
    ("tomorrow",): "tomorrow",
    ("tonight",): "tonight",
    ("this", "night"): "tonight",
    ("this", "morning"): "this-morning",
    ("last", "night's"): "last-night",
    ("yesterday's",): "yesterday",
    ("today's",): "today",
    ("this", "evening"): "this-evening",
    ("this", "afternoon"): "this-afternoon",
    ("last", "night"): "last-night",
    ("overnight",): "last-night",
    ("lunch",): "lunch",
    ("lunchtime",): "lunch",
    ("noon",): "12:00",
    ("midday",): "12:00",
    ("midnight",): "00:00",
    ("weekend",): "weekend",
    ("black", "friday"): "black-friday",
    ("eod",): "today",
    ("eow",): "this-week",
    ("mtd",): "this-month",
    ("month", "to", "date"): "this-month",
    ("ytd",): "this-year",
    ("year", "to", "date"): "this-year",
    **{
        (which, unit): f"{which}-{unit}"
        for which in ("this", "last", "next")
        for unit in ("week", "month", "quarter", "year", "weekend")
    },
    **{
        (unit, which): f"{which}-{unit}"
        for which in ("this", "last", "next")
        for unit in ("week", "month", "quarter", "year")
    },
    **{
        words: f"{which}-{unit}"  # as the lexicons have them, which know but many of each
        for which in ("this", "last", "next")
        for unit in ("week", "month", "quarter", "year", "weekend")
        for words in ((which, f"{unit}s"), (f"{unit}s", which))
    },
    **{
        words: f"last-{day}"
        for day in DAYS
        for words in (
            ("last", "week", day),
            ("last", "week", "of", day),
            ("last", "weeks", day),
            (day, "of", "last", "week"),
        )
    },
    **{
        (word, *one, "quarter"): f"q{n}"
        for n, word in enumerate(("first", "second", "third", "fourth"), 1)
        for one in ((), ("one",))
    },
    **{
        words: f"end-of-{unit}"
        for unit in ("week", "month", "quarter", "year")
        for words in ((unit, "end"), (f"{unit}-end",))
    },
    **{("end", "of", "the", unit): f"end-of-{unit}" for unit in ("week", "month", "quarter", "year", "day")},
    **{
        ("end", "of", named): f"end-of-{unit}"
        for unit in ("week", "month", "quarter", "year", "day")
        for named in (unit, f"{unit}s")
    },
    **{("end", "of", "the", f"{unit}s"): f"end-of-{unit}" for unit in ("week", "month", "quarter", "year", "day")},
    **{("end", "of", "this", unit): f"end-of-{unit}" for unit in ("week", "month", "quarter", "year")},
    ("this", "weekend"): "weekend",
    ("weekend", "this"): "weekend",
    ("this", "weekends"): "weekend",
    ("the", "weekend"): "weekend",
    **{(f"q{n}",): f"q{n}" for n in range(1, 5)},
}
WITH_CLOCK = frozenset({"yesterday", "today", "tomorrow", "tonight", "this-morning", "this-evening", "this-afternoon"})
WORDS = {first: max(len(words) for words in POINTS if words[0] == first) for first, *_ in POINTS}
"""Words of the longest moment that begins with each word."""
