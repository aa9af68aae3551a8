"""What may have been meant, where it is not clear what was: other readings of the very line, with what it names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.frames import CHANGES, OUT_OF_SCOPE, SURE, Frame
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.refusing import verbs
from dharma_tui.nlp.separate_orders import which_first
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.core.answers import Answer
    from dharma_tui.nlp.kinds import KindTable
    from dharma_tui.nlp.naming import KnownNames
    from dharma_tui.nlp.tools._base import Asked

GUESSED = 0.45
"""From here on a reading request is answered, with what else it may be."""
SHOWN = 3
IN_SCOPE = ("what can you do?", "list servers", "what changed today?")
"""What is offered where a request has no other reading."""
_OTHERS = 2
"""Other readings that are told beside one that is only likely."""
_UPDATE, _SWITCHES = "update_infrastructure", ("start", "stop", "restart")
_HARM = {
    "start": 0,
    "create": 0,
    "create_infrastructure": 0,
    "stop": 2,
    "roll back": 2,
    "rollback_deployment": 2,
    "isolate": 2,
    "run_remediation": 2,
    "delete": 3,
    "delete_infrastructure": 3,
}
"""How much a change undoes, by its verb or its intent; 1 of all others."""
_NAME, _KIND, _WHERE = "name", "kind", "where"
_SLOT = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"[\w.:/@-]+(?: [\w.:/@-]+)?")
"""A name that is read again as what it is."""


class Suggesting:
    """Other readings of one request. What only reads is never offered a change."""

    def __init__(self, asked: Asked, kinds: KindTable, names: KnownNames) -> None:
        """What needs a name where none was said is shown with one of the inventory."""
        self._asked = asked
        self._said = _said(asked, kinds, names)
        self._example = names.example

    @property
    def others(self) -> tuple[str, ...]:
        """What else it may be, the likeliest first."""
        return self._readings(_OTHERS, but=self._asked.frame.intent)

    def likely(self) -> tuple[str, ...]:
        """What it may be, the likeliest first."""
        return self._readings(SHOWN)

    def offered(self) -> tuple[str, ...]:
        """What the answer offers to ask instead; nothing where it is sure."""
        frame = self._asked.frame
        if self._asked.orders:
            return self._asked.orders
        if frame.intent == OUT_OF_SCOPE:
            return self.likely() or IN_SCOPE
        if is_unclear(frame):
            return self.likely() or IN_SCOPE[:1]
        return () if frame.confidence >= SURE else self.others

    def guessed(self, answer: Answer) -> Answer:
        """``answer`` with how it was read, and what else may have been meant: digits choose."""
        frame, others = self._asked.frame, self.others
        first = answer.next_steps[:1] or self._readings(1) or IN_SCOPE[:1]
        said = intents()[frame.intent].title.lower()
        also = "".join(f" ({number}) {named(reading)}" for number, reading in enumerate(others, 2))
        told = f"I read this as **{said}** ({frame.confidence:.0%})." + (f" If not:{also}" if also else "")
        steps = (*first, *others, *answer.next_steps[1:2])
        return replace(answer, text=lines(told, answer.text), next_steps=steps, doubts=(*answer.doubts, "only guessed"))

    def unclear(self) -> Answer:
        """What it may be, of which a digit chooses."""
        from dharma_tui.core.answers import Answer

        if self._asked.orders:
            return which_first(self._asked.orders)
        frame, steps = self._asked.frame, self.offered()
        likely = [one for one in self._intents() if self._reading(one)][:SHOWN] or ["help_or_smalltalk"]
        titles = listed([intents()[intent].title.lower() for intent in likely], "or")
        change = " A change is only planned of a request that is clear." if frame.intent in CHANGES else ""
        return Answer(
            lines(
                f"I am not sure what you ask.{change} It may be: {titles}.",
                f"Say it with a verb, a kind and a name, such as {named(steps[0])}.",
            ),
            next_steps=steps,
        )

    def _readings(self, most: int, but: str = "") -> tuple[str, ...]:
        told = dict.fromkeys(self._reading(intent) for intent in self._intents() if intent != but)
        told.pop("", None)
        typed = self._asked.text.strip().casefold()
        return tuple(one for one in told if one.casefold() != typed)[:most]

    def _intents(self) -> list[str]:
        """The intents of its ranking that may be offered."""
        frame = self._asked.frame
        changes = frame.intent in CHANGES
        ranked = [intent for intent, _ in frame.ranked if intent != OUT_OF_SCOPE]
        return [intent for intent in ranked if intent not in CHANGES or (changes and self._is_no_worse(intent))]

    def _is_no_worse(self, intent: str) -> bool:
        """Whether a change was said that undoes no less: "start it" is never offered as "delete it", nor "make it go" as either."""
        said = [_HARM.get(verb, 1) for verb in verbs(self._asked)]
        return bool(said) and _HARM.get(intent, 1) <= max(said)

    def _reading(self, intent: str) -> str:
        """The line as that intent says it; empty where it takes what is not there."""
        ways = intents()[intent].ways
        switched = [verb for verb in verbs(self._asked) if verb in _SWITCHES]
        if intent == _UPDATE and switched:
            ways = (f"{switched[0]} {{{_NAME}}}",)
        elif intent == _UPDATE and verbs(self._asked):
            return ""
        for way in ways:
            if _NAME not in _SLOT.findall(way) or _NAME in self._said:
                return way.format(**self._said)
        if not ways or not self._example or intent in CHANGES:
            return ""
        return ways[0].format(**{**self._said, _NAME: self._example})


def is_unclear(frame: Frame) -> bool:
    """Whether a request is not answered, for it may mean too much: a change is only planned where it is clear."""
    return frame.intent != OUT_OF_SCOPE and frame.confidence < (SURE if frame.intent in CHANGES else GUESSED)


def _said(asked: Asked, kinds: KindTable, known: KnownNames) -> dict[str, str]:
    """What the line names, as its other readings say it."""
    frame = asked.frame
    names = [target.name for target in asked.targets] or [*frame.values("resource_name"), known.said_in(asked.text)]
    told = {_NAME: names[0]} if names and _PLAIN.fullmatch(names[0]) else {}
    here = [kind for one in frame.values("resource_kind") for kind in kinds.here(one)] or list(asked.kinds)
    status = next((one for one in frame.values("status") if one in {"running", "stopped", "failed"}), "")
    kind = f"{status} {kinds.title(here) if here else 'resources'}".strip()
    places = [*frame.values("region")[:1], *frame.values("environment")[:1]]
    return {**told, _KIND: kind, _WHERE: f" in {' in '.join(places)}" if places else ""}
