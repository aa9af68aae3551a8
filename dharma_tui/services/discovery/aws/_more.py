"""Answers that only tell more of what others list: tags by the ARN or id that they are of, and what stands beside the parameter
of its call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from dharma_tui.core.importer import More, Said, Unknown
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._attributes import attributes, derived
from dharma_tui.services.discovery.aws._bucket_policies import BUCKET
from dharma_tui.services.discovery.aws._details import is_asked
from dharma_tui.services.discovery.aws._entry import Detail, Entry
from dharma_tui.services.discovery.aws._offline import MALFORMED, Declared
from dharma_tui.services.discovery.aws._partitions import PARTITIONS, partition_of, regions
from dharma_tui.services.discovery.aws._paths import at, labels
from dharma_tui.services.discovery.aws._shapes import model

TAGGED = "ResourceTagMappingList"
"""What tells the tags of resources of any service, each with its ARN."""
TAGS = "Tags"
"""What tells tags one by one, each with the id that it is of."""
_ARN = re.compile(r"arn:(aws[a-z-]*):([^:\s]+):([^:\s]*):(\d{12})?:(.+)")
_OF_CALL = "ResponseMetadata"
"""What an SDK tells of the call beside its answer."""
SET = "TagSet"
"""What tells the tags of a bucket."""
TAG_NAMES = (TAGGED, TAGS, SET)


class MoreOf:
    """What answers tell of things that they do not list, without what else there is of these."""

    def __init__(self, kinds: Sequence[Declared], said: Said) -> None:
        self._kinds = kinds
        self._said = said

    @cached_property
    def _params(self) -> dict[str, list[tuple[Declared, Detail]]]:
        """What details there are of one thing, by the parameter that says of which, or what their answer calls it itself."""
        known: dict[str, list[tuple[Declared, Detail]]] = {}
        for each in self._kinds:
            for detail in each.entry.details:
                if (
                    detail.under
                    and detail.batch == 1
                    and not detail.where
                    and not detail.own
                    and (each.kind, detail.under) != (BUCKET, "Policy")
                ):
                    for name in {detail.param, detail.source} if detail.items else {detail.param}:
                        known.setdefault(name, []).append((each, detail))
        return known

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {each.kind: each.entry for each in self._kinds}

    @cached_property
    def _of_service(self) -> dict[str, tuple[str, ...]]:
        """The kinds that ARNs of a service are of."""
        known: dict[str, dict[str, None]] = {}
        for each in self._kinds:
            shaped = (shape.partition(":")[0] for shape in each.entry.spec.shapes if ":" in shape)
            for service in {each.entry.spec.permissions[0].partition(":")[0], each.entry.service, *shaped}:
                known.setdefault(service, {})[each.kind] = None
        return {service: tuple(of) for service, of in known.items()}

    def tags(self, item: Any, place: str) -> More | Unknown | None:
        """The tags that an item of a list of tags tells of something; None where it does not say of what."""
        if not isinstance(item, dict):
            return None
        arn, identity = item.get("ResourceARN"), item.get("ResourceId")
        if isinstance(arn, str) and (match := _ARN.fullmatch(arn)) and isinstance(item.get(TAGS), list):
            kinds = self._of_service.get(match[2], ())
            return self._tagged(kinds, arn, item[TAGS], place) if kinds else Unknown(f"tags of {match[2]}")
        if isinstance(identity, str) and isinstance(item.get("Key"), str) and "ResourceType" in item:
            return self._tagged(self._of_service.get("ec2", ()), identity, [item], place, some=True)
        return None

    def told(self, candidates: Sequence[tuple[Declared, Detail]], item: Mapping[str, Any], place: str) -> More | None:
        """The tags that an item of an answer about several things tells of one of them; None where it tells anything else."""
        fitting = [
            (each, value)
            for each, detail in candidates
            if each.entry.tags and item.keys() == {detail.match, each.entry.tags}
            if isinstance(value := item[detail.match], str) and value
        ]
        if not fitting:
            return None
        each, value = fitting[0]
        keys = () if value.startswith("arn:") else tuple(self._keys(each.entry, value, ""))
        return self._tagged(tuple(each.kind for each, _ in fitting), value, item[each.entry.tags], place, keys=keys)

    def beside(self, whole: Mapping[str, Any], place: str) -> More | None:
        """What an answer tells of the thing that a parameter beside it names; None where none of its names is such a parameter."""
        whole = {name: value for name, value in whole.items() if name != _OF_CALL}
        if whole.keys() == {"Bucket", SET}:
            return self._of_bucket(whole, place)
        found = [
            (each, detail, whole[name])
            for name in whole
            if isinstance(whole[name], str)
            for each, detail in self._params.get(name, ())
            if _is_of(each, detail, name, whole)
        ]
        if arns := [one for one in found if one[2].startswith("arn:") and self._may_be(one[0], one[2])]:
            found = arns
        if not found or len({each.kind for each, _, _ in found}) > 1:
            return None
        each, detail, value = found[0]
        try:
            told = {name: value for name, value in whole.items() if name != detail.param or detail.items}
            item = each.shape.spelled({detail.under: at(told, detail.items) if detail.items else told})
            return self.of(each, detail, item[detail.under], value, place, owner=str(whole.get("registryId") or ""))
        except MALFORMED:
            return None

    def of(
        self,
        each: Declared,
        detail: Detail,
        told: Any,
        name: str,
        place: str,
        *,
        owner: str = "",
        keys: tuple[str, ...] = (),
    ) -> More:
        """What ``detail`` told of the thing of ``owner`` that is called ``name``, or known by ``keys``. Raises as is MALFORMED."""
        what, kinds, rank = f"the {detail.under} of {name}", (each.kind,), each.entry.details.index(detail)
        keys = keys or tuple(self._keys(each.entry, name, owner))
        if detail.fitted:
            detail.fitted({}, told)  # as far as it can be told now whether it is malformed
            return More(place, what, kinds, keys, derive=partial(_fitted, each.entry, detail, told), rank=rank)
        kept = attributes(each.entry, {detail.under: told})
        more = labels(told) if detail.under == each.entry.tags else None
        follows = partial(_following, each.entry) if each.entry.derived else None
        return More(place, what, kinds, keys, kept, more, derive=follows, rank=rank)

    def _of_bucket(self, whole: Mapping[str, Any], place: str) -> More | None:
        each = next((each for each in self._kinds if each.kind == BUCKET), None)
        name, tags = whole["Bucket"], whole[SET]
        if each is None or not isinstance(name, str) or not name or not isinstance(tags, list):
            return None
        return self._tagged((each.kind,), name, tags, place, keys=tuple(self._keys(each.entry, name, "")))

    def _tagged(
        self,
        kinds: Collection[str],
        key: str,
        tags: Any,
        place: str,
        *,
        some: bool = False,
        keys: tuple[str, ...] = (),
    ) -> More | None:
        entries = [self._entries[kind] for kind in kinds]
        last = re.split("[:/]", key)[-1]
        by_id = last != key and any(entry.by == "id" for entry in entries)
        keys = keys or ((key, last) if by_id else (key,))
        names = tuple(entry.spec.kind for entry in entries if not entry.name)
        try:
            told = labels(tags)
        except MALFORMED:
            return None
        if not isinstance(tags, (list, dict)):
            return None
        some |= len(told) < len(tags)  # of one that is none nobody knows which it was
        return More(place, f"tags of {key}", tuple(kinds), keys, labels=told, some_labels=some, names=names)

    def _may_be(self, each: Declared, arn: str) -> bool:
        match = _ARN.fullmatch(arn)
        return match is not None and each.kind in self._of_service.get(match[2], ())

    def _keys(self, entry: Entry, value: str, owner: str) -> Iterator[str]:
        """By which keys a thing may be known that is called so."""
        if value.startswith("arn:") or entry.by == "id":
            yield value.rpartition("/")[2] if entry.by == "id" else value
            return
        if entry.arn == "arn:{partition}:s3:::{id}":
            yield from (f"arn:{partition}:s3:::{value}" for partition in PARTITIONS)
            return
        account = owner or self._said.account
        shape = next((shape for shape in entry.spec.shapes if ":" in shape and not shape.endswith(":")), "")
        service, _, type_ = shape.partition(":")
        templates = [entry.arn] if "{id}" in entry.arn and "{item[" not in entry.arn else []
        if not templates and shape:
            templates = [f"arn:{{partition}}:{service}:{{region}}:{{account}}:{type_}{mark}{{id}}" for mark in "/:"]
        if not account:
            return
        for region in [self._said.region] if self._said.region else sorted({*regions(), *self._said.regions()}):
            for template in templates:
                yield template.format(partition=partition_of(region), region=region, account=account, id=value)


def _is_of(each: Declared, detail: Detail, by: str, whole: Mapping[str, Any]) -> bool:
    """Whether an answer that says ``by`` a name what it is of has what a detail tells, and nothing that its call does not."""
    rest = {name for name in whole if name != by}
    told = at(whole, detail.items) if detail.items else {name: whole[name] for name in rest}
    if not told or not isinstance(told, str | list | dict):
        return False
    members = model(each.entry.service).operation_model(detail.operation).output_shape.members
    return rest <= {*members, *detail.params} and (by == detail.param or by in members)


def _fitted(entry: Entry, detail: Detail, told: Any, attrs: Mapping[str, Json]) -> Mapping[str, Json]:
    """``attrs`` with what ``detail`` told as it is fitted to them."""
    try:
        kept = detail.fitted(attrs, told) if detail.fitted and is_asked(attrs, detail) else None
    except MALFORMED:
        return attrs
    return attrs if kept is None else _following(entry, {**attrs, **attributes(entry, {detail.under: kept})})


def _following(entry: Entry, attrs: Mapping[str, Json]) -> Mapping[str, Json]:
    """``attrs`` with what follows from all of them."""
    own = {name: value for name, value in attrs.items() if name not in entry.derived}
    return own | derived(entry, own)
