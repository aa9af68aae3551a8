"""One resource on screen: every part, every key, hostile and huge values."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.cells import cell_len
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.scan import ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Metric, Point, Relationship, Resource, ResourceRef, State, Verb
from dharma_tui.screens._detail_place import TABS, page_of
from dharma_tui.screens._detail_series import ResourceSeries
from dharma_tui.screens._links import link_lines
from dharma_tui.screens.detail import MANY, DetailScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from dharma_tui.widgets.sparkline import Sparklines
from tests.app.conftest import Slow
from tests.app.console import TURN_SECONDS, build, press, settled, text_of, told
from tests.app.estate import DATABASE, HOST, ROOT, SITE, measured

SIZES = ((80, 24), (160, 48))


@asynccontextmanager
async def showing(
    services: Services, ref: ResourceRef, tab: str = "facts", size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Pilot[None]]:
    """The console with the resource in front."""
    app = DharmaApp(services)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.go("detail", page_of(ref, tab))
        await settled(pilot)
        yield pilot


def detail(pilot: Pilot[None]) -> DetailScreen:
    """The screen."""
    screen = pilot.app.screen
    assert isinstance(screen, DetailScreen)
    return screen


async def test_facts_are_readable(estate: Services) -> None:
    async with showing(estate, ROOT) as pilot:
        shown = text_of(pilot)
        assert "▲ degraded" in shown
        assert "268,435,456,000" in shown
        assert "2025-12-30 12:00:00 (2d ago)" in shown
        assert "m1//" in shown


async def test_each_part_has_its_key_and_tab_goes_round(estate: Services) -> None:
    async with showing(estate, HOST) as pilot:
        for key, part in zip("dlxamhy", TABS, strict=True):
            await press(pilot, key)
            assert detail(pilot).part == part
        await press(pilot, "d")
        for part in (*TABS[1:], TABS[0]):
            await press(pilot, "tab")
            assert detail(pilot).part == part
        await press(pilot, "shift+tab")
        assert detail(pilot).part == TABS[-1]


async def test_labels_are_listed(estate: Services) -> None:
    async with showing(estate, HOST, "labels") as pilot:
        assert "env  prod" in text_of(pilot)


async def test_relationships_lead_to_the_other_resource_and_back(estate: Services) -> None:
    async with showing(estate, DATABASE, "links") as pilot:
        shown = text_of(pilot)
        assert "runs on" in shown
        assert "bastion" in shown
        await press(pilot, "enter")
        assert detail(pilot).ref == HOST
        shown = await press(pilot, "x")
        assert "← runs" in shown
        await press(pilot, "escape")
        assert (detail(pilot).ref, detail(pilot).part) == (DATABASE, "links")


async def test_relationships_that_are_read_first_begin_on_the_first_that_opens(estate: Services) -> None:
    async with showing(estate, DATABASE, "facts") as pilot:
        await press(pilot, "x", "enter")
        assert detail(pilot).ref == HOST


async def test_the_cursor_goes_over_the_empty_lines_between_groups(tmp_path: Path, clock: FrozenClock) -> None:
    services = build(tmp_path, clock)
    verbs = (Verb.CONTAINS, Verb.DEPENDS_ON, Verb.CONNECTS_TO)
    edges = [Relationship(HOST, ResourceRef("local.disk", verb), verb, "disks") for verb in verbs]
    put(services.folder, clock, Resource(HOST, "bastion", SITE, State.RUNNING), edges)
    try:
        async with showing(services, HOST, "links") as pilot:
            lines, visited = detail(pilot).lines, set[int]()
            await press(pilot, "home")
            for _ in range(len(lines.lines)):
                visited.add(lines.cursor)
                await press(pilot, "down")
            said = {at for at, line in enumerate(lines.lines) if line.text}
            assert len(said) < len(lines.lines)
            assert visited == said
            for _ in range(len(lines.lines)):
                visited.add(lines.cursor)
                await press(pilot, "up")
            assert visited == said
            assert lines.cursor == 0
    finally:
        services.close()


async def test_history_tells_what_changed_and_goes_there(estate: Services) -> None:
    async with showing(estate, DATABASE, "history") as pilot:
        shown = text_of(pilot)
        assert "state  running → failed" in shown
        assert "added" in shown
        last = len(detail(pilot).lines.lines) - 1
        shown = await press(pilot, *["down"] * last, "equals_sign")
        assert "2025-12-30 12:00:00  ≠  now" in shown
        assert "running" in shown and "failed" in shown
        await press(pilot, "escape")
        await press(pilot, "enter")
        assert detail(pilot).part == "facts"
        shown = text_of(pilot)
        assert "● running" in shown
        assert "as of 2025-12-30 12:00:00" in shown
        shown = await press(pilot, "escape")
        assert "✗ failed" in shown


async def test_raw_is_yaml_or_json_and_reads_back(estate: Services) -> None:
    async with showing(estate, ROOT, "raw") as pilot:
        lines = "\n".join(line.text for line in detail(pilot).lines.lines)
        assert yaml.safe_load(lines)["attrs"]["type"] == "ext4"
        shown = await press(pilot, "t")
        assert '"type": "ext4"' in shown
        await press(pilot, "t")
        assert "type: ext4" in text_of(pilot)


async def test_words_are_found_forwards_and_backwards(estate: Services) -> None:
    async with showing(estate, ROOT, "raw") as pilot:
        await press(pilot, "slash", *"seen")
        await settled(pilot)
        await press(pilot, "enter")
        view = detail(pilot).lines
        first = view.cursor
        assert "first_seen" in view.lines[first].text
        await press(pilot, "n")
        assert "last_seen" in view.lines[view.cursor].text
        await press(pilot, "N")
        assert view.cursor == first
        shown = await press(pilot, "slash", "escape")
        assert view.searched == ""
        assert "not found" not in shown


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["c"], "local.file_system"),
        (["C", "down", "enter"], "$.kind"),
        (["down", "p"], "$.key"),
        (["C", "k", "down", "down", "down", "enter"], "m1//"),
    ],
)
async def test_copying_values_and_paths(estate: Services, keys: list[str], copied: str) -> None:
    async with showing(estate, ROOT, "raw") as pilot:
        await press(pilot, *keys)
        assert pilot.app.clipboard == copied


async def test_metrics_are_drawn_as_they_come(estate: Services, clock: FrozenClock) -> None:
    points = [Point(Metric(HOST, "cpu", "percent"), clock.now() - timedelta(minutes=m), 10.0 * m) for m in (3, 2, 1)]
    async with showing(estate, HOST) as pilot:
        await estate.io.run(estate.metrics.append, points)
        shown = await press(pilot, "m")
        assert "10.0%" in shown
        assert "peak 30.0%" in shown
        estate.collector._keep([Point(Metric(HOST, "cpu", "percent"), clock.now(), 95.0)])
        estate.bus.publish(MetricsSampled(clock.now(), ()))
        await settled(pilot)
        assert "95.0%" in text_of(pilot)
        series = detail(pilot).query_one(Sparklines).series
        assert any(one.values == (30.0, 20.0, 10.0, 95.0) for one in series)


async def test_of_what_nothing_measures_that_is_said(estate: Services) -> None:
    async with showing(estate, HOST) as pilot:
        await press(pilot, "m")
        drawing = detail(pilot).query_one(Sparklines)
        ResourceSeries(estate).draw(drawing, ResourceRef("local.service", "ssh"), 40)
        await settled(pilot)
        assert not drawing.series
        assert "Not measured: nothing here measures resources of this kind." in text_of(pilot)


async def test_a_resource_that_is_gone_keeps_its_history(estate: Services) -> None:
    gone = ResourceRef("local.process", "m1/1008:100")
    async with showing(estate, gone) as pilot:
        shown = text_of(pilot)
        assert detail(pilot).part == "history"
        assert "removed" in shown
        assert "added" in shown
        detail(pilot).reload()
        await settled(pilot)
        notes = [note for note in pilot.app._notifications if "its history is still known" in note.message]
        assert len(notes) == 1, "told once, however often it is read"
        assert "Relationships 0" not in text_of(pilot)
        for key in "dlxay":
            assert "It is not there; h lists its changes" in await press(pilot, key), key
        assert len(pilot.app._notifications) == 1


async def test_the_line_of_its_end_opens_what_it_was_before(estate: Services) -> None:
    async with showing(estate, ResourceRef("local.process", "m1/1008:100")) as pilot:
        lines = detail(pilot).lines
        lines.cursor = next(place for place, line in enumerate(lines.lines) if "removed" in line.text)
        shown = await press(pilot, "enter")
        assert detail(pilot).part == "facts"
        assert "m1/1008:100" in shown and "It is not there" not in shown


async def test_very_many_relationships_are_written_beside_the_console(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = build(tmp_path, clock)
    edges = [Relationship(HOST, ResourceRef("local.disk", f"d-{n}"), Verb.CONTAINS, "disks") for n in range(MANY + 1)]
    put(services.folder, clock, Resource(HOST, "bastion", SITE, State.RUNNING), edges)
    written: list[threading.Thread] = []

    def watched(*args: Any) -> Any:
        written.append(threading.current_thread())
        return link_lines(*args)

    monkeypatch.setattr("dharma_tui.screens._detail_parts.link_lines", watched)
    try:
        async with showing(services, HOST, "links") as pilot:
            assert len(detail(pilot).lines.lines) == MANY + 2
            assert written and threading.main_thread() not in written
            shown = await press(pilot, "d", "x")
            assert "contains  501" in shown
    finally:
        services.close()


async def test_a_resource_that_never_was_is_an_error_with_a_hint(estate: Services) -> None:
    async with showing(estate, ResourceRef("local.process", "nobody")) as pilot:
        shown = text_of(pilot)
        assert detail(pilot).face.state == "error"
        assert "nobody" in shown
        assert "nothing is remembered of it" in shown and "look at its history" not in shown
        assert "0 lines" not in shown


async def test_what_is_not_read_yet_is_not_counted(estate: Services, slow: Slow) -> None:
    async with DharmaApp(estate).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        slow(estate)
        app: Any = pilot.app
        app.go("detail", page_of(DATABASE, "links"))
        await told(pilot, "Reading the resource")
        reading = text_of(pilot)

        assert "Relationships  " in reading and "History  " in reading
        assert "0 lines" not in reading


HOSTILE: tuple[Json, ...] = (
    "\x1b]52;c;aGk=\x07", "[bold red]markup[/]", "\u202eevil", "nul\x00", "\ud800", "漢字" * 300, "x" * 1_000_000,
    "line\nline\r\nline", {"deep": [{"\x1b[2J": ["\u2066"]}]},
)  # fmt: skip


def put(folder: Path, clock: FrozenClock, resource: Resource, edges: list[Relationship]) -> None:
    """Store one resource."""
    lake = Lake.open(folder, clock=clock)
    store = ScanStore(lake)
    store.begin("scan-h", ["local"], "manual", clock.now())
    store.stage("scan-h", SITE, resource.ref.kind, [resource], edges)
    store.commit("scan-h", [ScopeReport(SITE, resource.ref.kind, ScopeStatus.COMPLETE, count=1)])
    lake.close()


async def test_hostile_and_huge_values_stay_harmless_on_every_part(tmp_path: Path, clock: FrozenClock) -> None:
    services = build(tmp_path, clock)
    ref = ResourceRef("local.mount", "k\x1b[31m\u202e")
    attrs: dict[str, Json] = {f"field {number}\x1b[0m": value for number, value in enumerate(HOSTILE)}
    labels = {"l\x07": "\x1b[8m" + "v" * 5000, "[b]": "[/b]"}
    edges = [Relationship(ref, ResourceRef("local.\u202e", "\x1b]0;title\x07"), Verb.CONTAINS, "\x1b[1m")]
    put(services.folder, clock, Resource(ref, "n\x1b[5m\u202e" + "名" * 200, SITE, State.FAILED, labels, attrs), edges)
    stored = ResourceRef(ref.kind, ref.key.replace("\x00", "\\x00"))
    try:
        async with showing(services, stored, size=(80, 24)) as pilot:
            for key in "dlxhyt":
                shown = await press(pilot, key)
                assert detail(pilot).face.state == "data"
                for _ in range(3):
                    assert not any(ord(char) < 32 and char != "\n" for char in shown)
                    assert "\u202e" not in shown
                    assert all(cell_len(line) <= 80 for line in shown.splitlines())
                    shown = await press(pilot, "pagedown")
    finally:
        services.close()


async def test_dangling_relationships_say_so(tmp_path: Path, clock: FrozenClock) -> None:
    services = build(tmp_path, clock)
    edge = Relationship(HOST, ResourceRef("local.disk", "sda"), Verb.CONTAINS, "disks")
    put(services.folder, clock, Resource(HOST, "bastion", SITE, State.RUNNING), [edge])
    try:
        async with showing(services, HOST, "links") as pilot:
            assert "its kind is not scanned" in text_of(pilot)
    finally:
        services.close()


@pytest.mark.parametrize("size", [(40, 10), (20, 6)])
async def test_tiny_terminals_stay_usable(estate: Services, size: tuple[int, int]) -> None:
    async with showing(estate, HOST, size=size) as pilot:
        for key in "dlxmhy":
            await press(pilot, key)
            assert detail(pilot).part


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("tab", ["facts", "links", "history", "raw", "metrics", "measured", "error", "loading"])
def test_looks(
    estate: Services, clock: FrozenClock, slow: Slow, snap_compare: Any, tab: str, size: tuple[int, int]
) -> None:
    async def prepare(pilot: Pilot[None]) -> None:
        app: Any = pilot.app
        await settled(pilot)
        ref = {"error": ResourceRef("local.process", "nobody"), "measured": HOST}.get(tab, DATABASE)
        if tab == "measured":
            await estate.io.run(estate.metrics.append, measured(HOST, clock))
        if tab == "loading":
            slow(estate)
        app.go("detail", page_of(ref, {"error": "facts", "loading": "facts", "measured": "metrics"}.get(tab, tab)))
        if tab == "loading":
            await told(pilot, "Reading the resource")
        else:
            await settled(pilot)

    assert snap_compare(DharmaApp(estate), terminal_size=size, run_before=prepare)


async def test_left_screens_are_forgotten(estate: Services) -> None:
    async with showing(estate, HOST) as pilot:
        app: Any = pilot.app
        app.go("logs")
        await settled(pilot)
        watching = len(estate.collector._watching)
        for _ in range(6):
            for ref in (DATABASE, ROOT):
                app.go("detail", page_of(ref, "raw"))
                await settled(pilot)
                await press(pilot, "m")
        app.go("logs")
        await settled(pilot)

        def held() -> int:
            gc.collect()
            return sum(isinstance(thing, DetailScreen) for thing in gc.get_objects())

        left = held()
        for _ in range(300):  # the event loop keeps a timer, and a screen with it, until it would have rung
            if left <= 2:
                break
            await pilot.pause(TURN_SECONDS)
            left = held()
        assert left <= 2
        assert len(estate.collector._watching) == watching


async def test_a_mapping_of_the_raw_document_folds_and_unfolds(estate: Services) -> None:
    async with showing(estate, ROOT, "raw") as pilot:
        lines = detail(pilot).lines
        head = next(number for number, line in enumerate(lines.lines) if line.text == "attrs:")
        whole = len(lines.lines)
        lines.cursor = head + 2
        folded = await press(pilot, "z")
        at_head = lines.cursor
        await press(pilot, "enter")
        opened = len(lines.lines)
        await press(pilot, "Z")
        every = [line.text for line in lines.lines if "…" in line.text]
        await press(pilot, "slash", *"ext4")
        found = lines.line

        assert "attrs: … " in folded
        assert (at_head, opened) == (head, whole)
        assert [text.split(":")[0] for text in every] == ["attrs"]
        assert found is not None and found.copy == "ext4"
        assert len(lines.lines) == whole


async def test_a_document_that_is_read_again_keeps_its_place_and_its_folds(estate: Services) -> None:
    async with showing(estate, ROOT, "raw", size=(80, 12)) as pilot:
        screen = detail(pilot)
        head = next(number for number, line in enumerate(screen.lines.lines) if line.text == "attrs:")
        screen.lines.cursor = head
        await press(pilot, "space", "G")
        before = screen.lines.cursor, screen.lines.scroll_offset, [line.text for line in screen.lines.lines]

        screen.reload()
        await settled(pilot)

        assert before == (screen.lines.cursor, screen.lines.scroll_offset, [line.text for line in screen.lines.lines])
        assert before[0] > 0


async def test_what_is_in_no_network_and_no_policy_says_so(estate: Services) -> None:
    async with showing(estate, HOST) as pilot:
        assert "it is in no network and in no policy" in await press(pilot, "a")
