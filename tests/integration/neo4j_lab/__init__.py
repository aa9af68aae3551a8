"""A Neo4j of its own on loopback, started once for all tests of a session: the Community server out of its Maven artifacts.

``pom.xml`` names them; ``mvn`` brings them and says where they are. Where Java or Maven is missing the
tests are skipped, unless servers are promised.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dharma_tui.services.graph_server.address import Address
from dharma_tui.services.graph_server.server import GraphServer

POM = Path(__file__).with_name("pom.xml")
USER, FIRST, PASSWORD = "neo4j", "neo4j", "only-on-loopback"
START_SECONDS = 90
_SETTINGS = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.heap.initial_size=256m
server.memory.heap.max_size=768m
server.memory.pagecache.size=96m
"""


@contextmanager
def graph_server(folder: Path) -> Iterator[Address]:
    """A running, empty server, its files in ``folder``."""
    classes = _classes()
    port = free_port()
    (folder / "conf").mkdir()
    (folder / "conf" / "neo4j.conf").write_text(_SETTINGS.format(port=port))
    places = [f"--home-dir={folder}", f"--config-dir={folder / 'conf'}"]
    quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m"]
    process = subprocess.Popen(
        ["java", *quick, "-cp", classes, "org.neo4j.server.CommunityEntryPoint", *places],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(lambda: _listens(port), process, folder)
        address = Address(f"bolt://127.0.0.1:{port}", USER, "", PASSWORD)
        _log_in_first(address)
        yield address
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def emptied(address: Address) -> GraphServer:
    """The server without any node."""
    server = GraphServer(address)
    server.write(lambda transaction: transaction.run("MATCH (n) DETACH DELETE n").consume())
    return server


def _classes() -> str:
    """Where the artifacts are."""
    missing = [program for program in ("java", "mvn") if shutil.which(program) is None]
    promised = os.environ.get("DHARMA_REQUIRE_SERVERS") == "1"
    if missing:
        reason = f"needs {' and '.join(missing)} for Neo4j, which is not installed"
        pytest.fail(reason, pytrace=False) if promised else pytest.skip(reason)
    told = POM.with_name("target") / "classes"
    if told.exists() and told.stat().st_mtime > POM.stat().st_mtime:
        return told.read_text().strip()
    words = ["mvn", "-B", "-q", "-o", "-f", str(POM), "dependency:build-classpath"]  # -o: loads nothing during a test
    made = subprocess.run(
        [*words, "-Dmdep.includeTypes=jar", f"-Dmdep.outputFile={told}"], capture_output=True, text=True, check=False
    )
    if made.returncode or not told.exists():
        reason = f"needs Neo4j's Maven artifacts: mvn -f {POM} dependency:build-classpath\n{made.stdout[-500:]}"
        pytest.fail(reason, pytrace=False) if promised else pytest.skip(reason)
    return told.read_text().strip()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _await(ready: Callable[[], bool], process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            log = folder / "logs" / "neo4j.log"
            pytest.fail(f"Neo4j did not start:\n{log.read_text()[-2000:] if log.exists() else ''}", pytrace=False)
        time.sleep(0.05)


def _log_in_first(address: Address) -> None:
    """A new server wants its password changed before anything else."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(address.uri, auth=(USER, FIRST)) as driver, driver.session(database="system") as session:
        session.run("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=FIRST, new=address.password).consume()
