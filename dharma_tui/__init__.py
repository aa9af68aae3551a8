"""dharma-tui: discover, keep, show and compare infrastructure from one terminal."""

from __future__ import annotations

__version__ = "0.1.0"
