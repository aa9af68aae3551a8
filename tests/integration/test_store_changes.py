"""What changed between two moments, with the properties that did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.changes import ChangeKind, FieldChange
from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.services.changes import Changes
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import HERE, KIND, open_lake, scan, thing

KINDS = {
    KIND: KindSpec(KIND, "Thing", "Things", "A thing.", volatile=("cpu",)),
    "lab.process": KindSpec("lab.process", "Process", "Processes", "A process.", noisy=True),
}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def changes(lake: Lake) -> Iterator[Changes]:
    io = IoPool(2)
    yield Changes(lake, io, KINDS)
    io.close()


async def test_a_change_names_every_property_that_differs(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a", {"size": 1, "deep": {"x": 1, "y": [1]}, "cpu": 1}, labels={"env": "dev", "old": "1"})])
    scan(
        lake,
        [
            thing(
                "a",
                {"deep": {"x": 2, "y": [1, 2]}, "cpu": 2, "new": True},
                name="A",
                state=State.STOPPED,
                labels={"env": "prod"},
            )
        ],
    )
    changed, added = await changes.history(ResourceRef(KIND, "a"))
    assert changed.fields == (
        FieldChange("name", "a", "A"),
        FieldChange("state", "running", "stopped"),
        FieldChange("labels.env", "dev", "prod"),
        FieldChange("labels.old", "1", None),
        FieldChange("attrs.deep.x", 1, 2),
        FieldChange("attrs.deep.y[1]", None, 2),
        FieldChange("attrs.size", 1, None),
        FieldChange("attrs.new", None, True),
    )
    assert (changed.change, changed.name, changed.scope) == (ChangeKind.CHANGED, "A", HERE)
    assert (added.change, added.fields) == (ChangeKind.ADDED, ())
    assert changed.snapshot > added.snapshot
    assert changed.at > added.at
    assert changed.scan_id != added.scan_id


async def test_noisy_kinds_are_left_out_unless_asked_for(lake: Lake, changes: Changes) -> None:
    process = thing("p", kind="lab.process")
    scan(lake, [process], kind="lab.process")
    scan(lake, [thing("a")])

    async def keys(**asked: object) -> list[str]:
        return [change.ref.key for change in await changes.between("#1", **asked)]  # type: ignore[arg-type]

    assert await keys() == ["a"]
    assert await keys(noisy=True) == ["a", "p"]
    assert await keys(kinds=["lab.process"]) == ["p"]
    assert await keys(ref=process.ref) == ["p"]
    assert sum(bucket.added for bucket in await changes.timeline("#1")) == 1
    assert sum(bucket.added for bucket in await changes.timeline("#1", noisy=True)) == 2


async def test_a_start_before_the_history_counts_as_its_beginning(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a")])
    assert len(await changes.between("-24h")) == 1
    assert sum(bucket.added for bucket in await changes.timeline("-24h")) == 1
    assert len(await changes.compare("-24h")) == len(await changes.compare("2001-01-01")) == 1
    for ask in (changes.between, changes.compare):
        with pytest.raises(NotFoundError, match="no snapshot"):
            await ask("#4711")


async def test_moments_in_the_wrong_order_are_refused(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a")])
    with pytest.raises(UsageError, match="is after"):
        await changes.between("", "#1")


async def test_nothing_changes_between_a_moment_and_itself(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a")])
    assert await changes.between("now", "now") == []
    assert await changes.compare(f"#{lake.snapshot().id}") == []


async def test_what_came_and_went_is_no_net_difference(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a", {"v": 1}), thing("b", {"v": 1}), thing("c", {"v": 1})])
    start = lake.snapshot()
    scan(lake, [thing("a", {"v": 2}), thing("passing"), thing("c", {"v": 1})])
    scan(lake, [thing("a", {"v": 1}), thing("b", {"v": 3}), thing("d", {"v": 1})])
    net = {change.ref.key: change for change in await changes.compare(f"#{start.id}")}
    assert {key: change.change.value for key, change in net.items()} == {"b": "changed", "c": "removed", "d": "added"}
    assert net["b"].fields == (FieldChange("attrs.v", 1, 3),)


async def test_a_net_difference_tells_when_the_first_and_the_last_of_its_changes_were(
    lake: Lake, changes: Changes
) -> None:
    start = lake.snapshot()
    scan(lake, [thing("a", {"v": 1, "w": 1}), thing("b", {"v": 1})])
    middle = lake.snapshot()
    scan(lake, [thing("a", {"v": 2, "w": 2}), thing("b", {"v": 1})])
    scan(lake, [thing("a", {"v": 1, "w": 2}), thing("b", {"v": 1})])
    steps = [change.at for change in await changes.between(f"#{start.id}", ref=thing("a").ref)]
    assert len(steps) == 3 and steps == sorted(steps, reverse=True)
    last, second, first = steps

    net = {change.ref.key: change for change in await changes.compare(f"#{start.id}")}
    assert [(key, one.change.value, one.first_at, one.at) for key, one in sorted(net.items())] == [
        ("a", "added", first, last),
        ("b", "added", first, first),
    ]
    (since,) = await changes.compare(f"#{middle.id}")
    assert (since.fields, since.first_at, since.at) == ((FieldChange("attrs.w", 1, 2),), second, last)
    assert all(change.first_at is None for change in await changes.between(f"#{start.id}"))


async def test_a_limit_keeps_the_newest(lake: Lake, changes: Changes) -> None:
    for generation in range(4):
        scan(lake, [thing("a", {"v": generation}), thing(f"only-{generation}")])
    newest = await changes.between("#1", limit=2)
    assert [change.snapshot for change in newest] == [lake.snapshot().id - 1] * 2


async def test_what_changed_by_itself_does_not_use_up_a_limit(lake: Lake, changes: Changes) -> None:
    scan(lake, [thing("a", {"size": 1})])
    start = f"#{lake.snapshot().id}"
    scan(lake, [thing("a", {"size": 2})])
    for cpu in range(3):
        scan(lake, [thing("a", {"size": 2, "cpu": cpu}), thing("b", {"size": 1, "cpu": cpu})])  # told of as changes
    assert [change.ref.key for change in await changes.between(start, limit=2)] == ["b", "a"]
    scan(lake, [thing("a", {"size": 2, "cpu": 9}), thing("b", {"size": 1, "cpu": 9})])
    assert [change.ref.key for change in await changes.compare(start, limit=1)] == ["a"]


async def test_a_time_line_puts_each_change_in_its_stretch(lake: Lake, changes: Changes) -> None:
    start = lake.snapshot()
    scan(lake, [thing("a"), thing("b")])
    middle = lake.clock.now()
    scan(lake, [thing("a", {"v": 1})])
    line = await changes.timeline(f"#{start.id}", buckets=200)
    assert len(line) == 200
    assert line[0].start == start.at
    early = [bucket for bucket in line if bucket.start + (line[1].start - line[0].start) <= middle]
    assert sum(bucket.changed + bucket.removed for bucket in early) == 0
    totals = [sum(counts) for counts in zip(*((b.added, b.changed, b.removed) for b in line), strict=True)]
    assert totals == [2, 1, 1]


async def test_history_survives_maintenance(lake: Lake, changes: Changes) -> None:
    for generation in range(6):
        scan(lake, [thing("a", {"v": generation}), thing(f"only-{generation}")])
        lake.maintain(30, 7)
    history = await changes.history(ResourceRef(KIND, "a"))
    assert [change.fields[0].after for change in history[:-1]] == [5, 4, 3, 2, 1]
