"""What kept parts of a scan from being complete, each cause told once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dharma_tui.core.format import counted
from dharma_tui.core.scan import ScopeReport, ScopeStatus

DENIED = re.compile(r"(?:not allowed|denied by an? [^:]+): ")
"""How the reason of a part begins that lacks a permission, which is named after it."""
NAMED = 3
"""Permissions named of several that are missing."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Parts that ended in the same way, why, and what to do about it."""

    status: ScopeStatus
    reason: str
    hint: str
    parts: tuple[ScopeReport, ...]

    @property
    def places(self) -> str:
        """The accounts they are of, in words."""
        scopes = (part.scope for part in self.parts)
        names = list(dict.fromkeys(f"{scope.provider} {scope.account or scope.region}".strip() for scope in scopes))
        return f"{names[0]} and {len(names) - 1:,} more" if len(names) > 1 else names[0]


def troubles(reports: Iterable[ScopeReport]) -> list[Trouble]:
    """The causes by how many parts they have, the most first; missing permissions are one cause."""
    alike: dict[tuple[ScopeStatus, str, str], list[ScopeReport]] = {}
    for part in reports:
        denied = DENIED.match(part.reason)
        key = (part.status, denied[0], "") if denied else (part.status, part.reason, part.hint)
        alike.setdefault(key, []).append(part)
    found = [_trouble(status, reason, hint, parts) for (status, reason, hint), parts in alike.items()]
    return sorted(found, key=lambda trouble: -len(trouble.parts))


def _trouble(status: ScopeStatus, reason: str, hint: str, parts: list[ScopeReport]) -> Trouble:
    if DENIED.fullmatch(reason):
        how, missing = reason, list(dict.fromkeys(part.reason.removeprefix(reason) for part in parts))
        reason, hint = parts[0].reason, parts[0].hint
        if len(missing) > 1:
            more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
            reason = f"{how}{', '.join(missing[:NAMED])}{more}"
            if len({part.hint for part in parts}) > 1:
                hint = "dharma-tui scan --print-policy prints all that who scans must be allowed"
    return Trouble(status, reason, hint, tuple(parts))


def told(trouble: Trouble, of: int) -> str:
    """Why, for how many of so many parts."""
    return f"{len(trouble.parts):,} of {counted(of, 'part')} {trouble.status.value}: {trouble.reason}"
