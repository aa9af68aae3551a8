"""Names of the inventory, exact and nearly."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from dharma_tui.nlp.linking import NameIndex

NAMES = [f"{thing}-{at}" for thing in ("web", "billing-api", "orders-db", "кэш", "キャッシュ") for at in range(40)]


def test_names_are_known_whatever_their_case() -> None:
    index = NameIndex(["Web-1", "Payments  API"], ["aws.ec2.instance", "aws.ecs.service"])
    assert "web-1" in index and "payments api" in index and "web" not in index
    assert index.kinds("web-1") == ("aws.ec2.instance",)
    assert index.widest == 2


def test_an_empty_inventory_knows_nothing() -> None:
    index = NameIndex(())
    assert "web-1" not in index and index.near("web-1") == [] and len(index) == 0


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 30), st.sampled_from("abxyz"))
def test_a_typo_finds_what_brute_force_finds(name: str, at: int, letter: str) -> None:
    typed = name[: at % len(name)] + letter + name[at % len(name) + 1 :]
    index = NameIndex(NAMES)
    most = 1 if len(typed) < 6 else 2
    near = {known for known in NAMES if OSA.distance(typed, known) <= most}
    found = index.near(typed, limit=500)
    assert {one.name for one in found} <= near
    assert name in {one.name for one in found} or len(typed) < 8
