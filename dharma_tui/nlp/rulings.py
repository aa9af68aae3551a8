"""What a request means by how it is worded, where the model may say otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.features import is_size
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.word_lists import words_of

_TALK = "help_or_smalltalk"
CONTAINERS = frozenset(
    {"account", "cluster", "k8s.cluster", "datacenter", "aws.eks.cluster", "azure.aks.cluster", "gcp.gke.cluster"}
)
_WANTING = frozenset({"want", "wants", "need", "needs"})
_ASKING_YOU = ("how", "do", "i", "ask", "you")
_THANKING = frozenset({"thanks", "bye", "best", "great", "cheers"})
_TALKING = words_of("recogniser.talking") | {f"<time:{point}>" for point in ("at", "until", "next", "in")}
_IMAGINED = frozenset({"imagine", "suppose", "supposing", "assume", "assuming"})
_IS_DONE = words_of("mood.pasts") | words_of("mood.verbs")
_MAKING = words_of("recogniser.making")
_ANY_KIND = {(article, "<resource_kind>") for article in ("a", "an", "another", "new")}
MADE_OR_CHANGED = {
    "create_infrastructure": "update_infrastructure",
    "update_infrastructure": "create_infrastructure",
}
_AS_WELL = 0.15
"""An intent that is at least so likely may be meant instead of the likeliest."""
_WORKLOADS = frozenset({"k8s.statefulset", "k8s.daemonset"})
_SMALL = words_of("recogniser.small")
_FORESEEING = frozenset({"forecast_capacity", "predict_failure", "show_statistics"})
_ENDING = frozenset({"expire", "expires", "expiring"})
_TAKEN_FOR_ROUTES = frozenset(
    {
        "describe_infrastructure",
        "deployment_status",
        "resource_relationships",
        "list_infrastructure",
        "forecast_capacity",
    }
    | {"explain_root_cause", "detect_anomalies", "show_statistics", "optimize_cost", "out_of_scope", "list_resources"}
)
_TROUBLE = frozenset({"detect_threats", "detect_anomalies", "optimize_cost"})
"""What only things in a bad state are asked about for."""
_LISTED = words_of("context.small") | {
    "which",
    "list",
    "show",
    "have",
    "has",
    "be",
    "being",
    "been",
    "non",
    ",",
    ".",
    "status",
}
_ENDS_OF_A_ROUTE = 2
_ON_THE_WAY = frozenset(
    {
        "over",
        "via",
        "through",
        "between",
        "path",
        "paths",
        "route",
        "routes",
        "way",
        "hop",
        "hops",
        "stations",
        "where",
        "nodes",
        "node",
    }
    | {"passes", "pass", "passing", "goes", "travel", "travels", "steps"}
)
_WHEN = frozenset({"why", "when", "who", "since", "changed", "migrate", "move", "compare", "difference"})
_FROM, _TO = frozenset({"from", "of", "between"}), frozenset({"to", "until", "and", "towards"})
_RELEASE = re.compile(r"v?\d+(?:\.\d+)+")
_ITSELF = frozenset({"autoscaling", "autoscaler", "autoscale", "auto-scaling"})
_SWITCHING = frozenset({"start", "stop", "enable", "disable", "turn", "switch", "update", "activate", "set"})
_DRAINING = frozenset({"drain", "cordon"})
_TAKEN_FOR_DRAINS = frozenset({"delete_infrastructure", "update_infrastructure", "detect_anomalies"})
_BOOKS = frozenset({"runbook", "playbook"})
_DELETING = frozenset({"delete", "remove", "destroy", "terminate", "drop", "erase", "purge"})
_TAGS = frozenset({"tag", "tags", "label", "labels", "tagged"})
_POINTED = frozenset({"it", "them"})
_SET = frozenset({"update", "change", "set", "make"})
_QUESTIONS = frozenset({"?", "who", "what", "which", "when", "why", "how", "did", "has"})
_TAKEN_FOR_QUESTIONS = frozenset({"show_changes", "describe_infrastructure", "deployment_status", "out_of_scope"})
_COUNTING = frozenset({"many", "count", "number", "total", "percentage", "share"})
_MANY = frozenset({("how", "many"), ("how", "much")})
_POINTING = frozenset({"it", "its", "their", "them", "those", "these", "that"})
_MALICIOUS = frozenset({"malware", "cryptominer", "ransomware", "attack", "intruder", "backdoor"})
_BEHIND_IT = (("what", "is", "behind", "it"), ("what", "is", "behind", "this"), ("what", "is", "behind", "that"))
_COMPLAINED = 5
"""Words of a complaint and of what is behind it at least."""
_IN_A_PLACE = lazy_pattern(
    r"(?:the |all |any )?(?:<status> )*(?P<what><resource_kind>|deployments|workloads)(?: (?:that are |which are )?<status>)?"
    r" (?:in|on|inside|within)(?: the| our)?(?: <resource_kind>)? <(?:name|machine)>(?: <resource_kind>)?(?: \?)?"
)


def of_what_ends(reading: Reading, intent: str) -> str:
    """The intent of a question about things that expire in a time to come, which is no forecast; empty: it is none such."""
    sorts = {one.sort for one in reading.mentions}
    words = {token.plain for token in reading.tokens}
    if (
        intent not in _FORESEEING
        or "resource_kind" not in sorts
        or "resource_name" in sorts
        or _ENDING.isdisjoint(words)
    ):
        return ""
    return "list_resources" if _COUNTING.isdisjoint(words) else "show_statistics"


def worded(row: Sequence[str]) -> str:
    """The intent of "imagine we deleted x …", "finance wants owner=x on …" and "plan a cluster in …"; empty: of none."""
    if any(tuple(row[at : at + len(_ASKING_YOU)]) == _ASKING_YOU for at in range(len(row))):
        return _TALK
    if _TALKING.issuperset(row) and not _THANKING.isdisjoint(row):
        return _TALK
    if row[:1] and row[0] in _IMAGINED and not _IS_DONE.isdisjoint(row[1:5]):
        return "show_graph"
    if any(first in _WANTING and second == "<tag>" for first, second in pairwise(row)):
        return "update_infrastructure"
    return "create_infrastructure" if tuple(row[:1]) == ("plan",) and tuple(row[1:3]) in _ANY_KIND else ""


def is_of_a_route(reading: Reading) -> bool:
    """Whether it is asked what lies on the way from one thing to another: "through which hops does it go from web-7 to db-7"."""
    words = [token.plain for token in reading.tokens]
    names = [one for one in reading.mentions if one.sort == "resource_name" and not one.excluded]
    if len(names) != _ENDS_OF_A_ROUTE or _ON_THE_WAY.isdisjoint(words) or not _WHEN.isdisjoint(words):
        return False
    start, end = names
    from_here = {*words[max(0, start.first - 2) : start.first], *words[start.last : start.last + 1]}
    to_there = {*words[start.last : end.first], *words[end.last : end.last + 1]}
    return not _FROM.isdisjoint(from_here) and not _TO.isdisjoint(to_there)


def of_what_is_said(first: str, reading: Reading, row: Sequence[str]) -> str:
    """What is meant where ``first`` is likelier: to resize, where no copies are counted but gigabytes; which version of a workload
    is live, where it is asked for in an environment. Empty: that it is."""
    sorts = {one.sort for one in reading.mentions}
    words = {token.plain for token in reading.tokens}
    if asked := _of_a_question(first, reading, row, words, sorts):
        return asked
    if first == "scale_deployment" and any(one.sort == "count" and is_size(one.value) for one in reading.mentions):
        return "update_infrastructure"
    if change := _of_a_change(first, reading, sorts):
        return change
    if first == "scale_deployment" and "metric" in sorts and tuple(row[:1]) != ("scale",) and "many" in row:
        return "show_statistics"
    if first in _TAKEN_FOR_ROUTES and is_of_a_route(reading):
        return "show_graph"
    if first in _TROUBLE and _are_not_so(reading):
        return "list_resources"
    if first == "describe_infrastructure" and "resource_kind" not in sorts and {"deployed", "version"} <= words:
        return "deployment_status"  # "is it deployed or not, which version is it"
    is_asked = first == "describe_infrastructure" and tuple(row[:2]) in {("what", "version"), ("which", "version")}
    return "deployment_status" if is_asked and "<name>" in row and sorts == {"resource_name", "environment"} else ""


def _are_not_so(reading: Reading) -> bool:
    """Whether nothing but things that are in no such state is asked for: "which databases are not public?" tells no threat."""
    sorts = {one.sort for one in reading.mentions if not one.excluded}
    is_denied = any(one.sort == "status" and one.excluded for one in reading.mentions)
    rest = {token.plain for at, token in enumerate(reading.tokens) if reading.at(at) is None}
    return is_denied and "status" not in sorts and rest <= _SMALL | _LISTED


def _of_a_question(first: str, reading: Reading, row: Sequence[str], words: set[str], sorts: set[str]) -> str:
    """What is asked where it reads like another question; empty: it is as it reads."""
    if first == "resource_relationships" and "version" in words and row[0] in {"which", "what"}:
        return "describe_infrastructure"  # "which postgres version runs on orders-db"
    if first == "resource_relationships" and _says_behind_it(row):
        return "explain_root_cause"
    if first == "predict_failure" and "metric" in sorts and _MANY.intersection(pairwise(row)):
        return "forecast_capacity"  # "how many connections will it have to withstand"
    if (
        first == "deployment_status"
        and "resource_name" not in sorts
        and _POINTING.isdisjoint(words)
        and _MANY.intersection(pairwise(row[:2]))
    ):
        return "show_statistics"
    if first == "detect_anomalies" and not _MALICIOUS.isdisjoint(words):
        return "detect_threats"
    return ""


def _says_behind_it(row: Sequence[str]) -> bool:
    """Whether it is asked what is behind what was told just before, which is its cause: "web-7 hangs, what is behind it"."""
    said = [word for word in row if word != "?"]
    return len(said) > _COMPLAINED and any(tuple(said[-len(one) :]) == one for one in _BEHIND_IT)


def of_a_place(row: Sequence[str]) -> str:
    """The intent of what is but a kind that lies in what is named: "failed pods in blue-1", "stopped servers in the x cluster"."""
    found = _IN_A_PLACE.fullmatch(" ".join(row))
    if found is None:
        return ""
    return "list_resources" if found["what"].startswith("<") else "list_deployments"


def _of_a_change(first: str, reading: Reading, sorts: set[str]) -> str:
    """What is changed in place where it reads like another change, or the other way round; empty: it is as it reads."""
    words = [token.plain for token in reading.tokens]
    kinds = {one.value for one in reading.mentions if one.sort == "resource_kind"}
    if first in _TAKEN_FOR_DRAINS and "k8s.node" in kinds and not _DRAINING.isdisjoint(words):
        return "run_remediation"
    if first == "scale_deployment" and "count" not in sorts and not _BOOKS.isdisjoint(words):  # "跑 x 这个预案"
        return "run_remediation"
    if first in {"scale_deployment", "create_infrastructure"} and "resource_name" in sorts and "count" not in sorts:
        if any(_RELEASE.fullmatch(word) for word in words):  # "passe mysql en 8.4"
            return "update_infrastructure"
        if not _ITSELF.isdisjoint(words) and not _SWITCHING.isdisjoint(words):  # "turn on autoscaling"
            return "update_infrastructure"
    if first == "create_infrastructure" and "resource_name" in sorts and _is_more(reading):
        return "update_infrastructure"
    if first == "delete_infrastructure" and "resource_name" in sorts:
        if (
            "tag" in sorts and not _TAGS.isdisjoint(words) and not _is_thing_deleted(reading)
        ):  # "remove the label x from web-7"
            return "update_infrastructure"
        counts = [one for one in reading.mentions if one.sort == "count"]
        is_last = len(counts) == 1 and counts[0].last == len(words) and words[counts[0].first - 1] in _POINTED
        return "scale_deployment" if is_last and "resource_kind" not in sorts else ""
    is_set = words[-1:] and words[-1] in _SET and {"resource_name", "tag"} <= sorts and _QUESTIONS.isdisjoint(words)
    return "update_infrastructure" if is_set and first in _TAKEN_FOR_QUESTIONS else ""


def _is_thing_deleted(reading: Reading) -> bool:
    """Whether a kind or a name is the first that stands behind the verb, and a tag only tells which: "delete queue x tagged y"."""
    at = next((at for at, token in enumerate(reading.tokens) if token.plain in _DELETING), len(reading.tokens))
    behind = [one for one in reading.mentions if one.first > at and one.last > one.first]
    between = {token.plain for token in reading.tokens[at : behind[0].last + 1]} if behind else set()
    return bool(behind) and behind[0].sort in {"resource_kind", "resource_name"} and not between & (_TAGS - {"tagged"})


def _is_more(reading: Reading) -> bool:
    """Whether so much more is to be had: "200 gb more"."""
    sizes = [one for one in reading.mentions if one.sort == "count" and is_size(one.value.removeprefix("+"))]
    return any(one.value.startswith("+") for one in sizes)


def made_or_changed(reading: Reading, told: Mapping[str, float]) -> str:
    """Which of making and changing is meant of a size, where the likelier is not: what has a name is there already."""
    first = max(told, key=lambda intent: told[intent])
    other = MADE_OR_CHANGED.get(first, "")
    sorts = {one.sort for one in reading.mentions}
    if not other or told[other] < _AS_WELL or "count" not in sorts or "resource_kind" not in sorts:
        return ""
    words = {token.plain for token in reading.tokens}
    is_there = "resource_name" in sorts and _MAKING.isdisjoint(words)
    is_new = sorts.isdisjoint({"resource_name", "tag", "status"}) and not _WANTING.isdisjoint(words)
    return other if (is_there if first == "create_infrastructure" else is_new) else ""


def listed(reading: Reading, row: Sequence[str]) -> str:
    """The intent of a request that is nothing but a kind and what narrows it ("unhealthy nodes prod"); empty: it is more."""
    if any(not word.startswith("<") and word not in _SMALL for word in row):
        return ""
    kinds = [one.value for one in reading.mentions if one.sort == "resource_kind"]
    if not kinds or any(one.sort in {"resource_name", "metric", "time_range", "count"} for one in reading.mentions):
        return ""
    if any(one.value == "idle" for one in reading.mentions):
        return "optimize_cost"
    if kinds[0] in _WORKLOADS:
        return "list_deployments"
    return "list_infrastructure" if kinds[0] in CONTAINERS else "list_resources"
