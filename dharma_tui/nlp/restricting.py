"""What a change is narrowed by: of what it names or points at, only that is changed which is as it was said to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dharma_tui.nlp.tools._base import Asked, Target

if TYPE_CHECKING:
    from dharma_tui.nlp.desk import Desk

MOST = 50
"""Resources that one plan may change."""
STANDS_FOR = frozenset({"k8s.pod", "container", "k8s.namespace", "cluster", "k8s.cluster", "account", "node_group"})
"""Kinds that say where a workload is, or what it is made of."""
_SORTS = ("provider", "region", "environment", "account", "status", "tag", "metric")
_PLACES = ("provider", "region", "environment", "account", "status")
"""Of several names and several of these it is not known which belongs to which."""
_TAGGING = ("tag", "tags", "label", "labels", "untag", "relabel")
_DOING = (
    *(
        "restart",
        "reboot",
        "bounce",
        "recycle",
        "stop",
        "halt",
        "shutdown",
        "shut",
        "suspend",
        "pause",
        "start",
        "boot",
    ),
    *("resume", "wake", "resize", "enlarge", "grow", "expand", "extend", "turn", "switch", "power"),
)
_FINDING = frozenset(
    {
        *("of", "in", "on", "at", "by", "with", "from", "to", "into", "for", "within", "under", "inside", "behind"),
        *("whose", "that", "which", "where", "having", "carrying", "named", "called", "than", "without"),
    }
)
"""Before what something is found by."""
_OF_VALUES = frozenset({"scale_deployment", "create_infrastructure"})
"""A number in these is what something is to become."""
SIZING = ("resize", "enlarge", "grow", "expand", "extend", "bigger", "upgrade")
_OWN_WORDS = ("service", "services", "deployment", "deployments", "workload", "workloads", "app", "apps", "application")
"""Titles of kinds that any workload is called by."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Whom a change is of, what speaks against it, and by what it was narrowed, in words."""

    targets: tuple[Target, ...] = ()
    doubts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def sets_tags(asked: Asked) -> bool:
    """Whether the tags in it are to be set, and do not say which resources are meant."""
    if asked.frame.intent != "update_infrastructure" or not asked.frame.values("tag"):
        return False
    first = next((at for at, word in enumerate(asked.words) if word in _TAGGING or word in _DOING), None)
    if first is None or asked.words[first] in _TAGGING:
        return True
    return any(word in _TAGGING and is_object(asked, at) for at, word in enumerate(asked.words))


def is_object(asked: Asked, at: int) -> bool:
    """Whether the word there is what is changed, and not what that is found by: "delete the tags", and not "with the tags"."""
    for before in reversed(asked.words[:at]):
        if before in _FINDING or not before[0].isalnum():
            return False
        if before not in asked.free:  # "the prod account"
            return asked.words[at + 1 : at + 2] == ("of",)
    return True


def is_of_so_many(asked: Asked, count: int) -> bool:
    """Whether a number of resources that was said, if any was, is how many there are."""
    if asked.frame.intent in _OF_VALUES or asked.has(*SIZING) or asked.has("number", "row", "#"):
        return True
    said = [one for one in asked.said.get("count", ()) if one[:1] not in "<>"]
    return all(one.isdecimal() and int(one) == count for one in said)


async def narrowed(asked: Asked, desk: Desk) -> Narrowed:
    """The targets of a request as far as they are what it says of them; of several that it points at, those that fit."""
    targets = asked.targets
    if len(targets) > 1 and not asked.is_pointed and any(len(asked.said.get(sort, ())) > 1 for sort in _PLACES):
        return Narrowed(doubts=("two places",))
    entities = {sort: said for sort in _SORTS if (said := asked.said.get(sort))}
    entities["resource_kind"] = tuple(one for one in asked.said.get("resource_kind", ()) if one not in STANDS_FOR)
    entities["count"] = tuple(one for one in asked.said.get("count", ()) if one[:1] in "<>")
    if sets_tags(asked):
        entities.pop("tag", None)
    kinds = tuple(dict.fromkeys(one.ref.kind for one in targets))
    is_other = asked.kinds and not set(kinds) & set(asked.kinds) and not asked.said.get("resource_kind")
    if is_other and not asked.has(*_OWN_WORDS):
        return Narrowed(doubts=("other kind",))
    frame = replace(asked.frame, entities={sort: said for sort, said in entities.items() if said})
    query = await desk.query(replace(asked, frame=frame, kinds=kinds, excluded=()), names=False)
    if query.untold or query.kept_in:
        return Narrowed(doubts=("untold",))
    if query.absent:
        return Narrowed(doubts=("other kind",))
    if frame.entities or query.conditions:
        fitting = await desk.naming.fitting([one.ref for one in targets], query.view())
        targets = tuple(one for one in targets if one.ref in fitting)
    if not targets or (len(targets) < len(asked.targets) and not asked.is_pointed):
        return Narrowed(doubts=("other kind" if query.kinds != kinds and not query.conditions else "unfitting",))
    if len(targets) != asked.so_many if asked.so_many else not is_of_so_many(asked, len(targets)):
        return Narrowed(doubts=("not so many",))
    return Narrowed(targets, words=query.words)
