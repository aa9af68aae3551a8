"""Says what can be asked, with examples by category."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dharma_tui.core.answers import Answer
from dharma_tui.core.view import View
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
            return self._of(topic, await self._names())
        names = await self._names()
        parts = []
        for category, several in _by_category().items():
            examples = [named(self._here(example, names)) for one in several for example in one.examples[:_EXAMPLES]]
            parts.append(f"**{category}**\n\n{bullets(examples)}")
        return Answer(
            lines("Ask in your own words, in any of twelve languages. For example:", *parts, _MORE),
            next_steps=("list servers", "what changed today?", "what is exposed to the internet?", "scan status"),
        )

    async def _names(self) -> Mapping[str, str]:
        """A name that something here has, for each kind that examples have names of."""
        kinds, told = self.desk.kinds, {}
        for sort in _NAMES:
            here = kinds.with_copies() if sort == _WORKLOAD else kinds.here(sort)
            found, _ = await self.desk.naming.matching(View(tuple(here)), _LOOKED_AT) if here else ((), 0)
            told[sort] = next((one.name for one in found if _PLAIN.fullmatch(one.name)), self.desk.naming.example)
        return told

    def _here(self, example: str, names: Mapping[str, str]) -> str:
        """An example with names that something here has, where there are such."""
        for sort, pattern in _NAMES.items():
            example = pattern.sub(names[sort], example) if names[sort] else example
        return example

    def _of(self, topic: list[Intent], names: Mapping[str, str]) -> Answer:
        examples = [self._here(example, names) for one in topic for example in one.examples[:_TOPIC_EXAMPLES]]
        return Answer(
            lines(*(f"**{one.title}**: {one.summary} {one.response}" for one in topic), bullets(map(named, examples))),
            next_steps=tuple(examples[:3]),
        )


_WORKLOAD = "workload"
_LOOKED_AT = 20
"""Things of a kind among which one with a plain name is looked for."""
_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_NAMES = {
    sort: re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    for sort, names in {
        _WORKLOAD: "orders-api|inventory-svc|search-api|batch-worker|workers-a|checkout",
        "compute.instance": "web-7|node-17|host-9|app-(?:4|21)",
        "database": "orders-db|db-3",
        "storage.volume": "vol-12",
        "network.security_group": "web-sg",
        "network.vpc": "core-net",
    }.items()
}
"""Names of things in examples, by what they are."""
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
