"""A stored resource as text to copy."""

from __future__ import annotations

import json

from dharma_tui.core.types import StoredResource
from dharma_tui.services.query.lookup import document


def document_json(stored: StoredResource) -> str:
    """Its document, the shape of exports, as indented JSON."""
    return json.dumps(document(stored), indent=2, ensure_ascii=False)
