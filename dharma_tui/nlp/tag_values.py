"""Values of tags that have several words, typed without quotes: "customer=Acme Bank AG"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dharma_tui.core.filter import Op, Term, Value, format_filter
from dharma_tui.core.view import View

if TYPE_CHECKING:
    from dharma_tui.services.inventory import Inventory

_PAIR = re.compile(r"(?<![\w\"'])(?P<key>[A-Za-z][\w.:/-]*)=(?P<value>[^\s\"'=,;?!]+(?: [^\s\"'=,;?!]+){1,5})")


async def with_values_in_quotes(text: str, inventory: Inventory) -> str:
    """``text`` with the longest value behind each ``key=`` that something has in quotes, where it has several words."""
    told, at = [], 0
    for pair in _PAIR.finditer(text):
        words = pair["value"].split()
        values = (" ".join(words[:size]) for size in range(len(words), 1, -1))
        for value in values:
            if await _is_known(f"{pair['key']}={value}", inventory):
                told += [text[at : pair.start("value")], f'"{value}"']
                at = pair.start("value") + len(value)
                break
    return "".join((*told, text[at:]))


async def _is_known(tag: str, inventory: Inventory) -> bool:
    has = Term("label", Op.HAS, (Value(tag),))
    return (await inventory.open(View(filter=format_filter(has)))).matched > 0
