"""The console over real services on a store in a temporary folder, with a still clock and a provider of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.services import Services
from tests.app.console import build, hold, settled
from tests.app.estate import seed
from tests.idle import until_idle

Slow: TypeAlias = "Callable[[Services], None]"
Opened: TypeAlias = "Callable[..., AbstractAsyncContextManager[Pilot[None]]]"
PUT_OFF_SECONDS = 0.02
"""How long screens under test gather what comes before they draw it."""
TYPED_SECONDS = 20.0
"""How long keys wait for what those before them set going: here they come faster than a person types."""


@pytest.fixture(autouse=True)
def quiet_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same looks whatever terminal runs the tests; unexpected errors fail the test instead of being survived."""
    for name in ("NO_COLOR", "COLORFGBG", "SSH_CONNECTION", "SSH_TTY", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(DharmaApp, "RECOVERS", False)


@pytest.fixture(autouse=True, scope="session")
def sheets_parsed_once() -> Iterator[None]:
    """A style sheet is parsed once for each set of colours, not once for each console: nobody changes what came of it."""
    parse, parsed = Stylesheet._parse_rules, dict[Hashable, list[RuleSet]]()

    def parse_once(sheet: Stylesheet, css: str, *where: Hashable, **how: Hashable) -> list[RuleSet]:
        known = frozenset(sheet._variables.items()), css, where, frozenset(how.items())
        if known not in parsed:
            parsed[known] = parse(sheet, css, *where, **how)  # type: ignore[arg-type]
        return parsed[known]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(autouse=True)
def prompt_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens put off what they gather for a moment only, so that ``settled`` can wait for it; keys wait for a busy machine."""
    monkeypatch.setattr("dharma_tui.screens._typeahead.PATIENCE", TYPED_SECONDS)
    for name in (
        "_base.HOT", "coverage.HOT", "discovery.HOT", "_report.SETTLE", "inventory.REOPEN", "detail.RENEW",
        "topology.RESIZE", "topology.SETTLE",
    ):  # fmt: skip
        monkeypatch.setattr(f"dharma_tui.screens.{name}_SECONDS", PUT_OFF_SECONDS)


@pytest.fixture(autouse=True)
def exact_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilots go on as soon as there is nothing left to do, without Textual's sleep of 20 ms before and after each key."""
    for user in ("textual.pilot", "textual.app"):
        monkeypatch.setattr(f"{user}.wait_for_idle", until_idle)


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still at noon, 1 January 2026."""
    return FrozenClock()


@pytest.fixture
def services(tmp_path: Path, clock: FrozenClock) -> Iterator[Services]:
    """Real services on an empty store; nothing scans or measures by itself."""
    built = build(tmp_path, clock)
    yield built
    built.close()


@pytest.fixture
def estate(tmp_path: Path, clock: FrozenClock) -> Iterator[Services]:
    """Services over a store with three scans."""
    built = build(tmp_path, clock)
    seed(built.folder, clock)
    built.settings.paths.state_folder.mkdir(parents=True, exist_ok=True)
    yield built
    built.close()


@pytest.fixture
def slow() -> Iterator[Slow]:
    """Makes services wait for their disk until the test has ended: the face of loading, for as long as one looks."""
    holding: list[Callable[[], None]] = []
    yield lambda services: holding.append(hold(services))
    for let_go in holding:
        let_go()


@pytest.fixture
def opened(services: Services) -> Opened:
    """Opens the console over the services; waits for the store and the first screen.

    ``async with opened(size=(80, 24)) as pilot``.
    """

    @asynccontextmanager
    async def open_console(size: tuple[int, int] = (80, 24), **options: Any) -> AsyncIterator[Pilot[None]]:
        app = DharmaApp(services, **options)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot

    return open_console
