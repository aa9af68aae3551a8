"""All entities of an utterance, in the order in which they may claim its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities import counts, denied_behind, excluded, loose, opposites, particles, tags, terms, times
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_SPECIFIC = ("aws", "azure", "gcp")
_ACCOUNT = lazy_pattern(r"\d{12}")
"""The number of an account of AWS, which counts nothing."""
_AHEAD = words_of("entities.reading.ahead") - {"last", "lasts"}


def read(tokens: Sequence[Token]) -> list[Mention]:
    """Mentions among glossed tokens whose names are marked, first to last; excluded values are marked as such."""
    tagged = tags.found(tokens)
    mentions = [
        Mention("resource_name", token.text, at, at + 1, guessed=token.mended)
        for at, token in enumerate(tokens)
        if token.sort == "name" and not any(one.covers(at) for one in tagged)
    ]
    mentions += tagged
    mentions += [one for one in times.found(tokens, mentions, ahead=_ahead(tokens)) if _sure(one, tokens)]
    mentions += opposites.found(tokens, mentions)
    listed = terms.found(tokens, mentions)
    mentions += [one for one in listed if one.sort != "status" or particles.tells_a_state(one, tokens)]
    mentions += [
        Mention("resource_name", token.text, at, at + 1)
        for at, token in enumerate(tokens)
        if token.sort == "number" and _ACCOUNT.fullmatch(token.text) and not any(one.covers(at) for one in mentions)
    ]
    mentions += counts.found(tokens, mentions)
    mentions += _unlisted(tokens, mentions)
    mentions = excluded.marked(tokens, sorted(mentions, key=lambda one: one.first))
    mentions = denied_behind.marked(tokens, mentions)
    return _implied(_placed(loose.told(tokens, mentions), tokens))


def _ahead(tokens: Sequence[Token]) -> bool:
    return any(token.plain in _AHEAD for token in tokens if token.sort == "word")


def _sure(mention: Mention, tokens: Sequence[Token]) -> bool:
    """A time is no word of a name in quotes."""
    return all(tokens[at].sort != "quoted" for at in range(mention.first, mention.last))


_COMPOUND = lazy_pattern(
    r"(?:over|under|re|half|non|un|well|high|low|long|short|self|auto|multi|cross|post|semi|so|day|month|week|year|on|off|in|out|up|mid|near|ex|full|part|read|write|fast|slow|old|new|right|left|double|single|end)-[a-z]+"
    r"|[a-z]+-(?:wise|like|level|based|related|ready|only|side|term|free|facing|aware|up|off|in|out|back|down|by|to|date|day|week|month|year|old|hour|minute|time|run|over|privileged|finished|safe|proof|friendly|specific|hungry|heavy)"
)
"""English words of two parts, which are no names unless the inventory has them."""
_NO_NAME = lazy_pattern(
    r"i\.e|e\.g|[a-z]+-and-[a-z\-]+|user-data|scale-(?:up|down|out|in)s?|\d+(?:st|nd|rd|th)|v\d+(?:\.\d+)*|\d+(?:\.\d+)+|[a-z]{1,3}\d[a-z\d]{0,4}\.(?:nano|micro|small|medium|\d*x?large|metal)|rc\d+|what-if|[a-z]+-(?:t-)?(?:il|elle|on|ils|elles|nous|vous|je|tu|ce)|cve-\d{4}-\d+|log4shell"
)
"""Versions, sizes of machines, vulnerabilities, and French verbs with their subject behind them."""


def _unlisted(tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
    """Identifiers, addresses and quotes that nothing else claims: names, whether the inventory knows them or not."""
    return [
        Mention("resource_name", token.text, at, at + 1)
        for at, token in enumerate(tokens)
        if token.sort in {"identifier", "address", "quoted"}
        and token.text
        and not _COMPOUND.fullmatch(token.text)
        and not (token.sort == "identifier" and _NO_NAME.fullmatch(token.text))
        and not any(one.covers(at) for one in taken)
    ] + _parts_of_names(tokens, taken)


def _parts_of_names(tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
    """ "name contains X"."""
    told: list[Mention] = []
    for at, token in enumerate(tokens[:-1]):
        if token.plain in {
            "contains",
            "containing",
            "contain",
            "includes",
            "like",
            "starts",
            "ends",
            "matches",
            "matching",
        }:
            after = at + 1 + (tokens[at + 1].plain in {"with", "the", "in"})
            before = {one.plain for one in tokens[max(0, at - 3) : at]}
            named = (
                bool(before & {"name", "names", "named", "called"})
                and after < len(tokens)
                and tokens[after].sort == "word"
            )
            if named and not any(one.covers(after) for one in taken):
                told.append(Mention("resource_name", tokens[after].text, after, after + 1))
    return told


def _placed(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[Mention]:
    """With places under the codes of the provider that is meant."""
    providers = [one.value for one in mentions if one.sort == "provider" and not one.excluded]
    providers += [
        one.value.split(".")[0] for one in mentions if one.sort == "resource_kind" and one.value.startswith(_SPECIFIC)
    ]
    provider = providers[0] if providers else "aws"
    told: list[Mention] = []
    for one in mentions:
        if one.sort == "region":
            value = terms.place(tuple(token.plain for token in tokens[one.first : one.last]), provider, one.value)
            if value:
                told.append(replace(one, value=value))
        else:
            told.append(one)
    return told


def _implied(mentions: list[Mention]) -> list[Mention]:
    """With the provider that a kind belongs to; "k8s" within "k8s cluster" was never one."""
    said = {one.value for one in mentions if one.sort == "provider"}
    for one in list(mentions):
        provider = one.value.split(".")[0]
        if one.sort == "resource_kind" and provider in _SPECIFIC and provider not in said:
            said.add(provider)
            mentions.append(Mention("provider", provider, one.first, one.first, excluded=one.excluded))
    return mentions
