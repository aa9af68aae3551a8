"""A document as lines of YAML or JSON, styled as they are written: no lexer, no markup, a path for every line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from dharma_tui.core.text import json_text, printable
from dharma_tui.core.types import Json
from dharma_tui.widgets.text_lines import LINE_LIMIT, Run, TextLine

MAX_LINES = 50_000
"""Lines of one document that are drawn."""

_PLAIN = re.compile(r"[A-Za-z_/][\w ./@+=\-]*[\w/.@+=\-]|[A-Za-z_/]")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


def yaml_lines(document: Json) -> list[TextLine]:
    """``document`` as YAML that any reader reads back, one entry a line."""
    return _bounded(_yaml(document, 0, ""))


def json_lines(document: Json) -> list[TextLine]:
    """``document`` as indented JSON."""
    return _bounded(_json(document, 0, "", (), ""))


def child_path(path: str, key: str | int) -> str:
    """The path of an entry, as JSONPath writes it after its ``$``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if _IDENTIFIER.fullmatch(key) else f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def copyable(value: Json) -> str:
    """A value as a person wants it on the clipboard: strings bare, the rest as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _bounded(lines: Iterator[TextLine]) -> list[TextLine]:
    kept: list[TextLine] = []
    for line in lines:
        if len(kept) == MAX_LINES:
            kept.append(TextLine((("… more lines are not shown; export the resource to read them", "warn"),)))
            break
        kept.append(line)
    return kept


def _yaml(value: Json, depth: int, path: str) -> Iterator[TextLine]:
    indent: Run = ("  " * depth, "")
    if isinstance(value, dict) and value:
        for key, item in value.items():
            here = child_path(path, key)
            label: Run = (f"{_yaml_word(key)}:", "key")
            if isinstance(item, (dict, list)) and item:
                yield _line((indent, label), item, here)
                yield from _yaml(item, depth + 1, here)
            else:
                yield _line((indent, label, (" ", ""), _scalar(item, _yaml_word)), item, here)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            here = child_path(path, place)
            if isinstance(item, (dict, list)) and item:
                yield from _dashed(_yaml(item, depth + 1, here), indent)
            else:
                yield _line((indent, ("- ", "quiet"), _scalar(item, _yaml_word)), item, here)
    else:
        yield _line((indent, _scalar(value, _yaml_word)), value, path)


def _dashed(lines: Iterator[TextLine], indent: Run) -> Iterator[TextLine]:
    """Begin the first of nested lines with a dash in place of its last step of indent."""
    first = next(lines)
    yield replace(first, runs=(indent, ("- ", "quiet"), *first.runs[1:]))
    yield from lines


def _json(value: Json, depth: int, path: str, label: tuple[Run, ...], comma: str) -> Iterator[TextLine]:
    indent: Run = ("  " * depth, "")
    if not isinstance(value, (dict, list)) or not value:
        yield _line((indent, *label, _scalar(value, _json_word), (comma, "quiet")), value, path)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield _line((indent, *label, (opening, "quiet")), value, path)
    entries: list[tuple[str | int, Json]] = list(value.items() if isinstance(value, dict) else enumerate(value))
    for number, (key, item) in enumerate(entries, 1):
        name: tuple[Run, ...] = ((_json_word(key), "key"), (": ", "quiet")) if isinstance(key, str) else ()
        yield from _json(item, depth + 1, child_path(path, key), name, "," if number < len(entries) else "")
    yield _line((indent, (f"{closing}{comma}", "quiet")), value, path)


def _line(runs: tuple[Run, ...], value: Json, path: str) -> TextLine:
    return TextLine(runs, target=None, copy=copyable(value), path=f"${path}")


def _scalar(value: Json, word: Callable[[str], str]) -> Run:
    if isinstance(value, str):
        return word(value), "string"
    if value is None or isinstance(value, bool):
        return json.dumps(value), "constant"
    return json.dumps(value), "quiet" if isinstance(value, (dict, list)) else "number"


def _yaml_word(text: str) -> str:
    """``text`` bare where YAML would read it back as the same string, else quoted."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return printable(text, LINE_LIMIT)
    return printable(_quoted(text), LINE_LIMIT)  # its escapes are YAML's as well, beyond the first plane too


def _json_word(text: str) -> str:
    return printable(json_text(_quoted(text)), LINE_LIMIT)


def _quoted(text: str) -> str:
    return json.dumps(text[:LINE_LIMIT], ensure_ascii=False)
