"""Documents are read piece by piece: any JSON gives what the standard library gives, and nothing from outside breaks it."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.importer import LeftOut, Piece
from dharma_tui.services import json_pieces
from dharma_tui.services.json_pieces import LONGEST, names_at_top, pieces

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)
documents = st.dictionaries(st.text(), values, max_size=5) | st.lists(values, max_size=5)


def expected(number: int, document: Any) -> Iterator[Piece]:
    for name, value in document.items() if isinstance(document, dict) else [("", document)]:
        if isinstance(value, list) and (value or not name):
            yield from (Piece(number, name, at, item) for at, item in enumerate(value))
        else:
            yield Piece(number, name, -1, value)


def read(text: str | bytes) -> list[Piece | LeftOut]:
    return list(pieces(io.BytesIO(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))))


def reasons(text: str | bytes) -> list[str]:
    return [found.reason for found in read(text) if isinstance(found, LeftOut)]


def good(text: str | bytes) -> list[Any]:
    return [found.value for found in read(text) if isinstance(found, Piece)]


@settings(max_examples=60, deadline=None)
@given(st.lists(documents, max_size=3), st.sampled_from([1, 2, 3, 7, 64]), st.sampled_from([None, 2]))
def test_every_document_is_read_as_a_whole_reading_would(several: list[Any], chunk: int, indent: int | None) -> None:
    text = "\n".join(json.dumps(document, indent=indent) for document in several)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_pieces, "CHUNK", chunk)
        assert read(text) == [piece for number, document in enumerate(several) for piece in expected(number, document)]


@settings(max_examples=60, deadline=None)
@given(documents, st.data())
def test_a_document_that_breaks_off_tells_so_and_keeps_what_came_before(document: Any, data: st.DataObject) -> None:
    text = json.dumps(document)
    cut = data.draw(st.integers(1, len(text) - 1))
    found = read(text[:cut])
    assert isinstance(found[-1], LeftOut)
    whole = list(expected(0, document))
    assert [piece for piece in found if isinstance(piece, Piece)] == whole[: len(found) - 1]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    read(noise)
    names_at_top(noise.decode("utf-8", "surrogateescape"))


def test_a_wrong_item_is_left_out_and_the_next_one_read() -> None:
    text = '{"Items": [{"a": 1}, {"a" 2}, {"a": tru}, {"a": "}]\\"{"}, nonsense, {"a": 5}], "Next": "x"}'
    assert good(text) == [{"a": 1}, {"a": '}]"{'}, {"a": 5}, "x"]
    places = [found.place for found in read(text) if isinstance(found, LeftOut)]
    assert [place.partition(",")[0] for place in places] == ["Items[1]", "Items[2]", "Items[4]"]


def test_a_mistake_is_told_with_its_line() -> None:
    lines = ['{"Items": [', *('{"a": 1},' for _ in range(100_000)), '{"a": oops},', '{"a": 2}', "]}", "@"]
    places = [found.place for found in read("\n".join(lines)) if isinstance(found, LeftOut)]
    assert places == ["Items[100000], line 100,002", "document 2, line 100,005"]


def test_what_is_nested_beyond_measure_is_left_out() -> None:
    text = '{"Items": [' + "[" * 200_000 + "]" * 200_000 + ', {"a": 1}]}'
    assert (good(text), reasons(text)) == ([{"a": 1}], ["nested too deeply"])


def test_an_endless_string_is_left_out_in_little_memory() -> None:
    class Endless(io.RawIOBase):
        """A list whose first item is a gigabyte long."""

        def __init__(self) -> None:
            self._left = 1 << 30
            self._rest = b'", {"a": 1}]}'
            self._start = b'{"Items": ["'

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            if self._start:
                start, self._start = self._start, b""
                return start
            taken = min(size, self._left)
            self._left -= taken
            if taken:
                return b"x" * taken
            rest, self._rest = self._rest, b""
            return rest

    tracemalloc.start()
    try:
        found = list(pieces(Endless()))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [
        LeftOut("Items[0], character 12", f"longer than {LONGEST >> 20} MB"),
        Piece(0, "Items", 1, {"a": 1}),
    ]
    assert peak < 8 * LONGEST


def test_numbers_that_json_does_not_have_are_nothing() -> None:
    assert good('{"Items": [{"a": NaN, "b": -Infinity, "c": 1}]}') == [{"a": None, "b": None, "c": 1}]


def test_a_number_of_too_many_digits_is_left_out() -> None:
    assert good('{"Items": [{"a": ' + "9" * 10_000 + '}, {"a": 1}]}') == [{"a": 1}]


def test_lists_that_stand_twice_are_both_read() -> None:
    assert good('{"Items": [1], "Items": [2]}') == [1, 2]


@pytest.mark.parametrize("text", ["nonsense", '"text"', "17", "---\nItems:\n- a", '{"a": 1} trailing'])
def test_what_is_no_document_is_told(text: str) -> None:
    assert "not JSON" in reasons(text)[-1]


def test_bytes_that_are_not_utf_8_stay_as_visible_as_they_can() -> None:
    assert good(b'{"Items": ["caf\xe9"]}') == ["caf\udce9"]


def test_the_names_at_the_top_are_known_from_the_beginning() -> None:
    assert names_at_top(' {"A": [1, {"B": "}"}], "C": {"D": 1}, "E": [1, 2') == (frozenset("ACE"), False)
    assert names_at_top('[{"A": 1, "B": 2}, {"C": 3}]') == (frozenset("AB"), True)
    assert names_at_top("nonsense") == (frozenset(), False)
