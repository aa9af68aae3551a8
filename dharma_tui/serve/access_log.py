"""What is written down about requests: never a query, a cookie, a download's key, or anything that was typed."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.http_exceptions import HttpProcessingError

from dharma_tui.core.text import printable

ACCESS_LOG = logging.getLogger("dharma_tui.serve.access")
PROTOCOL_LOG = logging.getLogger("dharma_tui.serve.http")
"""Where the HTTP library reports."""


class AccessLog(AbstractAccessLogger):
    """One line a request."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        path = "/download/…" if request.path.startswith("/download/") else printable(request.path, 80)
        self.logger.info(
            "%s %s %s %s %.0f ms", request.remote, printable(request.method, 16), path, response.status, time * 1000
        )


class WithoutRequests(logging.Filter):
    """Drops the traceback of a request that is no HTTP: its words quote the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            record.msg, record.args = "a request that is not HTTP (%s)", (type(error).__name__,)
            record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
        return True


PROTOCOL_LOG.addFilter(WithoutRequests())
