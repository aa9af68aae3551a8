"""Says what can be asked, with examples by category."""

from __future__ import annotations

import re

from dharma_tui.core.answers import Answer
from dharma_tui.nlp.catalogue import Intent, intents
from dharma_tui.nlp.tools._base import Asked, Tool
from dharma_tui.nlp.words import bullets, lines, named

_TALK = ("Console",)
_EXAMPLES = 2
_TOPIC_EXAMPLES = 4


class Help(Tool):
    """Examples by category; of one topic more of them."""

    NAME = "help"
    SUMMARY = "What can be asked, with examples by category."
    INTENTS = ("help_or_smalltalk",)

    async def answer(self, asked: Asked) -> Answer:
        topic = [one for one in _told() if set(one.title.lower().split()) & set(asked.words)]
        if 0 < len(topic) <= 2:
            return self._of(topic)
        parts = []
        for category, several in _by_category().items():
            examples = [named(self._here(example)) for one in several for example in one.examples[:_EXAMPLES]]
            parts.append(f"**{category}**\n\n{bullets(examples)}")
        return Answer(
            lines("Ask in your own words, in any of twelve languages. For example:", *parts, _MORE),
            next_steps=("list servers", "what changed today?", "what is exposed to the internet?", "scan status"),
        )

    def _here(self, example: str) -> str:
        """An example with a name that something here has, where there is one."""
        name = self.desk.naming.example
        return _NAMES.sub(name, example) if name else example

    def _of(self, topic: list[Intent]) -> Answer:
        examples = [self._here(example) for one in topic for example in one.examples[:_TOPIC_EXAMPLES]]
        return Answer(
            lines(*(f"**{one.title}**: {one.summary} {one.response}" for one in topic), bullets(map(named, examples))),
            next_steps=tuple(examples[:3]),
        )


_NAMES = re.compile(
    r"(?<![\w-])(?:orders-(?:db|api)|web-(?:7|sg)|inventory-svc|search-api|node-17|host-9|workers-a|vol-12|core-net"
    r"|batch-worker|db-3|app-(?:4|21))(?![\w-])"
)
"""Names of things in examples."""
_MORE = (
    "A question mark in front of a request says how it is read and what would be asked, and asks nothing."
    " Nothing that you type here changes anything by itself: a change is shown as a plan."
)


def _told() -> list[Intent]:
    return [one for one in intents().values() if one.category not in _TALK]


def _by_category() -> dict[str, list[Intent]]:
    found: dict[str, list[Intent]] = {}
    for one in _told():
        found.setdefault(one.category, []).append(one)
    return found
