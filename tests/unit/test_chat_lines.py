"""Answers as lines: within their width, harmless, with what each line stands for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.geometry import Size

from dharma_tui.core.answer_text import copied, markdown_lines, terminal_lines
from dharma_tui.core.answers import Answer, Basis, PlanCard, PlannedStep, Table
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.frames import Frame
from dharma_tui.core.text import cells_of
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.completing import completions
from dharma_tui.screens._plan_dialog import demanded
from dharma_tui.widgets.chat_input import written
from dharma_tui.widgets.chat_lines import Opens, RowOf, StepOf, answered, asked, text_lines
from dharma_tui.widgets.chat_pane import docked
from dharma_tui.widgets.chat_table import table_lines

NOW = FrozenClock().at
REF = ResourceRef("local.host", "m1")
HOSTILE = "web\x1b[31m\u202e[red]" + "漢字" * 40 + "x" * 300
ANSWER = Answer(
    f"# Hosts\n- **two** of `them`\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n{'long ' * 40}{HOSTILE}",
    Table(("NAME", "STATE", "REGION"), ((HOSTILE, "running", "eu-central-1"),), 20, (REF,)),
    {"cpu": (1.0, 5.0, 2.0)},
    Basis("scan 3f2a of aws", NOW - timedelta(minutes=5), ("region fra",), ("azure was never scanned",)),
    "hosts",
    ("what changed?", HOSTILE),
)


@pytest.mark.parametrize("width", [24, 38, 60, 110])
def test_an_answer_stays_within_its_width_and_nothing_of_it_can_be_obeyed(width: int) -> None:
    lines = [*asked(f"list\n{HOSTILE}", 7, width), *answered(ANSWER, Frame("list_resources", 0.6), 7, width, NOW)]

    assert all(cells_of(line.text) <= width for line in lines)
    assert all(line.text.isprintable() for line in lines)
    assert {line.path for line in lines} == {"7"}
    text = " ".join(" ".join(line.text for line in lines).split())
    assert "60% sure" in text and "scan 3f2a of aws · 5m old · only region fra" in text and "1 what changed?" in text
    assert any(line.target == RowOf(REF) for line in lines) and any(line.target == Opens("hosts") for line in lines)
    assert next(line.target for line in lines if isinstance(line.target, StepOf)) == StepOf("what changed?")
    assert "the first 1 of 20" in text


def test_names_with_marks_appear_as_they_are_and_code_without_its_fences() -> None:
    names = ("a|b", "**bold**", "[link](http://e)", "*x*")
    told = f"**Of `{names[1]}`**: {' '.join(f'`{one}`' for one in names)}\n\n```\naws s3 rb s3://x\n```"
    answer = Answer(told, Table(("NAME",), tuple((one,) for one in names), 4))

    text = [line.text.strip() for line in answered(answer, None, 1, 80, NOW)]
    assert text == [f"Of {names[1]}: {' '.join(names)}", "", "aws s3 rb s3://x", "NAME", *names]
    assert [line.strip() for line in terminal_lines(answer, NOW)] == [*text[:3], "", *text[3:]]
    assert copied(answer) == "\n".join(text)
    markdown = "\n".join(markdown_lines(answer))
    assert "| a\\|b |" in markdown and "| \\*\\*bold\\*\\* |" in markdown


def test_what_is_sure_says_how_sure_behind_what_it_rests_on() -> None:
    frame = Frame("list_resources", 0.9)
    lines = [*answered(Answer("Yes.", basis=Basis("scan 3f2a")), frame, 1, 60, NOW)]
    assert [line.text for line in lines] == ["  Yes.", "  from scan 3f2a · read as list resources, 90% sure"]
    assert {style for text, style in lines[1].runs if text.strip()} == {"quiet"}
    assert [line.text for line in answered(Answer("Yes."), frame, 1, 60, NOW)][1:] == [
        "  read as list resources, 90% sure"
    ]
    talk = answered(Answer("Hello."), Frame("help_or_smalltalk", 0.99), 1, 60, NOW)
    assert [line.text for line in talk] == ["  Hello."]


def test_what_must_be_typed_before_a_plan_is_confirmed() -> None:
    step = PlannedStep(ResourceRef("aws.ecs.service", "arn:aws:ecs:eu-central-1:1:service/shop/web"), "web", "1",
                       "eu-central-1", "staging", "3 copies", "5 copies")  # fmt: skip
    plan = PlanCard("Scale 1 deployment", "scale_deployment", (step,), "Scale back.", NOW, "f")
    production = PlannedStep(REF, "web; rm -rf /", "", "", "prod", "running", "restarted")

    assert demanded(plan) == ""
    assert demanded(PlanCard("t", "restart", (production,), "It comes back.", NOW, "f")) == "web; rm -rf /"
    assert demanded(PlanCard("t", "delete_infrastructure", (step,), "Cannot be undone.", NOW, "f")) == "web"
    assert demanded(PlanCard("t", "scale", (step, production), "Scale back.", NOW, "f")) == "2"


def test_completions_are_names_kinds_and_examples() -> None:
    names = ("checkout", "checkout-api", "web-1")

    assert completions("describe che", names, ["checks"], ["describe checkout-web"]) == [
        "describe checkout-web", "describe checkout", "describe checkout-api", "describe checks"
    ]  # fmt: skip
    assert completions("", names, [], ["x"]) == [] and completions("c", names, [], []) == []


def test_a_paste_becomes_text_and_the_chat_stands_where_there_is_room() -> None:
    assert written("a\r\nb\x07\x1b[2J\u202ec\0") == "a\nb[2Jc"
    assert "\x1b" not in written("\x1b[200~yes\n\x19") and written("a\rb") == "a\nb"
    assert docked("auto", Size(120, 38)) == "right" and docked("auto", Size(80, 22)) == "bottom"
    assert docked("right", Size(60, 30)) == "bottom" and docked("bottom", Size(40, 8)) == "full"


def test_what_stands_against_a_word_in_another_style_is_not_torn_off() -> None:
    for width in range(24, 60):
        drawn = [
            line.text.strip() for line in text_lines("say plainly what is meant (`bastion`), and **what for**.", width)
        ]
        assert not [line for line in drawn if line[:1] in ").,"], drawn
        assert " ".join(drawn) == "say plainly what is meant (bastion), and what for."


def test_rows_of_a_table_can_be_told_apart_where_there_is_little_room() -> None:
    columns = ("NAME", "STATE", "ACCOUNT", "REGION", "TYPE", "CPU")
    body = [
        (f"catalog-worker-web-{at:02}", "running", "prod-commerce", "eu-central-1", "standard-8", "8") for at in (1, 2)
    ]

    for width in (24, 38, 54, 78):
        drawn = [text for _, text in table_lines(columns, body, width)]
        assert len(set(drawn)) == 3 and all(cells_of(text) <= width for text in drawn), drawn
        assert all("running" in text for text in drawn[1:])


def test_a_fact_is_never_cut() -> None:
    told = "what it names, once that is clear; only after a key in a dialog"

    for width in (24, 38, 54, 78):
        drawn = list(table_lines(("PART", "READ AS"), [("INTENT", "restart"), ("WOULD CHANGE", told)], width))
        second = [text for row, text in drawn if row == 1]
        assert all(cells_of(text) <= width for _, text in drawn)
        assert sorted(" ".join(second).split()) == sorted(["WOULD", "CHANGE", *told.split()])
