"""Requests that the recogniser is unsure of, as a language model reads them: a reading that only reads, a question, or words.

A change that a model reads into a request is never planned: the person is asked to say it themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer, Prose
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.frames import OUT_OF_SCOPE, Frame
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.explaining import said_by, taken
from dharma_tui.nlp.scope import is_no_request
from dharma_tui.nlp.suggesting import GUESSED
from dharma_tui.nlp.words import lines, listed, named

if TYPE_CHECKING:
    from dharma_tui.nlp.conversation import Conversation as Said
    from dharma_tui.nlp.llm.bridge import Conversation
    from dharma_tui.nlp.reading import Reader
    from dharma_tui.nlp.router import Router

LONGEST = 500
"""Letters of a request that a model is asked about; what is longer is no request."""
EARLIER = 5
"""Requests before it that the model is told."""


def is_gap(text: str, frame: Frame, reader: Reader) -> bool:
    """Whether a request was left open, and is one: pasted text and orders to the machine stay here."""
    if len(text) > LONGEST or (frame.intent != OUT_OF_SCOPE and frame.confidence >= GUESSED):
        return False
    return bool(reader.read(text).tokens) and not is_no_request(text, reader)


def earlier(turns: Sequence[str], reader: Reader) -> list[str]:
    """The requests before it that the model is told: neither pasted text nor orders, nor what speaks of secrets."""
    return [
        turn
        for turn in turns[-EARLIER:]
        if len(turn) <= LONGEST and not is_no_request(turn, reader) and not is_private(turn, reader)
    ]


def is_private(text: str, reader: Reader) -> bool:
    """Whether a text speaks of a password or of what is like one: it is sent where a person says so, and masked."""
    from dharma_tui.nlp.llm.spoken_secrets import speaks_of_secret

    return speaks_of_secret(text, lambda word: word.lower() in reader.names)


async def filled(
    text: str, offline: Answer, said: Said, conversation: Conversation, reader: Reader, router: Router
) -> tuple[Answer, Frame | None]:
    """``offline``, or what is better, and the frame that it answers. Raises LlmError."""
    conversation.pseudonyms.hear(said.turns)
    turns = earlier(said.turns[:-1], reader)
    found = await conversation.fill_gap(text, reader, turns, tuple(_shown(said)))
    source = said_by(found.by.model, found.by.endpoint) if found.by else "from a language model"
    by = f"model {found.by.model}, {found.by.endpoint}" if found.by else "a language model"
    if found.frame is not None:
        try:
            answer, frame = await router.ask_as(text, found.frame, said)
        except DharmaError as error:
            return replace(offline, prose=Prose("", source, f"{error.message}; {error.hint}")), None
        return _read(frame, found.unknown, answer, offline, by), frame
    if found.question:
        told = f"{by} reads a change into it, and nothing is planned of what a model reads. {found.question}"
        return replace(offline, text=lines(printable_words(told), offline.text)), None
    if found.strange:
        told = f"what it says is of {listed([named(one) for one in found.strange])}, which was not asked about"
        return replace(offline, prose=Prose("", source, told)), None
    prose = Prose(found.prose, source, taken(found.by) if found.prose else "it could not say how that is meant")
    return replace(offline, prose=prose), None


def _read(frame: Frame, unknown: tuple[str, ...], answer: Answer, offline: Answer, by: str) -> Answer:
    """The answer to what the model read, how that was, and what else it may be."""
    values = [
        f"{sort.removeprefix('resource_').replace('_', ' ')} {named(value)}"
        for sort, told in frame.entities.items()
        for value in told
    ]
    of = f" of {listed(values)}" if values else ""
    told = f"I read this as **{intents()[frame.intent].title.lower()}**{of} (by {printable_words(by)})."
    strange = f" Not known here: {listed([named(one) for one in unknown])}." if unknown else ""
    steps = dict.fromkeys((*answer.next_steps[:4], *offline.next_steps[:3]))
    return replace(answer, text=lines(told + strange, answer.text), next_steps=tuple(steps))


def _shown(said: Said) -> Iterator[str]:
    """What the last answer listed."""
    for answer in said.answers[:-1][-1:]:
        yield from (cell for row in (answer.table.rows if answer.table else ()) for cell in row)


def printable_words(text: str) -> str:
    """Words from the settings inside Markdown of ours."""
    return text.replace("`", chr(0x27)).replace("*", "")
