"""Values that are named to be left out: "everything except prod", "not in uat", "besides azure", "web-7, sorry, web-8"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.nlp.entities.exceptions import exceptions
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token

_BEFORE = (
    ("except",),
    ("except", "those", "what"),
    ("except", "those", "which"),
    ("excepting",),
    ("except", "for"),
    ("excluding",),
    ("exclude",),
    ("apart", "from"),
    ("aside", "from"),
    ("other", "than"),
    ("besides",),
    ("beside",),
    ("but", "not"),
    ("and", "not"),
    ("not",),
    ("not", "in"),
    ("without",),
    ("outside",),
    ("outside", "of"),
    ("minus",),
    ("ignoring",),
    ("ignore",),
    ("skip",),
    ("skipping",),
    ("leaving", "out"),
    ("leave", "out"),
    ("omit",),
    ("omitting",),
    ("rather", "than"),
    ("instead", "of"),
    ("never",),
    ("everything", "but"),
    ("all", "but"),
    ("anything", "but"),
    ("everywhere", "but"),
    ("anywhere", "but"),
    ("anyone", "but"),
    ("region", "but"),
    ("one", "but"),
    ("isn't",),
    ("aren't",),
    ("don't", "touch"),
    ("do", "not", "touch"),
    ("don't", "include"),
    ("but", "keep"),
    ("and", "keep"),
    ("neither", "in"),
    ("neither",),
    ("nor", "in"),
    ("non",),
)
_BEGUN = {first: tuple(phrase for phrase in _BEFORE if phrase[0] == first) for first, *_ in _BEFORE}
_BEFORE_SCOPES = (("less",), ("less", "than"), ("less", "of"), ("fewer",), ("fewer", "than"), ("minus",))
"""Languages that have one word for "less" and "except" leave out what is counted by none: "todo menos azure"."""
_AFTER = (
    *(("excluded",), ("aside",), ("apart",), ("not", "included"), ("left", "out")),
    *(("don't", "touch"), ("not", "touch"), ("untouched",), ("out", "of", "it"), ("out", "of", "this")),
)
_BUT = frozenset({"but", "fewer"})
"""Behind "all" these leave something out: in Spanish "fewer" is a word for it."""
_JOINS = frozenset(
    {
        "a",
        "an",
        "and",
        "or",
        "nor",
        "&",
        ",",
        "/",
        "the",
        "in",
        "any",
        "from",
        "of",
        "on",
        "for",
        "either",
        "what",
        "about",
    }
    | {"those", "ones", "that", "which", "are", "is", "its", "their", "our", "my", "called", "named"}
)
_TWO = 2
_SMALL = (_JOINS - {"and", "or", ","}) | {"to", "at"}
_ALL = frozenset({"all", "every", "everything", "each", "any", "everywhere", "anywhere", "anything"})
_NO_EXCEPTION = frozenset(
    {"not", "don't", "only", "just", "keep", "leave", "also", "first", "then", "please", "with", "without"}
)
"""What "but" does not leave something out before."""
_CORRECTIONS = frozenset({"sorry", "mean", "wait", "no", "oops"})
_BETWEEN = frozenset({*_CORRECTIONS, "i", "actually", "rather", "or", ".", ",", "…", "-", "!", "the", "err"})
_SCOPES = frozenset({"environment", "provider", "region"})
"""Of these several are left out together, whichever they are."""
_SORTS = frozenset({"environment", "provider", "region", "resource_kind", "resource_name", "tag", "status"})


def marked(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """``mentions`` with the excluded ones marked: those that stand behind a word of exclusion, and what is joined to them."""
    told = list(mentions)
    for at, (place, things) in enumerate(pairwise(told)):
        words = tuple(token.plain for token in tokens[place.last : things.first])
        if place.sort in _SCOPES and things.sort == "resource_kind" and words == ("not", "in"):
            told[at] = replace(place, excluded=True)  # "フランクフルトにないサーバー"
    behind_places = {one.last + 2 for one in told if one.excluded}
    told_not = {at for one in mentions if one.sort in {"status", "count"} for at in range(one.first, one.last)}
    reach, of_scopes = _starts(tokens, told_not), _ends(tokens, _BEFORE_SCOPES)
    for at, (one, after) in enumerate(pairwise(mentions)):
        between = {token.plain for token in tokens[one.last : after.first]}
        if one.sort == after.sort == "resource_name" and between & _CORRECTIONS and between <= _BETWEEN:
            told[at] = replace(one, excluded=True)
    for at, one in enumerate(told):
        if one.sort not in _SORTS or one.first in behind_places:
            continue
        if (
            _reached(tokens, one.first, reach | of_scopes if one.sort in _SCOPES else reach)
            or _followed(tokens, one.last)
            or (
                at
                and told[at - 1].excluded
                and (told[at - 1].sort == one.sort or {told[at - 1].sort, one.sort} <= _SCOPES)
                and _joined(tokens, told[at - 1].last, one.first)
            )
        ):
            told[at] = replace(one, excluded=True)
    for at in range(len(told) - 2, -1, -1):  # "prod and azure excluded", in languages that put it behind
        one, after = told[at], told[at + 1]
        if (
            _followed(tokens, after.last)
            and {one.sort, after.sort} <= _SCOPES
            and _joined(tokens, one.last, after.first)
            and not {",", "、", "،"} & {token.plain for token in tokens[one.last : after.first - 1]}
        ):
            told[at] = replace(one, excluded=True)
    told = _one_instead(tokens, told)
    within = {at for scope in exceptions(tokens, told) for at in range(scope.first, scope.last)}
    return [replace(one, excluded=True, with_others=True) if one.first in within else one for one in told]


def _one_instead(tokens: Sequence[Token], mentions: list[Mention]) -> list[Mention]:
    """ "not web-7, it is web-8": of names that are all left out, the last is meant where the first is but denied."""
    names = [at for at, one in enumerate(mentions) if one.sort == "resource_name"]
    if len(names) != _TWO or not all(mentions[at].excluded for at in names):
        return mentions
    first, last = (mentions[at] for at in names)
    is_denied = [token.plain for token in tokens[: first.first] if token.plain not in _SMALL] == ["not"]
    if is_denied and {",", "،", "、"} & {token.plain for token in tokens[first.last : last.first]}:
        mentions[names[1]] = replace(last, excluded=False)
    return mentions


def _starts(tokens: Sequence[Token], taken: Collection[int]) -> frozenset[int]:
    """Places right behind a word of exclusion, but for those of ``taken``."""
    words = [token.plain for token in tokens]
    excepting = frozenset(
        at + 1
        for at, word in enumerate(words)
        if word in _BUT and _ALL & set(words[max(0, at - 5) : at]) and not _NO_EXCEPTION & set(words[at + 1 : at + 2])
    )
    return excepting | frozenset(
        at + len(phrase)
        for at, word in enumerate(words)
        for phrase in (_BEGUN.get(word, ()) if at not in taken else ())
        if tuple(words[at : at + len(phrase)]) == phrase
    )


def _ends(tokens: Sequence[Token], phrases: Sequence[tuple[str, ...]]) -> frozenset[int]:
    """Places right behind one of the phrases."""
    words = [token.plain for token in tokens]
    return frozenset(
        at + len(phrase)
        for at in range(len(words))
        for phrase in phrases
        if tuple(words[at : at + len(phrase)]) == phrase
    )


def _reached(tokens: Sequence[Token], first: int, reach: frozenset[int]) -> bool:
    """Whether nothing but small words stands between a word of exclusion and ``first``."""
    at = first
    while at >= 0:
        if at in reach:
            return True
        at -= 1
        if at < 0 or tokens[at].plain not in _SMALL:
            return False
    return False


def _followed(tokens: Sequence[Token], last: int) -> bool:
    if last < len(tokens) and tokens[last].plain in {"ones", "those", "to", "with"}:
        last += 1
    words = tuple(token.plain for token in tokens[last : last + 3])
    if words[1:2] == ("from",):
        return False  # "in sandbox apart from volumes"
    if words[:1] == ("alone",):
        return bool({"leave", "leaving", "let"} & {token.plain for token in tokens[max(0, last - 4) : last]})
    return any(words[: len(phrase)] == phrase for phrase in _AFTER)


def _joined(tokens: Sequence[Token], start: int, end: int) -> bool:
    return 0 < end - start <= 3 and all(tokens[at].plain in _JOINS for at in range(start, end))
