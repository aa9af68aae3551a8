"""What each runtime dependency weighs: import time and memory in a fresh interpreter, size on disk with what it brings.

Usage: ``python benchmarks/dependencies.py``; prints the table that docs/dependencies.md carries.
"""

from __future__ import annotations

import importlib.metadata as metadata
import re
import statistics
import subprocess
import sys

IMPORTS = {
    "textual": "textual.app",
    "rich": "rich.text",
    "duckdb": "duckdb",
    "numpy": "numpy",
    "psutil": "psutil",
    "httpx": "httpx",
    "watchfiles": "watchfiles",
    "tomlkit": "tomlkit",
    "pyyaml": "yaml",
    "textual-serve": "textual_serve.server",
    "boto3": "boto3",
    "neo4j": "neo4j",
}
"""The module that each distribution is imported as; those that only carry files have none."""

PROBE = """
import sys, time
def resident():
    return int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20
before, started = resident(), time.perf_counter()
__import__(sys.argv[1])
print((time.perf_counter() - started) * 1000, resident() - before)
"""


def main() -> None:
    names = [
        re.split(r"[<>=!~ ;\[]", line)[0].lower()
        for line in metadata.requires("dharma-tui") or ()
        if "extra" not in line
    ]
    print("| package | version | licence | import ms | memory MB | on disk MB | brings |")
    print("|---|---|---|---|---|---|---|")
    for name in names:
        cost = _import_cost(IMPORTS[name]) if name in IMPORTS else ("—", "—")
        cells = (
            name,
            metadata.version(name),
            _licence(name),
            *cost,
            f"{_size(name):.1f}",
            ", ".join(sorted(_closure(name) - {name})) or "—",
        )
        print("| " + " | ".join(cells) + " |")
    everything = set().union(*(_closure(name) for name in names))
    print(f"\n{len(names)} direct, {len(everything)} in all, {sum(map(_size, everything)):.0f} MB on disk.")


def _import_cost(module: str) -> tuple[str, str]:
    runs = [
        subprocess.run([sys.executable, "-c", PROBE, module], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(7)
    ]
    return (
        f"{statistics.median(float(run[0]) for run in runs):.0f}",
        f"{statistics.median(float(run[1]) for run in runs):.0f}",
    )


def _closure(name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name.lower()]
    while waiting:
        current = waiting.pop().replace("_", "-")
        try:
            requirements = metadata.requires(current) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(current)
        wanted = (line for line in requirements if "extra ==" not in line)
        waiting += [
            need
            for need in (re.split(r"[<>=!~ ;\[(]", line)[0].lower() for line in wanted)
            if need.replace("_", "-") not in found
        ]
    return found


def _size(name: str) -> float:
    return sum((file.size or 0) for file in metadata.files(name) or ()) / 2**20


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    named = next(iter((about.get_all("License-Expression") or []) + (about.get_all("License") or [])), "")
    classifiers = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    return (
        named.splitlines()[0][:24] if named and len(named) < 60 else (classifiers[0] if classifiers else "see package")
    )


if __name__ == "__main__":
    main()
