"""Values looked at lately, up to so many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import KeysView
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets what has not been looked at for the longest. What is forgotten is gone at once.

    Textual's own cache chains its entries in a ring: whatever is cleared from it waits for a garbage collection.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def __getitem__(self, key: K) -> V:
        self._values.move_to_end(key)
        return self._values[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._limit:
            self._values.popitem(last=False)

    def get(self, key: K) -> V | None:
        """The value, if it is still kept."""
        return self[key] if key in self._values else None

    def keys(self) -> KeysView[K]:
        """What is kept, the longest not looked at first."""
        return self._values.keys()

    def discard(self, key: K) -> None:
        """Forget this one, if it is kept."""
        self._values.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
