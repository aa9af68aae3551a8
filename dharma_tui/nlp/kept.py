"""Frames and answers as a session keeps them: as documents, the secrets in them masked on the way in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dharma_tui.core import answer_documents
from dharma_tui.core.answers import Answer
from dharma_tui.core.frames import Frame
from dharma_tui.core.secrets import mask
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.llm.spoken_secrets import without

ROWS_KEPT = 50
"""Rows of a table that are kept; the request can be run again for all of them."""


def frame_document(frame: Frame, secrets: Sequence[str] = ()) -> dict[str, Any]:
    """A frame, without what else it might have been. ``secrets`` were said in the request."""
    told: dict[str, Any] = masked(frame.as_json(), secrets)
    entities = {kind: [masked(one, secrets) for one in values] for kind, values in frame.entities.items()}
    return {**told, "entities": entities}


def subject_document(about: Sequence[ResourceRef], kinds: Sequence[str]) -> dict[str, Any]:
    """What a request was about: resources and kinds, kept beside its frame."""
    return {"about": [[ref.kind, ref.key] for ref in about], "kinds": list(kinds)}


def subject_of(document: Mapping[str, Any]) -> tuple[tuple[ResourceRef, ...], tuple[str, ...]]:
    """The resources and the kinds again; what was kept before they were has none."""
    about = tuple(ResourceRef(str(kind), str(key)) for kind, key in document.get("about") or ())
    return about, tuple(map(str, document.get("kinds") or ()))


def frame_of(document: Mapping[str, Any]) -> Frame:
    """The frame again."""
    entities = {kind: tuple(map(str, values)) for kind, values in dict(document.get("entities") or {}).items()}
    intent, confidence = str(document.get("intent", "")), float(document.get("confidence", 0.0))
    return Frame(intent, confidence, entities, bool(document.get("destructive")), ((intent, confidence),))


def answer_document(answer: Answer, secrets: Sequence[str] = ()) -> dict[str, Any]:
    """An answer. ``secrets`` were said in the request."""
    document: dict[str, Any] = masked(answer_documents.document(answer, ROWS_KEPT), secrets)
    return document


def masked(value: Any, secrets: Sequence[str] = ()) -> Any:
    """A document with the secrets in its texts masked, and with those that a person said wherever they are said again."""
    if isinstance(value, str):
        return without(mask(value), secrets)
    if isinstance(value, Mapping):
        return {key: masked(one, secrets) for key, one in value.items()}
    return [masked(one, secrets) for one in value] if isinstance(value, list | tuple) else value
