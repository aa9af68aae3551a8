"""How the pages about the console itself look, in each of the four faces that have a meaning there, in two sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._detail_place import page_of
from dharma_tui.services import Services
from tests.app.conftest import Slow
from tests.app.console import settled, told
from tests.app.estate import DATABASE

LOG = """\
2026-01-01T11:00:00.000Z INFO 10 dharma_tui.services.lake_door store opened
2026-01-01T11:00:01.000Z DEBUG 10 dharma_tui.services.scheduler schedule changed
2026-01-01T11:20:02.000Z WARNING 10 dharma_tui.services.scanner 1 of 4 parts is not complete
2026-01-01T11:20:03.000Z ERROR 11 dharma_tui.services.watch the store cannot be followed: no space is left
2026-01-01T11:30:00.000Z INFO 10 dharma_tui.services.watch the store is followed again
"""

sizes = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


async def visit(pilot: Pilot[None], *keys: str) -> None:
    """Press these keys, each when what the one before it did has been done."""
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.fixture
def log(services: Services) -> Path:
    """Where the console's log is; nothing has been written there."""
    path = services.settings.paths.log
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@sizes
@pytest.mark.parametrize("face", ["data", "no_match", "empty", "loading", "wrong_pattern", "error"])
def test_logs(services: Services, log: Path, slow: Slow, snap_compare: Any, face: str, size: tuple[int, int]) -> None:
    if face == "error":
        log.mkdir()  # which no rights can make readable, not even those of root
    elif face != "empty":
        log.write_text(LOG)
    keys = {"no_match": ("l", "slash", *"postgres"), "wrong_pattern": ("slash", *"~(un")}

    async def go(pilot: Pilot[None]) -> None:
        if face == "loading":
            await settled(pilot)
            slow(services)
            await pilot.press("5")
            await told(pilot, "Reading the log")
        else:
            await visit(pilot, "5", *keys.get(face, ()))

    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=go)


# Settings are in memory before the first paint: there is nothing to wait for, so there is no face of loading; and the only
# way to none is a filter. What can fail is a value that is typed.
@sizes
@pytest.mark.parametrize(
    ("face", "keys"),
    [
        ("data", ()),
        ("no_match", ("slash", *"postgres")),
        ("error", ("slash", *"retention_days", "enter", "enter", *"days")),
    ],
    ids=["data", "no_match", "error"],
)
def test_settings(
    services: Services, snap_compare: Any, face: str, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await visit(pilot, "6", *keys)
        if face == "error":
            await visit(pilot, "enter")

    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=go)


# Help is written from tables of the program: it can neither be waited for nor fail.
@sizes
@pytest.mark.parametrize(
    "keys",
    [("question_mark",), ("2", "question_mark"), ("question_mark", "slash", *"postgres")],
    ids=["data", "data_of_a_screen", "no_match"],
)
def test_help(services: Services, snap_compare: Any, keys: tuple[str, ...], size: tuple[int, int]) -> None:
    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=lambda pilot: visit(pilot, *keys))


# A resource always has facts; what it may have none of are labels, and what is gone has but a history.
@sizes
@pytest.mark.parametrize(
    ("ref", "part"),
    [(DATABASE, "labels"), (ResourceRef("local.process", "m1/1008:100"), "facts")],
    ids=["without_labels", "gone"],
)
def test_a_resource_with_nothing(
    estate: Services, snap_compare: Any, ref: ResourceRef, part: str, size: tuple[int, int]
) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settled(pilot)
        show: Callable[..., None] = pilot.app.go  # type: ignore[attr-defined]
        show("detail", page_of(ref, part))
        await settled(pilot)
        pilot.app.clear_notifications()  # which would go by themselves, sooner or later
        await settled(pilot)

    assert snap_compare(DharmaApp(estate), terminal_size=size, run_before=go)
