"""Ending a process with all that it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil


async def end(process: Process, ask: Callable[[], Awaitable[None]], grace: float) -> bool:
    """Ask ``process``, which leads a group of its own, to end; then SIGTERM; then SIGKILL, ``grace`` seconds apart.

    Returns whether it ended before it was killed. Nothing of its group or of what it started is left, either way.
    """
    family = await asyncio.to_thread(_descendants, process.pid)
    await ask()
    if not await ended_within(process, grace):
        _signal_group(process.pid, signal.SIGTERM)
        await ended_within(process, grace)
    politely = process.returncode is not None
    _signal_group(process.pid, signal.SIGKILL)
    await asyncio.to_thread(_kill, family)
    await ended_within(process, grace)
    return politely


async def ended_within(process: Process, seconds: float) -> bool:
    """Whether ``process`` ended, waiting for at most ``seconds``."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await process.wait()
    return process.returncode is not None


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal the whole group, which may outlive its leader."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _descendants(pid: int) -> list[psutil.Process]:
    """The processes that ``pid`` started, and theirs, also those that left its group."""
    import psutil

    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _kill(processes: list[psutil.Process]) -> None:
    """Kill those that are still the same processes."""
    import psutil

    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
