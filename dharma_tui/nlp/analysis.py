"""How a request is read, as an answer: for ``?TEXT``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Effect, Table
from dharma_tui.core.text import printable
from dharma_tui.nlp.catalogue import intents

if TYPE_CHECKING:
    from dharma_tui.nlp.router import Analysis

_NOTHING = "nothing"


def told(analysis: Analysis) -> Answer:
    """Intent, confidence, entities, tool, query, and what it would change."""
    frame = analysis.frame
    rows = [("INTENT", frame.intent), ("CONFIDENCE", f"{frame.confidence:.0%}")]
    rows += [("OR ELSE", f"{name} {p:.0%}") for name, p in frame.ranked[1:3] if p >= 0.05]
    rows += [(kind.upper().replace("_", " "), ", ".join(values)) for kind, values in frame.entities.items()]
    rows += [("EXCLUDED", ", ".join(value for _, value in analysis.asked.excluded))] if analysis.asked.excluded else []
    rows += [("TOOL", analysis.tool), ("QUERY", analysis.query or _NOTHING)]
    rows += [("WOULD CHANGE", _changed(analysis))]
    rows += [("DOUBTS", ", ".join(frame.doubts))] if frame.doubts else []
    known = intents()[frame.intent]
    rows += [("ANSWERS WITH", known.response)]
    return Answer(f"Read as: {known.title}. Nothing was asked.", Table(("PART", "READ AS"), tuple(rows), len(rows)))


def _changed(analysis: Analysis) -> str:
    if analysis.effect is not Effect.CHANGE:
        return _NOTHING
    if analysis.plan is None:
        return _NOTHING
    names = [printable(step.name, 80) for step in analysis.plan.steps]
    return f"{', '.join(names)}; only after a key in a dialog"
