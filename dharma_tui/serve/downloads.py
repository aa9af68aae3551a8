"""Files that a console hands to its browser: only to the login that asked, once, and never shown as a page of ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from textual_serve.download_manager import DOWNLOAD_CHUNK_SIZE, Download, DownloadManager

from dharma_tui.core.text import printable
from dharma_tui.serve.auth import Login

if TYPE_CHECKING:
    from textual_serve.app_service import AppService

MOST_WAITING = 16
"""Files one tab may have on offer; the oldest is withdrawn."""

CHUNK_SECONDS = 10.0
"""Time the console has to produce the next piece."""

_CONTENT_TYPE = re.compile(r"[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}")


class TruncatedDownloadError(Exception):
    """The console stopped before the end of the file."""


class Downloads(DownloadManager):
    """Keeps what is on offer. Unlike the one it extends it forgets what is never fetched and never passes a part for the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.being_fetched: set[str] = set()

    async def create_download(self, *, app_service: AppService, delivery_key: str, **about: str | None) -> None:
        waiting = self._of(app_service.app_service_id)
        for key in waiting[: max(0, len(waiting) + 1 - MOST_WAITING)]:
            del self._active_downloads[key]
        await super().create_download(app_service=app_service, delivery_key=delivery_key, **about)  # type: ignore[arg-type]

    @property
    def offered(self) -> Mapping[str, Download]:
        """What browsers may fetch or are fetching, by key."""
        return self._active_downloads

    def take(self, key: str, login: Login) -> Download | None:
        """The download ``key``, from now on for nobody else; None unless a tab of ``login`` offers it."""
        download = self._active_downloads.get(key)
        if download is None or key in self.being_fetched:
            return None
        if getattr(download.app_service, "login", None) != login:
            return None
        self.being_fetched.add(key)
        return download

    async def pieces(self, download: Download) -> AsyncIterator[bytes]:
        """The file, piece by piece. Raises TruncatedDownloadError."""
        request: dict[str, str | int | bool | None] = {
            "type": "deliver_chunk_request",
            "key": download.delivery_key,
            "size": DOWNLOAD_CHUNK_SIZE,
            "name": download.name,
        }
        try:
            while True:
                if not await download.app_service.send_meta(request):
                    raise TruncatedDownloadError("the console has ended")
                async with asyncio.timeout(CHUNK_SECONDS):
                    piece = await download.incoming_chunks.get()
                if piece is None:
                    raise TruncatedDownloadError("the tab was closed")
                if not piece:
                    return
                yield piece
        except TimeoutError:
            raise TruncatedDownloadError("the console did not go on") from None
        finally:
            self.being_fetched.discard(download.delivery_key)
            self._active_downloads.pop(download.delivery_key, None)

    async def cancel_app_downloads(self, app_service_id: str) -> None:
        """Stop and forget everything of one tab."""
        await super().cancel_app_downloads(app_service_id)
        for key in self._of(app_service_id):
            del self._active_downloads[key]

    def _of(self, app_service_id: str) -> list[str]:
        downloads = self._active_downloads.items()
        return [key for key, download in downloads if download.app_service.app_service_id == app_service_id]


def download_headers(download: Download) -> dict[str, str]:
    """What the browser is told: always a file to keep, under a name that cannot break out of its header."""
    known = _CONTENT_TYPE.fullmatch(download.mime_type or "")
    name = printable(download.file_name, 120) or "download"
    plain = re.sub(r"[^A-Za-z0-9 ._+-]", "_", name)
    return {
        "Content-Type": download.mime_type if known else "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
    }
