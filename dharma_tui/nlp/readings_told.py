"""What is said of how a request was read, beside its answer: what was guessed, and of how many it is told."""

from __future__ import annotations

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.following import OF_ROWS
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.words import named


def read_as(asked: Asked) -> str:
    """What was guessed, so that nobody takes the answer for one about something else."""
    told = [f"I read {named(typed)} as {named(name)}." for typed, name in asked.read_as]
    if "elsewhere" in asked.doubts and asked.targets and asked.frame.intent not in CHANGES:
        told.append("It is not where you said it is, as far as its region and tags tell.")
    return " ".join(told)


def looked_at(asked: Asked) -> str:
    """That rows are left out which were not shown, where those that are pointed at are not all of a list; empty: they are."""
    if (
        "not all shown" not in asked.doubts
        or asked.ambiguous
        or not asked.is_pointed
        or asked.frame.intent in CHANGES | OF_ROWS
    ):
        return ""
    many = len(asked.rows or asked.targets)
    return f"This is of the {many:,} that were shown: the list has more, which are **not looked at**." if many else ""
