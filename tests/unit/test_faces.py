"""What gives way where a face has no room for all its words."""

from __future__ import annotations

import pytest

from dharma_tui.core.faces import Face, fitted_words, shortest


@pytest.mark.parametrize("room", range(9, 40))
def test_names_that_are_alike_are_told_apart_in_any_width_that_a_picture_gives_them(room: int) -> None:
    faces = [Face("public", aside="subnet"), Face("public", aside="security group")]
    least = max(shortest(face).width - 1 for face in faces)
    said = [" ".join(word for _, word in fitted_words(face, room)) for face in faces]
    assert all(words.startswith("pu") for words in said)
    assert room < least or said[0] != said[1]


def test_a_long_name_gives_way_before_all_that_stands_aside_does() -> None:
    face = Face("application-load-balancer", aside="security group", count="×12")
    assert [name for name, _ in fitted_words(face, 20)] == ["label", "aside", "count"]
    assert [name for name, _ in fitted_words(face, 14)] == ["label", "count"]


def test_a_name_is_cut_for_nothing_that_is_not_said_then() -> None:
    face = Face("natinst-rt", share="100%")
    assert fitted_words(face, 11) == [("label", "natinst-rt")]
    assert [name for name, _ in fitted_words(face, 14)] == ["label", "share"]
