"""What "the first one", and nothing else, asks of one thing that the last request left open; and the next step of a digit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import CHANGES, Frame
from dharma_tui.nlp.tools._base import Asked

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
    if before is None or frame.intent not in CHANGES or before.frame.intent != frame.intent:
        return asked
    return replace(asked, words=before.words, into=before.into)


def chosen(text: str, conversation: Conversation) -> str | None:
    """The next step that a digit stands for; none that is only to be written."""
    found = _DIGIT.fullmatch(text.strip())
    answer = conversation.answers[-1] if conversation.answers else None
    if found is None or answer is None or int(found[1]) > len(answer.next_steps):
        return None
    step = answer.next_steps[int(found[1]) - 1]
    return None if step in answer.to_write else step
