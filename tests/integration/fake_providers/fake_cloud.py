"""A provider of invented things, behaving as it is told: the outside, for tests of what stands inside.

It is told by ``SCRIPT``: what each kind does, by kind. In a child process the script comes in the variable ``FAKE_CLOUD``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, ClassVar

from dharma_tui.core import errors
from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.provider import ProviderService, Raw, Unseen, called
from dharma_tui.core.types import Metric, Point, Resource, ResourceRef, Scope, State, Verb

MACHINE = KindSpec("fake.machine", "Machine", "Machines", "An invented machine.", aliases=("machines",))
DISK = KindSpec(
    "fake.disk", "Disk", "Disks", "An invented disk.", links=(Link("machine", "fake.machine", Verb.ATTACHED_TO),)
)
NET = KindSpec("fake.net", "Net", "Nets", "An invented network.")

Script = dict[str, dict[str, Any]]


def script_of_process() -> Script:
    """The script this process was started with."""
    script: Script = json.loads(os.environ.get("FAKE_CLOUD", "{}"))
    return script


class FakeCloud(ProviderService):
    """Lists machines, disks and nets in the regions it is told."""

    name = "fake.cloud"
    kinds: ClassVar[tuple[KindSpec, ...]] = (MACHINE, DISK, NET)

    def __init__(self, clock: Clock, script: Script | None = None) -> None:
        super().__init__(clock)
        self.script = script_of_process() if script is None else script
        self.listing = asyncio.Event()
        self.release = threading.Event()

    async def scopes(self) -> Sequence[Scope]:
        regions = self.script.get("scopes", {"regions": ["north"]})
        if "error" in regions:
            raise getattr(errors, regions["error"])("no credentials", "log in")
        return [Scope("fake", "account", region) for region in regions["regions"]]

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        told = self.script.get(kind.kind, {})
        self.listing.set()
        for number in range(told.get("count", 3)):
            if number % 100 == 0:
                called()
            if number == told.get("fail_at"):
                self._fail(told["error"])
            if number == told.get("stuck_at"):
                await asyncio.Event().wait()
            if number == told.get("blocked_at"):
                sys.stderr.write("now blocked\n")
                sys.stderr.flush()
                time.sleep(60)  # noqa: ASYNC251
            if number == told.get("unwilling_at"):
                await self._unwilling()
            if number == told.get("threaded_at"):
                await asyncio.to_thread(self.release.wait, 60)
            if "pause" in told:
                await asyncio.sleep(told["pause"])
            yield self._item(kind, scope, number, told)
        if told.get("count", 3) == told.get("fail_at"):
            self._fail(told["error"])
        for note in told.get("unseen", []):
            yield Unseen(**note)

    async def _unwilling(self) -> None:
        sys.stderr.write("now waiting\n")
        sys.stderr.flush()
        try:
            await asyncio.Event().wait()
        finally:
            time.sleep(60)  # noqa: ASYNC251

    def _fail(self, error: str) -> None:
        if hasattr(errors, error):
            raise getattr(errors, error)("it went wrong", "do something")
        raise {
            "PermissionError": PermissionError(13, "Permission denied", "/secret"),
            "OSError": OSError(5, "I/O error"),
        }.get(error, RuntimeError(error))

    def _item(self, kind: KindSpec, scope: Scope, number: int, told: dict[str, Any]) -> Raw:
        number %= told.get("alike", 10**9)
        item = {
            "id": f"{scope.region}-{number % told.get('distinct', 10**9)}",
            "label": f"{kind.title} {number} {told.get('note', '')}".strip(),
            "machine": f"{scope.region}-{number}",
        }
        if number in told.get("bad", []):
            del item["label"]
        return item

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        ref = ResourceRef(kind.kind, raw["id"])
        attrs = {"machine": raw["machine"]} if kind is DISK else {}
        return Resource(ref, raw["label"], scope, State.RUNNING, {"region": scope.region}, attrs)

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        told = self.script.get("sample", {})
        if told.get("error"):
            raise RuntimeError(told["error"])
        if told.get("stuck"):
            self.release.wait(60)
        at = self.clock.now()
        asked = [ResourceRef("fake.machine", "main"), *refs]
        return [Point(Metric(ref, "heat", "percent"), at, float(told.get("value", 1.0))) for ref in asked]
