"""Finds what is declared one file at a time by walking a package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Every public module below ``package``, in name order. Names starting with an underscore are skipped."""
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not info.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(info.name)


def subclasses(package: ModuleType, base: type[T]) -> list[type[T]]:
    """Every concrete subclass of ``base`` defined in a module below ``package``, in module order."""
    return [
        member
        for module in modules(package)
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, base)
        and member.__module__ == module.__name__
        and not getattr(member, "__abstractmethods__", None)
    ]
