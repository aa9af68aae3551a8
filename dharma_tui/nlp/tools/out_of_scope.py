"""What is none of the console's business."""

from __future__ import annotations

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, Frame
from dharma_tui.nlp.refusing import unplaced
from dharma_tui.nlp.suggesting import GUESSED, Suggesting
from dharma_tui.nlp.supposed_names import ordinary_words
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.words import lines, listed, named

_NAMED = 3
"""Words at most that are said to name nothing."""


class OutOfScope(Tool):
    """Says what the console can do instead."""

    NAME = "out_of_scope"
    SUMMARY = "Says what the console can do, where it cannot do what was asked."
    INTENTS = (OUT_OF_SCOPE,)

    async def answer(self, asked: Asked) -> Answer:
        suggesting = Suggesting(asked, self.desk.kinds, self.desk.naming)
        return Answer(
            lines(
                _not_here(asked) or "That is outside what I know: I speak of the infrastructure in this console alone.",
                "I can list, count and describe what exists, show what hangs on what and what changed, tell what is exposed,"
                " unwell or idle, and plan changes for you to confirm.",
                "It may be that you meant one of these:" if suggesting.likely() else "",
            ),
            next_steps=suggesting.offered(),
        )


def _not_here(asked: Asked) -> str:
    """What keeps a request from being a change: that nothing has that name."""
    if not _may_be_a_change(asked.frame):
        return ""
    words = [named(word) for word in unplaced(asked) if word not in ordinary_words()][:_NAMED]
    return f"Nothing here is called {listed(words, 'or')}." if words else ""


def _may_be_a_change(frame: Frame) -> bool:
    others = [(intent, p) for intent, p in frame.ranked if intent != OUT_OF_SCOPE]
    return bool(others) and others[0][0] in CHANGES and others[0][1] >= GUESSED
