"""Files that are either as they were or as they should be, whatever happens in between."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path, mode: int = 0o600) -> Iterator[Path]:
    """A new file beside ``path`` to be written; it takes the place of ``path`` when the block ends well. Raises OSError.

    A device or a pipe is nobody's to replace: it is written to itself.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(descriptor)
    part = Path(name)
    try:
        part.chmod(mode)
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def write_text(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace the content of ``path``. Raises OSError."""
    with replacing(path, mode) as part:
        part.write_text(text, encoding="utf-8")
