"""What cartography reads of AWS, run by an interpreter that has it: every module, the graph database played by nobody.

Prints the seconds, the items it would have written, and the modules that ended with an error.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from unittest.mock import MagicMock

ACCOUNT = "123456789012"
NOT_READING = frozenset(("permission_relationships", "cloudtrail_management_events"))
"""Modules that reason about what was read, or read what is no resource."""


def main(regions: list[str]) -> None:
    """Run every module in its order."""
    items = 0

    def load(_: Any, __: Any, rows: Any, *___: Any, **____: Any) -> None:
        nonlocal items
        items += sum(1 for _ in rows)

    from cartography.client.core import tx

    tx.load_graph_data = load
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
    failed = {}
    began = time.perf_counter()
    for name, sync in RESOURCE_FUNCTIONS.items():
        if name not in NOT_READING:
            try:
                sync(**given)
            except Exception as error:  # what moto does not know breaks some of them
                failed[name] = f"{type(error).__name__}: {str(error)[:120]}"
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "items": items, "failed": failed}))


if __name__ == "__main__":
    main(sys.argv[1].split(","))
