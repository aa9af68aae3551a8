"""The accounts of an Organization."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.errors import ProviderError
from dharma_tui.services.discovery.aws._session import Sdk


def members(sdk: Sdk, partition: str) -> Iterator[str]:
    """The active accounts of the Organization that ``sdk`` asks as. Raises ProviderError where it lists none, or not all by id."""
    none, nameless = True, False
    with sdk.entering("organizations", "ListAccounts"):
        client = sdk.client("organizations", "", partition)
        for page in client.get_paginator("list_accounts").paginate():
            for account in page.get("Accounts") or ():
                if not account or not account.get("Id"):
                    nameless = True
                elif "ACTIVE" in (account.get("State"), account.get("Status")):
                    none = False
                    yield str(account["Id"])
    if nameless:
        raise ProviderError("organizations ListAccounts: the Organization lists accounts and does not say which")
    if none:
        raise ProviderError(
            "organizations ListAccounts: the Organization lists no active account",
            "ask as its management account or a delegated administrator, or name the accounts in aws.accounts",
        )
