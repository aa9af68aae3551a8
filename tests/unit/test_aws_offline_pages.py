"""Pages of lists in files: whatever a call names its next page by, a list that goes on is known to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import DataNotFoundError

from dharma_tui.core.importer import Page
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._documents import goes_on
from dharma_tui.services.discovery.aws._ends import beside, page_token
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._shapes import model, sdk
from tests.unit.offline_lab import read

SERVICES = [service for service in subclasses(aws, ProviderService) if issubclass(service, AwsService)]  # type: ignore[type-abstract]
ENTRIES: dict[str, Entry] = {entry.spec.kind: entry for service in SERVICES for entry in service.entries}


def told(path: str, value: object) -> dict[str, Any]:
    head, _, rest = path.partition(".")
    return {head: {rest: value}} if rest else {head: value}


def named(entry: Entry) -> Iterator[str]:
    """Where the SDK finds the next page of a list."""
    try:
        found = sdk().get_paginator_model(entry.service).get_paginator(entry.operation)["output_token"]
    except (DataNotFoundError, ValueError):
        found = page_token(model(entry.service).operation_model(entry.operation))[0]
    for each in found if isinstance(found, list) else [found]:
        yield from (path.strip() for path in str(each).split("||") if "[" not in path and path.strip())


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, entry in ENTRIES.items() for path in named(entry)])
def test_what_the_sdk_goes_on_by_says_that_a_list_goes_on(kind: str, path: str) -> None:
    entry = ENTRIES[kind]
    around = {entry.items.partition(".")[0]}
    assert goes_on(beside(told(path, "x"), around), [entry])
    assert not goes_on(beside(told(path, None), around), [entry])


DISTRIBUTION = {"Id": "E1", "ARN": "arn:aws:cloudfront::123456789012:distribution/E1", "DomainName": "d.cloudfront.net"}
BACKUP = {
    "TableName": "t",
    "BackupName": "b",
    "BackupArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/t/backup/1",
    "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/t",
}
PORTFOLIO = {"Id": "p", "ARN": "arn:aws:catalog:eu-west-1:123456789012:portfolio/p", "DisplayName": "x"}


@pytest.mark.parametrize(
    ("document", "kind", "more"),
    [
        ({"DistributionList": {"Items": [DISTRIBUTION], "IsTruncated": True, "NextMarker": "x"}}, "distribution", True),
        ({"DistributionList": {"Items": [DISTRIBUTION], "IsTruncated": False, "Marker": "x"}}, "distribution", False),
        ([{"DistributionList": {"Items": [DISTRIBUTION], "IsTruncated": True}}], "distribution", True),
        ({"BackupSummaries": [BACKUP], "LastEvaluatedBackupArn": BACKUP["BackupArn"]}, "table_backup", True),
        ({"BackupSummaries": [BACKUP]}, "table_backup", False),
        ({"PortfolioDetails": [PORTFOLIO], "NextPageToken": "x"}, "portfolio", True),
        ({"PortfolioDetails": [PORTFOLIO], "IsTruncated": "true"}, "portfolio", False),
    ],
)
def test_a_page_says_whether_its_list_goes_on(document: object, kind: str, more: bool) -> None:
    pages = [found for found in read(json.dumps(document)) if isinstance(found, Page)]
    assert {each.goes_on for each in pages} == {more}
    assert {part[1].rpartition(".")[2] for each in pages for part in each.parts} == {kind}


def test_what_holds_a_list_alone_says_that_it_goes_on() -> None:
    held = {"Items": [DISTRIBUTION], "IsTruncated": True, "NextMarker": "x"}
    pages = [found for found in read(json.dumps(held)) if isinstance(found, Page)]
    assert [each.goes_on for each in pages] == [True]
