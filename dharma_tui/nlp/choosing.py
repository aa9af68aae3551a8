"""What "the first one", and nothing else, asks of one thing that the last request left open; and the next step of a digit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.tools._base import Asked, Target

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation

_DIGIT = re.compile(r"\(?([1-9])[.)]?")
_LISTS = frozenset(
    {"list_resources", "list_infrastructure", "list_deployments", "show_statistics", "help_or_smalltalk"}
)


def again(asked: Asked, frame: Frame, before: Asked | None) -> Asked:
    """``asked`` as the request before it, of a frame; of a list, that thing is described. A change keeps all of its words."""
    if frame.intent in _LISTS:
        described = replace(frame, intent="describe_infrastructure", confidence=1.0, entities={})
        return replace(asked, frame=described)
    left = {sort: said for sort, said in frame.entities.items() if sort != "resource_name"}
    asked = replace(asked, frame=replace(frame, entities=left))
    if before is not None and before.ambiguous and frame.intent not in CHANGES and before.frame.intent == frame.intent:
        return replace(before, frame=frame, shown=asked.shown, selected=asked.selected)
    if before is None or frame.intent not in CHANGES or before.frame.intent != frame.intent:
        return asked
    asked = replace(asked, words=before.words, into=before.into)
    if not before.ambiguous:
        return asked
    return replace(asked, frame=frame, targets=before.targets, ambiguous=before.ambiguous)


def settled(asked: Asked, targets: Sequence[Target]) -> Asked:
    """``asked`` about ``targets``, or where one of several names was asked back about what it names beside the others."""
    names, open_ = asked.frame.values("resource_name"), [name for name, _ in asked.ambiguous]
    left = asked.ambiguous[1:]
    if open_ and {one.ref for one in targets} <= {one.ref for one in asked.ambiguous[0][1]}:
        before = names[: names.index(open_[0])] if open_[0] in names else names
        at = sum(name not in open_ for name in before)
        targets = (*asked.targets[:at], *targets, *asked.targets[at:])
    entities = {
        sort: said for sort, said in asked.frame.entities.items() if sort != "resource_name" or left or not open_
    }
    return replace(asked, frame=replace(asked.frame, entities=entities), targets=tuple(targets), ambiguous=left)


def chosen(text: str, conversation: Conversation) -> str | None:
    """The next step that a digit stands for; none that is only to be written."""
    found = _DIGIT.fullmatch(text.strip())
    answer = conversation.answers[-1] if conversation.answers else None
    if found is None or answer is None or int(found[1]) > len(answer.next_steps):
        return None
    step = answer.next_steps[int(found[1]) - 1]
    return None if step in answer.to_write else step
