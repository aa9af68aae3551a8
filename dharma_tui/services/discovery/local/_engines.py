"""Talks to container engines that speak Docker's interface on a Unix socket."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import (
    AccessDeniedError,
    MalformedAnswerError,
    ProviderError,
    TimedOutError,
    UnreachableError,
)
from dharma_tui.core.provider import called

if TYPE_CHECKING:
    import httpx

SECONDS = 8.0
"""How long an engine may take to answer."""


def known_sockets(root: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Where engines listen, for everybody and for this user."""
    paths = [root / "run/docker.sock", root / "run/podman/podman.sock"]
    if runtime := environment.get("XDG_RUNTIME_DIR", ""):
        paths += [Path(runtime) / "docker.sock", Path(runtime) / "podman/podman.sock"]
    if home := environment.get("HOME", ""):
        paths += [Path(home) / ".docker/run/docker.sock", Path(home) / ".colima/default/docker.sock"]
    for name in ("DOCKER_HOST", "CONTAINER_HOST"):
        if (address := environment.get(name, "")).startswith("unix://"):
            paths.append(Path(address.removeprefix("unix://")))
    return tuple(paths)


@dataclass(slots=True)
class Doors:
    """The sockets there are, and the folders closed to this user in which there may be more."""

    sockets: list[Path]
    closed: list[Path]


def doors(paths: tuple[Path, ...]) -> Doors:
    """Which of ``paths`` are sockets, each once although several names may lead to it."""
    found: dict[tuple[int, int], Path] = {}
    closed: list[Path] = []
    for path in paths:
        try:
            status = path.stat()
        except PermissionError:
            if str(path).startswith("/run/"):
                closed.append(path.parent)
        except OSError:
            continue
        else:
            if stat.S_ISSOCK(status.st_mode):
                found.setdefault((status.st_dev, status.st_ino), path)
    return Doors(list(found.values()), closed)


@dataclass(slots=True)
class Engine:
    """One engine, while connected."""

    socket: Path
    client: httpx.AsyncClient
    name: str = "docker"

    async def get(self, path: str, **parameters: str) -> Any:
        """The answer to one request. Raises from ProviderError."""
        import httpx

        called()
        try:
            answer = await self.client.get(path, params=parameters)
        except httpx.TimeoutException as error:
            raise TimedOutError(
                f"no answer from {self.socket} within {SECONDS:.0f} s", "is the engine hung?"
            ) from error
        except httpx.ConnectError as error:
            raise _refusal(self.socket) from error
        except httpx.HTTPError as error:
            raise UnreachableError(f"{self.socket} broke off: {error}", "look at the engine's own log") from error
        if answer.status_code in {401, 403}:
            raise AccessDeniedError(f"{self.socket} refuses: {_said(answer)}", "ask whoever guards this socket")
        if answer.status_code == 404:
            raise LookupError(path)
        if answer.status_code != 200:
            raise MalformedAnswerError(
                f"{self.socket} answers {answer.status_code}: {_said(answer)}", "see the engine's own log"
            )
        try:
            return answer.json()
        except ValueError as error:
            raise MalformedAnswerError(f"{self.socket} answers {path} with something that is not JSON") from error


async def connect(socket: Path) -> Engine:
    """A connected engine that has said what it is."""
    import httpx

    transport = httpx.AsyncHTTPTransport(uds=str(socket), limits=httpx.Limits(max_connections=4))
    client = httpx.AsyncClient(transport=transport, base_url="http://engine", timeout=SECONDS, trust_env=False)
    engine = Engine(socket, client)
    try:
        version = await engine.get("/version")
    except LookupError:
        await client.aclose()
        raise MalformedAnswerError(f"{socket} is not a container engine", "remove it from DOCKER_HOST") from None
    except ProviderError:
        await client.aclose()
        raise
    parts = version.get("Components") or ()
    engine.name = "podman" if any("Podman" in str(part.get("Name")) for part in parts) else "docker"
    return engine


def _said(answer: httpx.Response) -> str:
    return " ".join(answer.text[:200].split())


def _refusal(socket: Path) -> ProviderError:
    """Why nobody could be reached at ``socket``: forbidden, and by which group, or nobody there."""
    if os.access(socket, os.R_OK | os.W_OK):
        return UnreachableError(
            f"nothing answers at {socket}", "start the container engine, or remove the socket it left behind"
        )
    hint = f"run as root, or as a user who may write to {socket}"
    try:
        import grp

        status = socket.stat()
        if status.st_mode & stat.S_IWGRP and status.st_gid:
            group = grp.getgrgid(status.st_gid).gr_name
            hint = f"join the group {group} (sudo usermod -aG {group} $USER, then log in again), or scan as root"
    except (OSError, KeyError):
        pass
    return AccessDeniedError(f"permission denied at {socket}", hint)
