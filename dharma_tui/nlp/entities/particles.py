"""Small words that tell a state or belong to a verb: "web-7 is down", "scale it down"."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_PARTICLES = frozenset({"up", "down", "off", "live", "out", "on", "active", "shutdown", "full", "stuck", "sick"})
_WORKLOADS = frozenset({"deployment", "deployments", "rollout", "rollouts", "service", "services", "release", "deploy"})
_SMALL = frozenset({"the", "of", "our", "a", "is"})
_FALLEN = frozenset({"die", "died", "dies", "fall", "fell", "keel", "keeled"})
"""What went down once, where it is asked why."""
_AHEAD = frozenset({"will", "would", "might", "may", "if", "could"})
_GONE = frozenset({"went", "gone"})
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
    if tokens[one.first].plain in {"stuck", "down"} and _beside_a_thing(one, tokens):
        return True
    if before and before[-1] in _GONE:
        return one.value == "down"
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


def _beside_a_thing(one: Mention, tokens: Sequence[Token]) -> bool:
    """Whether what can be stuck or down stands beside it: a workload, or things of a kind without an article."""
    behind = [token.plain for token in tokens[one.last : one.last + 3]]
    if {"to", "on", "at"} & set(behind):  # "what hangs on it"
        return False
    beside = [tokens[at].plain for at in (one.first - 1, one.last) if 0 <= at < len(tokens)]
    is_kind = any((word,) in terms.listed("resource_kind") for word in beside)
    if tokens[one.first].plain == "down":
        return is_kind and PHRASAL.isdisjoint(token.plain for token in tokens)
    return is_kind or next((word in _WORKLOADS for word in behind if word not in _SMALL), False)
