"""The services of this machine: systemd's units where there is systemd, init scripts elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from dharma_tui.core.errors import AccessDeniedError, MalformedAnswerError, UnreachableError
from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.provider import Raw, Unseen, called
from dharma_tui.core.types import Json, Resource, Scope, State, Verb
from dharma_tui.services.discovery.local._common import (
    ON_HOST,
    PROCESS,
    LocalService,
    identifier,
    number,
    size,
    span,
    text,
)
from dharma_tui.services.discovery.local._init_scripts import init_scripts
from dharma_tui.services.discovery.local._pids import ProcessKeys
from dharma_tui.services.pools import run_tool

SECONDS = 20.0
"""How long systemctl may take."""
UNIT_TYPES = ("service", "socket", "timer", "path")
_PROPERTIES = (
    "Id,Description,LoadState,ActiveState,SubState,UnitFileState,FragmentPath,MainPID,Result,NRestarts,InvocationID,"
    "MemoryCurrent,TasksCurrent,CPUUsageNSec,Requires,Wants,BindsTo,Triggers,Listen,User"
)

_SERVICE = KindSpec(
    "local.service",
    "Service",
    "Services",
    "A service, or a socket, timer or path that starts one: a systemd unit, or an init script.",
    aliases=("svc", "unit", "units", "service", "services", "systemctl"),
    glyph="⚙",
    columns=(
        text("type", "TYPE", "type", 8, "service, socket, timer, path or script."),
        text("active", "ACTIVE", "active", 10, "Whether it is active, in systemd's words."),
        text("sub", "SUB", "sub", 12, "What it is doing, in words of its type."),
        text("enabled", "ENABLED", "enabled", 10, "Whether it starts at boot."),
        identifier("pid", "PID", "pid", 8, "Its main process."),
        size("mem", "MEM", "memory", "Memory of all its processes, when last changed."),
        text("description", "DESCRIPTION", "description", 40, "What it is."),
        number("restarts", "RESTARTS", "restarts", 8, "How often it was restarted by itself.", wide=True),
        number("tasks", "TASKS", "tasks", 6, "Its threads and processes, when last changed.", wide=True),
        span("time", "CPU TIME", "cpu_seconds", "CPU time of its processes, when last changed.", wide=True),
        text("result", "RESULT", "result", 12, "How its last run ended.", wide=True),
        text("user", "USER", "user", 12, "Whose rights it has.", wide=True),
        text("listens", "LISTENS", "listen", 24, "Where a socket listens.", wide=True),
        text("file", "FILE", "fragment", 40, "Where it is defined.", wide=True),
    ),
    links=(
        ON_HOST,
        Link("main_process", PROCESS, Verb.MANAGES),
        Link("requires", "local.service", Verb.DEPENDS_ON),
        Link("triggers", "local.service", Verb.MANAGES),
    ),
    permissions=("none",),
    states={
        "active": State.RUNNING,
        "reloading": State.RUNNING,
        "refreshing": State.RUNNING,
        "inactive": State.STOPPED,
        "activating": State.PENDING,
        "deactivating": State.PENDING,
        "maintenance": State.PENDING,
        "auto-restart": State.DEGRADED,
        "failed": State.FAILED,
    },
    volatile=("memory", "tasks", "cpu_seconds"),
)


class ServiceService(LocalService):
    """Lists services."""

    name = "local.services"
    kinds = (_SERVICE,)

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        keys = ProcessKeys(self.machine)
        if not (self.root / "run/systemd/system").is_dir():
            for script in init_scripts(self.root):
                yield {**script, "type": "script", "main_process": keys(script["pid"])}
            return
        for unit in await _units():
            yield {**unit, "main_process": keys(unit["pid"])}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        attrs: dict[str, Json] = {
            "type": raw["type"],
            "active": raw["active"],
            "sub": raw.get("sub", ""),
            "enabled": raw["enabled"],
            "load": raw.get("load", ""),
            "description": raw["description"],
            "fragment": raw["fragment"],
            "pid": raw["pid"] or None,
            "main_process": raw["main_process"],
            "user": raw.get("user", ""),
            "result": raw.get("result", ""),
            "restarts": raw.get("restarts"),
            "run": raw.get("run", ""),
            "memory": raw.get("memory"),
            "tasks": raw.get("tasks"),
            "cpu_seconds": raw.get("cpu_seconds"),
            "listen": raw.get("listen", []),
            "requires": [self.key(name) for name in raw.get("requires", ())],
            "triggers": [self.key(name) for name in raw.get("triggers", ())],
        }
        word = "auto-restart" if raw.get("sub", "").startswith("auto-restart") else raw["active"]
        return self.resource(kind, scope, self.key(raw["unit"]), raw["unit"], attrs, kind.state(word))


async def _units() -> list[dict[str, Any]]:
    """Every unit of our types that systemd holds in memory, asked for in one call."""
    patterns = [f"*.{name}" for name in UNIT_TYPES]
    called()
    answer = await run_tool(
        ["systemctl", "show", "--no-pager", f"--property={_PROPERTIES}", "--", *patterns],
        timeout=SECONDS,
        env={"SYSTEMD_COLORS": "0"},
    )
    if answer.code:
        said = (
            answer.stderr.decode("utf-8", "replace").strip().partition("\n")[0] or f"it ended with code {answer.code}"
        )
        if "denied" in said.lower() or "not permitted" in said.lower():
            raise AccessDeniedError(
                f"systemd refuses to list units: {said}", "run as a user who may use the system bus"
            )
        raise UnreachableError(
            f"systemctl cannot list units: {said}", "is the system bus running? Try systemctl status"
        )
    found = [_unit(block) for block in _blocks(answer.stdout.decode("utf-8", "surrogateescape"))]
    return [unit for unit in found if unit["load"] != "not-found"]


def _blocks(output: str) -> Iterator[dict[str, list[str]]]:
    """The units in the output of ``systemctl show``: lines of NAME=VALUE, a name more than once for lists."""
    block: dict[str, list[str]] = {}
    for line in (*output.split("\n"), ""):
        name, mark, value = line.partition("=")
        if mark:
            block.setdefault(name, []).append(value)
        elif block:
            yield block
            block = {}


def _unit(block: dict[str, list[str]]) -> dict[str, Any]:
    def one(name: str) -> str:
        return block.get(name, [""])[0]

    def ours(*names: str) -> list[str]:
        listed = {other for name in names for line in block.get(name, ()) for other in line.split()}
        return sorted(other for other in listed if other.rpartition(".")[2] in UNIT_TYPES)

    if not one("Id"):
        raise MalformedAnswerError(
            "systemctl shows a unit without an Id", "report this with the output of systemctl show"
        )
    nanoseconds = _count(one("CPUUsageNSec"))
    return {
        "unit": one("Id"),
        "type": one("Id").rpartition(".")[2],
        "description": one("Description"),
        "load": one("LoadState"),
        "active": one("ActiveState"),
        "sub": one("SubState"),
        "enabled": one("UnitFileState"),
        "fragment": one("FragmentPath"),
        "pid": _count(one("MainPID")) or 0,
        "result": one("Result"),
        "restarts": _count(one("NRestarts")),
        "run": one("InvocationID"),
        "memory": _count(one("MemoryCurrent")),
        "tasks": _count(one("TasksCurrent")),
        "cpu_seconds": None if nanoseconds is None else round(nanoseconds / 1e9, 2),
        "user": one("User"),
        "listen": block.get("Listen", []),
        "requires": ours("Requires", "Wants", "BindsTo"),
        "triggers": ours("Triggers"),
    }


def _count(text: str) -> int | None:
    """A number; None for ``[not set]`` and for systemd's largest number, which means the same."""
    return int(text) if text.isdigit() and int(text) < 2**64 - 1 else None
