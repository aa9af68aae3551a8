"""Answers of AWS as the AWS CLI and the SDKs write them: recognised by their shape, whatever call was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dharma_tui.core.importer import Found, Importer, LeftOut, More, Page, Piece, Said, Unknown
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.services.discovery.aws._alone import pages_of, part_of, told_of_one
from dharma_tui.services.discovery.aws._bucket_policies import STATEMENTS, BucketPolicies
from dharma_tui.services.discovery.aws._call_names import about, alone, by, emptied, one_or_many, tells, useless
from dharma_tui.services.discovery.aws._documents import by_document, goes_on, with_beside
from dharma_tui.services.discovery.aws._ends import beside
from dharma_tui.services.discovery.aws._entry import Detail
from dharma_tui.services.discovery.aws._gathered import Gathered
from dharma_tui.services.discovery.aws._likeness import (
    LONGEST_CHOICE,
    STRANGE,
    choose,
    is_of_aws,
    may_be,
    strange,
    tells_arn,
)
from dharma_tui.services.discovery.aws._more import TAG_NAMES, MoreOf
from dharma_tui.services.discovery.aws._offline import (
    Declared,
    checked,
    declared,
    identity_of,
    instead,
    made,
    missing,
    otherwise,
)
from dharma_tui.services.discovery.aws._parents import RECORD, Parts, Records, tells_of_others, told_beside
from dharma_tui.services.discovery.aws._paths import first, found

PUT_OFF = 10_000
"""Items that wait for another of the same answer to say whose all of it is."""
EMPTY: Mapping[str, Any] = {}


class AwsCliJson(Importer):
    """Reads answers to calls that list or describe, one or many, whole pages or their items alone."""

    title = "AWS CLI"
    claims_last = True

    def __init__(self, services: Sequence[ProviderService], said: Said) -> None:
        super().__init__(services, checked(said))
        self._kinds = [each for each in declared(services) if not said.kind or each.kind == said.kind]
        self._listed = by(self._kinds, lambda each: one_or_many(each.entry.items.partition(".")[0]))
        self._told = by(self._kinds, lambda each: [name for detail in each.entry.details for name in tells(detail)])
        self._alone = by(self._kinds, alone)
        self._inside = by(self._kinds, lambda each: [each.entry.items.partition(".")[2].partition(".")[0]])
        self._ids = by(self._kinds, lambda each: [each.entry.id.partition(".")[0]])
        self._about = by(self._kinds, lambda each: [about(detail) for detail in each.entry.details])
        self._besides = {part.items: part.beside for each in self._kinds for part in each.entry.details if part.beside}
        self._chosen: dict[tuple[str, frozenset[str], bool], Declared | str] = {}
        self._put_off: list[tuple[Declared, dict[str, Any], str]] = []
        self._accounts: set[str] = set()
        self._beside: dict[str, Any] = {}
        """The texts at the top of a document."""
        self._records = Records(said)
        self._parts = Parts(self._kinds)
        self._policies = BucketPolicies(self._kinds, said)
        self._more = MoreOf(self._kinds, said)
        self._gathered = Gathered(self._kinds, said, self._more)
        self._entries = {each.kind: each.entry for each in self._kinds}
        self._around = {each.entry.items.partition(".")[0] for each in self._kinds if "." in each.entry.items}
        """What holds a list within an answer."""

    def claims(self, names: frozenset[str], listed: bool) -> bool:
        if self.said.kind:
            return bool(self._kinds)
        if "resourceType" in names:
            return False
        known = (self._listed, self._told, self._alone, self._inside, self._ids, self._parts, (STATEMENTS, *TAG_NAMES))
        return any(name in each for name in names for each in known)

    def read(self, pieces: Iterable[Piece | LeftOut]) -> Iterator[Found]:
        for document, whole, its_pieces in by_document(pieces):
            names, used, listed = dict[str, None](), False, set[tuple[Scope, str]]()
            alone, waits_alone, answers = set[tuple[Scope, ResourceRef]](), False, False
            told, held = dict[str, Any](), dict[str, Any]()
            place = f"document {document + 1}"
            if (more_of := self._more_of(whole, place)) is not None:
                yield more_of
                continue
            if taken := self._policies.take(whole, place):
                yield from (taken,) if isinstance(taken, LeftOut) else ()
                continue
            self._beside = {name: value for name, value in whole.items() if isinstance(value, str)}
            self._gathered.also(whole, place)
            if whole and self._is_part(whole):
                its_pieces = iter((Piece(document, "", -1, whole),))
            elif (more := with_beside(whole, document, self._besides)) is not None:
                its_pieces = more
            for piece in its_pieces:
                if isinstance(piece, LeftOut):
                    yield piece
                    used = self._gathered.is_broken = True
                    continue
                if piece.at < 0 and piece.value == []:
                    yield (nothing := emptied(piece.name, self._listed.get(piece.name, ()), piece.place, self.said))
                    names[piece.name], used = None, True
                    listed |= nothing.parts
                    continue
                if piece.at < 0 and not piece.name and not isinstance(piece.value, (dict, list)):
                    continue  # what an object has under no name
                if piece.at < 0 and isinstance(piece.value, str):
                    self._beside[piece.name] = piece.value
                if piece.at >= 0 or isinstance(piece.value, (dict, list)):
                    names[piece.name] = None
                    held |= beside({piece.name: piece.value}, self._around) if piece.at < 0 else {}
                else:
                    told[piece.name] = piece.value
                of_piece, waiting = set[tuple[Scope, str]](), self._waiting
                answers |= (is_answer := not piece.name and self._is_answer(piece.value))
                is_list = not is_answer and (piece.at >= 0 or piece.name in self._around or self._holds_list(piece))
                for item in self._of(piece, piece.place):
                    used = True
                    of_piece |= part_of(item)
                    alone |= set() if is_list else told_of_one(item)
                    if (told_of := tells_of_others(item, self._gathered.kinds)) is not None:
                        self.said.met.append(told_of)
                    yield item
                listed |= of_piece if is_list else set()
                waits_alone |= not is_list and self._waiting > waiting
                self._accounts |= {scope.account for scope, _ in of_piece}
                used |= bool(self._waiting)
                if is_list and not piece.name and isinstance(piece.value, dict):
                    continues = self._goes_on(beside(piece.value, self._around), of_piece)
                    if (continues and of_piece) or any(name in self._listed for name in piece.value):
                        yield Page(piece.place, frozenset(of_piece), continues)
            for item in self._ended(told | held):
                listed |= set() if waits_alone else part_of(item)
                alone |= told_of_one(item) if waits_alone else set()
                yield item
            if not used and (reason := useless(names, told, self._told)):
                yield LeftOut(place, reason)
            listed = listed if any(names) else set()
            yield from pages_of(place, alone, listed, self._kinds, named=any(names) or answers)
            if listed and not alone:
                yield Page(place, frozenset(listed), self._goes_on(told | held, listed))

    @property
    def waits(self) -> bool:
        return self._records.waits or self._policies.waits or self._gathered.waits

    def rest(self) -> Iterator[Found]:
        yield from self._records.rest()
        yield from self._policies.rest()
        yield from self._gathered.rest()

    def _goes_on(self, told: Mapping[str, Any], listed: Iterable[tuple[Scope, str]]) -> bool:
        return goes_on(told, [self._entries[kind] for kind in {kind for _, kind in listed} if kind in self._entries])

    @property
    def _waiting(self) -> int:
        """How many items wait for others of the same answer."""
        return len(self._put_off) + len(self._records) + len(self._parts) + len(self._gathered)

    def _more_of(self, whole: Mapping[str, Any], place: str) -> More | Unknown | None:
        """What a document, or an item of one that is a list, tells of something that others list, and no more than that."""
        if (tagged := self._more.tags(whole, place)) is not None:
            return tagged
        if (more := self._more.beside(whole, place)) is None or self._has_beside(whole):
            return None
        chosen = self._chosen_for(whole)
        return more if isinstance(chosen, str) or chosen.kind in more.kinds else None

    def _has_beside(self, whole: Mapping[str, Any]) -> bool:
        return any(told_beside(each.entry, whole) for name in whole for each in self._listed.get(name, ()))

    def _is_part(self, whole: Mapping[str, Any]) -> bool:
        """Whether a document is no answer but something of one: an item, or what holds items within an answer."""
        if self._has_beside(whole):
            return False
        known = any(name in self._inside for name in whole)
        return known or not isinstance(self._chosen_for(whole), str) or bool(self._completed(whole))

    def _is_answer(self, item: Any) -> bool:
        """Whether a document, or an item of one that is a list, is an answer about one thing."""
        if not isinstance(item, dict) or not isinstance(self._chosen_for(item), str):
            return False
        return any(isinstance(item[name], dict) for name in item if name in self._listed and name not in self._around)

    def _holds_list(self, piece: Piece) -> bool:
        """Whether a document is no item but what holds some within an answer."""
        return not piece.name and isinstance(self._chosen_for(piece.value), str) and not self._completed(piece.value)

    def _ended(self, beside: Mapping[str, Any]) -> Iterator[Found]:
        """What is known at the end of a document, by what stands ``beside`` its items: whose those are that do not say so."""
        owner = {"OwnerId": next(iter(self._accounts))} if len(self._accounts) == 1 else {}
        put_off, self._put_off, self._accounts = self._put_off, [], set()
        for chosen, item, place in put_off:
            yield made(chosen, item, place, owner, self.said)
        yield from self._parts.ended(self.said)
        yield from self._gathered.ended(beside)
        self._records.ended()

    def _of(self, piece: Piece, place: str) -> Iterator[Found]:
        """What one piece says: an item of a list, a whole page, or what completes an item."""
        if not piece.name:
            yield from self._of_list(piece, place, piece.value)
            return
        single = piece.at < 0
        if single and not isinstance(piece.value, (dict, list)) and piece.name not in self._gathered:
            return
        if piece.name in TAG_NAMES and (tagged := self._more.tags(piece.value, place)) is not None:
            yield tagged
            return
        if piece.name in self._parts:
            yield from self._parts.take(piece.name, piece.value, place)
            return
        candidates = self._listed.get(piece.name, ())
        items: list[Found] = []
        waiting = self._waiting
        if candidates or (self.said.kind and not single and piece.name not in self._told):
            items = list(self._items(place, piece.name, piece.value, candidates or self._kinds))
        useless = self._waiting == waiting and _useless(items)
        if useless and self._gathered.take(piece.name, piece.value, place):
            items = [*self._gathered.full()]
        elif useless and piece.name in self._told and isinstance(piece.value, dict):
            detail = self._detail(piece, place)
            items = items if items and isinstance(detail, LeftOut) else [detail]
        if single and items and _useless(items) and not isinstance(chosen := self._chosen_for(piece.value), str):
            items = list(self._made(chosen, piece.value, place, {}))
        if single and not items and piece.name in self._alone:
            items = [otherwise(place, self._alone[piece.name])]
        yield from items

    def _of_list(self, piece: Piece, place: str, item: Any) -> Iterator[Found]:
        """An item of a document that is a list: an item of an answer, a whole answer, what holds items in one, or a list."""
        for at, inner in enumerate(item) if isinstance(item, list) else [(-1, item)]:
            where = f"{place}[{at}]" if at >= 0 else place
            if isinstance(inner, dict):
                yield from self._of_item(piece, where, inner)
            else:
                yield LeftOut(where, "not an object")

    def _of_item(self, piece: Piece, place: str, item: dict[str, Any]) -> Iterator[Found]:
        chosen = self._chosen_for(item)
        if (more_of := self._more_of(item, place)) is not None:
            yield more_of
        elif not isinstance(chosen, str):
            yield from self._made(chosen, item, place, {})
        elif completed := self._completed(item):
            yield made(*completed, place, {}, self.said)
        elif held := [name for name, value in item.items() if isinstance(value, (list, dict)) and self._holds(name)]:
            for name in held:
                yield from self._held(piece, place, name, item)
            yield from self._gathered.ended(item)
            self._gathered.also(item, place)
        elif self._gathered.take("", item, place):
            yield from self._gathered.full()
        else:
            yield LeftOut(place, chosen)

    def _holds(self, name: str) -> bool:
        return any(name in known for known in (self._listed, self._told, self._inside, self._parts))

    def _held(self, piece: Piece, place: str, name: str, item: dict[str, Any]) -> Iterator[Found]:
        """What stands under a name in an item of a document that is a list: as at the top of an answer, or within one."""
        waiting = self._waiting
        items: list[Found] = []
        for at, value in enumerate(item[name]) if isinstance(item[name], list) else [(-1, item[name])]:
            page = Piece(piece.document, name, at, value)
            items += self._of(page, ".".join(filter(None, (place, page.place))))
        if name in self._inside and self._waiting == waiting and _useless(items):
            inside = list(self._items(place, name, {name: item[name]}, self._inside[name], item))
            items = items if items and _useless(inside) else inside
        yield from items

    def _items(
        self, place: str, name: str, value: Any, candidates: Sequence[Declared], around: Mapping[str, Any] = EMPTY
    ) -> Iterator[Found]:
        """The items at the end of what is left of the candidates' paths, which ``value`` is, with what it says of them all."""
        ends: dict[str, list[Declared]] = {}
        for each in candidates:
            ends.setdefault(each.entry.items.partition(".")[2], []).append(each)
        for rest, of_path in ends.items():
            beside = around or (value if rest and isinstance(value, dict) else {})
            for item in found(value, rest):
                whole = item if isinstance(item, dict) else {"Id": item}
                yield from self._item(place, name, whole, beside, of_path)

    def _item(
        self, place: str, name: str, item: dict[str, Any], around: Mapping[str, Any], candidates: Sequence[Declared]
    ) -> Iterator[Found]:
        """What an item under ``name`` is."""
        chosen = self._choice(name, item, candidates)
        if isinstance(chosen, str):
            yield LeftOut(place, chosen)
        else:
            yield from self._made(chosen, item, place, around)

    def _made(self, chosen: Declared, item: dict[str, Any], place: str, around: Mapping[str, Any]) -> Iterator[Found]:
        """What an item is; nothing as long as others of the same answer may say whose it is."""
        if chosen.entry.of_aws and not self.said.account and len(self._put_off) < PUT_OFF:
            self._put_off.append((chosen, item, place))
            return
        item = {**told_beside(chosen.entry, {**self._beside, **around}), **item}
        if chosen.kind == RECORD and missing(chosen.entry, item) == "Zone":
            yield from self._records.take(chosen, item, place)
        else:
            yield made(chosen, item, place, around or self._beside, self.said)

    def _chosen_for(self, item: Mapping[str, Any]) -> Declared | str:
        """Of which kind an item is that stands by itself, or why that cannot be told."""
        candidates = self._kinds if self.said.kind else [each for name in item for each in self._ids.get(name, ())]
        return self._choice("", item, candidates)

    def _choice(self, name: str, item: Mapping[str, Any], candidates: Sequence[Declared]) -> Declared | str:
        key = (name, frozenset(item), is_of_aws(item))
        if key not in self._chosen or isinstance(self._chosen[key], str):
            self._chosen[key] = choose(item, candidates, bool(name))
        return self._chosen[key]

    def _detail(self, piece: Piece, place: str) -> Found:
        """What an answer about a single thing says, which it must be about by its own words."""
        told = self._told[piece.name]
        details = [
            (each, detail)
            for each in told
            for detail in each.entry.details
            if piece.name in tells(detail) and not detail.under
        ]
        if (more := self._more.told(details, piece.value, place)) is not None:
            return more
        for each, detail in details:
            completed = _completed(each, detail, first(piece.value, detail.items.partition(".")[2]))
            if completed is not None:
                return made(each, completed, place, {}, self.said)
        telling = [(each, detail) for each, detail in details if tells_arn(each, piece.value)]
        if telling:
            each, detail = telling[0]
            said = f"an answer about one of {each.entry.spec.plural} that does not say its {detail.param}"
            return LeftOut(place, f"{said}, by which they are known")
        about = dict.fromkeys(each.entry.spec.plural for each in told)
        return LeftOut(place, f"an answer about one of {' or '.join(about)} that does not say which: {instead(told)}")

    def _completed(self, item: Mapping[str, Any]) -> tuple[Declared, dict[str, Any]] | None:
        """Of which kind an item is, and the whole of it, that stands by itself and is what completes a mere name."""
        names = dict.fromkeys(name for name in item if name in self._about)
        found = [
            (strange(each, completed), place, each, completed)
            for name in names
            for place, each in enumerate(self._about[name])
            for detail in each.entry.details
            if about(detail) == name and (completed := _completed(each, detail, item)) is not None
        ]
        if not found or len(found) > LONGEST_CHOICE:
            return None
        _, _, each, completed = min(found, key=lambda one: one[:2])
        return each, completed


def _useless(items: Iterable[Found]) -> bool:
    return all(isinstance(item, LeftOut) for item in items)


def _completed(each: Declared, detail: Detail, told: Any) -> dict[str, Any] | None:
    """What a call tells of an item, where that says which it is and is as those of its kind are."""
    if not isinstance(told, dict):
        return None
    identity = first(told, detail.match) if detail.match else told.get(detail.param)
    identity = identity or identity_of(each.entry, str(first(told, each.entry.arn))) or None
    item = {"Id": identity, **told} if each.entry.id == "Id" and identity is not None else told
    arn = each.entry.arn
    if each.entry.by == "arn" and arn.isidentifier() and arn not in item and "Arn" in item:
        item = {**item, arn: item["Arn"]}  # as the call that lists it says the same
        if not may_be(each, item):
            return None
    sure = (
        each.shape.open and tells_arn(each, item) and may_be(each, item)
    )  # a model that has no names for all there is
    return None if missing(each.entry, item) or (not sure and strange(each, item) > STRANGE) else item
