"""What a quantity is to an intent: so many, so many more or fewer, or a revision that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.features import is_size
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token

_ADD = frozenset({"add", "plus", "extra", "increase"})
_TAKE = frozenset({"remove", "minus", "subtract", "drop", "delete", "reduce", "decrease"})
_UP, _DOWN = _ADD | {"up"}, _TAKE | {"down"}
"""The same where it is said by how many."""
_ADDING = frozenset({"add", "plus", "extra"})
_PULLING = frozenset({"take", "pull", "get", "cut", "shave", "knock", "strip"})
_OFF = frozenset({"off", "away", "from", "out", "down"})
_TOLD = frozenset({"optimize_cost", "list_resources", "list_deployments", "show_statistics"})
"""Intents that change nothing, by so many or otherwise."""
_REDUCED = frozenset({"reduce", "decrease", "shrink", "lower"})
_BY = frozenset({"by", "in", "of"})
_OF_COPIES = frozenset({"replica", "replicas", "copy", "copies", "pod", "pods", "worker", "workers", "node", "nodes"})
ISSUES = frozenset({"release", "deploy", "releases", "versions", "revisions", "deploys", "deployments", "rollouts"})
LISTS = frozenset({"list_resources", "list_deployments", "list_infrastructure"})


def meant(intent: str, one: Mention, tokens: Sequence[Token]) -> Mention | None:
    """A revision is no count, several are; what is added or removed is a change of one, unless it is made thereby."""
    if intent == "rollback_deployment" and one.value.isdigit():
        behind = {token.plain for token in tokens[one.last : one.last + 2]}
        return one if ISSUES & behind and one.value != "1" else None
    if intent == "create_infrastructure" and one.value.startswith("+"):
        return replace(one, value=one.value.removeprefix("+"))
    if one.value[0] in "+-" and intent in _TOLD:  # "more 5 things" are the top five
        return replace(one, value=one.value[1:])
    if one.value == "/2" and intent != "scale_deployment":
        return None
    if one.value == "x2" and not _REDUCED.isdisjoint(token.plain for token in tokens):  # "вдвое"
        return replace(one, value="/2")
    before = tokens[one.first - 1].plain if one.first else ""
    if one.value.startswith("x") and intent not in CHANGES and tokens[one.last - 1].plain == "times":
        return replace(one, value=one.value.removeprefix("x"))
    limits = {tokens[one.first].plain, tokens[one.last - 1].plain}
    if one.value.startswith("<=") and (
        ("up" in limits and intent == "scale_deployment") or ("until" in limits and intent not in LISTS)
    ):
        return meant(intent, replace(one, value=one.value.removeprefix("<=")), tokens)
    if intent == "update_infrastructure" and one.value[0].isdigit() and is_size(one.value):
        around = {before, *(token.plain for token in tokens[one.last : one.last + 1])}
        return one if around.isdisjoint(_ADDING) else replace(one, value=f"+{one.value}")
    if intent == "scale_deployment" and one.value.isdigit() and one.value != "0":
        if _is_taken_off(one, tokens):
            return replace(one, value=f"-{one.value}")
        beside = before if before in _ADD | _TAKE else _past_name(one, tokens) or _behind(one, tokens)
        change = beside if beside in _ADD | _TAKE else _by(one, tokens)
        sign = "+" if change in _UP else "-" if change in _DOWN else ""
        return replace(one, value=f"{sign}{one.value}")
    return one


def _is_taken_off(one: Mention, tokens: Sequence[Token]) -> bool:
    """ "take 3 replicas off web"."""
    before = tokens[one.first - 1].plain if one.first else ""
    return before in _PULLING and not _OFF.isdisjoint(token.plain for token in tokens[one.last : one.last + 4])


def _past_name(one: Mention, tokens: Sequence[Token]) -> str:
    """The verb before the name, or "it", that stands before what is counted: "remove checkout two pods"."""
    if one.first < 2 or (tokens[one.first - 1].sort != "name" and tokens[one.first - 1].plain not in {"it", "them"}):
        return ""
    return tokens[one.first - 2].plain if tokens[one.first - 2].plain in {"add", "remove", "drop"} else ""


def _behind(one: Mention, tokens: Sequence[Token]) -> str:
    """The verb right behind what is counted, as in languages that put it last: "three replicas add"; none of "on three"."""
    at = one.last
    if one.first and tokens[one.first - 1].plain == "on":
        return ""
    while at < len(tokens) and tokens[at].plain in _OF_COPIES:
        at += 1
    return tokens[at].plain if at < len(tokens) and at - one.last <= 1 else ""


def _by(one: Mention, tokens: Sequence[Token]) -> str:
    """The verb of "reduce it by two", "in two" or "of two" as other languages have it."""
    beside = {tokens[at].plain for at in (one.first - 1, one.first) if at >= 0}
    if not beside & _BY or one.value.endswith("%"):
        return ""
    earlier = [token.plain for token in tokens[max(0, one.first - 8) : one.first]]
    said = [*earlier, *(token.plain for token in tokens[one.last : one.last + 4])]
    return next((word for word in said if word in _UP | _DOWN), "") if "to" not in earlier else ""
