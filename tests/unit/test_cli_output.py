"""How tables and documents are printed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from dharma_tui.cli.output import Output
from dharma_tui.cli.scan import _summarise
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import FilterError
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.text import json_text
from dharma_tui.core.types import Scope


def test_columns_are_as_wide_as_what_they_hold(capsys: pytest.CaptureFixture[str]) -> None:
    Output().table(("NAME", "N"), [("a-long-name", "1"), ("b", "1,000")], right=(False, True))

    assert capsys.readouterr().out == "NAME             N\na-long-name      1\nb            1,000\n"


@pytest.mark.parametrize(("room", "longest"), [(40, 40), (20, 20), (9, 9), (3, 6)])
def test_a_table_gives_way_to_the_terminal(capsys: pytest.CaptureFixture[str], room: int, longest: int) -> None:
    Output(quiet=True, width=room).table(("NAME", "WHAT", "MORE"), [("n" * 50, "漢字" * 30, "m" * 9)])

    lines = capsys.readouterr().out.splitlines()
    assert max(cell_len(line) for line in lines) <= longest
    assert "…" in lines[1]


def test_columns_that_do_not_fit_are_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    Output(width=20).table([f"COLUMN{number}" for number in range(9)], [["value"] * 9])

    assert capsys.readouterr().err == "7 columns do not fit: widen the terminal, or choose columns\n"


def test_an_array_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).json_array(iter([{"a": 1}, {"b": "\x1b\u202e"}]))
    full = capsys.readouterr().out
    Output(as_json=True).json_array(iter([]))
    empty = capsys.readouterr().out

    assert (json.loads(full), json.loads(empty)) == ([{"a": 1}, {"b": "\x1b\u202e"}], [])


def test_a_failure_is_a_document_unless_one_has_begun(capsys: pytest.CaptureFixture[str]) -> None:
    error = FilterError("no", "do this")
    first, second = Output(as_json=True), Output(as_json=True)
    first.failure(error)
    alone = capsys.readouterr()
    second.json([])
    second.failure(error)
    after = capsys.readouterr()

    assert json.loads(alone.out) == {"error": {"type": "FilterError", "message": "no", "hint": "do this"}}
    assert (alone.err, after.out) == ("dharma-tui: no\n  do this\n", "[]\n")


@pytest.mark.parametrize("text", ["\x7f", "\x9b31m", "\u202e", "\U000e0041", "é漢\n\t", "\u2028"])
def test_json_text_says_the_same_and_is_harmless(text: str) -> None:
    raw = json.dumps({"x": text}, ensure_ascii=False, indent=1)

    safe = json_text(raw)

    assert json.loads(safe) == {"x": text}
    assert not set("\x7f\x9b\u202e\U000e0041\u2028") & set(safe)


@pytest.mark.parametrize(
    ("how", "added", "said"),
    [
        (ScopeStatus.SKIPPED, 0, "1 part of 1 left: dharma-tui scan --resume"),
        (ScopeStatus.COMPLETE, 2, "all parts are saved, and their relationships not yet followed: dharma-tui scan --resume"),
        (ScopeStatus.COMPLETE, 0, "cancelled"),
    ],
)  # fmt: skip
def test_how_a_cancelled_scan_is_gone_on_with_is_told_where_there_is_something_left(
    capsys: pytest.CaptureFixture[str], how: ScopeStatus, added: int, said: str
) -> None:
    parts = (ScopeReport(Scope("lab", "main", "north"), "lab.thing", how),)
    report = ScanReport("scan-1", ScanStatus.CANCELLED, FrozenClock().now(), scopes=parts, added=added, announced=1)

    _summarise(replace(report, reason="cancelled"), Output())

    assert capsys.readouterr().out.splitlines()[-1] == said
