"""Whether the configured endpoints can be reached, and have the models that the settings name. Asks nothing else of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, LlmError
from dharma_tui.core.settings import LlmSettings
from dharma_tui.nlp.llm import faults
from dharma_tui.nlp.llm.asking import Asking
from dharma_tui.nlp.llm.attempt import Link
from dharma_tui.nlp.llm.endpoints import Endpoint, Keys, endpoints_of
from dharma_tui.services.checks import Check, Status

SECONDS = 5.0
_HARMLESS = frozenset({404, 405, 501})
"""What servers say that cannot list models."""


async def checks(settings: LlmSettings, environment: Mapping[str, str], clock: Clock) -> list[Check]:
    """One of each endpoint; none where none is configured."""
    if not settings.endpoints.strip():
        return []
    if settings.offline:
        return [Check("llm", Status.OK, "configured, and switched off: nobody is asked (llm.offline)")]
    try:
        endpoints = endpoints_of(settings.endpoints)
    except DharmaError as error:
        return [Check("llm", Status.FAILED, error.message, error.hint)]
    asking = Asking(endpoints, settings, Keys(environment), clock=clock, random=Random(0))
    try:
        return list(await asyncio.gather(*(_check(asking.link(one), clock) for one in endpoints)))
    finally:
        await asking.close()


async def _check(link: Link, clock: Clock) -> Check:
    name = f"llm {link.endpoint.name}"
    try:
        async with asyncio.timeout(SECONDS):
            models = await _models(link, clock)
    except LlmError as error:
        return Check(name, Status.WARNING, error.message, error.hint)
    except TimeoutError:
        return Check(name, Status.WARNING, f"{link.endpoint.url} did not answer in time", "check url= and the network")
    return _judged(name, link.endpoint, models)


def _judged(name: str, endpoint: Endpoint, models: frozenset[str]) -> Check:
    said = f"{endpoint.kind.title} at {endpoint.url}, model {endpoint.model}"
    if models and not {endpoint.model, f"{endpoint.model}:latest"} & models:
        some = ", ".join(sorted(models)[:5])
        return Check(name, Status.WARNING, f"{said}: it does not list that model", f"it has {some}: mend model=")
    if endpoint.key and not (endpoint.encrypted or endpoint.local):
        return Check(name, Status.WARNING, f"{said}: the key goes over the network unencrypted", "use https://")
    return Check(name, Status.OK, said)


async def _models(link: Link, clock: Clock) -> frozenset[str]:
    """Models that the endpoint lists; none where it cannot. Raises LlmError."""
    import httpx

    endpoint = link.endpoint
    client, headers = await link.client(), await link.headers()
    try:
        response = await client.get(f"{endpoint.url}/models", headers=headers)
    except httpx.TransportError as error:
        raise faults.of_transport(endpoint, error) from error
    except httpx.HTTPError as error:
        raise faults.garbage(endpoint, type(error).__name__) from error
    if response.status_code in _HARMLESS:
        return frozenset()
    if response.status_code != 200:
        raise faults.of_status(endpoint, response.status_code, response.headers, response.text, clock.now())
    try:
        document = response.json()
    except ValueError:
        raise faults.garbage(endpoint, "no JSON") from None
    listed = document.get("data") if isinstance(document, dict) else None
    return frozenset(one["id"] for one in listed or () if isinstance(one, dict) and isinstance(one.get("id"), str))
