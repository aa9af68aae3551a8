"""Who reaches a resource and who may do what with it, as lines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from dharma_tui.core.access import Answers, Way
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.namesakes import told_apart, told_beside
from dharma_tui.core.text import printable
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.screens._fitted_name import fit_apart
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.text_lines import TextLine, heading

_NAME_WIDTH = 34
_WORDS_WIDTH = 76
"""Of what is said in sentences, so that it is read whole on the narrowest screens."""
SHOWN = 300
"""Ways of one sort that are written out; thousands of equal ones tell nobody more."""


def access_lines(
    answers: Sequence[Answers], kinds: Mapping[str, KindSpec], marks: Glyphs, own: Resource | None = None
) -> list[TextLine]:
    """A question, its answers, and what was not looked at; Enter on an answer opens the resource at its other end."""
    lines: list[TextLine] = []
    for each in answers:
        if lines:
            lines.append(TextLine())
        lines.append(heading(each.question, f"{len(each.ways):,}" if each.ways else ""))
        apart = told_apart((way.name, way.other) for way in each.ways if way.other is not None)
        lines += [_line(way, _beside(own, way, apart), kinds, marks) for way in each.ways[:SHOWN]]
        if len(each.ways) > SHOWN:
            lines.append(TextLine(((f"  and {len(each.ways) - SHOWN:,} more", "quiet"),)))
        if each.beneath:
            lines += _sentence(each.beneath, "warn" if each.unlisted else "quiet")
        if each.left_out:
            lines += _sentence(f"not looked at: {each.left_out}", "quiet")
    return lines


def _sentence(text: str, role: str) -> list[TextLine]:
    told = textwrap.wrap(printable(text, 1000), _WORDS_WIDTH, subsequent_indent="  ")
    return [TextLine(((f"  {line}", role),)) for line in told]


def _beside(own: Resource | None, way: Way, apart: Mapping[ResourceRef, str]) -> str:
    return told_beside(own, way.name, way.other, way.account, apart.get(way.other, "")) if way.other is not None else ""


def _line(way: Way, apart: str, kinds: Mapping[str, KindSpec], marks: Glyphs) -> TextLine:
    spec = kinds.get(way.other.kind) if way.other is not None else None
    name = fit_apart(way.name, apart, _NAME_WIDTH, marks)
    title = f"  {printable(spec.title)}" if spec is not None else ""
    return TextLine(
        (
            ("    " if way.sure else "  ? ", "" if way.sure else "warn"),
            (name, "link" if way.other is not None else ""),
            (f"  {printable(way.what, 200)}", "" if way.sure else "warn"),
            (title, "quiet"),
            (f"  {printable(way.why, 300)}" if way.why else "", "quiet"),
        ),
        target=way.other,
        copy=way.other.key if way.other is not None else way.name,
        path=way.what,
    )
