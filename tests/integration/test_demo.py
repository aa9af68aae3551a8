"""The demo estate: what it holds, how it lives, and that nothing of it stays or gets into a real scan."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, SystemClock, new_id
from dharma_tui.core.events import ScanEnded
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.links import linked
from dharma_tui.core.scan import ScanStatus
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.services.changes import Changes
from dharma_tui.services.demo.estate import Estate
from dharma_tui.services.demo.folder import ThrowAwayFolder, sweep
from dharma_tui.services.demo.kinds import BY_NAME, KINDS
from dharma_tui.services.demo.life import live
from dharma_tui.services.demo.past import DAYS, build
from dharma_tui.services.demo.provider import DemoProvider, watched
from dharma_tui.services.demo.scans import DemoScans
from dharma_tui.services.demo.signals import value
from dharma_tui.services.pools import IoPool
from dharma_tui.services.providers import provider_services
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.conformance import test_kinds, test_listings
from tests.conformance.conftest import Listed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def estate_of(size: int) -> Estate:
    return Estate(size, 7, NOW)


def provider_of(estate: Estate) -> DemoProvider:
    return DemoProvider(FrozenClock(NOW), estate)


@pytest.mark.parametrize("size", [1, 7, 59, 60, 1000, 10_000])
def test_an_estate_has_the_size_that_was_asked_for(size: int) -> None:
    assert estate_of(size).size == size


def test_the_same_seed_makes_the_same_estate() -> None:
    def names(estate: Estate) -> list[str]:
        return [item.name for site in estate.sites.values() for items in site.items.values() for item in items.values()]

    assert names(estate_of(500)) == names(estate_of(500))


def checks(module: object, parameter: str) -> list[Callable[[object], None]]:
    """The conformance suite's own checks of one kind or listing."""
    return [
        function
        for name, function in vars(module).items()
        if name.startswith("test_") and list(inspect.signature(function).parameters) == [parameter]
        and not name.startswith(("test_the_name_starts_with_the_provider", "test_a_second_listing"))
    ]  # fmt: skip


@pytest.mark.parametrize("check", checks(test_kinds, "kind"))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_demo_kinds_conform(kind: KindSpec, check: Callable[[object], None]) -> None:
    check(kind)


@pytest.mark.parametrize("check", checks(test_listings, "listing"))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_demo_listings_conform(kind: KindSpec, check: Callable[[object], None]) -> None:
    estate = estate_of(2_000)
    provider = provider_of(estate)
    scope = next(iter(estate.sites))
    raws = tuple(provider.raws(kind, scope))
    check(Listed(provider, kind, scope, raws, tuple(provider.normalise(kind, scope, raw) for raw in raws)))


def test_no_alias_means_two_kinds() -> None:
    words = Counter(alias for kind in KINDS for alias in kind.aliases)

    assert [word for word, count in words.items() if count > 1] == []


def test_every_relationship_leads_to_something_that_exists() -> None:
    estate = estate_of(3_000)
    for _ in range(50):
        live(estate, NOW, 4)
    provider = provider_of(estate)
    found = [
        provider.normalise(kind, scope, raw)
        for scope in estate.sites
        for kind in KINDS
        for raw in provider.raws(kind, scope)
    ]
    refs = {resource.ref for resource in found}
    edges = [edge for resource in found for edge in linked(BY_NAME[resource.ref.kind], resource)]

    dangling = [edge for edge in edges if edge.src not in refs or edge.dst not in refs]
    assert len(edges) > 4_000
    assert len(dangling) < 0.05 * len(edges)  # balancers and databases learn late that a machine is gone, as they do
    assert {edge.src.kind for edge in dangling} | {edge.dst.kind for edge in dangling} <= {
        "demo.network.load_balancer", "demo.compute.instance", "demo.database.cluster",
    }  # fmt: skip


def test_states_are_known_and_mostly_well() -> None:
    estate = estate_of(10_000)
    provider = provider_of(estate)

    states = Counter(
        provider.normalise(kind, scope, raw).state
        for scope in estate.sites
        for kind in KINDS
        for raw in provider.raws(kind, scope)
    )

    assert State.UNKNOWN not in states
    assert set(states) >= {State.RUNNING, State.STOPPED, State.PENDING, State.DEGRADED, State.FAILED}
    assert 0.85 < states[State.RUNNING] / 10_000 < 0.97


def test_metrics_follow_the_hour_and_surge_now_and_then() -> None:
    moments = [NOW + timedelta(minutes=5 * step) for step in range(7 * 288)]
    series = [value("demo.compute.instance/x|cpu", "percent", at) for at in moments]

    assert series == [value("demo.compute.instance/x|cpu", "percent", at) for at in moments]
    assert all(0 <= point <= 100 for point in series)
    assert max(series) - min(series) > 20
    assert max(abs(after - before) for before, after in itertools.pairwise(series)) < 30


def test_the_provider_measures_its_machines_and_those_asked_for() -> None:
    estate = estate_of(1000)
    provider = provider_of(estate)
    node = next(key for site in estate.sites.values() for key in reversed(list(site.items["demo.kubernetes.node"])))
    asked = (ResourceRef("demo.kubernetes.node", node), ResourceRef("local.process", "1"))

    points = list(provider.sample(asked))

    assert {point.metric.ref for point in points} == {*watched(estate), asked[0]}
    assert {point.metric.name for point in points} >= {"cpu", "memory", "network_in", "requests", "connections"}


def test_no_real_scan_meets_the_demo() -> None:
    assert "demo" not in {service.provider for service in provider_services(SystemClock())}


# -- the store ------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Estate]:
    return tmp_path / "store", build(tmp_path / "store", 600, SystemClock(), new_id, lambda text: None)


async def test_a_demo_has_a_past_of_days(made: tuple[Path, Estate]) -> None:
    lake, io = Lake.open(made[0], clock=SystemClock()), IoPool(1)
    changes = Changes(lake, io, BY_NAME)

    first = lake.resolve(f"-{DAYS - 0.2}d")
    then = lake.query(f"SELECT count(*) FROM lake.resources AT (VERSION => {first.id})")[0][0]
    steps = await changes.between("-60h", noisy=True)
    days = {change.at.date() for change in steps}

    assert then == 600
    assert len(days) >= 2
    assert {change.change.value for change in steps} == {"added", "changed", "removed"}
    assert lake.query('SELECT count(DISTINCT "at") FROM lake.metrics')[0][0] == 144
    assert all(scan.status is ScanStatus.COMPLETE for scan in ScanStore(lake).recent())
    lake.close()
    io.close()


def test_a_large_demo_repeats_the_first_one_in_further_accounts(tmp_path: Path) -> None:
    build(tmp_path / "store", 34_567, SystemClock(), new_id, lambda text: None)
    lake = Lake.open(tmp_path / "store", clock=SystemClock())

    first = lake.resolve(f"-{DAYS - 0.2}d")
    count, distinct, accounts = lake.query(
        "SELECT count(*), count(DISTINCT (kind, key)), count(DISTINCT account)"
        f" FROM lake.resources AT (VERSION => {first.id})"
    )[0]
    dangling = lake.query(
        "SELECT count(*) FILTER (NOT EXISTS (FROM lake.resources AS r WHERE r.kind = dst_kind AND r.key = dst_key)), count(*)"
        " FROM lake.relationships"
    )[0]
    lake.close()

    assert (count, distinct) == (34_567, 34_567)
    assert accounts >= 4 * 3
    assert dangling[0] < 0.02 * dangling[1]
    assert dangling[1] > 40_000


async def test_the_estate_lives_and_its_scans_show_it(
    made: tuple[Path, Estate], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, estate = made
    monkeypatch.setattr("dharma_tui.services.demo.scans.SHORTEST", 0.0)
    monkeypatch.setattr("dharma_tui.services.demo.scans.LONGEST", 0.05)
    lake, bus, clock = Lake.open(folder, clock=SystemClock()), Bus(), SystemClock()
    store, pool = ScanStore(lake), IoPool(1)
    heard: asyncio.Queue[ScanEnded] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hear(event: ScanEnded) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, event)

    bus.subscribe(ScanEnded, hear)

    def make_scanner() -> Scanner:
        provider = DemoProvider(clock, estate)
        return Scanner([provider], store, bus, clock, new_id, ScanSettings(), folder=folder, pool=pool)

    scans = DemoScans(estate, make_scanner, lambda: True, clock)
    await asyncio.wait_for(heard.get(), 60)
    threads = threading.active_count()
    ended = [await asyncio.wait_for(heard.get(), 60) for _ in range(8)]
    grown = threading.active_count() - threads
    whole = await scans.run()
    scans.close()
    pool.close()
    stored = lake.query("SELECT count(*) FROM lake.resources")[0][0]
    lake.close()

    assert {event.report.status for event in ended} == {ScanStatus.COMPLETE}
    assert grown <= 0
    assert sum(event.report.added + event.report.changed + event.report.removed for event in ended) >= 8
    assert whole.status is ScanStatus.COMPLETE
    assert abs(stored - estate.size) < 60


# -- leaving nothing behind -----------------------------------------------------------------------------------------


def test_the_folder_is_private_and_goes(tmp_path: Path) -> None:
    folder = ThrowAwayFolder(tmp_path)
    folder.store.mkdir()
    mode = folder.path.stat().st_mode & 0o777
    running = sweep(tmp_path)
    folder.close()

    assert (mode, running) == (0o700, [])
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_demo_left_goes_with_the_next(tmp_path: Path) -> None:
    script = "import sys, time; from pathlib import Path; from dharma_tui.services.demo.folder import ThrowAwayFolder;"
    script += "ThrowAwayFolder(Path(sys.argv[1])); print('made', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    left = list(tmp_path.iterdir())

    folder = ThrowAwayFolder(tmp_path)

    assert len(left) == 1
    assert list(tmp_path.iterdir()) == [folder.path]
    folder.close()


def test_a_headless_command_works_on_a_demo_and_removes_it(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    argv = [sys.executable, "-m", "dharma_tui", "--demo", "80", "resources", "instance", "--format", "jsonl"]

    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0
    assert '"kind": "demo.compute.instance"' in done.stdout
    assert list(tmp_path.glob("dharma-demo-*")) == []
    assert not (tmp_path / ".local" / "share").exists()


def test_an_interrupt_while_it_is_made_removes_it(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    argv = [sys.executable, "-m", "dharma_tui", "--demo", "200k", "resources"]

    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while not list(tmp_path.glob("dharma-demo-*/store/catalog.sqlite")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        err = process.stderr.read()

    assert (process.returncode, err) == (130, b"")
    assert list(tmp_path.glob("dharma-demo-*")) == []
