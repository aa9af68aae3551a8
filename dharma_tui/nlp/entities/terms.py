"""Closed lists: providers, regions, environments, statuses, metrics and kinds, found by longest match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token, fold, tokenise

WIDEST = 5
_ORDER = ("provider", "region", "environment", "status", "metric", "resource_kind")
_CODE = lazy_pattern(
    r"(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-gov)?-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d(?P<zone>[a-f])?"
    r"|cn-[a-z]{5,}|[a-z]{2}-(?:ashburn|phoenix|frankfurt|london|amsterdam|tokyo|mumbai|sydney|toronto|zurich|paris)-\d"
    r"|(?:nyc|fra|ams|sgp|lon|sfo|tor|blr|syd|fsn|nbg|hel)\d"
    r"|(?:us|europe|asia|australia|southamerica|northamerica|me|africa)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)\d{1,2}(?P<part>-[a-f])?"
)

_NOTHING = (
    "instance type",
    "instance types",
    "machine type",
    "instance size",
    "vm size",
    "node count",
    "server side",
    "server error",
    "server errors",
    "role in",
    "cold cache",
    "cluster wide",
    "host name",
    "image version",
    "os image",
    "dns name",
    "key points",
    "full disk",
    "fail over",
    "fails over",
    "failing over",
    "sitting around",
    "availability zone",
    "availability zones",
    "coffee machine",
    "washing machine",
    "time machine",
    "vending machine",
    "slot machine",
    "up and running with",
)
"""Phrases in which the word of a kind is none."""

Phrase = tuple[str, ...]


@cache
def listed(name: str) -> dict[Phrase, str]:
    """Phrases of one list and the values they stand for."""
    told: dict[Phrase, str] = {}
    text = (Path(__file__).with_name("vocabulary") / f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            value, _, phrases = line.partition(" = ")
            for phrase in phrases.split(" | "):
                for words in _numbers(tuple(fold(one.text) for one in tokenise(phrase.strip().lower()))):
                    told.setdefault(words, value)
    return told


def _numbers(words: Phrase) -> Iterator[Phrase]:
    """One and many of a phrase."""
    yield words
    last = words[-1]
    if last.isalpha() and not last.endswith(("s", "ed", "ing")):
        yield (*words[:-1], last[:-1] + "ies" if last.endswith("y") and last[-2] not in "aeiou" else last + "s")
    elif last.endswith(("ss", "x")):
        yield (*words[:-1], last + "es")


@cache
def terms() -> dict[Phrase, tuple[tuple[str, str], ...]]:
    """Every phrase of every list, with the sorts and values it may stand for."""
    together: dict[Phrase, tuple[tuple[str, str], ...]] = {}
    for sort in _ORDER:
        for words, value in listed(sort).items():
            together[words] = (*together.get(words, ()), (sort, value))
    for provider in ("gcp", "azure"):
        for words, code in listed(f"region_{provider}").items():
            together.setdefault(words, (("region", code if "".join(words) == code else ""),))
        for value in set(listed(f"region_{provider}").values()):
            together.setdefault((value,), (("region", value),))
    for phrase in _NOTHING:
        together[tuple(phrase.split())] = (("", ""),)
    return together


@cache
def starts() -> dict[str, int]:
    """Words of the longest phrase that begins with each word."""
    longest: dict[str, int] = {}
    for words in terms():
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


@cache
def words() -> frozenset[str]:
    """Every word of every list."""
    return frozenset(word for phrase in terms() for word in phrase)


def found(tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
    """The longest phrases of the lists, from left to right, where nothing else was read."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        if tokens[at].sort in {"name", "tag", "quoted", "address"} or any(one.covers(at) for one in taken):
            at += 1
            continue
        told = _code(tokens[at], at) or _phrase(tokens, at, taken)
        mentions += told
        at = told[0].last if told else at + 1
    return [one for one in mentions if one.sort]


def _code(token: Token, at: int) -> list[Mention]:
    fits = _CODE.fullmatch(token.text) if token.sort == "identifier" else None
    if fits is None:
        return []
    zone = fits["zone"] or fits["part"]
    return [Mention("region", token.text.removesuffix(zone) if zone else token.text, at, at + 1)]


def _phrase(tokens: Sequence[Token], at: int, taken: Sequence[Mention]) -> list[Mention]:
    longest = min(starts().get(tokens[at].plain, 0), len(tokens) - at)
    for size in range(longest, 0, -1):
        if any(one.covers(place) for one in taken for place in range(at, at + size)):
            continue
        values = terms().get(tuple(one.plain for one in tokens[at : at + size]))
        if values:
            return [Mention(sort, value, at, at + size) for sort, value in values]
    return []


def place(words: Phrase, provider: str, value: str) -> str:
    """The code of a place under ``provider``, else under AWS."""
    if provider in {"gcp", "azure"}:
        return listed(f"region_{provider}").get(words, value)
    return value
