"""What each scan was to list, so that one that is cut short can be resumed."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ("ALTER TABLE lake.scans ADD COLUMN announced JSON",)
