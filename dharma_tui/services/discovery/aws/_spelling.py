"""How the many of a thing and the ARNs of a kind are spelled."""

from __future__ import annotations

import re

_TYPE = re.compile(r"([^:/{]+)[:/]")


def shapes_of(arn: str) -> tuple[str, ...]:
    """Service and type that all ARNs of a template have, where it has a type that tells something."""
    service, type_ = (arn.split(":", 5)[2], _TYPE.match(arn.split(":", 5)[5])) if arn.startswith("arn:") else ("", None)
    if type_ is None:
        return (f"{service}:",) if arn.endswith(":{id}") else ()
    return (f"{service}:{type_[1]}",)


def many(word: str) -> str:
    """The plural of the last word of a kind's name."""
    if word.endswith("s"):
        return word if word.endswith(("options", "targets")) else f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeou" else f"{word}s"
