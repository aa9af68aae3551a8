"""How tags are kept, by the rules and words of ``tag_file``, counted on the index of what exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar

from dharma_tui.core.errors import SettingsError
from dharma_tui.core.filter import quoted
from dharma_tui.core.kinds import TAGGABLE, KindSpec
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.tag_report import RuleKept, Spelling, Spellings, TagReport
from dharma_tui.core.tags import (
    CONCEPTS,
    ENVIRONMENT,
    RESERVED,
    Conventions,
    TagRule,
    Vocabulary,
    plain_key,
    plain_value,
)
from dharma_tui.core.view import View

if TYPE_CHECKING:
    from dharma_tui.services.inventory import Inventory

_T = TypeVar("_T")
_EVERYTHING = (TAGGABLE.name,)
_SHORT = (("env", "environment"), ("app", "application"))
_PLAIN = re.compile(r"[A-Za-z0-9][\w.\-]*")
_USUAL = Conventions().rules
"""Rules of kinds that need not be here."""


class Tagging:
    """Async, for screens and commands."""

    def __init__(
        self, inventory: Inventory, kinds: Mapping[str, KindSpec], conventions: Callable[[], Conventions]
    ) -> None:
        self._inventory = inventory
        self._kinds = kinds
        self._conventions = conventions

    async def report(self) -> TagReport:
        """How things stand now. Raises SettingsError for rules that cannot be understood, StoreError."""
        conventions = self._conventions()
        taggable = [kind for kind, spec in self._kinds.items() if TAGGABLE.has(spec)]
        untagged = View(kinds=_EVERYTHING, filter='label=""')
        listing = await self._inventory.open(untagged)
        keys, values = await self._inventory.label_counts(taggable) if taggable else ([], [])
        return TagReport(
            listing.total,
            untagged,
            listing.matched,
            tuple([await self._kept(rule, taggable) for rule in conventions.rules]),
            tuple(_keys(keys)),
            tuple(_values(values, conventions.vocabulary)),
            tuple(_contradictions(await self._beside(taggable, keys), conventions.vocabulary)),
        )

    async def _beside(
        self, taggable: Sequence[str], counted: Iterable[tuple[str, int]]
    ) -> Iterable[tuple[list[str], int]]:
        """Labels of resources that have a key in more than one spelling."""
        several = [key for keys in _alike(counted).values() if len(keys) > 1 for key, _ in keys]
        return await self._inventory.labels_beside(taggable, several) if several else ()

    async def _kept(self, rule: TagRule, taggable: Sequence[str]) -> RuleKept:
        for pattern in rule.kinds:  # a rule of nothing that there could be would always be kept
            if rule not in _USUAL and not any(fnmatchcase(kind, pattern) for kind in self._kinds):
                raise SettingsError(
                    f"the rule {rule.name!r} asks for kinds that there are not: {pattern}",
                    did_you_mean(pattern, self._kinds, "kinds are named as in docs/kinds.md, such as aws.ec2.instance"),
                )
        kinds = tuple(kind for kind in taggable if any(fnmatchcase(kind, pattern) for pattern in rule.kinds))
        view = View(kinds=kinds, filter=broken(rule))
        if not kinds:
            return RuleKept(rule, 0, 0, view)
        if len(kinds) == len(taggable):
            view = View(kinds=_EVERYTHING, filter=view.filter)
        listing = await self._inventory.open(view)
        return RuleKept(rule, listing.total, listing.matched, view)


def broken(rule: TagRule) -> str:
    """What finds the resources that do not keep ``rule``, in the filter language."""
    field = f"tag.{rule.key}" if rule.key in CONCEPTS else f"label.{rule.key}"
    if not _PLAIN.fullmatch(rule.key):  # a key that is no word of the filter language
        spelled = f"(?-i:^{re.escape(rule.key)}=)" + (
            f"({'|'.join(map(re.escape, rule.values))})$" if rule.values else "."
        )
        return f"!label~{quoted(spelled)}"
    if rule.values and rule.key in CONCEPTS:  # "=" would take any spelling of them
        spelled = "|".join(map(re.escape, rule.values))
        return f"!{field}~{quoted(f'^({spelled})$')}"
    if rule.values:
        return f"!{field}={','.join(map(_value, rule.values))}"
    return f'{field}=""'


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quoted(text)


def _keys(counted: Iterable[tuple[str, int]]) -> list[Spellings]:
    """Keys that mean the same and are spelled differently."""
    found = [
        Spellings(meaning, tuple(_spelled(key, count, f"{re.escape(key)}=") for key, count in _ordered(keys)))
        for meaning, keys in _alike(counted).items()
        if len(keys) > 1
    ]
    return sorted(found, key=_weight)


def _alike(counted: Iterable[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Keys by what they mean."""
    meant: dict[str, list[tuple[str, int]]] = {}
    for key, count in counted:
        if key and not key.startswith(RESERVED):
            meant.setdefault(_meaning(key), []).append((key, count))
    return meant


def _contradictions(beside: Iterable[tuple[list[str], int]], words: Vocabulary) -> list[Spellings]:
    """Labels of one resource whose keys mean the same and whose values do not."""
    meant: dict[str, dict[tuple[str, ...], int]] = {}
    plain_of = _reader(words)
    for labels, count in beside:
        values: dict[str, dict[str, str]] = {}
        for label in labels:
            key, _, value = label.partition("=")
            name = _meaning(key)
            if plain := plain_of(name, value):
                values.setdefault(name, {})[label] = plain
        for name, told in values.items():
            if len({*told.values()}) > 1:
                held = meant.setdefault(name, {})
                held[tuple(told)] = held.get(tuple(told), 0) + count
    found = [Spellings(name, tuple(_together(*one) for one in _ordered(told.items()))) for name, told in meant.items()]
    return sorted(found, key=lambda one: (-sum(each.count for each in one.spellings), one.meaning))


def _together(labels: Sequence[str], count: int) -> Spelling:
    """What shows the resources that have all of ``labels``."""
    each = " ".join(f"label~{quoted(f'(?-i:^{re.escape(label)}$)')}" for label in labels)
    return Spelling(", ".join(labels), count, View(kinds=_EVERYTHING, filter=each))


def _values(counted: Iterable[tuple[str, str, int]], words: Vocabulary) -> list[Spellings]:
    """Values of one key, however that is spelled, that mean the same and are spelled differently."""
    meant: dict[tuple[str, str], dict[str, int]] = {}
    spelled: dict[str, dict[str, None]] = {}
    plain_of = _reader(words)
    for key, value, count in counted:
        if key.startswith(RESERVED) or not value:
            continue
        name = _meaning(key)
        spelled.setdefault(name, {})[key] = None
        if plain := plain_of(name, value):
            held = meant.setdefault((name, plain), {})
            held[value] = held.get(value, 0) + count
    found = []
    for (name, plain), values in meant.items():
        if len(values) > 1:
            keys = "|".join(map(re.escape, spelled[name]))
            each = (
                _spelled(value, count, f"(?:{keys})={re.escape(value)}$") for value, count in _ordered(values.items())
            )
            found.append(Spellings(plain, tuple(each), name))
    return sorted(found, key=_weight)


def _reader(words: Vocabulary) -> Callable[[str, str], str]:
    """Tells what a value under a key of some meaning says."""
    environments = {_meaning(key) for key in words.keys.get(ENVIRONMENT, ())}
    return lambda name, value: words.meaning(ENVIRONMENT, value) if name in environments else plain_value(value)


def _meaning(key: str) -> str:
    """What spellings of one key have in common. Keys that tell the same in other words, as owner and team, are two."""
    plain = plain_key(key)
    return next(
        (f"{long}{plain.removeprefix(short)}" for short, long in _SHORT if plain in (short, f"{short}name")), plain
    )


def _spelled(text: str, count: int, line: str) -> Spelling:
    """``line`` is what a label of this spelling begins with, as a regular expression that heeds case."""
    return Spelling(text, count, View(kinds=_EVERYTHING, filter=f"label~{quoted(f'(?-i:^{line})')}"))


def _ordered(counted: Iterable[tuple[_T, int]]) -> list[tuple[_T, int]]:
    """The commonest first."""
    return sorted(counted, key=lambda pair: (-pair[1], str(pair[0])))


def _weight(found: Spellings) -> tuple[int, str, str]:
    """Those first that most resources would have to be changed for."""
    return (-sum(one.count for one in found.spellings[1:]), found.key, found.meaning)
