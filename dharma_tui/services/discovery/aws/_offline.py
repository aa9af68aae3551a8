"""Resources of AWS from items in files: by the very declarations that a scan lists with, so that both know the same things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.deployments import deployed
from dharma_tui.core.errors import MalformedAnswerError, UnsaidError, UsageError
from dharma_tui.core.importer import ALL, LeftOut, Partly, Said
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Resource, Scope
from dharma_tui.services.discovery.aws._entry import Detail, Entry
from dharma_tui.services.discovery.aws._owner import owner_of
from dharma_tui.services.discovery.aws._partitions import partition_of, regions, suffix_of
from dharma_tui.services.discovery.aws._paths import first, labels
from dharma_tui.services.discovery.aws._service import PROVIDER, AwsService
from dharma_tui.services.discovery.aws._shapes import ItemShape, item_shape

TAGS = "\0tags"
"""Where an item holds tags that its listing does not have."""
NEW_REGION = " a new one is known once scan.regions names it, or a scan has found something there"
ASK = "say whose it is with --account ID and --region NAME"
_ARN = re.compile(r"arn:(aws[a-z-]*):([^:\s]*):([^:\s]*):(\d{12})?:.")
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_ZONE = re.compile(rf"({_REGION.pattern})(?:[a-z]?|(?:-[a-z0-9]+)+)$")
"""A zone, one of those outside of their region included, which begin with its name: ``us-west-2-lax-1a``."""
_FIELD = re.compile(r"\{item\[([^]]+)\]")
_WORD = re.compile(r"\{(\w+)\}")
_OUTER = re.compile(r"(arn:(?:[^:]*:){4}.+?)(?::[^:/]+|/[A-Za-z-]+/[^/]+)")
"""An ARN that ends with what a part of the thing before is called: ``…:function:shop:live``, ``…:stream/a/consumer/b:1``."""
_ANY_DEPTH = 6
MALFORMED = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    MalformedAnswerError,
)
"""What items raise that are not as those of their kind are."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A kind and the service that lists it."""

    service: AwsService
    entry: Entry

    @property
    def kind(self) -> str:
        return self.entry.spec.kind

    @property
    def shape(self) -> ItemShape:
        return item_shape(self.entry)


def declared(services: Sequence[ProviderService]) -> list[Declared]:
    """Every kind of AWS there is."""
    return [
        Declared(service, entry) for service in services if isinstance(service, AwsService) for entry in service.entries
    ]


def missing(entry: Entry, item: Mapping[str, Any]) -> str:
    """What ``item`` would have to say so that one could know who it is; nothing when it does."""
    if not _is_identity(first(item, entry.id)):
        return entry.id
    if entry.by == "arn" and "{" not in entry.arn and not _is_identity(first(item, entry.arn)):
        return "" if entry.arn_untold and _is_part_of(entry.arn_untold, item) else entry.arn
    return next((name for name in _FIELD.findall(entry.arn) if name not in item and name != "SetIdentifier"), "")


def lists_names(declared: Declared) -> bool:
    """Whether the list of a kind tells mere names, which are not enough to know who its items are."""
    entry = declared.entry
    needed = [entry.id, *([entry.arn] if entry.by == "arn" and "{" not in entry.arn else [])]
    return not {path.partition(".")[0] for path in needed} <= declared.shape.listed.keys()


def _is_part_of(template: str, item: Mapping[str, Any]) -> bool:
    """Whether an ARN in an item says of which account and region the ARN is that it does not have."""
    service = template.split(":")[2]
    return any(match[2] == service and match[3] and match[4] for text in _texts(item) if (match := _ARN.match(text)))


def lacks_only_its_parent(entry: Entry, item: Mapping[str, Any]) -> bool:
    """Whether ``item`` says who it is but for the thing that it was asked of."""
    kept = entry.parent.keep if entry.parent else {}
    return bool(kept) and not missing(entry, {**dict.fromkeys(kept, ""), **item})


def identity_of(entry: Entry, arn: str) -> str:
    """The id of something by its ARN; empty where that does not tell it."""
    if not entry.id_untold or not (match := _ARN.match(arn)):
        return ""
    last = re.split("[:/]", arn)[-1]
    return entry.id_untold.format(region=match[3], account=match[4], last=last, suffix=suffix_of(match[1]))


def _is_identity(value: object) -> bool:
    return isinstance(value, (str, int)) and value != ""


def unknown(declared: Declared, absent: str) -> str:
    """That an item does not say who it is, and what would."""
    said = f"it does not say its {absent}, by which {declared.entry.spec.plural} are known"
    completing = [detail for detail in declared.entry.details if not detail.under]
    if completing:
        said += f": import what {asked(declared, completing[0])} answers instead"
    return said


def otherwise(place: str, kinds: Sequence[Declared]) -> LeftOut:
    """That an answer about one thing tells it otherwise than their list, and what would not."""
    calls = [listing(each) for each in kinds]
    about = dict.fromkeys(each.entry.spec.plural for each in kinds)
    return LeftOut(
        place,
        f"an answer about one of {' or '.join(about)}, told otherwise than in their list: "
        f"import what {' or '.join(dict.fromkeys(calls))} answers instead",
    )


def listing(declared: Declared) -> str:
    """How the AWS CLI asks for the list of a kind."""
    from botocore import xform_name

    return f"'aws {declared.entry.service} {xform_name(declared.entry.operation, '-')}'"


def asked(declared: Declared, detail: Detail) -> str:
    """How the AWS CLI asks for a detail, with what it has to be given for all of it."""
    from botocore import xform_name

    words = [declared.entry.service, xform_name(detail.operation, "-")]
    for name, value in detail.params.items():
        words += [f"--{xform_name(name, '-')}", *value] if isinstance(value, list) else []
    return f"'aws {' '.join(words)}'"


def instead(kinds: Sequence[Declared]) -> str:
    """What to import where an answer does not say what it is about."""
    from botocore import xform_name

    whole = [
        asked(each, detail)
        for each in kinds
        for detail in each.entry.details
        if not detail.under and ["All"] in detail.params.values()
    ]
    if whole:
        return f"import what {whole[0]} answers instead"
    said = [
        f"'aws {each.entry.service} {xform_name(detail.told_by.operation, '-')}'"
        for each in kinds
        for detail in each.entry.details
        if detail.told_by
    ]
    return f"import what {said[0]} answers instead" if said else "import the answers that list them"


@dataclass(frozen=True, slots=True)
class Whose:
    """Where an item is, as far as it is known."""

    partition: str = ""
    account: str = ""
    region: str = ""


def whose(declared: Declared, item: Mapping[str, Any], around: Mapping[str, Any], said: Said) -> Whose:
    """The account and region of an item: by its own words, as the user says, or as everything in it agrees.

    Raises UsageError where none of them tells, and where the user says otherwise than the item itself.
    """
    own = _of_arns([str(first(item, declared.entry.arn) or "")]) if "{" not in declared.entry.arn else Whose()
    everywhere, what = declared.service.everywhere, declared.entry.spec.plural
    lister = owner_of(item, declared.entry.owner).account if declared.entry.by == "arn" else ""
    account = lister or own.account or _owner(item, around)
    region = "" if everywhere else own.region or _zone(item)
    if not lister or said.account != own.account:  # what it is of may be another account's, which is shown it, too
        refuse_other("account", f"its {what} are of", account, said.account)
    refuse_other("region", f"its {what} are in", region, said.region)
    account, region = account or said.account, region or ("" if everywhere else said.region)
    agreed = Whose() if account and (region or everywhere) else _agreed(item)
    account, region = account or agreed.account, region or ("" if everywhere else agreed.region)
    if not account:
        raise UnsaidError(f"the file does not say of which account its {what} are", ASK)
    if not region and not everywhere:
        raise UnsaidError(f"the file does not say in which region its {what} are", ASK)
    partition = own.partition or agreed.partition or partition_of(region or said.region or agreed.region)
    return Whose(partition, account, region)


def checked(said: Said) -> Said:
    """What the user says, where accounts and regions are called so. Raises UsageError."""
    if said.account and not _ACCOUNT.fullmatch(said.account):
        raise UsageError(
            f"{said.account!r} is no account of AWS", "an account has 12 digits, as in --account 123456789012"
        )
    if said.region and not _REGION.fullmatch(said.region):
        raise UsageError(f"{said.region!r} is no region of AWS", "regions are called as in --region eu-west-1")
    if said.region and said.region not in regions() and said.region not in (known := said.regions()):
        near = did_you_mean(said.region, [*regions(), *known], "regions are called as in --region eu-west-1")
        raise UsageError(
            f"there is no region {said.region!r} that is known here",
            f"{near}{NEW_REGION if near.endswith('?') else f';{NEW_REGION}'}",
        )
    return said


def refuse_other(flag: str, about: str, told: str, said: str) -> None:
    """Raise UsageError where a file tells one account or region and the user says another."""
    if told and said and told != said:
        raise UsageError(
            f"the file says that {about} {flag} {told}, not {said}",
            f"leave --{flag} out: it is for what a file does not say",
        )


def resource(declared: Declared, item: dict[str, Any], place: Whose) -> Resource:
    """``item``, which is spelled as the SDK does, as a scan would have it. Raises MalformedAnswerError."""
    scope = Scope(PROVIDER, place.account, "" if declared.service.everywhere else place.region)
    raw: dict[str, Any] = {"partition": place.partition, "item": item}
    if TAGS in item:
        raw = {**raw, "item": {name: value for name, value in item.items() if name != TAGS}, "tags": labels(item[TAGS])}
    kind = declared.entry.spec
    return deployed(kind, declared.service.normalise(kind, scope, raw))


def partly(declared: Declared, found: Resource, item: Mapping[str, Any]) -> Resource | Partly:
    """``found`` with what its file cannot know of it, where there is such."""
    entry = declared.entry
    absent = tuple(name for name in declared.shape.detailed if name not in item)
    if _is_told_alone(declared, item):
        absent += tuple(name for name in _only_listed(declared) if name not in item)
    if absent:
        absent += tuple(name for name in entry.derived if name not in found.attrs)

    def is_absent(path: str) -> bool:
        return bool(path) and path.partition(".")[0] in absent

    labels = is_absent(entry.tags) or (entry.tagged and TAGS not in item)
    named = is_absent(entry.name) or (labels and not entry.name)
    if not absent and not labels and not declared.shape.open:
        return found
    return Partly(found, ALL if declared.shape.open else absent, labels, named, is_absent(entry.state))


def _is_told_alone(declared: Declared, item: Mapping[str, Any]) -> bool:
    """Whether an item, besides who it is, has nothing that the list tells of it, but what other calls tell: their answer."""
    told = item.keys() - _identity(declared.entry)
    return not told.isdisjoint(declared.shape.detailed) and told.isdisjoint(_only_listed(declared))


def _only_listed(declared: Declared) -> list[str]:
    """What the list of a kind tells, and no other call, besides who its items are."""
    apart = declared.shape.detailed.keys() | _identity(declared.entry)
    return [name for name in declared.shape.listed if name not in apart]


def _identity(entry: Entry) -> set[str]:
    """The names by which one knows who an item is."""
    paths = (path for path in (entry.id, entry.arn, entry.name) if "{" not in path)
    return {*(path.partition(".")[0] for path in paths), *_FIELD.findall(entry.arn)}


def made(
    declared: Declared, item: dict[str, Any], place: str, around: Mapping[str, Any], said: Said
) -> Resource | Partly | LeftOut:
    """What an item of a listing is. Raises UsageError where only the user can tell whose it is."""
    try:
        spelled = declared.shape.spelled({name: value for name, value in item.items() if name != TAGS})
        spelled |= {TAGS: item[TAGS]} if TAGS in item else {}
        if declared.entry.parent and declared.entry.parent.told:
            place_of = whose(declared, spelled, around, said)
            spelled = {**_inherited(declared.entry.parent.told, spelled, declared.entry.arn, place_of), **spelled}
        if absent := missing(declared.entry, spelled):
            return LeftOut(place, unknown(declared, absent))
        return partly(declared, resource(declared, spelled, whose(declared, spelled, around, said)), spelled)
    except MALFORMED as error:
        return LeftOut(place, f"not as {declared.entry.spec.plural} are: {error}")


def _inherited(templates: Mapping[str, str], item: Mapping[str, Any], arn: str, place: Whose) -> dict[str, str]:
    """What the words of an item tell of the thing that it is of."""
    words = {"partition": place.partition, "region": place.region, "suffix": suffix_of(place.partition), **item}
    if (within := _OUTER.fullmatch(str(item.get(arn)))) is not None:
        words["outer"] = within[1]
    return {
        name: template.format_map(words)
        for name, template in templates.items()
        if all(word in words for word in _WORD.findall(template))
    }


def _owner(item: Mapping[str, Any], around: Mapping[str, Any]) -> str:
    """The owner that an item, or else what is around it, names."""
    owner = str(
        item.get("OwnerId") or item.get("registryId") or item.get("AwsAccountId") or around.get("OwnerId") or ""
    )
    return owner if _ACCOUNT.fullmatch(owner) else ""


def _zone(item: Mapping[str, Any]) -> str:
    """The region that all zones in an item are of."""
    zones = {match[1] for name, text in _named(item) if name == "AvailabilityZone" and (match := _ZONE.match(text))}
    return zones.pop() if len(zones) == 1 else ""


def _agreed(item: Mapping[str, Any]) -> Whose:
    """What all that is in an item says of where it is."""
    found = _of_arns(list(_texts(item)))
    zone = next((text for text in _zones(item)), "")
    return Whose(found.partition, found.account or _owner_below(item), zone or found.region)


def _of_arns(texts: Sequence[str]) -> Whose:
    """What ARNs say, where they do not contradict each other."""
    matches = [match for text in texts if (match := _ARN.match(text))]
    partitions, regions, accounts = ({match[at] or "" for match in matches} - {""} for at in (1, 3, 4))
    return Whose(*(next(iter(known)) if len(known) == 1 else "" for known in (partitions, accounts, regions)))


def _owner_below(item: Mapping[str, Any]) -> str:
    owners = {text for name, text in _named(item) if name == "OwnerId" and _ACCOUNT.fullmatch(text)}
    return owners.pop() if len(owners) == 1 else ""


def _zones(item: Mapping[str, Any]) -> Iterator[str]:
    for name, text in _named(item):
        if name in ("AvailabilityZone", "ZoneName", "Zone", "Region", "RegionName", "AwsRegion") and (
            match := _ZONE.match(text)
        ):
            yield match[1]


def _texts(value: Any) -> Iterator[str]:
    return (text for _, text in _named(value))


def _named(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in a tree with the name it has."""
    if isinstance(value, str):
        yield name, value
    elif depth < _ANY_DEPTH:
        if isinstance(value, dict):
            for inner_name, inner in value.items():
                yield from _named(inner, inner_name, depth + 1)
        elif isinstance(value, list):
            for inner in value:
                yield from _named(inner, name, depth + 1)
