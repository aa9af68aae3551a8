"""Names of hosts, as whoever names them may write them."""

from __future__ import annotations

import re

_AWS = "amazonaws.com"
_ELSEWHERE = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "eu-isoe-": "cloud.adc-e.uk",
    "us-isof-": "csp.hci.ic.gov",
}
"""What names of AWS end in where it is apart from the rest of the world, by what names of its regions begin with."""
SUFFIXES = (*_ELSEWHERE.values(), _AWS)
SUFFIX = f"(?:{'|'.join(map(re.escape, SUFFIXES))})"
"""A pattern of all that names of AWS end in."""
REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d"
"""A pattern of the names of its regions."""
_REGION = re.compile(rf"\.({REGION})\.(?:[a-z-]+\.){{0,3}}(?:{SUFFIX}|elasticbeanstalk\.com)$")


def suffix_at(region: str) -> str:
    """What the names end in that AWS gives to what is in a region."""
    return next((suffix for begin, suffix in _ELSEWHERE.items() if region.startswith(begin)), _AWS)


def plain(host: str) -> str:
    """The one way of writing a host."""
    return host.lower().rstrip(".").removeprefix("dualstack.").replace("\\052", "*")


def region_of(host: str) -> str:
    """The region that a host below a provider's name says it is in; nothing where it says none."""
    found = _REGION.search(plain(host))
    return found[1] if found else ""
