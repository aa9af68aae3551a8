"""Which scan an answer rests on: one that listed what it is about, and how old the oldest part of that is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.chat_lab import INSTANCE, NOW, PROD, Desk, opened_estate, resource, scanned

BUCKET = "demo.storage.bucket"


@pytest.fixture(scope="module")
def later_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The estate after a third scan, of buckets alone, and a fourth that listed nothing to its end."""
    folder: Path = tmp_path_factory.mktemp("grounds")
    with opened_estate(folder) as desk:
        lake = desk.services.lake
        desk.clock.at = NOW - timedelta(minutes=10)
        scanned(lake, "scan-3", [resource(BUCKET, "raw-events", PROD, public=True)])
        desk.clock.at = NOW - timedelta(minutes=5)
        store = ScanStore(lake)
        store.begin("scan-4", ["demo"], "manual", lake.clock.now())
        reports = (ScopeReport(PROD, INSTANCE, ScopeStatus.FAILED, reason="denied: no"),)
        store.commit("scan-4", list(reports))
        store.end(ScanReport("scan-4", ScanStatus.FAILED, lake.clock.now(), scopes=reports))
        desk.clock.at = NOW
        yield desk


@pytest.mark.parametrize(
    ("line", "source", "minutes"),
    [
        ("list servers", "scan-2 (complete)", 60),
        ("list buckets", "scan-3 (complete)", 10),
        ("how many resources are there?", "scan-3 (complete) and 1 earlier one", 60),
    ],
)
async def test_an_answer_names_a_scan_that_listed_what_it_is_about(
    later_desk: Desk, line: str, source: str, minutes: int
) -> None:
    basis = (await later_desk.ask(line)).basis
    assert basis is not None and basis.source == source
    assert basis.as_of == NOW - timedelta(minutes=minutes)
