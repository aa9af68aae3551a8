"""What secrets look like as words: drawn by lot, letters with digits and marks among them; and what only names things."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern

PLAIN, ENDED_BY_DIGITS, MIXED, GENERATED = range(4)
"""How much a word looks like a secret: not at all, as ``hunter2``, as ``foo123x`` or ``Winter2026``, as ``Tr0ub4dor&3``."""

_UUID = lazy_pattern(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DIGITS, _MARKS = frozenset("0123456789"), frozenset("!@#$%^&*~+=|\\")
_INNER_MARK = lazy_pattern(r"[^\W_][!@#$%^&*]+[^\W_]|[^\W_][#$%^&*~]$|^[#$%^*~][^\W_]")
_LEET = lazy_pattern(r"[^\W\d_]\d+[^\W\d_]|^\d+[^\W\d_]{3}")
_MEASURED = lazy_pattern(
    r"[<>~+-]?\d+(?:[.,:]\d+)*[a-zA-Zµ%°]{0,3}|\d{4}-\d\d(?:-\d\d)?\S{0,16}|\d+x|\d+(?:st|nd|rd|th)"
)
"""Sizes, times, dates and parts: ``500GB``, ``2026-01-02``, ``3x``."""
_WRITTEN = lazy_pattern(
    r"\w+://\S*|[~.]?/\S*|arn:\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|<\w+>|\S*•••\S*|[\w.:-]+(?:<=?|>=?|=|!=|~|:)\S*|[/?].*"
    r"|(?:\d{1,3}\.){3}\d{1,3}\S*|v?\d+(?:\.\d+)+\S*|[a-z]{1,12}-[0-9a-f]{8,17}"
)
"""Addresses, paths, filters, versions and ids."""
_NAME_PART = lazy_pattern(r"[^\W\d_]*\d*|\d+[a-z]?|[a-z]+\d+[a-z]")
_TECHNICAL = lazy_pattern(
    r"(?:k[38]s|x509|ec2|oauth2)[a-z]{0,12}|i18n|l10n|a11y|x86|x64|arm64|amd64|ipv[46]|base64|sha\d+|md5|utf8|\d+[a-z]{1,2}"
)


def looks(value: str, least: int) -> bool:
    """Whether a value is no word: letters with digits or marks among them, or capitals inside."""
    if len(value) < least:
        return False
    letters = any(map(str.isalpha, value))
    return letters and (not _DIGITS.isdisjoint(value) or not _MARKS.isdisjoint(value) or _turns(value) > 2)


def is_random(word: str) -> bool:
    """Whether a long word reads as if it were drawn by lot; names of things are words with marks between them."""
    if _UUID.fullmatch(word) or (word.startswith(("arn:", "sha")) and ":" in word):
        return False
    if _DIGITS.isdisjoint(word) or not any(map(str.isalpha, word)):
        return False
    longest = max(re.split(r"[-_/+=]", word), key=len)
    return (len(longest) >= 32 and _turns(longest) > 5) or 4 * _turns(word) >= len(word)


def degree(word: str) -> int:
    """How much a word without the marks around it looks like a secret."""
    value = word.rstrip("!")
    if len(value) < 4 or _MEASURED.fullmatch(value) or _UUID.fullmatch(value) or _WRITTEN.fullmatch(value):
        return PLAIN
    has_digit, has_letter = not _DIGITS.isdisjoint(value), any(map(str.isalpha, value))
    if not has_letter or not (has_digit or _INNER_MARK.search(value)):
        return PLAIN
    if _INNER_MARK.search(value):
        return GENERATED if has_digit else MIXED
    if is_named(value) or _TECHNICAL.fullmatch(value.lower()):
        return PLAIN
    is_mixed = value.lower() != value != value.upper()
    if _LEET.search(value):
        return GENERATED if is_mixed and value != word else MIXED
    return MIXED if is_mixed else ENDED_BY_DIGITS


def is_named(word: str) -> bool:
    """Whether it is made as names of things are: words and numbers with marks between them."""
    parts: Final = re.split(r"[-_./:]", word)
    return len(parts) > 1 and all(_NAME_PART.fullmatch(part) or _TECHNICAL.fullmatch(part.lower()) for part in parts)


def is_lot(word: str) -> bool:
    """Whether a part of an address reads as if it were drawn by lot."""
    return (
        len(word) > 9 and not _DIGITS.isdisjoint(word) and not _UUID.fullmatch(word) and 4 * _turns(word) >= len(word)
    )


def _turns(word: str) -> int:
    """How often small letters, capitals and digits change about."""
    sorts = ["d" if char.isdigit() else "u" if char.isupper() else "l" if char.isalpha() else "" for char in word]
    return sum(one != after and bool(one and after) for one, after in pairwise(sorts))
