"""Plans to delete resources."""

from __future__ import annotations

from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known


class Delete(ChangeTool):
    """Deletes resources for good."""

    NAME = "plan_delete"
    SUMMARY = "Plans to delete named resources, or those of a kind that fit a place, a tag or a state."
    INTENTS = ("delete_infrastructure",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("resource_kind", "resource_kind"))
    ACT = "delete"
    REVERSIBLE = "It cannot be undone, except from a backup or a snapshot."

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        return known["state"], "deleted"
