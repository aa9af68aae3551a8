"""The credential report of IAM: how the users of an account sign in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_KEYS = ("access_key_1", "access_key_2")


def credentials(reports: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Of each user its ``Arn``, and what the report says: passwords, codes, and since when each active key is there.

    Moments are kept where they are some: the report has words there for what there never was.
    """
    for report in reports:
        text = report["Id"]
        rows = csv.DictReader(io.StringIO(text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)))
        for row in rows:
            if ":user/" not in (row.get("arn") or ""):  # the account's own, which is no user
                continue
            active = [key for key in _KEYS if row.get(f"{key}_active") == "true"]
            since = sorted(told for key in active if (told := _moment(row.get(f"{key}_last_rotated"))))
            yield {
                "Arn": row.get("arn"),
                "PasswordEnabled": row.get("password_enabled") == "true",
                "PasswordChangedAt": _moment(row.get("password_last_changed")),
                "MfaActive": row.get("mfa_active") == "true",
                "ActiveKeys": [{"Since": told} for told in since],
            }


def _moment(told: str | None) -> str | None:
    return told if told and told[:1].isdecimal() else None
