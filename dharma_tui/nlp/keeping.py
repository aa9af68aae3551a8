"""For how many days things are kept, where a column tells it: "backups for less than 10 days", "a retention of 2 weeks"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.nlp.columns import stem

_FEWER = r"less than|fewer than|under|below|shorter than"
_MORE = r"more than|over|above|longer than|greater than"
_SPAN = re.compile(
    r"(?<!last )(?<!past )(?<!next )(?<!within )\b"
    rf"(?:(?:(?P<fewer>{_FEWER})|(?P<more>{_MORE})|(?P<least>at least)|(?P<most>at most|up to)) )?"
    r"(?:a )?(?P<count>\d{1,4})[ -](?P<unit>day|week)s?\b(?! ago| old)"
)
_KEEPING = frozenset(
    {
        "keep",
        "keeps",
        "kept",
        "keeping",
        "retain",
        "retains",
        "retained",
        "retention",
        "retentions",
        "rotate",
        "rotated",
    }
)
_SIGNS = {"fewer": "<", "more": ">", "least": ">=", "most": "<="}
_DAYS = {"day": 1, "week": 7}


def kept_for(words: Sequence[str], columns: Sequence[Column]) -> tuple[str, str] | None:
    """The condition, in the filter language and in words; None where no time of keeping is said that a column tells."""
    found = _SPAN.search(" ".join(words))
    if found is None:
        return None
    said = {stem(word) for word in words} - {stem("days")}
    days = [one for one in columns if one.type is ColumnType.NUMBER and one.doc.startswith("Days")]
    named = [one for one in days if {stem(part) for part in one.name.split("_")} & said]
    column = next(iter(named or (days if _KEEPING & set(words) else [])), None)
    if column is None:
        return None
    sign = next((sign for group, sign in _SIGNS.items() if found[group]), "=")
    count = int(found["count"]) * _DAYS[found["unit"]]
    told = f"{column.name}{sign}{count}"
    return told, f"with {column.name.replace('_', ' ')} {'' if sign == '=' else sign}{count}"
