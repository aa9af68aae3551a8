"""What a query being typed may become: labels after ``(:``, types after ``[:``, properties after a dot, else words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.core.cypher import Vocabulary

KEYWORDS = (
    *(
        "MATCH",
        "OPTIONAL MATCH",
        "WHERE",
        "RETURN",
        "ORDER BY",
        "LIMIT",
        "SKIP",
        "WITH",
        "UNWIND",
        "CALL",
        "UNION",
        "EXPLAIN",
    ),
    *(
        "AS",
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS NULL",
        "IS NOT NULL",
        "CONTAINS",
        "STARTS WITH",
        "ENDS WITH",
        "DISTINCT",
        "DESC",
    ),
    *("count(", "collect(", "labels(", "type(", "properties(", "shortestPath(", "nodes(", "relationships(", "length("),
    *(
        "size(",
        "coalesce(",
        "exists(",
        "sum(",
        "min(",
        "max(",
        "avg(",
        "toLower(",
        "startNode(",
        "endNode(",
        "SHOW INDEXES",
    ),
)
SHOWN = 50
_NAME = re.compile(r"`?([\w]*)$")
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


def completions(typed: str, vocabulary: Vocabulary) -> list[str]:
    """Whole queries that ``typed``, up to the cursor, may become."""
    if _is_quoted(typed):
        return []
    match = _NAME.search(typed)
    assert match is not None
    before, word = typed[: match.start()], match[1]
    return [f"{before}{_quoted(name)}" for name in _candidates(before, word, vocabulary)][:SHOWN]


def _candidates(before: str, word: str, vocabulary: Vocabulary) -> Sequence[str]:
    if before.endswith("."):
        return _starting(vocabulary.properties, word)
    if before.rstrip().endswith((":", "|", "&", "!")):
        return _starting(vocabulary.types if _is_inside_brackets(before) else vocabulary.labels, word)
    if before.rstrip().endswith(("{", ",")) and _is_inside_map(before):
        return _starting(vocabulary.properties, word)
    return _starting(KEYWORDS, word) if word else ()


def _starting(names: Sequence[str], word: str) -> list[str]:
    """Those that begin so, then those that hold it, without regard to case."""
    small = word.lower()
    starts = [name for name in names if name.lower().startswith(small)]
    within = [name for name in names if small and small in name.lower() and name not in starts]
    found = [*sorted(starts, key=len), *within] if small else list(names)
    return [name for name in found if name != word]


def _quoted(name: str) -> str:
    return name if name in KEYWORDS or _PLAIN.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def _is_quoted(typed: str) -> bool:
    """Whether the cursor is inside a text."""
    rest = _STRING.sub("", typed)
    return "'" in rest or '"' in rest


def _is_inside_brackets(before: str) -> bool:
    bare = _STRING.sub("", before)
    return bare.rfind("[") > max(bare.rfind("]"), bare.rfind("("))


def _is_inside_map(before: str) -> bool:
    bare = _STRING.sub("", before)
    return bare.rfind("{") > bare.rfind("}")
