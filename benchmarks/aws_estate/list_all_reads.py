"""Which lists aws-list-all reads, and reading them, run by an interpreter that has it.

``list_all_reads.py lists SERVICE,…`` prints them; ``list_all_reads.py read REGION,… SERVICE.OPERATION,…`` reads these and prints
what became of each.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stdout
from typing import Any


def lists(services: list[str]) -> list[str]:
    """Those of some services."""
    from aws_list_all.introspection import get_listing_operations, get_services

    known = [service for service in get_services() if service in services]
    return [f"{service}.{operation}" for service in known for operation in get_listing_operations(service, "us-east-1")]


def read(regions: list[str], wanted: list[str]) -> dict[str, int]:
    """Read some lists as its command does, with as many at a time, and say how many ended how."""
    from aws_list_all import query

    ends: Counter[str] = Counter()
    every, acquire = query.get_listing_operations, query.acquire_listing

    def chosen(service: str, *rest: Any) -> list[str]:
        return [name for name in every(service, *rest) if f"{service}.{name}" in wanted]

    def noted(*what: Any) -> Any:
        told = acquire(*what)
        ends[told[0]] += 1
        return told

    query.get_listing_operations, query.acquire_listing = chosen, noted
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        query.do_query(sorted({name.partition(".")[0] for name in wanted}), regions)
        os.chdir("/")
    return dict(ends)


if __name__ == "__main__":
    words = [word.split(",") for word in sys.argv[2:]]
    with redirect_stdout(sys.stderr):
        answer: object = lists(*words) if sys.argv[1] == "lists" else read(*words)
    print(json.dumps(answer))
