"""What is not up in all its copies: "not fully ready", "fewer ready than desired", "missing replicas"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.kinds import KindSpec
from dharma_tui.nlp.columns import shared
from dharma_tui.nlp.query import Condition
from dharma_tui.nlp.tools._base import Asked

_UNREADY = re.compile(
    r"\b(?:not|no|never|aren't|isn't|without)(?: \w+){0,4}? ready\b|\bready not\b|\b(?:unready|nonready|notready)\b"
    r"|\b(?:fewer|less) ready(?: \w+)? than\b|\bready (?:\w+ )?(?:[a-z]+ )?(?:<|below|under|less than|fewer than)"
    r" (?:the )?(?:desired|wanted)\b|\bmissing (?:replicas|copies|pods)\b|\bpartially ready\b"
)


def is_unready(words: Sequence[str]) -> str:
    """What says that something is not ready; empty: nothing does."""
    found = _UNREADY.search(" ".join(words))
    return found[0] if found else ""


def unready(asked: Asked, specs: Sequence[KindSpec]) -> Condition | None:
    """The condition of what is not ready, by the status of workloads and by the state of other things; None: it was not said."""
    if asked.frame.intent in CHANGES or not is_unready(asked.words):
        return None
    columns = {column.name for column in shared(specs)}
    if asked.frame.intent == "list_deployments" or {"desired", "status"} <= columns:
        return Condition("!status=healthy", "not fully ready")
    return Condition("!state=running !state=unknown", "not ready") if specs else None
