"""Answers of many parts that complete what other calls list: all of them tell what is kept, and of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dharma_tui.core.importer import Found, LeftOut, Page, Said
from dharma_tui.core.types import Resource, Scope
from dharma_tui.services.discovery.aws._details import without
from dharma_tui.services.discovery.aws._documents import goes_on
from dharma_tui.services.discovery.aws._entry import Detail, Own
from dharma_tui.services.discovery.aws._likeness import STRANGE
from dharma_tui.services.discovery.aws._more import MoreOf
from dharma_tui.services.discovery.aws._offline import MALFORMED, Declared, asked, listing
from dharma_tui.services.discovery.aws._paths import first, found
from dharma_tui.services.discovery.aws._service import PROVIDER
from dharma_tui.services.discovery.aws._shapes import at_end, model

MOST = 5_000
"""Parts of an answer that are kept at a time."""
GOES_ON = "it goes on, it says: give all of it in one answer, without --max-items and --no-paginate"


class Gathered:
    """Parts of answers that are no items of a list: of many things, each of which they name, or of one, which they do not."""

    def __init__(self, kinds: Iterable[Declared], said: Said, more: MoreOf) -> None:
        self._said = said
        self._more = more
        self._known: dict[str, list[_Told]] = {}
        self._beside: dict[str, list[_Told]] = {}
        """What is told of some things alone, by what stands beside it."""
        for each in kinds:
            for detail in each.entry.details:
                if detail.under and (detail.own or (detail.match and not detail.batch)):
                    self._known.setdefault(detail.items, []).append(_Told(each, detail))
                elif detail.under and detail.where:
                    self._beside.setdefault(detail.param, []).append(_Told(each, detail))
        known = [of for several in (*self._known.values(), *self._beside.values()) for of in several]
        self.kinds = frozenset(of.each.kind for of in known if of.detail.batch)
        """Those of which whatever is met may be what an answer is of."""
        self._each_named = [of for of in known if of.detail.match]
        self.is_broken = False
        """Some of the answer could not be read."""
        self._parts: dict[tuple[str, str], _Told] = {}
        self._left: list[_Told] = []

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def __len__(self) -> int:
        return sum(len(of.parts) for of in self._parts.values())

    def take(self, name: str, part: Any, place: str) -> bool:
        """Whether ``part``, which stands under ``name`` or by itself, is one; it is kept until the answer ends.

        By itself it is one only where it names what it is of: else nobody knows whether these are all of them.
        """
        known = self._known.get(name, ()) if name else self._each_named
        fitting = next((of for of in known if of.fits(part, named=bool(name))), None)
        if fitting is None:
            return False
        new = _Told(fitting.each, fitting.detail, place)
        of = self._parts.setdefault((fitting.each.kind, fitting.detail.operation), new)
        self.is_broken |= (too_many := bool(of.detail.own) and len(of.parts) == MOST)
        of.parts += [] if too_many else [part]
        return True

    def also(self, whole: Mapping[str, Any], place: str) -> None:
        """Keep what an answer tells of the thing that it names beside its items, which are things of their own."""
        for name in self._beside.keys() & whole.keys():
            for of in self._beside[name]:
                if isinstance(parts := whole.get(of.detail.items), list) and not goes_on(whole):
                    told = _Told(of.each, of.detail, place, parts, named=str(whole[name]))
                    told.parts = told.spelled()
                    self._left.append(told)

    def full(self) -> Iterator[Found]:
        """What those of many things are, as soon as there are so many that they take much memory."""
        for of in self._parts.values():
            if len(of.parts) >= MOST and not of.detail.own:
                yield from self._of_all(of)

    def ended(self, beside: Mapping[str, Any]) -> Iterator[Found]:
        """What the parts of an answer are, by what stands ``beside`` them."""
        gathered, self._parts = self._parts, {}
        for of in gathered.values():
            if of.detail.own:
                yield from self._of_one(of, of.detail.own, beside)
            else:
                yield from self._of_all(of)
                told = frozenset({(Scope(PROVIDER), f"{of.each.kind} {of.detail.under}")})
                yield Page(of.place, told, goes_on(beside))
        self.is_broken = False

    @property
    def waits(self) -> bool:
        """Whether an answer waits for what others tell."""
        return bool(self._left)

    def rest(self) -> Iterator[Found]:
        """What waits of all answers, now that no more will be told."""
        left, self._left = self._left, []
        for of in left:
            things = [each for each in self._said.known(of.each.kind).values() if self._is_of(of, each)]
            name = str(first(things[0].attrs, of.detail.source)) if things else ""
            try:
                if len(things) == 1:
                    yield self._more.of(of.each, of.detail, of.parts, name, of.place, keys=(things[0].ref.key,))
                elif of.detail.own:
                    yield LeftOut(of.place, _doubt(of, things))
            except MALFORMED as error:
                yield _malformed(of, error)

    def _of_all(self, of: _Told) -> Iterator[Found]:
        each, detail = of.each, of.detail
        try:
            parts = [part if isinstance(part, dict) else {"Id": part} for part in of.spelled()]
            of.parts = []
            rows = [*detail.rows(parts)] if detail.rows else parts
            if parts and not rows:
                yield LeftOut(of.place, f"it tells of none of {each.entry.spec.plural}")
            for row in rows:
                name = str(first(row, detail.match))
                yield self._more.of(each, detail, without(row, detail.match), name, of.place)
        except MALFORMED as error:
            yield _malformed(of, error)

    def _of_one(self, of: _Told, own: Own, beside: Mapping[str, Any]) -> Iterator[Found]:
        each, detail = of.each, of.detail
        empty = [told for part in of.parts for told in found(part, own.asked) if told] if own.asked else []
        try:
            if self.is_broken:
                yield LeftOut(
                    of.place, f"the {detail.under} of one of {each.entry.spec.plural}, of which not all can be read"
                )
            elif goes_on(beside):
                yield LeftOut(of.place, GOES_ON)
            elif empty and not any(inner for told in empty for inner in told.values()):
                why = f"it does not tell its {own.asked}"
                yield LeftOut(of.place, f"{why}: import what {asked(each, detail)} answers instead")
            else:
                of.marks = {str(mark) for part in of.parts for mark in found(part, own.path)}
                of.named = str(beside.get(detail.param) or "")
                of.parts = [*detail.rows(of.spelled())] if detail.rows else of.spelled()
                self._left.append(of)
        except MALFORMED as error:
            yield _malformed(of, error)

    def _is_of(self, of: _Told, thing: Resource) -> bool:
        """Whether an answer is of ``thing``, by its own words and by what the user says."""
        name = first(thing.attrs, of.detail.source)
        mark = first(thing.attrs, of.detail.own.source) if of.detail.own else None
        if of.named not in ("", str(name)) or not (of.named if mark is None else str(mark) in of.marks):
            return False
        return self._said.account in ("", thing.scope.account) and self._said.region in ("", thing.scope.region)


@dataclass(slots=True)
class _Told:
    """What a detail of a kind told, and where that stands."""

    each: Declared
    detail: Detail
    place: str = ""
    parts: list[Any] = field(default_factory=list)
    named: str = ""
    """What it is of, as stands beside it."""
    marks: set[str] = field(default_factory=set)
    """What one of them may be known by that it is of."""

    def fits(self, part: Any, *, named: bool) -> bool:
        """Whether ``part`` is as its answer has them: ``named`` so, or by itself."""
        if not isinstance(part, dict):
            return named and isinstance(part, str) and not self.detail.own
        if self.detail.match and not isinstance(first(part, self.detail.match), str):
            return False
        members = _members(self.each.entry.service, self.detail.operation, self.detail.items)
        odd = sum(name not in members for name in part)
        apart = members - self.each.shape.listed.keys()
        return odd <= STRANGE * len(part) and not apart.isdisjoint(part)

    def spelled(self) -> list[Any]:
        """Its parts as the SDK has them."""
        shape, name = self.each.shape, self.detail.under
        if all(isinstance(part, dict) for part in self.parts):
            return list(shape.spelled({name: self.parts})[name])
        return [shape.spelled({name: part})[name] for part in self.parts]


@cache
def _members(service: str, operation: str, items: str) -> frozenset[str]:
    """The names that items of an answer may have."""
    shapes = at_end(model(service).operation_model(operation).output_shape, items)
    return frozenset(name for shape in shapes if shape.type_name == "structure" for name in shape.members)


def _malformed(of: _Told, error: Exception) -> LeftOut:
    return LeftOut(of.place, f"not what is told of {of.each.entry.spec.plural}: {error}")


def _doubt(of: _Told, things: list[Resource]) -> str:
    """Why it is not known whose an answer is, and what would tell."""
    entry, detail = of.each.entry, of.detail
    which = f"with {detail.param} beside it"
    if things:
        several = ", ".join(f"{first(each.attrs, entry.id)} ({each.name})" for each in things[:3])
        return f"the {detail.under} of {several}{' or others' if len(things) > 3 else ''}: say of which {which}"
    if of.named:
        return (
            f"the {detail.under} of {of.named}, of which nothing known is: import what {listing(of.each)} answers, too"
        )
    what = f"the {detail.under} of one of {entry.spec.plural} that it does not name: by what it tells it is none of those known"
    return f"{what}; import what {listing(of.each)} answers, too, or say of which {which}"
