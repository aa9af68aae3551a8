"""The one grammar of a whole view."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.errors import FilterError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.view import Computed, SortKey, View
from dharma_tui.core.view_text import format_view, parse_view, to_command_line

KINDS = {
    spec.kind: spec
    for spec in (
        KindSpec("local.process", "Process", "Processes", "", aliases=("ps",)),
        KindSpec("local.host", "Host", "Hosts", ""),
        KindSpec("cloud.ec2.instance", "Instance", "Instances", "", aliases=("ec2",)),
        KindSpec("cloud.rds.instance", "Database", "Databases", "", aliases=("rds",)),
    )
}
PIECES = st.sampled_from(
    [
        *(
            "ps ",
            "ec2 ",
            "local ",
            "all ",
            "* ",
            "web ",
            "/web ",
            "or ",
            "| ",
            "(",
            ")",
            "! ",
            '"a b" ',
            "state:running ",
        ),
        *("mem>1G ", "~^a ", "@-2h ", "@#3 ", "@", "sort:-mem,name ", "sort:", "by:a,b ", "cols:x,y ", "width:a=3 "),
        *(
            "calc:gb=a/2 ",
            'calc:"gb=a / 2" ',
            "calc:f=round(a, 2) ",
            "calc:",
            "by:é ",
            "'",
            '"',
            "\\",
            "by",
            ":",
            "*a ",
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("", View()),
        ("all", View()),
        ("local.process", View(kinds=("local.process",))),
        ("ps", View(kinds=("local.process",))),
        ("process", View(kinds=("local.process",))),
        ("Processes", View(kinds=("local.process",))),
        ("local", View(kinds=("local",))),
        ("instance", View(kinds=("cloud.ec2.instance", "cloud.rds.instance"))),
        ("ec2,rds", View(kinds=("cloud.ec2.instance", "cloud.rds.instance"))),
        ("ec2 rds web", View(kinds=("cloud.ec2.instance", "cloud.rds.instance"), filter="web")),
        ("ec2 /process", View(kinds=("cloud.ec2.instance",), filter="process")),
        ("state:running", View(filter="state:running")),
        ("/web | /db", View(filter="web | db")),
        ("/web|/db", View(filter="web | db")),
        ("state:running /web|api/", View(filter="state:running ~web|api")),
        ("ps @now", View(kinds=("local.process",))),
        ("ps @2026-11-20T09:30 web", View(kinds=("local.process",), filter="web", at="2026-11-20T09:30")),
        ("all (sort:up)", View(filter="sort:up")),
        (
            "ps calc:gb=round(mem / 2, 1) x",
            View(("local.process",), "x", computed=(Computed("gb", "round(mem / 2, 1)"),)),
        ),
        (
            "ec2 state:running mem>1G /web @-2h sort:-mem,name by:vpc,state cols:name,mem calc:gb=mem/1073741824 width:name=40",
            View(
                kinds=("cloud.ec2.instance",),
                filter="state:running mem>1G web",
                at="-2h",
                sort=(SortKey("mem", descending=True), SortKey("name")),
                group_by=("vpc", "state"),
                columns=("name", "mem"),
                computed=(Computed("gb", "mem/1073741824"),),
                widths={"name": 40},
            ),
        ),
    ],
)
def test_reads(text: str, view: View) -> None:
    assert parse_view(text, KINDS) == view
    assert parse_view(format_view(view), KINDS) == view


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("proces", 0, "did you mean 'process'?"),
        ("web", 0, "write /web to search for it"),
        ("ps @yesterday", 3, "write now, -2h"),
        ("ps calc:gb", 8, "write calc:gb="),
        ("ps width:name=wide", 9, "width:name=40"),
        ("ps sort:a,b!", 10, "separate column names"),
        ("ps a)", 4, "remove it"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(text: str, position: int, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_view(text, KINDS)
    assert caught.value.position == position
    assert hint in caught.value.hint


def test_the_command_line_survives_the_shell() -> None:
    view = View(kinds=("local.process",), filter='"it\'s $HOME"', sort=(SortKey("mem", descending=True),))
    words = shlex.split(to_command_line(view))
    assert words[:2] == ["dharma-tui", "--open"]
    assert parse_view(words[2], KINDS) == view


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_any_text_is_read_or_refused_and_what_is_read_survives_writing(text: str) -> None:
    try:
        view = parse_view(text, KINDS)
    except FilterError as error:
        assert 0 <= error.position <= len(text)
        return
    assert parse_view(format_view(view), KINDS) == view
