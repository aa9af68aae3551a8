"""Regular expressions that are compiled when they are first used, not when their module is imported."""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Stands for a pattern until somebody asks something of it; from then on it answers as that."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._told = pattern, flags

    def __getattr__(self, name: str) -> Any:
        asked = getattr(re.compile(*self._told), name)
        setattr(self, name, asked)
        return asked


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` returns, compiled at its first use, which raises ``re.error`` where that would."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
