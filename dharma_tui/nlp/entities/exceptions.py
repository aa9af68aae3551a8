"""How far an exception goes: "except those with 4 vcpus", "4 vcpus 以外のサーバー", "not older than 30 days"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dharma_tui.nlp.mentions import OWN_KIND, Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_OPENING = (
    *(
        ("except", "for"),
        ("except",),
        ("excepting",),
        ("excluding",),
        ("exclude",),
        ("apart", "from"),
        ("aside", "from"),
    ),
    *(("other", "than"), ("besides",), ("beside",), ("but", "not"), ("minus",), ("leaving", "out")),
)
"""What opens an exception, whatever follows."""
_OPENING_OF_THINGS = (
    *(("without",), ("outside",), ("not",), ("skip",), ("skipping",), ("omit",), ("omitting",), ("ignoring",)),
    *(("ignore",), ("leave", "out"), ("spare",)),
)
"""What does so before things that are pointed at: "skip the first one", "without those in prod"."""
_NOT = frozenset({"not", "without", "never", "don't", "doesn't", "aren't", "isn't", "haven't", "hasn't", "weren't"})
_BUT, _ALL = "but", frozenset({"all", "every", "everything", "any", "anything", "everywhere", "each"})
_BEHIND_ALL = 5
"""Words between "all" and "but" at most: "all stopped servers in dublin but the first"."""
_NO_EXCEPTION = frozenset(
    {"not", "don't", "only", "just", "keep", "leave", "also", "then", "please", "with", "without", "in", "what", "how"}
)
_CLOSING = (("excluded",), ("left", "out"), ("not", "included"))
"""What stands behind what is left out, as languages have it that put it last."""
_ENDING = frozenset({"per", "sorted", "ordered", "grouped", "sort", "order", "group", "please", "then"})
_DONE_BY = frozenset({"owned", "managed", "run", "kept", "maintained", "used", "made", "created", "backed"})
_BEING = frozenset({"are", "is", "were", "was", "can", "should", "must", "may", "will"})
_RELATIVE = frozenset({"that", "which", "who", "whose", "what", "where", "when"})
_STOPS = frozenset(".;?!。؟！？")
_COMMAS = frozenset(",、，،:")
ORDINALS = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last", "one"}
)
SMALL = words_of("exceptions.small")
"""Words of an exception that say nothing of what is left out."""
_HAVING = words_of("exceptions.having")
"""What stands between "not" and what things do not have: "do not have 4 vcpus"."""
_AGES = frozenset(
    {"older", "newer", "younger", "created", "launched", "started", "made", "born", "expiring", "expire", "expires"}
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Tokens ``first`` to ``last`` (not included) say what is left out; ``begin`` to ``end`` are they and the words that say so."""

    begin: int
    first: int
    last: int
    end: int
    is_open: bool = False
    """It is not plain how far it goes."""


def exceptions(tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[Scope, ...]:
    """What is left out of ``tokens`` by more than a plain value. ``mentions`` have those marked that are left out plainly."""
    told = [one for one in _said(tokens, mentions) if is_told_apart(tokens, mentions, one)]
    return _beside_each_other((*told, *_denied(tokens, mentions)))


def kept(tokens: Sequence[Token], mentions: Sequence[Mention]) -> tuple[tuple[Token, ...], tuple[Mention, ...]]:
    """What is left of a request without all that it leaves out, plainly or not."""
    scopes = _beside_each_other((*_said(tokens, mentions), *_denied(tokens, mentions)))
    return without(tokens, mentions, scopes)


def without(
    tokens: Sequence[Token], mentions: Sequence[Mention], scopes: Sequence[Scope]
) -> tuple[tuple[Token, ...], tuple[Mention, ...]]:
    """Tokens and mentions that are not in ``scopes``."""
    taken = {at for one in scopes for at in range(one.begin, one.end)}
    left = [at for at in range(len(tokens)) if at not in taken]
    place = {at: new for new, at in enumerate(left)}
    there = (one for one in mentions if one.last > one.first and one.first in place and one.last - 1 in place)
    told = tuple(replace(one, first=place[one.first], last=place[one.last - 1] + 1) for one in there)
    return tuple(tokens[at] for at in left), told


def _said(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Scope]:
    return [*_opened(tokens, mentions), *_closed(tokens, mentions)]


def _beside_each_other(scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    """``scopes`` in their order, none of which lies in one before it."""
    taken: set[int] = set()
    found = []
    for one in sorted(scopes, key=lambda each: (each.begin, -each.end)):
        if taken.isdisjoint(range(one.begin, one.end)):
            taken.update(range(one.begin, one.end))
            found.append(one)
    return tuple(found)


def is_told_apart(tokens: Sequence[Token], mentions: Sequence[Mention], one: Scope) -> bool:
    """Whether something in it is no plain value that is marked: a number, a time, a column, a row, a name of nothing."""
    within = [each for each in mentions if one.first <= each.first < one.last]
    if any(each.with_others or (not each.excluded and each.sort != "resource_kind") for each in within):
        return True
    if any(each.sort == "resource_name" and not is_called(tokens, each.first, one.first) for each in within):
        return True
    return bool(left_over(tokens, within, one.first, one.last))


def left_over(tokens: Sequence[Token], mentions: Sequence[Mention], first: int, last: int) -> list[int]:
    """Places of words there that are no entity and not small."""
    covered = {at for each in mentions for at in range(each.first, each.last)}
    return [
        at
        for at in range(first, last)
        if at not in covered and tokens[at].sort != "mark" and tokens[at].plain not in SMALL
    ]


def is_called(tokens: Sequence[Token], at: int, first: int = 0) -> bool:
    """Whether a name there is that of something, and neither that of an owner nor a part of names: "of payments", "checkout*"."""
    token, behind = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    is_part = behind is not None and behind.plain == "*" and behind.start == token.end
    is_owner = at > first and tokens[at - 1].plain in {"of", "by", "team"}
    return token.sort == "name" and not token.mended and not is_part and not is_owner


def _opened(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Scope]:
    words = [token.plain for token in tokens]
    told, at = [], 0
    while at < len(words):
        first = _behind_opening(words, at)
        if first < 0 or any(one.covers(at) and one.sort != "status" for one in mentions):
            at += 1
            continue
        is_first = not any(one.last <= at for one in mentions)
        last, is_open = _end(words, mentions, first, is_first=is_first)
        end = last + 1 if last < len(words) and (words[last],) in _CLOSING else last
        told += _one_by_one(words, Scope(at, first, last, end, is_open))
        at = max(end, at + 1)
    return told


def _one_by_one(words: Sequence[str], scope: Scope) -> list[Scope]:
    """Several things that are left out: "those with 4 vcpus and those in prod"."""
    parts = [
        at
        for at in range(scope.first + 1, scope.last - 1)
        if words[at] in {"and", "or", "nor"} and {"those", "ones"} & {*words[at + 1 : at + 3]}
    ]
    begins = (scope.begin, *parts)
    ends = (*parts, scope.end)
    return [
        replace(
            scope,
            begin=begin,
            first=scope.first if begin == scope.begin else begin + 1,
            last=scope.last if end == scope.end else end,
            end=end,
        )
        for begin, end in zip(begins, ends, strict=True)
    ]


def _behind_opening(words: Sequence[str], at: int) -> int:
    """Where what is left out begins, if an exception is opened there; else -1."""
    for phrase in _OPENING:
        if tuple(words[at : at + len(phrase)]) == phrase:
            return at + len(phrase)
    if words[at] == _BUT and _ALL & set(words[max(0, at - _BEHIND_ALL) : at]):
        return -1 if _NO_EXCEPTION & {*words[at + 1 : at + 2]} else at + 1
    for phrase in _OPENING_OF_THINGS:
        first = at + len(phrase)
        if tuple(words[at:first]) == phrase and _are_things(words, first, is_denied=phrase == ("not",)):
            return first
    return -1


def _are_things(words: Sequence[str], at: int, *, is_denied: bool) -> bool:
    """Whether things are pointed at there: "the first one", "those", "the ones"; behind "not" alone by their place."""
    behind = [word for word in words[at : at + 2] if word != "the"][:1]
    return bool(behind) and (behind[0] in ORDINALS - {"one"} or (not is_denied and behind[0] in {"those", "ones"}))


def _end(words: Sequence[str], mentions: Sequence[Mention], first: int, *, is_first: bool) -> tuple[int, bool]:
    """Where an exception ends, and whether that is not plain."""
    is_open, covered = False, {at: one for one in mentions for at in range(one.first, one.last)}
    for at in range(first, len(words)):
        word, before = words[at], words[at - 1]
        if word in _STOPS or word in _ENDING or (word,) in _CLOSING or (word == ":" and at > first):
            return _trimmed(words, first, at), is_open
        if word == "by" and before not in _DONE_BY:
            return _trimmed(words, first, at), is_open
        if word in {"in", "for", "of"} and {*words[at + 1 : at + 2]} & {"each", "every"}:
            return _trimmed(words, first, at), is_open
        if word == "of" and at > first and before in ORDINALS and not _has_more(words, first, at):
            return at, is_open
        if word in _BEING and at - 1 >= first and before not in SMALL and not _RELATIVE & {*words[first:at]}:
            return at, is_open  # "those in tokyo are stopped"
        if word in _COMMAS and at > first:
            if is_first or (_is_plain(words, covered, first, at) and not _goes_on(words, covered, at + 1)):
                return at, is_open
            behind = [each for each in words[at + 1 :] if each not in SMALL]
            is_open = is_open or bool(behind and behind[0] not in _ENDING)
    return _trimmed(words, first, len(words)), is_open


def _is_plain(words: Sequence[str], covered: Mapping[int, Mention], first: int, last: int) -> bool:
    """Whether nothing but values that are left out stand there."""
    return all(
        covered[at].excluded > covered[at].with_others if at in covered else words[at] in SMALL
        for at in range(first, last)
    )


def _goes_on(words: Sequence[str], covered: Mapping[int, Mention], at: int) -> bool:
    """Whether more that is left out follows: "except prod, staging and those with 4 vcpus"."""
    while at < len(words) and words[at] in {"and", "or", "nor", "the"}:
        at += 1
    return at < len(words) and (
        words[at] in {"those", "ones"} or (at in covered and covered[at].excluded > covered[at].with_others)
    )


def _has_more(words: Sequence[str], first: int, at: int) -> bool:
    """Whether more than an ordinal stands between ``first`` and ``at``."""
    return bool(set(words[first : at - 1]) - {"the"})


def _trimmed(words: Sequence[str], first: int, last: int) -> int:
    while last > first and words[last - 1] in _COMMAS:
        last -= 1
    return last


def _closed(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Scope]:
    words = [token.plain for token in tokens]
    told = []
    for at in range(1, len(words)):
        phrase = next((one for one in _CLOSING if tuple(words[at : at + len(one)]) == one), ())
        if not phrase:
            continue
        end, kinds = at + len(phrase), [one for one in mentions if one.sort in {"resource_kind", OWN_KIND}]
        marks = [place + 1 for place in range(at) if words[place] in _STOPS | _COMMAS]
        start = marks[-1] if marks and set(words[marks[-1] : at]) - SMALL else 0
        before = [one.last for one in kinds if start < one.last < at]
        after = any(one.first >= end for one in kinds)
        is_open = False
        if before and not after:
            start = before[-1]
        elif after:
            sorts = {one.sort for one in mentions if start <= one.first < at} - {"resource_kind", OWN_KIND}
            is_open = len(sorts) > 1
        if start < at:
            told.append(Scope(start, start, at, end, is_open))
    return told


def _denied(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Scope]:
    """ "without 4 vcpus", "do not have 4 vcpus", "not older than 30 days": numbers and ages that are denied."""
    words = [token.plain for token in tokens]
    told = []
    for one in mentions:
        if (
            one.sort not in {"count", "time_range"}
            or one.excluded > one.with_others
            or _NOT & {*words[one.first : one.last]}
        ):
            continue
        at = one.first - 1
        is_age = one.sort == "time_range"
        between = _HAVING | (_AGES if is_age else frozenset())
        while at >= 0 and words[at] in between:
            at -= 1
        said = {*words[max(at, 0) + 1 : one.last]}
        if not is_age and one.value.isdecimal() and at == one.first - 1 and not _follows(tokens, mentions, one.last):
            continue  # "not 6" is a correction
        if at < 0 or words[at] not in _NOT or (is_age and not said & _AGES):
            continue
        last = one.last + (not is_age and _follows(tokens, mentions, one.last))
        told.append(Scope(at, at + 1, last, last))
    return told


def _follows(tokens: Sequence[Token], mentions: Sequence[Mention], at: int) -> bool:
    """Whether a word stands there that says what was counted."""
    is_word = at < len(tokens) and tokens[at].sort == "word" and tokens[at].plain not in SMALL
    return is_word and not any(one.covers(at) for one in mentions)
