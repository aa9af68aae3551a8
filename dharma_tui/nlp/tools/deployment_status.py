"""How one workload goes."""

from __future__ import annotations

import asyncio

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.deployments import Deployment, deployment
from dharma_tui.core.format import age
from dharma_tui.core.text import printable
from dharma_tui.core.types import StoredResource
from dharma_tui.nlp.desk import of_kind
from dharma_tui.nlp.tools._base import Asked, Parameter, Target
from dharma_tui.nlp.tools._one import OfOne
from dharma_tui.nlp.words import article, lines, named

_HISTORY = 6


class DeploymentStatus(OfOne):
    """Copies wanted and ready, the version that is live, and what happened to it lately."""

    NAME = "deployment_status"
    SUMMARY = "Whether a workload is done, healthy and ready, and which version is live."
    INTENTS = ("deployment_status",)
    PARAMETERS = (Parameter("resource_name", "resource_name", True), Parameter("environment", "environment"))

    async def answer_of(self, asked: Asked, target: Target) -> Answer:
        known, history, basis = await asyncio.gather(
            self.services.inventory.resource(target.ref),
            self.services.changes.history(target.ref, _HISTORY),
            self.desk.grounds.of((target.ref.kind,)),
        )
        resource, now = known.resource, self.services.clock.now()
        found = deployment(resource)
        rows = tuple(
            (
                age(one.at, now),
                one.change.value,
                printable(
                    "; ".join(f"{f.path.removeprefix('attrs.')}: {f.before} → {f.after}" for f in one.fields[:3]), 140
                ),
            )
            for one in history
        )
        return Answer(
            lines(self._said(known, found), f"As of {age(known.last_seen, now)} ago, when it was last seen."),
            Table(("AGO", "WHAT", "PROPERTIES"), rows, len(rows)) if rows else None,
            basis=basis,
            opens=of_kind(resource.ref),
            next_steps=("what depends on it?", "why is it unhealthy?", "what changed on it?"),
        )

    def _said(self, known: StoredResource, found: Deployment | None) -> str:
        resource = known.resource
        if found is None:
            title = self.desk.kinds.title((resource.ref.kind,), 1)
            return f"{named(resource.name)} is {article(title)} and keeps no number of copies; it is **{resource.state.value}**."
        told = f"{named(resource.name)} is **{found.status.value}**"
        if found.desired is not None and found.ready is not None:
            told += f": {found.ready:,} of {found.desired:,} copies are ready"
        return f"{told}{f', version {named(found.version)}' if found.version else ''}."
