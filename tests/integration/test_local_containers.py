"""Containers by a fake engine behind a real Unix socket, and by Podman itself where it is installed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import psutil
import pytest

from dharma_tui.core.clock import FrozenClock, SystemClock
from dharma_tui.core.errors import (
    AccessDeniedError,
    MalformedAnswerError,
    ProviderError,
    TimedOutError,
    UnreachableError,
)
from dharma_tui.core.types import State
from dharma_tui.services.discovery.local import _engines
from dharma_tui.services.discovery.local.containers import ContainerService
from dharma_tui.services.discovery.local.processes import ProcessService
from tests.listing import Found, list_kind

WEB, JOB, SICK = "aa" * 32, "bb" * 32, "cc" * 32
IMAGE = "sha256:" + "dd" * 32
Answer = tuple[int, Any]


def container(identity: str, name: str, state: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the engine tells of one container."""
    return {
        "Id": identity,
        "Name": f"/{name}",
        "Created": "2026-01-01T10:00:00.123456789Z",
        "Image": IMAGE,
        "RestartCount": 1,
        "State": {"Status": "running", "Pid": 0, "ExitCode": 0, "StartedAt": "2026-01-01T11:00:00Z", **state},
        "Config": {
            "Image": "nginx:1",
            "Cmd": ["serve", "--token", "hunter2"],
            "Labels": None,
            "Env": ["PASSWORD=hunter2"],
        },
        "HostConfig": {"RestartPolicy": {"Name": "always"}},
        "NetworkSettings": {"Ports": {}, "Networks": {}},
        "Mounts": [],
        **more,
    }


def estate() -> dict[str, Answer]:
    """An engine with three containers and two images; one more container is listed and then gone."""
    labels = {"com.docker.compose.project": "shop", "db.password": "hunter2", "tier": "web"}
    network = {
        "Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "443/tcp": None},
        "Networks": {"shop_default": {"IPAddress": "172.18.0.2"}},
    }
    config = {"Image": "nginx:1", "Entrypoint": None, "Cmd": ["nginx"], "Labels": labels}
    web = container(WEB, "shop-web-1", {}, Config=config, NetworkSettings=network)
    job = container(JOB, "job", {"Status": "exited", "ExitCode": 3, "FinishedAt": "2026-01-01T12:00:00.5+01:00"})
    sick = container(SICK, "sick", {"Health": {"Status": "unhealthy"}})
    listed = [{"Id": item["Id"], "State": "x"} for item in (web, job, sick)]
    return {
        "/version": (200, {"Components": [{"Name": "Engine"}]}),
        "/containers/json": (200, [*listed, {"Id": "ee" * 32}]),
        **{f"/containers/{item['Id']}/json": (200, item) for item in (web, job, sick)},
        "/images/json": (
            200,
            [
                {
                    "Id": IMAGE,
                    "RepoTags": ["nginx:1"],
                    "RepoDigests": None,
                    "Size": 5,
                    "Created": 1767225600,
                    "Labels": None,
                },
                {"Id": "sha256:" + "ff" * 32, "RepoTags": ["<none>:<none>"], "Size": 7, "Created": 0, "Labels": {}},
            ],
        ),
    }


@contextmanager
def engine(path: Path, answers: Mapping[str, Answer | Callable[[], Answer]]) -> Iterator[Path]:
    """An engine on a Unix socket that gives these answers, and 404 to anything else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answers.get(self.path.partition("?")[0], (404, {"message": "No such container"}))
            code, body = found() if callable(found) else found
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

        def address_string(self) -> str:
            return "unix"

    server = ThreadingUnixStreamServer(str(path), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield path
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def listed(*sockets: Path, kind: str = "local.container") -> Found:
    return await list_kind(ContainerService(FrozenClock(), sockets=sockets), kind)


async def test_containers_are_listed_with_what_they_are(tmp_path: Path) -> None:
    with engine(tmp_path / "s", estate()) as path:
        found = await listed(path)
    assert {item.name: item.state for item in found.resources} == {
        "shop-web-1": State.RUNNING,
        "job": State.FAILED,
        "sick": State.DEGRADED,
    }
    web = found.one("shop-web-1")
    assert web.attrs["ports"] == ["0.0.0.0:8080->80/tcp"]
    assert web.attrs["networks"] == ["shop_default 172.18.0.2"]
    assert web.attrs["project"] == "shop"
    assert web.labels["tier"] == "web"
    job = found.one("job").attrs
    assert (job["exit_code"], job["finished"]) == (3, "2026-01-01T12:00:00+01:00")
    assert found.one("sick").attrs["exit_code"] is None
    assert {edge[1:] for edge in found.edges() if edge[1] == "depends_on"} == {
        ("depends_on", web.ref.key.partition("/")[0] + "/" + "dd" * 32)
    }


async def test_secrets_of_containers_do_not_leave(tmp_path: Path) -> None:
    with engine(tmp_path / "s", estate()) as path:
        assert "hunter2" not in repr(await listed(path))


async def test_images_are_listed(tmp_path: Path) -> None:
    with engine(tmp_path / "s", estate()) as path:
        found = await listed(path, kind="local.image")
    assert {item.name: item.attrs["size"] for item in found.resources} == {"nginx:1": 5, "ff" * 6: 7}


async def test_a_container_contains_its_first_process(tmp_path: Path) -> None:
    """Only when the kernel agrees that this pid began when the engine says so: pids may be counted elsewhere."""
    processes = await list_kind(ProcessService(SystemClock(), with_self=True), "local.process")
    (mine,) = [item for item in processes.resources if item.attrs["pid"] == os.getpid()]
    answers = estate()
    for name, begun in (("shop-web-1", str(mine.attrs["started"])), ("sick", "2020-01-01T00:00:00Z")):
        item = next(body for _, body in answers.values() if isinstance(body, dict) and body.get("Name") == f"/{name}")
        item["State"] |= {"Pid": os.getpid(), "StartedAt": begun}
    with engine(tmp_path / "s", answers) as path:
        found = await listed(path)
    contained = [(edge.src, edge.dst) for edge in found.relationships if edge.verb.value == "contains"]
    assert contained == [(found.one("shop-web-1").ref, mine.ref)]


async def test_no_engine_is_nothing_to_list(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a socket")
    assert await listed(tmp_path / "missing", tmp_path / "file") == Found()


async def test_two_names_of_one_socket_are_one_engine(tmp_path: Path) -> None:
    with engine(tmp_path / "s", estate()) as path:
        (tmp_path / "other").symlink_to(path)
        assert len((await listed(path, tmp_path / "other")).resources) == 3


async def test_one_engine_that_fails_leaves_the_scope_partial(tmp_path: Path) -> None:
    with engine(tmp_path / "a", estate()) as good, engine(tmp_path / "b", {"/version": (500, {})}) as bad:
        found = await listed(good, bad)
    assert len(found.resources) == 3
    (note,) = found.unseen
    assert note.partial
    assert "500" in note.reason


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, MalformedAnswerError),
        ({"/version": (200, b"<html>")}, MalformedAnswerError),
        ({"/version": (403, {"message": "authorization denied by plugin"})}, AccessDeniedError),
        ({"/version": (500, b"oops")}, MalformedAnswerError),
    ],
)
async def test_what_is_no_engine_or_refuses_is_told(
    tmp_path: Path, answers: dict[str, Answer], error: type[ProviderError]
) -> None:
    with engine(tmp_path / "s", dict(answers)) as path, pytest.raises(error) as raised:
        await listed(path)
    assert str(path) in raised.value.message


async def test_a_socket_left_behind_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "s"))
    with pytest.raises(UnreachableError, match="nothing answers"):
        await listed(tmp_path / "s")


async def test_a_hung_engine_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_engines, "SECONDS", 0.2)
    released = threading.Event()

    def hang() -> Answer:
        released.wait(30)
        return 200, {}

    with engine(tmp_path / "s", {"/version": hang}) as path:
        try:
            with pytest.raises(TimedOutError):
                await listed(path)
        finally:
            released.set()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_socket_of_a_group_names_the_group_to_join() -> None:
    import grp

    group = grp.getgrnam("daemon")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, "s")
        with engine(path, estate()):
            path.chmod(0o660)
            os.chown(path, 0, group.gr_gid)
            error = as_nobody(path)
    assert error == {
        "error": "AccessDeniedError",
        "message": f"permission denied at {path}",
        "hint": "join the group daemon (sudo usermod -aG daemon $USER, then log in again), or scan as root",
    }


def as_nobody(path: Path) -> dict[str, str]:
    """The error of listing containers at ``path`` as a user without rights."""
    code = (
        "import asyncio, grp, json, os, sys, httpx\n"
        "from pathlib import Path\n"
        "from dharma_tui.core.clock import SystemClock\n"
        "from dharma_tui.core.errors import ProviderError\n"
        "from dharma_tui.services.discovery.local.containers import ContainerService\n"
        "from tests.listing import list_kind\n"
        "path = Path(sys.argv[1])\n"
        "asyncio.run(list_kind(ContainerService(SystemClock(), sockets=[path]), 'local.image'))\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    asyncio.run(list_kind(ContainerService(SystemClock(), sockets=[path]), 'local.container'))\n"
        "except ProviderError as error:\n"
        "    print(json.dumps({'error': type(error).__name__, 'message': error.message, 'hint': error.hint}))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


# -- Podman itself

BUSYBOX = shutil.which("busybox")
PODMAN = shutil.which("podman")


class Podman:
    """A Podman of our own: storage, settings and socket in one folder, without a registry, a network or control groups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "podman.sock"
        (folder / "containers.conf").write_text(
            '[containers]\ncgroups = "disabled"\nnetns = "host"\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n'
            f'[engine]\ntmp_dir = "{folder}/tmp"\n'
        )
        (folder / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        self.environment = {**os.environ, "CONTAINERS_CONF": str(folder / "containers.conf")}
        self.options = [
            *("--root", str(folder / "root"), "--runroot", str(folder / "runroot"), "--storage-driver", "vfs"),
            *("--cgroup-manager", "cgroupfs", "--events-backend", "file", "--runtime", "crun"),
        ]

    def run(self, *arguments: str, remote: bool = True) -> str:
        where = ["--url", f"unix://{self.socket}"] if remote else self.options
        done = subprocess.run(
            [str(PODMAN), *where, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def image(self) -> None:
        """Make an image of nothing but busybox."""
        programs = self.folder / "image/bin"
        programs.mkdir(parents=True)
        shutil.copy(str(BUSYBOX), programs / "busybox")
        for name in ("sh", "sleep"):
            (programs / name).symlink_to("busybox")
        subprocess.run(["tar", "-C", str(programs.parent), "-cf", str(self.folder / "image.tar"), "."], check=True)
        command = 'CMD ["/bin/sleep", "1000"]'
        self.run("import", "--change", command, str(self.folder / "image.tar"), "localhost/busy:1", remote=False)

    def serve(self) -> subprocess.Popen[bytes]:
        """Answer at the socket, from a mount namespace with plain control groups (mixed ones are refused by crun)."""
        script = 'umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup; exec "$@"'
        service = [str(PODMAN), *self.options, "system", "service", "--time=0", f"unix://{self.socket}"]
        process = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", script, "sh", *service],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while time.monotonic() < until and process.poll() is None:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(self.socket)) == 0:
                    return process
            threading.Event().wait(0.05)
        process.kill()
        process.wait()
        pytest.skip("podman does not start here")


@pytest.fixture
def podman() -> Iterator[Podman]:
    """A running Podman with an image, in a folder whose name is short enough for it."""
    if os.geteuid() != 0 or not (PODMAN and BUSYBOX and shutil.which("crun") and shutil.which("unshare")):
        pytest.skip("needs root, podman, crun, unshare and a static busybox")
    with tempfile.TemporaryDirectory(prefix="pod", ignore_cleanup_errors=True) as folder:
        mine = Podman(Path(folder))
        mine.image()
        process = mine.serve()
        try:
            yield mine
            mine.run("rm", "-fa", "-t", "0")
        finally:
            process.terminate()
            process.wait()
            left = [
                other for other in psutil.process_iter(["cmdline"]) if folder in " ".join(other.info["cmdline"] or ())
            ]
            psutil.wait_procs(left, timeout=10)  # they still tidy up after the containers


async def test_podmans_containers_are_listed_as_they_are(podman: Podman) -> None:
    run = ("run", "-d", "--label", "tier=web", "--name")
    identity = (await asyncio.to_thread(podman.run, *run, "web-1", "localhost/busy:1")).strip()
    await asyncio.to_thread(podman.run, *run, "done", "localhost/busy:1", "/bin/sh", "-c", "exit 4")
    await asyncio.to_thread(podman.run, "wait", "done")
    found = await list_kind(ContainerService(SystemClock(), sockets=[podman.socket]), "local.container")
    assert {item.name: item.state for item in found.resources} == {"web-1": State.RUNNING, "done": State.FAILED}
    web = found.one("web-1")
    assert web.attrs["id"] == identity
    assert web.attrs["engine"] == "podman"
    assert web.labels == {"tier": "web"}
    processes = await list_kind(ProcessService(SystemClock(), with_self=True), "local.process")
    (first,) = [edge.dst for edge in found.relationships if edge.verb.value == "contains"]
    (process,) = [item for item in processes.resources if item.ref == first]
    assert "sleep" in str(process.attrs["command"])
    images = await list_kind(ContainerService(SystemClock(), sockets=[podman.socket]), "local.image")
    assert web.attrs["image_key"] in {item.ref.key for item in images.resources}
