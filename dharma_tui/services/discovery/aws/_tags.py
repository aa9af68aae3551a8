"""Tags of what is listed without them: asked for once for each account and region, a hundred resources a call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dharma_tui.core.errors import DharmaError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import Unseen, called, common
from dharma_tui.services.discovery.aws._actions import action
from dharma_tui.services.discovery.aws._counting import counting
from dharma_tui.services.discovery.aws._entry import TAGS
from dharma_tui.services.discovery.aws._partitions import home_of
from dharma_tui.services.discovery.aws._paths import labels
from dharma_tui.services.discovery.aws._session import Account, Sdk
from dharma_tui.services.pools import IoPool

PAGE = 100
"""Resources that one call tells of at most."""
FILTERS = 100
"""Services that one call can be limited to."""
CALL_SECONDS = 300.0
_SERVICE, _OPERATION = TAGS.split(".")

Labels = Mapping[str, Mapping[str, str]]
"""Labels by ARN."""


class TaggedResources:
    """The tags of an account's resources of some services in one region. ``everything`` is read but once."""

    def __init__(self, sdk: Sdk, account: Account, region: str, services: Iterable[str], pool: IoPool) -> None:
        self._sdk = sdk
        self._account = account
        self._region = region
        self._services = sorted(services)
        self._pool = pool
        self._reading: asyncio.Task[Labels] | None = None

    async def everything(self) -> Labels:
        """What is tagged. Raises ProviderError, and for each who asks again the same one."""
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        return await asyncio.shield(self._reading)

    async def _read(self) -> Labels:
        known: dict[str, Mapping[str, str]] = {}
        made: list[str] = []
        pages = self._pages(made)
        try:
            while True:
                with counting(made):
                    page = await self._pool.run(self._next, pages, timeout=CALL_SECONDS)
                if page is None:
                    break
                for told in page["ResourceTagMappingList"]:
                    if told and (tags := labels(told.get("Tags"))):
                        known[told["ResourceARN"]] = tags
        finally:
            called(*self._sdk.take_again(_SERVICE, self._region))
        return known

    def _next(self, pages: Iterator[Any]) -> Any:
        with self._sdk.calling(_SERVICE, _OPERATION, self._region):
            return next(pages, None)

    def _pages(self, made: list[str]) -> Iterator[Any]:
        """Pages of the chosen services; of all where AWS does not know one of them in this place. Notes the calls ``made``."""
        from botocore.exceptions import ClientError

        client = self._sdk.client(_SERVICE, self._region, self._account.partition)
        listing = client.get_paginator("get_resources")
        ask = listing._method

        def noted(**params: Any) -> Any:
            made.append(_OPERATION)
            return ask(**params)

        listing._method = noted
        chosen = {"ResourceTypeFilters": self._services} if 0 < len(self._services) <= FILTERS else {}
        try:
            yield from listing.paginate(ResourcesPerPage=PAGE, **chosen)
        except ClientError as error:
            if not chosen or error.response.get("Error", {}).get("Code") != "InvalidParameterException":
                raise
            yield from listing.paginate(ResourcesPerPage=PAGE)


async def tags_of(sdk: Sdk, account: Account, region: str, arn: str, pool: IoPool) -> Mapping[str, str]:
    """The tags of one resource, by a call for it alone. Raises ProviderError."""

    def ask(made: list[str]) -> Any:
        client = sdk.client(_SERVICE, region, account.partition)
        with sdk.calling(_SERVICE, _OPERATION, region):
            made.append(_OPERATION)
            return client.get_resources(ResourceARNList=[arn])

    try:
        with counting() as made:
            answer = await pool.run(ask, made, timeout=CALL_SECONDS)
    finally:
        called(*sdk.take_again(_SERVICE, region))
    return next((labels(told.get("Tags")) for told in answer["ResourceTagMappingList"]), {})


def tagged_resources(sdk: Sdk, account: Account, region: str, kind: KindSpec, pool: IoPool) -> TaggedResources:
    """The reading that all listings of this scan share; by itself one of ``kind`` reads what it needs."""
    shared = common()
    region = region or home_of(account.partition, _SERVICE)
    place = (TaggedResources, account.id, region)
    found = shared.kept.get(place)
    if found is None:
        needing = [each for each in shared.kinds or (kind,) if action(_SERVICE, _OPERATION) in each.permissions]
        services = {each.permissions[0].partition(":")[0] for each in needing}
        found = shared.kept[place] = TaggedResources(sdk, account, region, services, pool)
    assert isinstance(found, TaggedResources)
    return found


def unseen(error: DharmaError) -> Unseen:
    """That tags could not be seen, and why."""
    return Unseen("tags not seen", 1, error.message, error.hint)
