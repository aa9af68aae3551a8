"""A connection to Neo4j whose every wait is bounded, and whose refusals are in our words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.services.graph_server.address import Address
from dharma_tui.services.graph_server.faults import explained

if TYPE_CHECKING:
    import neo4j

T = TypeVar("T")

CONNECT_SECONDS = 2.5
ACQUIRE_SECONDS = 3.5
RETRY_SECONDS = 3.0
"""The driver's own patience is 30 to 60 seconds, which nobody at a screen has."""
WRITE_SECONDS = 120.0
"""A transaction of ours that takes longer is ended by the server, and leaves nothing."""


class GraphServer:
    """An open driver; ``close`` it. All methods block. Raises GraphServerError from every one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._driver: neo4j.Driver | None = None

    def __enter__(self) -> GraphServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def version(self) -> str:
        """What the server calls itself, asked anew: that it answers at all, and knows the login."""
        with self.explained():
            return str(self._open().get_server_info().agent)

    def write(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Run ``work`` in one transaction, again while the server has a passing reason to refuse it."""
        import neo4j

        with self.explained(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(neo4j.unit_of_work(timeout=WRITE_SECONDS)(work))

    def rows(self, query: str, parameters: dict[str, Any] | None = None, seconds: float = 0) -> list[list[Any]]:
        """All rows of a query of our own that only reads. ``seconds`` is its time limit; 0: the server's own."""
        with self.reading(seconds) as transaction:
            return [record.values() for record in transaction.run(query, parameters)]

    @contextmanager
    def reading(self, seconds: float) -> Iterator[neo4j.Transaction]:
        """A transaction that the server lets do nothing but read, and ends after ``seconds``."""
        import neo4j

        with (
            self.explained(),
            self._session(neo4j.READ_ACCESS) as session,
            session.begin_transaction(timeout=seconds or None) as transaction,
        ):
            yield transaction

    def explained(self) -> AbstractContextManager[None]:
        """What goes wrong inside, in our words."""
        return explained(self.address)

    @property
    def _database(self) -> str | None:
        return self.address.database or None

    def _session(self, access: str) -> neo4j.Session:
        return self._open().session(database=self._database, default_access_mode=access)

    def _open(self) -> neo4j.Driver:
        if self._driver is None:
            import neo4j

            silence()
            address = self.address
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password) if address.password else None,
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=ACQUIRE_SECONDS,
                max_transaction_retry_time=RETRY_SECONDS,
                user_agent="dharma-tui",
                telemetry_disabled=True,
            )
        return self._driver


def silence() -> None:
    """Keep what the driver says of its attempts from the terminal; the log has it, where there is one."""
    logger = logging.getLogger("neo4j")
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        logger.addHandler(logging.NullHandler())
    logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
