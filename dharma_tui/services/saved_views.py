"""Views kept under a name, in a file a person can read and edit."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.errors import NotFoundError, SettingsError, UsageError
from dharma_tui.core.paths import Paths
from dharma_tui.core.text import storable
from dharma_tui.core.topology_view import LENGTH_LIMIT, AnyKind, TopologyView, format_topology, parse_topology
from dharma_tui.core.view import Computed, SortKey, View
from dharma_tui.services import atomic_file
from dharma_tui.services.private_folder import make_private

log = logging.getLogger(__name__)

FILE = "views.toml"
NAME_LIMIT = 60
NO_LINE = "no line tells which resources these are"
_HEAD = "# Saved views of dharma-tui. Each table is one view; the words are those of the command bar.\n"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view and the name it goes by."""

    name: str
    view: View | TopologyView


class SavedViews:
    """The views of one person. ``list`` is quick enough for every keystroke; the rest writes, and belongs in a thread."""

    def __init__(self, paths: Paths) -> None:
        self._path = paths.config_folder / FILE
        self._read: tuple[tuple[int, int], tuple[SavedView, ...]] | None = None

    def list(self) -> list[SavedView]:
        """Every saved view by name. A file that cannot be read counts as empty here."""
        try:
            return list(self._current())
        except SettingsError as error:
            log.warning("%s", error)
            return []

    def get(self, name: str) -> View | TopologyView:
        """The view called ``name``. Raises NotFoundError."""
        for saved in self._current():
            if saved.name == name:
                return saved.view
        raise _unknown(name)

    def save(self, name: str, view: View | TopologyView) -> None:
        """Keep ``view`` as ``name``, replacing the one of that name. Raises UsageError, SettingsError."""
        name = _checked(name)
        if isinstance(view, View) and view.among:
            raise UsageError(
                NO_LINE, "keep the view of the topology that it was opened from, or filter by what they share"
            )
        if isinstance(view, TopologyView) and len(format_topology(view)) > LENGTH_LIMIT:
            raise UsageError("this view names too much to be kept", "look around fewer resources, or close some groups")
        with self._changing() as views:
            views[name] = view

    def rename(self, name: str, new_name: str) -> None:
        """Give a view another name. Raises NotFoundError, UsageError when that is taken, SettingsError."""
        new_name = _checked(new_name)
        with self._changing() as views:
            if name not in views:
                raise _unknown(name)
            if new_name in views and new_name != name:
                raise UsageError(
                    f"there is a view called {new_name!r} already", "choose another name, or delete that one"
                )
            views[new_name] = views.pop(name)

    def delete(self, name: str) -> None:
        """Forget a view. Raises NotFoundError, SettingsError."""
        with self._changing() as views:
            if name not in views:
                raise _unknown(name)
            del views[name]

    def _current(self) -> tuple[SavedView, ...]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unreadable(error) from error
        mark = (found.st_mtime_ns, found.st_size)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, self._load())
        return self._read[1]

    def _load(self) -> tuple[SavedView, ...]:
        try:
            tables = tomllib.loads(self._path.read_text(encoding="utf-8"))
            return tuple(SavedView(name, _view(table)) for name, table in sorted(tables.items()))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError, UsageError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> SettingsError:
        return SettingsError(f"{self._path} cannot be read: {error}", "mend or remove that file; it is left as it is")

    @contextmanager
    def _changing(self) -> Iterator[dict[str, View | TopologyView]]:
        """The views to be changed, with no other process changing them meanwhile."""
        try:
            make_private(self._path.parent)
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)
                views = {saved.name: saved.view for saved in self._load()}
                yield views
                text = _HEAD + "".join(_table(name, view) for name, view in sorted(views.items()))
                atomic_file.write_text(self._path, text)
            finally:
                os.close(folder)
        except OSError as error:
            hint = "free some space, or make the folder writable; the views are as they were"
            raise SettingsError(f"{self._path} could not be written: {error.strerror}", hint) from error


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise UsageError(f"{name!r} cannot be the name of a view", f"use 1 to {NAME_LIMIT} ordinary characters")
    return name


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(f"there is no saved view {name!r}", "see the saved views in the palette: ctrl+p")


def _table(name: str, view: View | TopologyView) -> str:
    if isinstance(view, TopologyView):
        return f"\n[{_toml(name)}]\ntopology = {_toml(format_topology(view))}\n"
    entries: list[tuple[str, object]] = [
        ("kinds", list(view.kinds)),
        ("filter", view.filter),
        ("at", view.at),
        ("sort", [("-" if key.descending else "") + key.column for key in view.sort]),
        ("by", list(view.group_by)),
        ("columns", list(view.columns)),
        ("calc", [f"{column.name}={column.sql}" for column in view.computed]),
        ("width", [f"{column}={width}" for column, width in view.widths.items()]),
    ]
    lines = [f"{key} = {_toml(value)}" for key, value in entries if value]
    return f"\n[{_toml(name)}]\n" + "".join(f"{line}\n" for line in lines)


def _toml(value: object) -> str:
    """Text and lists of text; TOML strings are those of JSON, but for one control character."""
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(storable(str(value)), ensure_ascii=False).replace("\x7f", "\\u007f")


def _view(table: Mapping[str, Any]) -> View | TopologyView:
    if "topology" in table:
        return parse_topology(str(table["topology"]), AnyKind())
    return View(
        kinds=_words(table, "kinds"),
        filter=str(table.get("filter", "")),
        at=str(table.get("at", "")),
        sort=tuple(SortKey(word.lstrip("-"), word.startswith("-")) for word in _words(table, "sort")),
        group_by=_words(table, "by"),
        columns=_words(table, "columns"),
        computed=tuple(Computed(name, sql) for name, _, sql in (word.partition("=") for word in _words(table, "calc"))),
        widths={name: int(width) for name, _, width in (word.partition("=") for word in _words(table, "width"))},
    )


def _words(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    words = table.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"{key} must be a list of texts")
    return tuple(words)
