"""Whom "it" and "they" are where it is asked whether they reach something: what was spoken of, and the rows that were shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.nlp import reach
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.tools._base import Asked

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation
    from dharma_tui.nlp.reading import Reading


def with_ends_spoken_of(asked: Asked, reading: Reading, conversation: Conversation, kinds: KindTable) -> Asked:
    """``asked`` with "it" as the very one that was spoken of, of several called so, and with the rows that "they" are; of other
    ports alone it is asked of the same as before."""
    if (wanted := asked.reach) is None:
        return asked
    before, names = conversation.before, asked.frame.values("resource_name")
    is_named = any(name.casefold() in asked.text.casefold() for name in names)
    is_of_ports_alone = not is_named and not wanted.is_of_itself
    if before is not None and before.reach is not None and is_of_ports_alone:
        if before.targets and not before.ambiguous:
            wanted = replace(before.reach, ports=wanted.ports, is_of_ports=wanted.is_of_ports)
            asked = replace(asked, targets=before.targets, ambiguous=(), unknown=(), read_as=(), reach=wanted)
        return replace(asked, rows=before.rows, doubts=before.doubts, is_pointed=before.is_pointed)
    for name, called in asked.ambiguous:
        meant = [one for one in called if one.ref in conversation.about]
        if len(meant) == 1 and reach.is_it(reading, name):
            left = tuple(one for one in asked.ambiguous if one[0] != name)
            is_first = names[:1] == (name,)
            targets = (*meant, *asked.targets) if is_first else (*asked.targets, *meant)
            asked = replace(asked, targets=targets, ambiguous=left)
    return _with_rows(asked, conversation, kinds) if wanted.rows else asked


def _with_rows(asked: Asked, conversation: Conversation, kinds: KindTable) -> Asked:
    several = conversation.subject.several
    shown = tuple(one for one in several.refs if one is not None) or conversation.about
    of_kind = kinds.here(asked.reach.kind) if asked.reach and asked.reach.kind else ()
    rows = tuple(one for one in shown if not of_kind or one.kind in of_kind)
    doubts = ("not all shown",) if rows and several.of > len(several.refs) else ()
    doubts = doubts if rows else ("nothing shown",)
    return replace(asked, rows=rows, doubts=(*asked.doubts, *doubts), is_pointed=True)
