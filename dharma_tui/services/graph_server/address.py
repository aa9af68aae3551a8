"""Where the graph server is and who asks. The password comes from the environment or the keyring and is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dharma_tui.core.errors import NoGraphServerError
from dharma_tui.core.settings import Neo4jSettings
from dharma_tui.services.keyring import from_keyring

PASSWORD = "NEO4J_PASSWORD"
"""The environment variable of the password."""
SERVICE = "dharma-tui-neo4j"
"""What the password is kept under in a keyring."""


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
    password = environment.get(PASSWORD) or from_keyring(SERVICE, settings.user, environment)
    return Address(settings.uri, settings.user, settings.database, password)
