"""Discovery by a user without rights, for real: it works, and says what it may not see."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.services.providers import kinds_of, provider_services

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "65534"
KINDS = sorted(name for name in kinds_of(provider_services(SystemClock())) if name.startswith("local."))
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user or mount")


def list_as(kind: str, *prefix: str, user: str = NOBODY) -> dict[str, Any]:
    """The listing of ``kind`` in a child process running as ``user``."""
    answer: dict[str, Any] = list_all_as([kind], *prefix, user=user)[kind]
    return answer


def list_all_as(kinds: Sequence[str], *prefix: str, user: str = NOBODY) -> dict[str, dict[str, Any]]:
    """The listings of ``kinds``, each an answer or an error."""
    command = [*prefix, sys.executable, "-m", "tests.integration.local_child", ",".join(kinds)]
    if os.geteuid() == 0:
        command.append(user)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return answers


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that this process, and so another user than nobody, listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_every_kind_is_listed_without_rights() -> None:
    answers = list_all_as(KINDS)
    assert {
        kind: answer for kind, answer in answers.items() if answer.get("error") not in {None, "AccessDeniedError"}
    } == {}
    if os.geteuid() == 0:
        assert {answer["uid"] for answer in answers.values() if "uid" in answer} == {int(NOBODY)}


@as_root
def test_processes_of_others_are_seen_without_their_program_files() -> None:
    answer = list_as("local.process")
    mine = next(item for item in answer["resources"] if item["attrs"]["pid"] == os.getpid())
    assert mine["attrs"]["user"] == "root"
    assert mine["attrs"]["exe"] is None
    assert mine["attrs"]["memory"]["rss"] > 0
    (note,) = [note for note in answer["unseen"] if note["what"].startswith("program files")]
    assert note["count"] >= 1
    assert note["partial"] is False
    assert "root" in note["hint"]


@as_root
def test_sockets_of_others_are_seen_without_their_processes(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    answer = list_as("local.socket")
    (mine,) = [item for item in answer["resources"] if item["attrs"]["port"] == port]
    assert mine["attrs"]["processes"] == []
    assert [note["what"] for note in answer["unseen"]] == ["processes behind sockets and connections"]


@as_root
def test_keys_do_not_depend_on_rights() -> None:
    kinds = ("local.block_device", "local.file_system", "local.interface", "local.host")
    as_nobody, as_superuser = list_all_as(kinds), list_all_as(kinds, user="0")
    for kind in kinds:
        keys = [{item["key"] for item in answers[kind]["resources"]} for answers in (as_nobody, as_superuser)]
        assert keys[0] == keys[1], kind


@as_root
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare")
def test_a_hidden_process_list_is_told_of() -> None:
    prefix = ("unshare", "-m", "sh", "-c", 'mount -t proc -o hidepid=invisible proc /proc && exec "$@"', "sh")
    answer = list_as("local.process", *prefix)
    assert {item["attrs"]["user"] for item in answer["resources"]} <= {"nobody"}
    assert "hidepid" in answer["unseen"][-1]["reason"]


@as_root
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare")
def test_a_mount_point_out_of_reach_is_listed_without_usage(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "in side").mkdir(parents=True)
    closed.chmod(0o700)
    mount = f'mount -t tmpfs -o size=1m none "{closed}/in side" && exec "$@"'
    answer = list_as("local.file_system", "unshare", "-m", "sh", "-c", mount, "sh")
    (item,) = [item for item in answer["resources"] if item["name"] == f"{closed}/in side"]
    assert "used" not in item["attrs"]
    assert "usage of file systems" in [note["what"] for note in answer["unseen"]]
