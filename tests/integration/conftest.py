"""What every test of services together can rely on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader


@pytest.fixture(autouse=True, scope="session")
def services_described_once() -> Iterator[None]:
    """The SDK reads its description of a service once, not once for each scan of a test: nobody changes what was read."""
    files, read = JSONFileLoader(), JSONFileLoader.load_file

    @cache
    def known(path: str) -> Any:
        return read(files, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda _, path: known(path))
        yield
