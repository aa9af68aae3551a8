"""Discovery of the machine this program runs on: no credentials, no server, no root."""

from __future__ import annotations
