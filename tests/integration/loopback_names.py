"""Names and addresses where tests run: nothing but loopback has one. Children import it, too, so it needs little itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def names_of_loopback() -> Iterator[None]:
    """Nothing but loopback has an address."""
    asked = socket.getaddrinfo

    def answered(host: Any, *rest: Any, **more: Any) -> Any:
        if str(host) not in ("127.0.0.1", "localhost", "::1", "None"):
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is not of loopback")
        return asked(host, *rest, **more)

    socket.getaddrinfo = answered
    try:
        yield
    finally:
        socket.getaddrinfo = asked
