"""``dharma-tui`` writing down every call it makes with the SDK into the file that ``BENCH_CALLS`` names, if it does.

Beside it, in one that ends with ``.clients``, for which service in which region it made how many clients. It waits longer for an
answer than the program itself: the loopback AWS takes more than twenty seconds for a page of a thousand instances.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    from collections import Counter

    from botocore.client import BaseClient, ClientCreator

    from dharma_tui.__main__ import main
    from dharma_tui.services.discovery.aws import _wire

    _wire.READ_SECONDS = 280
    calls: list[tuple[str, str, str, Any]] = []
    make = BaseClient._make_api_call

    def noted(client: Any, operation: str, params: Any) -> Any:
        calls.append((client.meta.service_model.service_name, client.meta.region_name, operation, dict(params)))
        return make(client, operation, params)

    made: Counter[tuple[str, str]] = Counter()
    create = ClientCreator.create_client

    def counted(creator: Any, service_name: str, region_name: str, *rest: Any, **more: Any) -> Any:
        made[service_name, region_name] += 1
        return create(creator, service_name, region_name, *rest, **more)

    BaseClient._make_api_call = noted
    ClientCreator.create_client = counted
    code = main()
    if there := os.environ.get("BENCH_CALLS"):
        Path(there).write_bytes(pickle.dumps(calls))
        Path(there + ".clients").write_bytes(pickle.dumps(made))
    sys.exit(code)
