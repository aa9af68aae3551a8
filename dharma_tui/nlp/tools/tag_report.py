"""How things are tagged."""

from __future__ import annotations

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import counted, share
from dharma_tui.core.text import printable
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.tools._base import Asked, Tool


class Tags(Tool):
    """How many resources keep each rule of tagging, and which tags are spelled in several ways."""

    NAME = "tag_report"
    SUMMARY = "How well things are tagged: rules kept and broken, untagged resources, spellings that differ."
    INTENTS = ("show_statistics", "list_resources", "show_changes")

    def fits(self, asked: Asked) -> int:
        said = asked.has("tag", "tags", "tagging", "tagged", "untagged", "labels", "labelling")
        general = not asked.frame.values("tag") and not asked.frame.values("resource_kind") and not asked.targets
        return 5 if said and general and asked.frame.intent != "show_changes" else 0

    async def answer(self, asked: Asked) -> Answer:
        report = await self.services.tagging.report()
        rows = [
            (one.rule.name, one.rule.key, f"{one.asked:,}", f"{one.broken:,}", share(one.percent, 0))
            for one in report.rules
        ]
        rows += [
            (f"spellings of {one.meaning}", one.key or "the key", f"{sum(s.count for s in one.spellings):,}", "", "")
            for one in (*report.keys, *report.values)
        ]
        rows += [
            (f"contradicting {one.meaning}", one.spellings[0].text, f"{sum(s.count for s in one.spellings):,}", "", "")
            for one in report.contradictions
        ]
        told = tuple(tuple(printable(cell, 40) for cell in row) for row in rows[:FIRST])
        return Answer(
            f"Of **{counted(report.taggable, 'resource')}** that can have tags **{report.untagged_count:,}** have none.",
            Table(("RULE", "TAG", "ASKED OF", "BROKEN", "KEPT"), told, len(rows)),
            basis=await self.desk.grounds.of(),
            opens="tags",
            next_steps=("list untagged resources", "how many resources are there?", "what can you do?"),
        )
