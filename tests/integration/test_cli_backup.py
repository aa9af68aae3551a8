"""Backups: everything comes back, or nothing does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.integration.cli_process import LINES, Cli


def test_a_backup_brings_everything_back_with_its_history(cli: Cli) -> None:
    cli.load()
    cli.load([{**LINES[0], "state": "failed"}])
    backup, elsewhere = cli.home / "b.tar", str(cli.home / "else")

    cli("backup", str(backup))
    restored = cli("--data-dir", elsewhere, "restore", "--json", str(backup))

    assert (restored.code, restored.document["moved_aside"]) == (0, "")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert cli("--data-dir", elsewhere, "export", "-").out == cli("export", "-").out
    assert len(cli("--data-dir", elsewhere, "changes", "--json").document["changes"]) == 4


def test_a_store_is_never_overwritten_but_moved_aside(cli: Cli) -> None:
    cli.load()
    backup = cli.home / "b.tar"
    cli("backup", str(backup))

    refused = cli("restore", str(backup))
    replaced = cli("restore", "--replace", "--json", str(backup))

    assert refused.code == 2
    assert Path(replaced.document["moved_aside"], "catalog.sqlite").exists()
    assert len(cli("resources", "--json").document) == 3


@pytest.mark.parametrize("cut", [10, 3_000, -12_000])
def test_a_backup_that_was_cut_short_restores_nothing(cli: Cli, cut: int) -> None:
    cli.load()
    backup = cli.home / "b.tar"
    cli("backup", str(backup))
    backup.write_bytes(backup.read_bytes()[:cut])

    answer = cli("--data-dir", str(cli.home / "else"), "restore", str(backup))

    assert answer.code == 1
    assert list((cli.home / "else").iterdir()) == []


def test_a_backup_leads_nowhere_else(cli: Cli) -> None:
    import tarfile

    backup = cli.home / "evil.tar"
    with tarfile.open(backup, "w") as archive:
        member = tarfile.TarInfo("data/../../escaped")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))

    answer = cli("--data-dir", str(cli.home / "else"), "restore", str(backup))

    assert answer.code == 1
    assert not list(cli.home.rglob("escaped"))
