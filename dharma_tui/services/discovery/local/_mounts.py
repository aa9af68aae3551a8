"""The mount table of this machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ESCAPE = re.compile(rb"\\([0-7]{3})")
_PSEUDO = re.compile(
    "autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|devfs|efivarfs|fusectl|fuse.(gvfsd-fuse|lxcfs|portal)"
    "|hugetlbfs|mqueue|nsfs|proc|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|sysfs|tracefs"
)
"""Views of the kernel, not places to put files."""
_REMOTE = re.compile(r"nfs|cifs|smb|afs|9p|ceph|glusterfs|lustre|ncpfs|beegfs|fuse\.(?!overlay|fuse-overlay)")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the mount table. ``device`` is the kernel's number of it, as ``8:1``; anonymous ones start with ``0:``."""

    point: str
    source: str
    type: str
    options: str
    device: str = ""

    @property
    def remote(self) -> bool:
        """Whether another machine or program serves it, so that asking may hang."""
        return bool(_REMOTE.match(self.type))


def mounts(root: Path) -> list[Mount]:
    """What is mounted where: the uppermost of each mount point, without views of the kernel."""
    table = _linux(root) if sys.platform.startswith("linux") else _others()
    uppermost = {mount.point: mount for mount in table}
    return [mount for mount in uppermost.values() if not _PSEUDO.fullmatch(mount.type)]


def _linux(root: Path) -> Iterator[Mount]:
    try:
        lines = (root / "proc/self/mountinfo").read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        before, _, after = line.partition(b" - ")
        _, _, device, _, point, options = (_unescape(word) for word in before.split(b" ")[:6])
        kind, source, super_options = (_unescape(word) for word in after.split(b" ", 2))
        if super_options.split(",")[0] == "ro" and options.startswith("rw"):
            options = f"ro{options[2:]}"
        yield Mount(point, source, kind, options, device)


def _unescape(word: bytes) -> str:
    return os.fsdecode(_ESCAPE.sub(lambda match: bytes([int(match[1], 8)]), word))


def _others() -> Iterator[Mount]:
    import psutil

    return (Mount(part.mountpoint, part.device, part.fstype, part.opts) for part in psutil.disk_partitions(all=True))
