"""The folder of a store: whether it can be one, and whether it may be written."""

from __future__ import annotations

import os
from pathlib import Path

from dharma_tui.core.errors import StoreError
from dharma_tui.services.private_folder import make_private
from dharma_tui.services.store import faults

CATALOG = "catalog.sqlite"
DATA = "data"
SCRATCH = "tmp"
LOCK = "write.lock"
SUMMARY = "summary.json"
"""What the store held when it was last looked at, painted before it is open."""

_NETWORKED = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs")
)
_MOUNTS = Path("/proc/self/mounts")


def prepare(folder: Path) -> bool:
    """Make the folder when it is missing. Returns whether the store in it may be written.

    Raises StoreError when it is no place for a store.
    """
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"The store's folder is not a folder: {folder}", "choose another with --data-dir")
    make_private(folder)
    kind = file_system(folder, _MOUNTS)
    if kind in _NETWORKED:
        raise StoreError(
            f"The store's folder is on a network file system ({kind}), where file locks cannot be trusted: {folder}",
            "choose a folder on a local disk with --data-dir",
        )
    if not _writable(folder):
        return False
    for name in (DATA, SCRATCH):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    return True


def has_catalog(folder: Path) -> bool:
    """Whether there is a catalogue with something in it."""
    try:
        return (folder / CATALOG).stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False


def refuse_orphaned_data(folder: Path) -> None:
    """A store that has data, or is known to have had some, but no catalogue lost it: a new one would hide that.

    An empty catalogue lost all it held, too: a new one gets its name only when it is complete.
    """
    catalog = folder / CATALOG
    if next((folder / DATA).rglob("*.parquet"), None) is not None:
        raise faults.damaged(folder, catalog, "it is missing or empty, and there is data beside it")
    if (folder / SUMMARY).exists() and not catalog.exists():
        raise faults.damaged(folder, catalog, f"it is missing, and {SUMMARY} tells of what it held")
    if catalog.exists():
        raise faults.damaged(folder, catalog, "it is empty")


def file_system(folder: Path, mounts: Path) -> str:
    """The type of the file system that holds ``folder``, as the kernel's table of mounts has it; empty when unknown."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    real = folder.resolve()
    found = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        where = point.replace("\\040", " ")
        if real.is_relative_to(where) and len(where) >= len(found[0]):
            found = (where, kind)
    return found[1]


def _writable(folder: Path) -> bool:
    paths = [path for path in (folder, folder / CATALOG, folder / DATA) if path.exists()]
    return all(os.access(path, os.W_OK) for path in paths) and not os.statvfs(folder).f_flag & os.ST_RDONLY
