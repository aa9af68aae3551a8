"""Extensions are taken for signed only as DuckDB published them."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from dharma_tui.services.store.extensions import EXTENSIONS, are_signed, extension_path, load_extensions
from dharma_tui.services.store.signature import signed


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A file that is as published."""
    copy = tmp_path / "ducklake.duckdb_extension"
    copy.write_bytes(extension_path("ducklake", duckdb.__version__).read_bytes())
    return copy


def changed(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def test_what_is_installed_is_signed() -> None:
    """Or DuckDB has to look for itself at every start, which takes five times as long."""
    assert are_signed()
    assert [signed(extension_path(name, duckdb.__version__)) for name in EXTENSIONS] == [True, True]


@pytest.mark.parametrize("at", [100, 20_000_000, -1, -256, -300])
def test_a_single_bit_makes_it_another_file(copy: Path, at: int) -> None:
    assert signed(copy)
    changed(copy, at)
    assert not signed(copy)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257])
def test_what_is_too_short_for_a_signature_has_none(tmp_path: Path, size: int) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"\0" * size)
    assert not signed(short)


def test_what_is_not_signed_is_refused_by_duckdb(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dharma_tui.core.errors import ExtensionMissingError
    from dharma_tui.services.store import attach, extensions

    changed(copy, 20_000_000)
    real = extension_path
    monkeypatch.setattr(extensions, "extension_path", lambda name, v: copy if name == "ducklake" else real(name, v))
    with pytest.raises(ExtensionMissingError, match="signature"):
        attach.connect(tmp_path, 64)
    with duckdb.connect() as connection, pytest.raises(ExtensionMissingError):
        load_extensions(connection)
