"""What was said in the chat, one row a message; a row of the role ``name`` says what its session is called."""

from __future__ import annotations

# As with scans, statistics are kept short: no text is less than the one or greater than the other of these.
STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE lake.chat_messages (
        session VARCHAR, number INTEGER, "at" TIMESTAMPTZ, author VARCHAR, role VARCHAR, text VARCHAR,
        frame JSON, answer JSON)""",
    """INSERT INTO lake.chat_messages (session, text, frame, answer)
        VALUES ('', '', '[]', '[]'), ('', chr(1114111), '{}', '{}')""",
    "DELETE FROM lake.chat_messages WHERE session = ''",
)
