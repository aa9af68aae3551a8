"""What items in files leave out of the things they were asked of: told beside them, by their own words, or by other answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from dharma_tui.core.importer import ALL, Found, LeftOut, Partly, Said
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.aws._bucket_policies import BUCKET
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._offline import Declared, made
from dharma_tui.services.discovery.aws._paths import first

ZONE = "aws.route53.hosted_zone"
RECORD = "aws.route53.dns_record"
MOST = 10_000
"""Records of an answer that wait for what tells their zone, and parts that are gathered of one answer."""


def told_beside(entry: Entry, beside: Mapping[str, Any]) -> dict[str, Any]:
    """What an item has of its parent where the parameter of the call stands beside its answer."""
    if entry.parent is None:
        return {}
    given = {path: beside[name] for name, path in entry.parent.given.items() if isinstance(beside.get(name), str)}
    told = {name: given[path] for name, path in entry.parent.keep.items() if path in given}
    if entry.spec.kind == RECORD and told:
        told["Zone"] = f"/hostedzone/{told['Zone'].rpartition('/')[2]}"
    return told


def told_of_it(entry: Entry, told: Mapping[str, Any], arn: str) -> dict[str, Any]:
    """What something says of its parent, in the words of the call that lists it, in any case; and what its ARN says of both."""
    if entry.parent is None:
        return {}
    words = {name.lower(): value for name, value in told.items()}
    beside = told_beside(entry, {name: words.get(name.lower()) for name in entry.parent.given})
    return {**beside, **_told_by_arn(entry, arn)}


def _told_by_arn(entry: Entry, arn: str) -> dict[str, str]:
    """The id and what is kept of the parent, where ARNs of the kind are made of these and this one is."""
    if not entry.arn.startswith("arn:") or not (match := _read_back(entry.arn).fullmatch(arn)):
        return {}
    return {(entry.id if name == "id" else name): value for name, value in match.groupdict().items()}


@cache
def _read_back(template: str) -> re.Pattern[str]:
    """What reads the fields out of an ARN that is made by ``template``."""
    pieces = re.split(r"\{(?:item\[)?(\w+)\]?\}", template)
    texts, names = pieces[::2], [*pieces[1::2], ""]
    read = (f"(?P<{name}>[^:]+?)" if name not in _SCOPED else "[^:]*" if name else "" for name in names)
    return re.compile("".join(re.escape(text) + each for text, each in zip(texts, read, strict=True)))


_SCOPED = frozenset(("partition", "region", "account", ""))


class Records:
    """The DNS records of an answer, which does not name their zone: that is called as the record of type SOA is.

    Where the answer has no such record it is the only zone known that all of them are below.
    """

    def __init__(self, said: Said) -> None:
        self._said = said
        self._waiting: list[tuple[Declared, dict[str, Any], str]] = []
        self._too_many = False
        self._zone: Resource | None = None
        self._left: list[list[tuple[Declared, dict[str, Any], str]]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, declared: Declared, item: dict[str, Any], place: str) -> Iterator[Found]:
        """What ``item``, and those that waited for it, are."""
        if self._zone is None:
            self._waiting.append((declared, item, place))
            zones = self._called(item.get("Name")) if item.get("Type") == "SOA" else []
            self._zone = zones[0] if len(zones) == 1 else None
            if self._zone is None:
                if len(self._waiting) > MOST:
                    self._waiting.pop()
                    yield LeftOut(place, f"of so many records it is not known of which zone they are: {_ASK}")
                return
            waiting, self._waiting = self._waiting, []
            yield from self._made(waiting, self._zone)
        else:
            yield from self._made([(declared, item, place)], self._zone)

    def ended(self) -> None:
        """The answer has ended; what waits still waits for what other answers tell."""
        if self._waiting:
            self._left.append(self._waiting)
        self._waiting, self._zone = [], None

    @property
    def waits(self) -> bool:
        """Whether an answer waits for what others tell."""
        return bool(self._left)

    def rest(self) -> Iterator[Found]:
        """What waits of all answers, now that no more will be told."""
        for waiting in self._left:
            zones = self._fitting([item for _, item, _ in waiting])
            if len(zones) == 1:
                yield from self._made(waiting, zones[0])
            else:
                yield LeftOut(waiting[0][2], self._doubt(zones, waiting))
        self._left = []

    def _made(self, waiting: Iterable[tuple[Declared, dict[str, Any], str]], zone: Resource) -> Iterator[Found]:
        whose = {"OwnerId": zone.scope.account}
        for declared, item, place in waiting:
            yield made(declared, {**item, "Zone": zone.attrs["Id"]}, place, whose, self._said)

    def _fitting(self, items: Iterable[Mapping[str, Any]]) -> list[Resource]:
        """The zones of which all ``items`` may be."""
        names = {_name(item.get("Name")) for item in items}
        tops = [item["Name"] for item in items if item.get("Type") == "SOA" and "Name" in item]
        if tops:
            return self._called(tops[0])
        return [zone for zone in self._zones() if all(f".{name}".endswith(f".{_name(zone.name)}") for name in names)]

    def _called(self, name: Any) -> list[Resource]:
        return [zone for zone in self._zones() if _name(zone.name) == _name(name)]

    def _zones(self) -> list[Resource]:
        """Every zone that is stored or was told, in the account that the user names."""
        return [zone for zone in self._said.known(ZONE).values() if self._said.account in ("", zone.scope.account)]

    def _doubt(self, zones: list[Resource], waiting: list[tuple[Declared, dict[str, Any], str]]) -> str:
        count = f"{len(waiting):,} records" if len(waiting) > 1 else "a record"
        if not zones:
            return f"{count} of a zone that is not known: {_ASK}"
        several = ", ".join(f"{zone.attrs['Id']} ({zone.name.rstrip('.')})" for zone in zones[:3])
        return (
            f"{count} of {several}{' or others' if len(zones) > 3 else ''}: say of which with HostedZoneId beside them"
        )


_ASK = "import what 'aws route53 list-hosted-zones' answers, too, or put HostedZoneId beside them"


def _name(name: Any) -> str:
    return str(name).lower().rstrip(".")


class Parts:
    """Parts of things that an answer lists one by one, each with the thing that it is of."""

    def __init__(self, kinds: Iterable[Declared]) -> None:
        self._kinds = {
            detail.told_by.items: (each, detail, detail.told_by)
            for each in kinds
            for detail in each.entry.details
            if detail.told_by
        }
        self._gathered: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        self._count = 0

    def __contains__(self, name: str) -> bool:
        return name in self._kinds

    def __len__(self) -> int:
        return self._count

    def take(self, name: str, part: Any, place: str) -> Iterator[Found]:
        """Keep a part until the answer ends."""
        each, detail, answer = self._kinds[name]
        of = {field: part.get(field) for field in answer.of} if isinstance(part, dict) else {}
        if not all(isinstance(text, str) and text for text in of.values()) or not of or self._count >= MOST:
            yield LeftOut(place, f"it does not say of which of {each.entry.spec.plural} it is")
            return
        self._count += 1
        own = {answer.names.get(field, field): value for field, value in part.items() if field not in of}
        _, item = self._gathered.setdefault((name, str(first(of, each.entry.arn))), (place, {**of, detail.under: []}))
        item[detail.under].append(own)

    def ended(self, said: Said) -> Iterator[Found]:
        """The things that all parts so far are of, each with its own; of the rest of them this says nothing."""
        gathered, self._gathered, self._count = self._gathered, {}, 0
        for (name, _), (place, item) in gathered.items():
            each, _, _ = self._kinds[name]
            found = made(each, item, place, {}, said)
            resource = found.resource if isinstance(found, Partly) else found
            yield resource if isinstance(resource, LeftOut) else Partly(resource, ALL, labels=True, state=True)


def tells_of_others(found: Found, kinds: Collection[str]) -> Resource | None:
    """What was found where other answers are understood by it: a hosted zone, a bucket or one of these ``kinds``."""
    resource = found.resource if isinstance(found, Partly) else found
    return resource if isinstance(resource, Resource) and resource.ref.kind in (ZONE, BUCKET, *kinds) else None
