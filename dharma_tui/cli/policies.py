"""``dharma-tui scan --print-policy``: the least that must be allowed, in one document or in files short enough to be attached."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.cli import OK
from dharma_tui.cli.output import complain
from dharma_tui.core.errors import UsageError
from dharma_tui.core.scan import Selection
from dharma_tui.core.text import printable
from dharma_tui.core.types import Json

if TYPE_CHECKING:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.output import Output

OURS = "DharmaTui"
"""How the ids of all statements begin that are written here."""
PRINTED = "-"
"""Stands for standard output."""


def print_policies(where: str, selection: Selection, context: Context, output: Output) -> int:
    """Print one document for each provider that takes one, or write files into the folder ``where``. Raises UsageError."""
    from dharma_tui.services.scan_selection import choose

    if selection.keys and not selection.kinds:
        raise UsageError("a policy allows kinds, and a key alone names none", "leave --key out, or add --kind")
    chosen = choose(context.services, selection, context.settings.current.scan.providers)
    kinds = {
        service: [
            replace(kind, permissions=tuple(service.permissions(kind, lists_only=selection.lists_only)))
            for kind in service.kinds
            if kind.kind in chosen[service]
        ]
        for service in chosen
    }
    told = 0
    for provider in dict.fromkeys(service.provider for service in kinds):
        of_it = [service for service in kinds if service.provider == provider]
        listed = [kind for service in of_it for kind in kinds[service]]
        pieces = of_it[0].policies(listed)
        told += len(pieces)
        if where != PRINTED:
            _write_policies(Path(where), provider, pieces, output)
        elif pieces:
            output.json(of_it[0].policy(listed))
            if len(pieces) > 1:
                flag = "dharma-tui scan --print-policy FOLDER"
                complain(f"this is longer than one policy may be: {provider} takes it as {len(pieces)}", flag)
    if not told:
        raise UsageError("nothing of this selection is scanned by a policy", "name a cloud: --provider aws")
    return OK


def _write_policies(folder: Path, provider: str, policies: Sequence[Json], output: Output) -> None:
    """``aws-1.json``, ``aws-2.json`` and so on. Raises UsageError where the folder cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, policy in enumerate(policies, 1):
            path = folder / f"{provider}-{number}.json"
            path.write_text(json.dumps(policy, indent=2) + "\n", encoding="utf-8")
            output.line(printable(str(path), 1_000))
        for path in _left_over(folder, provider, len(policies)):
            path.unlink()
            output.note(f"{path} removed: it was written by a broader run, and allowed more than this scan needs")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error.strerror}", "name another folder") from error


def _left_over(folder: Path, provider: str, written: int) -> list[Path]:
    """What an earlier run wrote beyond those ``written`` now: attached with them, it would allow more than is needed."""
    numbered = re.compile(rf"{re.escape(provider)}-(\d+)\.json")
    named = ((path, numbered.fullmatch(path.name)) for path in sorted(folder.iterdir()))
    return [path for path, name in named if name and int(name[1]) > written and _is_ours(path)]


def _is_ours(path: Path) -> bool:
    """Whether a file holds nothing but what is written here."""
    try:
        statements = json.loads(path.read_text(encoding="utf-8"))["Statement"]
        return all(str(statement["Sid"]).startswith(OURS) for statement in statements)
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
