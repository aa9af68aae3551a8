"""How far this machine's clock is off, as an answer shows: it has AWS's time, and the call was signed with ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

ALLOWED = 240.0
"""Seconds between the two that nobody objects to: AWS allows 5 minutes or 15, and some pass on the way."""
_ROUNDED = 60.0
_SIGNED_AT = "SignedAt"


def keep_moment(response: Any = None, request_dict: Any = None, **_: Any) -> None:
    """A handler of botocore's ``needs-retry``: a refusal is given the moment at which the call was signed."""
    if response is None or response[0].status_code < 400 or not isinstance(response[1], dict):
        return
    signed_at = (request_dict or {}).get("context", {}).get("timestamp")
    if signed_at:
        response[1].setdefault("ResponseMetadata", {})[_SIGNED_AT] = signed_at


def skew(response: Mapping[str, Any]) -> float | None:
    """Seconds by which our clock is ahead of AWS's, to the minute; 0 where it is right, None where nothing shows it."""
    told = response.get("ResponseMetadata", {})
    try:
        ours = datetime.strptime(told[_SIGNED_AT], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        theirs = parsedate_to_datetime(told["HTTPHeaders"]["date"]).replace(tzinfo=UTC)
    except (KeyError, TypeError, ValueError):
        return None
    off = (ours - theirs).total_seconds()
    return round(off / _ROUNDED) * _ROUNDED if abs(off) > ALLOWED else 0.0
