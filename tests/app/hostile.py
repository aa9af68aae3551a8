"""Text as an attacker or an accident writes it, in every place of an estate that holds text; and what may not be painted."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rich.cells import cell_len
from textual.pilot import Pilot

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.app.estate import stamp

POISONS: Mapping[str, str] = {
    "ansi": "\x1b[31mansi\x1b[2J\x1b[0m",
    "osc52": "\x1b]52;c;aGFja2Vk\x07osc52",
    "osc8": "\x1b]8;;http://evil.test/\x1b\\osc8\x1b]8;;\x1b\\",
    "title": "\x1b]0;title\x07\x1bP+q544e\x1b\\",
    "c1": "\x9b31mc1\x9d52;c;aGk=\x9c\x85",
    "bidi": "gnp.\u202etxt\u2066bidi\u2069\u061c",
    "nul": "nul\x00nul",
    "markup": "[bold red]markup[/]",
    "click": "[@click=app.quit]click[/]",
    "closing": "[/nope]closing",
    "open": "[open",
    "content": "$text-error {0} %s \\[x]",
    "surrogate": "\ud800lone\udfff",
    "zero": "ze\u200bro\ufeff\u2060\u00ad\u3164",
    "tags": "tag\U000e0041\U000e007f\ufff9",
    "marks": "marks" + "\u0301" * 3000,
    "other_marks": "marks" + "\u0e33\u0e31" * 30 + "\u0898" * 40 + "\U0001e944" * 40,
    "wide": "漢字幅テスト한국어" * 3,
    "emoji": "👩\u200d👩\u200d👧\u200d👦🇩🇪👍🏽❤\ufe0f☎\ufe0f",
    "rtl": "שלום عربى",
    "lines": "one\r\ntwo\x0bthree\u2028four\tfive\x1c",
    "backspace": "rm -rf /\x08\x08\x08\x7f",
    "long": "L" * 1_000_000,
    "long_wide": "界" * 100_000,
    "empty": "",
    "blank": "   ",
    "formula": "=cmd|' /C calc'!A0",
}
"""By what they try."""

_CODES = (range(0x20), range(0x7F, 0xA0), range(0xD800, 0xE000), (0xAD, 0x61C), range(0x200B, 0x200D), range(0x200E, 0x2010),
          range(0x2028, 0x202F), range(0x2060, 0x2070), (0xFEFF,))  # fmt: skip
HARMFUL = frozenset(chr(code) for codes in _CODES for code in codes)
"""Characters that a terminal obeys, or that make what is read differ from what is there."""

HOST_KIND = "local.host"
ODD_KIND = "odd.[/nope]\x1b]52;c;a2luZA==\x07"
"""A kind that no provider declares, as an import may bring it."""


def _attrs(poison: str, turn: int) -> dict[str, Json]:
    return {
        "hostname": poison,
        "kernel": poison,
        poison[:4000]: poison,
        "nested": {poison[:300]: {"deep": [poison, {poison[:200]: turn}]}, "text": poison},
        "list": [poison[:500]] * 3,
        "turn": turn,
        "number": float(turn),
    }


def resources(turn: int) -> Iterator[Resource]:
    """One resource for each poison, poisoned through and through; ``turn`` makes them differ from scan to scan."""
    states = tuple(State)
    for number, (name, poison) in enumerate(POISONS.items()):
        if turn == 2 and number % 9 == 5:
            continue  # gone
        kind = ODD_KIND if number % 5 == 4 else HOST_KIND
        scope = Scope("local", poison[:300] or "-", poison[:300])
        yield Resource(
            ResourceRef(kind, f"{name} {poison[:3000]}"),
            poison if turn < 2 or number % 2 else f"{poison}{turn}",
            scope,
            states[(number + turn) % len(states)],
            {poison[:300] or "-": poison, "env": poison, f"turn{turn}": "x"},
            _attrs(poison, turn),
        )


def seed(folder: Path, clock: FrozenClock) -> list[ResourceRef]:
    """Two scans of the estate, a day and ten minutes ago; the second differs, is partial, and gives poisoned reasons.

    The store is made once for each moment and copied from then on: nothing in it says where it lies.
    """
    shutil.copytree(_seeded(clock.at), folder, dirs_exist_ok=True)
    return [one.ref for one in resources(2)]


@cache
def _seeded(noon: datetime) -> Path:
    clock, folder = FrozenClock(noon), Path(mkdtemp(prefix="hostile-"))
    atexit.register(shutil.rmtree, folder)
    lake = Lake.open(folder, clock=clock)
    try:
        stamps = [(lake.snapshot().id, noon - timedelta(days=3))]
        for turn, minutes in ((1, 24 * 60), (2, 10)):
            clock.at = noon - timedelta(minutes=minutes)
            _scan(lake, turn, clock.at)
            stamps.append((lake.snapshot().id, clock.at))
    finally:
        lake.close()
    stamp(folder, stamps)
    return folder


def _scan(lake: Lake, turn: int, at: datetime) -> None:
    store = ScanStore(lake)
    found = list(resources(turn))
    scan_id = f"scan-{turn}"
    store.begin(scan_id, ["local"], "schedule", at)
    reports = []
    parts = dict.fromkeys((one.scope, one.ref.kind) for one in resources(1))
    for scope, kind in parts:
        here = [one for one in found if (one.scope, one.ref.kind) == (scope, kind)]
        edges = [
            Relationship(one.ref, other.ref, Verb.DEPENDS_ON, other.name[:100] or "-")
            for one in here
            for other in found[:3]
        ]
        store.stage(scan_id, scope, kind, here, edges)
        reports.append(ScopeReport(scope, kind, ScopeStatus.COMPLETE, count=len(here), seconds=0.1, calls=1))
    for name, poison in POISONS.items():
        scope = Scope("local", poison[:200] or name, "")
        kind = f"local.{name}"
        reports.append(ScopeReport(scope, kind, ScopeStatus.FAILED, poison[:5000], poison[:5000], seconds=0.1))
    delta = store.commit(scan_id, reports)
    poison = "".join(POISONS[name] for name in ("ansi", "osc52", "click", "closing", "bidi", "wide"))
    store.end(
        ScanReport(
            scan_id, ScanStatus.PARTIAL, at, 0.7, len(reports), len(found), 9, delta.added, delta.changed,
            delta.removed, tuple(reports), "schedule", reason=poison, hint=poison,
        )
    )  # fmt: skip


def faults(pilot: Pilot[Any]) -> list[str]:
    """What is wrong with what is painted now, before the last guard would hide it."""
    screen = pilot.app.screen
    width, height = screen.size
    found = []
    strips = screen._compositor.render_strips(screen.size)
    if len(strips) != height:
        found.append(f"{len(strips)} lines on {height}")
    for number, strip in enumerate(strips):
        line = "".join(segment.text for segment in strip)
        if bad := HARMFUL.intersection(line):
            found.append(f"line {number} paints {sorted(map(ascii, bad))}: {line!a}")
        if cell_len(line) != width or sum(cell_len(segment.text) for segment in strip) != width:
            found.append(f"line {number} is {cell_len(line)} cells of {width}: {line!a}")
        for segment in strip:
            meta = segment.style.meta if segment.style else {}
            if "quit" in str(meta.get("@click", "")) or (segment.style and segment.style.link):
                found.append(f"line {number} obeys markup: {segment.text!a} {meta} {segment.style}")
    return found
