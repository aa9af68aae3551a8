"""Explicit quantities: numbers, thresholds, changes, top N."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.entities import terms
from dharma_tui.nlp.mentions import Mention
from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.word_lists import words_of

_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
)
_MORE = ("sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {
    **{word: str(value) for value, word in enumerate((*_ONES, *_MORE))},
    **{word: str(10 * value) for value, word in enumerate(_TENS, 2)},
    **{
        f"{ten}-{one}": str(10 * value + digit)
        for value, ten in enumerate(_TENS, 2)
        for digit, one in enumerate(_ONES[1:10], 1)
    },
    "dozen": "12",
    "hundred": "100",
    "thousand": "1000",
}
_UNITS = words_of("entities.counts.units")
_SAME = {
    "percent": "%",
    "g": "gb",
    "t": "tb",
    "go": "gb",
    "гб": "gb",
    "тб": "tb",
    "мб": "mb",
    "gigs": "gb",
    "gig": "gb",
    "gigabytes": "gb",
    "gib": "gb",
    "tib": "tb",
    "terabytes": "tb",
    "mib": "mb",
    "core": "cores",
    "secs": "s",
    "sec": "s",
    "seconds": "s",
    "milliseconds": "ms",
    "msec": "ms",
    "megabytes": "mb",
    "kilobytes": "kb",
    "megs": "mb",
    "meg": "mb",
}
_COMPARE = (
    (("greater", "than", "or", "equal", "to"), ">="),
    (("at", "least"), ">="),
    (("a", "minimum", "of"), ">="),
    (("minimum",), ">="),
    (("a", "maximum", "of"), "<="),
    (("maximum",), "<="),
    (("or", "more"), ">="),
    (("at", "most"), "<="),
    (("up", "to"), "<="),
    (("until",), "<="),
    (("more", "than"), ">"),
    (("greater", "than"), ">"),
    (("higher", "than"), ">"),
    (("bigger", "than"), ">"),
    (("larger", "than"), ">"),
    (("older", "than"), ">"),
    (("more", "of"), ">"),
    (("over",), ">"),
    (("above",), ">"),
    (("exceeding",), ">"),
    (("exceed",), ">"),
    (("exceeded",), ">"),
    (("exceeds",), ">"),
    (("beyond",), ">"),
    (("less", "than"), "<"),
    (("fewer", "than"), "<"),
    (("lower", "than"), "<"),
    (("smaller", "than"), "<"),
    (("under",), "<"),
    (("below",), "<"),
)
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_DENIED = frozenset({"not", "no", "never", "don't", "doesn't", "isn't", "aren't", "without"})
_BETWEEN_DENIED = frozenset({"have", "has", "having", "be", "is", "are", "any", "with", "a", "size", "of", "which"})
"""What may stand between a denial and the comparison: "that do not have more than 4 vcpus"."""
_SUPERLATIVES = {
    **dict.fromkeys(("biggest", "largest", "greatest", "highest", "oldest", "longest"), ">"),
    **dict.fromkeys(("smallest", "lowest", "youngest", "newest", "shortest", "fewest", "least"), "<"),
}
"""What languages without an ending for it have as comparisons, too: "más grandes que 100 gb"."""
_OR_SO = {
    **dict.fromkeys(("more", "above", "higher", "larger", "bigger", "greater", "over", "up", "upwards"), ">="),
    **dict.fromkeys(("less", "fewer", "below", "lower", "smaller", "under"), "<="),
}
"""What stands behind a number: "100 gb or smaller", "4 and above"."""
_THAN = frozenset({"which", "what", "as", "than"})
_NUMBER = lazy_pattern(r"(?P<sign>[<>]=?|≥|≤|\+|-|[x×])?(?P<value>\d+(?:[.,]\d+)*)(?P<unit>%|[a-z]{1,8})?")
_ENDS = lazy_pattern(r"\d+(?:\.\d+)?[a-z]{0,4}[-~–](?P<high>\d+(?:\.\d+)?)(?P<unit>[a-z]{1,5}|%)?")
_GROW = frozenset({"more", "additional", "extra", "another"})
_SHRINK = frozenset({"fewer", "less"})
_UP = frozenset({"add", "increase", "up", "bump", "grow", "raise"})
_DOWN = frozenset({"remove", "reduce", "decrease", "drop", "cut", "lower", "shrink"})
_COPIES = frozenset({"replica", "replicas", "copy", "copies", "pod", "pods", "worker", "workers"})
_SET = lazy_pattern(r"(?:replicas?|count|copies|pods|nodes|workers|instances|desired|capacity|size)=(?P<value>\d+)")
_FOLDS = {"double": "x2", "triple": "x3", "treble": "x3", "quadruple": "x4", "quintuple": "x5", "tenfold": "x10"}
_FEWER = frozenset({"cheaper", "shorter", "lighter", "younger", "slower", "newer", "fewer", "lesser"})
_VERSIONED = words_of("entities.counts.versioned")
"""Products, behind whose names stand versions."""
_NOT_COUNTED = words_of("entities.counts.not_counted")


_GUARDS = frozenset({"network.security_group", "network.firewall"})
"""What has ports that are told by their number alone: "close 3389"."""
_PORTS = range(20, 65536)
_MOST = frozenset({*_SUPERLATIVES, "most", "latest"})
"""Behind a number these say which of several are meant: "25 newest security groups"."""
_COUNTED = frozenset(
    {"node", "nodes", "disk", "disks", "volume", "volumes", "instance", "instances", "server", "servers"}
)
_ELIDED = frozenset({"'", "’", "l", "dell", "all", "dall", "sull"})
"""What is left of an Italian article before a number: "sopra l'80%"."""
_BETWEEN = 4
"""Words at most between a comparison and its number."""


@cache
def _measured() -> frozenset[str]:
    """Words of what is measured, and small ones beside them."""
    return frozenset({word for phrase in terms.listed("metric") for word in phrase} | {"in", "it", "the", "of", "its"})


def found(tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
    """Quantities where nothing else was read."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        told = None if any(one.covers(at) for one in taken) else _quantity(tokens, at)
        if told is not None and not _is_port(tokens, told, taken):
            mentions.append(told)
        at = told.last if told else at + 1
    return mentions


def _is_port(tokens: Sequence[Token], told: Mention, taken: Sequence[Mention]) -> bool:
    """Whether a bare number is that of a port: "close 3389 on the security group"; "25 (newest) security groups" counts."""
    if not told.value.isdigit() or int(told.value) not in _PORTS:
        return False
    if not _MOST.isdisjoint(_word(tokens, at) for at in (told.last, told.last + 1)):
        return False
    guards = [one for one in taken if one.value in _GUARDS]
    behind = {told.last, *(one.last for one in taken if one.first == told.last)}  # "25 unused security groups"
    return bool(guards) and all(one.first not in behind for one in guards)


def in_units(word: str) -> str:
    """The unit that a word is, as it is written in a quantity; empty: it is none."""
    return _SAME.get(word, word) if word in _UNITS or word in _SAME else ""


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].plain if 0 <= at < len(tokens) else ""


def _quantity(tokens: Sequence[Token], at: int) -> Mention | None:
    word = tokens[at].plain
    if word == "half" and (_word(tokens, at + 1), _word(tokens, at + 2)) == ("a", "dozen"):
        return Mention("count", "6", at, at + 3)
    if tokens[at].sort == "tag" and (told := _SET.fullmatch(word)):
        return Mention("count", told["value"], at, at + 1)
    if tokens[at].sort == "word":
        if word in _FOLDS:
            return Mention("count", _FOLDS[word], at, at + 1)
        if word == "single" and _word(tokens, at + 1) in _COPIES | {"instance", "node", "task", "container"}:
            return Mention("count", "1", at, at + 1)
        if word == "twice" and _word(tokens, at + 1) in {"the", "as"}:
            return Mention("count", "x2", at, at + 1)
        if word == "halve" or (
            word == "half" and _word(tokens, at + 1) not in {"an", "hour", "day", "finished", "done", "past"}
        ):
            return Mention("count", "/2", at, at + 1)
        if word in {"couple", "pair"} and _word(tokens, at - 1) in {"a", "another"}:
            last = at + 1 + (_word(tokens, at + 1) == "of")
            sign, first, _ = _changed(tokens, at - 1, last)
            return Mention("count", f"{sign}2", first, last)
        if word in {"divide", "divided"} and _word(tokens, at + 1) == "by" and at + 2 < len(tokens):
            value = NUMBERS.get(_word(tokens, at + 2), _word(tokens, at + 2))
            return Mention("count", f"/{value}", at, at + 3) if value.isdigit() else None
    if tokens[at].sort == "identifier" and (ends := _ENDS.fullmatch(word)) and _word(tokens, at - 1) != "to":
        unit = in_units(ends["unit"] or _word(tokens, at + 1))  # "100-200 gb"
        return Mention("count", f"{ends['high']}{unit}", at, at + 1 + (not ends["unit"])) if unit else None
    if word == "zero" and "out" in {_word(tokens, place) for place in range(at + 1, at + 4)}:
        return Mention("count", "0", at, at + 1)
    if word in {"zero", "none"} and (_word(tokens, at - 1) == "to" or _word(tokens, at + 1) in _COPIES):
        return Mention("count", "0", at, at + 1)
    value, unit, sign, last = _number(tokens, at)
    if value and not unit and _word(tokens, last) == "port":
        return None
    before = _word(tokens, at - 1)
    if sign == "-" and before == "top":  # "топ-5"
        sign = ""
    if not value or (before in _NOT_COUNTED and not (before == "node" and _after(tokens, last)[0])):
        return None
    if not unit and before in _VERSIONED and not _after(tokens, last)[0]:
        return None
    if _word(tokens, last) == "double":  # "2倍"
        return Mention("count", f"x{value}", at, last + 1)
    if _word(tokens, last) == "to" and last + 1 < len(tokens) and _number(tokens, last + 1)[0]:  # what it was before
        return None
    first = at
    if not sign:
        sign, first = _compared(tokens, at, unit)
    if not sign:
        sign, last = _after(tokens, last)
        if not sign and unit and _word(tokens, last) in _measured():  # "80% cpu ke upar"
            sign, end = _right_after(tokens, last + 1)
            last = end if sign else last
        if sign and not unit and _word(tokens, last) in _UNITS - {"s", "k"}:
            unit, last = _SAME.get(_word(tokens, last), _word(tokens, last)), last + 1
    if not sign:
        sign, first, last = _changed(tokens, first, last)
    return Mention("count", f"{sign}{value}{unit}", first, last)


def _number(tokens: Sequence[Token], at: int) -> tuple[str, str, str, int]:
    """Value, unit, sign, and where the number ends; an empty value: there is none."""
    token = tokens[at]
    if token.sort == "word" or token.plain in NUMBERS:
        value = NUMBERS.get(token.plain, "")
        joined = f"{token.plain}-{_word(tokens, at + 1)}"
        if joined in NUMBERS:
            value, at = NUMBERS[joined], at + 1
        if (
            token.plain in {"one", "zero"}
            and _word(tokens, at + 1) not in _UNITS | _COPIES | _GROW | _SHRINK | {"new", "fresh"}
            and (_word(tokens, at - 1) not in {"to", "by", "top"} or _word(tokens, at - 2) == "one")
        ):
            return "", "", "", at
        if value and _word(tokens, at + 1) == "hundred":
            value, at = str(int(value) * 100), at + 1
        elif value and _word(tokens, at + 1) == "thousand":
            value, at = str(int(value) * 1000), at + 1
        sign = unit = ""
    elif token.sort in {"number", "identifier"} and (told := _NUMBER.fullmatch(token.plain)):
        value, unit, sign = told["value"].replace(",", ""), told["unit"] or "", told["sign"] or ""
        following = _word(tokens, at + 1)
        if "." in value and not unit and not sign and following not in _UNITS:  # a version
            return "", "", "", at
        sign = {"≥": ">=", "≤": "<=", "×": "x"}.get(sign, sign)
        if unit and unit not in _UNITS | {"x"}:
            return "", "", "", at
        if unit == "x":
            sign, unit = "x", ""
    else:
        return "", "", "", at
    if value and not unit and _word(tokens, at + 1) in _UNITS - {"s", "k"}:
        unit, at = _word(tokens, at + 1), at + 1
    return value, _SAME.get(unit, unit), sign, at + 1


def _compared(tokens: Sequence[Token], at: int, unit: str) -> tuple[str, int]:
    """The comparison that stands before a number, and where it begins; denied it is the opposite: "not bigger than"."""
    place = at - (_word(tokens, at - 1) == "not" and _word(tokens, at - 2) == "than")
    sign, first = _plainly_compared(tokens, place, unit)
    if not sign:
        return "", at
    before = first - 1
    while before >= 0 and _word(tokens, before) in _BETWEEN_DENIED:
        before -= 1
    if _word(tokens, before) in _DENIED and (before == 0 or _word(tokens, before - 1) not in _DENIED):
        return _OPPOSITE[sign], before
    return (_OPPOSITE[sign] if place < at else sign), first


def _plainly_compared(tokens: Sequence[Token], at: int, unit: str) -> tuple[str, int]:
    while _word(tokens, at - 1) in _ELIDED:
        at -= 1
    joint, most = _word(tokens, at - 1), _SUPERLATIVES.get(_word(tokens, at - 2), "")
    if most and (joint in _THAN or (unit and joint in {"of", "a", "to"})):
        return most, at - 2
    if _word(tokens, at - 1) in {"the", "of", "a"} and _word(tokens, at - 2) != "more":
        at -= 1
    for words, sign in _COMPARE:
        start = at - len(words)
        if start >= 0 and tuple(_word(tokens, place) for place in range(start, at)) == words:
            return sign, start
    behind = at - 1  # in languages that put the verb first, what is measured stands between: "exceeds memory 80%"
    while behind >= 0 and at - behind <= _BETWEEN and _word(tokens, behind) in _measured():
        behind -= 1
    for words, sign in _COMPARE if behind < at - 1 else ():
        if tuple(_word(tokens, place) for place in range(behind + 1 - len(words), behind + 1)) == words:
            return sign, at
    if _word(tokens, at - 1) == "than" and _word(tokens, at - 2).endswith("er"):
        return "<" if _word(tokens, at - 2) in _FEWER else ">", at - 2
    if _word(tokens, at - 1) == "than" and _word(tokens, at - 3) in {"more", "less"}:  # "less expensive than"
        return "<" if _word(tokens, at - 3) == "less" else ">", at - 3
    return "", at


def _after(tokens: Sequence[Token], last: int) -> tuple[str, int]:
    """ "or more" behind a number, and where it ends then; what is counted may stand between: "3 nodes or more"."""
    sign, end = _right_after(tokens, last)
    if not sign and _word(tokens, last) in _COPIES | _COUNTED:
        sign, end = _right_after(tokens, last + 1)
        return (sign, end) if sign in {">=", "<="} else ("", last)
    return sign, end


def _right_after(tokens: Sequence[Token], last: int) -> tuple[str, int]:
    if _word(tokens, last) in {"or", "and"} and (sign := _OR_SO.get(_word(tokens, last + 1), "")):
        is_counted = _word(tokens, last) == "or" or last + 2 >= len(tokens) or tokens[last + 2].sort != "number"
        return (sign, last + 2) if is_counted and _word(tokens, last + 2) != "than" else ("", last)
    for words, sign in _COMPARE:
        end = last + len(words)
        behind = tuple(_word(tokens, place) for place in range(last, end)) == words
        if (
            behind
            and end <= len(tokens)
            and not _word(tokens, end)[:1].isdigit()
            and words[0] not in {"up", "under", "over"}
        ):
            return (_OPPOSITE[sign], end + 1) if _word(tokens, end) == "not" else (sign, end)
    return "", last


def _changed(tokens: Sequence[Token], first: int, last: int) -> tuple[str, int, int]:
    """The change a number stands for ("3 more", "down by 2"), and where it begins and ends."""
    if _word(tokens, last) in _GROW:
        return "+", first, last + 1
    if _word(tokens, first - 1) in _GROW:
        return "+", first - 1, last
    if _word(tokens, last + 1) == "more" and _word(tokens, last + 2) != "than":
        return "+", first, last
    if _word(tokens, last) == "times":
        return "x", first, last + 1
    if _word(tokens, last) in _SHRINK:
        return "-", first, last + 1
    if _word(tokens, last + 1) in _SHRINK and _word(tokens, last + 2) != "than":
        return "-", first, last
    before = {_word(tokens, place) for place in range(max(0, first - 6), first)}
    if "take" in before and "away" in {_word(tokens, place) for place in range(last, last + 4)}:
        return "-", first, last
    if _word(tokens, first - 1) in {"by", "um"}:
        if before & _DOWN or "down" in before:
            return "-", first - 1, last
        if before & _UP:
            return "+", first - 1, last
    return "", first, last
