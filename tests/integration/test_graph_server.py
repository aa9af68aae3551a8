"""Servers that are not Neo4j, or not there: told in a few seconds, in words, and with nothing else on the terminal."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dharma_tui.core.errors import NoGraphServerError
from dharma_tui.core.settings import Neo4jSettings
from dharma_tui.services.graph_server.address import Address, address_of
from tests.integration.cli_process import Cli
from tests.integration.neo4j_lab import free_port
from tests.stopwatch import stopwatch

PATIENCE = 5.0


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture
def stranger() -> Iterator[int]:
    """A port where something else than Neo4j answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("who", "scheme"),
    [("nobody", "bolt"), ("nobody", "neo4j"), ("silent", "neo4j"), ("stranger", "bolt"), ("stranger", "bolt+ssc")],
)
def test_a_server_that_cannot_be_used_is_told_in_time_and_nothing_else_is_printed(
    cli: Cli, who: str, scheme: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port() if who == "nobody" else request.getfixturevalue(who)
    monkeypatch.setenv("DHARMA_NEO4J_URI", f"{scheme}://127.0.0.1:{port}")

    with stopwatch() as took:
        process = cli.start("graph", "sync", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=60)

    said = err.decode().splitlines()
    assert process.returncode == 1 and out == b""
    assert said[0].startswith(f"dharma-tui: Neo4j at {scheme}://127.0.0.1:{port} cannot be reached: ")
    assert said[1].startswith("  ") and len(said) == 2
    assert took.seconds < PATIENCE + 4  # the process itself starts, and opens a store, meanwhile


def test_without_an_address_it_says_how_to_set_one_up(cli: Cli) -> None:
    answer = cli("graph", "sync")

    assert answer.code == 1 and "no Neo4j is configured" in answer.err and "neo4j.uri" in answer.err


def test_the_password_is_that_of_the_environment_else_of_the_keyring(tmp_path: Path) -> None:
    keyring = tmp_path / ("security" if sys.platform == "darwin" else "secret-tool")
    keyring.write_text('#!/bin/sh\necho "kept for $*"\n')
    keyring.chmod(0o755)
    settings = Neo4jSettings(uri="neo4j://graph", user="jane")
    path = f"{tmp_path}:/bin:/usr/bin"

    kept = address_of(settings, {"PATH": path})
    given = address_of(settings, {"PATH": path, "NEO4J_PASSWORD": "given"})
    keyring.write_text("#!/bin/sh\nexit 1\n")
    neither = address_of(settings, {"PATH": path})

    assert kept.password.startswith("kept for lookup service dharma-tui-neo4j account jane")
    assert (given.password, neither.password) == ("given", "")
    assert "given" not in repr(given) and isinstance(given, Address)
    with pytest.raises(NoGraphServerError):
        address_of(Neo4jSettings(), {"NEO4J_PASSWORD": "given"})
