"""The generated pages of the documentation are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dharma_tui.core.kinds import Column, KindSpec, Link
from dharma_tui.core.types import State, Verb
from dharma_tui.services.kinds_pages import FOLDER, kinds_pages
from dharma_tui.services.reference import pages

DOCS = Path(__file__).resolve().parents[2] / "docs"


PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name], "run: make docs"


def test_there_is_no_page_of_what_is_no_more() -> None:
    assert {f"{FOLDER}/{page.name}" for page in (DOCS / FOLDER).iterdir()} == {
        name for name in PAGES if name.startswith(f"{FOLDER}/")
    }


def test_the_index_leads_to_every_page_and_a_page_tells_the_calls() -> None:
    assert [name for name in PAGES if name.startswith(f"{FOLDER}/") and f"]({name})" not in PAGES["kinds.md"]] == []
    assert "- `ecs.ListServices`, for each `aws.ecs.ecs_cluster`" in PAGES["kinds/aws.ecs.md"]
    assert "- `ecs.DescribeServices`, for up to 10 at a time" in PAGES["kinds/aws.ecs.md"]
    assert "`resourcegroupstaggingapi.GetResources`, for their tags" in PAGES["kinds/aws.lambda.md"]


def test_a_kind_is_described_in_full() -> None:
    kind = KindSpec(
        "lab.thing",
        "Thing",
        "Things",
        "A thing | with a bar.",
        aliases=("th",),
        columns=(
            Column("size", "SIZE", "size", doc="How big."),
            Column("age", "AGE", "age", wide=True, doc="How old."),
        ),
        links=(Link("box", "lab.box", Verb.CONTAINS, reverse=True),),
        states={"on": State.RUNNING, "lit": State.RUNNING},
        volatile=("age",),
        noisy=True,
    )
    page = kinds_pages([kind], {"lab.thing": ["`lab.ListThings`"]})["kinds/lab.md"]
    assert "| `size` | SIZE | text | `size` | How big. |" in page
    assert "| *`age`* |" in page
    assert "- `lab.ListThings`" in page
    assert "A thing \\| with a bar." in page
    assert "**running** from `on`, `lit`" in page
    assert "`lab.box` contains `lab.thing`, by `box`" in page
    assert "come and go by themselves" in page


def test_the_long_tail_is_told_with_what_is_left_out_and_why() -> None:
    page = PAGES["long-tail.md"]
    assert "| gamelift | `DescribeFleetCapacity`," in page
    assert "| support, health, trustedadvisor | they tell of the state of AWS, or help |" in page
    assert re.search(r"\| [\d,]+ \| what happened, or is being done \| `Event`, .*`Quer\(y\\\|ies\)\$`", page)
