"""Why something that is named is not in the inventory: gone, elsewhere, or never looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.dangling import Missing, Why
from dharma_tui.core.scan import CUT_OFF, ELSEWHERE, ScopeReport, ScopeStatus
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.services.query.missing import Named, why_missing
from dharma_tui.services.store.coverage import Coverage
from dharma_tui.services.store.lake import Lake

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
HERE = Scope("aws", "1", "north")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder: Path = tmp_path_factory.mktemp("store")
    lake = Lake.open(folder, clock=FrozenClock(AT))
    yield lake
    lake.close()


def part(kind: str, scope: Scope, status: ScopeStatus = ScopeStatus.COMPLETE, reason: str = "") -> Coverage:
    return Coverage(scope, kind, ScopeReport(scope, kind, status, reason), AT, AT)


COVERAGE = (
    part("aws.queue", HERE),
    part("aws.disk", HERE, ScopeStatus.PARTIAL),
    part("aws.role", Scope("aws", "1")),
    part("aws.lens", HERE, ScopeStatus.SKIPPED, f"{ELSEWHERE}: not offered here: the service has no address"),
    part("aws.late", HERE, ScopeStatus.SKIPPED, CUT_OFF),
)


@pytest.mark.parametrize(
    ("kind", "key", "why", "reason"),
    [
        ("aws.queue", "q-1", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.queue", "arn:aws:sqs:north:1:q", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.queue", "arn:aws:sqs:south:1:q", Why.NOT_SCANNED, "its kind is not scanned in south"),
        ("aws.queue", "arn:aws:sqs:north:2:q", Why.ELSEWHERE, "in account 2, which is not scanned"),
        ("aws.role", "arn:aws:iam::1:role/x", Why.ABSENT, "was not there when its kind was listed"),
        ("aws.disk", "d-1", Why.INCOMPLETE, "its kind could not be listed to the end in north"),
        ("aws.lens", "l-1", Why.NOT_SCANNED, "its kind has no list in north"),
        ("aws.late", "l-2", Why.NOT_SCANNED, "no scan has come to its kind in north yet"),
        ("aws.never", "n-1", Why.NOT_SCANNED, "its kind is not scanned"),
        ("aws", "arn:aws:x:north:1:n", Why.NOT_SCANNED, "not among the kinds of aws that are scanned"),
    ],
)
def test_what_was_never_seen(lake: Lake, kind: str, key: str, why: Why, reason: str) -> None:
    ref = ResourceRef(kind, key)
    assert why_missing(lake, COVERAGE, [Named(ref, HERE)])[ref] == Missing(why, reason)
