"""Kinds of which several scopes are shown one thing and nothing says whose it is: who no longer lists it hands it over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from dharma_tui.core.scan import ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.scan_part import Listed, Part

Stage = Callable[[Part, Sequence[Resource], Sequence[Relationship]], Awaitable[None]]


@dataclass(slots=True)
class _Ended:
    part: Part
    report: ScopeReport
    listed: Listed


@dataclass(slots=True)
class Shared:
    """The parts of such kinds, which are committed together: so nothing is gone as long as anybody lists it."""

    parts: Iterable[Part] = ()
    _left: Counter[str] = field(default_factory=Counter)
    _ended: dict[str, list[_Ended]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._left.update(part.kind.kind for part in self.parts if part.service.is_shared(part.kind))

    async def ended(self, part: Part, report: ScopeReport, listed: Listed, stage: Stage) -> list[ScopeReport]:
        """The parts that may be committed now that one has ended: those of a shared kind when all of them have."""
        kind = part.kind.kind
        if kind not in self._left:
            return [report]
        self._ended.setdefault(kind, []).append(_Ended(part, report, listed))
        self._left[kind] -= 1
        if self._left[kind]:
            return []
        ended = sorted(self._ended.pop(kind), key=lambda each: each.part.scope)
        await _hand_over(ended, stage)
        return [each.report for each in ended]


async def _hand_over(ended: Sequence[_Ended], stage: Stage) -> None:
    """What its holder has listed to the end without is of the first other that has listed it."""
    whole: dict[Scope, Set[str]] = {
        each.part.scope: each.listed.keys.keys() for each in ended if each.report.status is ScopeStatus.COMPLETE
    }
    given = set[str]()
    for each in ended:
        for resource, edges, holder in each.listed.spares if each.report.status is not ScopeStatus.FAILED else ():
            if resource.ref.key not in given | whole.get(holder, {resource.ref.key}):
                given.add(resource.ref.key)
                await stage(each.part, [resource], edges)
                each.report = replace(each.report, count=each.report.count + 1)
