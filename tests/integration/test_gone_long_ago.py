"""Names of what is gone in a long history: what went last is known by all it was called, what went before by its name alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.types import Relationship, ResourceRef, Verb
from dharma_tui.services.store.gone_names import MOST, with_gone_names
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import open_lake
from tests.integration.test_gone_names import HERE, KINDS, QUEUE, arn_of

HISTORY = 4 * MOST
WENT = """INSERT INTO lake.changes BY NAME SELECT 1 AS snapshot, TIMESTAMPTZ '2026-01-01' + to_seconds(10 * i) AS "at",
        'removed' AS change, $kind AS kind, $arn || i AS key, 'work' || i AS name, 'aws' AS provider, $account AS account,
        $region AS region, {attrs: {QueueArn: $arn || i, Id: 'https://sqs/1/called' || i}}::JSON AS before
    FROM range($count) went(i)"""


@dataclass
class Counted:
    """A lake that counts the rows that are read of it."""

    lake: Lake
    rows: int = field(default=0, init=False)

    def query(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found = self.lake.query(sql, params)
        self.rows += len(found)
        return found

    def stream(self, sql: str, params: Sequence[object] = (), batch: int = 2000) -> Iterator[list[tuple[Any, ...]]]:
        for rows in self.lake.stream(sql, params, batch):
            self.rows += len(rows)
            yield rows


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    made = open_lake(tmp_path_factory.mktemp("long"))
    told = {"kind": QUEUE, "arn": arn_of("work"), "count": HISTORY, "account": HERE.account, "region": HERE.region}
    made.write(lambda cursor: cursor.execute(WENT, told))
    yield made
    made.close()


def meant(lake: Counted, *names: str) -> list[str]:
    """What alarms are about that name queues so."""
    by = ResourceRef("aws.cloudwatch.alarm", "alarm")
    edges = [Relationship(by, ResourceRef(QUEUE, name), Verb.DEPENDS_ON, "test") for name in names]
    told = [(edge, HERE, False) for edge in edges]
    found = with_gone_names(cast("Lake", lake), Directory(KINDS), {kind.kind: kind for kind in KINDS}, told)
    return [edge.dst.key for edge, _, _ in found]


def test_names_are_known_however_long_ago_it_was(lake: Lake) -> None:
    last = HISTORY - 1
    found = meant(Counted(lake), "work0", f"work{last}", f"https://elsewhere/1/called{last}", "https://sqs/1/called0")
    assert found == [*(f"{arn_of('work')}{at}" for at in (0, last, last)), "https://sqs/1/called0"]


def test_of_a_long_history_only_what_went_last_is_read(lake: Lake) -> None:
    counted = Counted(lake)
    assert meant(counted, "never") == ["never"]
    assert counted.rows < 2 * MOST


def test_so_are_arns_of_what_is_gone(lake: Lake) -> None:
    counted = Counted(lake)
    last = f"{arn_of('work')}{HISTORY - 1}"
    assert meant(counted, f"{last}:part", f"{arn_of('never')}") == [last, arn_of("never")]
    assert counted.rows < 2 * MOST
