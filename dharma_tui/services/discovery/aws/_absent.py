"""Why there is nothing to list in a region that somebody named: it is of another partition, or not enabled."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from dharma_tui.core.errors import ProviderError
from dharma_tui.services.discovery.aws._partitions import is_of, partition_of
from dharma_tui.services.discovery.aws._session import Account

NAMED = 3
"""Accounts named of several."""


def absence(region: str, accounts: Sequence[Account]) -> ProviderError | None:
    """Why a region, or all that a pattern names, is none of ``accounts`` may look at; None: nobody knows of it."""
    own, other = sorted({account.partition for account in accounts}), partition_of(region)
    if own and not any(is_of(region, partition) for partition in own):
        return ProviderError(
            f"{region} is of the partition {other}, and the credentials are of {' and '.join(own)}",
            f"name a profile of {other} in aws.profiles, or leave the region out of scan.regions and --region",
        )
    off = [account for account in accounts if any(fnmatchcase(name, region) for name in account.off)]
    if not off:
        return None
    ids = [account.id for account in off]
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return ProviderError(
        f"{region} is not enabled in account {', '.join(ids[:NAMED])}{more}",
        "enable it there (the account's settings, AWS Regions), or leave it out of scan.regions and --region",
    )
