"""Words that AWS has where an id belongs, of what has none yet or none any more: many things have the same."""

from __future__ import annotations

_WORDS = frozenset(
    (
        "",
        "-",
        "none",
        "null",
        "n/a",
        "unknown",
        "undefined",
        "pending",
        "pending confirmation",
        "pendingconfirmation",
        "deleted",
    )
)
_ENDS = ("/n/a", ":n/a")
"""How ARNs end that are made of such a word."""


def is_placeholder(arn: str) -> bool:
    """Whether what stands for an ARN is known by nothing."""
    word = arn.lower()
    return word in _WORDS or word.endswith(_ENDS)
