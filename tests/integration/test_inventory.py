"""The inventory on a real lake: listings, windows, order, groups, time travel, what was seen, and what is known of one resource."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.errors import FilterError, NotFoundError
from dharma_tui.core.kinds import COMMON_COLUMNS, ColumnType
from dharma_tui.core.types import ResourceRef, Scope, State
from dharma_tui.core.view import Computed, Listing, Row, SortKey, View
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.query import listings as listings_module
from dharma_tui.services.query import opening as opening_module
from dharma_tui.services.query.running import CalledOff, Running
from dharma_tui.services.store.lake import Lake
from tests.integration.inventory_lab import SERVER, Estate, estate, inventory_over, made, save
from tests.integration.store_lab import open_lake, scan, thing

SERVERS = ("lab.server",)
BADNESS = [State.FAILED, State.DEGRADED, State.PENDING, State.UNKNOWN, State.STOPPED, State.TERMINATED, State.RUNNING]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    with estate(tmp_path_factory.mktemp("lab")) as made_estate:
        yield made_estate


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


async def all_rows(inventory: Inventory, view: View) -> tuple[Listing, list[Row]]:
    listing = await inventory.open(view)
    return listing, await inventory.rows(listing, 0, listing.length)


# -- listings -----------------------------------------------------------------------------------------------------------


async def test_everything_is_listed_by_name(lab: Estate) -> None:
    listing, rows = await all_rows(lab.inventory, View())

    assert listing.length == listing.matched == listing.total == len(lab.resources)
    assert listing.columns == COMMON_COLUMNS
    assert listing.snapshot == lab.lake.snapshot().id
    assert [str(row.cells[0]).lower() for row in rows] == sorted(one.name.lower() for one in lab.resources)
    assert {row.ref for row in rows} == {one.ref for one in lab.resources}


async def test_a_window_is_that_part_of_the_whole(lab: Estate) -> None:
    listing, rows = await all_rows(lab.inventory, View(sort=(SortKey("state"), SortKey("region", descending=True))))
    for start, stop in ((0, 1), (3, 40), (110, 500), (-5, 2)):
        assert await lab.inventory.rows(listing, start, stop) == rows[max(0, start) : stop]
    assert await lab.inventory.rows(listing, 50, 50) == []
    assert await lab.inventory.rows(listing, 5000, 5001) == []


async def test_cells_are_typed(lab: Estate) -> None:
    _, rows = await all_rows(
        lab.inventory, View(kinds=SERVERS, columns=("name", "mem", "cpu", "spot", "started", "attrs.port"))
    )
    by_ref = {row.ref: row.cells for row in rows}
    for one in lab.resources:
        if one.ref.kind == "lab.server":
            memory = one.attrs.get("memory")
            port = one.attrs.get("port")
            assert by_ref[one.ref] == (
                one.name,
                memory["rss"] if isinstance(memory, dict) else None,
                one.attrs.get("cpu"),
                one.attrs.get("spot"),
                one.attrs.get("started"),
                443 if port == "443" else port,
            )


async def test_a_kind_has_its_own_columns_and_several_the_common_ones(lab: Estate) -> None:
    one = await lab.inventory.open(View(kinds=SERVERS))
    several = await lab.inventory.open(View(kinds=("lab",)))
    undeclared = await lab.inventory.open(View(kinds=("import.odd",)))

    shown = [column.name for column in one.columns if not column.wide]
    own = [column.name for column in SERVER.columns]
    assert shown == ["state", own[0], "account", "region", *own[1:]]
    assert several.columns == COMMON_COLUMNS
    assert undeclared.length > 0
    assert [column.name for column in undeclared.columns][:2] == ["name", "state"]


async def test_a_place_stands_beside_the_name_where_there_are_several_of_it(lake: Lake) -> None:
    north, south = Scope("lab", "main", "north"), Scope("lab", "main", "south")
    elsewhere = Scope("lab", "other", "north")
    kind = SERVER.kind

    async def shown(inventory: Inventory, filter: str = "") -> list[str]:
        inventory.advance()
        listing = await inventory.open(View(kinds=SERVERS, filter=filter))
        return [column.name for column in listing.columns if not column.wide][:4]

    with inventory_over(lake) as inventory:
        scan(lake, [thing("a", kind=kind, scope=north)], kind=kind, scope=north)
        assert await shown(inventory) == ["state", "name", "mem", "cpu"]
        scan(lake, [thing("b", kind=kind, scope=south)], kind=kind, scope=south)
        assert await shown(inventory) == ["state", "name", "region", "mem"]
        scan(lake, [thing("c", kind=kind, scope=elsewhere)], kind=kind, scope=elsewhere)
        assert await shown(inventory) == ["state", "name", "account", "region"]
        assert await shown(inventory, "region=south") == ["state", "name", "account", "region"], "typing moves nothing"
        for gone in (south, elsewhere):
            scan(lake, [], kind=kind, scope=gone)
        assert await shown(inventory) == ["state", "name", "mem", "cpu"]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ((SortKey("state"),), lambda one: BADNESS.index(one.state)),
        ((SortKey("region"), SortKey("kind")), lambda one: (one.scope.region, one.ref.kind)),
        ((SortKey("key", descending=True),), lambda one: -int(one.ref.key[3:])),
    ],
)
async def test_sorting_by_common_columns(lab: Estate, sort: tuple[SortKey, ...], key: object) -> None:
    listing = await lab.inventory.open(View(sort=sort))
    refs = await lab.inventory.refs(listing)
    by_ref = {one.ref: one for one in lab.resources}
    expected = sorted(lab.resources, key=lambda one: (key(one), one.name.lower()))  # type: ignore[operator]
    assert [key(by_ref[ref]) for ref in refs] == [key(one) for one in expected]  # type: ignore[operator]
    assert len(refs) == len(expected)


@pytest.mark.parametrize("descending", [False, True])
async def test_sorting_by_an_attribute_leaves_those_without_it_last(lab: Estate, descending: bool) -> None:
    view = View(kinds=("lab",), sort=(SortKey("mem", descending),), columns=("name", "mem"))
    _, rows = await all_rows(lab.inventory, view)
    values = [row.cells[1] for row in rows]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=descending)  # type: ignore[type-var]
    assert values[len(known) :] == [None] * (len(values) - len(known))
    assert 0 < len(known) < len(values)


async def test_both_ways_of_sorting_give_one_order(lab: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """By ranks, and by DuckDB where few rows matched."""
    orders = []
    for share in (0, 10_000):
        monkeypatch.setattr(opening_module, "SMALL_SHARE", share)
        with inventory_over(lab.lake) as fresh:
            for name in (
                "name",
                "labels",
                "changed",
                "state",
                "account",
                "mem",
                "zone",
                "attrs.port",
                "label.env",
                "twice",
            ):
                for descending in (False, True):
                    view = View(
                        filter="!state:failed mem>=0",
                        sort=(SortKey(name, descending),),
                        computed=(Computed("twice", "mem * 2"),),
                    )
                    orders.append((name, descending, await fresh.refs(await fresh.open(view))))
    assert orders[:20] == orders[20:]


async def test_the_cursor_finds_its_row_again(lab: Estate) -> None:
    listing, rows = await all_rows(lab.inventory, View(filter="state:running", sort=(SortKey("key", descending=True),)))
    for number in (0, len(rows) // 2, len(rows) - 1):
        ref = rows[number].ref
        assert ref is not None
        assert await lab.inventory.position(listing, ref) == number
    assert await lab.inventory.position(listing, ResourceRef("lab.server", "nobody")) is None


async def test_unknown_columns_are_refused(lab: Estate) -> None:
    for view in (View(columns=("nam",)), View(sort=(SortKey("nam"),)), View(group_by=("nam",))):
        with pytest.raises(FilterError) as caught:
            await lab.inventory.open(view)
        assert "did you mean 'name'?" in caught.value.hint


# -- groups and formulas ------------------------------------------------------------------------------------------------


async def test_groups_count_and_show_the_worst_state(lab: Estate) -> None:
    listing, rows = await all_rows(lab.inventory, View(filter="!region:us", group_by=("kind", "region")))
    expected: dict[tuple[str, str | None], list[State]] = {}
    for one in lab.resources:
        if "us" not in one.scope.region:
            expected.setdefault((one.ref.kind, one.scope.region or None), []).append(one.state)

    assert {row.group: row.cells[-1] for row in rows} == {group: len(states) for group, states in expected.items()}
    assert {row.group: row.state for row in rows} == {
        group: min(states, key=BADNESS.index) for group, states in expected.items()
    }
    counts = [row.cells[-1] for row in rows]
    assert counts == sorted(counts, reverse=True)  # type: ignore[type-var]
    assert [column.name for column in listing.columns] == ["kind", "region", "count"]
    assert (listing.length, listing.matched) == (len(expected), sum(map(len, expected.values())))
    assert all(row.ref is None for row in rows)


async def test_groups_by_attribute_and_label(lab: Estate) -> None:
    _, rows = await all_rows(
        lab.inventory, View(kinds=SERVERS, group_by=("spot", "label.env"), sort=(SortKey("count"),))
    )
    expected: dict[tuple[object, object], int] = {}
    for one in lab.resources:
        if one.ref.kind == "lab.server":
            group = (one.attrs.get("spot"), one.labels.get("env"))
            expected[group] = expected.get(group, 0) + 1
    assert {row.group: row.cells[-1] for row in rows} == expected


async def test_computed_columns_show_sort_and_filter(lab: Estate) -> None:
    view = View(
        kinds=SERVERS,
        filter="gb>0.5",
        columns=("name",),
        computed=(
            Computed("gb", "mem / 1073741824"),
            Computed("big", "CASE WHEN gb > 2 THEN upper(name) ELSE 'no' END"),
        ),
        sort=(SortKey("gb", descending=True),),
    )
    listing, rows = await all_rows(lab.inventory, view)

    assert [(column.name, column.type) for column in listing.columns] == [
        ("name", ColumnType.TEXT),
        ("gb", ColumnType.NUMBER),
        ("big", ColumnType.TEXT),
    ]
    assert rows
    assert {row.cells[1:] for row in rows} == {(3, str(row.cells[0]).upper()) for row in rows}


async def test_what_cannot_be_computed_is_empty(lab: Estate) -> None:
    view = View(
        kinds=SERVERS, columns=("name",), computed=(Computed("x", "ln(0 - mem) + pow(10, 400)"), Computed("y", "1 / 0"))
    )
    _, rows = await all_rows(lab.inventory, view)
    assert {row.cells[1:] for row in rows} == {(None, None)}


# -- time ---------------------------------------------------------------------------------------------------------------


async def test_a_listing_stays_readable_while_the_index_moves(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b"), thing("c")])
    with inventory_over(lake) as inventory:
        listing = await inventory.open(View())
        scan(lake, [thing("a"), thing("c", state=State.FAILED)])
        assert inventory.advance() is not None

        rows = await inventory.rows(listing, 0, 3)
        assert [row.ref.key if row.ref else "" for row in rows] == ["a", "b", "c"]
        assert [ref.key for ref in await inventory.refs(listing)] == ["a", "b", "c"]
        fresh = await inventory.open(View())
        assert [ref.key for ref in await inventory.refs(fresh)] == ["a", "c"]
        assert await inventory.position(fresh, ResourceRef("lab.thing", "c")) == 1


async def test_a_forgotten_listing_is_opened_again(lab: Estate) -> None:
    first, rows = await all_rows(lab.inventory, View(filter="state:running"))
    for number in range(listings_module.LISTINGS_KEPT + 1):
        await lab.inventory.open(View(filter=f"web | {number}"))
    assert await lab.inventory.rows(first, 0, first.length) == rows


async def test_a_listing_outlives_its_generation(lake: Lake) -> None:
    scan(lake, [thing(f"t{number}") for number in range(1200)])
    with inventory_over(lake) as inventory:
        listing = await inventory.open(View())
        for state in (State.FAILED, State.STOPPED):
            scan(lake, [thing(f"t{number}", state=state) for number in range(1200)])
            inventory.advance()
        rows = await inventory.rows(listing, 0, 10)
        assert len(rows) == 10
        assert {row.state for row in rows} == {State.STOPPED}


async def test_the_past_is_listed_as_it_was(lake: Lake) -> None:
    scan(lake, [thing("a", {"size": 1}), thing("b", {"size": 2})])
    then = lake.snapshot()
    scan(lake, [thing("b", {"size": 5}, state=State.FAILED), thing("c")])
    with inventory_over(lake) as inventory:
        view = View(at=f"#{then.id}", columns=("key", "attrs.size"), sort=(SortKey("key"),))
        listing, rows = await all_rows(inventory, view)
        assert [row.cells for row in rows] == [("a", 1), ("b", 2)]
        assert (listing.snapshot, listing.as_of) == (then.id, then.at)
        known = await inventory.resource(ResourceRef("lab.thing", "b"), f"#{then.id}")
        assert (known.resource.state, known.resource.attrs) == (State.RUNNING, {"size": 2})
        with pytest.raises(NotFoundError):
            await inventory.open(View(at="#9999"))
        with pytest.raises(FilterError):
            await inventory.open(View(at="yesterday"))


@pytest.mark.parametrize(
    "text",
    ["", "tag.environment=prod", "label:Team", "mem>1gb | zone", "region=eu-1 !state=running", "name=web*", "api"],
)
async def test_what_was_removed_is_shown_as_it_last_was(tmp_path: Path, text: str) -> None:
    with estate(tmp_path, 80) as lab:
        views = [View(kinds, text) for kinds in ((), SERVERS)]
        before = [set(await lab.inventory.refs(await lab.inventory.open(view))) for view in views]
        save(lab.lake, lab.resources[:20])
        since = lab.lake.snapshot().id
        save(lab.lake, lab.resources[:10])
        gone = {one.ref for one in lab.resources[10:]}
        for view, shown in zip(views, before, strict=True):
            assert shown & gone
            assert await lab.inventory.removed(view, gone, 0) == shown & gone
            late = {one.ref for one in lab.resources[10:20]}
            assert await lab.inventory.removed(view, gone, since) == shown & late
            assert await lab.inventory.removed(view, (), 0) == set()


# -- calling off --------------------------------------------------------------------------------------------------------


async def test_a_question_nobody_waits_for_is_not_asked(lab: Estate) -> None:
    running = Running()
    running.call_off()
    with pytest.raises(CalledOff), running.reading(lab.lake.cursor()):
        pytest.fail("the question was asked")


async def test_a_running_question_is_interrupted(lab: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE hash(a.range, b.range) = 7"
    loop, began, ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def ask(running: Running) -> None:
        try:
            cursor = lab.lake.cursor()
            with running.reading(cursor):
                loop.call_soon_threadsafe(began.set)
                cursor.execute(slow).fetchall()
        except CalledOff:
            loop.call_soon_threadsafe(ended.set)
            raise

    asked = asyncio.create_task(lab.inventory._run(ask))
    await began.wait()
    asked.cancel()
    await asyncio.wait_for(ended.wait(), 60)
    assert asked.cancelled()


async def test_the_next_question_is_not_hit_by_calling_off_the_last(lab: Estate) -> None:
    running = Running()
    cursor = lab.lake.cursor()
    with running.reading(cursor):
        pass
    running.call_off()
    assert cursor.execute("SELECT 1").fetchall() == [(1,)]


async def test_typing_on_leaves_the_newest_answer(lab: Estate) -> None:
    tasks = [asyncio.create_task(lab.inventory.open(View(filter="web"[:length]))) for length in (1, 2)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    newest = await lab.inventory.open(View(filter="web"))
    assert newest.length == sum("web" in one.name.lower() for one in lab.resources)
    assert all(task.cancelled() for task in await _ended(tasks))


async def _ended(tasks: list[asyncio.Task[Listing]]) -> list[asyncio.Task[Listing]]:
    await asyncio.wait(tasks)
    return tasks


async def test_many_resources_with_odd_names_stay_apart(lake: Lake) -> None:
    odd = [
        thing(f"k{number}", name=name)
        for number, name in enumerate(["\x1b[31m", "a\nb", "'; drop", "[b]x[/b]", "e\u0301" * 9, ""])
    ]
    scan(lake, odd)
    with inventory_over(lake) as inventory:
        _, rows = await all_rows(inventory, View(columns=("name", "key")))
    assert {row.cells[1]: row.cells[0] for row in rows} == {one.ref.key: one.name or None for one in odd}


async def test_now_and_then_everything_at_once(lake: Lake) -> None:
    """Readers in several threads while scans commit and the index follows."""
    rng = random.Random(3)
    resources = [made(rng, number) for number in range(80)]
    save(lake, resources)
    with inventory_over(lake) as inventory:

        async def read() -> int:
            answered = 0
            while not done.is_set():
                listing, rows = await all_rows(inventory, View(kinds=SERVERS, filter="mem>0", sort=(SortKey("mem"),)))
                assert len(rows) == listing.length
                answered += 1
            return answered

        done = asyncio.Event()
        readers = [asyncio.create_task(read()) for _ in range(3)]
        for _ in range(4):
            resources = [one for one in resources if rng.random() > 0.1] + [
                made(rng, rng.randrange(10**6)) for _ in range(5)
            ]
            await asyncio.to_thread(save, lake, resources)
            await asyncio.to_thread(inventory.advance)
        done.set()
        assert all(answered > 0 for answered in await asyncio.gather(*readers))
        assert (await inventory.open(View())).length == len(resources)
