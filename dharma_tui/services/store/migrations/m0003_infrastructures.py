"""What people have decided about infrastructures, which outlives every scan."""

from __future__ import annotations

# One row a decision, the newest of each counts: ``what`` is made, named, environment, include, exclude or removed;
# ``kind`` and ``member`` name the resource of an include or exclude, ``value`` the words of the others.
STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE lake.infrastructure_edits (
        infrastructure VARCHAR, what VARCHAR, kind VARCHAR, member VARCHAR, value VARCHAR,
        "at" TIMESTAMPTZ, author VARCHAR)""",
)
