"""Every kind's real listing on this machine keeps the contract of ``core.provider``."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterable, Iterator

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import ProviderError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.links import linked
from dharma_tui.core.provider import ProviderService, Unseen
from dharma_tui.core.text import storable
from dharma_tui.core.types import Metric, Resource, ResourceRef, State, Verb
from tests.conformance.conftest import KINDS, LISTABLE, SERVICES, Listed, listed
from tests.stopwatch import stopwatch

STOP_SECONDS = 2.0
"""How long a cancelled listing may take to end."""
MANY = 20
NAMES = {spec.kind for _, spec in KINDS}


def _paths(kind: KindSpec) -> Iterator[str]:
    yield from (column.path for column in kind.columns if column.path)
    yield from (link.path for link in kind.links)
    yield from kind.volatile


def _has(value: object, path: list[str]) -> bool:
    """Whether ``path`` leads somewhere; a list on the way stands for its items, and an empty one for any."""
    if not path:
        return True
    if isinstance(value, list):
        return not value or any(_has(item, path) for item in value)
    return isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:])


def test_scopes_are_of_the_provider(service_class: type[ProviderService]) -> None:
    service = service_class(SystemClock())
    try:
        scopes = asyncio.run(service.scopes())
    except ProviderError as error:
        pytest.skip(f"{service.name}: {error}")
    assert {scope.provider for scope in scopes} <= {service.provider}
    assert len(scopes) == len(set(scopes))


def test_declared_paths_are_in_what_is_listed(listing: Listed) -> None:
    if not listing.resources:
        pytest.skip(f"no {listing.kind.kind} on this machine")
    missing = [
        path
        for path in _paths(listing.kind)
        if not any(_has(dict(resource.attrs), path.split(".")) for resource in listing.resources)
    ]
    assert missing == []


def test_normalising_is_pure(listing: Listed) -> None:
    for raw, resource in zip(listing.raws[:MANY], listing.resources, strict=False):
        before = copy.deepcopy(dict(raw))
        again = listing.service.normalise(listing.kind, listing.scope, raw)
        assert again == resource
        assert dict(raw) == before


def test_relating_is_pure_and_leads_to_kinds_there_are(listing: Listed) -> None:
    for resource in listing.resources[:MANY]:
        before = copy.deepcopy(dict(resource.attrs))
        edges = list(listing.service.relate(listing.kind, resource))
        assert list(listing.service.relate(listing.kind, resource)) == edges
        assert dict(resource.attrs) == before
        for edge in edges:
            assert isinstance(edge.verb, Verb)
            assert edge.source
            assert edge.src.key and edge.dst.key
            assert edge.src != edge.dst
            assert {edge.src.kind, edge.dst.kind} <= NAMES


def test_links_name_keys_and_not_something_else(listing: Listed) -> None:
    """Where both ends were listed, at least one edge of each link meets a resource there is; keys of another form never would."""
    for link in listing.kind.links:
        other_service = next((service for service, spec in KINDS if spec.kind == link.kind), None)
        if other_service is None:
            continue
        there = {resource.ref for resource in listed(other_service, link.kind).resources}
        edges = [
            edge
            for resource in listing.resources
            for edge in linked(listing.kind, resource)
            if _by(edge.source, link.path)
        ]
        ends = {edge.src if link.reverse else edge.dst for edge in edges}
        if there and len(ends) >= 5:
            assert ends & there, (link, sorted(ends)[:3])


def _by(source: str, path: str) -> bool:
    return source.endswith(f":{path}")


def test_keys_are_there_and_unique(listing: Listed) -> None:
    keys = [resource.ref.key for resource in listing.resources]
    assert all(keys)
    assert len(keys) == len(set(keys))


def test_resources_are_of_the_kind_and_scope_asked_for(listing: Listed) -> None:
    assert {resource.ref.kind for resource in listing.resources} <= {listing.kind.kind}
    assert {resource.scope for resource in listing.resources} <= {listing.scope}


def test_every_resource_has_a_name_and_a_state_of_ours(listing: Listed) -> None:
    for resource in listing.resources:
        assert resource.name
        assert isinstance(resource.state, State)


def test_resources_can_be_stored(listing: Listed) -> None:
    for resource in listing.resources:
        attrs = json.loads(json.dumps(resource.attrs, allow_nan=False))
        assert attrs == resource.attrs
        texts = (resource.ref.key, resource.name, *resource.labels, *resource.labels.values(), *_texts(attrs))
        assert [text for text in texts if text != storable(text)] == []


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def test_what_is_unseen_is_explained(listing: Listed) -> None:
    for unseen in listing.unseen:
        assert unseen.what
        assert unseen.reason
        assert unseen.count >= 1


def test_a_second_listing_finds_the_same_keys(listing: Listed) -> None:
    """Identity has to outlive a scan: what has the same name in two listings has the same key."""
    if listing.kind.noisy:
        pytest.skip("comes and goes by itself")

    async def again() -> list[Resource]:
        service = type(listing.service)(SystemClock())
        items = service.list(listing.kind, listing.scope)
        return [
            service.normalise(listing.kind, listing.scope, item) async for item in items if not isinstance(item, Unseen)
        ]

    before, after = _keys_by_name(listing.resources), _keys_by_name(asyncio.run(again()))
    assert {name: keys for name, keys in before.items() if name in after and after[name].isdisjoint(keys)} == {}


def test_a_second_listing_finds_the_same_facts(listing: Listed) -> None:
    """A rescan of what has not changed must write nothing: whatever moves by itself has to be declared volatile."""

    async def again() -> list[Resource]:
        service = type(listing.service)(SystemClock())
        items = service.list(listing.kind, listing.scope)
        return [
            service.normalise(listing.kind, listing.scope, item) async for item in items if not isinstance(item, Unseen)
        ]

    before = {resource.ref: _facts(listing.kind, resource) for resource in listing.resources}
    after = {resource.ref: _facts(listing.kind, resource) for resource in asyncio.run(again())}
    both = before.keys() & after.keys()
    changed = {str(ref): (before[ref], after[ref]) for ref in both if before[ref] != after[ref]}
    assert len(changed) <= len(both) // 20, changed  # something may really have changed between the two


def _facts(kind: KindSpec, resource: Resource) -> object:
    """What a store compares: everything but the volatile attributes."""
    attrs = copy.deepcopy(dict(resource.attrs))
    for path in kind.volatile:
        *folders, name = path.split(".")
        place: object = attrs
        for folder in folders:
            place = place.get(folder) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.pop(name, None)
    return resource.name, resource.state, dict(resource.labels), attrs


def _keys_by_name(resources: Iterable[Resource]) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for resource in resources:
        keys.setdefault(resource.name, set()).add(resource.ref.key)
    return keys


@pytest.mark.parametrize(("service_class", "kind"), LISTABLE, ids=[spec.kind for _, spec in LISTABLE])
async def test_a_cancelled_listing_ends_soon(service_class: type[ProviderService], kind: KindSpec) -> None:
    service = service_class(SystemClock())
    try:
        scopes = await service.scopes()
    except ProviderError as error:
        pytest.skip(f"{service.name}: {error}")
    begun = asyncio.Event()

    async def consume() -> None:
        begun.set()
        async for _ in service.list(kind, scopes[0]):
            await asyncio.sleep(0)

    task = asyncio.create_task(consume())
    await begun.wait()
    with stopwatch() as took:
        task.cancel()
        await asyncio.wait({task}, timeout=60)
    assert task.done(), "still listing"
    assert took.seconds < STOP_SECONDS


@pytest.mark.parametrize("service_class", SERVICES, ids=[service.name for service in SERVICES])
def test_samples_are_of_declared_metrics(service_class: type[ProviderService]) -> None:
    resources: list[Resource] = []
    for kind in service_class.kinds:
        resources += listed(service_class, kind.kind).resources[:MANY]
    declared = {
        Metric(ResourceRef(kind.kind, ""), spec.name, spec.unit)
        for kind in service_class.kinds
        for spec in kind.metrics
    }
    service = service_class(SystemClock())
    refs = [resource.ref for resource in resources]
    for _ in range(2):
        points = list(service.sample(refs))
        for point in points:
            metric = point.metric
            assert Metric(ResourceRef(metric.ref.kind, ""), metric.name, metric.unit) in declared
            assert point.at.tzinfo is not None
            assert point.value == point.value and abs(point.value) != float("inf")
        assert len({point.metric for point in points}) == len(points)


@pytest.mark.parametrize("service_class", SERVICES, ids=[service.name for service in SERVICES])
def test_sampling_takes_no_offence_at_strangers(service_class: type[ProviderService]) -> None:
    refs = [
        ResourceRef(kind.kind, key) for kind in service_class.kinds for key in ("", "nobody/knows", "x/1:2-3", "\ud800")
    ]
    assert [point for point in service_class(SystemClock()).sample(refs) if point.metric.ref in refs] == []
