"""Entities as the intent has them: what is no filter of this request is dropped, what is said of a "
"usage is a metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.entities import how_many, terms
from dharma_tui.nlp.entities.particles import BE
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_LOOKS_AHEAD = frozenset({"predict_failure", "show_graph", "forecast_capacity"})
_LOOKS_BACK = frozenset(
    {"show_changes", "detect_threats", "detect_anomalies", "explain_root_cause", "discovery_status"}
)
_FLOWS = frozenset({"queue", "topic", "aws.sqs.queue", "aws.sns.topic", "aws.kinesis.stream", "gcp.pubsub.topic"})
"""What is stuck while it is there and runs: messages pile up in it."""
_GENERAL = {
    "aws.ec2.instance": ("compute.instance",),
    "azure.vm": ("compute.instance",),
    "gcp.compute.instance": ("compute.instance",),
    "aws.rds.instance": ("database", "compute.instance"),
    "gcp.cloudsql.instance": ("database", "compute.instance"),
    "azure.sql.database": ("database",),
    "aws.s3.bucket": ("storage.bucket",),
    "gcp.storage.bucket": ("storage.bucket",),
    "aws.ebs.volume": ("storage.volume",),
    "aws.ebs.snapshot": ("storage.snapshot",),
    "aws.lambda.function": ("function",),
    "azure.function": ("function",),
    "aws.eks.cluster": ("cluster", "k8s.cluster"),
    "azure.aks.cluster": ("cluster", "k8s.cluster"),
    "gcp.gke.cluster": ("cluster", "k8s.cluster"),
    "k8s.cluster": ("cluster",),
    "aws.sqs.queue": ("queue",),
    "aws.sns.topic": ("topic",),
    "gcp.pubsub.topic": ("topic",),
    "aws.elasticache.cluster": ("cluster", "cache"),
    "aws.redshift.cluster": ("cluster",),
    "aws.cloudfront.distribution": ("cdn",),
    "aws.route53.zone": ("network.dns_zone",),
    "aws.ec2.eip": ("network.ip",),
    "aws.ec2.ami": ("image",),
    "aws.elb.load_balancer": ("network.load_balancer",),
    "azure.storage.account": ("account",),
}
"""General kinds that say no more beside a closer one."""
_ACCOUNTS = frozenset({"account", "accounts", "subscription", "subscriptions", "project", "projects", "provider"})
_SORTS = frozenset({"type", "types", "class", "family", "size", "flavor", "flavour", "generation"})
_PEOPLE = frozenset({"team", "teams", "squad", "crew", "department", "lead", "colleagues"})
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = ("this-week", "this-month", "this-quarter", "end-of-quarter", "this-year", "next-week", "next-month")
_SURVIVING = frozenset({"survive", "survives", "last", "lasts", "hold", "holds", "live", "alive"})
_NEAR = 6
"""Words at most from a kind to what it is called closer behind it: "a queue called x in sqs"."""
_RUNNERS = frozenset({"we", "you", "they", "actually", "by", "of", "keep"})
"""Who runs something, before the verb."""
_DONE = frozenset({"stopped", "terminated", "paused", "suspended", "shut", "creating", "provisioning"})
_DOERS = frozenset({"who", "somebody", "someone", "anybody", "anyone", "they", "we", "i", "who's"})
_DOERS_ASKED = frozenset({"which", "what", "who", "any"})
_SORTS_OF_IP = frozenset({"private", "public", "elastic", "internal", "external"})
_ERRORS = frozenset(map(str, range(400, 512)))
_BROKEN = frozenset({"failed", "unhealthy", "degraded", "down"})
_NO_STATUS = frozenset({"optimize_cost"})
_UNSAID = {"detect_anomalies": ("healthy", "running"), "detect_threats": ("unattached",)}
"""States that are no filter of an intent: "is it normal how it goes on"."""
_MONEY_STATUS = frozenset({"idle", "unattached", "stopped"})
_USAGES = frozenset(
    {"forecast_capacity", "show_statistics", "detect_anomalies", "explain_root_cause", "predict_failure"}
)
_USAGE_WORDS = frozenset(
    {
        "full",
        "fill",
        "fills",
        "filling",
        "space",
        "usage",
        "left",
        "free",
        "used",
        "run",
        "out",
        "capacity",
        "usage?",
        "much",
        "utilisation",
        "utilization",
    }
)


def fitted(intent: str, mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[Mention]:
    """``mentions`` as a request of ``intent`` has them."""
    return [told for one in mentions if (told := _one(intent, one, mentions, tokens)) is not None]


def _one(intent: str, one: Mention, mentions: Sequence[Mention], tokens: Sequence[Token]) -> Mention | None:
    words = [token.plain for token in tokens[one.first : one.last]]
    if one.sort == "status":
        is_reason = intent in CHANGES - {"run_remediation"} and _is_of_the_named(one, mentions, tokens)
        is_jam = one.value == "pending" and _is_of_a_flow(mentions)
        if one.value == "expired" and any(other.value.startswith(("next:", "in:")) for other in mentions):
            return replace(one, value="expiring")
        return one if _is_status(intent, one, words, tokens) and not (is_reason or is_jam) else None
    if one.sort == "count":
        return None if _is_an_error(one, mentions) else how_many.meant(intent, one, tokens)
    if (
        one.sort == "time_range"
        and intent in {"forecast_capacity", "predict_failure"}
        and one.value.startswith("last:")
    ):
        said_so = {"last", "past", "previous", "ago", "since"} & set(words)
        return one if said_so else replace(one, value=f"next:{one.value.removeprefix('last:')}")
    if one.value.startswith("in:") and intent in how_many.LISTS | {"show_statistics"} and _are_to_end(mentions):
        return replace(
            one, value=f"next:{one.value.removeprefix('in:')}"
        )  # what expires in 30 days does in some of them
    if intent == "create_infrastructure" and one.value in _ENDS and _is_by_when(one, tokens):
        return replace(one, value=f"until:{one.value.removeprefix('at:')}")
    if one.value == "at:lunch" and any(other.first == one.last and ":" in other.value[-3:] for other in mentions):
        return None  # "at noon, 14:00" is but the hour
    if intent == "predict_failure" and one.value in _ENDS and _is_survived(one, mentions, tokens):
        return replace(one, value=f"until:{one.value.removeprefix('at:')}")
    if one.value == "at:tonight" and words[-2:] == ["this", "night"] and intent in _LOOKS_BACK:
        return replace(one, value="at:last-night")  # "cette nuit" is the last one as well as the next
    if one.sort == "resource_kind" and (_refined(one, mentions) or _is_of_a_sort(one, mentions, tokens)):
        return None
    if one.value == "dev" and _is_of_people(one, tokens):
        return None
    if one.sort == "environment" and _is_of_people(one, tokens) and _is_told_where(one, mentions):
        return None
    if intent == "create_infrastructure" and _is_who_asks(one, tokens):
        return None
    if one.sort == "metric" and words == ["networks"]:  # several of them are things
        return replace(one, sort="resource_kind", value="network.vpc")
    if one.sort == "metric" and words[-1] == "space" and intent == "delete_infrastructure":
        return None
    if intent == "update_infrastructure" and words == ["disk", "space"] and _is_enlarged(mentions):
        return None
    if intent == "update_infrastructure" and words == ["space"] and any(_is_size(other) for other in mentions):
        return None
    if intent == "describe_infrastructure" and words == ["ip"] and _is_detail(one, mentions, tokens):
        return None
    if one.sort == "metric" and words == ["network"] and intent == "run_remediation":
        return None
    if one.sort == "metric" and intent in {"start_discovery", "discovery_status", "show_graph"}:
        return None
    if one.value == "storage.volume" and words == ["disk"] and intent == "list_resources":
        limited = any(other.sort == "count" and other.value[0] in "<>" and other.value[-1] == "%" for other in mentions)
        others = any(other.sort == "resource_kind" and other is not one for other in mentions)
        return replace(one, sort="metric", value="disk") if limited and others else one
    if one.value == "storage.volume" and words in (["disk"], ["disks"]) and intent in _USAGES:
        owned = any(
            other.sort == "resource_name" or (other.sort == "resource_kind" and other is not one) for other in mentions
        )
        said = {token.plain for token in tokens}
        before = tokens[one.first - 1].plain if one.first else ""
        if intent == "forecast_capacity" and (
            words == ["disk"] or before not in {"which", "our", "all", "any", "these"}
        ):
            return replace(one, sort="metric", value="disk")
        if (owned or said & {"its", "their"}) and _USAGE_WORDS & said:
            return replace(one, sort="metric", value="disk")
    return one


def _is_by_when(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether something is to be there by then: "a queue for friday"."""
    return "for" in {token.plain for token in tokens[max(0, one.first - 2) : one.first + 1]}


def _is_size(one: Mention) -> bool:
    return one.sort == "count" and one.value.endswith(("gb", "tb", "mb"))


def _is_an_error(one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a number is the code of an error that stands before it: "error 503"."""
    before = next((other for other in mentions if other.last == one.first), None)
    return before is not None and before.value == "error_rate" and one.value in _ERRORS


def _are_to_end(mentions: Sequence[Mention]) -> bool:
    return any(one.value == "expiring" for one in mentions)


def _is_of_a_sort(one: Mention, mentions: Sequence[Mention], tokens: Sequence[Token]) -> bool:
    """Whether a kind only tells of what sort something is: "what node type is the cluster"."""
    behind = tokens[one.last].plain if one.last < len(tokens) else ""
    others = (other for other in mentions if other is not one and not other.excluded)
    return behind in _SORTS and any(other.sort in {"resource_name", "resource_kind"} for other in others)


def _is_of_people(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether it is who develops, and not where that is done: "the dev team"; those of QA work in theirs."""
    behind = tokens[one.last].plain if one.last < len(tokens) else ""
    before = [token.plain for token in tokens[max(0, one.first - 3) : one.first]]
    while before and before[-1] in {"of", "the"}:
        before.pop()
    return behind in _PEOPLE or (
        before[-1:] == ["team"] and (before[-2],) not in terms.listed("environment")
        if before[1:]
        else before == ["team"]
    )


def _is_told_where(one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether another environment is said, so that this one is but whose team asks: "the QA team wants a queue in staging"."""
    return any(other.sort == "environment" and other.value != one.value and not other.excluded for other in mentions)


def _is_enlarged(mentions: Sequence[Mention]) -> bool:
    """Whether a volume is to become larger, because of which it is told that there is no space."""
    sorts = {one.sort for one in mentions}
    return "count" in sorts and any(one.value.endswith("volume") for one in mentions)


def _is_detail(one: Mention, mentions: Sequence[Mention], tokens: Sequence[Token]) -> bool:
    """Whether it is what a thing that is named has, and not what it is: "its type, ip and owner"."""
    before = tokens[one.first - 1].plain if one.first else ""
    named = [other for other in mentions if other.sort == "resource_name"]
    return before not in _SORTS_OF_IP and all(other.first != one.last for other in named)


def _is_of_a_flow(mentions: Sequence[Mention]) -> bool:
    """Whether one queue or topic is spoken of by its name."""
    return any(one.value in _FLOWS for one in mentions) and any(one.sort == "resource_name" for one in mentions)


def _is_who_asks(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether a team is who wants what is to be made, and not whose it is to be: "the mobile team wants a cluster"."""
    if one.sort != "tag" or not one.value.startswith("team=") or tokens[one.first].sort == "tag":
        return False
    before = [token.plain for token in tokens[: one.first] if token.sort != "mark"]
    return not set(before) - {"the", "our", "my", "hi", "hello", "please"}


_ENDS = frozenset(f"at:{day}" for day in ("tomorrow", *_DAYS, *_PERIODS))
_LOADS = frozenset({"load", "peak", "traffic", "sale", "rush", "run", "batch", "'s"})


def _is_survived(one: Mention, mentions: Sequence[Mention], tokens: Sequence[Token]) -> bool:
    """Whether it is a time that something is to live to see: "will it survive the weekend"."""
    if one.last < len(tokens) and tokens[one.last].plain in _LOADS:
        return False
    before = [at for at in range(one.first) if tokens[at].plain in _SURVIVING]
    named = {at for other in mentions for at in range(other.first, other.last)}
    return bool(before) and all(
        at in named or tokens[at].plain in {"the", "this", "to", "until", "fail", "risk", "more", "of", "in", "through"}
        for at in range(before[-1] + 1, one.first)
    )


_STOPS = frozenset(",;.:!?、，。؛،；")
_WORKLOADS = words_of("mood.workloads")


def _refined(one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a kind of a provider says the same thing more closely, as in "instances ec2"."""
    if one.value == "compute.instance" and any(
        other.value in {"database", "cache"} and other.last == one.first for other in mentions
    ):
        return True
    near = (other for other in mentions if other.sort == "resource_kind" and -3 <= other.first - one.first <= _NEAR)
    return any(one.value in _GENERAL.get(other.value, ()) for other in near)


_OF_A_WORKLOAD = frozenset({"k8s.pod", "container", "k8s.node"})
"""Kinds of which what is named has several."""


def _is_of_the_named(one: Mention, mentions: Sequence[Mention], tokens: Sequence[Token]) -> bool:
    """Whether a state is that of what is named, and so why it is to be changed; not which of several are meant."""
    if not any(other.sort == "resource_name" for other in mentions):
        return False
    names = [other for other in mentions if other.sort == "resource_name"]
    beside = {other.first for other in names} | {other.last for other in names}
    kinds = {
        at
        for other in mentions
        if other.sort == "resource_kind"
        and (one.last == other.first or other.value in _OF_A_WORKLOAD or beside.isdisjoint({other.first, other.last}))
        for at in range(other.first, other.last)
    }
    kinds |= {at for at, token in enumerate(tokens) if token.plain in how_many.ISSUES | _WORKLOADS}
    marks = {at for at, token in enumerate(tokens) if token.sort == "mark" and token.plain in _STOPS}
    return not any(marks.isdisjoint(range(min(at, one.first), max(at, one.last))) for at in kinds)


def _is_status(intent: str, one: Mention, words: Sequence[str], tokens: Sequence[Token]) -> bool:
    if intent in _LOOKS_AHEAD and (
        one.value in {"down", "failed", "running", "crashlooping", "stopped"} or _supposed(tokens)
    ):
        return False
    if intent in _NO_STATUS and one.value not in _MONEY_STATUS:
        return False
    if intent == "discovery_status" and one.value != "failed":
        return False
    if words[0] in {"expire", "expires"} and len(words) == 1 and intent not in {"list_resources", "show_statistics"}:
        return False
    if one.value == "terminated" and intent == "deployment_status":  # a rollout that has come to its end
        return False
    if intent in {"start_discovery", "help_or_smalltalk"} or one.value in _UNSAID.get(intent, ()):
        return False
    before = tokens[one.first - 1].plain if one.first else ""
    after = tokens[one.last].plain if one.last < len(tokens) else ""
    said = {token.plain for token in tokens}
    describes = (after,) in terms.listed("resource_kind")
    if words == ["running"] and (
        intent in {"resource_relationships", "scale_deployment"} or (before in _RUNNERS and not describes)
    ):
        return False
    if one.value == "running" and intent == "list_infrastructure" and _ACCOUNTS & said:  # connected
        return False
    if words[0] in {"running", "active"} and (_asks_where(one, tokens) or after in _TAKEN_UP):
        return False
    if (
        tokens[max(0, one.first - 2)].plain == "before"
        and before in {"it", "they", "this", "that"}
        and intent in CHANGES
    ):
        return False  # what is feared
    if words == ["public"] and after == "access" and intent in CHANGES:
        return False
    if words[0] in _DONE and before not in BE and _DOERS_ASKED & said and _is_name(tokens, one.last):
        return False
    if words[0] in _DONE and "who" in said and intent == "show_changes" and _is_name(tokens, one.first - 1):
        return False  # "昨天谁把 web-7 关掉的"
    if words[0] in _DONE and (before in _DOERS or (intent in CHANGES and words[0].endswith("ing"))):
        return False
    if words[0] in {"nobody", "no"} and intent in CHANGES:  # why it is to be done
        return False
    if words[0] in {"not", "isn't"} and intent in CHANGES and any(token.sort == "name" for token in tokens):
        return False
    if (words == ["dead"] and after == "for") or (words == ["fail"] and intent in CHANGES):
        return False
    is_filter = words in (["failed"], ["failing"]) or after in _WORKLOADS | how_many.ISSUES
    if one.value in _BROKEN and intent == "rollback_deployment" and not is_filter:
        return False
    if one.value == "running" and "version" in said:
        return False
    verb_like = {
        "shutdown",
        "shut down",
        "power off",
        "powered off",
        "switch off",
        "turn off",
        "turned off",
        "switched off",
    }
    commanded = " ".join(words) in verb_like and (intent in CHANGES or before == "to")
    return not commanded or before in BE | {"all", "the", "every", "any"}


_PLACES = frozenset({"region", "regions", "zone", "host", "version", "runtime"})
_TAKEN_UP = frozenset(
    {"restart", "scan", "rollback", "scale", "redeploy", "deploy", "delete", "backup", "snapshot", "reboot"}
)
"""What languages say "do" of with the word that they have for running, too."""


def _asks_where(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether it is asked where, or how, something runs, not which things do: "in which region is it running"."""
    said = [token.plain for token in tokens]
    before = said[max(0, one.first - 2) : one.first]
    if before[-1:] in (["how"], ["where"]) or (
        before[-1:] == ["what"] and (before[0] in {"what", "in"} or tokens[one.first - 2].sort == "name")
    ):
        return True
    asked = (at for at, word in enumerate(said) if at and word in _PLACES and said[at - 1] in {"which", "what"})
    return any({"in", "on"} & set(said[max(0, at - 2) : at + 2]) for at in asked)


def _is_name(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].sort in {"name", "identifier", "address"}


def _supposed(tokens: Sequence[Token]) -> bool:
    return bool({token.plain for token in tokens} & {"if", "would", "will", "could", "should", "going", "gonna"})
