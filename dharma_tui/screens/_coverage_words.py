"""What is said of a cell of the coverage matrix, and of all of it, in one line."""

from __future__ import annotations

from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.matrix import ALL, GLOBAL, Matrix, Row
from dharma_tui.core.text import printable


def place_words(row: Row, region: str) -> str:
    """An account and a region by name."""
    account = "every account" if row.account == ALL else f"{row.provider} {row.account}".strip()
    named = "every region" if region == ALL else region or GLOBAL
    return f"{printable(account, 80)} / {printable(named, 40)}"


def cell_sentence(matrix: Matrix, row: Row, region: str, now: datetime) -> str:
    """How much of it is covered, since when, what is wrong and what was found."""
    cell = matrix.cell(row, region)
    if not cell.parts:
        return "never scanned"
    words = [f"{cell.complete:,} of {format.counted(cell.parts, 'part')} complete"]
    if cell.kinds > cell.parts:
        words.append(f"{cell.asked:,} of {format.counted(cell.kinds, 'kind')} ever asked for")
    if cell.oldest:
        age = format.age(cell.oldest, now)
        words.append("oldest now" if age == "now" else f"oldest {age} ago")
    counts = ((cell.failed, "failed"), (cell.partial, "partial"), (cell.skipped, "skipped"))
    words += [f"{count:,} {word}" for count, word in counts if count]
    return ", ".join([*words, f"{cell.count:,} found"])


def matrix_note(matrix: Matrix) -> str:
    """How large it is: what is of no region is of none, and a machine is no account."""
    regions = sum(region not in ("", ALL) for region in matrix.regions)
    accounts = format.counted(matrix.accounts, "account")
    if regions:
        accounts += f" × {format.counted(regions, 'region')}"
    words = [accounts] if matrix.accounts else []
    words += [format.counted(matrix.machines, "machine")] if matrix.machines else []
    return ", ".join(words)
