"""By which of their properties things name others: a ``KeyName`` is that of a key pair, a ``CrawlerName`` that of a crawler.

A mere name says less than an identity: it means what is called so in the same account and region, of the one kind of the same
service whose own name is told by a property of that name, or that is itself called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from dharma_tui.core.kinds import KindSpec

_TELLING = re.compile(r"(?!display)..+(?:name|identifier)$", re.IGNORECASE)
"""Properties that say a name of what; what something is displayed as may be anything."""
_BARE = frozenset({"name", "identifier", "id"})
_ENDINGS = ("Name", "Identifier")


def name_words(kinds: Iterable[KindSpec]) -> Mapping[str, Mapping[str, str]]:
    """Of each kind the last steps of the paths of its properties that hold names, each with the kind of what is called so."""
    kinds = tuple(kinds)
    services: dict[str, dict[str, set[str]]] = {}
    anywhere: dict[str, str] = {}
    for kind in kinds:
        words = services.setdefault(_service(kind), {})
        for word in _words(kind):
            words.setdefault(word, set()).add(kind.kind)
        anywhere |= {word: kind.kind for told in kind.called_everywhere for word in _spelled(told)}
    found = {
        service: anywhere | {word: next(iter(called)) for word, called in words.items() if len(called) == 1}
        for service, words in services.items()
    }
    return {kind.kind: found[_service(kind)] for kind in kinds}


def _service(kind: KindSpec) -> str:
    return kind.kind.rpartition(".")[0]


def _words(kind: KindSpec) -> Iterator[str]:
    """How properties of the same service are called that hold the name of one of ``kind``."""
    for path in kind.called:
        last = path.rpartition(".")[2]
        if last.lower() in _BARE:
            for ending in _ENDINGS:
                yield from _spelled(f"{_noun(kind)}{ending}")
        elif _TELLING.match(last):
            yield from _spelled(last)


def _noun(kind: KindSpec) -> str:
    """``GlueJob`` without the word for its service."""
    service, _, noun = kind.kind.rpartition(".")
    return noun.removeprefix(f"{service.rpartition('.')[2]}_").title().replace("_", "")


def _spelled(word: str) -> Iterator[str]:
    """As services spell it, of one and of several."""
    for spelled in (word, f"{word[0].upper()}{word[1:]}", f"{word[0].lower()}{word[1:]}"):
        yield from (spelled, f"{spelled}s")
