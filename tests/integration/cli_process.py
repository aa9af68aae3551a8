"""The command line as a person or a script runs it: in this process for speed, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli import run

LINES = (
    {"kind": "x.vm", "key": "1", "name": "web-1", "account": "a", "region": "eu", "state": "running",
     "labels": {"env": "prod"}, "attrs": {"cpu": 4}},
    {"kind": "x.vm", "key": "2", "name": "web-2", "account": "a", "region": "eu", "state": "stopped", "labels": {}, "attrs": {}},
    {"kind": "x.disk", "key": "d", "name": "=1+1", "account": "a", "region": "us", "state": "running", "labels": {}, "attrs": {}},
    {"src": {"kind": "x.disk", "key": "d"}, "dst": {"kind": "x.vm", "key": "1"}, "verb": "attached_to", "source": "test"},
)  # fmt: skip
"""Three resources and a relationship, as an import reads them."""


@dataclass(frozen=True)
class Answer:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


class Cli:
    """Runs commands for one person with an empty home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def __call__(self, *words: str) -> Answer:
        """In this process."""
        code = run(words)
        out, err = self._capsys.readouterr()
        return Answer(code, out, err)

    def load(self, lines: Sequence[object] = LINES) -> Answer:
        """Import ``lines``."""
        return self("import", str(self.file(lines)))

    def file(self, lines: Sequence[object]) -> Path:
        """A file of JSON lines."""
        path = self.home / "lines.jsonl"
        path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
        return path

    def start(self, *words: str, **options: Any) -> subprocess.Popen[bytes]:
        """In a process of its own."""
        return subprocess.Popen([sys.executable, "-m", "dharma_tui", *words], env=dict(os.environ), **options)


def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and nothing of the developer's own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(("XDG_", "DHARMA_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    return home
