"""Services where there is systemd: a program called systemctl answers as the real one does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import AccessDeniedError, ProviderError, TimedOutError, UnreachableError
from dharma_tui.core.types import State
from dharma_tui.services.discovery.local import services
from dharma_tui.services.discovery.local.services import ServiceService
from tests.listing import Found, list_kind

SHOWN = f"""\
MainPID={os.getpid()}
Result=success
NRestarts=2
User=www-data
MemoryCurrent=12345678
TasksCurrent=5
CPUUsageNSec=1500000000
Id=nginx.service
Requires=nginx.socket system.slice sysinit.target
Wants=network-online.target
Description=A high performance web server = fast
LoadState=loaded
ActiveState=active
SubState=running
FragmentPath=/lib/systemd/system/nginx.service
UnitFileState=enabled
InvocationID=0123456789abcdef

Listen=0.0.0.0:80 (Stream)
Listen=[::]:80 (Stream)
Id=nginx.socket
Triggers=nginx.service
Description=Web
LoadState=loaded
ActiveState=active
SubState=listening
UnitFileState=enabled

MainPID=0
Result=exit-code
MemoryCurrent=[not set]
TasksCurrent=18446744073709551615
Id=broken.service
Description=
LoadState=loaded
ActiveState=failed
SubState=failed
UnitFileState=disabled

Id=loops.service
Description=Starts again and again
LoadState=loaded
ActiveState=activating
SubState=auto-restart
UnitFileState=static

Id=gone.service
LoadState=not-found
ActiveState=inactive
SubState=dead

Id=backup.timer
Triggers=backup.service
LoadState=loaded
ActiveState=inactive
SubState=dead
UnitFileState=masked
"""


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a program called systemctl, first on PATH, on a machine that systemd has booted."""
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder / "systemctl"


def says(systemctl: Path, code: str) -> None:
    """Make the program run this Python."""
    systemctl.write_text(f"#!{sys.executable} -SE\nimport sys, time\n{code}\n")
    systemctl.chmod(0o755)


async def listed(systemctl: Path) -> Found:
    return await list_kind(ServiceService(FrozenClock(), systemctl.parent.parent), "local.service")


async def test_units_are_listed_with_what_they_are_doing(systemctl: Path) -> None:
    says(systemctl, f"sys.stdout.write({SHOWN!r})")
    found = await listed(systemctl)
    assert {item.name: item.state for item in found.resources} == {
        "nginx.service": State.RUNNING,
        "nginx.socket": State.RUNNING,
        "broken.service": State.FAILED,
        "loops.service": State.DEGRADED,
        "backup.timer": State.STOPPED,
    }
    nginx = found.one("nginx.service").attrs
    assert nginx["description"] == "A high performance web server = fast"
    assert (nginx["memory"], nginx["tasks"], nginx["cpu_seconds"], nginx["restarts"]) == (12345678, 5, 1.5, 2)
    broken = found.one("broken.service").attrs
    assert (broken["memory"], broken["tasks"], broken["pid"]) == (None, None, None)
    assert found.one("nginx.socket").attrs["listen"] == ["0.0.0.0:80 (Stream)", "[::]:80 (Stream)"]


async def test_units_are_edges_to_each_other_and_to_their_process(systemctl: Path) -> None:
    says(systemctl, f"sys.stdout.write({SHOWN!r})")
    found = await listed(systemctl)
    edges = found.edges()
    assert ("nginx.service", "depends_on", "nginx.socket") in edges
    assert ("nginx.socket", "manages", "nginx.service") in edges
    managed = [edge.dst.key for edge in found.relationships if edge.dst.kind == "local.process"]
    assert len(managed) == 1
    assert f"/{os.getpid()}:" in managed[0]
    assert not any("target" in end for edge in edges for end in edge)


async def test_systemctl_is_asked_once_for_everything_without_a_pager(systemctl: Path, tmp_path: Path) -> None:
    log = tmp_path / "asked"
    says(systemctl, f"open({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n'); sys.stdout.write({SHOWN!r})")
    await listed(systemctl)
    (line,) = log.read_text().splitlines()
    assert line.startswith("show --no-pager --property=Id,")
    assert line.endswith("-- *.service *.socket *.timer *.path")


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        (
            "sys.exit('Failed to connect to bus: No such file or directory')",
            UnreachableError,
            "Failed to connect to bus",
        ),
        ("sys.exit('Failed to list: Permission denied')", AccessDeniedError, "Permission denied"),
        ("sys.exit('Failed to get properties: Access denied')", AccessDeniedError, "Access denied"),
        ("sys.exit(7)", UnreachableError, "code 7"),
    ],
)
async def test_a_refusal_is_told_in_systemds_words(
    systemctl: Path, code: str, error: type[ProviderError], words: str
) -> None:
    says(systemctl, code)
    with pytest.raises(error, match=words) as raised:
        await listed(systemctl)
    assert raised.value.hint


async def test_a_hung_systemctl_is_given_up(systemctl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SECONDS", 0.2)
    says(systemctl, "time.sleep(60)")
    with pytest.raises(TimedOutError):
        await listed(systemctl)


async def test_names_from_units_are_storable(systemctl: Path) -> None:
    says(
        systemctl,
        r"sys.stdout.buffer.write(b'Id=a\\x2db\xff.service\nDescription=\x1b[31m\xfe\nLoadState=loaded\nActiveState=active\n')",
    )
    (item,) = (await listed(systemctl)).resources
    f"{item.name}{item.attrs}{item.ref.key}".encode()
    assert item.name == "a\\x2db\\udcff.service"
