"""Why there is nothing to list in a region that somebody named: it is of another partition, or not enabled."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from fnmatch import fnmatchcase
from typing import TypeVar

from dharma_tui.core.errors import ProviderError
from dharma_tui.services.discovery.aws._errors import NotAcceptedError
from dharma_tui.services.discovery.aws._partitions import is_of, partition_of
from dharma_tui.services.discovery.aws._session import Account

NAMED = 3
"""Accounts named of several."""

T = TypeVar("T")


def absence(region: str, accounts: Sequence[Account]) -> ProviderError | None:
    """Why a region, or all that a pattern names, is none of ``accounts`` may look at; None: nobody knows of it."""
    own, other = sorted({account.partition for account in accounts}), partition_of(region)
    if own and not any(is_of(region, partition) for partition in own):
        return ProviderError(
            f"{region} is of the partition {other}, and the credentials are of {' and '.join(own)}",
            f"name a profile of {other} in aws.profiles, or leave the region out of scan.regions and --region",
        )
    off = [account for account in accounts if any(fnmatchcase(name, region) for name in account.off)]
    if not off and (untold := [account for account in accounts if account.untold is not None]):
        why = untold[0].untold
        assert why is not None
        return ProviderError(f"{region} may be enabled in account {untold[0].id}; {why.message}", why.hint)
    if not off:
        return None
    ids = [account.id for account in off]
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return ProviderError(
        f"{region} is not enabled in account {', '.join(ids[:NAMED])}{more}",
        "enable it there (the account's settings, AWS Regions), or leave it out of scan.regions and --region",
    )


async def in_doubt(account: Account, region: str, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """``items`` of a region; where nobody tells whether it is enabled, that is said when it knows no credentials."""
    try:
        async with aclosing(items):
            async for item in items:
                yield item
    except NotAcceptedError as error:
        if account.untold is None or region not in account.perhaps:
            raise
        said = f"{region} may not be enabled: {error.message}; {account.untold.message}"
        raise ProviderError(said, f"leave {region} out; or {error.hint}") from error
