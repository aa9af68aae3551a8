"""What an utterance was understood to ask: the label scheme of the chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OUT_OF_SCOPE = "out_of_scope"

SURE = 0.75
"""From here on a request is answered, and a change planned; below, the answer says how sure it is."""

ENTITY_TYPES = (
    "provider",
    "region",
    "resource_kind",
    "resource_name",
    "environment",
    "status",
    "metric",
    "time_range",
    "count",
    "tag",
)

CHANGES = frozenset(
    {
        "create_infrastructure",
        "delete_infrastructure",
        "update_infrastructure",
        "scale_deployment",
        "restart_deployment",
        "rollback_deployment",
        "run_remediation",
    }
)
"""Intents that change a real system when they are carried out as asked."""

Entities = Mapping[str, tuple[str, ...]]
"""Normalised values of each type that was said, in the order said."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One request, resolved against what was said before it."""

    intent: str
    confidence: float
    """0 to 1, calibrated: of requests read at 0.8, four in five are read rightly."""
    entities: Entities = field(default_factory=dict)
    destructive: bool = False
    """Carrying it out as asked would change a real system, so it must be confirmed."""
    ranked: tuple[tuple[str, float], ...] = ()
    """Every intent with its probability, the likeliest first."""
    doubts: tuple[str, ...] = ()
    """Why no plan may be made of it as it stands: negated, hypothetical, excluded values, two verbs, names that are guesses."""

    def values(self, kind: str) -> tuple[str, ...]:
        """What was said of one entity type."""
        return self.entities.get(kind, ())

    def as_json(self) -> dict[str, object]:
        """The label scheme's own shape: a single value stands alone, several are a list."""
        plain = {kind: told[0] if len(told) == 1 else list(told) for kind, told in self.entities.items() if told}
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "entities": plain,
            "destructive": self.destructive,
        }


def merged(*several: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Values of all, each once, in the order given."""
    together: dict[str, dict[str, None]] = {}
    for entities in several:
        for kind, told in entities.items():
            together.setdefault(kind, {}).update(dict.fromkeys(told))
    return {kind: tuple(told) for kind, told in together.items() if told}
