"""Quantities with two ends: "between 100 and 200 gb", "4 to 8 vcpus", "100gb-1tb"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities.counts import in_units

_END = r"(?:>=|<=)?(?P<{0}>\d+(?:\.\d+)?)(?P<{0}_unit> ?(?!(?:and|to|or|in|until|from|between)\b)[^\W\d_]+|%)?"
_RANGE = lazy_pattern(
    rf"(?:\b(?P<before>between)(?: the)? |\b(?:of|from) )?(?<![\w.-]){_END.format('low')}"
    rf" ?(?P<joint>\b(?:and|to|until|till|through|from|in)\b|[-~–—〜～]) ?{_END.format('high')}(?![\w.-])"
    r"(?P<after>(?: \w+)? between\b| until\b)?"
)
_JOINING = frozenset({"to", "until", "till", "through", "-", "~", "–", "—", "〜", "～"})
"""These join two ends by themselves; the others do so where it is said that something lies between."""
_DENIED = re.compile(r"\b(?:not|outside|except|excluding|without)(?: of| with)?$")


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends of what was said, as numbers with a unit; ``is_not``: what lies outside of it."""

    low: str
    high: str
    unit_of_low: str
    unit: str
    is_not: bool = False

    @property
    def words(self) -> str:
        """As it is said."""
        return f"{f'{self.low} {self.unit_of_low}'.strip()} to {f'{self.high} {self.unit}'.strip()}"

    def has(self, count: str) -> bool:
        """Whether a quantity that was read is one of its ends."""
        return count.lstrip("<>=") in {self.low, f"{self.low}{self.unit_of_low}", f"{self.high}{self.unit}"}


def ranged(words: Sequence[str], counts: Sequence[str]) -> Range | None:
    """The quantity of two ends among ``words`` whose end is one of ``counts``, if there is any."""
    said = " ".join(words)
    for found in _RANGE.finditer(said):
        is_between = found["before"] or found["after"]
        if not is_between and found["joint"] not in _JOINING:
            continue
        unit = in_units((found["high_unit"] or "").strip())
        end = next((one for one in counts if one.lstrip("<>=") == f"{found['high']}{unit}"), None)
        if end is None:  # a time, or what something is scaled to
            continue
        of_low = in_units((found["low_unit"] or "").strip()) or unit
        is_not = _DENIED.search(said[: found.start()].rstrip()) is not None
        return Range(found["low"], found["high"], of_low, unit, is_not)
    return None
