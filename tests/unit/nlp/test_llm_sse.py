"""Server-sent events, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.nlp.llm.sse import LONGEST, EventStream, TooLong

lines = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
events = st.lists(st.lists(lines, min_size=1, max_size=3), max_size=6)


def fed(chunks: list[bytes]) -> list[str]:
    stream = EventStream()
    told = [data for chunk in chunks for data in stream.feed(chunk)]
    return told + stream.end()


@given(events, st.sampled_from(["\n", "\r\n", "\r"]), st.lists(st.integers(0, 400)), st.booleans())
def test_events_are_the_same_however_their_bytes_are_cut(
    several: list[list[str]], end: str, cuts: list[int], noise: bool
) -> None:
    extra = f": ping{end}event: message{end}id: 7{end}" if noise else ""
    wire = "".join(extra + "".join(f"data: {line}{end}" for line in one) + end for one in several).encode()
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    chunks = [wire[start:stop] for start, stop in pairwise(places)]
    assert fed(chunks) == ["\n".join(one) for one in several]


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_garbage_never_breaks_it(chunks: list[bytes]) -> None:
    assert all(isinstance(data, str) for data in fed(chunks))


def test_what_stands_last_without_an_empty_line_is_told() -> None:
    assert fed([b"data: a\n\ndata: b"]) == ["a", "b"]


def test_an_event_without_an_end_is_refused() -> None:
    stream = EventStream()
    with pytest.raises(TooLong):
        for _ in range(LONGEST // 1000 + 2):
            stream.feed(b"data: " + b"x" * 1000)
    stream = EventStream()
    with pytest.raises(TooLong):
        for _ in range(LONGEST // 1000 + 2):
            stream.feed(b"data: " + b"x" * 1000 + b"\n")
