"""A generated estate that lives in a throw-away store, for trying the console and for measuring it."""

from __future__ import annotations
