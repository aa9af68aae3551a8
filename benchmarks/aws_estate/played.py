"""The calls in a file, made by bare boto3 one after the other; prints the seconds it takes."""

from __future__ import annotations

import pickle
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


def main(file: str, sample: int) -> None:
    """Make the clients, then every ``sample``-th call, which counts as so many."""
    import boto3
    from botocore import xform_name
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    calls: list[tuple[str, str, str, Any]] = pickle.loads(Path(file).read_bytes())
    began = time.perf_counter()
    session, clients = boto3.session.Session(), {}
    config = Config(retries={"mode": "standard", "total_max_attempts": 2})
    for service, region, _, _ in calls:
        if (service, region) not in clients:
            clients[service, region] = session.client(service, region_name=region, config=config)
    made = time.perf_counter()
    for service, region, operation, params in calls[::sample]:
        with suppress(ClientError, BotoCoreError, ResponseParserError):  # what moto does not know costs its time, too
            getattr(clients[service, region], xform_name(operation))(**params)
    ended = time.perf_counter()
    print(made - began + (ended - made) * sample)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
