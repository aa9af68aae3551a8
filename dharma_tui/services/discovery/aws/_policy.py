"""What must be allowed, as documents of IAM: one that says all, or several of which each may be attached."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dharma_tui.core.types import Json

LARGEST = 6144
"""Characters, white space aside, that IAM lets a managed policy have: its quota "Managed policy length"."""


def document(actions: Iterable[str], roles: Sequence[str] = ()) -> dict[str, Json]:
    """One document that allows ``actions`` on everything, and to assume ``roles``."""
    read: Json = {"Sid": "DharmaTuiReads", "Effect": "Allow", "Action": [*sorted(set(actions))], "Resource": "*"}
    enter: Json = {
        "Sid": "DharmaTuiEnters",
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Resource": list(roles),
    }
    return {"Version": "2012-10-17", "Statement": [read, enter] if roles else [read]}


def documents(actions: Iterable[str], roles: Sequence[str] = ()) -> list[dict[str, Json]]:
    """The same in documents that IAM takes, as few as there may be in the order of the actions; the first assumes the roles."""
    made: list[dict[str, Json]] = []
    begun: list[str] = []
    for action in sorted(set(actions)):
        if begun and characters(document([*begun, action], () if made else roles)) > LARGEST:
            made.append(document(begun, () if made else roles))
            begun = []
        begun.append(action)
    return [*made, document(begun, () if made else roles)]


def characters(policy: Json) -> int:
    """How long a document is as IAM counts."""
    return len(json.dumps(policy, separators=(",", ":"), ensure_ascii=False))
