"""A read under which rows were moved is made again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dharma_tui.services.store.rearranging import settle, told, whole


@dataclass
class Store:
    """A store that counts how often it is read; ``meanwhile`` happens while it is read for the first time."""

    folder: Path
    meanwhile: Callable[[], None] = field(default=lambda: None)
    commits: int = 0
    reads: int = 0

    def read(self) -> int:
        self.reads += 1
        if self.reads == 1:
            self.meanwhile()
        return self.reads

    def commit(self) -> None:
        self.commits += 1

    def times_read(self) -> int:
        return whole(self.folder, self.read, lambda: self.commits)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_read_that_nothing_disturbs_is_made_once(store: Store) -> None:
    with told(store.folder):
        pass
    assert store.times_read() == 1


def test_a_read_across_a_whole_move_is_made_again(store: Store) -> None:
    def move() -> None:
        with told(store.folder):
            pass

    store.meanwhile = move
    assert store.times_read() == 2


def test_a_read_across_the_begin_of_a_move_is_made_again(store: Store) -> None:
    store.meanwhile = told(store.folder).__enter__
    assert store.times_read() == 2


def test_a_read_across_the_end_of_a_move_is_made_again(store: Store) -> None:
    with ExitStack() as move:
        move.enter_context(told(store.folder))
        store.meanwhile = move.close
        assert store.times_read() == 2


def test_a_read_within_a_long_move_does_not_wait_for_it(store: Store) -> None:
    with told(store.folder):
        assert store.times_read() == 1


def test_a_read_across_the_commit_of_a_move_is_made_again(store: Store) -> None:
    store.meanwhile = store.commit
    with told(store.folder):
        assert store.times_read() == 2


def test_a_move_after_one_that_was_killed_is_noticed(store: Store) -> None:
    told(store.folder).__enter__()
    store.meanwhile = told(store.folder).__enter__
    assert store.times_read() == 2


def test_the_next_writer_settles_what_a_killed_one_left(store: Store) -> None:
    told(store.folder).__enter__()
    settle(store.folder)
    store.meanwhile = store.commit
    assert store.times_read() == 1
