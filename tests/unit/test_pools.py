"""Pools: bounded, cancellable, and never in the way of quitting."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from dharma_tui.core.errors import MalformedAnswerError, TimedOutError, UnreachableError
from dharma_tui.services.pools import CpuPool, IoPool, PoolClosedError, run_tool


async def test_run_returns_what_the_work_returns() -> None:
    pool = IoPool(2)
    assert await pool.run(pow, 2, 10) == 1024
    pool.close()


async def test_run_raises_what_the_work_raises() -> None:
    pool = IoPool(1)
    with pytest.raises(ZeroDivisionError):
        await pool.run(divmod, 1, 0)
    pool.close()


async def test_no_more_threads_than_workers() -> None:
    pool = IoPool(3)
    names: set[str] = set()
    gate = threading.Barrier(3, timeout=60)

    def work() -> None:
        gate.wait()
        names.add(threading.current_thread().name)

    await asyncio.gather(*(pool.run(work) for _ in range(30)))
    assert len(names) == 3
    pool.close()


async def test_a_call_out_of_time_is_reported_and_its_thread_replaced() -> None:
    pool = IoPool(1)
    release = threading.Event()
    with pytest.raises(TimedOutError, match=r"0\.05 s"):
        await pool.run(release.wait, 30, timeout=0.05)
    assert pool.stuck == 1
    assert await pool.run(abs, -3, timeout=60) == 3
    release.set()
    pool.close()


async def test_a_timeout_raised_by_the_work_is_its_own() -> None:
    def work() -> None:
        raise TimeoutError("mine")

    pool = IoPool(1)
    with pytest.raises(TimeoutError, match="mine"):
        await pool.run(work, timeout=5)
    pool.close()


async def test_threads_of_a_pool_that_nobody_has_end_when_its_work_is_done() -> None:
    release, pool = threading.Event(), IoPool(3, "forgotten")
    jobs = [pool.submit(release.wait, 60) for _ in range(5)]
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("forgotten-")]
    del pool
    gc.collect()
    assert len(threads) == 3 and all(thread.is_alive() for thread in threads)
    release.set()
    assert [await asyncio.wrap_future(job) for job in jobs] == [True] * 5
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


async def test_cancelled_work_that_has_not_begun_never_runs() -> None:
    pool = IoPool(1)
    release, ran = threading.Event(), threading.Event()
    blocker = pool.submit(release.wait, 30)
    queued = asyncio.ensure_future(pool.run(ran.set))
    await asyncio.sleep(0)
    queued.cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    release.set()
    await asyncio.wrap_future(blocker)
    await pool.run(int)
    assert not ran.is_set()
    pool.close()


async def test_a_closed_pool_takes_no_work_and_cancels_what_waits() -> None:
    pool = IoPool(1)
    begun, release = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return release.wait(30)

    running = pool.submit(work)
    waiting = pool.submit(int)
    assert begun.wait(10)
    pool.close()
    assert waiting.cancelled()
    with pytest.raises(PoolClosedError):
        pool.submit(int)
    release.set()
    assert await asyncio.wrap_future(running) is True


def test_a_stuck_call_does_not_hold_up_the_exit_of_the_program() -> None:
    program = (
        "import threading\n"
        "from dharma_tui.services.pools import IoPool\n"
        "pool = IoPool(2)\n"
        "begun = threading.Event()\n"
        "pool.submit(lambda: (begun.set(), threading.Event().wait()))\n"
        "begun.wait()\n"
        "pool.close()\n"
        "print('closing')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"closing\n")


class _NoDescriptor:
    """What stderr is under a running app."""

    def fileno(self) -> int:
        return -1

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


async def test_a_process_pool_starts_where_stderr_has_no_descriptor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stderr", _NoDescriptor())
    pool = CpuPool(1, tmp_path / "log")
    assert await pool.run(pow, 3, 4, timeout=60) == 81
    pool.close()


async def test_what_a_worker_process_prints_goes_to_the_log(tmp_path: Path) -> None:
    pool = CpuPool(1, tmp_path / "log")
    assert await pool.run(os.write, 1, b"noise\n", timeout=60) == 6
    assert (tmp_path / "log").read_text() == "noise\n"
    pool.close()


async def test_a_process_pool_recovers_from_a_dead_worker(tmp_path: Path) -> None:
    from concurrent.futures.process import BrokenProcessPool

    pool = CpuPool(1, tmp_path / "log")
    with pytest.raises(BrokenProcessPool):
        await pool.run(os._exit, 1, timeout=60)
    assert await pool.run(pow, 2, 2, timeout=60) == 4
    pool.close()


async def test_a_tool_answers_with_code_and_both_streams() -> None:
    answer = await run_tool(["sh", "-c", "cat; echo oops >&2; exit 3"], timeout=60, input=b"given")
    assert (answer.code, answer.stdout, answer.stderr) == (3, b"given", b"oops\n")


async def test_a_tool_that_is_not_installed_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="no-such-tool-at-all"):
        await run_tool(["no-such-tool-at-all"], timeout=1)


async def test_a_tool_out_of_time_is_killed_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    seconds = 0.25
    while not mark.exists():  # as long as it takes to start one on this machine, now
        seconds *= 2
        with pytest.raises(TimedOutError):
            await run_tool(
                ["sh", "-c", f"sleep 60 & echo $! > {mark}.new; mv {mark}.new {mark}; wait"], timeout=seconds
            )
    child = int(mark.read_text())
    await _until(lambda: not _alive(child))


async def test_a_tool_that_prints_without_end_is_stopped() -> None:
    with pytest.raises(MalformedAnswerError, match="more than 1,000,000"):
        await run_tool(["yes"], timeout=30, output_limit=1_000_000)


async def test_a_tool_is_killed_when_its_caller_is_cancelled(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    task = asyncio.ensure_future(
        run_tool(["sh", "-c", f"echo $$ > {mark}.new; mv {mark}.new {mark}; exec sleep 60"], timeout=60)
    )
    await _until(mark.exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not _alive(int(mark.read_text()))


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
