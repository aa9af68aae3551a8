"""What is called off leaves the thread's cursor as it was."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from dharma_tui.services.query.running import CalledOff, Running


class CalledOffDuring:
    """A cursor whose question is called off while, or just after, one of its statements runs."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, running: Running, statement: str) -> None:
        self.cursor = cursor
        self.running = running
        self.statement = statement
        self.interrupted: list[str] = []
        self.now = ""

    def execute(self, sql: str) -> Any:
        self.now = sql.split()[0]
        answer = self.cursor.execute(sql)
        if self.now == self.statement:
            self.running.call_off()
        return answer

    def interrupt(self) -> None:
        self.interrupted.append(self.now)
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")


@pytest.mark.parametrize(("statement", "interrupted"), [("BEGIN", ["BEGIN"]), ("SELECT", ["SELECT"]), ("ROLLBACK", [])])
def test_a_question_that_is_called_off_at_any_moment_leaves_no_transaction(
    statement: str, interrupted: list[str]
) -> None:
    with duckdb.connect() as connection:
        running = Running()
        cursor: Any = CalledOffDuring(connection, running, statement)
        try:
            with running.reading(cursor):
                cursor.execute("SELECT 1")
        except CalledOff:
            assert interrupted
        else:
            assert not interrupted
        assert cursor.interrupted == interrupted
        connection.execute("BEGIN")
        assert connection.execute("SELECT 2").fetchall() == [(2,)]
        connection.execute("ROLLBACK")
