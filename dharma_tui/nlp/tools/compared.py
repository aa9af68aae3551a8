"""What is known of several resources beside each other, and in what they differ."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted
from dharma_tui.core.text import printable
from dharma_tui.nlp.accounts import COMPARING
from dharma_tui.nlp.desk import Desk
from dharma_tui.nlp.tools._base import Asked, Parameter, Target, Tool
from dharma_tui.nlp.tools._one import told_apart, which
from dharma_tui.nlp.tools._properties import properties
from dharma_tui.nlp.words import lines, listed, named

_BESIDE = 4
"""Resources that stand beside each other at most."""
_MOST = 24
_VALUE = 48
_OWN = frozenset({"key", "seen"})
"""What no two have in common."""


class Compared(Tool):
    """In what resources that are named differ as they are now."""

    NAME = "compare_resources"
    SUMMARY = "In what two or more named resources differ now: their properties and tags beside each other."
    INTENTS = ("show_changes",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True),)

    def fits(self, asked: Asked) -> int:
        is_of_then = asked.frame.values("time_range") or "chang" in asked.text.lower()
        named_here = len(asked.targets) + sum(len(targets) for _, targets in asked.ambiguous) + len(asked.unknown)
        return 8 if named_here > 1 and COMPARING.search(asked.text) and not is_of_then else 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or asked.unknown:
            return await which(asked, self.desk)
        return await beside(asked.targets, self.desk, is_compared=True)


async def beside(targets: Sequence[Target], desk: Desk, *, is_compared: bool) -> Answer:
    """The properties of several resources, each with a column of its own; where they are compared, those that differ."""
    targets = tuple({one.ref: one for one in targets}.values())
    first = targets[:_BESIDE]
    known = await asyncio.gather(*(desk.services.inventory.resource(one.ref) for one in first))
    told = [properties(one, desk) for one in known]
    names = list(dict.fromkeys(name for each in told for name in each))
    differing = [name for name in names if len({each.get(name, "") for each in told}) > 1]
    alike = [name for name in names if name not in {*differing, *_OWN}]
    apart = told_apart(first)
    who = listed([named(name) for name in apart])
    shown = [name for name in (differing if is_compared else names) if name != "seen"]
    count = len([name for name in differing if name not in _OWN])
    said = (
        f"{who} differ in **{counted(count, 'property', 'properties')}**"
        if count
        else f"{who} differ in **nothing** that is known"
    )
    same = f"{counted(len(alike), 'other is', 'others are')} the same" if alike else ""
    kinds = sorted({one.ref.kind for one in first})
    said = f"{said}{'; ' + same if same else ''}." if is_compared else f"{who}, beside each other."
    rest = f"Of {len(targets):,} only these stand here." if len(targets) > _BESIDE else ""
    rows = tuple(
        (printable(name, 32), *(printable(each.get(name, ""), _VALUE) for each in told)) for name in shown[:_MOST]
    )
    return Answer(
        lines(said, rest),
        Table(("PROPERTY", *(printable(name, 40) for name in apart)), rows, len(shown)) if rows else None,
        basis=await desk.grounds.of(kinds),
        next_steps=(*(f"describe {one.name}" for one in first[:2] if one.name.isprintable()), "what changed today?"),
    )
