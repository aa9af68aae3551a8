"""A read that a flush may have touched is made again."""

from __future__ import annotations

from pathlib import Path

from dharma_tui.services.store.flushing import flushing, whole


def test_a_read_that_nothing_disturbs_is_made_once(tmp_path: Path) -> None:
    reads: list[int] = []
    with flushing(tmp_path):
        pass
    whole(tmp_path, lambda: reads.append(1))
    assert len(reads) == 1


def test_a_read_across_a_flush_is_made_again(tmp_path: Path) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        if len(reads) == 1:
            with flushing(tmp_path):
                pass
        return len(reads)

    assert whole(tmp_path, read) == 2


def test_a_writer_that_was_killed_in_a_flush_is_waited_for_once(tmp_path: Path) -> None:
    reads: list[int] = []
    flush = flushing(tmp_path)
    flush.__enter__()
    whole(tmp_path, lambda: reads.append(1))
    waited = len(reads)
    whole(tmp_path, lambda: reads.append(1))
    flush.__exit__(None, None, None)

    assert waited > 1
    assert len(reads) == waited + 1
