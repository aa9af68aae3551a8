"""Relationships of a resource as lines: by verb, both directions, what is not there marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.namesakes import told_apart, told_beside
from dharma_tui.core.text import printable
from dharma_tui.core.types import Resource, Verb
from dharma_tui.core.view import Neighbour, how_many
from dharma_tui.screens._fitted_name import fit_apart
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.text_lines import TextLine, heading

_NAME_WIDTH = 44

SEEN_FROM_THE_TARGET: Mapping[Verb, str] = {
    Verb.CONTAINS: "is contained in",
    Verb.RUNS_ON: "runs",
    Verb.ATTACHED_TO: "has attached",
    Verb.ROUTES_TO: "is reached from",
    Verb.MEMBER_OF: "has members",
    Verb.DEPENDS_ON: "is needed by",
    Verb.PROTECTS: "is protected by",
    Verb.STORES_IN: "stores for",
    Verb.MANAGES: "is managed by",
    Verb.CONNECTS_TO: "is connected from",
    Verb.REFERS_TO: "is referred to by",
}
"""How each verb reads from its other end."""


def link_lines(
    neighbours: Sequence[Neighbour], kinds: Mapping[str, KindSpec], marks: Glyphs, own: Resource | None = None
) -> list[TextLine]:
    """One line a relationship; Enter on it opens the other resource."""
    groups: dict[tuple[bool, Verb], list[Neighbour]] = {}
    for neighbour in neighbours:
        groups.setdefault((not neighbour.outgoing, neighbour.relationship.verb), []).append(neighbour)
    lines: list[TextLine] = []
    for (incoming, verb), members in sorted(groups.items()):
        arrow = marks.arrow_in if incoming else marks.arrow_out
        words = SEEN_FROM_THE_TARGET[verb] if incoming else verb.replace("_", " ")
        if lines:
            lines.append(TextLine())
        lines.append(heading(f"{arrow} {words}", _counted(members)))
        members.sort(key=lambda member: (member.other.kind, member.name or member.other.key))
        apart = told_apart((member.name, member.other) for member in members)
        for member in members:
            words = told_beside(own, member.name, member.other, member.account, apart.get(member.other, ""))
            lines.append(_line(member, words, kinds, marks))
    return lines


def _counted(members: Sequence[Neighbour]) -> str:
    every = how_many(members)
    return f"{every:,}" + (f", the first {len(members):,} of them listed" if every > len(members) else "")


def _line(neighbour: Neighbour, apart: str, kinds: Mapping[str, KindSpec], marks: Glyphs) -> TextLine:
    other = neighbour.other
    spec = kinds.get(other.kind)
    title = printable(spec.title if spec is not None else other.kind)
    name = fit_apart(neighbour.name or other.key, apart, _NAME_WIDTH, marks)
    source = (f"  by {printable(neighbour.relationship.source).removeprefix('by ')}", "quiet")
    if neighbour.state is None:
        unknown = ("  ? ", "warn"), (name, "quiet"), (f"  {title}, {printable(neighbour.missing)}", "warn"), source
        return TextLine(unknown, target=other, copy=other.key, path=other.kind)
    state = neighbour.state
    return TextLine(
        ((f"  {marks.state(state)} ", f"state-{state}"), (name, "link"), (f"  {title}", ""),
         (f"  {state}", f"state-{state}"), source),
        target=other,
        copy=other.key,
        path=other.kind,
    )  # fmt: skip
