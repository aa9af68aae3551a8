"""Words that point back where nothing was shown: no change is planned by them, and no question is widened to everything."""

from __future__ import annotations

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.following import MANY, OF_ROWS, POINTING, ordinals
from dharma_tui.nlp.reading import Reading
from dharma_tui.nlp.tools._base import Asked
from dharma_tui.nlp.wholeness import is_relative

_OF_MANY = frozenset({*OF_ROWS, "list_deployments", "list_infrastructure", "optimize_cost", "show_changes"})
"""Questions of all there is, where nothing narrows them."""
_GOING_ON = frozenset({"and", "or", "then", "what", "how", "about", "ok", "now"})
"""Words before "those in prod", where that is asked for as something else was before."""
_OF_A_ROW = frozenset({"one", "last", "same", "again"})
_OTHERS_TOO = MANY | {"others", "rest", "ones"}


def points_at_nothing(asked: Asked, reading: Reading, *, is_sought: bool) -> bool:
    """Whether rows are meant, where none were shown: a change is of no more than was answered, a question of no others.

    "and those in prod?" asks once more, of what was asked for. ``is_sought``: a list was asked for, and was empty.
    """
    words = [token.plain for token in reading.tokens]
    places = [at for at in range(len(words)) if reading.at(at) is None and not is_relative(reading, at)]
    said = {words[at] for at in places}
    is_carried = asked.is_carried and not asked.kinds
    if asked.frame.intent in CHANGES:
        is_named = "resource_name" in asked.said or (asked.frame.values("resource_name") and not is_sought)
        if is_named or asked.frame.intent == "create_infrastructure":
            return False
        return bool(said & (POINTING | _OF_A_ROW if is_carried else _OTHERS_TOO)) or (
            is_carried and bool(ordinals(words))
        )
    if asked.frame.intent not in _OF_MANY or not is_carried or asked.frame.values("resource_name") or not said & MANY:
        return False
    is_again = asked.frame.intent == "list_deployments" or bool(asked.frame.values("resource_kind"))
    before = words[: min(at for at in places if words[at] in MANY)]
    return not (is_again and set(before) <= _GOING_ON)
