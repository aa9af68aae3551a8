"""What may have been meant where a change names nothing that is here: requests with names that are, to be asked by the person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.filter import quoted
from dharma_tui.core.view import SortKey, View
from dharma_tui.nlp.refusing import unplaced
from dharma_tui.nlp.tools._base import Asked

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk

_PLAIN = re.compile(r"[\w.:/@-]+")
"""A name that is read again as what it is."""
_SHORTEST = 3
_LOOKED_AT = 200
_SHOWN = 3


async def nearly(asked: Asked, applies: Callable[[str], bool], desk: Desk) -> dict[str, str]:
    """``asked`` with each name that comes near, by that name: of what the change can be done with, the likeliest first."""
    told: dict[str, str] = {}
    for word in _strange(asked):
        typed = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE | re.ASCII)
        for name in await _like(word, applies, desk) if typed.search(asked.text) else ():
            told.setdefault(name, typed.sub(name, asked.text, count=1))
    return dict(list(told.items())[:_SHOWN])


def _strange(asked: Asked) -> Sequence[str]:
    """Names that nothing has, and words that may be a part of one where nothing was named."""
    words = asked.unknown or (() if asked.targets or asked.is_pointed or asked.ambiguous else unplaced(asked))
    return [word for word in words if len(word) >= _SHORTEST]


async def _like(word: str, applies: Callable[[str], bool], desk: Desk) -> list[str]:
    """Names with ``word`` as a part of them, those that begin with it first; else those that are a typo away."""
    present = await desk.services.inventory.present()
    kinds = tuple(sorted(kind for kind in present if applies(kind)))
    if not kinds:
        return []
    found, _ = await desk.naming.matching(View(kinds, f"name:{quoted(word)}", sort=(SortKey("name"),)), _LOOKED_AT)
    parts = re.compile(rf"(?:^|[^a-z0-9]){re.escape(word.lower())}(?:$|[^a-z])")
    names = [one.name for one in found if parts.search(one.name.lower()) and _PLAIN.fullmatch(one.name)]
    for near in () if names else desk.naming.near(word):
        called, _ = await desk.naming.matching(View(kinds, f"name={quoted(near.name)}"), 1)
        names += [one.name for one in called if _PLAIN.fullmatch(one.name)]
    begins = word.lower()
    return sorted(dict.fromkeys(names), key=lambda name: (not name.lower().startswith(begins), len(name), name))
