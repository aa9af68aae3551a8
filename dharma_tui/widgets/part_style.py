"""The look of a part of a line, to be laid over the look of the line."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def part_style(widget: Widget, name: str) -> Style:
    """What a component class says about text, leaving the background to the line.

    Textual's own partial style drops colours that depend on the background (``$text-muted``).
    """
    whole = widget.get_component_rich_style(name)
    rules = widget.get_component_styles(name)
    coloured = rules.has_rule("color") or rules.has_rule("auto_color")
    return (Style(color=whole.color) if coloured else Style()) + rules.text_style
