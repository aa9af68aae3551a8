"""The generated pages of the documentation are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core.kinds import Column, KindSpec, Link
from dharma_tui.core.types import State, Verb
from dharma_tui.services.reference import kinds_page, pages

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run: make docs"


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
    page = kinds_page([kind])
    assert "| `size` | SIZE | text | `size` | How big. |" in page
    assert "| *`age`* |" in page
    assert "A thing \\| with a bar." in page
    assert "**running** from `on`, `lit`" in page
    assert "`lab.box` contains `lab.thing`, by `box`" in page
    assert "come and go by themselves" in page
