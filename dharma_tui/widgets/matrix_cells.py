"""The words of a cell of accounts by regions, in exactly the width there is; and names of regions that fit."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum

from dharma_tui.core import format
from dharma_tui.core.matrix import ALL, GLOBAL, Cell
from dharma_tui.core.text import printable
from dharma_tui.widgets.table_cells import fit

Part = tuple[str, str]
"""A text and the component class that styles it."""


class Detail(Enum):
    """How much a cell says; the value is its width, in which the longest words still stand apart."""

    AGE = 10
    COUNT = 15
    PARTS = 25


_REGION = re.compile(r"([a-z]{2})-(?:(gov|iso[a-z]?)-)?(north|south|east|west|central)(east|west)?-(\d+)")
_LARGEST = 999
"""Troubles counted in one cell; more are as many as can be."""


def region_name(region: str, room: int) -> str:
    """``us-east-1`` where there is room, else ``use1``; anything else is cut."""
    name = {"": GLOBAL, ALL: "all"}.get(region) or printable(region, 64)
    if len(name) <= room:
        return name
    known = _REGION.fullmatch(region)
    if not known:
        return name
    area, special, first, second, number = known.groups()
    return f"{area}{(special or '')[:1]}{first[0]}{(second or '')[:1]}{number}"


def cell_words(
    cell: Cell, detail: Detail, now: datetime, *, off: bool = False, running: bool = False
) -> tuple[Part, ...]:
    """The parts of a cell, a blank at its end included."""
    width = detail.value
    if running:
        mark = "»", "matrix--running"
    elif not cell.parts:
        return ((fit("– off" if off else "· never", width), "matrix--quiet"),)
    else:
        mark = _mark(cell)
    trouble = min(cell.trouble, _LARGEST)
    age = format.age(cell.oldest, now) if cell.oldest else format.NOTHING
    if not cell.parts:
        return ((fit(f"{mark[0]} first", width), mark[1]),)
    head = fit(f"{mark[0]}{trouble or ''}", 4)
    if detail is Detail.AGE:
        return (head, mark[1]), (fit(age, 5, right=True), "matrix--age"), (" ", "")
    count = (fit(short(cell.count), 5, right=True), "matrix--count")
    tail: tuple[Part, ...] = (count, (fit(age, 5, right=True), "matrix--age"), (" ", ""))
    if detail is Detail.COUNT:
        return ((head, mark[1]), *tail)
    covered = f"{short(cell.complete)}/{short(max(cell.parts, cell.kinds))}"
    return (head, mark[1]), (fit(covered, 10, right=True), "matrix--quiet"), *tail


def short(number: int) -> str:
    """A number in at most four characters: ``412``, ``3.4k``, ``12k``, ``1.2M``."""
    for unit, size in (("", 1), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000)):
        amount = number / size
        if amount < 999.5:
            return f"{amount:.1f}{unit}" if unit and amount < 9.95 else f"{amount:.0f}{unit}"
    return "many"


def _mark(cell: Cell) -> Part:
    if cell.failed == cell.parts:
        return "✗", "matrix--critical"
    if cell.trouble:
        return "▲", "matrix--warning"
    if cell.skipped == cell.parts:
        return "○", "matrix--quiet"
    return ("◐", "matrix--quiet") if cell.unasked else ("✓", "matrix--good")
