"""What every test of services together can rely on."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader


@pytest.fixture(autouse=True, scope="session")
def services_described_once() -> Iterator[None]:
    """The SDK parses its description of a service once, not once for each scan of a test.

    Everybody has a copy: clients of S3 change theirs.
    """
    files, read = JSONFileLoader(), JSONFileLoader.load_file

    @cache
    def known(path: str) -> bytes:
        return marshal.dumps(json.loads(json.dumps(read(files, path))))

    def copied(_: JSONFileLoader, path: str) -> Any:
        return marshal.loads(known(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", copied)
        yield
