"""Names with marks in them (``a|b``, ``[x](y)``) or joined of letters of any script (``büro-srv``, ``サーバー1``): in a request
they are set in quotes, so that they are read as one name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import are_of_rows
from dharma_tui.nlp.reading import Reading

_ODD = re.compile(r"[^\w\s.:/@\-]|^-|\s-\s")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_JOINED = re.compile(r"[\d\-_./:@]")
"""What makes a name of strange letters more than a word that requests may have."""
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_HIRAGANA = re.compile(r"[\u3040-\u309f]")
_MOST = 5_000
_WIDEST = 5
"""Words of a name that are looked at where they may point at rows, and one more."""
_ENDS = tuple("?!,;")
"""A name that ends so is not told from a word at the end of a sentence."""


class OddNames:
    """The names of an inventory that are not read as they stand."""

    def __init__(self, names: Iterable[str]) -> None:
        found = [
            name for name in names if len(name) > 1 and not name.endswith(_ENDS) and '"' not in name and _is_odd(name)
        ]
        self._names = sorted(found, key=len, reverse=True)[:_MOST]

    def quoted(self, text: str) -> str:
        """``text`` with such a name that stands in it by itself in quotes."""
        if '"' in text:
            return text
        lower = text.lower()
        if len(lower) != len(text):  # places differ
            return text
        for name in self._names:
            at = lower.find(name)
            if at >= 0 and _is_apart(lower, at, at + len(name)):
                if _is_in_quotes(text, at, at + len(name)):
                    return text
                return f'{text[:at]}"{text[at : at + len(name)]}"{text[at + len(name) :]}'
        return text


def _is_odd(name: str) -> bool:
    return bool(_ODD.search(name) or (_STRANGE.search(name) and _JOINED.search(name)))


def _is_in_quotes(text: str, first: int, last: int) -> bool:
    """Whether what stands there is in single quotes."""
    return text[max(0, first - 1) : first] == "'" == text[last : last + 1]


def _is_apart(text: str, first: int, last: int) -> bool:
    """Whether what stands there is no part of a longer word."""
    before, after = text[first - 1 : first] if first else "", text[last : last + 1]
    return _is_beyond(before, text[first]) and _is_beyond(after, text[last - 1])


def _is_beyond(beside: str, edge: str) -> bool:
    """Whether no word goes on from ``edge`` to what is ``beside`` it; words of East Asia have no space between them."""
    if not beside.isalnum():
        return True
    sides = [(bool(_EAST_ASIAN.match(side)), bool(_HIRAGANA.match(side))) for side in (beside, edge)]
    return edge.isalnum() and sides[0] != sides[1]


def is_also_called(reading: Reading, names: NameIndex) -> bool:
    """Whether words of a request that point at something are also what a resource is called."""
    words = [token.plain if token.sort != "quoted" else "" for token in reading.tokens]
    parts = (words[at : at + size] for size in range(1, _WIDEST) for at in range(len(words) - size + 1))
    return any(are_of_rows(part) and " ".join(part) in names for part in parts)
