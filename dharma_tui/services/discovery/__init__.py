"""Provider services, found by walking this package: one file declares one service."""

from __future__ import annotations
