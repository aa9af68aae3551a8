"""Files that commands read and write: by name, or - for stdin and stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from dharma_tui.core.errors import UsageError


@contextmanager
def reading(file: str, maker: str) -> Iterator[IO[bytes]]:
    """``file`` opened, which the command ``maker`` makes. Raises UsageError."""
    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as closing:
        try:
            stream = closing.enter_context(Path(file).open("rb"))
        except OSError as error:
            hint = f"name a file made by '{maker}'"
            raise UsageError(f"{file} cannot be read: {error.strerror}", hint) from error
        yield stream


def free_to_write(file: str, *, force: bool) -> Path:
    """The path of ``file``, where nothing is that is to be kept. Raises UsageError."""
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "name a file in it")
    if path.exists() and not force:
        raise UsageError(f"{path} exists", "name another file, or add --force to replace it")
    return path
