"""What the desktop's keyring keeps, asked of the system's own program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping

KEYRING_SECONDS = 2.0


def from_keyring(service: str, account: str, environment: Mapping[str, str]) -> str:
    """The secret kept for ``account`` of ``service``; empty where there is no keyring, or it does not answer. Blocks."""
    if sys.platform == "darwin":
        argv = ["security", "find-generic-password", "-w", "-s", service, "-a", account]
    else:
        argv = ["secret-tool", "lookup", "service", service, "account", account]
    program = shutil.which(argv[0], path=environment.get("PATH"))
    if program is None:
        return ""
    try:
        told = subprocess.run(
            [program, *argv[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=KEYRING_SECONDS,
            env=dict(environment),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.decode("utf-8", "replace").rstrip("\r\n") if told.returncode == 0 else ""
