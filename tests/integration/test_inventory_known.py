"""What the inventory knows beside listings: single resources, counts, what was seen, the summary and completions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import KindCount, Listing, Row, SortKey, View
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store import place
from dharma_tui.services.store.lake import Lake
from tests.integration.inventory_lab import Estate, estate, inventory_over
from tests.integration.store_lab import edge, open_lake, scan, thing

SERVERS = ("lab.server",)


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


# -- one resource -------------------------------------------------------------------------------------------------------


async def test_everything_known_of_a_resource(lab: Estate) -> None:
    for one in lab.resources[:10]:
        known = await lab.inventory.resource(one.ref)
        assert known.resource == one
        assert known.first_seen <= known.changed_at <= known.last_seen
    with pytest.raises(NotFoundError) as caught:
        await lab.inventory.resource(ResourceRef("lab.server", "nobody"))
    assert caught.value.hint


async def test_last_seen_is_when_its_part_was_last_listed_to_the_end(lake: Lake) -> None:
    scan(lake, [thing("a")])
    with inventory_over(lake) as inventory:
        before = await inventory.resource(ResourceRef("lab.thing", "a"))
        scan(lake, [thing("a")])
        after = await inventory.resource(ResourceRef("lab.thing", "a"))
    assert after.changed_at == before.changed_at
    assert after.last_seen > before.last_seen


async def test_neighbours_both_ways_and_dangling_ones(lake: Lake) -> None:
    scan(
        lake,
        [thing("a", name="alpha"), thing("b", state=State.FAILED)],
        [edge("a", "b"), edge("b", "a"), edge("a", "lost")],
    )
    with inventory_over(lake) as inventory:
        found = await inventory.neighbours(ResourceRef("lab.thing", "a"))
    shown = [(one.outgoing, one.other.key, one.name, one.state) for one in found]
    assert shown == [
        (True, "b", "b", State.FAILED),
        (True, "lost", "lost", None),
        (False, "b", "b", State.FAILED),
    ]


async def test_neighbours_of_a_moment_are_those_of_then(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b", name="beta")], [edge("a", "b")])
    then = f"#{lake.snapshot().id}"
    scan(lake, [thing("a")])
    with inventory_over(lake) as inventory:
        before = await inventory.neighbours(ResourceRef("lab.thing", "a"), at=then)
        assert await inventory.neighbours(ResourceRef("lab.thing", "a")) == []
    assert [(one.other.key, one.name, one.state) for one in before] == [("b", "beta", State.RUNNING)]


async def test_what_several_sources_tell_is_listed_once(lake: Lake) -> None:
    told_by_both = [edge("a", "b"), replace(edge("a", "b"), source="lab.other:peer")]
    scan(lake, [thing("a"), thing("b")], told_by_both)
    with inventory_over(lake) as inventory:
        found = await inventory.neighbours(ResourceRef("lab.thing", "a"))
    assert [one.relationship.source for one in found] == [", ".join(sorted(one.source for one in told_by_both))]


# -- counts, and what was seen ------------------------------------------------------------------------------------------


async def test_kinds_are_counted(lab: Estate) -> None:
    expected = []
    for kind in sorted({one.ref.kind for one in lab.resources}):
        of_kind = [one for one in lab.resources if one.ref.kind == kind]
        unwell = sum(one.state in (State.FAILED, State.DEGRADED) for one in of_kind)
        expected.append(KindCount(kind, len(of_kind), unwell, 0))
    assert await lab.inventory.kinds() == expected


async def test_changes_are_news_until_seen(lake: Lake) -> None:
    first = [thing("a"), thing("b"), thing("x", kind="lab.other")]
    scan(lake, first[:2])
    scan(lake, first[2:], kind="lab.other")
    with inventory_over(lake) as inventory:
        inventory.advance()
        assert not any(row.changed for row in (await all_rows(inventory, View()))[1]), "the first scan is no news"

        scan(lake, [thing("a", state=State.FAILED), thing("b")])
        scan(lake, [thing("x", kind="lab.other", state=State.FAILED)], kind="lab.other")
        inventory.advance()
        rows = (await all_rows(inventory, View(sort=(SortKey("key"),))))[1]
        assert [row.changed for row in rows] == [True, False, True]
        assert [(count.kind, count.changed) for count in await inventory.kinds()] == [
            ("lab.other", 1),
            ("lab.thing", 1),
        ]

        await inventory.mark_seen(("lab.thing",))
        rows = (await all_rows(inventory, View(sort=(SortKey("key"),))))[1]
        assert [row.changed for row in rows] == [False, False, True]

    with inventory_over(lake) as restarted:
        rows = (await all_rows(restarted, View(sort=(SortKey("key"),))))[1]
        assert [row.changed for row in rows] == [False, False, True]
        await restarted.mark_seen()
        assert not any(row.changed for row in (await all_rows(restarted, View()))[1])


async def test_the_past_holds_no_news(lake: Lake) -> None:
    scan(lake, [thing("a")])
    with inventory_over(lake) as inventory:
        inventory.advance()
        scan(lake, [thing("a", state=State.FAILED)])
        assert [row.changed for row in (await all_rows(inventory, View(at=f"#{lake.snapshot().id - 1}")))[1]] == [False]


async def test_what_was_seen_holds_although_it_cannot_be_kept(lake: Lake, tmp_path: Path) -> None:
    scan(lake, [thing("a")])
    (tmp_path / "file").write_text("")
    io = IoPool(1)
    inventory = Inventory(lake, io, Bus(), FrozenClock(), {}, lake.folder, tmp_path / "file" / "state")
    await inventory.mark_seen()
    assert (await inventory.kinds())[0].changed == 0
    io.close()


async def test_a_damaged_record_of_what_was_seen_is_forgotten(lake: Lake) -> None:
    scan(lake, [thing("a")])
    (lake.folder / "seen.json").write_text("{broken")
    with inventory_over(lake) as inventory:
        inventory.advance()
        assert (await inventory.kinds())[0].changed == 0
    assert json.loads((lake.folder / "seen.json").read_text())[""] > 0


# -- the summary --------------------------------------------------------------------------------------------------------


async def test_the_summary_survives_for_the_next_start(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b", state=State.FAILED)])
    with inventory_over(lake) as inventory:
        assert inventory.summary() is None
        inventory.advance()
        known = inventory.summary()
    assert known is not None
    assert (known.total, known.snapshot, known.as_of) == (2, lake.snapshot().id, lake.snapshot().at)
    assert known.kinds == {"lab.thing": 2}
    assert known.unwell == {"lab.thing": 1}
    assert known.states == {"running": 1, "failed": 1}
    assert known.providers == {"lab": 2}
    assert (known.added, known.changed, known.removed) == (2, 0, 0)
    assert known.last_scan is not None
    assert known.last_scan.status == "complete"
    assert (lake.folder / place.SUMMARY).stat().st_mode & 0o777 == 0o600


async def test_the_summary_is_written_at_most_every_few_seconds(lab: Estate, lake: Lake) -> None:
    with inventory_over(lake, lab.clock) as inventory:
        for number in range(3):
            scan(lake, [thing(f"t{number}")])
            inventory.advance()
        early = inventory.summary()
        assert early is not None
        assert early.last_scan is not None
        assert early.kinds == {"lab.thing": 1}
        lab.clock.elapsed += 5
        inventory.keep_summary()
        late = inventory.summary()
    assert late is not None
    assert late.snapshot == lake.snapshot().id > early.snapshot


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 99}',
        '{"version": 1}',
        "x" * 100,
        '{"version": 1, "as_of": "now", "snapshot": -1}',
        "[" * 100_000,
    ],
)
async def test_a_damaged_summary_is_ignored(lake: Lake, damage: str) -> None:
    (lake.folder / place.SUMMARY).write_text(damage)
    with inventory_over(lake) as inventory:
        assert inventory.summary() is None


async def test_a_summary_with_impossible_counts_is_ignored(lake: Lake) -> None:
    scan(lake, [thing("a")])
    with inventory_over(lake) as inventory:
        inventory.advance()
        path = lake.folder / place.SUMMARY
        document = json.loads(path.read_text())
        for key, value in (
            ("total", "many"),
            ("kinds", [1]),
            ("states", {"running": -4}),
            ("as_of", "2026-01-01T00:00:00"),
        ):
            path.write_text(json.dumps({**document, key: value}))
            assert inventory.summary() is None


# -- completion ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sr", "srv"),
        ("lab.s", "lab.server"),
        ("srv sta", "srv started:"),
        ("srv me", "srv mem>"),
        ("srv state:f", "srv state:failed"),
        ("srv !state:f", "srv !state:failed"),
        ("srv state:running,sto", "srv state:running,stopped"),
        ("region:e", "region:eu-1"),
        ("region:gl", "region:global"),
        ("label:en", "label:env"),
        ("label:env=p", "label:env=prod"),
        ("srv sort:-me", "srv sort:-mem"),
        ("srv cols:name,zo", "srv cols:name,zone"),
        ("srv spot:", "srv spot:yes"),
        ("srv so", "srv sort:"),
    ],
)
async def test_completion_of_a_view(lab: Estate, text: str, first: str) -> None:
    found = await lab.inventory.complete(text, len(text))
    assert first in found
    assert text not in found


async def test_completion_within_a_view_offers_filter_terms_only(lab: Estate) -> None:
    view = View(kinds=SERVERS)
    assert await lab.inventory.complete("zo", 2, view) == ["zone:"]
    assert await lab.inventory.complete("sr", 2, view) == []
    assert (await lab.inventory.complete("web state:fai and more", 13, view))[0] == "web state:failed and more"


async def test_completion_of_an_attribute_that_was_shown(lab: Estate) -> None:
    await all_rows(lab.inventory, View(kinds=SERVERS))
    assert await lab.inventory.complete("srv zone:a", 10) == ['srv zone:"a b"']


async def test_completion_never_fails(lab: Estate) -> None:
    for text in ("", " ", "(", "nosuch:", "label:", "sort:", "srv calc:x", "'", '"', "!", "@-", "state:(", "x y z"):
        assert isinstance(await lab.inventory.complete(text, len(text)), list)
