"""What is none of the console's business."""

from __future__ import annotations

from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import OUT_OF_SCOPE
from dharma_tui.nlp.suggesting import suggestions
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.words import lines


class OutOfScope(Tool):
    """Says what the console can do instead."""

    NAME = "out_of_scope"
    SUMMARY = "Says what the console can do, where it cannot do what was asked."
    INTENTS = (OUT_OF_SCOPE,)

    async def answer(self, asked: Asked) -> Answer:
        likely = suggestions(asked.frame)
        return Answer(
            lines(
                "That is outside what I know: I speak of the infrastructure in this console alone.",
                "I can list, count and describe what exists, show what hangs on what and what changed, tell what is exposed,"
                " unwell or idle, and plan changes for you to confirm.",
                "It may be that you meant one of these:" if likely else "",
            ),
            next_steps=tuple(likely) or ("what can you do?", "list servers", "what changed today?"),
        )
