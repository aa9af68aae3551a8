"""What was asked, of whom and what became of it: a line of JSON each, in a file that never grows beyond a bound."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dharma_tui.core.secrets import mask_document
from dharma_tui.core.text import json_text
from dharma_tui.services.private_folder import make_private

FILE = "llm-requests.jsonl"
MOST_BYTES = 1 << 20
LONGEST_REQUEST = 8_000

log = logging.getLogger(__name__)


class RequestLog:
    """Appends to the file; when it is full, it becomes the one before and a new one begins."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = folder / FILE
        self._most = most_bytes

    def entries(self) -> Iterator[dict[str, Any]]:
        """What is still in the file and in the one before, the oldest first; lines that cannot be read are passed over. Blocks."""
        for path in (self.path.with_suffix(".jsonl.1"), self.path):
            with suppress(OSError), path.open(encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    with suppress(ValueError):
                        entry = json.loads(line)
                        if isinstance(entry, dict):
                            yield entry

    def add(self, entry: Mapping[str, object], request: str) -> None:
        """Write one line, the request with secrets masked. A disk that is full stops nothing. Blocks."""
        asked = mask_document(request)
        told = {**entry, "request": asked if len(asked) <= LONGEST_REQUEST else f"{asked[:LONGEST_REQUEST]}…"}
        line = f"{json_text(json.dumps(told, ensure_ascii=False))}\n".encode("utf-8", "backslashreplace")
        try:
            make_private(self.path.parent)
            if self.path.exists() and self.path.stat().st_size + len(line) > self._most:
                self.path.replace(self.path.with_suffix(".jsonl.1"))
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError as error:
            log.info("a request is not logged", extra={"reason": str(error)})
