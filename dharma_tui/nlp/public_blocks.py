"""VPC Block Public Access by any of its names, whose words would say something else by themselves: as words for its kinds."""

from __future__ import annotations

import re
from collections.abc import Collection

from dharma_tui.core.lazy_pattern import lazy_pattern

_BLOCKS, _EXCLUSIONS = "bpas", "vpcbpaes"
"""Aliases of the two kinds."""
_NAMED = lazy_pattern(
    r"(?<![\w-])(?:(?:the|our|my|any|all|an?) )?(?:(?:aws|amazon) )?(?:exclusions (?:from|of|to|for) (?:the )?)?(?:vpcs? )?"
    r"(?:block(?:ed|ing|s)? (?:of )?public access|public access(?: block(?:s|ing)?|(?= exclusions?))|bpas?\b)"
    r"(?: (?:settings?|options?|modes?))?(?: exclusions?)?(?![\w-])",
    re.IGNORECASE,
)
_OTHERS = lazy_pattern(r"\b(?:s3|buckets?|access points?|ecr|rds|ami|emr|snapshots?)\b", re.IGNORECASE)
"""What else public access is blocked of."""
_ORDERED = lazy_pattern(
    r"^\W*(?:please )?(?:enable|disable|turn|switch|(?:de)?activate|set|create|add|delete|remove|update|change|why"
    r"|how (?:do|can|to))\b",
    re.IGNORECASE,
)
_ASKED = lazy_pattern(
    r"^\W*(?:is|are|where(?: is| are|'s)?|(?:in )?(?:which|what) (?:regions?|accounts?|vpcs?|networks?) (?:is|are|have|has|do|does)"
    r"|(?:do|does) (?:we|i|you) have|have we(?: got)?|what(?: is|'s)(?: the state of)?|what are|show(?: me)?|list|describe|find"
    r"|get)? ?$",
    re.IGNORECASE,
)
_EXCLUDED = lazy_pattern(r"^\W*(?:what|which \w+|who) (?:is|are) (?:excluded|exempt(?:ed)?) from $", re.IGNORECASE)
_SWITCHED = lazy_pattern(
    r"^ ?(?:(?:have|is|are|set|to|turned|switched|currently) )*(?P<how>on|enabled|active|off|disabled|inactive)?"
    r"(?: or (?:not|off))?(?=\W|$)",
    re.IGNORECASE,
)
_EVERY = lazy_pattern(r"^\W*(?:where|in which|which|what (?:regions?|accounts?))\b", re.IGNORECASE)
_OFF = frozenset({"off", "disabled", "inactive"})


def with_blocks_listed(text: str, titles: Collection[str]) -> str:
    """``text`` as what lists blocks of public access or exclusions from them, where it asks for these; else as it is.

    Without that kind among the ``titles`` of those that are known nothing of it is meant.
    """
    named = _NAMED.search(" ".join(text.split())) if _BLOCKS in titles else None
    if named is None or _OTHERS.search(text) or _ORDERED.search(text):
        return text
    before, after = named.string[: named.start()], named.string[named.end() :]
    if _EXCLUDED.search(before):
        return f"list {_EXCLUSIONS}{after}"
    what = _EXCLUSIONS if "exclusion" in named[0].lower() else _BLOCKS
    if not _ASKED.search(before):
        return f"{before}{what}{after}"
    switched = _SWITCHED.match(after)
    how = (switched["how"] or "").lower() if switched else ""
    state = f" that are {'stopped' if how in _OFF else 'running'}" if how and _EVERY.search(before) else ""
    return f"list {what}{state}{after[switched.end() :] if switched else after}"
