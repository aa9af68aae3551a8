"""Writes the reference pages of the documentation from what the code declares.

``python -m dharma_tui.services.reference docs`` (``make docs``) writes them into the folder ``docs``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dharma_tui.core.kinds import COMMON_COLUMNS, Column, KindSpec, Link
from dharma_tui.core.settings_page import settings_page

_HEAD = """\
# Kinds of resources

What the console can discover, from the declarations beside the code that lists it. This page is generated
by `make docs`; a test fails when it is out of date.

Type `:` and a kind's name or one of its aliases to see its table. Column names are what filters, sorting and `cols:` use;
columns in *italics* are shown where there is room. Attributes called volatile change by themselves: they are shown as of
the last change of anything else, and a rescan that finds only them different writes nothing.

About a thousand more lists of AWS, found by rules and not reviewed, are off until asked for (`scan --long-tail`); their kinds begin
with `aws.tail.` and are not on this page.
"""


def kinds_page(kinds: Iterable[KindSpec]) -> str:
    """The page of all ``kinds``, as Markdown."""
    ordered = sorted(kinds, key=lambda kind: kind.kind)
    parts = [_HEAD, *_summary(ordered), "## Columns every kind has\n", *_columns(COMMON_COLUMNS)]
    for kind in ordered:
        parts += _section(kind)
    return "\n".join(parts).rstrip() + "\n"


def _summary(kinds: Iterable[KindSpec]) -> Iterator[str]:
    yield "| kind | | aliases | what it is |\n|---|---|---|---|"
    for kind in kinds:
        aliases = ", ".join(f"`{alias}`" for alias in kind.aliases)
        anchor = kind.kind.replace(".", "")
        yield f"| [`{kind.kind}`](#{anchor}) | {kind.glyph} | {aliases} | {_cell(kind.doc)} |"
    yield ""


def _section(kind: KindSpec) -> Iterator[str]:
    yield f"\n## {kind.kind}\n\n{kind.plural}. {kind.doc}\n"
    if kind.noisy:
        yield "These come and go by themselves: their changes are kept, but left out of *what changed* unless asked for.\n"
    yield from _columns(kind.columns)
    if kind.states:
        by_state: dict[str, list[str]] = {}
        for word, state in kind.states.items():
            by_state.setdefault(state.value, []).append(f"`{word}`")
        yield (
            "\nStates: " + "; ".join(f"**{state}** from {', '.join(words)}" for state, words in by_state.items()) + "."
        )
    if kind.links:
        yield "\nLinks:\n\n" + "\n".join(f"- {_link(kind, link)}" for link in kind.links)
    if kind.metrics:
        yield "\nLive metrics: " + ", ".join(f"`{spec.name}` {spec.title} ({spec.unit})" for spec in kind.metrics) + "."
    if kind.volatile:
        yield "\nVolatile: " + ", ".join(f"`{path}`" for path in kind.volatile) + "."
    if kind.permissions and kind.permissions != ("none",):
        yield "\nNeeds, to be complete: " + "; ".join(kind.permissions) + "."


def _columns(columns: Iterable[Column]) -> Iterator[str]:
    yield "| column | title | holds | attribute | |\n|---|---|---|---|---|"
    for column in columns:
        name = f"*`{column.name}`*" if column.wide else f"`{column.name}`"
        path = f"`{column.path}`" if column.path else ""
        yield f"| {name} | {_cell(column.title)} | {column.type.value} | {path} | {_cell(column.doc)} |"


def _link(kind: KindSpec, link: Link) -> str:
    ends = (f"`{link.kind}`", f"`{kind.kind}`")
    source, target = ends if link.reverse else reversed(ends)
    return f"{source} {link.verb.value.replace('_', ' ')} {target}, by `{link.path}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def pages() -> Mapping[str, str]:
    """Every generated page, by file name."""
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.services.providers import kinds_of, provider_services

    kinds = kinds_of(provider_services(SystemClock())).values()
    return {"kinds.md": kinds_page(kinds), "settings.md": settings_page()}


def write_pages(folder: Path) -> None:
    """Write every generated page into ``folder``."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
