"""What of a resource can be copied."""

from __future__ import annotations

from dharma_tui.core.text import copyable_name
from dharma_tui.core.types import ResourceRef, StoredResource
from dharma_tui.screens._documents import document_json
from dharma_tui.screens._pick import Choice
from dharma_tui.services.query.lookup import document
from dharma_tui.widgets.json_lines import yaml_lines
from dharma_tui.widgets.text_lines import TextLine

COPIES = (
    Choice("value", "Value of this line", "c"),
    Choice("path", "Its path", "p"),
    Choice("name", "Name"),
    Choice("key", "Key"),
    Choice("json", "Whole document", "JSON"),
    Choice("yaml", "Whole document", "YAML"),
)


def copied(what: str, ref: ResourceRef, stored: StoredResource | None, line: TextLine | None) -> tuple[str, str] | None:
    """The text to copy and what it is called; None where there is nothing of that."""
    if what == "key":
        return copyable_name(ref.key), "the key"
    if line is not None and what == "value":
        return line.copy or line.text.strip(), line.path or "the line"
    if line is not None and what == "path":
        return line.path, "the path"
    if stored is None:
        return None
    if what == "name":
        return copyable_name(stored.resource.name), "the name"
    if what == "json":
        return document_json(stored), "the document"
    if what == "yaml":
        return "\n".join(line.text for line in yaml_lines(document(stored))), "the document"
    return None
