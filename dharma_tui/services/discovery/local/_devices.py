"""The identity of block devices, from marks that any user may read, so that root and others find the same keys."""

from __future__ import annotations

from pathlib import Path

from dharma_tui.services.discovery.local._machine import Machine, read_text

BLOCK_DEVICE = "local.block_device"
_MARKS = ("wwid", "device/wwid", "serial", "device/serial", "nguid", "dm/uuid", "md/uuid", "device/cid", "uuid")


def identity(device: Path) -> str:
    """What stays with the device ``/sys/class/block/<name>`` wherever it is plugged in; its name where nothing does."""
    device = device.resolve()
    if (device / "partition").exists():
        return f"{identity(device.parent)}:{read_text(f'{device}/partition')}"
    mark = next((text for name in _MARKS if (text := " ".join(read_text(f"{device}/{name}").split()))), "")
    return mark if mark and set(mark) - set("0- ") else device.name


class DeviceKeys:
    """Makes the keys of block devices, reading each identity once; one for each listing."""

    def __init__(self, machine: Machine, root: Path) -> None:
        self._machine = machine
        self._block = root / "sys/class/block"
        self._dev = root / "dev"
        self._known: dict[str, str] = {}
        self._taken: dict[str, str] = {}

    def named(self, name: str) -> str:
        """The key of the device the kernel calls ``name``; empty where there is no such device."""
        if name not in self._known:
            path = self._block / name
            mark = identity(path) if name and path.exists() else ""
            if mark and self._taken.setdefault(mark, name) != name:
                mark = f"{mark}@{name}"  # cheap bridges give every disk the same serial
            self._known[name] = self._machine.key(mark) if mark else ""
        return self._known[name]

    def numbered(self, number: str) -> str:
        """The key of the device with this number (``8:1``); empty where there is no such block device."""
        try:
            return self.named((self._block.parent.parent / "dev/block" / number).readlink().name) if number else ""
        except OSError:
            return ""

    def at(self, source: str) -> str:
        """The key of the device behind a path such as ``/dev/mapper/vg-root``; empty where it is no block device."""
        if not source.startswith("/dev/"):
            return ""
        return self.named((self._dev / source.removeprefix("/dev/")).resolve().name)
