"""States that are told by what something is not: "volumes that are not encrypted", "タグがないサーバー", "who has no tags"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token

_DENIED = {
    **dict.fromkeys(("encryption", "encrypted", "encrypts"), "unencrypted"),
    **dict.fromkeys(("tag", "tags", "tagged", "label", "labels", "labelled", "labeled"), "untagged"),
    **dict.fromkeys(("runs", "running", "started", "active", "alive"), "stopped"),
    **dict.fromkeys(("used", "uses"), "idle"),
    **dict.fromkeys(("healthy", "sane"), "unhealthy"),
    **dict.fromkeys(("stable", "steady", "stabilized", "stabilised"), "unstable"),
    **dict.fromkeys(("responding", "responds", "answers", "reachable", "accessible"), "down"),
    **dict.fromkeys(("attached", "mounted"), "unattached"),
    **dict.fromkeys(("valid",), "expired"),
    **dict.fromkeys(("private",), "public"),
}
"""What a word is the state of where it is denied."""
_NOT = frozenset({"not", "no", "none", "isn't", "aren't", "lacks", "lack", "lacking", "missing", "never"})
_BEFORE = _NOT | {"without"}
_SMALL = frozenset({"is", "are", "was", "were", "be", "been", "has", "have", "are there", "any", "a", "of", "with"})
_SWITCHED_OFF = frozenset({"off", "disabled", "stopped"})
_OFF = frozenset({"unencrypted"})
"""States of what is there but switched off."""
_WIDTH = 3
_JOINTS = frozenset({"is", "are", "was", "the", "it", "what", "which", "show", "list", "count", "how"})
"""Behind a denial that stands last, beside what it is said of."""


def found(tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
    """States told by a denial, where nothing else was read."""
    return [told for at in range(len(tokens)) if (told := _denied(tokens, at, taken)) is not None]


def _denied(tokens: Sequence[Token], at: int, taken: Sequence[Mention]) -> Mention | None:
    state = _DENIED.get(tokens[at].plain, "") if tokens[at].sort == "word" else ""
    if not state or any(one.covers(at) for one in taken):
        return None
    before = next(_beside(tokens, range(at - 1, max(-1, at - 2 - _WIDTH), -1)), None)
    if before is not None and tokens[before].plain in _BEFORE and _is_told(tokens, before, state):
        return Mention("status", state, before, at + 1)
    behind = next(_beside(tokens, range(at + 1, min(len(tokens), at + 2 + _WIDTH))), None)
    if behind is None or not _ends(tokens, behind + 1):
        return None
    is_denied = tokens[behind].plain in _NOT
    if is_denied or (state in _OFF and tokens[behind].plain in _SWITCHED_OFF):
        return Mention("status", state, at, behind + 1)
    return None


def _beside(tokens: Sequence[Token], places: range) -> Iterator[int]:
    """The places of the words that are not small, the next first."""
    return (at for at in places if tokens[at].plain not in _SMALL)


def _is_told(tokens: Sequence[Token], at: int, state: str) -> bool:
    """Whether a denial before a word is no order to leave something as it is."""
    return tokens[at].plain != "not" or state == "unencrypted" or (at > 0 and tokens[at - 1].sort != "mark")


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing stands there, or what a denial is said of, or its verb."""
    if at >= len(tokens) or tokens[at].sort == "mark":
        return True
    return tokens[at].plain in _JOINTS or (tokens[at].plain,) in terms.listed("resource_kind")
