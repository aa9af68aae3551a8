"""What every test can rely on."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.idle import until_rested

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # how long an example takes says how busy the machine is, not whether it holds

os.environ |= {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
for _name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
    os.environ.pop(_name, None)
os.environ.pop("AWS_WEB_IDENTITY_TOKEN_FILE", None)  # no test may find, or use, the credentials of who runs it


@pytest.fixture(autouse=True, scope="session")
def patient_pilots() -> Iterator[None]:
    """Pilots wait until the console is at rest, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        for user in ("textual.pilot", "textual.app"):
            patch.setattr(f"{user}.wait_for_idle", until_rested)
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``needs("chromium")`` is skipped where there is none, and fails where it was promised."""
    for marker in item.iter_markers("needs"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing and os.environ.get("DHARMA_REQUIRE_SERVERS") == "1":
            pytest.fail(f"needs {', '.join(missing)}", pytrace=False)
        elif missing:
            pytest.skip(f"needs {', '.join(missing)}, which is not installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: at the end one worker would be at it while the others have nothing left."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Two workers more than processors, unless told how many: while some wait for a server, a kill or a child, others work."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is here before the first test stays: whoever looks for what a test left need not look through a million of them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Neighbours stay together: a server that a module shares is started once, not once in each worker."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)
