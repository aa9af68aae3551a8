"""What a scan has found lies in files until its part is committed."""

from __future__ import annotations

import json
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
    lines = [json.loads(line) for line in found.resources.read_text().splitlines()]
    assert len(lines) == found.resource_count == 1000
    assert found.longest == max(map(len, found.resources.read_text().splitlines())) + 1
    content = found.resources.read_bytes()
    entries = [json.loads(line) for line in found.index.read_text().splitlines()]
    assert [entry["n"] for entry in entries] == [line["n"] for line in lines]
    assert sorted(entry["n"] for entry in entries) == list(range(1000))
    for entry, line in zip(entries, lines, strict=True):
        assert json.loads(content[entry["start"] : entry["start"] + entry["length"]]) == line


def test_parts_are_apart_and_forgotten_one_by_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add((SCOPE, "lab.a"), things("a", 1), [], ())
    spool.add((SCOPE, "lab.b"), things("b", 2), [], ())
    spool.drop((SCOPE, "lab.a"))
    assert spool.find((SCOPE, "lab.a")) is None
    kept = spool.find((SCOPE, "lab.b"))
    assert kept
    assert kept.resource_count == 2
    assert sorted((tmp_path / "spool").iterdir()) == sorted([kept.resources, kept.index])
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
