"""Whether a change is not of what is named but of something that it has: "remove all tags from web-1"."""

from __future__ import annotations

import re

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.restricting import SIZING, is_object, sets_tags
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.word_lists import words_of

_CHANGES = ("delete_infrastructure", "update_infrastructure", "restart_deployment")
_TAGS = frozenset({"tag", "tags", "label", "labels"})
_PLACES = frozenset(
    {
        *("account", "accounts", "region", "regions", "zone", "zones", "environment", "environments"),
        *("cluster", "clusters", "namespace", "namespaces", "key", "keys", "name"),
    }
)
"""Where something is, how it is called, or what opens it."""
_PIECES = frozenset(
    {
        *("copy", "copies", "replica", "replicas", "pod", "pods", "version", "versions", "workers", "images"),
        *("state", "status", "size", "number", "count", "capacity"),
    }
)
"""What something is made of, or what is told of it: to restart all its pods is to restart it, to delete them is not."""
_ALIKE = frozenset({"pod", "pods", "replica", "replicas", "copy", "copies", "container", "containers"})
_DELETING = frozenset({"delete", "remove", "purge", "erase", "destroy", "wipe", "terminate"})
_BACK = frozenset({"back", "rollback", "revert", "undo", "roll"})
_ORDERS = frozenset({"rid", "deleting", "stopping", "restarting", "removing"})
"""Of an order itself: "get rid of", "the deletion of"."""
_BEHIND = frozenset({"in", "on", "at", "from", "for", "with", "and", "to", "by", "now", "please"})
_NAMESPACE = lazy_pattern(
    r"\b(?:in|from|of|within|inside|under)\s+(?:the\s+)?"
    r"(?:(?:namespace|ns)\s+[\"'`]?(?P<behind>[\w.\-]+)|[\"'`]?(?P<before>[\w.\-]+)[\"'`]?\s+(?:namespace|ns)\b)",
    re.IGNORECASE,
)


def is_in_namespace(asked: Asked) -> bool:
    """Whether what was found by its name was said as a namespace: "restart checkout in the payments namespace"."""
    said = {(one["behind"] or one["before"]).lower().rstrip(".") for one in _NAMESPACE.finditer(asked.text)}
    return any(one.name.lower() in said and not one.ref.kind.endswith("namespace") for one in asked.targets)


def is_of_a_part(asked: Asked) -> bool:
    """Whether not what is meant is to be changed but a part of it, or what it has, or where it is."""
    intent, is_deleted = asked.frame.intent, asked.frame.intent == "delete_infrastructure"
    if intent == "rollback_deployment":
        return asked.has(*_DELETING) and not asked.has(*_BACK)
    if intent not in _CHANGES or sets_tags(asked):
        return False
    if is_deleted and asked.has(*_TAGS) and not asked.frame.values("tag"):
        return True
    return any(_is_part(asked, at, word, is_deleted) for at, word in enumerate(asked.words))


def is_measured(asked: Asked) -> bool:
    """Whether what is measured of something is to be changed, and not the thing: "stop the traffic to web-1"."""
    is_plain = asked.frame.intent in _CHANGES and not asked.has(*SIZING)
    return bool(asked.frame.values("metric")) and not asked.frame.values("count") and (is_plain or not asked.targets)


def _is_part(asked: Asked, at: int, word: str, is_deleted: bool) -> bool:
    if not is_object(asked, at):
        return False
    if word in _TAGS:
        return is_deleted
    if word in _ORDERS or word in words_of("mood.verbs") | words_of("mood.nouns"):
        return False
    is_side = word in _PLACES or (is_deleted and word in _PIECES)
    is_of = asked.words[at + 1 : at + 2] == ("of",)
    if asked.said.get(word.removesuffix("s")) and (not is_of or not asked.targets):
        return False  # "in account acme-prod"
    if not asked.targets:
        return is_of and is_side and word in asked.free
    if is_of and asked.words[at + 2 : at + 3] in [(), *((one,) for one in _BEHIND)]:
        return is_side or word not in words_of("refusing.plain") - _ALIKE | (frozenset() if is_deleted else _ALIKE)
    is_placing = asked.words[at + 1 : at + 2] and asked.words[at + 1] not in {*asked.free, *_BEHIND}
    return (
        is_side and not is_placing and not any(one.ref.kind.endswith(word.removesuffix("s")) for one in asked.targets)
    )
