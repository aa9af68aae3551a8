"""What a resource is to be given, as it was typed: keys and values of tags, and names. Requests are read in lower case."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tools._base import Asked

_CALLED = lazy_pattern(
    r"\b(?:called|named|name|namens|genannt|llamad[oa]s?|chamad[oa]s?|appelée?s?|nommée?s?|chiamat[oaei]|denominat[oaei])"
    r"\s+(?P<name>[^\s\"'“”«»=]+?)(?=[,;.!?]*(?:\s|$))",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    {"it", "is", "as", "the", "a", "an", "to", "by", "of", "in", "after", "like", "them", "and", "with", "this"}
)
_ENDS = r"(?=[\"'”»]?[.,;:!?)]*(?:\s|$))"
_PATTERN = lazy_pattern(r"[\w.\-]\*|\*[\w.\-]|\w\[[^\]\s]+\]|\w\{[^}\s]*[,.][^}\s]*\}|\w%(?=\s|$)(?<!\d%)")
"""A star, or a choice, in a name."""
_NAMED = "\0x"
"""Stands for the name of a resource."""
_RANGE = lazy_pattern(
    rf"{_NAMED}\s*(?:to|thru|through|until|till|bis|hasta|até|a|à|до|~|\.\.+|[-–—])\s*{_NAMED}", re.IGNORECASE
)
_NAMES = (
    ("*.bucket", re.compile(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]")),
    ("*.queue", re.compile(r"[A-Za-z0-9_\-]{1,80}(?:\.fifo)?")),
    ("*", re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")),
)
"""What names of each kind may be; the first that fits a kind is its own."""


def with_name_in_quotes(text: str) -> str:
    """``text`` with the name that something new is to have in quotes, so that it is read as a name and is not mended."""

    def quoted(found: re.Match[str]) -> str:
        name = found["name"]
        return found.group() if name.lower() in _NO_NAMES else f'called "{name}"'

    return _CALLED.sub(quoted, text)


def is_taken_apart(reading: Reading) -> bool:
    """Whether a word was read as two ("mybucket" as "my bucket"), of which it may have been a name."""
    mended = [(token.start, token.end) for token in reading.tokens if token.mended]
    return len(set(mended)) < len(mended) or any(token.mended and " " in token.text for token in reading.tokens)


def tag(asked: Asked) -> str:
    """The tag of a request as typed; empty where it is not one tag, or it was typed otherwise than it was read."""
    tags = tags_of(asked)
    return tags[0] if len(tags) == 1 else ""


def tags_of(asked: Asked) -> tuple[str, ...]:
    """Every tag of a request as typed; empty for one that was typed otherwise than it was read."""
    return tuple(_tag(one, asked.text) for one in asked.frame.values("tag"))


def name(read: str, text: str) -> str:
    """A name as typed; empty where it does not stand in ``text`` as it was read."""
    found = re.search(rf"(?<![A-Za-z0-9_\-]){re.escape(read)}(?![A-Za-z0-9_\-])", text, re.IGNORECASE)
    return found.group() if found else ""


def may_be_called(kind: str, given: str) -> bool:
    """Whether a provider would take a name for something of a kind."""
    return next(form for pattern, form in _NAMES if fnmatchcase(kind, pattern)).fullmatch(given) is not None


def has_pattern(asked: Asked) -> bool:
    """Whether names are spoken of by a pattern; a mark that a name itself has is none."""
    text = asked.text
    for target in asked.targets:
        text = re.sub(re.escape(target.name), _NAMED, text, flags=re.IGNORECASE)
    return _PATTERN.search(text) is not None or _RANGE.search(text) is not None


def _tag(read: str, text: str) -> str:
    key, equals, value = read.partition("=")
    if not equals:
        return name(key, text)
    pair = rf"(?<![\w.\-])(?P<key>{re.escape(key)})\s*[=:]\s*[\"'“«]?(?P<value>{re.escape(value)})"
    if re.search(pair, text, re.IGNORECASE):
        found = re.search(pair + _ENDS, text, re.IGNORECASE)
        return f"{found['key']}={found['value']}" if found else ""
    told = name(value, text)
    return f"{name(key, text) or key}={told}" if told else ""
