"""A resource as readable lines: the columns of its kind first, then whatever else is known, all of it bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.kinds import EACH, Column, ColumnType, KindSpec
from dharma_tui.core.text import printable
from dharma_tui.core.types import Json, StoredResource
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.json_lines import child_path, copyable
from dharma_tui.widgets.text_lines import TextLine, fact, heading

if TYPE_CHECKING:
    from collections.abc import Sequence

FACT_LIMIT = 2_000
"""Values shown as facts; the raw document has the rest."""
_LABEL_WIDTH = 28


def fact_lines(
    stored: StoredResource, spec: KindSpec | None, now: datetime, marks: Glyphs, *, local: bool
) -> list[TextLine]:
    """Identity, the kind's own columns, the other attributes by group, and labels."""
    lines = [*_identity(stored, spec, now, marks, local)]
    covered = {column.path for column in spec.columns if EACH not in column.path} if spec is not None else set()
    groups: dict[str, list[tuple[str, str, Json, Column | None]]] = {}
    attrs = stored.resource.attrs
    if spec is not None:
        own = [
            (_words(column.name), f".attrs.{column.path.partition(EACH)[0]}", column_value(attrs, column), column)
            for column in spec.columns
            if column.path
        ]
        groups[spec.title] = [entry for entry in own if entry[2] is not None]
    leaves = list(islice(_leaves(attrs, ""), FACT_LIMIT + 1))
    for name, path, value in leaves[:FACT_LIMIT]:
        if path.removeprefix(".") in covered:
            continue
        top, _, rest = name.partition(".")
        groups.setdefault(_words(top) if rest else "Other", []).append(
            (_words(rest or top), f".attrs{path}", value, None)
        )
    for title, entries in groups.items():
        if entries:
            lines += [TextLine(), heading(title), *_aligned(entries, now, local)]
    labels = stored.resource.labels
    if labels:
        lines += [TextLine(), heading("Labels", f"{len(labels)}"), *label_lines(labels)]
    if len(leaves) > FACT_LIMIT:
        lines.append(TextLine(((f"… more than {FACT_LIMIT:,} values; y shows the raw document", "warn"),)))
    return lines


def label_lines(labels: Mapping[str, str]) -> list[TextLine]:
    """Labels by name, aligned."""
    width = _label_width(list(labels))
    return [
        fact(name, value, width, copy=value, path=f"$.labels{child_path('', name)}")
        for name, value in sorted(labels.items())
    ]


def at_path(attrs: Mapping[str, Json], path: str) -> Json:
    """The value a column's dotted path leads to; None where it leads nowhere."""
    value: Json = dict(attrs)
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def column_value(attrs: Mapping[str, Json], column: Column) -> Json:
    """What a column shows: of a path through lists all there is, its sum, or the first moment."""
    if EACH not in column.path:
        return at_path(attrs, column.path)
    items: list[Json] = [dict(attrs)]
    listed = False
    for step in column.path.split("."):
        found = [at_path(item, step.removesuffix(EACH)) for item in items if isinstance(item, dict)]
        if step.endswith(EACH):
            lists = [each for each in found if isinstance(each, list)]
            listed, found = listed or bool(lists), [item for each in lists for item in each]
        items = [item for item in found if item is not None]
    if column.type in (ColumnType.NUMBER, ColumnType.BYTES):
        return sum(item if isinstance(item, (int, float)) else 1 for item in items) if listed else None
    if column.type is ColumnType.TEXT:
        texts = (text for item in items for text in (item if isinstance(item, list) else [item]) if text is not None)
        return ", ".join(dict.fromkeys(map(copyable, texts))) or None
    if column.type is ColumnType.FLAG:
        return any(item is True for item in items) if items else None
    if column.type is ColumnType.TIME:
        return min((item for item in items if isinstance(item, str)), default=None)
    return items[0] if items else None


def shown_value(value: Json, column: Column | None, now: datetime, *, local: bool) -> str:
    """A value in words: times in full with their age, sizes with their exact bytes."""
    kind = column.type if column is not None else ColumnType.TEXT
    if isinstance(value, str):
        moment = _moment(value) if kind is ColumnType.TIME or column is None else None
        if moment is not None:
            return f"{format.moment(moment, local=local)} ({format.since(moment, now)})"
        return value
    text = format.cell(value, kind, now, 2_000)
    if kind is ColumnType.BYTES and isinstance(value, (int, float)) and abs(value) >= 1024:
        return f"{text} ({value:,} bytes)"
    if kind is ColumnType.DURATION and isinstance(value, (int, float)) and abs(value) >= 60:
        return f"{text} ({value:,.0f} s)"
    return text


def _identity(
    stored: StoredResource, spec: KindSpec | None, now: datetime, marks: Glyphs, local: bool
) -> Iterator[TextLine]:
    resource = stored.resource
    width = 12

    def seen(at: datetime) -> str:
        return f"{format.moment(at, local=local)} ({format.age(at, now)} ago)"

    yield heading(resource.name or resource.ref.key, spec.title if spec is not None else resource.ref.kind)
    yield fact("state", f"{marks.state(resource.state)} {resource.state}", width, f"state-{resource.state}",
               copy=str(resource.state), path="$.state")  # fmt: skip
    yield fact("kind", resource.ref.kind, width, path="$.kind")
    yield fact("key", resource.ref.key, width, path="$.key")
    yield fact("scope", str(resource.scope), width)
    yield fact("first seen", seen(stored.first_seen), width)
    yield fact("changed", seen(stored.changed_at), width)
    yield fact("last seen", seen(stored.last_seen), width)
    if stored.details_at is not None:
        yield fact("details", f"policies and the like as of {seen(stored.details_at)}", width)


def _aligned(entries: Sequence[tuple[str, str, Json, Column | None]], now: datetime, local: bool) -> Iterator[TextLine]:
    width = _label_width([label for label, *_ in entries])
    for label, path, value, column in entries:
        style = "constant" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else ""
        text = shown_value(value, column, now, local=local)
        yield fact(label, text, width, style, copy=copyable(value), path=f"${path}")


def _label_width(labels: Sequence[str]) -> int:
    return min(_LABEL_WIDTH, max((len(printable(label)) for label in labels), default=0))


def _leaves(value: Mapping[str, Json], path: str, name: str = "") -> Iterator[tuple[str, str, Json]]:
    """Every value that is not itself a group: dotted name, path, value. Lists of plain values are one value."""
    for key, item in value.items():
        here, called = child_path(path, key), f"{name}.{key}" if name else key
        if isinstance(item, dict) and item:
            yield from _leaves(item, here, called)
        elif isinstance(item, list) and any(isinstance(part, (dict, list)) for part in item):
            for place, part in enumerate(item):
                if isinstance(part, dict) and part:
                    yield from _leaves(part, child_path(here, place), f"{called}[{place}]")
                else:
                    yield f"{called}[{place}]", child_path(here, place), part
        elif isinstance(item, list):
            yield called, here, ", ".join(copyable(part) for part in item[:100]) if item else None
        else:
            yield called, here, item


def _words(name: str) -> str:
    return name.replace("_", " ")


def _moment(text: str) -> datetime | None:
    if not 19 <= len(text) <= 35 or text[4:5] != "-" or text[10:11] not in ("T", " "):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
