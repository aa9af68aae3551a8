"""The loopback AWS that benchmarks scan: the server of the tests, at a distance, with answers replayed (moto makes them slowly)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "tests" / "integration" / "moto_process.py"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens."""

    endpoint: str
    pid: int = 0

    def environment(self) -> dict[str, str]:
        """What a process needs to scan it."""
        return {**CREDENTIALS, "AWS_DEFAULT_REGION": CREDENTIALS["AWS_REGION"], "AWS_ENDPOINT_URL": self.endpoint}

    def weather(self, **numbers: float) -> None:
        """Set ``latency_ms``, ``jitter``, ``rate``, ``throttled`` or ``replay``."""
        self._post("set?" + "&".join(f"{name}={number}" for name, number in numbers.items()))

    def calls(self) -> int:
        """Calls since it started."""
        return sum(self._post("calls").values())

    def refused(self) -> int:
        """Calls refused for being too many since it started."""
        return sum(self._post("refused").values())

    def spent(self) -> float:
        """Seconds of processor since it started."""
        import psutil

        times = psutil.Process(self.pid).cpu_times()
        return float(times.user + times.system)

    def _post(self, path: str) -> dict[str, int]:
        request = urllib.request.Request(f"{self.endpoint}/lab/{path}", method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            counts: dict[str, int] = json.load(answer)
            return counts


@contextmanager
def server() -> Iterator[Server]:
    """A loopback AWS with nothing in it, which ends with the context."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"},
    )
    try:
        assert process.stdout is not None
        yield Server(f"http://127.0.0.1:{int(process.stdout.readline())}", process.pid)
    finally:
        process.kill()
        process.communicate()
