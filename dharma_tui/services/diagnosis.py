"""Checks of everything the program stands on, each with a reason and what to do. Changes nothing. Blocks."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core import config
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.format import age, counted, size
from dharma_tui.core.paths import Paths
from dharma_tui.core.settings import Settings
from dharma_tui.services.checks import Check, Status

if TYPE_CHECKING:
    from dharma_tui.core.provider import ProviderService

LITTLE_ROOM = 500 * 1024**2
NO_ROOM = 20 * 1024**2
PROVIDER_SECONDS = 10.0
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs", "fuse.glusterfs")
"""File systems on which SQLite's and our own locks cannot be trusted."""
_TABLES = ("resources", "relationships", "scans")
"""What of the store is counted."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be looked at. ``folder`` is the store's, ``settings_error`` what was wrong with the settings."""

    paths: Paths
    folder: Path
    settings: Settings
    settings_error: DharmaError | None
    environment: Mapping[str, str]
    clock: Clock


def diagnose(subject: Subject, services: Callable[[], Sequence[ProviderService]]) -> Iterator[Check]:
    """Every check in turn; one that breaks is itself a failed check."""
    for name, check in _CHECKS.items():
        yield _guarded(name, lambda check=check: check(subject))  # type: ignore[misc]
    try:
        found = services()
    except Exception as error:
        yield Check("providers", Status.FAILED, f"{type(error).__name__}: {error}", "install dharma-tui again")
        return
    yield from asyncio.run(_providers(found))


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except DharmaError as error:
        return Check(name, Status.FAILED, error.message, error.hint)
    except Exception as error:
        return Check(name, Status.FAILED, f"{type(error).__name__}: {error}", "report this as a defect")


def worst(checks: Sequence[Check]) -> Status:
    """The worst of them."""
    statuses = {check.status for check in checks}
    return next((status for status in (Status.FAILED, Status.WARNING) if status in statuses), Status.OK)


def _python(_: Subject) -> Check:
    said = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info[:2] in ((3, 11), (3, 12), (3, 13)):
        return Check("python", Status.OK, said)
    return Check("python", Status.WARNING, f"{said}: untried", "use Python 3.11, 3.12 or 3.13")


def _bytecode(_: Subject) -> Check:
    """Without compiled files the console takes half a second longer to open, every time where they cannot be written."""
    stale: list[str] = []
    for package in ("dharma_tui", "textual", "rich"):
        spec = importlib.util.find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        files = list(folder.rglob("*.py")) if folder else []
        if any(not Path(importlib.util.cache_from_source(str(file))).exists() for file in files):
            stale.append(package)
    if not stale:
        return Check("bytecode", Status.OK, "compiled")
    folders = " ".join(str(Path(importlib.util.find_spec(name).origin).parent) for name in stale)  # type: ignore[union-attr,arg-type]
    return Check(
        "bytecode",
        Status.WARNING,
        f"not all of {', '.join(stale)} is compiled: opening takes longer",
        f"{sys.executable} -m compileall -q {folders}",
    )


def _terminal(subject: Subject) -> Check:
    term = subject.environment.get("TERM", "")
    if not sys.stdout.isatty():
        return Check("terminal", Status.OK, f"TERM={term or 'none'}, output is not a terminal: headless commands only")
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    said = f"TERM={term or 'none'}, {columns}x{lines}"
    if term in ("", "dumb", "unknown"):
        return Check("terminal", Status.WARNING, said, "the console needs a TERM such as xterm-256color")
    if columns < 40 or lines < 10:
        return Check("terminal", Status.WARNING, f"{said}: too small", "make it at least 40x10, better 80x24")
    return Check("terminal", Status.OK, said)


def _colours(subject: Subject) -> Check:
    environment = subject.environment
    if environment.get("NO_COLOR"):
        return Check("colours", Status.OK, "none: NO_COLOR is set")
    depth = environment.get("COLORTERM", "").lower()
    if depth in ("truecolor", "24bit"):
        return Check("colours", Status.OK, f"24 bit (COLORTERM={depth})")
    many = "256color" in environment.get("TERM", "")
    return Check("colours", Status.OK, "256" if many else "16: an ANSI theme is used")


def _unicode(_: Subject) -> Check:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding == "utf8":
        return Check("unicode", Status.OK, "UTF-8")
    hint = "set LANG to a UTF-8 locale such as C.UTF-8, or interface.ascii to true"
    return Check("unicode", Status.WARNING, f"output is {sys.stdout.encoding}", hint)


def _settings(subject: Subject) -> Check:
    if subject.settings_error is not None:
        error = subject.settings_error
        return Check("settings", Status.FAILED, error.message, f"{error.hint}; the other checks use the defaults")
    odd = sorted(
        name for name in subject.environment if name.startswith(config.PREFIX) and not config.environment_key(name)
    )
    if odd:
        return Check("settings", Status.WARNING, f"{', '.join(odd)} set nothing", "see dharma-tui config show")
    path = subject.paths.user_config
    return Check("settings", Status.OK, str(path) if path.exists() else f"{path}, not there yet: all are defaults")


def _log(subject: Subject) -> Check:
    path = subject.paths.log
    if path.exists():
        if os.access(path, os.W_OK):
            return Check("log", Status.OK, f"{path}, {size(path.stat().st_size)}")
    elif os.access(_existing(path.parent), os.W_OK):
        return Check("log", Status.OK, f"{path}, not there yet")
    return Check("log", Status.WARNING, f"{path} cannot be written: nothing is logged", "make its folder writable")


def _existing(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _data_folder(subject: Subject) -> Check:
    folder = subject.folder
    name = "data folder"
    if not folder.exists():
        if os.access(_existing(folder), os.W_OK | os.X_OK):
            return Check(name, Status.OK, f"{folder}, made by the first scan")
        return Check(name, Status.FAILED, f"{folder} cannot be made", "make its parent writable, or use --data-dir")
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        return Check(name, Status.WARNING, f"{folder} is open to others (mode {mode:o})", f"chmod 700 {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check(name, Status.WARNING, f"{folder} is read only", "make it writable to scan, or use --data-dir")
    return Check(name, Status.OK, f"{folder}, mode {mode:o}")


def _free_space(subject: Subject) -> Check:
    import shutil

    free = shutil.disk_usage(_existing(subject.folder)).free
    said = f"{size(free)} free"
    if free < LITTLE_ROOM:
        status = Status.FAILED if free < NO_ROOM else Status.WARNING
        return Check("free space", status, said, "free some, shorten store.retention_days, or move the store")
    return Check("free space", Status.OK, said)


def _file_system(subject: Subject) -> Check:
    import psutil

    place = _existing(subject.folder).resolve()
    mounts = [part for part in psutil.disk_partitions(all=True) if place.is_relative_to(part.mountpoint)]
    if not mounts:
        hint = "make sure that the store is on a local disk: locks between machines cannot be trusted"
        return Check("file system", Status.WARNING, "which one the store is on cannot be seen here", hint)
    kind = max(mounts, key=lambda part: len(part.mountpoint)).fstype
    if kind in _NETWORK:
        hint = "keep the store on a local disk: locks between machines cannot be trusted there"
        return Check("file system", Status.FAILED, f"{kind}: over a network", hint)
    return Check("file system", Status.OK, kind or "unknown")


def _extensions(_: Subject) -> Check:
    import duckdb

    from dharma_tui.services.store.extensions import EXTENSIONS, load_extensions

    with duckdb.connect() as connection:
        load_extensions(connection)
    return Check("extensions", Status.OK, f"DuckDB {duckdb.__version__} with {', '.join(EXTENSIONS)}")


def _store(subject: Subject) -> Check:
    from dharma_tui.services.store import migrations
    from dharma_tui.services.store.data_files import require_all
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.place import CATALOG

    if not (subject.folder / CATALOG).exists():
        return Check("store", Status.OK, "none yet; the first scan makes it")
    lake = Lake.open(subject.folder, clock=subject.clock, lock_seconds=5)
    try:
        version = migrations.version(lake.cursor())
        counts = [lake.query(f"SELECT count(*) FROM lake.{table}")[0][0] for table in _TABLES]
        snapshot = lake.snapshot()
        require_all(lake)
    finally:
        lake.close()
    told = ", ".join(counted(count, table.removesuffix("s")) for table, count in zip(_TABLES, counts, strict=True))
    since = age(snapshot.at, subject.clock.now())
    said = f"version {version}, snapshot #{snapshot.id} ({since} ago), {told}"
    if not lake.writable:
        return Check("store", Status.WARNING, f"{said}; read only", lake.refusal.hint)
    return Check("store", Status.OK, said)


def _locks(subject: Subject) -> Check:
    import fcntl

    held: list[str] = []
    for path in sorted(subject.folder.glob("*.lock")):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = file.read(200).decode(errors="replace").split()
                held.append(f"{path.stem} by {' on '.join(holder[:2]) if holder else 'another process'}")
    return Check("locks", Status.OK, f"held: {'; '.join(held)}" if held else "none held")


def _clock(_: Subject) -> Check:
    """Asks the kernel, which is told by whatever time service runs here."""
    from dharma_tui.services.discovery.local._kernel_clock import kernel_clock

    try:
        synchronised = kernel_clock().synchronised
    except OSError as error:
        said = f"whether anything keeps the clock right cannot be seen here: {error.strerror or error}"
        return Check("clock", Status.WARNING, said, "in a container, look at the clock of its host")
    if synchronised:
        return Check("clock", Status.OK, "synchronised")
    hint = "run a time service (chrony, systemd-timesyncd): histories of machines can only be compared by time"
    return Check("clock", Status.WARNING, "nothing keeps the clock right", hint)


async def _providers(services: Sequence[ProviderService]) -> list[Check]:
    return [await _provider(name, services) for name in dict.fromkeys(service.provider for service in services)]


async def _provider(name: str, services: Sequence[ProviderService]) -> Check:
    """A provider is available when its services can tell what they would scan."""
    own = [service for service in services if service.provider == name]
    try:
        async with asyncio.timeout(PROVIDER_SECONDS):
            places = [await service.places() for service in own]
    except DharmaError as error:
        return Check(f"provider {name}", Status.WARNING, error.message, error.hint)
    except Exception as error:
        return Check(f"provider {name}", Status.WARNING, f"{type(error).__name__}: {error}", "see the log")
    if closed := [place for answer in places for place in (*answer.closed, *answer.untold)]:
        first = closed[0]
        where = f"{first.scope.account}: " if first.scope.account else ""
        return Check(f"provider {name}", Status.WARNING, f"{where}{first.error.message}", first.error.hint)
    scopes = {scope for answer in places for scope in answer.scopes}
    if not scopes:
        return Check(
            f"provider {name}", Status.OK, f"not set up here; {own[0].setup}" if own[0].setup else "not set up here"
        )
    kinds = sum(len(service.kinds) for service in own)
    return Check(f"provider {name}", Status.OK, f"{counted(kinds, 'kind')} in {counted(len(scopes), 'scope')}")


def _neo4j(subject: Subject) -> Check:
    """Everything else works without one, so that none of its faults is more than a warning."""
    from dharma_tui.services.graph_server.address import address_of
    from dharma_tui.services.graph_server.server import GraphServer

    if not subject.settings.neo4j.uri:
        return Check("neo4j", Status.OK, "none is configured")
    try:
        with GraphServer(address_of(subject.settings.neo4j, subject.environment)) as server:
            return Check("neo4j", Status.OK, f"{server.version()} at {server.address.uri}")
    except DharmaError as error:
        return Check("neo4j", Status.WARNING, error.message, error.hint)


_CHECKS: dict[str, Callable[[Subject], Check]] = {
    "python": _python,
    "bytecode": _bytecode,
    "terminal": _terminal,
    "colours": _colours,
    "unicode": _unicode,
    "settings": _settings,
    "log": _log,
    "data folder": _data_folder,
    "free space": _free_space,
    "file system": _file_system,
    "extensions": _extensions,
    "store": _store,
    "locks": _locks,
    "clock": _clock,
    "neo4j": _neo4j,
}
