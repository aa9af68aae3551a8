"""What a scan has found lies in files until its part is committed."""

from __future__ import annotations

import threading
from pathlib import Path

from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.services.store.scratch import Scratch, remove_abandoned
from dharma_tui.services.store.spool import Spool

SCOPE = Scope("lab")


def things(prefix: str, count: int) -> list[Resource]:
    return [Resource(ResourceRef("lab.thing", f"{prefix}{number}"), "n", SCOPE) for number in range(count)]


def test_batches_of_many_threads_are_kept_whole(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")

    def work(name: str) -> None:
        for _ in range(5):
            spool.add((SCOPE, "lab.thing"), things(name, 50), [], ())

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = spool.find((SCOPE, "lab.thing"))
    assert found
    lines = found.resources.read_text().splitlines()
    assert len(lines) == found.resource_count == 1000
    assert all(line.startswith("{") and line.endswith("}") for line in lines)
    assert found.longest == max(map(len, lines)) + 1


def test_parts_are_apart_and_forgotten_one_by_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add((SCOPE, "lab.a"), things("a", 1), [], ())
    spool.add((SCOPE, "lab.b"), things("b", 2), [], ())
    spool.drop((SCOPE, "lab.a"))
    assert spool.find((SCOPE, "lab.a")) is None
    kept = spool.find((SCOPE, "lab.b"))
    assert kept
    assert kept.resource_count == 2
    assert list((tmp_path / "spool").iterdir()) == [kept.resources]
    spool.remove()
    assert not (tmp_path / "spool").exists()


def test_scratch_of_the_living_stays_and_that_of_the_dead_goes(tmp_path: Path) -> None:
    alive = Scratch(tmp_path)
    (tmp_path / "123-dead").mkdir()
    (tmp_path / "123-dead" / "spill").write_text("x")
    assert remove_abandoned(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [alive.path]
    alive.remove()
    assert list(tmp_path.iterdir()) == []
