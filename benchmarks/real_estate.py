"""Stores of real estates for benchmarks: scans of a loopback AWS, and of this machine, each in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dharma_tui.core.clock import SystemClock
from dharma_tui.services.store.lake import Lake

ESTATES = ("aws", "local")


@contextmanager
def scanned(estate: str, instances: int) -> Iterator[Lake]:
    """The store that a scan of ``estate`` fills, with everything that its resources are related to."""
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder:
        if estate == "aws":
            _scan_aws(Path(folder), instances)
        else:
            words = ("scan", "--provider", "local", "--quiet", "--data-dir", f"{folder}/scanned")
            subprocess.run([sys.executable, "-m", "dharma_tui", *words], check=False, stdout=subprocess.DEVNULL)
        lake = Lake.open(Path(folder) / "scanned" / "store", clock=SystemClock())
        try:
            yield lake
        finally:
            lake.close()


def _scan_aws(folder: Path, instances: int) -> None:
    from benchmarks.aws_estate.seed import seed
    from benchmarks.aws_estate.server import server
    from benchmarks.aws_scan import Bench

    with server() as there:
        bench = Bench(there, seed(there, instances), folder)
        there.weather(replay=1)
        bench.scan("scanned")
