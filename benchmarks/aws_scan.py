"""Scans of a whole AWS estate, end to end, against boto3 making the same calls one after the other; and what scans write.

``python -m benchmarks.aws_scan [--instances 4000] [--latency 60] [--rate 5] [--sample 1] [--part NAME]`` seeds a loopback AWS over
four regions and scans it with the program itself, a process each time:

- ``wall``: seconds of a scan at the latency, against the calls it made played back by bare boto3 (with ``--sample N`` every N-th of
  them, counted N times; its clients are made whole).
- ``rate``: seconds of a scan where a service of a region answers so many calls a second, against the seconds that the busiest of
  them dictates; resources lost and parts failed by it.
- ``edges``: relationships between what was seeded, against those the seed knows to be true; those to what is not in the inventory;
  and how many would be kept where nothing was known of one of the kinds.
- ``rescan``: rows that a scan writes where nothing changed, and where 1.2 % of the instances did.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.aws_estate.seed import HOME, REGIONS, Estate, change, seed
from benchmarks.aws_estate.server import Server, server

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

RECORDED = (sys.executable, "-m", "benchmarks.aws_estate.recorded")
UNFINISHED = ("partial", "failed")
NOT_HAD = ("by the lab", "404, a page")
"""How it ends why a part was not listed that the loopback AWS has no list of."""
PLAYED = (sys.executable, "-m", "benchmarks.aws_estate.played")


class Bench:
    """One server, its estate, and stores that scans fill."""

    def __init__(self, there: Server, estate: Estate, folder: Path) -> None:
        self.there = there
        self.estate = estate
        self.folder = folder
        self.processor = (0.0, 0.0)
        """Seconds of it that the last scan took, and the server meanwhile."""
        self.environment = {
            **os.environ,
            **there.environment(),
            "HOME": str(folder),
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def scan(self, store: str, *more: str, recorded: str = "", patient: bool = False) -> tuple[dict[str, Any], float]:
        """The report of a scan by a process of its own, and seconds from its start to its end.

        Its calls are written into the file ``recorded``, if one is named. Only such a scan, and one that is ``patient``, waits as
        long for an answer as the loopback AWS takes for a page of a thousand instances that nobody has asked it for before.
        """
        program = RECORDED if recorded or patient else (sys.executable, "-m", "dharma_tui")
        regions = [word for region in REGIONS for word in ("--region", region)]
        words = ("scan", "--provider", "aws", "--json", "--data-dir", str(self.folder / store), *regions, *more)
        began, ours, theirs = time.perf_counter(), _spent(), self.there.spent()
        environment = {**self.environment, "BENCH_CALLS": recorded}
        done = subprocess.run([*program, *words], env=environment, stdout=subprocess.PIPE, check=False)
        seconds = time.perf_counter() - began
        self.processor = _spent() - ours, self.there.spent() - theirs
        report: dict[str, Any] = json.loads(done.stdout)
        for part in report["scopes"]:
            if part["status"] in UNFINISHED and not part["reason"].endswith(NOT_HAD):
                print(f"  {store}: {part['kind']} not listed to its end: {part['reason']}", flush=True)
        return report, seconds

    def told(self) -> str:
        """What the last scan took of the processor."""
        return "processor: scan {:.1f} s, server {:.1f} s".format(*self.processor)

    def played(self, sample: int) -> tuple[float, int]:
        """Seconds that bare boto3 takes for the recorded calls, and their number."""
        done = subprocess.run(
            [*PLAYED, str(self.folder / "calls"), str(sample)],
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        return float(done.stdout), len(self.calls())

    def calls(self) -> list[tuple[str, str, str, Any]]:
        """The calls of the recorded scan: service, region, operation, parameters."""
        calls: list[tuple[str, str, str, Any]] = pickle.loads((self.folder / "calls").read_bytes())
        return calls

    def rows(self, store: str, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What is in a store."""
        with self.lake(store) as lake:
            return lake.query(question, list(values))

    @contextmanager
    def lake(self, store: str) -> Iterator[Lake]:
        """A store, open."""
        from dharma_tui.core.clock import SystemClock
        from dharma_tui.services.store.lake import Lake

        lake = Lake.open(self.folder / store / "store", clock=SystemClock())
        try:
            yield lake
        finally:
            lake.close()


def _spent() -> float:
    """Seconds of processor of the processes that have ended here."""
    times = os.times()
    return times.children_user + times.children_system


def wall(bench: Bench, latency: float, sample: int) -> None:
    """Scan at a distance, and play the same calls."""
    bench.there.weather(latency_ms=latency)
    report, seconds = bench.scan("far")
    spent = bench.told()
    sequential, calls = bench.played(sample)
    print(f"resources, relationships          {report['resources']:>10,} {report['relationships']:,}")
    print(f"calls                             {calls:>10,} ({calls / report['resources']:.3f} for each resource)")
    made: Counter[tuple[str, str]] = pickle.loads((bench.folder / "calls.clients").read_bytes())
    print(f"clients made, for places          {made.total():>10,} {len(made):,}")
    print(f"scan                              {seconds:>10.1f} s ({spent})")
    print(
        f"boto3, one after the other        {sequential:>10.1f} s"
        + (f" (from 1/{sample} of them)" if sample > 1 else "")
    )
    print(f"ratio                             {seconds / sequential:>10.2f} (goal 0.30)")


def rate(bench: Bench, a_second: float) -> None:
    """Scan where every service of a region has its limit."""
    whole = _statuses(bench, "near")
    bench.there.weather(latency_ms=0, rate=a_second)
    before = bench.there.refused()
    report, seconds = bench.scan("slow")
    refused = bench.there.refused() - before
    bench.there.weather(rate=0)
    asked = Counter((_signed_for(service), region) for service, region, _, _ in bench.calls())
    busiest, most = asked.most_common(1)[0]
    dictated = (most - a_second) / a_second
    print(f"at {a_second:g} calls/s                    {seconds:>10.1f} s ({refused:,} calls refused; {bench.told()})")
    print(f"dictated by {' '.join(busiest):<21} {dictated:>10.1f} s ({most:,} calls)")
    print(f"ratio                             {seconds / dictated:>10.2f} (goal 1.10)")
    lost = whole["resources"] - report["resources"]
    worse = [part for part in report["scopes"] if part["status"] != whole["status"].get(_part(part))]
    print(f"resources lost, parts failed by it {lost:>9,} {len(worse)}")


def edges(bench: Bench) -> None:
    """Compare the relationships between what was seeded with the true ones."""
    found = {
        frozenset(pair)
        for pair in bench.rows("near", "SELECT src_key, dst_key FROM lake.relationships")
        if len(set(pair)) > 1
    }
    made, true = bench.estate.made, bench.estate.true
    judged = {pair for pair in found if pair <= made}
    false = judged - true
    print(f"true relationships found          {len(true & judged) / len(true):>10.2%} of {len(true):,} (goal 99 %)")
    print(
        f"false ones among those found      {len(false) / max(1, len(judged)):>10.2%} of {len(judged):,} (goal 0.1 %)"
    )
    for title, pairs in (("missing", true - judged), ("false", false)):
        for shape, number in Counter(_shape(pair) for pair in pairs).most_common(8):
            print(f"  {title}: {number:,} of {shape}")
    _dangling(bench)


def _dangling(bench: Bench) -> None:
    """What is told of things that are not there, and what would be if a kind was not scanned, each in turn."""
    from benchmarks.aws_estate.unscanned import left_out
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.services.providers import provider_services
    from dharma_tui.services.store.reading import read_resources

    kinds = [kind for service in provider_services(SystemClock()) for kind in service.kinds if kind.provider == "aws"]
    with bench.lake("near") as lake:
        resources = list(read_resources(lake, [kind.kind for kind in kinds], lake.snapshot().id))
    there = {(resource.ref.kind, resource.ref.key) for resource in resources}
    ends = bench.rows("near", "SELECT dst_kind, dst_key, source FROM lake.relationships WHERE provider = 'aws'")
    ends += bench.rows("near", "SELECT src_kind, src_key, source FROM lake.relationships WHERE provider = 'aws'")
    away = [(kind, source) for kind, key, source in ends if (kind, key) not in there and kind.startswith("aws.")]
    among, kept, lost, new = left_out(kinds, resources)
    print(f"to what is not there              {len(away):>10,}")
    for (kind, source), number in Counter(away).most_common(8):
        print(f"  {number:,} {source} to {kind}")
    print(f"kept where a kind is not scanned  {kept / among:>10.2%} of {among:,}, {new:,} that are not told otherwise")
    for kind, number in lost.most_common(8):
        print(f"  not kept: {number:,} to {kind}")


def rescan(bench: Bench) -> None:
    """What a scan writes that finds nothing new, and one that finds some."""
    unchanged, _ = bench.scan("near")
    written = bench.rows("near", "SELECT count(*) FROM lake.resources WHERE scan_id = ?", unchanged["scan_id"])[0][0]
    print(f"rows written, nothing changed     {written:>10,}")
    changed = change(bench.there)
    bench.there.weather(replay=1)
    report, _ = bench.scan("near", patient=True)
    rows = bench.rows(
        "near", "SELECT kind, count(*) FROM lake.resources WHERE scan_id = ? GROUP BY 1", report["scan_id"]
    )
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(rows))
    print(f"rows written, {changed} instances changed {sum(count for _, count in rows):>6,} ({told})")


@cache
def _signed_for(service: str) -> str:
    """What calls of a service are signed for, and limited by: both generations of load balancers are one, for instance."""
    import botocore.session

    return str(botocore.session.get_session().get_service_model(service).signing_name)


def _shape(pair: frozenset[str]) -> str:
    return " and ".join(sorted(key.split(":")[2] if key.startswith("arn:") else key.partition("-")[0] for key in pair))


def _part(part: dict[str, Any]) -> tuple[str, str]:
    return part["kind"], part["region"]


def _statuses(bench: Bench, store: str) -> dict[str, Any]:
    report, _ = bench.scan(store)
    return {"resources": report["resources"], "status": {_part(part): part["status"] for part in report["scopes"]}}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, default=4000, metavar="N")
    parser.add_argument("--latency", type=float, default=60, metavar="MS")
    parser.add_argument("--rate", type=float, default=5, metavar="CALLS", help="calls a second; 0 leaves this part out")
    parser.add_argument("--part", choices=("all", "wall", "rate", "edges", "rescan"), default="all", help="this alone")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="play every N-th call back")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder, server() as there:
        began = time.perf_counter()
        bench = Bench(there, seed(there, given.instances), Path(folder))
        print(f"seeded in {time.perf_counter() - began:.0f} s, home {HOME}", flush=True)
        there.weather(replay=1)
        bench.scan("near", recorded=str(Path(folder) / "calls"))
        parts: dict[str, Callable[[], None]] = {
            "edges": lambda: edges(bench),
            "rescan": lambda: rescan(bench),
            "wall": lambda: wall(bench, given.latency, given.sample),
            "rate": lambda: rate(bench, given.rate) if given.rate else None,
        }
        for part, measure in parts.items():
            if given.part in ("all", part):
                measure()
                sys.stdout.flush()


if __name__ == "__main__":
    main()
