"""Says what can be asked, with examples by category."""

from __future__ import annotations

import re

from dharma_tui.core.answers import Answer
from dharma_tui.core.view import View
from dharma_tui.nlp.catalogue import Intent, intents
from dharma_tui.nlp.helping import category, category_of
from dharma_tui.nlp.leave import asks_how
from dharma_tui.nlp.naming import Narrowing
from dharma_tui.nlp.refusing import verbs
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
        if (change := _of_change(asked)) is not None:
            return change
        about = category(asked.words) or category_of(asked.text)
        if not about and asks_how(asked.text.lower()) and verbs(asked):
            about = _OF_CHANGES  # "how would I start web-7"
        topic = (
            [] if about else [one for one in _told() if set(one.title.lower().split()) & set(asked.words) - _IN_TITLES]
        )
        if 0 < len(topic) <= 2:
            return await self._of(topic)
        names: _Names = {}
        if about:
            several = _by_category()[about]
            told = [await self._here(example, names) for each in several for example in each.examples[:_TOPIC_EXAMPLES]]
            said = (f"**{each.title}**: {each.summary}" for each in several)
            return Answer(lines(*said, bullets(map(named, told))), next_steps=tuple(told[:3]))
        parts = [f"**{group}**\n\n{bullets(map(named, told))}" for group, told in (await self.examples()).items()]
        return Answer(
            lines("Ask in your own words, in any of twelve languages. For example:", *parts, _MORE),
            next_steps=("list servers", "what changed today?", "what is exposed to the internet?", "scan status"),
        )

    async def examples(self) -> dict[str, list[str]]:
        """What can be asked, by category, of things that are here."""
        names: _Names = {}
        return {
            group: [await self._here(example, names) for one in several for example in one.examples[:_EXAMPLES]]
            for group, several in _by_category().items()
        }

    async def _here(self, example: str, names: _Names) -> str:
        """An example with names of something here, where there are such. ``names`` keeps what was found."""
        environment = next((one for one, said in _PLACES.items() if said.search(example)), "")
        for sort, pattern in _NAMES.items():
            if not pattern.search(example):
                continue
            at = sort, environment
            if at not in names:
                names[at] = await self._name(sort, environment)
            example = pattern.sub(names[at], example) if names[at] else example
        return example

    async def _name(self, sort: str, environment: str) -> str:
        """A plain name that one thing of a kind has there and nothing else has; else one that something here has."""
        kinds, naming = self.desk.kinds, self.desk.naming
        here = tuple(kinds.with_copies() if sort == _WORKLOAD else kinds.here(sort))
        where = self.desk.queries().environment((environment,)) if environment else ""
        state = "state=running" if sort == _MACHINE else ""  # what is stopped is not restarted
        found, _ = await naming.matching(View(here, f"{where} {state}".strip()), _LOOKED_AT) if here else ((), 0)
        plain = list(dict.fromkeys(one.name for one in found if _PLAIN.fullmatch(one.name)))
        for name in plain[:_TRIED]:
            linked = await naming.linked(name, Narrowing(filter=where), nearly=False)
            if len(linked.targets) == 1 and not linked.is_elsewhere:
                return name
        return next(iter(plain), naming.example)

    async def _of(self, topic: list[Intent]) -> Answer:
        names: _Names = {}
        examples = [await self._here(example, names) for one in topic for example in one.examples[:_TOPIC_EXAMPLES]]
        return Answer(
            lines(*(f"**{one.title}**: {one.summary} {one.response}" for one in topic), bullets(map(named, examples))),
            next_steps=tuple(examples[:3]),
        )


def _of_change(asked: Asked) -> Answer | None:
    """How a change of the one thing that is named is asked for; None: no such change is."""
    acts = [one for one in verbs(asked) if one in _FORMS]
    if len(acts) != 1 or len(asked.targets) != 1 or asked.ambiguous or not asked.targets[0].exact:
        return None
    name, title = asked.targets[0].name, intents()[_INTENTS.get(acts[0], "update_infrastructure")].title
    order = _FORMS[acts[0]].format(name)
    said = (
        f"**{title}**: ask for it plainly: {named(order)}. What is certain is shown as a plan, with the command of its provider;"
        " nothing is carried out by asking."
    )
    steps = (order, f"what breaks if {name} is deleted?" if acts[0] == "delete" else f"what breaks if {name} fails?")
    return Answer(said, next_steps=(*steps, f"describe {name}"), to_write=(order,))


_FORMS = {
    **{act: f"{act} {{}}" for act in ("delete", "stop", "start", "restart", "roll back")},
    "scale": "scale {} to 3 copies",
}
"""How a change is asked for, by what is done."""
_INTENTS = {"delete": "delete_infrastructure", "scale": "scale_deployment", "roll back": "rollback_deployment"}
_OF_CHANGES = "Changes"
_IN_TITLES = frozenset({"show", "list", "a", "the", "of", "and"})
"""Words of titles that tell no topic."""
_Names = dict[tuple[str, str], str]
"""Names by the kind that examples have names of, and the environment that they speak of."""
_WORKLOAD, _MACHINE = "workload", "compute.instance"
_LOOKED_AT, _TRIED = 200, 20
"""Things of a kind among which one with a plain name is looked for, and names that are looked up."""
_PLACES = {"prod": re.compile(r"\bin production\b"), "staging": re.compile(r"\bin staging\b")}
_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_NAMES = {
    sort: re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    for sort, names in {
        _WORKLOAD: "orders-api|inventory-svc|search-api|batch-worker|workers-a|checkout",
        _MACHINE: "web-7|node-17|host-9|app-(?:4|21)",
        "database": "orders-db|db-3",
        "storage.volume": "vol-12",
        "network.security_group": "web-sg",
        "network.vpc": "core-net",
        "storage.bucket": "(?<!called )raw-events",
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
