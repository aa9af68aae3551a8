"""Checks of what the console stands on: each says how a component is, why, and what to do. All block briefly."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, StoreError
from dharma_tui.core.format import size
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.settings import StoreSettings
from dharma_tui.services.scan_lock import holder

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

LITTLE_ROOM = 256 * 1024 * 1024
"""Free bytes below which a scan of a large estate may not fit."""


class Status(StrEnum):
    """How a component is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """How one component is, why, and what to do about it."""

    component: str
    status: Status = Status.OK
    reason: str = ""
    hint: str = ""


def disk_check(folder: Path) -> Check:
    """Whether the disk of the store has room."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    reason = f"{size(free)} free where the store is, {folder}"
    if free < LITTLE_ROOM:
        return Check("disk", Status.WARNING, reason, "make room, or move the store: setting store.folder")
    return Check("disk", reason=reason)


def folder_check(folder: Path) -> Check:
    """Whether the store's folder is there, ours alone, and may be written."""
    if not folder.exists():
        return Check("folder", reason=f"{folder} will be made by the first scan")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Check("folder", Status.WARNING, f"{folder} may not be written", "mend its owner or permissions")
    if mode & 0o077:
        return Check(
            "folder", Status.WARNING, f"others may look into {folder} (mode {mode:04o})", f"chmod 700 {folder}"
        )
    return Check("folder", reason=str(folder))


def store_check(folder: Path, settings: StoreSettings, clock: Clock) -> Check:
    """Whether the store opens and answers. A store that does not exist yet is not made."""
    if not (folder / "catalog.sqlite").exists():
        return Check("store", reason="nothing is stored yet")
    from dharma_tui.services.store.lake import Lake

    try:
        lake = Lake.open(folder, clock=clock, memory_mb=settings.memory_mb, lock_seconds=settings.lock_seconds)
    except StoreError as error:
        return Check("store", Status.FAILED, error.message, error.hint)
    try:
        return lake_check(lake)
    finally:
        lake.close()


def lake_check(lake: Lake) -> Check:
    """Whether an open store answers, and may be written."""
    try:
        snapshot = lake.snapshot()
    except StoreError as error:
        return Check("store", Status.FAILED, error.message, error.hint)
    if not lake.writable:
        return Check("store", Status.WARNING, "the store may only be read", "mend the permissions of its folder")
    return Check("store", reason=f"snapshot #{snapshot.id}")


def scan_lock_check(folder: Path, providers: Sequence[str]) -> list[Check]:
    """Which providers are being scanned now."""
    held = {provider: holder(folder, provider) for provider in providers}
    return [
        Check(f"scan:{provider}", reason=f"process {found.pid or '?'} is scanning")
        for provider, found in held.items()
        if found
    ]


async def provider_checks(services: Sequence[ProviderService]) -> list[Check]:
    """Whether each provider's services know what they can list."""
    unknown: dict[str, list[Check]] = {}
    for service in services:
        checks = unknown.setdefault(service.provider, [])
        try:
            await service.scopes()
        except DharmaError as error:
            checks.append(Check(service.name, Status.WARNING, f"{service.name}: {error.message}", error.hint))
        except OSError as error:
            checks.append(Check(service.name, Status.WARNING, f"{service.name}: {error.strerror or error}"))
    return [_of_provider(provider, checks) for provider, checks in unknown.items()]


def _of_provider(provider: str, checks: Sequence[Check]) -> Check:
    if not checks:
        return Check(f"provider:{provider}")
    reason = "; ".join(check.reason for check in checks)
    return Check(
        f"provider:{provider}", Status.WARNING, reason, next((check.hint for check in checks if check.hint), "")
    )
