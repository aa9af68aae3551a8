"""Protocols and ports as sets: their algebra is that of sets of points, and people can read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.traffic import EVERYTHING, NOTHING, Traffic, traffic, union

ports = st.integers(0, 65535)
ranges = st.tuples(st.sampled_from(["tcp", "udp", "6", "17", "132"]), ports, ports).map(
    lambda found: traffic(found[0], min(found[1:]), max(found[1:]))
)
sets = st.one_of(
    st.lists(ranges, max_size=5).map(union),
    st.just(EVERYTHING),
    st.tuples(st.integers(-1, 40), st.integers(-1, 20)).map(lambda kind: traffic("icmp", *kind)),
)
points = st.tuples(st.sampled_from([1, 6, 17, 47, 132]), ports)


@given(sets, sets, points)
def test_the_algebra_is_that_of_sets(one: Traffic, other: Traffic, point: tuple[int, int]) -> None:
    assert (point in (one | other)) == (point in one or point in other)
    assert (point in (one & other)) == (point in one and point in other)
    assert (point in (one - other)) == (point in one and point not in other)


@given(sets, sets)
def test_equal_sets_are_equal_values(one: Traffic, other: Traffic) -> None:
    assert (one - other) | (one & other) == one
    assert one | other == other | one
    assert bool(one - one) is False


@given(sets)
def test_whatever_it_is_it_can_be_said(one: Traffic) -> None:
    assert bool(one.words()) == bool(one)


@pytest.mark.parametrize(
    ("set_", "words"),
    [
        (traffic("tcp", 443, 443), "tcp 443"),
        (traffic("6", 0, 65535), "tcp"),
        (union([traffic("tcp", 22, 22), traffic("tcp", 8000, 8080), traffic("udp", 53, 53)]), "tcp 22, 8000-8080; udp 53"),
        (union([traffic("tcp", 80, 89), traffic("tcp", 90, 99)]), "tcp 80-99"),
        (traffic("-1"), "everything"),
        (traffic("-1", 80, 80), "everything"),
        (traffic("icmp", -1, -1), "icmp"),
        (traffic("icmp", 8, -1), "icmp type 8"),
        (traffic("icmp", 3, 4), "icmp type 3"),
        (traffic("50"), "protocol 50"),
        (EVERYTHING - traffic("tcp"), "protocols 0-5; protocols 7-255"),
        (NOTHING, ""),
        (union(traffic("tcp", port, port) for port in range(1, 41, 2)),
         "tcp 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23; 8 more"),
    ],
)  # fmt: skip
def test_words(set_: Traffic, words: str) -> None:
    assert set_.words() == words
