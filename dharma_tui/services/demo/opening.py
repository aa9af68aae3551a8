"""A demo from its making to its end: the throw-away folder, the estate in it, its provider and its scans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dharma_tui.core.clock import Clock, Ids
from dharma_tui.services.demo.estate import Estate
from dharma_tui.services.demo.folder import ThrowAwayFolder
from dharma_tui.services.demo.past import Progress, build
from dharma_tui.services.demo.provider import DemoProvider
from dharma_tui.services.demo.scans import DemoScans
from dharma_tui.services.scanner import Scanner


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is ready to be opened. ``close`` removes all of it."""

    folder: ThrowAwayFolder
    estate: Estate
    provider: DemoProvider
    clock: Clock

    @property
    def store(self) -> Path:
        """The folder of its store."""
        return self.folder.store

    def scans(self, make_scanner: Callable[[], Scanner], ready: Callable[[], bool]) -> DemoScans:
        """Scans of the estate, and its life, which begins with them."""
        return DemoScans(self.estate, make_scanner, ready, self.clock)

    def close(self) -> None:
        """Leave nothing behind."""
        self.folder.close()


def open_demo(size: int, clock: Clock, ids: Ids, progress: Progress) -> Demo:
    """Make an estate of ``size`` resources in a throw-away store. Raises StoreError."""
    folder = ThrowAwayFolder()
    try:
        estate = build(folder.store, size, clock, ids, progress)
    except BaseException:
        folder.close()
        raise
    return Demo(folder, estate, DemoProvider(clock, estate), clock)
