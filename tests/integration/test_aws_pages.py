"""Every page of every kind, over the protocol its service speaks: moto has no pages for many, so a stub of the wire has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._service import AwsService
from tests.integration.aws_wire import Asked, Wire, paged, pages_of, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import Bench

PAGES = 2
SERVICES = [service for service in subclasses(aws, ProviderService) if issubclass(service, AwsService)]  # type: ignore[type-abstract]
ENTRIES: dict[str, Entry] = {entry.spec.kind: entry for service in SERVICES for entry in service.entries}


def answer(asked: Asked) -> dict[str, Any]:
    match asked.operation:
        case "GetCallerIdentity":
            return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
        case "GenerateCredentialReport":
            return {"State": "COMPLETE"}
        case "GetCredentialReport":
            return {"Content": b"user,arn\n"}
        case "DescribeRegions":
            return {"Regions": [{"RegionName": NORTH}]}
    if asked.request.count(b"ListOrganizationalUnitsForParent-"):
        return {}  # below a unit that was listed there is none
    return paged(asked, PAGES)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    with names_of_loopback(), wire(answer) as there:
        for name, value in there.environment(*{entry.service for entry in ENTRIES.values()}).items():
            monkeypatch.setenv(name, value)
        yield there


def expected(kind: str) -> int:
    """Items of a kind: one of each page, for each item of its parent."""
    entry = ENTRIES[kind]
    own = PAGES if pages_of(entry.service, entry.operation)[0] else 1
    return own * (expected(entry.parent.kind) if entry.parent else 1)


async def test_every_page_of_every_kind_is_listed(there: Wire, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "store")
    report = await bench.scan(regions=(NORTH,))
    await asyncio.to_thread(bench.lake.close)
    assert report.scopes
    found = {part.kind: (part.count, part.reason) for part in report.scopes}
    wrong = {kind: told for kind, told in found.items() if told != (expected(kind), "")}
    assert not wrong, "\n".join(f"{kind}: {told}, not {expected(kind)}" for kind, told in wrong.items())
