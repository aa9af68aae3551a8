"""What may be asked next, as the files of the intents say, about what was asked now."""

from __future__ import annotations

import re
from dataclasses import replace

from dharma_tui.core.answers import Answer
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.tools._base import Asked

STEPS = 4
_EACH = re.compile(r"in each (region|account|environment)")
_POINTING = re.compile(r"\b(?:those|them|these|they|it|the first one|in each)\b")
"""What is asked of something that was told: of nothing, there is no such question."""
_SLOT = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"[\w.:/@-]+(?: [\w.:/@-]+)?")
"""A name that is read again as what it is."""


def with_steps(answer: Answer, asked: Asked, kinds: KindTable) -> Answer:
    """``answer`` with the next steps of its intent after its own, as far as what was said fills them; never the same again."""
    said = _said(asked, kinds)
    name = said.get("resource_name", "")

    def key(step: str) -> str:
        """The same of what is asked of it by its name or as it."""
        return (step.replace(name, "it") if name else step).casefold()

    again = key(asked.text.strip())
    is_empty = not (answer.table and answer.table.rows) and not asked.targets

    def fits(step: str) -> bool:
        return bool(step) and key(step) != again and not (is_empty and _POINTING.search(step))

    told = {key(step): step for one in answer.next_steps if fits(step := _grouped(one, asked))}
    for step in intents()[asked.frame.intent].next_steps:
        if all(slot in said for slot in _SLOT.findall(step)):
            filled = step.format(**said)
            if fits(filled := _grouped(filled, asked)):
                told.setdefault(key(filled), filled)
    return replace(answer, next_steps=tuple(told.values())[: max(STEPS, len(answer.next_steps))])


def _grouped(step: str, asked: Asked) -> str:
    """A step that asks for groups, of which what was asked for is in more than one; empty: of none that is told here."""
    found = _EACH.search(step)
    if found is None or not asked.frame.values(found[1]):
        return step
    other = next((one for one in ("region", "account", "environment") if not asked.frame.values(one)), "")
    return step.replace(found[0], f"in each {other}") if other else ""


def _said(asked: Asked, kinds: KindTable) -> dict[str, str]:
    """What stands for each entity type of which one thing was said."""
    told = {sort: values[0] for sort, values in asked.frame.entities.items() if len(values) == 1}
    told.pop("resource_name", None)
    if len(asked.targets) == 1 and _PLAIN.fullmatch(asked.targets[0].name):
        told["resource_name"] = asked.targets[0].name
    if kind := told.pop("resource_kind", ""):
        found = kinds.here(kind)
        told |= {"resource_kind": kinds.title(found)} if found else {}
    return told
