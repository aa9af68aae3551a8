"""The kernel's tables, read from files: mounts, routes, control groups, block devices, init scripts, swap."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import State
from dharma_tui.services.discovery.local import _cgroups
from dharma_tui.services.discovery.local._mounts import mounts
from dharma_tui.services.discovery.local._routes import routes
from dharma_tui.services.discovery.local.block_devices import BlockDeviceService
from dharma_tui.services.discovery.local.memory import MemoryService
from dharma_tui.services.discovery.local.services import ServiceService
from tests.listing import Found, list_kind

CONTAINER = "5f" * 32


def write(root: Path, name: str, data: str | bytes = "") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# -- mounts


def test_mount_points_are_unescaped_and_the_uppermost_counts(tmp_path: Path) -> None:
    write(
        tmp_path,
        "proc/self/mountinfo",
        b"22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"
        b"23 22 0:5 / /proc rw - proc proc rw\n"
        b"24 22 8:2 / /srv/a\\040b\\134c rw,noatime - xfs /dev/sda2 ro,attr2\n"
        b"25 22 8:3 / /srv/\\303\\244\\377 rw - ext4 /dev/sda3 rw\n"
        b"26 22 0:40 / /stacked rw - tmpfs lower rw\n"
        b"27 22 0:41 / /stacked rw - tmpfs upper rw\n"
        b"28 22 0:50 / /net rw - nfs4 server:/export rw\n",
    )
    found = {mount.point: mount for mount in mounts(tmp_path)}
    assert set(found) == {"/", "/srv/a b\\c", "/srv/ä\udcff", "/stacked", "/net"}
    assert found["/srv/a b\\c"].options == "ro,noatime"
    assert found["/"].options == "rw,relatime"
    assert found["/stacked"].source == "upper"
    assert [point for point, mount in found.items() if mount.remote] == ["/net"]


@pytest.mark.parametrize(
    ("kind", "remote"),
    [
        ("nfs", True),
        ("cifs", True),
        ("fuse.sshfs", True),
        ("9p", True),
        ("fuse-overlayfs", False),
        ("ext4", False),
        ("zfs", False),
    ],
)
def test_which_file_systems_may_hang(tmp_path: Path, kind: str, remote: bool) -> None:
    write(tmp_path, "proc/self/mountinfo", f"22 1 8:1 / /x rw - {kind} source rw\n")
    assert [mount.remote for mount in mounts(tmp_path)] == [remote]


# -- routes


def test_routes_are_read_in_both_families(tmp_path: Path) -> None:
    write(
        tmp_path,
        "proc/net/route",
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
        "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        "eth0\t000A000A\t00000000\t0200\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
    )
    write(
        tmp_path,
        "proc/net/ipv6_route",
        f"{'0' * 32} 00 {'0' * 32} 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003 eth0\n"
        f"fd{'0' * 30} 40 {'0' * 32} 00 {'0' * 32} 00000100 00000001 00000000 00000001 eth0\n"
        f"{'0' * 31}1 80 {'0' * 32} 00 {'0' * 32} 00000000 00000002 00000000 80200001 lo\n"
        f"ff{'0' * 30} 08 {'0' * 32} 00 {'0' * 32} 00000100 00000003 00000000 00000001 eth0\n",
    )
    assert [(route.destination, route.gateway, route.metric) for route in routes(tmp_path)] == [
        ("default", "192.0.2.1", 100),
        ("192.0.2.0/24", "", 0),
        ("default", "fd00::1", 1024),
        ("fd00::/64", "", 256),
    ]


# -- control groups


@pytest.mark.parametrize(
    ("text", "unit", "container"),
    [
        ("0::/system.slice/nginx.service\n", "nginx.service", ""),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service\n", "user@1000.service", ""),
        ("0::/user.slice/user-1000.slice/session-3.scope\n", "", ""),
        (f"0::/system.slice/docker-{CONTAINER}.scope\n", "", CONTAINER),
        (f"12:cpu:/docker/{CONTAINER}\n1:name=systemd:/docker/{CONTAINER}\n0::/\n", "", CONTAINER),
        (f"0::/docker/{CONTAINER}/system.slice/inner.service\n", "", CONTAINER),
        (f"0::/machine.slice/libpod-{CONTAINER}.scope/container\n", "", CONTAINER),
        (f"0::/system.slice/web.service/libpod-payload-{CONTAINER}\n", "web.service", CONTAINER),
        (f"0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{CONTAINER}.scope\n", "", CONTAINER),
        ("1:name=openrc:/openrc.sshd\n0::/openrc.sshd\n", "sshd", ""),
        ("0::/\n", "", ""),
        ("", "", ""),
    ],
)
def test_control_groups_tell_service_and_container(text: str, unit: str, container: str) -> None:
    assert _cgroups.membership(text) == (unit, container)


# -- block devices


def device(root: Path, place: str, number: str, sectors: int, **files: str) -> None:
    """One device of sysfs: its folder below ``sys/devices``, and the links that lead to it."""
    folder = root / "sys/devices" / place
    write(folder, "dev", f"{number}\n")
    write(folder, "size", f"{sectors}\n")
    for name, text in files.items():
        write(folder, name.replace("__", "/"), text)
    for link in (root / "sys/class/block" / folder.name, root / "sys/dev/block" / number):
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(folder)


def slave(root: Path, place: str, *names: str) -> None:
    for name in names:
        write(root / "sys/devices" / place / "slaves", name)


@pytest.fixture
def stacked(tmp_path: Path) -> Path:
    """Two NVMe disks with a partition each, mirrored (one half missing), with an encrypted logical volume on top."""
    for place in ("0", "1"):
        disk = {
            "wwid": f"eui.000{place}",
            "serial": f"S{place}  ",
            "device__model": "Fast  Disk",
            "queue__rotational": "0",
        }
        device(tmp_path, f"nvme{place}n1", f"259:{place}", 2000, **disk)
        device(tmp_path, f"nvme{place}n1/nvme{place}n1p1", f"259:1{place}", 1000, partition="1")
    raid = {"md__uuid": "aa:bb", "md__level": "raid1", "md__degraded": "1", "md__array_state": "clean"}
    device(tmp_path, "md0", "9:0", 900, **raid)
    slave(tmp_path, "md0", "nvme0n1p1", "nvme1n1p1")
    device(tmp_path, "dm-0", "253:0", 800, dm__uuid="LVM-xyz", dm__name="vg-data")
    slave(tmp_path, "dm-0", "md0")
    device(tmp_path, "dm-1", "253:1", 700, dm__uuid="CRYPT-LUKS2-1", dm__name="secret")
    slave(tmp_path, "dm-1", "dm-0")
    device(tmp_path, "loop0", "7:0", 0)
    device(tmp_path, "sdx", "8:0", 64, device__state="offline", removable="1")
    write(tmp_path, "run/udev/data/b253:1", "S:disk/by-id/x\nE:ID_FS_TYPE=ext4\nE:ID_FS_UUID=u-1\nE:ID_FS_LABEL=data\n")
    write(tmp_path, "proc/self/mountinfo", "30 1 253:1 / /srv/data rw - ext4 /dev/mapper/secret rw\n")
    write(tmp_path, "etc/machine-id", "0" * 32)
    return tmp_path


async def blocks(root: Path) -> Found:
    return await list_kind(BlockDeviceService(FrozenClock(), root), "local.block_device")


async def test_devices_stand_on_each_other(stacked: Path) -> None:
    found = await blocks(stacked)
    host = found.resources[0].ref.key.partition("/")[0]
    assert found.edges() == {
        (host, "contains", "nvme0n1"),
        (host, "contains", "nvme1n1"),
        (host, "contains", "sdx"),
        ("nvme0n1", "contains", "nvme0n1p1"),
        ("nvme1n1", "contains", "nvme1n1p1"),
        ("md0", "stores_in", "nvme0n1p1"),
        ("md0", "stores_in", "nvme1n1p1"),
        ("vg-data", "stores_in", "md0"),
        ("secret", "stores_in", "vg-data"),
    }


async def test_devices_say_what_they_are(stacked: Path) -> None:
    found = await blocks(stacked)
    assert {resource.name: resource.attrs["type"] for resource in found.resources} == {
        "nvme0n1": "disk",
        "nvme1n1": "disk",
        "nvme0n1p1": "part",
        "nvme1n1p1": "part",
        "md0": "raid",
        "vg-data": "lvm",
        "secret": "crypt",
        "sdx": "disk",
    }
    assert found.one("md0").state is State.DEGRADED
    assert found.one("sdx").state is State.FAILED
    assert found.one("nvme0n1").state is State.RUNNING
    disk, volume = found.one("nvme0n1").attrs, found.one("secret").attrs
    assert (disk["size"], disk["model"], disk["serial"]) == (2000 * 512, "Fast Disk", "S0")
    assert (volume["fs"], volume["uuid"], volume["label"], volume["mount_point"]) == (
        "ext4",
        "u-1",
        "data",
        "/srv/data",
    )


async def test_a_device_keeps_its_key_under_another_name(stacked: Path) -> None:
    before = {resource.attrs["serial"]: resource.ref.key for resource in (await blocks(stacked)).resources}
    block = stacked / "sys/class/block"
    (block / "nvme0n1").rename(block / "held")
    (block / "nvme1n1").rename(block / "nvme0n1")
    (block / "held").rename(block / "nvme1n1")
    after = {resource.attrs["serial"]: resource.ref.key for resource in (await blocks(stacked)).resources}
    assert before["S0"] == after["S0"]
    assert before["S1"] == after["S1"]


async def test_disks_that_share_a_serial_are_told_apart(tmp_path: Path) -> None:
    device(tmp_path, "sda", "8:0", 8, serial="000SAME")
    device(tmp_path, "sdb", "8:16", 8, serial="000SAME")
    device(tmp_path, "sdc", "8:32", 8, serial="0000000000")
    found = await blocks(tmp_path)
    keys = {resource.name: resource.ref.key.partition("/")[2] for resource in found.resources}
    assert keys == {"sda": "000SAME", "sdb": "000SAME@sdb", "sdc": "sdc"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_serials_that_may_not_be_read_are_told_of(tmp_path: Path) -> None:
    device(tmp_path, "sda", "8:0", 8, device__vpd_pg80="\0\x80\0\x04S123")
    (tmp_path / "sys/devices/sda/device/vpd_pg80").chmod(0)
    assert [unseen.what for unseen in (await blocks(tmp_path)).unseen] == ["serial numbers of disks"]


# -- swap


async def test_swap_spaces_are_read_with_escapes(stacked: Path) -> None:
    write(
        stacked,
        "proc/swaps",
        "Filename\t\t\tType\t\tSize\tUsed\tPriority\n"
        "/dev/md0                                partition\t1024\t512\t-2\n"
        "/var/swap\\040file                       file\t2048\t0\t5\n",
    )
    found = await list_kind(MemoryService(FrozenClock(), stacked), "local.swap")
    assert {resource.name: resource.attrs["total"] for resource in found.resources} == {
        "/dev/md0": 1024 * 1024,
        "/var/swap file": 2048 * 1024,
    }
    md0 = (await blocks(stacked)).one("md0")
    assert found.one("/dev/md0").attrs["stored_on"] == md0.ref.key


# -- init scripts


def script(root: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    write(root, f"etc/init.d/{name}", text).chmod(0o755)


async def test_openrc_services_are_read_from_its_folders(tmp_path: Path) -> None:
    for name in ("sshd", "crond", "broken"):
        script(tmp_path, name, '#!/sbin/openrc-run\ndescription="Keeps things going"\n')
    write(tmp_path, "run/openrc/started/sshd")
    write(tmp_path, "run/openrc/failed/broken")
    write(tmp_path, "etc/runlevels/default/sshd")
    found = await list_kind(ServiceService(FrozenClock(), tmp_path), "local.service")
    assert {resource.name: resource.state for resource in found.resources} == {
        "sshd": State.RUNNING,
        "crond": State.STOPPED,
        "broken": State.FAILED,
    }
    assert found.one("sshd").attrs["enabled"] == "enabled"
    assert found.one("crond").attrs["description"] == "Keeps things going"


async def test_init_scripts_are_running_when_their_pid_file_says_so(tmp_path: Path) -> None:
    script(tmp_path, "cron", "#!/bin/sh\n# Short-Description: Runs jobs\n")
    script(tmp_path, "stale")
    write(tmp_path, "etc/init.d/README", "not a script")
    write(tmp_path, "run/cron.pid", f"{os.getpid()}\n")
    write(tmp_path, f"proc/{os.getpid()}/stat")
    write(tmp_path, "run/stale.pid", "999999999\n")
    write(tmp_path, "etc/rc2.d/S01cron")
    found = await list_kind(ServiceService(FrozenClock(), tmp_path), "local.service")
    assert {resource.name: resource.state for resource in found.resources} == {
        "cron": State.RUNNING,
        "stale": State.UNKNOWN,
    }
    cron = found.one("cron").attrs
    assert (cron["pid"], cron["enabled"], cron["description"]) == (os.getpid(), "enabled", "Runs jobs")
    assert cron["main_process"]
