"""The keys of a resource table, as data: help and docs are written from it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

MOVE = Binding.Group("Move")
ROWS = Binding.Group("Rows")
COLUMNS = Binding.Group("Columns")


def _key(
    key: str, action: str, description: str, id: str, group: Binding.Group, tooltip: str, *, shown: str | None = None
) -> Binding:
    return Binding(
        key, action, description, id=f"table.{id}", group=group, tooltip=tooltip, show=False, key_display=shown
    )


TABLE_BINDINGS: list[BindingType] = [
    _key("down,j", "move(1)", "Down", "down", MOVE, "Next row.", shown="↓ j"),
    _key("up,k", "move(-1)", "Up", "up", MOVE, "Previous row.", shown="↑ k"),
    _key("pagedown,ctrl+f", "page(1)", "Page down", "page_down", MOVE, "One screen down.", shown="pgdn ^f"),
    _key("pageup,ctrl+b", "page(-1)", "Page up", "page_up", MOVE, "One screen up.", shown="pgup ^b"),
    _key("ctrl+d", "page(0.5)", "Half page down", "half_down", MOVE, "Half a screen down."),
    _key("ctrl+u", "page(-0.5)", "Half page up", "half_up", MOVE, "Half a screen up."),
    _key("home", "first", "First row", "first", MOVE, "First row."),
    _key("end,G", "last", "Last row", "last", MOVE, "Last row.", shown="end G"),
    _key("left", "column(-1)", "Column left", "column_left", MOVE, "Choose the column to the left.", shown="←"),
    _key("right", "column(1)", "Column right", "column_right", MOVE, "Choose the column to the right.", shown="→"),
    _key("enter", "open", "Open", "open", ROWS, "Open the resource, or look into the group."),
    _key("space", "mark", "Mark", "mark", ROWS, "Mark or unmark this row and go to the next."),
    _key("ctrl+space", "mark_range", "Mark range", "mark_range", ROWS, "Mark from the last marked row to this one."),
    _key("ctrl+a", "mark_all", "Mark all", "mark_all", ROWS, "Mark every row that matches; again: unmark all."),
    _key("asterisk", "invert_marks", "Invert marks", "invert_marks", ROWS, "Mark what is not marked.", shown="*"),
    _key("s", "sort(False)", "Sort", "sort", COLUMNS, "Sort by the chosen column: up, down, not at all."),
    _key("S", "sort(True)", "Sort further", "sort_add", COLUMNS, "Sort by the chosen column after those before it."),
    _key("less_than_sign", "resize(-2)", "Narrower", "narrower", COLUMNS, "Make the chosen column narrower.", shown="<"),
    _key("greater_than_sign", "resize(2)", "Wider", "wider", COLUMNS, "Make the chosen column wider.", shown=">"),
    _key("left_curly_bracket,ctrl+left", "move_column(-1)", "Move left", "column_move_left", COLUMNS,
         "Move the chosen column to the left.", shown="{ ^←"),
    _key("right_curly_bracket,ctrl+right", "move_column(1)", "Move right", "column_move_right", COLUMNS,
         "Move the chosen column to the right.", shown="} ^→"),
    _key("X", "hide_column", "Hide column", "column_hide", COLUMNS, "Hide the chosen column."),
    _key("w", "toggle_wide", "Wide", "wide", COLUMNS, "Show or hide the wide columns."),
]  # fmt: skip
