"""What resources and relationships are called in Neo4j."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dharma_tui.core.types import Verb

RESOURCE = "Resource"
"""The label of everything that comes from a store; ``uid`` is its key."""
MISSING = "Missing"
"""What relationships lead to and the store does not have."""
MARKER = "DharmaTuiSync"
"""One node for each store: how far the server is level with it."""

_WORD = re.compile(r"[^\W_]+")
_PROPERTY = re.compile(r"[^A-Za-z0-9_]+")
LABELS = 64
"""Labels of one resource that become properties; the list ``labels`` has them all."""
_LONGEST = 64


def label_of(kind: str) -> str:
    """``aws.ec2.security_group`` as ``AwsEc2SecurityGroup``. What has no word for it is called ``Kind``."""
    return "".join(word[:1].upper() + word[1:] for word in _WORD.findall(kind)) or "Kind"


def type_of(verb: str) -> str:
    """``runs_on`` as ``RUNS_ON``."""
    return verb.upper()


VERBS: Mapping[str, Verb] = {type_of(verb.value): verb for verb in Verb}
"""By what its relationships are called there."""


def quoted(name: str) -> str:
    """A label, type or property to stand in Cypher, whatever it is made of."""
    return "`" + name.replace("`", "``") + "`"


def flattened(labels: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Labels as properties: the list ``labels`` of ``key=value``, and ``label_<key>`` for each, in letters, digits and ``_``.

    Of keys that differ in other characters alone, the first in order counts. A server keeps every name of a property for
    ever, so that keys longer than any tag's are in the list alone.
    """
    flat: dict[str, str | list[str]] = {"labels": [f"{key}={value}" for key, value in sorted(labels.items())]}
    for key, value in sorted(labels.items())[:LABELS]:
        name = _PROPERTY.sub("_", key).strip("_")
        if name and len(key) <= _LONGEST:
            flat.setdefault(f"label_{name}", value)
    return flat
