"""Formulas of computed columns: a small, closed part of SQL. Nothing outside the lists below gets through to DuckDB."""

from __future__ import annotations

import re
from collections.abc import Callable

from dharma_tui.core.errors import FilterError
from dharma_tui.core.near import did_you_mean

FUNCTIONS = frozenset(
    """
    abs round floor ceil ceiling trunc sign sqrt cbrt ln log log2 log10 exp power pow mod greatest least
    coalesce nullif if ifnull lower upper length trim ltrim rtrim reverse replace substring substr left
    right concat split_part starts_with ends_with contains strpos isnan isfinite
    """.split()  # noqa: SIM905
)
"""Scalar functions of their arguments alone, whose answer is not much longer than they are."""
KEYWORDS = frozenset(
    """
    case when then else end and or not is null in between like ilike true false
    """.split()  # noqa: SIM905
)
LENGTH_LIMIT = 1000
"""Characters a formula may have."""
_DEPTH_LIMIT = 30
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"[^"]+")
    |(?P<sign>(?i:is\s+(?:not\s+)?distinct\s+from)\b|\|\||<=|>=|<>|!=|[-+*/%(),<>=])
    |(?P<word>[A-Za-z_][\w.]*))""",
    re.VERBOSE,
)
Column = Callable[[str, int], str]
"""The SQL of a column by its name; raises FilterError at the position given for one that is not there."""


def compile_expression(text: str, column: Column) -> str:
    """``text`` with its columns put in. Raises FilterError for anything but a single scalar formula over them."""
    if len(text) > LENGTH_LIMIT:
        raise _wrong(text, 0, "the formula is too long", f"keep it under {LENGTH_LIMIT} characters")
    parts: list[str] = []
    position, depth = 0, 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise _wrong(text, start, f"{text[start]!r} has no meaning in a formula", _ALLOWED)
        depth += (match["sign"] == "(") - (match["sign"] == ")")
        if not 0 <= depth <= _DEPTH_LIMIT:
            raise _wrong(text, match.start("sign"), "the parentheses do not match", "close each one that is open")
        parts.append(_token(text, match, column))
        position = match.end()
    if depth or not parts:
        raise _wrong(
            text, len(text), "the formula is not complete", "close every parenthesis; write calc:gb=mem/1073741824"
        )
    return f"({' '.join(parts)})"


_ALLOWED = "use columns, numbers, 'text', + - * / %, comparisons, CASE and functions such as round, coalesce or lower"


def _token(text: str, match: re.Match[str], column: Column) -> str:
    if match["quoted"]:
        return column(match["quoted"][1:-1], match.start("quoted"))
    word = match["word"]
    if not word:
        return match[0].strip()
    start = match.start("word")
    if text[match.end() :].lstrip().startswith("(") and word.lower() not in KEYWORDS:
        if word.lower() not in FUNCTIONS:
            hint = did_you_mean(word, FUNCTIONS, _ALLOWED)
            raise _wrong(text, start, f"the function {word!r} is not available in formulas", hint)
        return word.lower()
    return word.upper() if word.lower() in KEYWORDS else column(word, start)


def _wrong(text: str, position: int, message: str, hint: str) -> FilterError:
    return FilterError(message, hint, text=text, position=position)
