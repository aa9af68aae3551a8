"""The index follows the lake, whatever is committed, and ends up as if it had been read anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Resource, ResourceRef, State
from dharma_tui.services.store import index as index_module
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.index_table import IndexTable
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.side_columns import AttrColumn, SideKey
from tests.integration.inventory_lab import made, save
from tests.integration.store_lab import open_lake, scan, thing

COLUMNS = "kind, key, name, provider, account, region, state, labels, search, changed_at, first_seen"
SIDES = (
    SideKey(("lab.server",), (AttrColumn("memory.rss", ColumnType.BYTES), AttrColumn("zone", ColumnType.TEXT))),
    SideKey(("lab.server",), (AttrColumn("started", ColumnType.TIME), AttrColumn("spot", ColumnType.FLAG))),
    SideKey((), (AttrColumn("size", None),)),
)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


def content(lake: Lake, table: IndexTable) -> list[tuple[Any, ...]]:
    return lake.query(f"SELECT {COLUMNS} FROM {table.resources} ORDER BY kind, key")


def attributes(lake: Lake, table: IndexTable, side: SideKey) -> list[tuple[Any, ...]]:
    table.draw(lake, [side])
    name = table.sides[side]
    return lake.query(
        f"SELECT kind, key, side.* EXCLUDE (rid) FROM {table.resources} JOIN {name} AS side USING (rid) ORDER BY kind, key"
    )


def changed(rng: random.Random, resources: list[Resource], number: int) -> list[Resource]:
    """Some gone, some different, some new; now and then nothing at all."""
    kept = [one for one in resources if rng.random() > 0.15]
    kept = [
        replace(one, state=rng.choice(list(State)), attrs={**one.attrs, "zone": str(rng.random())})
        if rng.random() < 0.2
        else one
        for one in kept
    ]
    return [*kept, *(made(rng, 1000 * number + new) for new in range(rng.randrange(8)))]


@pytest.mark.parametrize("seed", range(2))
def test_following_ends_where_reading_anew_does(lake: Lake, seed: int) -> None:
    rng = random.Random(seed)
    resources = [made(rng, number) for number in range(60)]
    save(lake, resources)
    index = CurrentIndex(lake)
    index.advance()
    first = index.current()
    first.draw(lake, SIDES)

    for step in range(1, 6):
        for _ in range(rng.randrange(1, 3)):
            resources = changed(rng, resources, step)
            save(lake, resources)
        if step == 3:
            lake.maintain(90, 14)
        index.advance()

        fresh = IndexTable.build(lake, lake.snapshot())
        assert index.current() is first, "a small lake is followed, not read anew"
        assert content(lake, first) == content(lake, fresh)
        assert [attributes(lake, first, side) for side in SIDES] == [attributes(lake, fresh, side) for side in SIDES]
        assert first.kinds == fresh.kinds
        assert index.snapshot == lake.snapshot()


def test_a_row_keeps_its_number_while_its_resource_exists(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b")])
    index = CurrentIndex(lake)
    index.advance()
    numbers = dict(lake.query(f"SELECT key, rid FROM {index.current().resources}"))

    scan(lake, [thing("b", state=State.FAILED), thing("c")])
    index.advance()

    now = dict(lake.query(f"SELECT key, rid FROM {index.current().resources}"))
    assert now["b"] == numbers["b"]
    assert now["c"] not in numbers.values()
    assert lake.query(f"SELECT key FROM {index.current().gone}") == [("a",)]


def test_commits_that_touch_no_resource_change_nothing(lake: Lake) -> None:
    scan(lake, [thing("a")])
    index = CurrentIndex(lake)
    index.advance()
    before = index.current().version(lake.cursor())

    lake.write(lambda cursor: cursor.execute("INSERT INTO lake.metrics VALUES ('k', 'a', 'm', 'count', now(), 1)"))

    assert not index.advance(), "nobody needs to hear of measurements"
    measured = index.current().version(lake.cursor())
    assert measured.change == before.change
    assert measured.snapshot > before.snapshot

    scan(lake, [thing("a")])
    assert index.advance(), "another scan has ended"
    scanned = index.current().version(lake.cursor())
    assert scanned.change == before.change
    assert scanned.snapshot > measured.snapshot
    assert not index.advance()


def test_much_change_is_read_anew_and_the_old_table_given_back(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(lake, [thing(f"t{number}") for number in range(1500)])
    index = CurrentIndex(lake)
    index.advance()
    first = index.current()

    scan(lake, [thing(f"t{number}", state=State.FAILED) for number in range(1500)])
    index.advance()

    assert index.current() is not first
    assert index.rows == 1500
    assert first.alias not in {row[0] for row in lake.query("SELECT database_name FROM duckdb_databases()")}


def test_a_table_in_use_is_given_back_only_afterwards(lake: Lake) -> None:
    scan(lake, [thing("a")])
    table = IndexTable.build(lake, lake.snapshot())
    with table.held() as alive:
        assert alive
        assert not table.retire(lake.cursor())
        assert lake.query(f"SELECT key FROM {table.resources}") == [("a",)]
    assert table.retire(lake.cursor())
    with table.held() as alive:
        assert not alive


def test_the_past_is_read_as_it_was(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b")])
    past = lake.snapshot()
    scan(lake, [thing("b", state=State.FAILED)])
    index = CurrentIndex(lake)

    then = index.at(past)

    assert lake.query(f"SELECT key, state FROM {then.resources} ORDER BY key") == [("a", "running"), ("b", "running")]
    assert index.at(past) is then
    assert lake.query(f"SELECT key, state FROM {index.current().resources}") == [("b", "failed")]


def test_only_a_few_moments_of_the_past_are_kept(lake: Lake) -> None:
    index = CurrentIndex(lake)
    for number in range(index_module.PAST_KEPT + 2):
        scan(lake, [thing(f"t{number}")])
        index.at(lake.snapshot())
    attached = [row[0] for row in lake.query("SELECT database_name FROM duckdb_databases()")]
    assert sum(name.startswith("index_") for name in attached) == index_module.PAST_KEPT


def test_an_empty_lake_has_an_empty_index(lake: Lake) -> None:
    index = CurrentIndex(lake)
    assert index.advance()
    assert index.rows == 0
    scan(lake, [thing("a")])
    assert index.advance()
    assert index.rows == 1


def test_readers_see_each_commit_whole_or_not_at_all(lake: Lake) -> None:
    """Every scan renames all of a part at once; no reader may find two names."""
    scan(lake, [thing(f"t{number}", name="0") for number in range(40)])
    index = CurrentIndex(lake)
    index.advance()
    stop = Event()
    seen: list[set[str]] = []

    def read() -> None:
        while not stop.is_set():
            table = index.current()
            with table.held() as alive:
                if alive:
                    seen.append({row[0] for row in lake.query(f"SELECT DISTINCT name FROM {table.resources}")})

    reader = Thread(target=read)
    reader.start()
    for name in range(1, 7):
        scan(lake, [thing(f"t{number}", name=str(name)) for number in range(40)])
        index.advance()
    stop.set()
    reader.join()

    assert seen
    assert all(len(names) == 1 for names in seen)


def test_labels_cannot_forge_others(lake: Lake) -> None:
    forged = thing("a", labels={"note": "x\nenv=prod", "a=b": "c"})
    scan(lake, [forged])
    index = CurrentIndex(lake)
    table = index.current()
    found = lake.query(f"SELECT search FROM {table.resources}")[0][0]
    assert "\nenv=prod\n" not in found
    assert ResourceRef("lab.thing", "a") == forged.ref
