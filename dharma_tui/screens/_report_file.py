"""Asks where to and writes a report there: as a table (csv) or a document (json)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.paths import expanded
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.services import atomic_file

if TYPE_CHECKING:
    from dharma_tui.screens._base import ServiceScreen

Rows = Callable[[], Iterable[Mapping[str, Any]]]


def ask_and_write(
    screen: ServiceScreen, name: str, columns: Sequence[str], rows: Rows, document: Callable[[], Any]
) -> None:
    """Ask for a file, called after ``name`` unless said otherwise. What it gets is made in a pool's thread."""
    day = screen.services.clock.now().astimezone().strftime("%Y-%m-%d")
    usual = str(Path.home() / f"dharma-{name}-{day}.csv")
    dialog = AskLineScreen("Write to", "csv or json, by the ending", value=usual, judge=_judge)

    def write(path: Path) -> None:
        told = csv_text(columns, rows()) if path.suffix == ".csv" else _json(document())
        atomic_file.write_text(path, told)

    def chosen(answer: str | None) -> None:
        if not answer:
            return
        path = expanded(answer).absolute()

        async def work() -> None:
            try:
                await screen.services.io.run(write, path)
            except OSError as error:
                screen.say(f"{path} could not be written: {error.strerror}", "choose another folder", severity="error")
                return
            screen.say(f"Written to {screen.services.settings.paths.told(str(path))}")

        screen.run(work, group="export")

    screen.app.push_screen(dialog, chosen)


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table. Texts that a spreadsheet would take for formulas are marked as text."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {
                name: f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
                for name, cell in row.items()
            }
        )
    return lines.getvalue()


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _judge(name: str) -> str:
    return "" if Path(name).suffix in (".csv", ".json") else "end it with .csv or .json"
