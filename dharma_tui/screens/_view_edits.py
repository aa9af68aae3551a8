"""What a person does to a view, as functions from view to view."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter import quoted
from dharma_tui.core.format import NOTHING, counted
from dharma_tui.core.kinds import COLLECTIONS, KindSpec
from dharma_tui.core.text import copyable_name
from dharma_tui.core.types import Json
from dharma_tui.core.view import Row, View

_PLAIN = re.compile(r"[A-Za-z0-9][\w.\-]*")
UNWELL = "state:degraded,failed"
"""Faults only, as a filter a person can read and change."""


def with_filter(view: View, text: str) -> View:
    """The same view through another filter."""
    return replace(view, filter=text.strip())


def faults_only(view: View) -> View:
    """Only what is unwell; again: everything."""
    text = view.filter.strip()
    if text == UNWELL or text.endswith(f" {UNWELL}"):
        rest = text[: -len(UNWELL)].strip()
        whole = rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1
        return with_filter(view, rest[1:-1] if whole else rest)
    if not text:
        return with_filter(view, UNWELL)
    return with_filter(view, f"({text}) {UNWELL}" if "|" in text else f"{text} {UNWELL}")


def of_kind(view: View, name: str) -> View:
    """Everything of a kind, a provider, or (empty) all, as of the same moment."""
    return View(kinds=(name,) if name else (), at=view.at)


def grouped(view: View, columns: Sequence[str]) -> View:
    """Counted by these columns; none: row by row again."""
    return replace(view, group_by=tuple(columns), sort=(), columns=(), widths={})


def into_group(view: View, row: Row) -> View:
    """The resources behind one row of a grouped view."""
    values = dict(zip(view.group_by, row.group, strict=False))
    kind = values.pop("kind", None)
    terms = [term(name, value) for name, value in values.items()]
    text = view.filter.strip()
    if text and "|" in text:
        text = f"({text})"
    kinds = (kind,) if isinstance(kind, str) and kind else view.kinds
    found = " ".join([text, *terms]).strip()
    return replace(view, kinds=kinds, group_by=(), sort=(), columns=(), widths={}, filter=found)


def term(name: str, value: Json) -> str:
    """The filter term for ``name`` being exactly ``value``."""
    if value is None or value == "":
        return f'{name}=""'
    if isinstance(value, bool):
        return f"{name}={'true' if value else 'false'}"
    if isinstance(value, str):
        return f"{name}={value if _PLAIN.fullmatch(value) else quoted(value)}"
    return f"{name}={value}"


def title_of(view: View, kinds: Mapping[str, KindSpec]) -> str:
    """What a view shows, in words: the plural of its kind, its provider, or everything."""
    if view.among:
        return f"{counted(len(view.among), 'member')} of a group"
    titles = {name: collection.title for name, collection in COLLECTIONS.items()}
    names = [kinds[name].plural if name in kinds else titles.get(name, name) for name in view.kinds]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "") if names else "Everything"


def text_of(value: Json) -> str:
    """A cell as it goes to the clipboard: bare text in one line, or nothing."""
    if value is None or value == NOTHING:
        return ""
    if isinstance(value, (dict, list)):
        import json

        return copyable_name(json.dumps(value, ensure_ascii=False))
    return copyable_name(str(value))


def is_of_filter(error: FilterError, view: View) -> bool:
    """Whether it is the filter that is wrong, not the order, the groups or a computed column."""
    return error.text == view.filter != "" or not (view.sort or view.group_by or view.computed or view.columns)
