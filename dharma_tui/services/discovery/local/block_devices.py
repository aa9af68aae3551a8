"""Disks, partitions, logical volumes, RAID sets and other block devices of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import KindSpec, Link, MetricSpec
from dharma_tui.core.provider import Raw, Unseen
from dharma_tui.core.types import Json, Metric, Point, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.discovery.local._common import HOST, PART_OF_HOST, ROOT_HINT, LocalService, flag, size, text
from dharma_tui.services.discovery.local._devices import BLOCK_DEVICE, DeviceKeys
from dharma_tui.services.discovery.local._machine import privileged, read_text
from dharma_tui.services.discovery.local._mounts import mounts
from dharma_tui.services.discovery.local._rates import Rates

_SECTOR = 512
"""The kernel counts sizes in these, whatever the device's own sectors are."""
_DM_TYPES = {"LVM": "lvm", "CRYPT": "crypt", "mpath": "mpath", "part1": "part"}
_SERIALS = ("serial", "device/serial", "device/vpd_pg80")
_FROM_UDEV = {"ID_FS_TYPE": "fs", "ID_FS_UUID": "uuid", "ID_FS_LABEL": "label", "ID_SERIAL_SHORT": "serial"}

_BLOCK = KindSpec(
    BLOCK_DEVICE,
    "Block device",
    "Block devices",
    "A disk, partition, logical volume, RAID set or the like.",
    aliases=("disk", "disks", "blk", "lsblk", "block"),
    glyph="▬",
    columns=(
        text("type", "TYPE", "type", 6, "disk, part, lvm, crypt, raid, loop, rom, zram."),
        size("size", "SIZE", "size", "How much it can hold."),
        text("fs", "FSTYPE", "fs", 10, "What it is formatted as."),
        text("mount", "MOUNT", "mount_point", 24, "Where it is mounted."),
        text("model", "MODEL", "model", 20, "What the maker calls it."),
        text("serial", "SERIAL", "serial", 20, "Serial number.", wide=True),
        flag("rotates", "ROTA", "rotational", 5, "Has turning platters.", wide=True),
        flag("removable", "RM", "removable", 4, "Can be taken out.", wide=True),
        flag("ro", "RO", "read_only", 4, "Cannot be written.", wide=True),
        text("label", "LABEL", "label", 14, "Name of what it is formatted with.", wide=True),
        text("uuid", "UUID", "uuid", 36, "Id of what it is formatted with.", wide=True),
        text("level", "LEVEL", "raid_level", 7, "RAID level.", wide=True),
    ),
    bearings=(PART_OF_HOST,),
    links=(
        Link("parent", BLOCK_DEVICE, Verb.CONTAINS, reverse=True),
        Link("built_on", BLOCK_DEVICE, Verb.STORES_IN),
    ),
    metrics=(
        MetricSpec("read", "Read", "bytes/s"),
        MetricSpec("write", "Written", "bytes/s"),
        MetricSpec("busy", "Busy", "percent"),
    ),
    permissions=("root, for serial numbers of some disks",),
    states={"attached": State.RUNNING, "degraded": State.DEGRADED, "offline": State.FAILED, "inactive": State.STOPPED},
    volatile=("sync",),
)


class BlockDeviceService(LocalService):
    """Lists block devices that hold something; measures those asked for."""

    name = "local.block_devices"
    kinds = (_BLOCK,)

    def __init__(self, clock: Clock, root: Path = Path("/")) -> None:
        super().__init__(clock, root)
        self._rates = Rates(clock)
        self._names: dict[str, str] = {}

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        keys = DeviceKeys(self.machine, self.root)
        mounted: dict[str, str] = {}
        for mount in mounts(self.root):
            mounted.setdefault(mount.device, mount.point)
            mounted.setdefault(mount.source.removeprefix("/dev/"), mount.point)
        folder = self.root / "sys/class/block"
        unread = 0
        for link in sorted(folder.iterdir() if folder.is_dir() else ()):
            sectors = read_text(f"{link}/size")
            if sectors in {"", "0"}:
                continue  # an empty slot: a loop device without a file, a drive without a medium
            raw = _read(link, self.root)
            raw["key"] = keys.named(link.name)
            raw["size"] = int(sectors) * _SECTOR
            raw["parent"] = keys.named(raw["parent_name"])
            raw["built_on"] = [key for name in raw["slaves"] if (key := keys.named(name))]
            raw["mount_point"] = mounted.get(raw["number"]) or mounted.get(link.name, "")
            unread += raw["serial_hidden"]
            yield raw
        if unread:
            yield Unseen("serial numbers of disks", unread, "permission denied", "" if privileged() else ROOT_HINT)

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        word = "attached"
        if raw["degraded"] not in {"", "0"}:
            word = "degraded"
        elif raw["array_state"] in {"clear", "inactive"}:
            word = "inactive"
        elif raw["device_state"] in {"offline", "dead", "transport-offline"}:
            word = "offline"
        attrs: dict[str, Json] = {
            "path": f"/dev/{raw['name'].replace('!', '/')}",
            "type": raw["type"],
            "size": raw["size"],
            "model": raw["model"],
            "vendor": raw["vendor"],
            "serial": raw["serial"],
            "rotational": raw["rotational"] == "1",
            "removable": raw["removable"] == "1",
            "read_only": raw["ro"] == "1",
            "fs": raw["fs"],
            "uuid": raw["uuid"],
            "label": raw["label"],
            "mount_point": raw["mount_point"],
            "raid_level": raw["raid_level"],
            "sync": raw["sync"],
            "backing_file": raw["backing_file"],
            "parent": raw["parent"],
            "built_on": raw["built_on"],
        }
        return self.resource(kind, scope, raw["key"], raw["dm_name"] or raw["name"], attrs, kind.state(word))

    def relate(self, kind: KindSpec, resource: Resource) -> Iterable[Relationship]:
        """The host contains what is part of nothing else."""
        if not resource.attrs["parent"] and not resource.attrs["built_on"]:
            yield Relationship(ResourceRef(HOST, self.machine.id), resource.ref, Verb.CONTAINS, BLOCK_DEVICE)

    def sample(self, refs: Sequence[ResourceRef]) -> Iterable[Point]:
        wanted = [ref for ref, _ in self.own(refs, BLOCK_DEVICE)]
        if not wanted:
            return
        import psutil

        every = psutil.disk_io_counters(perdisk=True, nowrap=False)
        if any(ref.key not in self._names for ref in wanted):
            keys = DeviceKeys(self.machine, self.root)
            self._names = {key: name for name in every if (key := keys.named(name))}
        at = self.clock.now()
        for ref in wanted:
            counters = every.get(self._names.get(ref.key, ""))
            if counters is None:
                continue
            busy = getattr(counters, "busy_time", 0) / 10  # milliseconds a second, as percent
            figures = {"read": float(counters.read_bytes), "write": float(counters.write_bytes), "busy": busy}
            for metric in _BLOCK.metrics:
                rate = self._rates.step((ref.key, metric.name), {"": figures[metric.name]})
                if rate:
                    yield Point(Metric(ref, metric.name, metric.unit), at, rate[""])


def _read(link: Path, root: Path) -> dict[str, Any]:
    """What sysfs and udev say of one device."""
    device = link.resolve()
    part = (device / "partition").exists()
    number = read_text(f"{device}/dev")
    udev = _udev(root, number)
    serial, hidden = _serial(device)
    return {
        "name": link.name,
        "number": number,
        "type": "part" if part else _type(device),
        "parent_name": device.parent.name if part else "",
        "slaves": sorted(path.name for path in (device / "slaves").glob("*")),
        "dm_name": read_text(f"{device}/dm/name"),
        "model": " ".join(read_text(f"{device}/device/model").split()),
        "vendor": read_text(f"{device}/device/vendor"),
        "serial": serial or udev.get("serial", ""),
        "serial_hidden": hidden and "serial" not in udev,
        "rotational": read_text(f"{device.parent if part else device}/queue/rotational"),
        "removable": read_text(f"{device}/removable"),
        "ro": read_text(f"{device}/ro"),
        "fs": udev.get("fs", ""),
        "uuid": udev.get("uuid", ""),
        "label": udev.get("label", ""),
        "raid_level": read_text(f"{device}/md/level"),
        "degraded": read_text(f"{device}/md/degraded"),
        "array_state": read_text(f"{device}/md/array_state"),
        "sync": read_text(f"{device}/md/sync_completed"),
        "device_state": read_text(f"{device}/device/state"),
        "backing_file": read_text(f"{device}/loop/backing_file"),
    }


def _type(device: Path) -> str:
    dm_uuid = read_text(device / "dm/uuid")
    if (device / "dm").is_dir():
        return _DM_TYPES.get(dm_uuid.partition("-")[0], "dm")
    if (device / "md").is_dir():
        return "raid"
    for start, word in (("loop", "loop"), ("sr", "rom"), ("zram", "zram"), ("ram", "ram"), ("nbd", "nbd")):
        if device.name.startswith(start):
            return word
    return "disk"


def _serial(device: Path) -> tuple[str, bool]:
    """The serial number, and whether there is one that this user may not read."""
    hidden = False
    for name in _SERIALS:
        try:
            text = (device / name).read_bytes()
        except PermissionError:
            hidden = True
        except OSError:
            continue
        else:
            body = text[4:] if name.endswith("vpd_pg80") else text
            if serial := body.decode("ascii", "replace").strip(" \0\n"):
                return serial, False
    return "", hidden


def _udev(root: Path, number: str) -> dict[str, str]:
    """What udev found out about the device with this number, for those without the right to look themselves."""
    found = {}
    for line in read_text(root / f"run/udev/data/b{number}").splitlines():
        name, _, value = line.removeprefix("E:").partition("=")
        if name in _FROM_UDEV:
            found[_FROM_UDEV[name]] = value
    return found
