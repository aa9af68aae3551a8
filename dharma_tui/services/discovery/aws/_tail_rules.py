"""Makes the long tail: lists of AWS that nobody has declared, found in the SDK's own models by rules.

``python -m dharma_tui.services.discovery.aws._tail_rules`` (``make long-tail``) writes the file that is read where the long tail
is asked for: reading the models of every service takes seconds, reading what came of it milliseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dharma_tui.services.discovery.aws._secret_names import is_secret
from dharma_tui.services.discovery.aws._shapes import at_end, model, sdk

_READS = re.compile(r"(Describe|List|Get)[A-Z]")
NOT_OURS: Mapping[str, str] = {
    "what AWS offers, sells or has of its own": (
        "Voices|EndpointServices$|Shape|Locations$|SslPolic|SSLPolic|Satellites|ConfigurationOptions|Offering|Supported|Orderable"
        "|Eligible|Types?$|Engine|Blueprint|Bundle|Platform|Region|Zones?$|Public|Marketplace|Catalog|Managed|Shared|Available"
        "|Default|Foundation|Partner|Template.*Managed|Quote|Reservation|Reserved|Sample"
    ),
    "what happened, or is being done": (
        "Event|Histor|Jobs?$|JobRuns?|Runs?$|Execution|Invocation|Quer(y|ies)$|QueryExec|Session|Operation|Activit"
        "|Task(s|Executions)?$|Deliver|Log(s|Entries)$|Audit|Export|Import|Batch|Change|Update|Upgrade|Maintenance|PendingAction"
        "|Invitation|Handshake|Experiments?$|Trial|Search"
    ),
    "what is measured, counted, spent or allowed": (
        "Quota|Limit|Metric|Statistic|Pric|Usage|Cost|Savings|Utili[sz]ation|Forecast|Stat(s|e|es)$|Status(es)?$|Count|Coverage"
        "|Detector.*Stat|Ip(Address|Set)Stat|Entitlement|Retention"
    ),
    "what AWS thinks of it": (
        "Recommend|Finding|Error|Insight|Anomal|Compliance|Alert|Assessment|Evidence|Report|Result|Summar(y|ies)$|Evaluat"
        "|Inference|Vulnerab|Control(s|Objective)|Effective|Feedback"
    ),
    "secrets, and who may do what": (
        "Credential|Password|Token|Secret|AccessKey|Permission|Principal|Ownership|Trusted|Certificates?Authorit"
    ),
    "parts, versions and settings of what is listed": (
        "By[A-Z]|Versions?$|Tag(s|Keys|Values|Options)?$|Attributes?$|Settings?$|Preferences?$|Detail|Classic"
        "|Bot(Locale|Alias)|Guardrail.*Version|Schema(Mapping|Version)|Snapshots$|Artifact|Association(s|Version)$"
    ),
    "what people write to each other": "Notifications?$|Message|Contact|Case|Comment|Communication",
}
"""Lists that are none of things we have, by what is in their names."""
_NOISE = {why: re.compile(names) for why, names in NOT_OURS.items()}
SKIPPED: Mapping[str, str] = {
    "they tell of prices and bills, and some charge for each call": (
        "pricing ce cur freetier bcm-pricing-calculator marketplace-catalog marketplace-agreement"
    ),
    "they tell of the state of AWS, or help": "support health trustedadvisor",
    "they are for signing in": "sts sso sso-oidc signin",
    "they list what others list, too": "cloudcontrol resource-explorer-2 resourcegroupstaggingapi docdb neptune es",
    "they only take events": "cloudtrail-data",
    "they hand out work to people": "mturk",
    "AWS has closed them, or takes no new customers": (
        "opsworks opsworkscm iotanalytics sdb qldb worklink robomaker lookoutmetrics lookoutvision lookoutequipment codestar"
        " honeycode alexaforbusiness elastictranscoder mobile nimble panorama evidently discovery"
    ),
}
"""Services that are left out as a whole."""
_SKIPPED_SERVICES = frozenset(service for services in SKIPPED.values() for service in services.split())
DECLARED = "what kinds that are declared one by one list"
NEEDY = "what can only be listed of something that must be named"
UNLIKELY = "what tells nothing by which one is known from another"
LEFT_OUT = "# left out: "
"""Begins a line of the file that says how many lists are not in it, and why."""
_SAFE_METHODS = frozenset({"GET", "POST"})
_PLURAL = re.compile(r"(?:(?<=[^s])s|(?<=[a-z])List|Summar(?:y|ies)|SummaryList|Details?)$")
_TAGS = ("tags", "taglist", "tagset", "resourcetags")
_COLUMNS = 4
_INTERESTING = re.compile(
    r"(?i)type|engine|version|mode|size|class|platform|runtime|protocol|region|zone|vpcid|endpoint|url|domain"
)
_DEEPEST = 5

_CHANGING = re.compile(
    r"\w*[lL]ast(?:Used|Access(?:ed)?|Ping|Seen|Active|Activity|Execution|Run|Sync|Connected|Heartbeat|Check(?:ed)?|Scanned"
    r"|Invoked|Evaluated|Analyzed|Triggered|Successful|Event|Ingestion)(?:\w*(?:[tT]ime|Date|At|On|[sS]tamp))?"
    r"|\w*(?:ProgressPercent|[pP]ercentProgress|[pP]ercentComplete)|storedBytes|PipelinesRunningCount|ProgressingJobsCount"
)
"""What is called so changes of itself."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A list as the rules understand it: paths into an item, empty where there is none."""

    service: str
    operation: str
    items: str
    id: str
    arn: str = ""
    name: str = ""
    state: str = ""
    tags: str = ""
    columns: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """What it lists, in words of a kind's name."""
        return _noun(self.operation)


def guesses(services: Iterable[str], declared: Iterable[tuple[str, str]], left_out: Counter[str]) -> Iterator[Guess]:
    """What the rules make of every list of ``services`` that is not ``declared``, nor lists the same by another call.

    How many lists were left out for each reason is counted.
    """
    known = {(service, _noun(operation)) for service, operation in declared}
    for service in sorted(set(services) - _SKIPPED_SERVICES):
        nouns: dict[str, Guess] = {}
        for operation in model(service).operation_names:
            if not reads(service, operation):
                continue
            why = why_not(service, operation)
            if not why and (service, _noun(operation)) in known:
                why = DECLARED
            elif not why and (guess := guessed(service, operation)):
                nouns[guess.noun] = guess  # of two calls for the same things the later: List, not Describe
                continue
            left_out[why or UNLIKELY] += 1
        yield from sorted(nouns.values(), key=lambda each: each.operation)


def _noun(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(re.sub(r"^(Describe|List|Get)", "", operation))).strip("_")


def reads(service: str, operation: str) -> bool:
    """Whether a call only reads, and answers something."""
    if not _READS.match(operation):
        return False
    shape = model(service).operation_model(operation)
    if shape.http.get("method", "POST") not in _SAFE_METHODS or getattr(shape, "deprecated", False):
        return False
    if shape.http.get("method") == "POST" and operation.startswith("Get") and service != "glue":
        return False
    return shape.output_shape is not None


def why_not(service: str, operation: str) -> str:
    """Why what a call reads is none of things of ours that can be listed just so; empty where it is."""
    shape = model(service).operation_model(operation)
    if shape.input_shape and shape.input_shape.required_members:
        return NEEDY
    return next((why for why, names in _NOISE.items() if names.search(operation)), "")


def is_worth_listing(service: str, operation: str) -> bool:
    """Whether a call only reads, needs nothing to be said, and lists things of ours."""
    return reads(service, operation) and not why_not(service, operation)


def guessed(service: str, operation: str) -> Guess | None:
    """What the answer to a call says, as far as names tell; None where it lists nothing that has an identity."""
    shape = model(service).operation_model(operation)
    items = _items(service, operation, shape.output_shape)
    item = next(at_end(shape.output_shape, items), None) if items else None
    if item is None or item.type_name != "structure":
        return None
    noun = _PLURAL.sub("", re.sub(r"^(Describe|List|Get)", "", operation))
    arn = _arn(item.members, noun)
    identity = _identity(item.members, noun) or arn
    secret = tuple(_secrets(item))
    if not identity or {identity, arn} & set(secret):
        return None
    tags = next((name for name in item.members if name.lower() in _TAGS), "")
    name, state, tags = (
        "" if path in secret else path for path in (_named(item.members, noun), _state(item.members, noun), tags)
    )
    columns = tuple(_columns(item.members, {identity, arn, name, state}, secret))
    return Guess(service, operation, items, identity, arn, name, state, tags, columns, secret, tuple(_passing(item)))


def _items(service: str, operation: str, answer: Any) -> str:
    """Where the answer has its list: where the SDK pages it, or the only list of structures there is."""
    paged = _paging(service).get(operation, {}).get("result_key", "")
    first = re.sub(r"\[\]?|\]", "", str(paged[0] if isinstance(paged, list) else paged))
    if first and any(shape.type_name == "structure" for shape in at_end(answer, first)):
        return first
    lists = [name for name, shape in answer.members.items() if _lists_structures(shape)]
    if len(lists) == 1:
        return str(lists[0])
    inner = [
        f"{name}.{below}"
        for name, shape in answer.members.items()
        if shape.type_name == "structure"
        for below, inside in shape.members.items()
        if _lists_structures(inside)
    ]
    return inner[0] if not lists and len(inner) == 1 else ""


def _lists_structures(shape: Any) -> bool:
    return bool(shape.type_name == "list" and shape.member.type_name == "structure")


@cache
def _paging(service: str) -> Mapping[str, Any]:
    from botocore.exceptions import UnknownServiceError

    try:
        found = sdk().get_component("data_loader").load_service_model(service, "paginators-1")
    except UnknownServiceError:
        return {}
    pagination: Mapping[str, Any] = found["pagination"]
    return pagination


def _candidates(members: Mapping[str, Any], noun: str, endings: Iterable[str]) -> Iterator[str]:
    """Text members by how well their names fit ``noun``: its own, the bare ending, the only one that ends so."""
    texts = [name for name, shape in members.items() if shape.type_name == "string"]
    nouns = [noun, re.sub(r"^([A-Z]{2,}|[A-Z][a-z]+)(?=[A-Z])", "", noun)]
    for ending in endings:
        for wanted in (*(f"{each}{ending}" for each in nouns), ending):
            yield from (name for name in texts if name.lower() == wanted.lower())
    for ending in endings:
        ending_so = [name for name in texts if name.lower().endswith(ending.lower())]
        owned = [name for name in ending_so if any(name.lower().startswith(each.lower()) for each in nouns)]
        if len(owned or ending_so) == 1:
            yield (owned or ending_so)[0]


def _arn(members: Mapping[str, Any], noun: str) -> str:
    return next(_candidates(members, noun, ("Arn", "ResourceArn")), "")


def _identity(members: Mapping[str, Any], noun: str) -> str:
    return next(_candidates(members, noun, ("Id", "Identifier", "Name")), "")


def _named(members: Mapping[str, Any], noun: str) -> str:
    return next(_candidates(members, noun, ("Name", "DisplayName", "Title", "Label")), "")


def _state(members: Mapping[str, Any], noun: str) -> str:
    wanted = [*(f"{noun}{ending}".lower() for ending in ("state", "status")), "state", "status", "lifecyclestate"]
    texts = {name.lower(): name for name, shape in members.items() if shape.type_name == "string"}
    return next((texts[name] for name in wanted if name in texts), "")


def _columns(members: Mapping[str, Any], shown: set[str], secret: Iterable[str]) -> Iterator[str]:
    """The members worth a column, each with what it holds."""
    hidden = shown | set(secret)
    kinds = {"string": "text", "integer": "number", "long": "number", "boolean": "flag", "timestamp": "time"}
    plain = [
        (name, kinds[shape.type_name])
        for name, shape in members.items()
        if shape.type_name in kinds and name not in hidden
    ]
    ranked = sorted(plain, key=lambda each: (not _INTERESTING.search(each[0]), each[1] == "text", each[1] == "flag"))
    yield from (f"{name}:{holds}" for name, holds in ranked[:_COLUMNS])


def _secrets(shape: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """The paths of what AWS calls sensitive, and of what is called as secrets are."""
    if shape.type_name == "list":
        yield from _secrets(shape.member, path, depth + 1)
    elif shape.type_name == "map" and path and (_is_secret(path, shape) or _is_secret("", shape.value)):
        yield path
    elif shape.type_name == "structure" and depth < _DEEPEST:
        for name, inner in shape.members.items():
            below = f"{path}.{name}" if path else name
            if _is_secret(name, inner):
                yield below
            else:
                yield from _secrets(inner, below, depth + 1)


def _passing(shape: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """The paths of what changes of itself: when something was last used or looked at, how far work has come."""
    if shape.type_name == "list":
        yield from _passing(shape.member, path, depth + 1)
    elif shape.type_name == "structure" and depth < _DEEPEST:
        for name, inner in shape.members.items():
            below = f"{path}.{name}" if path else name
            if _CHANGING.fullmatch(name) and inner.type_name not in ("structure", "list", "map"):
                yield below
            else:
                yield from _passing(inner, below, depth + 1)


def _is_secret(name: str, shape: Any) -> bool:
    return bool(getattr(shape, "metadata", {}).get("sensitive")) or is_secret(name)


def is_of_no_region(service: str) -> bool:
    """Whether a service answers at one place for all regions."""
    return not sdk().get_available_regions(service) and bool(
        sdk().get_available_regions(service, allow_non_regional=True)
    )


def lines() -> Iterator[str]:
    """The file of the long tail: the SDK's version, then a line for each list."""
    import botocore

    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.registry import subclasses
    from dharma_tui.services.discovery import aws
    from dharma_tui.services.discovery.aws._service import AwsService

    declared = {
        (entry.service, entry.operation)
        for service in subclasses(aws, ProviderService)  # type: ignore[type-abstract]
        if issubclass(service, AwsService)
        for entry in service.entries
    }
    yield f"# botocore {botocore.__version__}: made by 'make long-tail'"
    left_out: Counter[str] = Counter()
    for guess in guesses(sdk().get_available_services(), declared, left_out):
        place = "global" if is_of_no_region(guess.service) else ""
        fields = (guess.service, place, guess.operation, guess.noun, guess.items, guess.id, guess.arn, guess.name)
        lists = (",".join(several) for several in (guess.columns, guess.secret, guess.volatile))
        yield "\t".join((*fields, guess.state, guess.tags, *lists))
    for why in (DECLARED, NEEDY, UNLIKELY, *NOT_OURS):
        yield f"{LEFT_OUT}{left_out[why]} {why}"


if __name__ == "__main__":
    from dharma_tui.services.discovery.aws._long_tail import FILE

    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
