"""Frames and answers as a session keeps them: as documents, the secrets in them masked on the way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dharma_tui.core import answer_documents
from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import Frame
from dharma_tui.core.secrets import mask

ROWS_KEPT = 50
"""Rows of a table that are kept; the request can be run again for all of them."""


def frame_document(frame: Frame) -> dict[str, Any]:
    """A frame, without what else it might have been."""
    told: dict[str, Any] = masked(frame.as_json())
    return {**told, "entities": {kind: [mask(one) for one in values] for kind, values in frame.entities.items()}}


def frame_of(document: Mapping[str, Any]) -> Frame:
    """The frame again."""
    entities = {kind: tuple(map(str, values)) for kind, values in dict(document.get("entities") or {}).items()}
    intent, confidence = str(document.get("intent", "")), float(document.get("confidence", 0.0))
    return Frame(intent, confidence, entities, bool(document.get("destructive")), ((intent, confidence),))


def answer_document(answer: Answer) -> dict[str, Any]:
    """An answer."""
    document: dict[str, Any] = masked(answer_documents.document(answer, ROWS_KEPT))
    return document


def masked(value: Any) -> Any:
    """A document with the secrets in its texts masked."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: masked(one) for key, one in value.items()}
    return [masked(one) for one in value] if isinstance(value, list | tuple) else value
