"""How long the console's loop stalls, and what the console holds, while and after another process scans a whole AWS estate.

``python -m benchmarks.aws_stall [INSTANCES] [LATENCY_MS]`` seeds a loopback AWS and opens the real console over a store that knows
it; its inventory shows the instances, of which 1.2 % have changed when they are scanned. ``scan_stall`` says how it is measured.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.aws_estate.seed import REGIONS
from benchmarks.aws_estate.server import server
from benchmarks.scan_stall import measure
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.paths import Paths
from dharma_tui.services.providers import provider_services

SETTINGS = f"""\
[scan]
providers = "aws"
regions = "{",".join(REGIONS)}"
on_start = false
interval_minutes = 0
"""


def main(instances: int = 4000, latency: float = 60) -> None:
    """Seed, then measure."""
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder, server() as there:
        seeding = (sys.executable, "-m", "benchmarks.aws_estate.seed", there.endpoint)
        subprocess.run([*seeding, str(instances)], check=True)
        there.weather(replay=1)
        os.environ.update(there.environment(), HOME=folder, AWS_EC2_METADATA_DISABLED="true")
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        config = Paths.find({"HOME": folder}).user_config
        config.parent.mkdir(parents=True)
        config.write_text(SETTINGS)
        services = [service for service in provider_services(SystemClock()) if service.provider == "aws"]
        program = (sys.executable, "-m", "dharma_tui")
        scan = (*program, "scan", "--quiet", "--data-dir")
        subprocess.run([*scan, str(Paths.find({"HOME": folder}).data_folder)], check=False)
        subprocess.run(seeding, check=True)
        there.weather(replay=1)
        subprocess.run([*scan, str(Path(folder) / "another")], check=False)  # every answer is there to be replayed
        there.weather(latency_ms=latency)
        asyncio.run(measure(Path(folder), instances, services, "aws.ec2.instance", program))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
