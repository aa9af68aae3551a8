"""What a person may call a view."""

from __future__ import annotations


def name_fault(name: str) -> str:
    """What is wrong with the name of a view."""
    if not name:
        return "type a name, or press esc"
    if not name.replace("-", "").replace("_", "").isalnum() or not name[0].isalpha():
        return "begin with a letter; then letters, digits, - and _"
    return "" if len(name) <= 40 else "at most 40 characters"
