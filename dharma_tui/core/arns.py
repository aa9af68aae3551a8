"""ARNs and what stands for them: without what is drawn or counted, and what something is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COLONS = 5
"""Of the shortest ARN."""
VERSIONED = re.compile(r"(arn:.{1,1000}):([0-9]{1,9})$")
DRAWN = re.compile(r"(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:.+)-[A-Za-z0-9]{6}$")
"""Of the six characters that AWS draws for each secret, the rest of its ARN stands for it as well."""
_IN_BUCKET = re.compile(r"(arn:[^:]*:s3:::[^/]+)/.")


def shorter(arn: str) -> Iterator[str]:
    """What stands for an ARN without what is drawn or counted for it."""
    for pattern in (DRAWN, VERSIONED):
        if match := pattern.match(arn):
            yield match[1]


def outwards(arn: str) -> Iterator[str]:
    """An ARN, and what it is in: all that it stands for, what it is a version or a part of, the bucket of an object."""
    yield arn
    whole = arn.rstrip("*").rstrip(":/")
    yield whole
    while whole.count(":") > _COLONS:
        whole = whole.rpartition(":")[0]
        yield whole
    if within := _IN_BUCKET.match(whole):
        yield within[1]


def version_of(key: str) -> tuple[int, str]:
    """By what the newest of several versions is found."""
    version = VERSIONED.match(key)
    return (int(version[2]) if version else 0), key
