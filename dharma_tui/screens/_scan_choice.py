"""A planned scan, narrowed: which providers, accounts, regions and services are left, and what they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.scan import Selection
from dharma_tui.core.scan_plan import Expected, PlannedPart, ScanPlan, expected
from dharma_tui.services.coverage_matrix import literal
from dharma_tui.services.scan_selection import prefixes_of


@dataclass(frozen=True, slots=True, order=True)
class Facet:
    """One thing that may be left out: its sort (0 provider, 1 account, 2 region, 3 service) and what it is called."""

    sort: int
    value: str


SORTS = ("Providers", "Accounts", "Regions", "Services")


def facets_of(part: PlannedPart) -> tuple[Facet, ...]:
    """What a part belongs to."""
    scope = part.scope
    service = ".".join(word for word in (scope.provider, part.service) if word)
    account = " ".join(word for word in (scope.provider, scope.account) if word)
    return Facet(0, scope.provider), Facet(1, account), Facet(2, scope.region or GLOBAL), Facet(3, service)


class ScanChoice:
    """Everything of the plan, less the facets that were left out."""

    def __init__(self, plan: ScanPlan, asked: Selection, kinds: Iterable[str]) -> None:
        """``asked`` is the selection the plan is of, ``kinds`` are all there are."""
        self.plan = plan
        self.off: set[Facet] = set()
        self._asked = asked
        self._kinds = tuple(kinds)
        self._facets = {part: facets_of(part) for part in plan.parts}
        self.facets: tuple[Facet, ...] = tuple(
            sorted({facet for several in self._facets.values() for facet in several})
        )

    def of(self, sort: int) -> list[Facet]:
        """Those of one sort, in order; what is of no region first."""
        return sorted(
            (facet for facet in self.facets if facet.sort == sort), key=lambda each: (each.value != GLOBAL, each)
        )

    def toggle(self, facet: Facet) -> None:
        """Leave it out, or take it in again."""
        self.off ^= {facet}

    def only(self, facet: Facet) -> None:
        """Leave out all others of its sort; take them in again where that is so already."""
        others = {other for other in self.facets if other.sort == facet.sort and other != facet}
        alone = others <= self.off and facet not in self.off
        self.off = self.off - others - {facet} if alone else (self.off | others) - {facet}

    @property
    def parts(self) -> list[PlannedPart]:
        """What is left."""
        return [part for part, facets in self._facets.items() if self.off.isdisjoint(facets)]

    def expected(self) -> Expected:
        """What is left takes this."""
        return self.plan.of(self.parts)

    def each(self) -> dict[Facet, Expected]:
        """What each facet takes, or would if it were taken in."""
        several: dict[Facet, list[PlannedPart]] = {facet: [] for facet in self.facets}
        for part, facets in self._facets.items():
            left_out = [facet for facet in facets if facet in self.off]
            if not left_out:
                for facet in facets:
                    several[facet].append(part)
            elif len(left_out) == 1:
                several[left_out[0]].append(part)
        return {facet: expected(parts) for facet, parts in several.items()}

    def selection(self) -> Selection:
        """What scans exactly the parts that are left."""
        if not self.off:
            return self._asked
        parts, asked = self.parts, self._asked
        providers = _narrowed((part.scope.provider for part in parts), self._all(0), asked.providers)
        accounts = {part.scope.account for part in parts} - {""}
        regions = {part.scope.region for part in parts} - {""}
        all_accounts = {part.scope.account for part in self.plan.parts} - {""}
        all_regions = {part.scope.region for part in self.plan.parts} - {""}
        kinds = {part.kind for part in parts}
        return replace(
            asked,
            providers=providers,
            accounts=asked.accounts if accounts == all_accounts else tuple(map(literal, sorted(accounts))),
            regions=asked.regions if regions in (all_regions, set()) else tuple(map(literal, sorted(regions))),
            kinds=asked.kinds if kinds == {part.kind for part in self.plan.parts} else prefixes_of(kinds, self._kinds),
        )

    def _all(self, sort: int) -> set[str]:
        return {facet.value for facet in self.of(sort)}


def _narrowed(left: Iterable[str], everything: set[str], asked: Sequence[str]) -> tuple[str, ...]:
    names = set(left)
    return tuple(asked) if names == everything else tuple(sorted(names))


def facet_groups(choice: ScanChoice) -> Iterator[tuple[str, list[Facet]]]:
    """The facets by sort, where there is anything to choose."""
    for sort, title in enumerate(SORTS):
        facets = choice.of(sort)
        if len(facets) > 1:
            yield title, facets
