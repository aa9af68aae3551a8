"""What every test of services together can rely on."""

from __future__ import annotations

import json
import marshal
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.loaders import JSONFileLoader

if TYPE_CHECKING:
    from tests.integration.chat_lab import Desk
    from tests.integration.cli_process import Cli
    from tests.integration.moto_lab import Estate
    from tests.integration.test_aws import Bench


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


@pytest.fixture
def there(moto: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """The loopback AWS of a module, reached by what a test starts, and well again after it."""
    moto.reach(monkeypatch)
    yield moto
    moto.control("heal")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Scans of AWS into an empty store."""
    from tests.integration.test_aws import Bench

    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


@pytest.fixture(scope="module")
def estate_desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Answers over the estate of the chat's tests, and over what the module has ``ALSO``, with ``ALSO_TOLD`` of that, and
    ``LATER`` instead of it."""
    from tests.integration.chat_lab import opened_estate

    also, later = getattr(request.module, "ALSO", ()), getattr(request.module, "LATER", None)
    edges = getattr(request.module, "ALSO_TOLD", ())
    with opened_estate(tmp_path_factory.mktemp("chat"), also, later, edges) as opened:
        yield opened


@pytest.fixture
async def desk(estate_desk: Desk) -> Desk:
    """The same, with nothing said yet."""
    return estate_desk.afresh()


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line of one person with an empty home."""
    from tests.integration.cli_process import Cli, homeless

    return Cli(homeless(tmp_path, monkeypatch), capsys)
