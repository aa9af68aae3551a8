"""The whole long tail listed in one region of a loopback AWS: seconds, how its parts ended, and whether nothing was missed.

``python -m benchmarks.long_tail`` seeds moto, scans the long tail, then makes every call of the SDK that lists something and
needs no parameter itself, once and bare: what of these moto answers is reviewed, in the long tail, or left out by its rules.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.integration.moto_lab import NORTH, estate

PROGRAM = Path(__file__).parents[1] / "tests" / "integration" / "scan_of_moto.py"
LISTS = re.compile(r"(Describe|List|Get)[A-Z]")
AT_ONCE = 16
_OF_A_CALL = re.compile(r"^[\w-]+ [A-Z]\w+( in [\w-]+)?: |\(.*|:? ?\"?https?://.*")


def scan(environment: dict[str, str]) -> dict[str, Any]:
    """The report of a scan of the long tail."""
    words = ["scan", "--long-tail", "--kind", "aws.tail", "--region", NORTH, "--json"]
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder:
        done = subprocess.run(
            [sys.executable, str(PROGRAM), "--data-dir", folder, *words],
            env={**os.environ, **environment, "HOME": folder},
            stdout=subprocess.PIPE,
            check=False,
        )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def told(report: dict[str, Any]) -> Iterator[str]:
    """How many parts ended how."""
    ends = Counter(
        (part["status"], _OF_A_CALL.sub("", part["reason"].removeprefix("not listed here: ")).strip())
        for part in report["scopes"]
    )
    for (status, reason), count in ends.most_common():
        yield f"{count:6,} {status:9} {reason}"


def declared() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The calls of kinds that are reviewed, and those of the long tail."""
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.registry import subclasses
    from dharma_tui.services.discovery import aws
    from dharma_tui.services.discovery.aws._long_tail import long_tail_services
    from dharma_tui.services.discovery.aws._service import AwsService

    def calls(services: Any) -> set[tuple[str, str]]:
        return {
            (entry.service, entry.operation)
            for service in services
            if issubclass(service, AwsService)
            for entry in service.entries
        }

    return calls(subclasses(aws, ProviderService)), calls(long_tail_services())


def answered(endpoint: str) -> tuple[int, set[tuple[str, str]]]:
    """How many calls of the SDK list something without a parameter, and those of them that moto answers."""
    import botocore.session
    from botocore import xform_name
    from botocore.config import Config

    session = botocore.session.get_session()
    session.set_credentials("test", "test")
    config = Config(retries={"total_max_attempts": 1}, read_timeout=30)

    def does(client: Any, operation: str) -> bool:
        try:
            answer = getattr(client, xform_name(operation))()
        except Exception:
            return False
        return bool(answer["ResponseMetadata"]["HTTPStatusCode"] == 200)

    asked, known = 0, set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for service in session.get_available_services():
            client = session.create_client(service, NORTH, endpoint_url=endpoint, config=config)
            model = client.meta.service_model
            lists = [
                name
                for name in model.operation_names
                if LISTS.match(name)
                and model.operation_model(name).output_shape is not None
                and not getattr(model.operation_model(name).input_shape, "required_members", ())
            ]
            asked += len(lists)
            done = zip(lists, pool.map(does, [client] * len(lists), lists), strict=True)
            known |= {(service, name) for name, is_known in done if is_known}
    return asked, known


def main() -> None:
    """Measure and print."""
    os.environ |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    reviewed, tail = declared()
    with estate() as made:
        report = scan({"AWS_ENDPOINT_URL": made.endpoint, "AWS_REGION": NORTH})
        asked, known = answered(made.endpoint)
    listed = sum(part["status"] == "complete" for part in report["scopes"])
    print(f"{len(report['scopes']):,} parts in {report['seconds']:.1f} s, {report['resources']:,} resources")
    print("\n".join(told(report)))
    print(f"{asked:,} lists need no parameter; moto answers {len(known):,} of them:")
    print(f"{len(known & reviewed):6,} of reviewed kinds")
    print(f"{len(known & tail):6,} in the long tail, where {listed:,} were listed to their end")
    print(f"{len(known - tail - reviewed):6,} in neither: what is for sale, what happened, settings, or closed")


if __name__ == "__main__":
    main()
