"""Which kinds there are to list in each account and region, whether or not anybody ever did."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.types import Scope
from dharma_tui.services.scan_selection import words

if TYPE_CHECKING:
    from dharma_tui.services.store.whole_scans import KindsThere


class ListedThere:
    """Tells of a place the kinds of which something may be there.

    Where a scan that left out no kind has been, these are the kinds that it was to list, and those that are enabled and that it
    did not look for; elsewhere all that are enabled, less those that a scan found not to be offered there.
    """

    def __init__(self, services: Sequence[ProviderService], setting: str = "", known: KindsThere | None = None) -> None:
        """``setting`` is that of the providers, ``known`` what scans were to list."""
        self._known = known
        self._services = [service for service in services if is_enabled(service, words(setting))]
        self._placed: frozenset[str] = frozenset()
        self._told: dict[tuple[str, bool], frozenset[str]] = {}
        self._added: dict[tuple[str, bool, frozenset[str], frozenset[str] | None], frozenset[str]] = {}
        self._listed = frozenset[str]().union(*known.whole.values()) if known else frozenset()

    def learn(self, scopes: Iterable[Scope]) -> None:
        """Take in where anything was listed, for services that do not say themselves whether they are of regions."""
        self._placed = frozenset(scope.provider for scope in scopes if scope.region)
        self._told.clear()
        self._added.clear()

    def world_of(self, provider: str, region: str) -> str:
        """Which of several worlds of a provider a region is of; empty where there is but one, or that is not known."""
        return next((each.world_of(region) for each in self._services if each.provider == provider), "")

    def kinds(self, scope: Scope) -> Collection[str]:
        """The kinds of this place."""
        if self._known and scope in self._known.whole:
            whole = self._known.whole[scope]
            return whole | self._offered(scope, self._not_looked_for(scope, whole, self._known.services.get(scope)))
        place = scope.provider, bool(scope.region)
        if place not in self._told:
            self._told[place] = frozenset(self._enabled(*place))
        return self._offered(scope, self._told[place])

    def _offered(self, scope: Scope, kinds: frozenset[str]) -> frozenset[str]:
        """``kinds`` less those that a scan which named them found no list of."""
        if not self._known or scope not in self._known.unoffered:
            return kinds
        return frozenset(kind for kind in kinds if not self._known.is_unoffered(scope, kind))

    def _not_looked_for(self, scope: Scope, whole: frozenset[str], asked: frozenset[str] | None) -> frozenset[str]:
        """The kinds that such scans knew nothing of, or whose services were left out; where it was not said which were ``asked``,
        of those that no such scan was to list anywhere."""
        place = scope.provider, bool(scope.region), whole, asked
        if place not in self._added:
            added: set[str] = set()
            for service in self._enabled_services(scope.provider, bool(scope.region)):
                kinds = frozenset(kind.kind for kind in service.kinds)
                left_out = self._listed.isdisjoint(kinds) if asked is None else service.name not in asked
                if left_out or not whole.isdisjoint(kinds):
                    added |= kinds
            self._added[place] = frozenset(added)
        return self._added[place]

    def _enabled(self, provider: str, in_region: bool) -> Iterable[str]:
        for service in self._enabled_services(provider, in_region):
            yield from (kind.kind for kind in service.kinds)

    def _enabled_services(self, provider: str, in_region: bool) -> Iterable[ProviderService]:
        """Of a provider that has regions, those alone that say that they are of them, or of none."""
        known = provider in self._placed
        for service in self._services:
            of_regions = service.is_regional if known or service.is_regional is not None else False
            if service.provider == provider and of_regions is in_region:
                yield service


def is_enabled(service: ProviderService, named: Sequence[str]) -> bool:
    """Whether the setting leaves a service in: it may name some of a provider's, while what it does not name is asked for."""
    of_it = [word for word in named if word.partition(".")[0] == service.provider]
    return not of_it or service.provider in of_it or service.name in of_it
