"""The history of a resource as lines: when, what happened, and each property before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.text import from_difference, printable
from dharma_tui.core.types import Json, State
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.json_lines import copyable
from dharma_tui.widgets.text_lines import TextLine

_STYLES = {ChangeKind.ADDED: ("+", "added"), ChangeKind.CHANGED: ("~", "changed"), ChangeKind.REMOVED: ("-", "removed")}
_PATH_WIDTH = 32
_VALUE_LIMIT = 400
_LEAD = 12
"""Characters shown of what long values have in common, before what differs."""


def history_lines(changes: Sequence[Change], now: datetime, marks: Glyphs, *, local: bool) -> list[TextLine]:
    """Newest first. Enter on any line of a change shows the resource as of then."""
    lines: list[TextLine] = []
    for change in changes:
        mark, style = _STYLES[change.change]
        when = f"{format.moment(change.at, local=local)}  {format.age(change.at, now):>4} ago"
        lines.append(
            TextLine(
                ((f"{mark} {when}  ", ""), (f"{change.change}", style), (f"  {printable(change.scan_id)}", "quiet")),
                target=change,
                copy=f"{change.at.isoformat()} {change.change}",
            )
        )
        lines += [_field(field, change, marks) for field in change.fields]
    return lines


def _field(field: FieldChange, change: Change, marks: Glyphs) -> TextLine:
    width = max(len(printable(other.path)) for other in change.fields)
    path = f"      {printable(field.path):<{min(_PATH_WIDTH, width)}}  "
    runs = [(path, "key")]
    if field.before is None:
        runs += [("+ ", "added"), (_value(field.after), _style(field, field.after))]
    elif field.after is None:
        runs += [("- ", "removed"), (_value(field.before), "quiet")]
    else:
        before, after = _value(field.before), _value(field.after)
        if before == after:  # as far as is shown
            texts = from_difference(copyable(field.before), copyable(field.after), _LEAD)
            before, after = (printable(text, _VALUE_LIMIT) for text in texts)
        runs += [(before, "quiet"), (f" {marks.arrow_out} ", "quiet"), (after, _style(field, field.after))]
    text = f"{field.path}\t{_plain(field.before)}\t{_plain(field.after)}"
    return TextLine(tuple(runs), target=change, copy=text, path=field.path)


def _style(field: FieldChange, value: Json) -> str:
    """States keep the look they have everywhere; other values look changed."""
    if field.path == "state" and isinstance(value, str) and value in State.__members__.values():
        return f"state-{value}"
    return "changed"


def _value(value: Json) -> str:
    return printable(copyable(value), _VALUE_LIMIT)


def _plain(value: Json) -> str:
    return "" if value is None else copyable(value)
