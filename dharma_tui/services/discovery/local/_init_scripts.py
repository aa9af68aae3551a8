"""The services of machines without systemd: OpenRC's state folders, or System V init scripts and their pid files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dharma_tui.services.discovery.local._machine import read_text

_OPENRC_STATES = {"started": "active", "starting": "activating", "failed": "failed", "stopping": "deactivating"}
_NOT_SERVICES = {
    "README",
    "functions",
    "functions.sh",
    "skeleton",
    "rc",
    "rcS",
    "halt",
    "reboot",
    "killprocs",
    "single",
}


def init_scripts(root: Path) -> Iterator[dict[str, Any]]:
    """One item for each init script."""
    openrc = root / "run/openrc"
    enabled = _enabled(root)
    for script in sorted((root / "etc/init.d").glob("*")):
        if script.name in _NOT_SERVICES or not script.is_file() or not os.access(script, os.X_OK):
            continue
        pid = _pid(root, script.name)
        if openrc.is_dir():
            word = next(
                (word for name, word in _OPENRC_STATES.items() if (openrc / name / script.name).exists()), "inactive"
            )
        else:
            word = "active" if pid else "unknown"
        yield {
            "unit": script.name.removesuffix(".sh"),
            "active": word,
            "enabled": "enabled" if script.name in enabled else "disabled",
            "fragment": str(script),
            "pid": pid,
            "description": _description(script),
        }


def _enabled(root: Path) -> set[str]:
    """The scripts that are started at boot."""
    names = {link.name[3:] for link in root.glob("etc/rc[S2345].d/S[0-9][0-9]*")}
    return names | {link.name for link in root.glob("etc/runlevels/*/*")}


def _pid(root: Path, name: str) -> int:
    """The process in the script's pid file, if it lives; 0 otherwise."""
    for path in (root / f"run/{name}.pid", root / f"run/{name}/{name}.pid", root / f"run/{name}/pid"):
        text = read_text(path).partition("\n")[0]
        if text.isdigit() and (root / "proc" / text).exists():
            return int(text)
    return 0


def _description(script: Path) -> str:
    """The one-line description in the script's header, as the Linux Standard Base lays it down or OpenRC writes it."""
    for line in read_text(script).splitlines()[:60]:
        for mark in ("# Short-Description:", "description="):
            if line.startswith(mark):
                return line.removeprefix(mark).strip().strip("\"'")
    return ""
