"""Frames that a language model fills in: the schema it is given, made of the intents, and what is believed of its answer.

Nothing is believed because the model says so: the intent must be one of ours, each value must be one that our own reader makes of
it, and a name must be in the person's own words or, where they name nothing, in what was said before. What would change something
is never a frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dharma_tui.core.frames import CHANGES, ENTITY_TYPES, OUT_OF_SCOPE, Frame
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.reading import Reader
from dharma_tui.nlp.tokens import normalise

if TYPE_CHECKING:
    from dharma_tui.nlp.llm.reply import Result

STARTS = frozenset({"start_discovery"})
"""Intents that change nothing and still set something going: a person says them."""
TOLD = 0.6
"""Confidence of a frame that a model filled in: enough to answer what only reads, saying how it was read."""
MOST_VALUES = 20
LONGEST_VALUE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What a model made of a request: a frame that only reads, a question to the person, or prose."""

    frame: Frame | None = None
    question: str = ""
    """Asked of the person, because the model read a change into the request; they say it themselves, or not."""
    prose: str = ""
    unknown: tuple[str, ...] = ()
    """What the model told and our own reader does not know."""
    strange: tuple[str, ...] = ()
    """Names of the inventory that the model told and nobody had said: nothing of its frame is believed then."""
    by: Result | None = None
    """Who answered, and what it took."""


class Spoken:
    """What a request may be about: what it names; where it names nothing, what was named before it."""

    def __init__(self, text: str, before: Sequence[str], reader: Reader) -> None:
        self._names = reader.names
        named = [one.value for one in reader.read(text).mentions if one.sort == "resource_name"]
        self._texts = [_named(one) for one in (text, *(named or before))]

    def __contains__(self, name: object) -> bool:
        """Whether ``name`` stands there as a word."""
        word = re.compile(rf"(?<![a-z0-9_-]){re.escape(str(name))}(?![a-z0-9_-])")
        return any(map(word.search, self._texts))

    def is_strange(self, told: str) -> bool:
        """Whether that is a name of the inventory, and nobody said it."""
        name = _named(told)
        return name in self._names and name not in self


def _named(text: str) -> str:
    """As names are compared."""
    return " ".join(normalise(text).lower().split())


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of a frame."""
    values = {"type": "array", "items": {"type": "string"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["intent", "entities", "say"],
        "properties": {
            "intent": {"type": "string", "enum": [*sorted(intents()), *({OUT_OF_SCOPE} - set(intents()))]},
            "entities": {
                "type": "object",
                "additionalProperties": False,
                "required": list(ENTITY_TYPES),
                "properties": dict.fromkeys(ENTITY_TYPES, values),
            },
            "say": {"type": "string"},
        },
    }


@cache
def meanings() -> dict[str, dict[str, object]]:
    """What each intent is for, and which entities it takes, as the model is told."""
    return {name: {"means": one.summary, "entities": sorted(one.slots)} for name, one in sorted(intents().items())}


ANSWER = {"intent": "a name of intents", "entities": {key: ["values"] for key in ENTITY_TYPES}, "say": "a sentence"}
"""The shape of an answer, as the model is told where its endpoint takes no schema."""


def document_of(text: str) -> dict[str, Any] | None:
    """The JSON object in what a model wrote; None: there is none."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end <= start:
        return None
    try:
        document = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def filled(document: Mapping[str, Any] | None, text: str, reader: Reader, before: Sequence[str] = ()) -> Filled:
    """What is believed of ``document``, which a model made of the person's ``text``; ``before`` it these texts were seen."""
    if document is None:
        return Filled(prose="")
    intent, told, say = document.get("intent"), document.get("entities"), document.get("say")
    prose = say.strip()[:LONGEST_TEXT] if isinstance(say, str) else ""
    known = intents().get(intent) if isinstance(intent, str) else None
    if known is None or known.name == OUT_OF_SCOPE or not isinstance(told, Mapping | None):
        return Filled(prose=prose)
    if known.effect != "read" or known.name in CHANGES or known.name in STARTS:
        return Filled(
            question=f"Is this what you want: {known.title.lower()}? Then say it yourself, with the exact name."
        )
    spoken = Spoken(text, before, reader)
    if strange := tuple(one for one in _values((told or {}).get("resource_name")) if spoken.is_strange(one)):
        return Filled(strange=strange)
    entities, unknown = _linked(told or {}, known.slots, spoken, reader)
    ranked = ((known.name, TOLD),)
    return Filled(Frame(known.name, TOLD, entities, False, ranked), prose=prose, unknown=unknown)


def _linked(
    told: Mapping[str, Any], slots: Mapping[str, str], spoken: Spoken, reader: Reader
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Values as our reader has them, and those that it does not know."""
    linked: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for sort in ENTITY_TYPES:
        values = _values(told.get(sort)) if sort in slots else []
        read = {value: _read(sort, value, spoken, reader) for value in values}
        unknown += [value for value, known in read.items() if not known]
        if kept := tuple(dict.fromkeys(known for known in read.values() if known)):
            linked[sort] = kept
    return linked, tuple(unknown)


def _values(told: object) -> list[str]:
    several = told if isinstance(told, list) else [told]
    words = [str(one).strip() for one in several if isinstance(one, str | int) and not isinstance(one, bool)]
    return [word for word in words if 0 < len(word) <= LONGEST_VALUE][:MOST_VALUES]


def _read(sort: str, value: str, spoken: Spoken, reader: Reader) -> str:
    """``value`` as our reader has it; empty: it is none of this sort."""
    if sort == "resource_name":
        named = _named(value)
        return named if named in spoken else ""
    mentions = reader.read(value).mentions
    return next((one.value for one in mentions if one.sort == sort and not one.guessed and one.value), "")
