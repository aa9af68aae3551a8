"""Small words that tell a state or belong to a verb: "web-7 is down", "scale it down"."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_PARTICLES = frozenset({"up", "down", "off", "live", "out", "on", "active", "shutdown", "full", "stuck", "sick"})
_WORKLOADS = frozenset({"deployment", "deployments", "rollout", "rollouts", "service", "services", "release", "pods"})
_FALLEN = frozenset({"die", "died", "dies", "fall", "fell", "keel", "keeled"})
"""What went down once, where it is asked why."""
_AHEAD = frozenset({"will", "would", "might", "may", "if", "could"})
_BARE = 3
"""Words before a state that is asked for by itself: "checkout live yet?"."""
PHRASAL = words_of("entities.particles.phrasal")
BE = words_of("entities.particles.be")


def tells_a_state(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether a status tells a state; "up", "down" and "off" may be part of a verb."""
    if tokens[one.first].plain in _FALLEN:
        said = {token.plain for token in tokens}
        return "why" in said and said.isdisjoint(_AHEAD)
    if one.last - one.first > 1 or tokens[one.first].plain not in _PARTICLES:
        return True
    before = [token.plain for token in tokens[max(0, one.first - 5) : one.first]]
    if before[-1:] == ["why"] and one.value == "down":
        return True
    if tokens[one.first].plain == "stuck" and one.last < len(tokens) and tokens[one.last].plain in _WORKLOADS:
        return True
    if before and before[-1] in PHRASAL:
        return before[-1] in {"go", "goes", "keeps"} and one.value == "down"
    if before and before[-1] in {"all", "everything"} and PHRASAL & set(before):  # "tear it all down"
        return False
    if before and before[-1] in {"went", "go", "goes", "gone"} and tokens[one.first].plain == "live":
        return False
    if before and before[-1] in BE:
        return True
    if one.last < len(tokens) and tokens[one.last].plain in {"yet", "again", "?"} and len(before) < _BARE:
        return True
    if any(word in PHRASAL for word in before):
        return False
    return (
        not before
        or any(word in BE for word in before)
        or one.last >= len(tokens) - 1
        or before[-1] in {"the", "all", "which", "any"}
    )
