"""The provider services there are, found by walking ``services.discovery``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses


def provider_services(clock: Clock) -> list[ProviderService]:
    """One object of every provider service."""
    from dharma_tui.services import discovery

    return [service(clock) for service in subclasses(discovery, ProviderService)]  # type: ignore[type-abstract]


def kinds_of(services: Sequence[ProviderService]) -> Mapping[str, KindSpec]:
    """Every kind that ``services`` list, by name."""
    return {kind.kind: kind for service in services for kind in service.kinds}
