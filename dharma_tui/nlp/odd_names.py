"""Names with marks in them (``a|b``, ``[x](y)``): in a request they are set in quotes, so that they are read as one name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ODD = re.compile(r"[^\w\s.:/@\-]|^-|\s-\s")
_MOST = 5_000
_ENDS = tuple("?!,;")
"""A name that ends so is not told from a word at the end of a sentence."""


class OddNames:
    """The names of an inventory that are not read as they stand."""

    def __init__(self, names: Iterable[str]) -> None:
        found = [
            name
            for name in names
            if len(name) > 1 and not name.endswith(_ENDS) and '"' not in name and _ODD.search(name)
        ]
        self._names = sorted(found, key=len, reverse=True)[:_MOST]

    def quoted(self, text: str) -> str:
        """``text`` with such a name that stands in it by itself in quotes."""
        if '"' in text:
            return text
        lower = text.lower()
        for name in self._names:
            at = lower.find(name)
            if at >= 0 and _is_apart(lower, at, at + len(name)):
                return f'{text[:at]}"{text[at : at + len(name)]}"{text[at + len(name) :]}'
        return text


def _is_apart(text: str, first: int, last: int) -> bool:
    """Whether what stands there is no part of a longer word."""
    return not (first and text[first - 1].isalnum()) and not (last < len(text) and text[last].isalnum())
