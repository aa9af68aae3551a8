"""What a request says of resources by their columns: "encrypted volumes", "pods in namespace shop", "runtime python"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from dharma_tui.core.filter import Op, Term, Value, Word, format_filter, quoted
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.tags import OWNER

_VALUED = frozenset({ColumnType.TEXT, ColumnType.ID})
_NO_VALUES = frozenset(
    [
        *(
            "is",
            "are",
            "was",
            "were",
            "of",
            "in",
            "on",
            "at",
            "and",
            "or",
            "the",
            "a",
            "an",
            "for",
            "to",
            "per",
            "by",
            "with",
        ),
        *(
            "that",
            "this",
            "those",
            "which",
            "what",
            "who",
            "from",
            "do",
            "does",
            "did",
            "has",
            "have",
            "had",
            "not",
            "no",
        ),
        *(
            "changed",
            "change",
            "changes",
            "than",
            "their",
            "its",
            "it",
            "them",
            "each",
            "every",
            "all",
            "any",
            "as",
            "be",
        ),
        *(
            "please",
            "now",
            "first",
            "last",
            "most",
            "least",
            "we",
            "you",
            "i",
            "me",
            "there",
            "here",
            "over",
            "under",
            "can",
        ),
        *("same", "new", "old", "latest", "newest", "oldest", "other", "another", "our", "my", "only", "just", "still"),
        *(
            "name",
            "names",
            "number",
            "numbers",
            "column",
            "value",
            "values",
            "list",
            "show",
            "use",
            "used",
            "uses",
            "using",
        ),
        *(
            "older",
            "newer",
            "lower",
            "higher",
            "earlier",
            "later",
            "below",
            "above",
            "before",
            "after",
            "starting",
            "whose",
        ),
        *("where", "when", "why", "how", "many", "much", "more", "less", "without", "except", "excluding", "but"),
    ]
)
"""Words that are no value of a column."""
_GROUPING = frozenset(["by", "per", "each", "every", "which", "what", "same", "sort", "sorted"])
"""Before the name of a column these say that things are told apart by it."""
_BARE = frozenset(["namespace", "runtime", "zone", "algorithm", "engine"])
"""Columns whose value may stand before them: "the shop namespace"."""
_TOLD = frozenset(
    ["name", "kind", "state", "status", "provider", "account", "region", "labels", "key", "public", "open"]
)
"""Columns that are asked about in other ways."""
_NOT = frozenset(["not", "without", "no", "never", "aren't", "isn't", "don't", "doesn't", "non", "lacking"])
_PUBLIC_IP = re.compile(
    r"\b(?P<no>without|no|not|lacking)?(?: (?:a|any|have|having))?(?:with|have|has|having| )*public (?:ip|ips|address|addresses)\b"
)
_OFF = frozenset(["off", "disabled", "false"])
_ON_OR_OFF = r"(off|disabled|false|on|enabled|true)"
_PLAINLY = frozenset(["off", "disabled", "enabled"])
"""Of what is no flag these alone are said: "on" says where, too."""
_SWITCHING = r"(?:is|are|was|were|turned|switched|set|to|being|not|isn't|aren't)"
_TAIL = re.compile(r"(?:ions?|ings?|ed|es|s)$")
_VERSION = re.compile(r"v?(?P<number>\d+(?:\.\d+)*)(?:\.[x*])?")
_COMPARED = frozenset(["than", "before", "after", "below", "above", "under", "over"])
_EQUALS = frozenset(["=", ":", "is", "are", "equals", "equal", "number"])
_OWNED = re.compile(
    r"\b(?:(?:owned|run|managed|maintained|kept) by|belong(?:s|ing)? to) (?:the |to |team |our )*(?P<who>[\w@][\w.@-]+)"
    r"|(?P<before>[\w@][\w.@-]+) owned by$"
)
_BEFORE_OWNED = 2
"""Words before it of which one may deny it."""
_LEFT_OUT = re.compile(
    r"\b(?:except|excluding|besides|but not|other than|apart from|leaving out)(?: for)? (?:the |those of |ones of )*"
    r"(?P<what>[^\W\d_][\w.-]+)"
)


def details(words: Sequence[str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """What is said of columns that all the kinds have, in the filter language and in words."""
    known = {name: column for column in columns if column.name not in _TOLD for name in _names(column)}
    flags = {
        _stem(column.name): column for column in columns if column.type is ColumnType.FLAG and column.name not in _TOLD
    }
    for at, word in enumerate(words):
        column = known.get(word)
        if flag := flags.get(_stem(word)):
            is_not = not _NOT.isdisjoint(words[max(at - 2, 0) : at])
            yield f"{flag.name}={'no' if is_not else 'yes'}", f"{'not ' if is_not else ''}{flag.name}"
        elif column and _may_have_value(column) and (value := _valued(words, at)):
            text, told = of_value(column, value)
            is_not = not _NOT.isdisjoint(words[max(at - 2, 0) : at])
            yield (f"!{text}", f"not {told}") if is_not else (text, told)
    yield from _flags_of_several_words(words, columns)


def _flags_of_several_words(words: Sequence[str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """ "multi az databases", "without deletion protection"."""
    said = " ".join(words).replace("-", " ")
    for column in columns:
        name = column.name.replace("_", " ")
        if column.type is not ColumnType.FLAG or " " not in name or column.name in _TOLD:
            continue
        if (found := re.search(rf"(?P<before>(?:[\w']+ ){{0,2}})\b{re.escape(name)}\b", said)) is not None:
            is_not = not _NOT.isdisjoint(found["before"].split())
            yield f"{column.name}={'no' if is_not else 'yes'}", f"{'not ' if is_not else ''}{name}"


def switched(words: Sequence[str], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """ "multi az off", "with deletion protection enabled", in the filter language and in words."""
    said = " ".join(words).replace("-", " ")
    for column in columns:
        name = re.escape(column.name.replace("_", " "))
        if column.name in _TOLD or (number := _switch(column)) == "":
            continue
        if number is not None:  # "backups off" of the days for which they are kept
            name = rf"{re.escape(column.name.partition('_')[0])}s?"
        found = re.search(rf"\b{name}(?: {_SWITCHING})* {_ON_OR_OFF}\b|\b{_ON_OR_OFF} {name}\b", said)
        if found is None or (number is not None and not _PLAINLY & {found[1], found[2]}):
            continue
        word, is_not = found[1] or found[2], not _NOT.isdisjoint(found[0].split())
        is_off, told = (word in _OFF) != is_not, column.name.replace("_", " ")
        if number is None:
            yield f"{column.name}={'no' if is_off else 'yes'}", f"{'not ' if is_off else ''}{told}"
        else:
            yield number if is_off else f"!{number}", f"with {told.partition(' ')[0]} {'not ' if is_not else ''}{word}"


def _switch(column: Column) -> str | None:
    """How a column that is no flag says that something is off; None: it is a flag, empty: it says nothing of that."""
    if column.type is ColumnType.FLAG:
        return None
    if column.type is ColumnType.NUMBER and column.doc.startswith("Days"):
        return f'({column.name}=0 | {column.name}="")'
    if column.type is ColumnType.TEXT and "Enabled" in column.doc:
        return f"(!{column.name}=enabled)"
    return ""


def owned(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """ "owned by shop": who a tag says that it is of."""
    said = " ".join(words)
    for found in _OWNED.finditer(said):
        if (who := found["who"] or found["before"]) not in _NO_VALUES:
            is_not = not _NOT.isdisjoint(said[: found.start()].split()[-_BEFORE_OWNED:])
            label = format_filter(Term("label", Op.HAS, (Value(f"team={who}"),)))
            told = f"(tag.{OWNER}:{quoted(who)} | {label})", f"owned by {who}"
            yield (f"!{told[0]}", f"not {told[1]}") if is_not else told


def left_out(words: Sequence[str], read: Collection[str]) -> Iterator[tuple[str, str]]:
    """ "excluding ledger": what is no name of a resource and no place, and is part of names. ``read`` are words understood."""
    for found in _LEFT_OUT.finditer(" ".join(words)):
        if found["what"] not in read and found["what"] not in _NO_VALUES:
            yield f"!{format_filter(Word(found['what']))}", f"without {found['what']} in its name, key or labels"


def with_public_ip(words: Sequence[str], specs: Sequence[KindSpec]) -> tuple[tuple[str, str], tuple[str, ...]] | None:
    """ "with a public ip": the condition, and the kinds that tell it; None where nothing of it is said."""
    found = _PUBLIC_IP.search(" ".join(words))
    if found is None:
        return None
    having = tuple(spec.kind for spec in specs if any(column.name == "public_ip" for column in spec.columns))
    is_not = found["no"] is not None
    return (f'{"" if is_not else "!"}public_ip=""', f"{'without' if is_not else 'with'} a public IP"), having


def is_public_ip(said: str) -> bool:
    """Whether that is what ``with_public_ip`` tells."""
    return _PUBLIC_IP.search(said) is not None


def named_values(text: str, names: Sequence[str], columns: Sequence[Column]) -> dict[str, Column]:
    """Names that are none, but what a column says: "which servers use image base-2026.09"."""
    known = {
        name: column
        for column in columns
        if column.type in _VALUED and column.name not in _TOLD
        for name in _names(column)
    }
    found = {}
    for name in names:
        before = re.search(rf"(\w+)[\s:=]+[\"'`]?{re.escape(name)}", text, re.IGNORECASE)
        if before is not None and (column := known.get(before[1].lower())) is not None:
            found[name] = column
    return found


def of_value(column: Column, value: str) -> tuple[str, str]:
    """That a column says this, in the filter language and in words."""
    return _is(column, value), f"of {column.name.replace('_', ' ')} {value}"


def _may_have_value(column: Column) -> bool:
    return column.type in _VALUED or (column.name == "version" and column.type is ColumnType.NUMBER)


def but(words: Sequence[str], column: Column, told: tuple[str, str]) -> tuple[str, str]:
    """``told`` of a column, or the opposite where it is denied: "not of image base-2026.09"."""
    at = next((at for at, word in enumerate(words) if word in _names(column)), 0)
    return told if _NOT.isdisjoint(words[max(at - 4, 0) : at]) else (f"!{told[0]}", f"not {told[1]}")


def _names(column: Column) -> list[str]:
    """How a column is called in one word."""
    return [word for word in {column.name, column.title.lower()} if word.isidentifier()]


def is_flag(word: str, columns: Sequence[Column]) -> bool:
    """Whether a word is told by a column that says yes or no."""
    return any(one.type is ColumnType.FLAG and _stem(one.name) == _stem(word) for one in columns)


def _valued(words: Sequence[str], at: int) -> str:
    """The value that the column called at this place is to have."""
    if at and words[at - 1] in _GROUPING:
        return ""
    behind = next((place for place in range(at + 1, len(words)) if words[place] not in _EQUALS), len(words))
    if words[at] == "version" and at and words[at - 1] in _COMPARED:
        return ""
    if words[at] == "version" and (found := _VERSION.fullmatch("".join(words[behind : behind + 1]))):
        return found[0]
    return _value(words[behind : behind + 1]) or (_value(words[max(at - 1, 0) : at]) if words[at] in _BARE else "")


def _value(words: Sequence[str]) -> str:
    """The word, where it can be a value."""
    word = words[0].strip("'\"`") if words else ""
    return word if len(word) > 1 and word not in _NO_VALUES and re.fullmatch(r"[\w][\w./:@-]*", word) else ""


def _is(column: Column, value: str) -> str:
    """Versions are that, or one of those below: "7" is "7.4.1"; other texts hold it."""
    if column.name != "version":
        return f"{column.name}:{quoted(value)}"
    if (found := _VERSION.fullmatch(value)) is None:
        return f"{column.name}={quoted(value)}"
    number = found["number"]
    if column.type is ColumnType.NUMBER:
        return f"{column.name}={number}"
    return f"{column.name}={number},{number}.*,{number}-*,v{number},v{number}.*"


def _stem(word: str) -> str:
    return _TAIL.sub("", word) if len(word) > 5 else word
