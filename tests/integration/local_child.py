"""Lists a kind of this machine in a process of its own, as another user if told to, and prints it as JSON.

``python -m tests.integration.local_child KIND,KIND… [UID]`` prints an object with an entry for each kind.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import ProviderError
from dharma_tui.core.provider import ProviderService
from dharma_tui.services.providers import provider_services
from tests.listing import list_kind


def service_of(kind_name: str) -> ProviderService:
    """A new service that lists this kind."""
    return next(
        service for service in provider_services(SystemClock()) if any(kind.kind == kind_name for kind in service.kinds)
    )


def listing(kind_name: str) -> dict[str, Any]:
    """What the listing gives, or the error it ends with."""
    try:
        found = asyncio.run(list_kind(service_of(kind_name), kind_name))
    except ProviderError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}
    return {
        "uid": os.geteuid(),
        "resources": [{"key": item.ref.key, "name": item.name, "attrs": item.attrs} for item in found.resources],
        "edges": sorted(found.edges()),
        "unseen": [asdict(unseen) for unseen in found.unseen],
    }


def main() -> None:
    kinds, *user = sys.argv[1:]
    names = kinds.split(",")
    for name in names:
        listing(name)  # imports what it needs while the files of this environment may still be read
    importlib.import_module("httpx")
    if user:
        os.setgroups([])
        os.setgid(int(user[0]))
        os.setuid(int(user[0]))
    json.dump({name: listing(name) for name in names}, sys.stdout)


if __name__ == "__main__":
    main()
