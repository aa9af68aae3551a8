"""Where the graph server is and who asks. The password comes from the environment or the keyring and is kept nowhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from dharma_tui.core.errors import NoGraphServerError
from dharma_tui.core.settings import Neo4jSettings

PASSWORD = "NEO4J_PASSWORD"
"""The environment variable of the password."""
SERVICE = "dharma-tui-neo4j"
"""What the password is kept under in a keyring."""
KEYRING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Address:
    """A server, a database of it, and a login."""

    uri: str
    user: str
    database: str = ""
    password: str = field(default="", repr=False)


def address_of(settings: Neo4jSettings, environment: Mapping[str, str]) -> Address:
    """What the settings name. Blocks while the keyring is asked. Raises NoGraphServerError."""
    if not settings.uri:
        raise NoGraphServerError(
            "no Neo4j is configured",
            "dharma-tui config set neo4j.uri neo4j://HOST:7687, and put the password into $NEO4J_PASSWORD;"
            " the graph commands and the topology work without one",
        )
    password = environment.get(PASSWORD) or _from_keyring(settings.user, environment)
    return Address(settings.uri, settings.user, settings.database, password)


def _from_keyring(user: str, environment: Mapping[str, str]) -> str:
    """What the desktop's keyring says; nothing where there is none, or it does not answer."""
    if sys.platform == "darwin":
        argv = ["security", "find-generic-password", "-w", "-s", SERVICE, "-a", user]
    else:
        argv = ["secret-tool", "lookup", "service", SERVICE, "account", user]
    program = shutil.which(argv[0], path=environment.get("PATH"))
    if program is None:
        return ""
    try:
        told = subprocess.run(
            [program, *argv[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=KEYRING_SECONDS,
            env=dict(environment),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.decode("utf-8", "replace").rstrip("\r\n") if told.returncode == 0 else ""
