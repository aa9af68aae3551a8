"""Other spellings of names: ``catalog_api_01``, ``catalog api 01`` and ``CatalogApi01`` are ``catalog-api-01``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BETWEEN = re.compile(r"[-_ .:/#+·~№\u00a0\u2010-\u2015\u2212]+")
_TURN = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
"""Where a part ends though nothing stands between: ``web1`` is ``web-1``."""
_BEGINNING = re.compile(r"(?<![A-Za-z0-9])[^\W_]")
_PART = re.compile(r"[A-Za-z0-9]")
_START = 3
"""Letters by which names are looked up."""
_SHORTEST, _SHORTEST_NUMBERED = 5, 3
"""Letters and digits of names without and with both."""


class Spellings:
    """Names of several parts, found whatever stands between their parts."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names`` in lower case."""
        parts = {_joined(name): name for name in names if _BETWEEN.search(name.strip("-_ .")) or _TURN.search(name)}
        self._names = {joined: name for joined, name in parts.items() if len(joined) >= _least(joined)}
        lengths: dict[str, set[int]] = {}
        for joined in self._names:
            lengths.setdefault(joined[:_START], set()).add(len(joined))
        self._lengths = {start: tuple(sorted(several, reverse=True)) for start, several in lengths.items()}

    def __contains__(self, text: str) -> bool:
        """Whether ``text`` is one of them, and nothing else."""
        return bool(self._names) and any(span == (0, len(text)) for span in self.spans(text.lower()))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names stand in a text in lower case, the longest at each place."""
        if not self._names:
            return
        joined = _joined(text)
        places = [at for at, char in enumerate(text) if not _BETWEEN.match(char)]
        indices = {place: index for index, place in enumerate(places)}
        for match in _BEGINNING.finditer(text):
            index = indices[match.start()]
            for length in self._lengths.get(joined[index : index + _START], ()):
                if (name := self._names.get(joined[index : index + length])) is None or index + length > len(joined):
                    continue
                end = places[index + length - 1] + 1
                if not _goes_on(text, end) and _is_meant(name, text, match.start(), end):
                    yield match.start(), end
                    break


def _joined(text: str) -> str:
    return _BETWEEN.sub("", text)


def _least(joined: str) -> int:
    return _SHORTEST_NUMBERED if _TURN.search(joined) else _SHORTEST


def _goes_on(text: str, end: int) -> bool:
    return bool(_PART.match(text, end) and _PART.match(text, end - 1))


def _is_meant(name: str, text: str, start: int, end: int) -> bool:
    """Whether a name is meant: words that requests are made of, as in "web server", are not unless they are in quotes."""
    from dharma_tui.nlp.lexicon import lexicons
    from dharma_tui.nlp.llm.spoken_secrets import is_of_requests

    said = text[start:end]
    if ". " in said or ": " in said:
        return False
    if any(map(str.isdigit, name)):
        return True
    if "  " in said.strip():
        return False
    if not _BETWEEN.search(said):
        return not is_of_requests(said)
    is_quoted = text[start - 1 : start] in {'"', "'", "`", "“"} and text[end : end + 1] in {'"', "'", "`", "”"}
    return " " not in said or is_quoted or not all(map(lexicons().knows, said.split()))
