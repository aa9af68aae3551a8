"""Plans to restart workloads."""

from __future__ import annotations

from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known, copies_of

_OTHERS = ("local.service", "local.container")


class Restart(ChangeTool):
    """Starts the copies of a workload again, one after another where its provider can."""

    NAME = "plan_restart"
    SUMMARY = "Plans to restart a named workload."
    INTENTS = ("restart_deployment",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("environment", "environment"))
    ACT = "restart"
    REVERSIBLE = "It cannot be undone; the same version runs afterwards."

    def applies(self, kind: str) -> bool:
        return kind in (*self.desk.kinds.with_copies(), *_OTHERS)

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        ready = copies_of(known, "ready")
        now = f"{known['state']}, {ready} copies ready" if ready is not None else str(known["state"])
        return now, "started again"
