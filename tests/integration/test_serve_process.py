"""``dharma-tui serve`` as a process: what it prints, how it is asked for a new link, and that it leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from tests.integration.serve_lab import Tab, gone, stop
from tests.stopwatch import stopwatch

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "dharma_tui", "serve")
LAB = (sys.executable, "-m", "tests.integration.serve_lab")


HEEDING_SIGNALS = (
    "import os, signal, sys; [signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGINT)];"
    " os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Starts a program that ends when told so, also where the tests run under nohup or in the background of a shell."""


@contextmanager
def started(home: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A process with a home of its own, killed at the end if need be."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(home)
    }
    process = subprocess.Popen(
        (sys.executable, "-c", HEEDING_SIGNALS, *command),
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def link_of(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr.read() if process.stderr else ""
    link: dict[str, str] = json.loads(line)
    return link


@asynccontextmanager
async def two_tabs(link: dict[str, str]) -> AsyncIterator[tuple[Tab, Tab]]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(link["url"]) as page:
            assert page.status == 200
        address, origin = f"{link['address']}/ws", link["address"]
        async with browser.ws_connect(address, origin=origin) as one, browser.ws_connect(address, origin=origin) as two:
            yield Tab(one), Tab(two)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_the_server_and_every_console_within_four_seconds(
    tmp_path: Path, number: signal.Signals
) -> None:
    with started(tmp_path, *LAB) as server:
        async with two_tabs(link_of(server)) as (one, two):
            pids = await one.pid(), await two.pid()
            await one.type("h")
            await one.until("hanging")
            await stop(pids[1])
            with stopwatch() as took:
                server.send_signal(number)
                assert await asyncio.to_thread(server.wait, 60) == 0
            assert took.seconds < 4
            await gone(*pids)


async def test_when_the_server_is_killed_its_consoles_notice_and_end(tmp_path: Path) -> None:
    with started(tmp_path, *LAB) as server:
        async with two_tabs(link_of(server)) as (one, two):
            pids = await one.pid(), await two.pid()
            await one.type("h")  # its loop hears nothing any more; its input thread does
            await one.until("hanging")
            server.kill()
            await gone(*pids)


def test_each_sigusr1_prints_another_link_and_only_the_last_works(tmp_path: Path) -> None:
    with started(tmp_path, *SERVE, "--port", "0", "--json") as server:
        first = link_of(server)
        server.send_signal(signal.SIGUSR1)
        second = link_of(server)
        assert first["url"] != second["url"]
        assert first["address"] == second["address"]
        assert _status(first["url"]) == 403
        assert _status(second["url"]) == 303
        server.terminate()
        assert server.wait(10) == 0


def _status(url: str) -> int:
    """The status of one request, without a library that would follow it."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), 10) as connection:
        connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return int(connection.makefile().readline().split()[1])


def test_enter_prints_another_link(tmp_path: Path) -> None:
    person, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(tmp_path)
    }
    with subprocess.Popen(
        (sys.executable, "-c", _IN_TERMINAL, *SERVE[1:], "--port", "0"),
        cwd=ROOT, env=environment, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
    ) as server:  # fmt: skip
        os.close(terminal)
        try:
            screen = os.fdopen(person, "r+b", buffering=0)
            seen = _read_until(screen, b"stop.")
            assert b"Enter: another link." in seen
            screen.write(b"\n")
            seen += _read_until(screen, b"/login?t=")
            screen.write(b"\x03")
            assert server.wait(10) == 0
        finally:
            server.kill()
            screen.close()


_IN_TERMINAL = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def _read_until(screen: object, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        seen += screen.read(4096)  # type: ignore[attr-defined]
    return seen


def test_the_console_of_a_tab_gets_the_flags_of_the_server(tmp_path: Path) -> None:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.flags import Flags
    from dharma_tui.cli.serve import program
    from dharma_tui.core.clock import SystemClock

    flags = Flags(profile="work", config="/c.toml", data_dir="/data; rm -rf /", demo=500)
    child = program(Context(flags, {"HOME": str(tmp_path)}, SystemClock()))
    options = child.command[child.command.index("-m") :]
    flags_again = ("--profile", "work", "--config", "/c.toml", "--data-dir", "/data; rm -rf /")
    assert options == ("-m", "dharma_tui", *flags_again, "--demo", "500")
    assert child.environment == {"HOME": str(tmp_path)}


def test_the_current_folder_is_not_on_the_consoles_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dharma_tui.cli.context import Context
    from dharma_tui.cli.flags import Flags
    from dharma_tui.cli.serve import program
    from dharma_tui.core.clock import SystemClock

    monkeypatch.chdir(tmp_path)
    (tmp_path / "textual.py").write_text("raise SystemExit('taken over')")
    command = program(Context(Flags(), {}, SystemClock())).command
    probe = (*command[: command.index("-m")], "-c", "import textual; print('ours')")
    assert subprocess.run(probe, capture_output=True, text=True, timeout=30).stdout == "ours\n"


REFUSED = (
    (("--host", "0.0.0.0"), 2, "ssh -L 8642:127.0.0.1:8642"),
    (("--host", ""), 2, "ssh -L"),
    (("--host", "192.0.2.1"), 2, "--allow-remote with a certificate"),
    (("--host", "192.0.2.1", "--allow-remote"), 2, "every keystroke"),
    (("--host", "0.0.0.0", "--allow-remote", "--public-url", "http://127.0.0.1"), 2, "every keystroke"),
    (("--public-url", "http://console.example"), 2, "has to be https"),
    (("--public-url", "https://console.example/dharma"), 2, "cannot have a path"),
    (("--public-url", "https://me:word@console.example"), 2, "not the address of a site"),
    (("--public-url", "console.example"), 2, "not the address of a site"),
    (("--public-url", "https://x:99999999"), 2, "not an address"),
    (("--tls-cert", "/nowhere.pem"), 2, "No such file"),
    (("--tls-key", "/nowhere.pem"), 2, "needs --tls-cert"),
    (("--port", "65536"), 2, "not a port"),
    (("--port", "x"), 2, "not a port"),
    (
        ("--host", "no-such-host.invalid", "--allow-remote", "--public-url", "https://x.example"),
        2,
        "not an address of this machine",
    ),
    (("--host", "192.0.2.1", "--allow-remote", "--public-url", "https://x.example"), 1, "cannot listen on 192.0.2.1"),
)


@pytest.mark.parametrize(("words", "code", "said"), REFUSED)
def test_what_is_unsafe_or_impossible_is_refused_with_words(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    with started(tmp_path, *SERVE, *words) as server:
        _, errors = server.communicate(timeout=30)
        assert server.returncode == code
        assert said in " ".join(errors.split())
        assert "Traceback" not in errors


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with started(tmp_path, *SERVE, "--port", port) as server:
            _, errors = server.communicate(timeout=30)
            assert server.returncode == 1
            assert f"port {port} on 127.0.0.1 is taken" in errors
            assert "--port 0" in errors


@pytest.mark.needs("openssl")
def test_with_a_certificate_it_speaks_tls_and_the_cookie_stays_within(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2")
    made = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
        *subject,
    )
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    with started(
        tmp_path, *SERVE, "--port", "0", "--json", "--tls-cert", str(certificate), "--tls-key", str(key)
    ) as server:
        link = link_of(server)
        assert link["url"].startswith("https://127.0.0.1:")
        host, _, path = link["url"].removeprefix("https://").partition("/")
        context = ssl.create_default_context(cafile=str(certificate))
        plain = socket.create_connection(("127.0.0.1", int(host.partition(":")[2])))
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as tls:
            assert tls.version() in ("TLSv1.2", "TLSv1.3")
            tls.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = tls.makefile().read()
        assert "303 See Other" in answer
        assert "Set-Cookie: __Host-dharma-tui-" in answer and "Secure" in answer
        server.terminate()
        assert server.wait(10) == 0
