"""What a process's control group tells: the systemd unit or init service it belongs to, and the container."""

from __future__ import annotations

import re
from functools import lru_cache

_CONTAINER = re.compile(r"(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:/|$)")


@lru_cache(maxsize=512)
def membership(text: str) -> tuple[str, str]:
    """The service and the container told by the text of ``/proc/<pid>/cgroup``, which many processes share."""
    groups = paths(text)
    return unit(groups), container(groups)


def paths(text: str) -> list[str]:
    """The control group paths in the text of ``/proc/<pid>/cgroup``: the unified one first, then systemd's, then others."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        found[controllers] = path
    order = sorted(found, key=lambda name: (name != "", name != "name=systemd"))
    return [found[name] for name in order if found[name] != "/"]


def container(groups: list[str]) -> str:
    """The full id of the container the control groups belong to; empty outside containers."""
    return next((match[1] for path in groups if (match := _CONTAINER.search(path))), "")


def unit(groups: list[str]) -> str:
    """The outermost system service the control groups belong to; empty where there is none.

    Services inside a container are not this machine's. A user's own live below ``user@1000.service``, the system's for them.
    """
    for path in groups:
        inside = _CONTAINER.search(path)
        for part in (path[: inside.start()] if inside else path).split("/"):
            if part.endswith(".service"):
                return part
            if part.startswith("openrc."):
                return part.removeprefix("openrc.")
    return ""
