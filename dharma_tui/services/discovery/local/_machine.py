"""Which machine this is, in words that stay the same from scan to scan and differ from every other machine's."""

from __future__ import annotations

import hashlib
import os
import platform
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dharma_tui.core.text import storable

_ID_FILES = ("etc/machine-id", "var/lib/dbus/machine-id", "sys/class/dmi/id/product_uuid")
_CONTAINER_MARKS = (".dockerenv", "run/.containerenv")


@dataclass(frozen=True, slots=True)
class Machine:
    """``id`` is derived from the machine's own id, which is not for showing; ``boot`` changes with every boot."""

    id: str
    hostname: str
    boot: str

    @property
    def account(self) -> str:
        """The scope's account: readable, and unlike that of another machine with the same host name."""
        return f"{self.hostname}-{self.id[:6]}"

    def key(self, *parts: object) -> str:
        """The key of something on this machine."""
        return "/".join((self.id, *map(str, parts)))


def read_bytes(path: Path | str) -> bytes:
    """The content of a small system file, which any read may return in pieces. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        data = os.read(descriptor, 65536)
        while data and (more := os.read(descriptor, 65536)):
            data += more
        return data
    finally:
        os.close(descriptor)


def read_text(path: Path | str) -> str:
    """The stripped text of a small system file; empty where it is missing, forbidden or unreadable."""
    try:
        return read_bytes(path).decode("utf-8", "surrogateescape").strip()
    except OSError:
        return ""


def _digest(*words: str, size: int) -> str:
    return hashlib.blake2b(
        "\0".join(words).encode("utf-8", "surrogateescape"), digest_size=size, person=b"dharma-tui"
    ).hexdigest()


def _own_addresses(root: Path) -> list[str]:
    """Hardware addresses of real interfaces: those with a device behind them."""
    return sorted(filter(None, (read_text(path.parent / "address") for path in root.glob("sys/class/net/*/device"))))


def _identities(root: Path, hostname: str) -> Iterator[str]:
    for name in _ID_FILES:
        text = read_text(root / name)
        yield "" if text == "uninitialized" else text
    yield " ".join(_own_addresses(root))
    node = uuid.getnode()
    yield "" if node >> 40 & 1 else f"{node:012x}"  # with that bit set Python made it up for this run only
    yield hostname


@lru_cache(maxsize=8)
def this_machine(root: Path = Path("/")) -> Machine:
    """The machine whose system files are below ``root``.

    A container often carries the machine id of its image, shared by all its siblings, so there the host name (the
    container's own id, by default) is part of the identity.
    """
    hostname = read_text(root / "proc/sys/kernel/hostname") or platform.node() or "localhost"
    hostname = storable(hostname)
    words = [next(filter(None, _identities(root, hostname)))]
    if any((root / mark).exists() for mark in _CONTAINER_MARKS):
        words.append(hostname)
    boot = read_text(root / "proc/sys/kernel/random/boot_id")
    return Machine(_digest(*words, size=8), hostname, _digest(boot, size=3) if boot else "0")


def privileged() -> bool:
    """Whether this process is the superuser's."""
    return os.geteuid() == 0
