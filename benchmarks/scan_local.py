"""How much longer listing this machine takes than the bare psutil calls it makes, and what a round of live metrics costs.

``python benchmarks/scan_local.py [ROUNDS]`` prints one JSON document. Both sides run in this process, in turns, the best of
each counts, in processor time so that neighbours count little; nothing is stored.
Services that ask other programs (systemd, container engines) answer by themselves and are
listed under ``left_out``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Sequence

import psutil  # noqa: TID253 - the measured side imports it anyway

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.links import linked
from dharma_tui.core.provider import ProviderService, Unseen
from dharma_tui.core.types import Resource
from dharma_tui.services.discovery.local.processes import READ
from dharma_tui.services.providers import provider_services

LEFT_OUT = {"local.services", "local.containers"}


def bare() -> None:
    """The psutil calls of one scan, and nothing else."""
    psutil.process_iter.cache_clear()
    psutil.boot_time()
    psutil.virtual_memory()
    for process in psutil.process_iter(READ):
        process.info  # noqa: B018
    psutil.net_if_addrs()
    for pid in {entry.pid for entry in psutil.net_connections("inet") if entry.pid}:
        psutil.Process(pid).name()
    psutil.net_if_addrs()
    psutil.net_if_stats()
    psutil.net_io_counters(pernic=True, nowrap=False)
    psutil.boot_time()
    psutil.cpu_count()
    psutil.cpu_count(logical=False)
    psutil.virtual_memory()
    psutil.virtual_memory()
    psutil.users()


async def scan(services: Sequence[ProviderService]) -> tuple[list[Resource], int]:
    """List, normalise and relate everything, as a scan does before it saves."""
    resources: list[Resource] = []
    edges = 0
    for service in services:
        for scope in await service.scopes():
            for kind in service.kinds:
                async for item in service.list(kind, scope):
                    if not isinstance(item, Unseen):
                        resource = service.normalise(kind, scope, item)
                        resources.append(resource)
                        edges += sum(1 for _ in linked(kind, resource)) + sum(1 for _ in service.relate(kind, resource))
    return resources, edges


def seconds(work: Callable[[], object]) -> float:
    """Processor time that ``work`` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def sampling(services: Sequence[ProviderService], resources: Sequence[Resource], rounds: int) -> dict[str, float]:
    """Milliseconds of a round of live metrics: of the host alone, and of the host and forty shown processes."""
    shown = [resource.ref for resource in resources if resource.ref.kind == "local.process"][-40:]
    best: dict[str, float] = {}
    for name, refs in (("host", []), ("host_and_40_processes", shown)):
        times = [seconds(lambda refs=refs: [list(service.sample(refs)) for service in services]) for _ in range(rounds)]  # type: ignore[misc]
        best[name] = round(1000 * min(times), 2)
    return best


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    services = [service for service in provider_services(SystemClock()) if service.name not in LEFT_OUT]
    resources, edges = asyncio.run(scan(services))
    bare()
    bares, scans = [], []
    for _ in range(rounds):
        bares.append(seconds(bare))
        scans.append(seconds(lambda: asyncio.run(scan(services))))
    report = {
        "claim": "a scan of this machine takes at most 1.5 times its bare psutil calls",
        "ratio": round(min(scans) / min(bares), 2),
        "bare_ms": round(1000 * min(bares), 2),
        "scan_ms": round(1000 * min(scans), 2),
        "rounds": rounds,
        "processes": len(psutil.pids()),
        "resources": len(resources),
        "relationships": edges,
        "sample_ms": sampling(services, resources, rounds),
        "left_out": sorted(LEFT_OUT),
        "cpus": os.cpu_count(),
    }
    json.dump(report, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
