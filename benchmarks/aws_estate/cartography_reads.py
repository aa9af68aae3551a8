"""What cartography reads of AWS, run by an interpreter that has it: some modules, the graph database played by nobody.

Prints for each module the seconds, the calls that reached the server, and the error it ended with.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import urllib.request
from typing import Any
from unittest.mock import MagicMock

ACCOUNT = "123456789012"
MODULE_SECONDS = int(os.environ.get("BENCH_MODULE_SECONDS", "120"))
"""Longest time for one: some try for ever again what moto does not know."""


def _too_long(*_: object) -> None:
    raise TimeoutError(f"longer than {MODULE_SECONDS} s")


def _calls() -> int:
    """Calls that the server has had: some modules make theirs with another SDK than the others."""
    request = urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/lab/calls", method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return sum(json.load(answer).values())


def main(regions: list[str], modules: list[str]) -> None:
    """Run the modules in their order."""
    from cartography.client.core import tx

    tx.load_graph_data = lambda _, __, rows, *___, **____: len(list(rows))
    for name in ("ensure_indexes", "ensure_indexes_for_matchlinks", "run_write_query", "execute_write_with_retry"):
        setattr(tx, name, lambda *_, **__: None)

    import boto3
    from cartography.graph.job import GraphJob
    from cartography.intel.aws import _build_aws_sync_kwargs
    from cartography.intel.aws.resources import RESOURCE_FUNCTIONS

    GraphJob.run = lambda *_, **__: None
    graph = MagicMock()
    graph.execute_read.return_value = []
    graph.run.return_value = []
    parameters = {"UPDATE_TAG": 1, "AWS_ID": ACCOUNT, "aws_guardduty_severity_threshold": None}
    given = _build_aws_sync_kwargs(graph, boto3.Session(), regions, ACCOUNT, 1, parameters)
    told: dict[str, dict[str, Any]] = {}
    signal.signal(signal.SIGALRM, _too_long)
    for name in [name for name in RESOURCE_FUNCTIONS if name in modules]:
        before, failed = _calls(), ""
        began = time.perf_counter()
        signal.alarm(MODULE_SECONDS)
        try:
            RESOURCE_FUNCTIONS[name](**given)
        except Exception as error:  # what moto does not know breaks some of them
            failed = f"{type(error).__name__}: {str(error)[:120]}"
        signal.alarm(0)
        seconds = time.perf_counter() - began
        told[name] = {"seconds": seconds, "calls": _calls() - before, "failed": failed}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1].split(","), sys.argv[2].split(","))
