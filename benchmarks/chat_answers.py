"""How long the chat takes to answer, from the line that was typed to what is shown, for each intent.

``python -m benchmarks.chat_answers [--size 10000] [--each 40] [--slowest N]`` makes the estate of the demo with its few days of
history and its metrics, and asks each intent several lines of other names each time, each twice as many times as it is counted: the
first half warms up. It prints the median and the p95 in milliseconds, of the clock and of the processor, how much of it is reading
the line, and below them those of all requests together.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.paths import Paths
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.names import known_names
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.router import Router
from dharma_tui.services import Services, build_services
from dharma_tui.services.demo.opening import open_demo
from dharma_tui.services.settings_source import SettingsSource
from dharma_tui.services.store.lake import Lake

LINES = {
    "create_infrastructure": ("create a bucket called raw-events-2 in frankfurt",),
    "delete_infrastructure": ("delete {instance}", "delete {database}"),
    "deployment_status": ("is {deployment} healthy?", "how many replicas of {deployment} are ready?"),
    "describe_infrastructure": ("describe {instance}", "who owns {database}?", "describe {deployment}"),
    "detect_anomalies": ("any anomalies in production?", "is anything weird with {database}?"),
    "detect_threats": ("any threats in production?", "is {instance} exposed to the internet?"),
    "discovery_status": ("is the scan done?", "how fresh is the inventory?"),
    "explain_root_cause": ("why is {deployment} slow?", "why is {instance} down?"),
    "forecast_capacity": ("when will {database} run out of disk?",),
    "help_or_smalltalk": ("what can you do?", "thanks"),
    "list_deployments": ("list failed deployments in staging", "list deployments"),
    "list_infrastructure": ("what regions do we use?", "our environments"),
    "list_resources": ("list stopped servers in production", "top 5 servers by memory", "which buckets are public?"),
    "optimize_cost": ("where can we save money?", "what is idle?"),
    "out_of_scope": ("book me a flight to Lisbon",),
    "predict_failure": ("will {database} fail this week?", "which servers are at risk in production?"),
    "resource_relationships": ("what depends on {database}?", "which volumes are attached to {instance}?"),
    "restart_deployment": ("restart {deployment}",),
    "rollback_deployment": ("roll back {deployment}",),
    "run_remediation": ("run playbook disk-cleanup on {instance}",),
    "scale_deployment": ("scale {deployment} to 9 replicas",),
    "show_changes": (
        "what changed in production since yesterday?",
        "what changed today?",
        "what changed on {deployment}?",
    ),
    "show_graph": ("draw two hops around {deployment}", "what breaks if {database} fails?"),
    "show_statistics": ("how many servers do we have in frankfurt?", "cpu of {instance} last 24h"),
    "start_discovery": ("rescan everything",),
    "update_infrastructure": ("reboot {instance}", "stop {instance}"),
}
"""What each intent is asked; names are put in."""
_KINDS = {
    "instance": "demo.compute.instance",
    "deployment": "demo.kubernetes.deployment",
    "database": "demo.database.cluster",
}
_SEED = 7
_TELLING_APART = """UPDATE lake.resources SET name = name || '-' || substr(md5(key), 1, 5)
    WHERE kind IN ('demo.kubernetes.deployment', 'demo.compute.instance')"""
"""Several of the demo are called the same, and the answer would be who is meant."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that one answer took."""

    clock: float
    processor: float
    reading: float
    line: str


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=10_000, metavar="N", help="resources of the estate")
    parser.add_argument("--each", type=int, default=40, metavar="N", help="requests of each intent that count")
    parser.add_argument("--slowest", type=int, default=0, metavar="N", help="also print the slowest lines")
    args = parser.parse_args()
    assert set(LINES) == set(intents())
    taken = asyncio.run(_asked(args.size, args.each))
    print(f"{'':<26}{'median':>8}{'p95':>8}{'processor':>11}{'reading':>9}   ms")
    for intent, each in taken.items():
        _tell(intent, each)
    every = list(itertools.chain.from_iterable(taken.values()))
    _tell("all of them", every)
    for one in sorted(every, key=lambda one: -one.clock)[: args.slowest]:
        print(f"{one.clock:8.1f} ms  {one.line}")


def _tell(name: str, each: Sequence[Taken]) -> None:
    clock = sorted(one.clock for one in each)
    middle = [statistics.median(values) for values in zip(*((one.processor, one.reading) for one in each), strict=True)]
    print(
        f"{name:<26}{statistics.median(clock):8.1f}{clock[int(0.95 * (len(clock) - 1))]:8.1f}{middle[0]:11.1f}{middle[1]:9.1f}"
    )


async def _asked(size: int, each: int) -> dict[str, list[Taken]]:
    with tempfile.TemporaryDirectory() as home:
        demo = open_demo(size, SystemClock(), new_id, lambda _: None)
        environment = {"HOME": home}
        clock = demo.clock
        source = SettingsSource(Paths.find(environment), environment=environment, bus=Bus(), clock=clock)
        services = build_services(source, demo.store, clock=clock, ids=new_id, providers=[demo.provider])
        try:
            await services.open_to_read()
            services.lake.write(lambda cursor: cursor.execute(_TELLING_APART))
            recogniser = await services.io.run(lambda: Recogniser(known_names(services.lake)))
            await services.findings.refresh()
            return await _measured(services, recogniser, each)
        finally:
            services.close()
            demo.close()


async def _measured(services: Services, recogniser: Recogniser, each: int) -> dict[str, list[Taken]]:
    router = Router(services, recogniser)
    found: dict[str, list[Taken]] = {}
    for intent in LINES:
        lines = _lines(intent, services.lake)
        taken = [await _one(router, next(lines)) for _ in range(2 * each)]
        found[intent] = taken[each:]
    return found


async def _one(router: Router, line: str) -> Taken:
    talk = Conversation()
    began = time.perf_counter()
    await router._read(line, talk)
    read, read_busy = time.perf_counter(), time.process_time()
    answer = await router.ask(line, talk)
    ended, ended_busy = time.perf_counter(), time.process_time()
    assert answer.text != "That could not be answered.", (line, answer.table)
    reading = read - began
    return Taken(1000 * (ended - read), 1000 * (ended_busy - read_busy), 1000 * reading, line)


def _lines(intent: str, lake: Lake) -> Iterator[str]:
    """The intent's lines in turn, each time with other names."""
    names = {word: _names(lake, kind) for word, kind in _KINDS.items()}
    turns = {word: itertools.cycle(several) for word, several in names.items()}
    for line in itertools.cycle(LINES[intent]):
        yield line.format(**{word: next(turn) for word, turn in turns.items()})


def _names(lake: Lake, kind: str) -> list[str]:
    rows = lake.query(
        "SELECT name FROM lake.resources WHERE kind = ? GROUP BY name HAVING count(*) = 1 ORDER BY name", [kind]
    )
    names = [name for (name,) in rows]
    random.Random(_SEED).shuffle(names)
    return names


if __name__ == "__main__":
    main()
