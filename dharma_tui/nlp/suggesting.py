"""What may have been meant, where it is not clear what was."""

from __future__ import annotations

from dharma_tui.core.frames import OUT_OF_SCOPE, SURE, Frame
from dharma_tui.nlp.catalogue import intents

GUESSED = 0.45
"""From here on a reading request is answered, with what else it may be."""
SHOWN = 3


def suggestions(frame: Frame) -> list[str]:
    """Example requests of the likeliest intents, for a frame that is not sure; none for one that is."""
    if frame.confidence >= SURE and frame.intent != OUT_OF_SCOPE:
        return []
    likely = [intent for intent, _ in frame.ranked if intent != OUT_OF_SCOPE][:SHOWN]
    return [intents()[intent].examples[0] for intent in likely]
