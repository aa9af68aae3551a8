"""What variables name by where AWS has it answer: names in DNS, and buckets. They say who it is, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dharma_tui.core.hosts import REGION, SUFFIX
from dharma_tui.core.types import Json

_HOST = re.compile(
    r"(?<![\w.%-])[a-z0-9_](?:[a-z0-9_-]{0,62}\.){1,12}"
    rf"(?:{SUFFIX}|cloudfront\.(?:net|cn)|elasticbeanstalk\.com|awsglobalaccelerator\.com|awsapprunner\.com|on\.aws)"
    r"(?![\w.%-]|:[^\s/@]{0,256}@)",
    re.IGNORECASE,
)
_SERVICE = re.compile(rf"[a-z0-9-]+\.{REGION}\.{SUFFIX}", re.IGNORECASE)
"""Where a service answers all that ask it: nothing of anybody's."""
_IN_BUCKET = re.compile(r"(?<![\w])s3[an]?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?=[/\s]|$)")
_BUCKET = re.compile(
    r"(?!(?:true|false|yes|none|null|off|enabled?|disabled?|default)$)(?=[0-9.-]*[a-z])[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
)
"""What a bucket may be called; a switch or a number says something else of it."""
_NAMES_BUCKET = re.compile(r"(?i)(?:.*[_-])?bucket(?:[_-]?name)?")


def hosts(text: str) -> Iterator[str]:
    """The names in ``text``, of buckets as S3 has them."""
    for match in _HOST.finditer(text):
        if not _SERVICE.fullmatch(match[0]):
            yield match[0].lower()
    yield from (_of_bucket(match[1]) for match in _IN_BUCKET.finditer(text))


def buckets(value: Json) -> Iterator[str]:
    """Those that variables hold the mere names of, and are called after."""
    for pair in value if isinstance(value, list) else [value]:
        if not isinstance(pair, dict):
            continue
        name, held = (pair.get(word) or pair.get(word.title()) for word in ("name", "value"))
        for called, text in [(name, held)] if isinstance(held, str) else pair.items():
            if isinstance(text, str) and _NAMES_BUCKET.fullmatch(str(called)) and _BUCKET.fullmatch(text):
                yield _of_bucket(text)


def _of_bucket(name: str) -> str:
    return f"{name}.s3.amazonaws.com"
