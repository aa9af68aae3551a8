"""Series are kept whole and come back at the resolution asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dharma_tui.core.types import Metric, Point, ResourceRef
from dharma_tui.services.metrics import MetricStore
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import open_lake

REF = ResourceRef("lab.host", "h")
CPU = Metric(REF, "cpu", "percent")
BEGIN = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def metrics(lake: Lake) -> Iterator[MetricStore]:
    io = IoPool(1)
    yield MetricStore(lake, io)
    io.close()


def points(count: int, metric: Metric = CPU) -> list[Point]:
    return [Point(metric, BEGIN + timedelta(seconds=number), float(number)) for number in range(count)]


async def test_few_points_come_back_as_they_were_measured(metrics: MetricStore) -> None:
    metrics.append(points(50)[:30])
    metrics.append(
        [
            *points(50)[30:],
            *points(5, Metric(REF, "memory", "bytes")),
            *points(5, Metric(ResourceRef("lab.host", "x"), "cpu", "percent")),
        ]
    )
    series = await metrics.series(REF, "cpu", BEGIN, BEGIN + timedelta(hours=1), 100)
    assert series == [(point.at, point.value) for point in points(50)]
    assert await metrics.series(REF, "cpu", BEGIN + timedelta(seconds=10), BEGIN + timedelta(seconds=11)) == [
        (BEGIN + timedelta(seconds=10), 10.0),
        (BEGIN + timedelta(seconds=11), 11.0),
    ]
    assert await metrics.series(REF, "disk", BEGIN, BEGIN + timedelta(hours=1)) == []


async def test_many_points_are_averaged_over_equal_stretches(metrics: MetricStore) -> None:
    metrics.append(points(1000))
    series = await metrics.series(REF, "cpu", BEGIN, BEGIN + timedelta(seconds=1000), 10)
    assert [value for _, value in series] == [pytest.approx(start + 49.5) for start in range(0, 1000, 100)]
    assert [at for at, _ in series] == sorted(at for at, _ in series)
    assert series[0][0] == BEGIN + timedelta(seconds=49.5)


async def test_values_that_are_no_numbers_are_left_out(metrics: MetricStore, lake: Lake) -> None:
    before = lake.snapshot()
    metrics.append([Point(CPU, BEGIN, math.nan), Point(CPU, BEGIN, math.inf)])
    metrics.append([])
    assert lake.snapshot() == before
    metrics.append([Point(CPU, BEGIN, math.nan), Point(CPU, BEGIN, 1.0)])
    assert await metrics.series(REF, "cpu", BEGIN, BEGIN) == [(BEGIN, 1.0)]


async def test_a_batch_is_one_commit(metrics: MetricStore, lake: Lake) -> None:
    before = lake.snapshot().id
    metrics.append(points(5000))
    assert lake.snapshot().id == before + 1


async def test_a_million_points_are_answered_at_screen_resolution(metrics: MetricStore, lake: Lake) -> None:
    lake.write(
        lambda cursor: cursor.execute(
            "INSERT INTO lake.metrics SELECT 'lab.host', 'h', 'cpu', 'percent', ?::TIMESTAMPTZ + to_seconds(i), i % 100"
            " FROM range(1000000) t(i)",
            [BEGIN],
        )
    )
    series = await metrics.series(REF, "cpu", BEGIN, BEGIN + timedelta(seconds=1_000_000), 200)
    assert len(series) == 200
    assert all(value == pytest.approx(49.5) for _, value in series)
