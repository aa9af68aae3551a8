"""What gives way where a face has no room for all its words."""

from __future__ import annotations

import pytest

from dharma_tui.core.drawing import Changes
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


CHANGED = Face("eu-west-1", aside="region", count="×354", changes=Changes(21, 15, 26))


@pytest.mark.parametrize("room", range(12, 50))
def test_a_number_of_changes_is_left_out_only_with_a_mark_and_after_the_kind_and_most_of_the_name(room: int) -> None:
    words = [word for _, word in fitted_words(CHANGED, room)]
    whole = [word for word in words if word in ("×354", "+21", "~15", "-26")]
    if room >= 1 + 4 + len(" ×354 +21 ~15 -26"):
        assert len(whole) == 4 and "…" not in words
    else:
        assert words[-1] == "…" and not any(word.startswith("reg") for word in words)
    assert sum(1 + len(word) for word in words) <= room
