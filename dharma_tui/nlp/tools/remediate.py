"""Plans of fixes."""

from __future__ import annotations

from dharma_tui.core.answers import Answer
from dharma_tui.nlp.tools._base import Asked, Parameter
from dharma_tui.nlp.tools._change import ChangeTool, Known
from dharma_tui.nlp.words import lines

_ACTS = (
    ("isolate", ("isolate", "quarantine", "contain"), "isolated"),
    ("drain", ("drain", "cordon", "evacuate"), "drained"),
    ("fail over", ("failover", "over", "promote"), "failed over"),
    ("patch", ("patch", "update", "upgrade"), "patched"),
    ("restart", ("restart", "heal", "recover", "repair", "fix", "bounce"), "started again"),
)
_PLAYBOOKS = frozenset(("playbook", "runbook", "playbooks", "runbooks", "recommendation", "recommendations"))
NO_PLAYBOOKS = (
    "No playbooks and no engine of actions are installed in this release, so there is nothing to run. They would come with"
    " actions; until then a plan says what is meant, and what the provider's own command is."
)


class Remediate(ChangeTool):
    """Isolates, drains, fails over, patches or heals named resources; playbooks there are none."""

    NAME = "plan_fix"
    SUMMARY = "Plans a fix of named resources: isolate, drain, fail over, patch, heal."
    INTENTS = ("run_remediation",)
    PARAMETERS = (Parameter("resource_name", "resource_name"),)
    ACT = "fix"
    REVERSIBLE = "Whether it can be undone depends on the fix."

    def act(self, asked: Asked) -> str:
        return next((act for act, words, _ in _ACTS if asked.has(*words)), self.ACT)

    def becomes(self, asked: Asked, known: Known) -> tuple[str, str]:
        new = next((new for act, _, new in _ACTS if act == self.act(asked)), "")
        return str(known["state"]), new

    def lacking(self, asked: Asked, known: Known) -> str:
        return "no fix"

    def unplanned(self, asked: Asked) -> str:
        said = [act for act, words, _ in _ACTS if asked.has(*words)]
        return "no fix" if asked.has("fix") and said == ["restart"] else ""

    async def answer(self, asked: Asked) -> Answer:
        if set(asked.words) & _PLAYBOOKS or not (asked.targets or asked.ambiguous):
            return Answer(
                lines(NO_PLAYBOOKS),
                next_steps=("list failed resources", "what changed today?", "what can you do?"),
            )
        return await super().answer(asked)
