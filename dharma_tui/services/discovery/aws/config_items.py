"""Snapshots and histories of AWS Config, and what its queries answer: each item as a scan would have found the resource."""

from __future__ import annotations

import datetime as dates
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from dharma_tui.core.importer import Found, Gone, Importer, LeftOut, Piece, Said, Unknown
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, Verb
from dharma_tui.services.discovery.aws._config_types import KINDS
from dharma_tui.services.discovery.aws._documents import by_document
from dharma_tui.services.discovery.aws._entry import NO_POLICY
from dharma_tui.services.discovery.aws._offline import (
    MALFORMED,
    TAGS,
    Declared,
    Whose,
    checked,
    declared,
    missing,
    partly,
    refuse_other,
    resource,
    whose,
)
from dharma_tui.services.discovery.aws._parents import told_of_it
from dharma_tui.services.discovery.aws._partitions import partition_of
from dharma_tui.services.discovery.aws._paths import first, masked
from dharma_tui.services.discovery.aws._shapes import moment, unknown

LISTS = frozenset({"configurationItems", "baseConfigurationItems", "configurationItem", "Results"})
_SNAPSHOT = LISTS - {"Results"}
_ITEM = frozenset({"configuration", "configurationItemStatus", "configurationItemCaptureTime"})
_DELETED = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_NOWHERE = "global"
"""The region of what is of no region."""
_BEGINNINGS = (
    ("is contained in", (Verb.CONTAINS, True)),
    ("contains", (Verb.CONTAINS, False)),
    ("is attached to", (Verb.ATTACHED_TO, False)),
)
_ELSE = (Verb.DEPENDS_ON, False)
_BESIDE: Mapping[str, Mapping[str, str]] = {
    "aws.s3.bucket": {
        "PublicAccessBlockConfiguration": "PublicAccessBlock",
        "BucketVersioningConfiguration": "Versioning",
        "ServerSideEncryptionConfiguration": "Encryption",
    },
    "aws.kms.key": {"KeyRotationStatus": "Rotation.KeyRotationEnabled"},
}
"""What AWS Config tells beside the configuration, by kind, and where a scan has it."""
_ZONE = "aws.route53.hosted_zone"
_OTHERWISE = {_ZONE: ("hostedzoneconfig", "Config"), "aws.cloudfront.distribution": ("distributionconfig", "")}
"""What AWS Config tells under a name of its own, in lower case, and what lists call it: nothing where they have what is in it."""
_SECRET = {
    "aws.elasticbeanstalk.beanstalk_environment": ("optionSettings.value",),
    "aws.firehose.delivery_stream": ("HttpEndpointDestinationConfiguration.RequestConfiguration.CommonAttributes",),
    "aws.kinesisanalyticsv2.flink_application": ("ApplicationConfiguration.EnvironmentProperties",),
    "aws.rds.db_option_group": ("OptionConfigurations.OptionSettings.Value",),
}
"""Where AWS Config tells what is masked beside that where no list does."""
_SCALARS = ("value", "name")
"""What a state that is told as an object has its word in."""
_RULES = ("ipPermissions", "ipPermissionsEgress")


class AwsConfigItems(Importer):
    """Reads configuration items. Of several of one resource the newest counts, and what was deleted goes."""

    title = "AWS Config"

    def __init__(self, services: Sequence[ProviderService], said: Said) -> None:
        super().__init__(services, checked(said))
        by_kind = {each.kind: each for each in declared(services)}
        self._types = {type_: by_kind[kind] for type_, kind in KINDS.items() if kind in by_kind}
        self._linked = {(each.kind, link.kind) for each in by_kind.values() for link in each.entry.spec.links}
        self._newest: dict[int, dates.datetime] = {}

    def follow(self, earlier: Sequence[Importer]) -> None:
        for each in earlier:
            if isinstance(each, AwsConfigItems):
                self._newest = each._newest

    def claims(self, names: frozenset[str], listed: bool) -> bool:
        if "resourceType" in names and names & _ITEM:
            return True
        return bool(names & _SNAPSHOT) or (not listed and {"Results", "QueryInfo"} <= names)

    def moments(self) -> tuple[dates.datetime, ...]:
        """When AWS Config captured the first and the last of its items."""
        return (min(self._newest.values()), max(self._newest.values())) if self._newest else ()

    def read(self, pieces: Iterable[Piece | LeftOut]) -> Iterator[Found]:
        for number, whole, its_pieces in by_document(pieces):
            if isinstance(whole.get("resourceType"), str):
                yield from self._of(f"document {number + 1}", whole)
                continue
            for piece in its_pieces:
                if isinstance(piece, LeftOut):
                    yield piece
                elif piece.name in LISTS or (not piece.name and piece.at >= 0):
                    yield from self._in(piece.place, _document(piece.value))

    def _in(self, place: str, item: Any) -> Iterator[Found]:
        """An item, or all of a snapshot in a list of them."""
        names = [name for name in item if name in _SNAPSHOT] if isinstance(item, dict) else []
        if not names or "resourceType" in item:
            yield from self._item(place, item)
            return
        for name in names:
            for at, inner in enumerate(item[name] if isinstance(item[name], list) else [item[name]]):
                yield from self._item(f"{place}.{name}[{at}]", _document(inner))

    def _item(self, place: str, item: Any) -> Iterator[Found]:
        if isinstance(item, dict) and isinstance(item.get("resourceType"), str):
            yield from self._of(place, item)
        else:
            yield LeftOut(place, "it has no resourceType, so nothing says what it is")

    def _of(self, place: str, item: dict[str, Any]) -> Iterator[Found]:
        known = self._types.get(item["resourceType"])
        if known is None or self.said.kind not in ("", known.kind):
            yield Unknown(item["resourceType"])
            return
        try:
            yield from self._known(known, place, item)
        except MALFORMED as error:
            yield LeftOut(place, f"not as {known.entry.spec.plural} are: {error}")

    def _known(self, known: Declared, place: str, item: dict[str, Any]) -> Iterator[Found]:
        spelled = _spelled(known, item)
        if absent := missing(known.entry, spelled):
            yield LeftOut(place, f"it does not say its {absent}, by which {known.entry.spec.plural} are known")
            return
        where = self._whose(known, spelled, item)
        found = resource(known, spelled, where)
        if self._is_older(found.ref, item):
            return
        if item.get("configurationItemStatus") in _DELETED:
            yield Gone(found.scope, known.kind, found.ref.key, _captured(item))
        elif not isinstance(_document(item.get("configuration")), dict):
            yield LeftOut(
                place, f"AWS Config did not record it ({item.get('configurationItemStatus') or 'no configuration'})"
            )
        else:
            yield partly(known, found, spelled)
            yield from self._relationships(known, found, item, where.partition)

    def _whose(self, known: Declared, spelled: dict[str, Any], item: Mapping[str, Any]) -> Whose:
        account = str(item.get("awsAccountId") or item.get("accountId") or "")
        region = str(item.get("awsRegion") or "")
        partition = str(item.get("ARN") or item.get("arn") or "").partition("arn:")[2].partition(":")[0]
        what = known.entry.spec.plural
        refuse_other("account", f"its {what} are of", account, self.said.account)
        if not known.service.everywhere and region != _NOWHERE:
            refuse_other("region", f"its {what} are in", region, self.said.region)
        if not account or not (region or known.service.everywhere):
            found = whose(known, spelled, {}, self.said)
            account, region = account or found.account, region or found.region
        return Whose(partition or partition_of(region), account, "" if region == _NOWHERE else region)

    def _is_older(self, ref: ResourceRef, item: Mapping[str, Any]) -> bool:
        """Whether a newer item of the same resource was read before."""
        captured, known = _captured(item), self._newest.get(hash(ref))
        if captured and known and captured < known:
            return True
        if captured:
            self._newest[hash(ref)] = captured
        return False

    def _relationships(
        self, known: Declared, found: Resource, item: Mapping[str, Any], partition: str
    ) -> Iterator[Relationship]:
        """What only AWS Config knows: where properties of one name the other, the store finds that by itself."""
        for told in item.get("relationships") or ():
            if not isinstance(told, Mapping):
                continue
            other = self._types.get(str(told.get("resourceType") or told.get("relatedResourceType")))
            name = str(told.get("name") or told.get("relationshipName") or "").strip()
            if other is None or {(known.kind, other.kind), (other.kind, known.kind)} & self._linked:
                continue
            if key := _key(other, told, found.scope, partition):
                verb, reverse = next((way for start, way in _BEGINNINGS if name.lower().startswith(start)), _ELSE)
                ends = (ResourceRef(other.kind, key), found.ref)
                source, target = ends if reverse else reversed(ends)
                if source != target:
                    yield Relationship(source, target, verb, f"AWS Config: {name[:80]}")


def _spelled(known: Declared, item: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of an item as the SDK names things, with the identity and tags that stand beside it."""
    configuration, more = _document(item.get("configuration")), item.get("supplementaryConfiguration")
    beside = {str(name): _document(value) for name, value in more.items()} if isinstance(more, dict) else {}
    spelled = {}
    if isinstance(configuration, dict):
        listed = _as_listed(known.kind, configuration)
        spelled = known.shape.spelled({**_with_ranges(listed), **_moved(known.kind, beside)})
        spelled = {name: _masked(known.kind, name, value) for name, value in spelled.items()}
    entry = known.entry
    if "." not in entry.state and isinstance(told := spelled.get(entry.state), dict):
        spelled[entry.state] = next((told[name] for name in _SCALARS if isinstance(told.get(name), str)), told)
    arn = item.get("ARN") or item.get("arn")
    spelled |= told_of_it(entry, configuration if isinstance(configuration, dict) else {}, str(arn or ""))
    own, name = item.get("resourceId"), item.get("resourceName")
    identity = (name or own) if entry.id.endswith("ame") else (arn if entry.id.lower().endswith("arn") else own or name)
    if "." not in entry.id and first(spelled, entry.id) is None and identity:
        spelled[entry.id] = identity
    if known.kind == _ZONE and isinstance(zone := spelled.get("Id"), str):
        spelled["Id"] = f"/hostedzone/{zone.rpartition('/')[2]}"
    if entry.arn and not set(entry.arn) & set(".{") and first(spelled, entry.arn) is None and arn:
        spelled[entry.arn] = arn
    tags = item.get("tags")
    if entry.tags and "." not in entry.tags and isinstance(tags, (dict, list)):
        spelled[entry.tags] = tags
    elif entry.tagged and isinstance(tags, (dict, list)):
        spelled[TAGS] = tags
    if known.kind == "aws.s3.bucket" and item.get("awsRegion"):
        spelled.setdefault("BucketRegion", item["awsRegion"])
    if isinstance(more, dict) and entry.spec.policy and (policy := _policy(more)) is not None:
        spelled.setdefault(entry.spec.policy, policy)
        beside = {name: value for name, value in beside.items() if name not in _POLICIES}
    if beside:
        spelled["SupplementaryConfiguration"] = {name: unknown(name, value) for name, value in beside.items()}
    return spelled


def _masked(kind: str, name: str, value: Any) -> Any:
    paths = (path.partition(".") for path in _SECRET.get(kind, ()))
    below = next((rest for head, _, rest in paths if head == name), None)
    return value if below is None else masked(value, below)


def _as_listed(kind: str, configuration: dict[str, Any]) -> dict[str, Any]:
    """A configuration with what this kind has under another name where lists have it."""
    theirs, ours = _OTHERWISE.get(kind, ("", ""))
    name = next((name for name in configuration if name.lower() == theirs), None)
    if name is None or not isinstance(inner := configuration[name], dict):
        return configuration
    rest = {other: value for other, value in configuration.items() if other != name}
    return {**({ours: inner} if ours else inner), **rest}


def _moved(kind: str, beside: dict[str, Any]) -> dict[str, Any]:
    """What is told beside the configuration of this kind, where a scan has it; it is taken from there."""
    moved: dict[str, Any] = {}
    for name, path in _BESIDE.get(kind, {}).items():
        if (told := beside.pop(name, None)) is not None:
            outer, _, inner = path.partition(".")
            moved[outer] = {inner: told} if inner else told
    if isinstance(versioning := moved.get("Versioning"), dict):
        takes_code = versioning.pop("isMfaDeleteEnabled", None)
        moved["Versioning"] = versioning | ({} if takes_code is None else {"MFADelete": _SWITCHED[bool(takes_code)]})
    return moved


_SWITCHED = ("Disabled", "Enabled")


def _with_ranges(configuration: dict[str, Any]) -> dict[str, Any]:
    """A security group with its addresses as EC2 tells them: AWS Config has them in ``ipv4Ranges``, and beside it as texts."""
    lists = {name: configuration[name] for name in _RULES if isinstance(configuration.get(name), list)}
    return configuration | {name: [_with_range(rule) for rule in rules] for name, rules in lists.items()}


def _with_range(rule: Any) -> Any:
    if not isinstance(rule, dict) or not isinstance(ranges := rule.get("ipRanges") or [], list):
        return rule
    full = rule.get("ipv4Ranges") or [{"cidrIp": each} if isinstance(each, str) else each for each in ranges]
    return {**{name: value for name, value in rule.items() if name != "ipv4Ranges"}, "ipRanges": full}


_POLICIES = ("BucketPolicy", "Policy")


def _policy(more: Mapping[str, Any]) -> str | None:
    """The policy of a bucket, key or function, as a scan would have it; None where none is told that can be read.

    AWS Config tells it beside the rest, as text in a text.
    """
    bucket, told = (more.get(name) for name in _POLICIES)
    bucket = _document(bucket)
    told = bucket.get("policyText") if isinstance(bucket, dict) else told
    if isinstance(told, str) and told.startswith('"'):
        with suppress(ValueError):
            told = json.loads(told)
    if isinstance(bucket, dict) and not told:
        return NO_POLICY
    return told if isinstance(told, str) and told.startswith("{") else None


def _key(other: Declared, told: Mapping[str, Any], scope: Scope, partition: str) -> str:
    """The key of the resource at the other end, where its id is enough to make it."""
    identity = str(told.get("resourceId") or told.get("relatedResourceId") or "")
    template = other.entry.arn
    if not identity or other.entry.by == "id":
        return identity
    if "{" not in template or "{item[" in template:
        return ""
    region = "" if other.service.everywhere else scope.region
    name = str(told.get("resourceName") or identity)
    return template.format(partition=partition, region=region, account=scope.account, id=name, bare=name.lstrip("/"))


def _captured(item: Mapping[str, Any]) -> dates.datetime | None:
    captured = moment(item.get("configurationItemCaptureTime"))
    return captured if isinstance(captured, dates.datetime) else None


def _document(value: Any) -> Any:
    """What a text in JSON says, and anything else as it is."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
