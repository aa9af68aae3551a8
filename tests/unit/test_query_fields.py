"""What a word refers to, whatever kinds there are just now."""

from __future__ import annotations

import pytest

from dharma_tui.core.kinds import Column, KindSpec
from dharma_tui.services.query.fields import Fields

PLAIN = KindSpec("lab.plain", "Plain", "Plains", "Without columns of its own.")
OWN = KindSpec(
    *("lab.own", "Own", "Owns", "With columns that are named as those of all."),
    columns=tuple(Column(name, name.upper(), name.title(), width=9, doc="Its own.") for name in ("account", "owner")),
)
SPECS = {spec.kind: spec for spec in (PLAIN, OWN)}


@pytest.mark.parametrize("kinds", [(), ("lab.plain",), ("lab.own",), ("lab.plain", "lab.own")])
def test_of_everything_a_column_of_all_is_that_of_all_however_few_kinds_there_are(kinds: tuple[str, ...]) -> None:
    fields = Fields(kinds, SPECS, every=True)
    assert fields.get("account").common == "account"
    assert fields.get("owner").labels


def test_of_a_kind_its_own_column_is_meant() -> None:
    assert Fields(("lab.own",), SPECS).get("account").sources
    assert Fields(("lab.plain",), SPECS).get("account").common == "account"
