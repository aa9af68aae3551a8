"""Which machine this is: stable, unlike any other, and never the machine id itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.services.discovery.local._machine import Machine, this_machine

MACHINE_ID = "0123456789abcdef0123456789abcdef"


def machine(root: Path, hostname: str = "web", **files: str) -> Machine:
    """The machine with these system files (``__`` for the slash)."""
    this_machine.cache_clear()
    for name, text in {"proc__sys__kernel__hostname": hostname, **files}.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return this_machine(root)


def test_the_machine_id_decides_and_is_not_shown(tmp_path: Path) -> None:
    one = machine(tmp_path / "a", **{"etc__machine-id": f"{MACHINE_ID}\n"})
    renamed = machine(tmp_path / "b", "other", **{"etc__machine-id": MACHINE_ID})
    assert one.id == renamed.id
    assert MACHINE_ID[:8] not in one.key("x")
    assert one.account == f"web-{one.id[:6]}"


@pytest.mark.parametrize("text", ["", "uninitialized\n"])
def test_an_unset_machine_id_is_not_an_identity(tmp_path: Path, text: str) -> None:
    files = {"etc__machine-id": text, "var__lib__dbus__machine-id": MACHINE_ID}
    assert machine(tmp_path / "a", **files).id == machine(tmp_path / "b", **{"etc__machine-id": MACHINE_ID}).id


def test_without_a_machine_id_the_hardware_decides(tmp_path: Path) -> None:
    files = {"sys__class__net__eth0__device__x": "", "sys__class__net__eth0__address": "02:00:00:00:00:01"}
    one = machine(tmp_path / "a", **files)
    assert machine(tmp_path / "b", "renamed", **files).id == one.id
    other = {**files, "sys__class__net__eth0__address": "02:00:00:00:00:02"}
    assert machine(tmp_path / "c", **other).id != one.id


def test_containers_of_one_image_are_different_machines(tmp_path: Path) -> None:
    files = {"etc__machine-id": MACHINE_ID, ".dockerenv": ""}
    assert machine(tmp_path / "a", "c1", **files).id != machine(tmp_path / "b", "c2", **files).id


def test_a_boot_has_its_own_mark(tmp_path: Path) -> None:
    path = "proc__sys__kernel__random__boot_id"
    one, other = (machine(tmp_path / boot, **{"etc__machine-id": MACHINE_ID, path: boot}) for boot in ("one", "other"))
    assert one.id == other.id
    assert one.boot != other.boot
