"""ARNs and what stands for them: without what is drawn or counted, and what something is in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dharma_tui.core.types import ResourceRef

_COLONS = 5
"""Of the shortest ARN."""
VERSIONED = re.compile(r"(arn:.{1,1000}):([0-9]{1,9})$")
DRAWN = re.compile(r"(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:.+)-[A-Za-z0-9]{6}$")
"""Of the six characters that AWS draws for each secret, the rest of its ARN stands for it as well."""
_RECORD = "aws.route53.dns_record"
_SET = re.compile(r"/hostedzone/[^/]+/[^/]+/[A-Z]+/(.+)")
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


def record_set(ref: ResourceRef) -> str:
    """Of a DNS record that shares its name and type with others, which of them it is."""
    found = _SET.fullmatch(ref.key) if ref.kind == _RECORD else None
    return found[1] if found else ""


def version_of(key: str) -> tuple[int, str]:
    """By what the newest of several versions is found."""
    version = VERSIONED.match(key)
    return (int(version[2]) if version else 0), key
