"""The provider of the demo estate. It lives outside ``services.discovery``, so that no real scan ever meets it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import ClassVar

from dharma_tui.core.clock import Clock
from dharma_tui.core.deployments import deployed
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService, Raw
from dharma_tui.core.types import Metric, Point, Resource, ResourceRef, Scope
from dharma_tui.services.demo.estate import Estate, raw_of
from dharma_tui.services.demo.kinds import BY_NAME, KINDS
from dharma_tui.services.demo.signals import value

WATCHED = 24
"""Resources measured all the time."""
_MEASURED = ("demo.compute.instance", "demo.database.cluster", "demo.kubernetes.node", "demo.network.load_balancer")


class DemoProvider(ProviderService):
    """Lists and measures a generated estate."""

    name: ClassVar[str] = "demo.estate"
    kinds: ClassVar[tuple[KindSpec, ...]] = KINDS

    def __init__(self, clock: Clock, estate: Estate) -> None:
        super().__init__(clock)
        self._estate = estate

    async def scopes(self) -> Sequence[Scope]:
        """The estate's accounts and regions."""
        return list(self._estate.sites)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw]:
        """What is of ``kind`` in ``scope`` now."""
        for raw in self.raws(kind, scope):
            yield raw

    def raws(self, kind: KindSpec, scope: Scope) -> Sequence[Raw]:
        """As ``list``, at once."""
        return [raw_of(item) for item in self._estate.listing(scope, kind.kind)]

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        """An item as a resource."""
        resource = Resource(
            ResourceRef(kind.kind, raw["key"]),
            name=raw["name"],
            scope=scope,
            state=kind.state(raw["status"]),
            labels=raw["labels"],
            attrs={**raw["attrs"], "status": raw["status"]},
        )
        return deployed(kind, resource)

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        """The estate's main machines, and those of ``refs`` that are measured."""
        at = self.clock.now()
        for ref in dict.fromkeys((*watched(self._estate), *refs)):
            spec = BY_NAME.get(ref.kind)
            for metric in spec.metrics if spec else ():
                yield Point(Metric(ref, metric.name, metric.unit), at, value(f"{ref}|{metric.name}", metric.unit, at))


def watched(estate: Estate) -> tuple[ResourceRef, ...]:
    """The machines measured all the time: the first of each measured kind, site by site."""
    found: list[ResourceRef] = []
    with estate.lock:
        for kind in _MEASURED:
            each = [
                ResourceRef(kind, key) for site in estate.sites.values() for key in list(site.items.get(kind, ()))[:2]
            ]
            found.extend(each[: WATCHED // len(_MEASURED)])
    return tuple(found)
