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

    Where a scan that left out no kind has been, these are the kinds that it was to list; elsewhere all that are enabled, less
    those that a scan found not to be offered there.
    """

    def __init__(self, services: Sequence[ProviderService], setting: str = "", known: KindsThere | None = None) -> None:
        """``setting`` is that of the providers, ``known`` what scans were to list."""
        self._known = known
        self._services = [service for service in services if _is_enabled(service, words(setting))]
        self._placed: frozenset[str] = frozenset()
        self._told: dict[tuple[str, bool], frozenset[str]] = {}

    def learn(self, scopes: Iterable[Scope]) -> None:
        """Take in where anything was listed, for services that do not say themselves whether they are of regions."""
        self._placed = frozenset(scope.provider for scope in scopes if scope.region)
        self._told.clear()

    def kinds(self, scope: Scope) -> Collection[str]:
        """The kinds of this place."""
        if self._known and scope in self._known.whole:
            return self._known.whole[scope]
        place = scope.provider, bool(scope.region)
        if place not in self._told:
            self._told[place] = frozenset(self._enabled(*place))
        told = self._told[place]
        if self._known and scope in self._known.unoffered:
            return {kind for kind in told if not self._known.is_unoffered(scope, kind)}
        return told

    def _enabled(self, provider: str, in_region: bool) -> Iterable[str]:
        """Of a provider that has regions, those alone whose services say that they are of them, or of none."""
        known = provider in self._placed
        for service in self._services:
            of_regions = service.is_regional if known or service.is_regional is not None else False
            if service.provider == provider and of_regions is in_region:
                yield from (kind.kind for kind in service.kinds)


def _is_enabled(service: ProviderService, named: Sequence[str]) -> bool:
    """Whether the setting leaves a service in: it may name some of a provider's, while what it does not name is asked for."""
    of_it = [word for word in named if word.partition(".")[0] == service.provider]
    return not of_it or service.provider in of_it or service.name in of_it
