"""What was found in an account and region, as a view of the inventory."""

from __future__ import annotations

from dharma_tui.core.filter import All, Op, Term, Value, format_filter
from dharma_tui.core.types import Scope
from dharma_tui.core.view import View


def place_view(scope: Scope, kind: str = "") -> View:
    """Resources of ``kind``, or of the whole provider, in this account and region; a kind without regions is of none."""
    named = ("account", scope.account), ("region", scope.region)
    terms = tuple(
        Term(field, Op.IS, (Value(text),)) for field, text in named if text or (field == "region" and not kind)
    )
    return View(kinds=(kind or scope.provider,), filter=format_filter(All(terms)))
