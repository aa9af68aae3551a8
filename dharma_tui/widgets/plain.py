"""The marks of the chrome for terminals without Unicode."""

from __future__ import annotations

from textual.widget import Widget

_ASCII = str.maketrans(
    {"✗": "x", "✓": "*", "▲": "!", "«": "<", "»": ">", "·": ".", "›": ">", "…": "~", "↑": "up", "↓": "down"}
)


def plain(text: str, widget: Widget) -> str:
    """``text`` as the console that ``widget`` belongs to draws it: our own marks in ASCII where it has to be so."""
    return text.translate(_ASCII) if getattr(widget.app, "ascii_only", False) else text
