"""Greetings, thanks and goodbyes."""

from __future__ import annotations

from dharma_tui.core.answers import Answer
from dharma_tui.nlp.tools._base import Asked, Tool

_THANKS = frozenset({"thanks", "thank", "thx", "cheers", "great", "perfect", "nice", "awesome", "cool", "good", "job"})
_GREETINGS = frozenset({"hi", "hello", "hey", "morning", "evening", "afternoon", "greetings", "yo", "there", "howdy"})
_BYE = frozenset({"bye", "goodbye", "later", "see", "ciao", "night"})
_WHO = frozenset({"who", "your", "name", "bot", "human", "real", "ai", "yourself"})
_SMALL = frozenset(
    {"you", "are", "a", "is", "the", "so", "much", "very", "for", "that", "it", "!", "?", ".", ",", "to", "all", "and"}
)


class Smalltalk(Tool):
    """Answers in kind, and says how to go on."""

    NAME = "smalltalk"
    SUMMARY = "Greetings, thanks, goodbyes, and who is speaking."
    INTENTS = ("help_or_smalltalk",)

    def fits(self, asked: Asked) -> int:
        said = set(asked.words) - _SMALL
        return (
            2 if said and any(said <= words for words in (_THANKS, _GREETINGS | _THANKS, _BYE | _THANKS, _WHO)) else 0
        )

    async def answer(self, asked: Asked) -> Answer:
        said = set(asked.words)
        steps = ("what can you do?", "what changed today?", "how many resources are there?")
        if said & _WHO:
            return Answer(
                "I am the console's own reader of requests: no language model, no network. I answer from what scans have found.",
                next_steps=steps,
            )
        if said & _BYE:
            return Answer("Goodbye. `ctrl+t` opens this again.", next_steps=steps)
        if said & _THANKS and not said & _GREETINGS:
            return Answer("You are welcome.", next_steps=steps)
        return Answer("Hello. Ask about your infrastructure in your own words.", next_steps=steps)
