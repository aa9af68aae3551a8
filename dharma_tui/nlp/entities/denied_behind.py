"""States that are denied behind them, as other languages put it: "public not is", "公開されていない", "स्टॉप्ड नहीं"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token

_BETWEEN = frozenset({"is", "are", "in", "status", "state", "to", "at", "of"})
_BEHIND = frozenset({"is", "are", "in", "of", "which", "what", "show", "list", "how"})


def marked(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions`` with those states as left out; what a denial stands before, which is of a state, is not left out by it."""
    told = list(mentions)
    for at, one in enumerate(told):
        if one.sort != "status" or one.excluded:
            continue
        if _follows_its_kind(tokens, told, at):
            told[at] = replace(one, excluded=True)
        elif end := _denied(tokens, one, told):
            told[at] = replace(one, excluded=True)
            told = [replace(each, excluded=False) if end <= each.first <= end + 1 else each for each in told]
    return told


def _denied(tokens: Sequence[Token], one: Mention, mentions: Sequence[Mention]) -> int:
    """The place behind the denial of a state; 0: it is not denied."""
    at, strange = one.last, 0
    while at < len(tokens) and not _denies(tokens[at]) and (tokens[at].plain in _BETWEEN or _is_strange(tokens[at])):
        strange += _is_strange(tokens[at])
        at += 1
    if at >= len(tokens) or strange > 1 or not _denies(tokens[at]):
        return 0
    at += 1
    behind = tokens[at].plain if at < len(tokens) else ""
    is_end = not behind or tokens[at].sort == "mark" or behind in _BEHIND
    is_of_kind = any(one.sort in {"resource_kind", "own_kind"} and one.first == at for one in mentions)
    return at if is_end or is_of_kind else 0


def _denies(token: Token) -> bool:
    """Whether it is a denial of another language: English has it before what it denies."""
    return token.plain == "not" and token.end - token.start != len("not")


def _is_strange(token: Token) -> bool:
    return token.sort in {"cjk", "word"} and not token.plain.isascii()


def _follows_its_kind(tokens: Sequence[Token], mentions: Sequence[Mention], at: int) -> bool:
    """ "buckets no públicos": a denial between a kind and its state, where nothing follows that it could be of."""
    one = mentions[at]
    before = mentions[at - 1] if at else None
    is_last = one.last == len(tokens) or tokens[one.last].sort == "mark"
    is_behind = before is not None and before.sort == "resource_kind" and before.last == one.first - 1
    return is_last and is_behind and tokens[one.first - 1].plain == "no"
