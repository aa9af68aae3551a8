"""``dharma-tui`` writing down every call it makes with the SDK into the file that ``BENCH_CALLS`` names."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    from botocore.client import BaseClient

    from dharma_tui.__main__ import main

    calls: list[tuple[str, str, str, Any]] = []
    make = BaseClient._make_api_call

    def noted(client: Any, operation: str, params: Any) -> Any:
        calls.append((client.meta.service_model.service_name, client.meta.region_name, operation, dict(params)))
        return make(client, operation, params)

    BaseClient._make_api_call = noted
    code = main()
    Path(os.environ["BENCH_CALLS"]).write_bytes(pickle.dumps(calls))
    sys.exit(code)
