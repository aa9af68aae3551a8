"""Every provider service there is, for a suite that new ones must pass without edits to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import ProviderError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService, Raw, Unseen
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Resource, Scope
from dharma_tui.services import discovery

SERVICES: tuple[type[ProviderService], ...] = tuple(subclasses(discovery, ProviderService))  # type: ignore[type-abstract]
KINDS: tuple[tuple[type[ProviderService], KindSpec], ...] = tuple(
    (service, kind) for service in SERVICES for kind in service.kinds
)
LISTABLE = tuple((service, kind) for service, kind in KINDS if service(SystemClock()).is_set_up())
"""Kinds that this machine can list; those of a provider with credentials are listed in its own tests, on a server of its own."""
SHOWN = 500
"""Items looked at of a longer listing."""


@dataclass(frozen=True)
class Listed:
    """What one kind's listing gave on this machine, in the first scope there is; ``denied`` says why it gave nothing."""

    service: ProviderService
    kind: KindSpec
    scope: Scope
    raws: tuple[Raw, ...] = ()
    resources: tuple[Resource, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    denied: str = ""


@cache
def listed(service_class: type[ProviderService], kind_name: str) -> Listed:
    """The real listing of a kind, made once for all tests."""
    return asyncio.run(_list(service_class, next(kind for kind in service_class.kinds if kind.kind == kind_name)))


async def _list(service_class: type[ProviderService], kind: KindSpec) -> Listed:
    service = service_class(SystemClock())
    try:
        scopes = await service.scopes()
    except ProviderError as error:
        return Listed(service, kind, Scope(service.provider), denied=str(error))
    if not scopes:
        return Listed(service, kind, Scope(service.provider), denied="no scope")
    raws: list[Raw] = []
    unseen: list[Unseen] = []
    items: Any = service.list(kind, scopes[0])
    try:
        async for item in items:
            if isinstance(item, Unseen):
                unseen.append(item)
            else:
                raws.append(item)
            if len(raws) >= SHOWN:
                break
    except ProviderError as error:
        return Listed(service, kind, scopes[0], denied=str(error))
    finally:
        await items.aclose()
    resources = tuple(service.normalise(kind, scopes[0], raw) for raw in raws)
    return Listed(service, kind, scopes[0], tuple(raws), resources, tuple(unseen))


@pytest.fixture(params=LISTABLE, ids=[kind.kind for _, kind in LISTABLE])
def listing(request: pytest.FixtureRequest) -> Listed:
    """Each kind with what there is of it here; skipped where the provider cannot be asked from this machine."""
    service, kind = request.param
    found = listed(service, kind.kind)
    if found.denied:
        pytest.skip(f"{kind.kind}: {found.denied}")
    return found


@pytest.fixture(params=KINDS, ids=[kind.kind for _, kind in KINDS])
def kind(request: pytest.FixtureRequest) -> KindSpec:
    """Each kind as declared."""
    spec = request.param[1]
    assert isinstance(spec, KindSpec)
    return spec


@pytest.fixture(params=SERVICES, ids=[service.name for service in SERVICES])
def service_class(request: pytest.FixtureRequest) -> type[ProviderService]:
    """Each service."""
    found: type[ProviderService] = request.param
    return found
