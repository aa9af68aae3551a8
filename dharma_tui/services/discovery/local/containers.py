"""The containers and images of this machine's Docker or Podman."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import ProviderError
from dharma_tui.core.kinds import Bearing, KindSpec, Link
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.secrets import mask, mask_arguments
from dharma_tui.core.tags import Grouping
from dharma_tui.core.types import Json, Resource, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    IN_HOST,
    ON_HOST,
    PART_OF_HOST,
    PROCESS,
    ROOT_HINT,
    LocalService,
    identifier,
    moment,
    number,
    size,
    text,
)
from dharma_tui.services.discovery.local._engines import Engine, connect, doors, known_sockets
from dharma_tui.services.discovery.local._pids import LINUX, TICKS, ProcessKeys

_START_TOLERANCE = 10.0
"""Seconds between an engine's and the kernel's word for when a process began, for it to be the same process."""
_ENDED = ("exited", "stopped", "dead")
_COMPOSE = "com.docker.compose.project"

_CONTAINER = KindSpec(
    "local.container",
    "Container",
    "Containers",
    "A container of Docker or Podman.",
    aliases=("ct", "docker", "podman", "container", "containers"),
    glyph="▢",
    columns=(
        text("image", "IMAGE", "image", 30, "What it was made from."),
        text("status", "STATUS", "status", 12, "The engine's own word."),
        text("health", "HEALTH", "health", 10, "What its health check says, if it has one."),
        text("ports", "PORTS", "ports", 26, "Published ports."),
        moment("started", "STARTED", "started", "When it was last started."),
        identifier("pid", "PID", "pid", 8, "Its first process."),
        text("id", "ID", "short_id", 12, "The engine's id of it."),
        text("command", "COMMAND", "command", 30, "What it runs, with secrets masked.", wide=True),
        number("restarts", "RESTARTS", "restarts", 8, "How often the engine restarted it.", wide=True),
        number("exit", "EXIT", "exit_code", 5, "Exit code of its last run.", wide=True),
        text("networks", "NETWORKS", "networks", 24, "Networks and addresses.", wide=True),
        text("project", "PROJECT", "project", 14, "Compose project.", wide=True),
        text("engine", "ENGINE", "engine", 7, "docker or podman.", wide=True),
    ),
    bearings=(Bearing(Verb.DEPENDS_ON, "local.image"),),
    links=(
        ON_HOST,
        Link("image_key", "local.image", Verb.DEPENDS_ON),
        Link("process", PROCESS, Verb.CONTAINS),
    ),
    permissions=("read and write on the engine's socket (the group docker, usually)",),
    states={
        "running": State.RUNNING,
        "healthy": State.RUNNING,
        "unhealthy": State.DEGRADED,
        "starting": State.PENDING,
        "created": State.PENDING,
        "configured": State.PENDING,
        "initialized": State.PENDING,
        "restarting": State.DEGRADED,
        "paused": State.STOPPED,
        "exited": State.STOPPED,
        "stopped": State.STOPPED,
        "stopping": State.PENDING,
        "failed": State.FAILED,
        "dead": State.FAILED,
        "removing": State.TERMINATED,
    },
)
_IMAGE = KindSpec(
    "local.image",
    "Container image",
    "Container images",
    "An image that Docker or Podman holds on this machine.",
    aliases=("image", "images"),
    glyph="▧",
    columns=(
        text("tags", "TAGS", "tags", 36, "Its names."),
        size("size", "SIZE", "size", "Room it takes."),
        moment("created", "CREATED", "created", "When it was built."),
        text("id", "ID", "short_id", 12, "Hash of its contents."),
        text("digests", "DIGESTS", "digests", 40, "Hashes in registries.", wide=True),
        text("engine", "ENGINE", "engine", 7, "docker or podman.", wide=True),
    ),
    bearings=(PART_OF_HOST,),
    links=(IN_HOST,),
    permissions=_CONTAINER.permissions,
    states={"present": State.RUNNING},
)


class ContainerService(LocalService):
    """Lists containers and images of every engine that answers. Without one there is nothing to list, which is no error."""

    name = "local.containers"
    kinds = (_CONTAINER, _IMAGE)
    groupings = (Grouping("stack", _COMPOSE),)

    def __init__(self, clock: Clock, root: Path = Path("/"), sockets: Sequence[Path] | None = None) -> None:
        super().__init__(clock, root)
        self._sockets = known_sockets(root, os.environ) if sockets is None else tuple(sockets)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        failures: list[ProviderError] = []
        answered = 0
        there = doors(self._sockets)
        for socket in there.sockets:
            try:
                engine = await connect(socket)
                try:
                    items = self._containers(engine) if kind.kind == _CONTAINER.kind else _images(engine)
                    async for item in items:
                        yield item
                    answered += 1
                finally:
                    await engine.client.aclose()
            except ProviderError as error:
                failures.append(error)
        if failures and not answered:
            raise failures[0]
        for failure in failures:
            yield Unseen("container engine", 1, failure.message, failure.hint, partial=True)
        for folder in there.closed:
            yield Unseen("container engine, if there is one", 1, f"{folder} is closed to this user", ROOT_HINT)

    async def _containers(self, engine: Engine) -> AsyncIterator[Raw]:
        keys = ProcessKeys(self.machine)
        for short in await engine.get("/containers/json", all="1"):
            try:
                full = await engine.get(f"/containers/{short['Id']}/json")
            except LookupError:
                continue  # removed meanwhile
            pid = int(full["State"].get("Pid") or 0)
            begun = _moment(full["State"].get("StartedAt"))
            yield {"short": short, "full": full, "engine": engine.name, "process": _same_process(keys, pid, begun)}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        if kind.kind == _IMAGE.kind:
            return self._image(kind, scope, raw)
        short, full = raw["short"], raw["full"]
        state, config = full["State"], full.get("Config") or {}
        labels = _labels(config.get("Labels"))
        status = str(state.get("Status") or short.get("State") or "unknown").lower()
        health = ((state.get("Health") or state.get("Healthcheck") or {}).get("Status") or "").replace("none", "")
        begun, ended = _moment(state.get("StartedAt")), _moment(state.get("FinishedAt"))
        command = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
        attrs: dict[str, Json] = {
            "id": full["Id"],
            "short_id": full["Id"][:12],
            "image": config.get("Image") or short.get("Image", ""),
            "image_key": self.key(_hash(full.get("Image", ""))) if full.get("Image") else "",
            "status": status,
            "health": health,
            "exit_code": state.get("ExitCode") if status in _ENDED else None,
            "oom_killed": bool(state.get("OOMKilled")),
            "restarts": full.get("RestartCount"),
            "restart_policy": ((full.get("HostConfig") or {}).get("RestartPolicy") or {}).get("Name", ""),
            "command": " ".join(mask_arguments([str(word) for word in command])),
            "user": config.get("User") or "",
            "created": full.get("Created"),
            "started": begun.isoformat(timespec="seconds") if begun else None,
            "finished": ended.isoformat(timespec="seconds") if ended else None,
            "pid": state.get("Pid") or None,
            "process": raw["process"],
            "ports": _ports(full),
            "networks": _networks(full),
            "mounts": [
                f"{mount.get('Source') or mount.get('Name')}:{mount['Destination']}"
                for mount in full.get("Mounts") or ()
            ],
            "project": labels.get(_COMPOSE, ""),
            "engine": raw["engine"],
        }
        name = full["Name"].removeprefix("/")
        return self.resource(
            kind, scope, self.key(full["Id"]), name, attrs, kind.state(_word(state, status, health)), labels
        )

    def _image(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        tags = [tag for tag in raw.get("RepoTags") or () if tag != "<none>:<none>"]
        identity = _hash(raw["Id"])
        attrs: dict[str, Json] = {
            "id": identity,
            "short_id": identity[:12],
            "tags": sorted(tags),
            "digests": sorted(raw.get("RepoDigests") or ()),
            "size": raw.get("Size"),
            "created": datetime.fromtimestamp(int(raw["Created"]), UTC).isoformat() if raw.get("Created") else None,
            "engine": raw["engine"],
        }
        name = sorted(tags)[0] if tags else identity[:12]
        labels = _labels(raw.get("Labels"))
        return self.resource(kind, scope, self.key(identity), name, attrs, kind.state("present"), labels)


async def _images(engine: Engine) -> AsyncIterator[Raw]:
    for image in await engine.get("/images/json"):
        yield {**image, "engine": engine.name}


def _same_process(keys: ProcessKeys, pid: int, begun: datetime | None) -> str:
    """The key of a container's process, unless the engine counts pids elsewhere (in a virtual machine or another container)."""
    if not (LINUX and pid and begun and keys.mark(pid)):
        return ""
    import psutil

    really = psutil.boot_time() + int(keys.mark(pid)) / TICKS
    return keys(pid) if abs(really - begun.timestamp()) <= _START_TOLERANCE else ""


def _word(state: dict[str, Any], status: str, health: str) -> str:
    """The state word: health where it matters, and failure where a run ended badly by itself."""
    if status == "running":
        return health if health in {"unhealthy", "starting"} else status
    if status in _ENDED and (state.get("OOMKilled") or state.get("ExitCode") not in {0, 137, 143, None}):
        return "failed"  # 137 and 143 are how a container ends that was told to
    return status


def _moment(text: str | None) -> datetime | None:
    """A moment the engine tells; None for its zero, which means never."""
    if not text or text.startswith("0001-"):
        return None
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789") if rest else ""
    return datetime.fromisoformat((whole + zone).replace("Z", "+00:00"))


def _labels(labels: dict[str, str] | None) -> dict[str, str]:
    masked = (mask(f"{name}={value}") for name, value in (labels or {}).items())
    return {name: value for name, _, value in (pair.partition("=") for pair in masked)}


def _ports(full: dict[str, Any]) -> list[Json]:
    bound = (full.get("NetworkSettings") or {}).get("Ports") or (full.get("HostConfig") or {}).get("PortBindings") or {}
    return [
        f"{place.get('HostIp') or '*'}:{place.get('HostPort')}->{port}"
        for port, places in sorted(bound.items())
        for place in places or ()
    ]


def _networks(full: dict[str, Any]) -> list[Json]:
    found = (full.get("NetworkSettings") or {}).get("Networks") or {}
    return [f"{name} {(about or {}).get('IPAddress', '')}".strip() for name, about in sorted(found.items())]


def _hash(identity: str) -> str:
    return identity.removeprefix("sha256:")
