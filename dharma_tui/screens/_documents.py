"""A stored resource as one document: the shape of exports and of the raw view."""

from __future__ import annotations

import json

from dharma_tui.core.types import Json, StoredResource


def document(stored: StoredResource) -> dict[str, Json]:
    """The line shape shared by ``resources --format jsonl``, ``export`` and ``import``."""
    resource = stored.resource
    return {
        "kind": resource.ref.kind,
        "key": resource.ref.key,
        "name": resource.name,
        "provider": resource.scope.provider,
        "account": resource.scope.account,
        "region": resource.scope.region,
        "state": str(resource.state),
        "labels": dict(resource.labels),
        "attrs": dict(resource.attrs),
        "first_seen": stored.first_seen.isoformat(),
        "last_seen": stored.last_seen.isoformat(),
    }


def document_json(stored: StoredResource) -> str:
    """The same as indented JSON."""
    return json.dumps(document(stored), indent=2, ensure_ascii=False)
