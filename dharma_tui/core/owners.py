"""Whose something is that is named, where that stands beside its id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dharma_tui.core.types import Json

_ACCOUNT = re.compile(r"[0-9]{12}")
_OWNER = re.compile(r"(?i)(.*?)(?:owner|user|account|owner_?account)_?(?:id)?")
_DEEPEST = 12


def owner_beside(value: Json, key: str) -> tuple[str, str]:
    """The account, and the region where one is told, that stand beside ``key`` in the same object; empty where none does."""
    return next(_found(value, key, 0), ("", ""))


def _found(value: Json, key: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _found(item, key, depth)
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            if inner == key and (account := _owner(value, name)):
                yield account, _region(value)
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _found(inner, key, depth + 1)


def _owner(around: Mapping[str, Any], name: str) -> str:
    """The account that what is under ``name`` is of: one that begins as that does counts first, else one of no such word.

    What joins two accounts is of neither of them alone.
    """
    stem = re.sub(r"(?i)_?(?:id|arn|name)$", "", name).lower()
    told = {
        match[1].lower(): inner
        for other, inner in around.items()
        if isinstance(inner, str) and _ACCOUNT.fullmatch(inner) and (match := _OWNER.fullmatch(other))
    }
    alike = max((word for word in told if word and stem.startswith(word)), key=len, default="")
    if not alike and "peering" in stem:
        return ""
    return str(told.get(alike) or told.get("aws") or "")


def _region(around: Mapping[str, Any]) -> str:
    told = around.get("Region") or around.get("region")
    return told if isinstance(told, str) else ""
