"""Where blocking work runs: daemon threads, spawned processes and external programs. None of them holds up quitting."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import signal
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.core.errors import DharmaError, MalformedAnswerError, TimedOutError, UnreachableError
from dharma_tui.core.said import of_the_same

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")

OUTPUT_LIMIT = 64 * 1024 * 1024
"""Bytes an external program may print before it is stopped."""


class PoolClosedError(DharmaError):
    """Work was handed to a pool after it was closed."""


@dataclass(slots=True)
class _Job:
    future: Future[Any]
    work: Callable[..., Any]
    args: tuple[Any, ...]
    settled: threading.Event
    """The call has ended, or its thread has been replaced: whichever came first."""
    pool: IoPool
    """That has to do it, and is kept as long as it is not done."""


class IoPool:
    """A bounded pool of daemon threads for calls that block.

    The threads of an ordinary pool hold up the interpreter's exit until their calls end; these do not. A call that
    outlives its timeout keeps its thread, which is replaced so that the pool never starves (at most ``workers`` times 4).
    They end when the pool is closed, or nobody has it any more.
    """

    def __init__(self, workers: int = 4, name: str = "io") -> None:
        self._workers = workers
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0
        self._stuck = 0
        self._started = 0
        self._closed = False

    @property
    def stuck(self) -> int:
        """How many calls have outlived their timeout and still hold a thread."""
        return self._stuck

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        """Queue ``work(*args)``; cancelling the future takes it off the queue if it has not begun."""
        return self._queue(work, args).future

    async def run(self, work: Callable[..., T], *args: Any, timeout: float | None = None) -> T:  # noqa: ASYNC109
        """Await ``work(*args)`` in a thread. Raises TimedOutError after ``timeout`` seconds, queueing included."""
        job = self._queue(work, args)
        try:
            async with asyncio.timeout(timeout) as limit:
                outcome: T = await asyncio.wrap_future(job.future)
                return outcome
        except TimeoutError:
            if not limit.expired():
                raise
            self._abandon(job)
            name = getattr(work, "__qualname__", repr(work))
            raise TimedOutError(f"no answer within {timeout:g} s ({name})", "try again later") from None

    def close(self) -> None:
        """Refuse new work, cancel what is queued and let the threads end by themselves; waits for nothing."""
        with self._lock:
            self._closed = True
            threads = self._threads + self._stuck
        with contextlib.suppress(queue.Empty):
            while True:
                if (job := self._jobs.get_nowait()) is not None:
                    job.future.cancel()
        for _ in range(threads):
            self._jobs.put(None)

    def _queue(self, work: Callable[..., Any], args: tuple[Any, ...]) -> _Job:
        job = _Job(Future(), of_the_same(work), args, threading.Event(), self)
        with self._lock:
            if self._closed:
                raise PoolClosedError("the console is closing")
            self._jobs.put(job)
            if self._idle < self._jobs.qsize() and self._threads < self._workers:
                self._start()
        return job

    def _start(self) -> None:
        self._threads += 1
        self._started += 1
        name, jobs = f"{self._name}-{self._started}", self._jobs
        owner = weakref.ref(self, lambda _: jobs.put(None))
        threading.Thread(target=_work_off, args=(jobs, owner), name=name, daemon=True).start()

    def _abandon(self, job: _Job) -> None:
        if job.future.cancel():
            return
        with self._lock:
            if job.settled.is_set() or self._closed or self._stuck >= self._workers * 4:
                return
            job.settled.set()
            self._stuck += 1
            self._threads -= 1
            if self._jobs.qsize():
                self._start()

    def _count(self, idle: int = 0, threads: int = 0, stuck: int = 0) -> None:
        with self._lock:
            self._idle += idle
            self._threads += threads
            self._stuck += stuck

    def _finish(self, job: _Job) -> bool:
        """Do the job; says whether this thread was replaced meanwhile."""
        if not job.future.set_running_or_notify_cancel():
            return False
        error, outcome = None, None
        try:
            outcome = job.work(*job.args)
        except BaseException as raised:
            error = raised
        with self._lock:
            replaced = job.settled.is_set()
            job.settled.set()
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(outcome)
        return replaced


def _work_off(jobs: queue.SimpleQueue[_Job | None], owner: weakref.ref[IoPool]) -> None:
    """What each thread does. While it waits it keeps nothing but the queue: neither the pool nor what the last job brought."""
    while (pool := owner()) is not None:
        pool._count(idle=1)
        del pool
        if (job := jobs.get()) is None:
            if (pool := owner()) is None:
                jobs.put(None)  # for the next
            else:
                pool._count(idle=-1, threads=-1)
            return
        pool = job.pool
        pool._count(idle=-1)
        if pool._finish(job):
            pool._count(stuck=-1)
            return
        del job, pool


class DaemonExecutor(ThreadPoolExecutor):
    """An ``IoPool`` as a loop's default executor, so that a stuck ``to_thread`` or name look-up never holds up quitting."""

    def __init__(self, pool: IoPool) -> None:
        super().__init__(1)
        self._pool = pool

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return self._pool.submit(partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.close()


class CpuPool:
    """Spawned processes for work that computes. Make it before the app runs; processes start with the first job."""

    def __init__(self, workers: int = 1, log_path: Path | None = None) -> None:
        self._workers = workers
        self._log_path = str(log_path) if log_path else os.devnull
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._closed = False

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        """Queue ``work(*args)``, both of which must pickle. A pool whose process died is replaced by a new one."""
        from concurrent.futures.process import BrokenProcessPool

        with self._lock:
            if self._closed:
                raise PoolClosedError("the console is closing")
            try:
                return self._open().submit(work, *args)
            except BrokenProcessPool:
                log.warning("a worker process died; starting another")
                self._executor = None
                return self._open().submit(work, *args)

    async def run(self, work: Callable[..., T], *args: Any, timeout: float | None = None) -> T:  # noqa: ASYNC109
        """Await ``work(*args)`` in a process. Raises TimedOutError; the processes of a job out of time are killed."""
        future = self.submit(work, *args)
        try:
            async with asyncio.timeout(timeout) as limit:
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if not limit.expired():
                raise
            if not future.cancel():
                self._kill()
            raise TimedOutError(f"not computed within {timeout:g} s") from None

    def close(self) -> None:
        """Refuse new work and kill the processes; waits for nothing."""
        self._closed = True
        self._kill()

    def _open(self) -> ProcessPoolExecutor:
        if self._executor is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import resource_tracker

            # The tracker process is handed stderr's descriptor, and under a running app stderr has none.
            with open(self._log_path, "a", encoding="utf-8") as stderr, contextlib.redirect_stderr(stderr):  # noqa: PTH123
                resource_tracker.ensure_running()
            self._executor = ProcessPoolExecutor(
                self._workers, multiprocessing.get_context("spawn"), _redirect, (self._log_path,)
            )
        return self._executor

    def _kill(self) -> None:
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()


def _redirect(log_path: str) -> None:
    """In a new worker process: nothing it prints may reach the terminal."""
    descriptor = os.open(log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What an external program left behind."""

    code: int
    stdout: bytes
    stderr: bytes


async def run_tool(
    argv: Sequence[str],
    *,
    timeout: float,  # noqa: ASYNC109
    input: bytes | None = None,
    env: Mapping[str, str] | None = None,
    output_limit: int = OUTPUT_LIMIT,
) -> ToolResult:
    """Run a program without a terminal, in its own process group, which is killed when time or output runs over.

    ``env`` is added to this process's environment, in which messages are English.

    Raises:
        UnreachableError: it is not installed or may not be run.
        TimedOutError: it did not end in time.
        MalformedAnswerError: it printed more than ``output_limit`` bytes.
    """
    stdin = asyncio.subprocess.DEVNULL if input is None else asyncio.subprocess.PIPE
    process = await start_tool(argv, stdin, env=env)
    try:
        async with asyncio.timeout(timeout):
            stdout, stderr, _ = await asyncio.gather(
                _read(process.stdout, output_limit), _read(process.stderr, output_limit), _feed(process.stdin, input)
            )
            code = await process.wait()
    except TimeoutError:
        raise TimedOutError(f"{argv[0]} did not end within {timeout:g} s") from None
    except _TooMuchOutputError:
        raise MalformedAnswerError(f"{argv[0]} printed more than {output_limit:,} bytes") from None
    finally:
        await end_group(process)
    return ToolResult(code, stdout, stderr)


async def start_tool(
    argv: Sequence[str], stdin: int, *, env: Mapping[str, str] | None = None, limit: int = 65536
) -> asyncio.subprocess.Process:
    """Start a program as ``run_tool`` does, for ``end_group`` to end; lines of up to ``limit`` bytes can be read from it.

    Raises UnreachableError.
    """
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
            start_new_session=True,
            limit=limit,
        )
    except OSError as error:
        raise UnreachableError(
            f"cannot run {argv[0]}: {error.strerror}", f"install {argv[0]} or put it on PATH"
        ) from error


class _TooMuchOutputError(Exception):
    pass


async def _read(stream: asyncio.StreamReader | None, limit: int) -> bytes:
    assert stream is not None
    chunks, length = [], 0
    while chunk := await stream.read(65536):
        chunks.append(chunk)
        length += len(chunk)
        if length > limit:
            raise _TooMuchOutputError
    return b"".join(chunks)


async def _feed(stream: asyncio.StreamWriter | None, input: bytes | None) -> None:
    if stream is None or input is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        stream.write(input)
        await stream.drain()
    stream.close()


async def end_group(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of the program and its children, reap it, and close its pipes even if output is left in them."""
    try:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(process.wait()), 1)
    finally:
        process._transport.close()  # type: ignore[attr-defined]
