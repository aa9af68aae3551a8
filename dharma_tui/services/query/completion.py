"""What the word being typed may become: kinds, fields, labels and values by how common they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from dharma_tui.core.errors import DharmaError, FilterError
from dharma_tui.core.filter import quoted
from dharma_tui.core.kinds import ColumnType, KindSpec
from dharma_tui.core.matrix import GLOBAL
from dharma_tui.core.text import printable
from dharma_tui.core.types import State
from dharma_tui.core.view import View
from dharma_tui.core.view_text import DIRECTIVES, kind_words, parse_view
from dharma_tui.services.query.counting import LABEL_LINES, LABEL_NAMES
from dharma_tui.services.query.fields import Field, Fields

LIMIT = 20
LONGEST = 200
"""Characters of a completion: longer values, and those with characters nobody can type, are not offered."""
Values = Callable[[str | Field, Sequence[str], str, int], list[str]]
"""The commonest values of an index column, or of an attribute, among some kinds, beginning with a prefix."""

_VALUE = re.compile(r"^(!?)([A-Za-z_][\w.\-]*)([:=])(.*)$", re.DOTALL)
_COLUMN_LIST = re.compile(r"^(sort|by|cols):((?:[^,\s]*,)*)(-?)([^,\s]*)$")
_VALUED = ("state", "account", "provider", "kind", "name")


def completions(
    text: str,
    cursor: int,
    view: View | None,
    kinds: Mapping[str, KindSpec],
    fields_of: Callable[[View], Fields],
    values: Values,
    stored: Collection[str] = (),
) -> list[str]:
    """``text`` with its word before ``cursor`` completed, likeliest first; nothing when that word is complete."""
    before, after = text[:cursor], text[cursor:]
    start = max(before.rfind(space) for space in " \t(|") + 1
    word, head = before[start:], before[:start]
    whole_view = view is None
    shown = view or _view_so_far(head, kinds, stored)
    found: list[str] = []
    if whole_view and not head.strip() and word:
        found += _starting(word, dict.fromkeys((*kind_words(kinds), *sorted(stored))))
    try:
        found += _words(word, fields_of(shown), values, whole_view)
    except DharmaError:
        return [head + item + after for item in found if _typable(item)][:LIMIT]
    return [head + item + after for item in dict.fromkeys(found) if item != word and _typable(item)][:LIMIT]


def _view_so_far(head: str, kinds: Mapping[str, KindSpec], stored: Collection[str]) -> View:
    try:
        return parse_view(head, kinds, stored)
    except FilterError:
        return View()


def _words(word: str, fields: Fields, values: Values, whole_view: bool) -> list[str]:
    if match := _COLUMN_LIST.match(word):
        directive, listed, minus, begun = match.groups()
        names = [name for name in _names(fields) if name not in listed.split(",")]
        return [f"{directive}:{listed}{minus}{name}" for name in _starting(begun, names)]
    if match := _VALUE.match(word):
        bang, name, sign, typed = match.groups()
        head, comma, last = typed.rpartition(",")
        found = _values(name, last, fields, values)
        return [f"{bang}{name}{sign}{head}{comma}{value}" for value in found]
    bang = "!" if word.startswith("!") else ""
    begun = word[len(bang) :]
    if not begun:
        return []
    names = [f"{name}:" if not _is_number(name, fields) else f"{name}>" for name in _names(fields)]
    directives = [f"{name}:" for name in DIRECTIVES] if whole_view and not bang else []
    return [bang + name for name in _starting(begun, [*names, "label:", *directives])]


def _values(name: str, typed: str, fields: Fields, values: Values) -> list[str]:
    lowered = name.lower()
    kinds = () if fields.every else fields.kinds
    if lowered in ("label", "labels"):
        return _labels(typed, kinds, values)
    if lowered == "state":
        common = values("state", kinds, typed, LIMIT)
        return list(dict.fromkeys((*common, *_starting(typed, State))))
    if lowered == "region":
        return [*map(_safe, values(lowered, kinds, typed, LIMIT)), *_starting(typed, (GLOBAL,))]
    if lowered in _VALUED:
        return [_safe(value) for value in values(lowered, kinds, typed, LIMIT)]
    if not fields.knows(name):
        return []
    field = fields.get(name)
    if field.column.type is ColumnType.FLAG:
        return _starting(typed, ("yes", "no"))
    return [_safe(value) for value in values(field, kinds, typed, LIMIT)] if field.sources else []


def _labels(typed: str, kinds: Sequence[str], values: Values) -> list[str]:
    """Label names first, and values once there is a name."""
    if "=" in typed:
        return [_safe(value) for value in values(LABEL_LINES, kinds, typed, LIMIT)]
    names = values(LABEL_NAMES, kinds, typed, LIMIT)
    return [name if name != typed else f"{name}=" for name in map(_safe, names)]


def _names(fields: Fields) -> list[str]:
    return [name for name in fields.names() if name not in ("labels", "label")]


def _is_number(name: str, fields: Fields) -> bool:
    return fields.get(name).column.numeric


def _starting(begun: str, words: Iterable[str]) -> list[str]:
    lowered = begun.lower()
    return [str(word) for word in words if str(word).lower().startswith(lowered)]


def _typable(item: str) -> bool:
    return printable(item, LONGEST) == item


def _safe(value: str) -> str:
    return quoted(value) if re.search(r"[\s()|,\"'*?]", value) else value
