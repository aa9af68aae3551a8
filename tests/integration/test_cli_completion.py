"""What shells complete."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from tests.integration.cli_process import Cli


@cache
def bash_completion() -> str:
    """The script, made once."""
    argv = [sys.executable, "-m", "dharma_tui", "completion", "bash"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def complete(*words: str) -> list[str]:
    """What bash would offer for the last of ``words``."""
    script = (
        'eval "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dharma_tui; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script, "bash", bash_completion(), *words], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["dharma-tui", "re"], ["resources", "restore"]),
        (["dharma-tui", "--data-dir", "/x", "ch"], ["changes"]),
        (["dharma-tui", "resources", "--format", "j"], ["json", "jsonl"]),
        (["dharma-tui", "resources", "--li"], ["--limit"]),
        (["dharma-tui", "config", "s"], ["show", "set", "schema"]),
        (
            ["dharma-tui", "completion", ""],
            ["--help", "-h", "--profile", "--config", "--data-dir", "bash", "zsh", "fish"],
        ),
        (["dharma-tui", "resources", "--limit", ""], []),
        (["dharma-tui", "config", "get", "log.l"], ["log.level"]),
        (["dharma-tui", "scan", "--e"], []),
    ],
)
def test_bash_completes(words: list[str], offered: list[str]) -> None:
    assert sorted(complete(*words)) == sorted(offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_parse(cli: Cli, shell: str) -> None:
    import shutil

    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = cli("completion", shell).out

    checked = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "SUPPRESS" not in script
