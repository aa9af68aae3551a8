"""What every test can rely on."""

from __future__ import annotations

import os
import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``needs("chromium")`` is skipped where there is none, and fails where it was promised."""
    for marker in item.iter_markers("needs"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing and os.environ.get("DHARMA_REQUIRE_SERVERS") == "1":
            pytest.fail(f"needs {', '.join(missing)}", pytrace=False)
        elif missing:
            pytest.skip(f"needs {', '.join(missing)}, which is not installed")
