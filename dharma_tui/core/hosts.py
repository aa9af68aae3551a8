"""Names of hosts, as whoever names them may write them."""

from __future__ import annotations

import re

_REGION = re.compile(
    r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:[a-z-]+\.){0,3}(?:amazonaws\.com(?:\.cn)?|elasticbeanstalk\.com)$"
)


def plain(host: str) -> str:
    """The one way of writing a host."""
    return host.lower().rstrip(".").removeprefix("dualstack.").replace("\\052", "*")


def region_of(host: str) -> str:
    """The region that a host below a provider's name says it is in; nothing where it says none."""
    found = _REGION.search(plain(host))
    return found[1] if found else ""
