"""What refers to something that is not in the inventory."""

from __future__ import annotations

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.dangling import MEANINGS, Dangling
from dharma_tui.core.format import counted
from dharma_tui.core.graph import BACK, FORTH
from dharma_tui.core.text import printable
from dharma_tui.core.topology_view import Question, TopologyView, format_topology
from dharma_tui.nlp import graph_questions
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools._one import which
from dharma_tui.nlp.tools.cycles import EVERYWHERE, PLACES
from dharma_tui.nlp.words import bullets, lines, listed, named


class DanglingOnes(Tool):
    """Relationships to what is not there, by why it is not."""

    NAME = "dangling"
    SUMMARY = "Dangling references: what refers to something that is not in the inventory, and why it is not."
    INTENTS = ("show_graph",)
    PARAMETERS = (Parameter("resource_name", "resource_name"),)

    def fits(self, asked: Asked) -> int:
        return 5 if graph_questions.asked(asked.text) is Question.DANGLING else 0

    async def answer(self, asked: Asked) -> Answer:
        if asked.ambiguous or asked.unknown:
            return await which(asked, self.desk)
        refs = {one.ref for one in asked.targets}
        report = await self.services.dangling.report(FIRST, (lambda each: each.by in refs) if refs else None)
        things = sum(group.things for group in report.groups)
        of = f" of {listed([named(one.name) for one in asked.targets])}" if refs else ""
        if report.count:
            said = f"**{counted(report.count, 'reference')}**{of} to {counted(things, 'thing')} not in the inventory."
        else:
            said = f"**No reference{of} dangles**: everything that is named is in the inventory."
        first = [each for group in report.groups for each in group.first][:FIRST]
        whys = bullets(f"{group.count:,} {group.why.value}: {MEANINGS[group.why]}" for group in report.groups)
        rows = tuple(map(self._row, first))
        return Answer(
            lines(said, whys, EVERYWHERE if any(map(asked.frame.values, PLACES)) else ""),
            Table(("NAME", "IT …", "WHAT IS MISSING", "WHY"), rows, report.count, tuple(each.by for each in first))
            if rows
            else None,
            basis=await self.desk.grounds.of(),
            opens=await self.query(asked),
            next_steps=(
                *(("describe the first one",) if rows else ()),
                *("which resources are orphaned?", "are there circular dependencies?", "scan status"),
            ),
        )

    async def query(self, asked: Asked) -> str:
        return f"topology {format_topology(TopologyView(question=Question.DANGLING))}"

    def _row(self, each: Dangling) -> tuple[str, ...]:
        missing = f"{self.desk.kinds.title((each.missing.kind,), 1)} {each.missing.key}"
        verb = (FORTH if each.outgoing else BACK)[each.verb]
        return printable(each.name, 40), verb, printable(missing, 60), printable(each.reason.words, 60)
