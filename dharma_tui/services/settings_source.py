"""The settings in force: read from their layers, written back with comments kept, reloaded when a file changes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core import config
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock
from dharma_tui.core.config import Layer, Origin, Resolved, Setting
from dharma_tui.core.errors import SettingsError
from dharma_tui.core.events import SettingsChanged, SettingsRejected
from dharma_tui.core.paths import Paths
from dharma_tui.core.settings import DECLARATIONS, Declaration, Settings
from dharma_tui.core.text import printable
from dharma_tui.services.atomic_file import write_text
from dharma_tui.services.private_folder import make_private

if TYPE_CHECKING:
    from watchfiles import Change

log = logging.getLogger(__name__)

Flags = Mapping[str, tuple[str, str]]
"""Settings given on the command line: key → (flag, text)."""

FILE_BYTES = 1 << 20
"""A longer settings file is refused: a link to a device would be read for ever."""

WATCH_STEP_MS = 400
"""How often the watching thread wakes to hand on what the kernel told it: 0.05 % of a core, and half a second at most."""


class SettingsSource:
    """The settings of one process, with the origin of each, from the layers of ``core.config``.

    ``current`` is replaced as a whole, so readers in any thread see one consistent set.
    """

    def __init__(
        self,
        paths: Paths,
        *,
        environment: Mapping[str, str],
        flags: Flags | None = None,
        words: Sequence[str] = (),
        bus: Bus,
        clock: Clock,
    ) -> None:
        """Read all layers; ``words`` are the flags by which a child process sees the same ones. Raises SettingsError."""
        self.paths = paths
        self.environment = environment
        """Of the process, for keys that are named by their variables."""
        self.words = tuple(words)
        self.bus = bus
        self._clock = clock
        self._fixed = (config.read_environment(environment), config.read_flags(flags or {}))
        self._lock = threading.Lock()
        self._resolved = self._read()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None
        self.watching = threading.Event()
        """Set once changes of the files are noticed."""

    @property
    def current(self) -> Settings:
        """All settings in force."""
        return self._resolved.settings

    def __getitem__(self, key: str) -> Any:
        return self.current[key]

    def provenance(self, key: str) -> Origin:
        """Where the value of ``key`` came from. Raises SettingsError for an unknown key."""
        return self._resolved.origins[config.declaration(key).key]

    def items(self) -> list[tuple[Declaration, Any, Origin]]:
        """Every setting in the order they are shown, with value and origin."""
        resolved = self._resolved
        return [(known, resolved.settings[key], resolved.origins[key]) for key, known in DECLARATIONS.items()]

    @property
    def files(self) -> tuple[tuple[Layer, Path], ...]:
        """The files that settings are read from, weakest first."""
        return settings_files(self.paths)

    def reload(self) -> tuple[str, ...]:
        """Read the files again and publish what differs. Raises SettingsError; the old settings then stay."""
        with self._lock:
            before = self._resolved.settings
            self._resolved = self._read()
            changed = tuple(key for key in DECLARATIONS if before[key] != self._resolved.settings[key])
        if changed:
            self.bus.publish(SettingsChanged(self._clock.now(), changed))
        return changed

    def set(self, key: str, text: str) -> Origin:
        """Write ``key`` to the file it belongs in and return the origin then in force, which may be a stronger layer's.

        That file is the profile's when it already has the key, else the user's. Raises SettingsError.
        """
        known = config.declaration(key)
        value = as_written(known, text)
        path = file_for(self.paths, key)
        write_setting(path, key, value)
        self.reload()
        return self.provenance(key)

    def unset(self, key: str) -> Origin:
        """Take ``key`` out of its file, and return the origin then in force. Raises SettingsError."""
        config.declaration(key)
        remove_setting(file_for(self.paths, key), key)
        self.reload()
        return self.provenance(key)

    def watch(self) -> None:
        """Begin to reload when a file changes. A wrong file is published as SettingsRejected and changes nothing."""
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="settings", daemon=True)
            self._watcher.start()

    def close(self) -> None:
        """Stop watching; never waits."""
        self._stop.set()

    def _read(self) -> Resolved:
        layers = [
            _read_file(path, layer, layer is Layer.USER and self.paths.explicit_config) for layer, path in self.files
        ]
        return config.resolve((*layers, *self._fixed))

    def _watch(self) -> None:
        from watchfiles import watch

        files = {path.absolute() for _, path in self.files} | {path.resolve() for _, path in self.files}

        def concerns(change: Change, path: str) -> bool:
            return Path(path) in files

        try:
            for changes in watch(
                *_watched_folders(files, self.paths.config_folder),
                watch_filter=concerns,
                stop_event=self._stop,
                step=WATCH_STEP_MS,
                debounce=2 * WATCH_STEP_MS,
                rust_timeout=WATCH_STEP_MS,
                yield_on_timeout=True,
                recursive=False,
                raise_interrupt=False,
            ):
                if changes or not self.watching.is_set():  # the first time: what was written before we looked
                    self._reload_or_reject()
                self.watching.set()
        except (OSError, RuntimeError) as error:
            log.warning("settings files are not watched", extra={"reason": str(error)})

    def _reload_or_reject(self) -> None:
        try:
            changed = self.reload()
        except SettingsError as error:
            log.warning("settings rejected: %s", error)
            self.bus.publish(
                SettingsRejected(self._clock.now(), _path_of(error, self.files), error.message, error.hint)
            )
        else:
            if changed:
                log.info("settings changed", extra={"keys": ", ".join(changed)})


def settings_files(paths: Paths) -> tuple[tuple[Layer, Path], ...]:
    """The files that settings are read from, weakest first."""
    return ((Layer.SYSTEM, paths.system_config), (Layer.USER, paths.user_config), (Layer.PROFILE, paths.profile_config))


def file_for(paths: Paths, key: str) -> Path:
    """The file ``key`` is written to: the profile's when it already has the key, else the user's."""
    import tomllib

    section, _, name = key.partition(".")
    try:
        profile = tomllib.loads(paths.profile_config.read_text("utf-8"))
    except (OSError, ValueError):
        return paths.user_config
    table = profile.get(section)
    return paths.profile_config if isinstance(table, dict) and name in table else paths.user_config


def _path_of(error: SettingsError, files: Sequence[tuple[Layer, Path]]) -> Path:
    return next((path for _, path in reversed(files) if str(path) in error.message), files[1][1])


def _watched_folders(files: Iterable[Path], own: Path) -> list[Path]:
    """The folders of ``files`` that exist; ours is made, so that a first settings file is noticed."""
    try:
        make_private(own / "profiles")
    except OSError as error:
        log.info("no settings folder", extra={"folder": str(own), "reason": str(error)})
    return sorted({path.parent for path in files if path.parent.is_dir()})


def _read_file(path: Path, layer: Layer, required: bool = False) -> dict[str, Setting]:
    try:
        with path.open("rb") as file:
            read = file.read(FILE_BYTES + 1)
        if len(read) > FILE_BYTES:
            raise SettingsError(f"{path} is longer than 1 MB", "that is no settings file: move it away")
        text = read.decode("utf-8").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        if required:
            raise SettingsError(
                f"there is no settings file {path}", "name one that exists, or leave --config out"
            ) from None
        return {}
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text: {error.reason}", "save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", "check its permissions") from error
    return config.read_toml(text, path, layer)


def as_written(known: Declaration, text: str) -> Any:
    """What somebody typed for a setting, in its type. Raises SettingsError, also for regions that are surely mistyped."""
    value = config.parsed(known, text, "")
    if known.key == "scan.regions":
        from dharma_tui.services.discovery.aws._partitions import mistyped

        for region in filter(None, (word.strip() for word in value.split(","))):
            if hint := mistyped(region):
                raise SettingsError(
                    f"{known.key} cannot be {printable(text, 60)!r}: there is no region {region!r}", hint
                )
    return value


def write_setting(path: Path, key: str, value: object) -> None:
    """Set ``key`` in the TOML file, leaving every comment and blank where it was. Raises SettingsError."""
    import tomlkit

    section, _, name = key.partition(".")

    def change(document: tomlkit.TOMLDocument) -> None:
        if section not in document:
            document[section] = tomlkit.table()
        document[section][name] = value

    _edit(path, change)


def remove_setting(path: Path, key: str) -> None:
    """Take ``key`` out of the TOML file; a file without it stays as it is. Raises SettingsError."""
    import tomlkit

    section, _, name = key.partition(".")

    def change(document: tomlkit.TOMLDocument) -> None:
        table = document.get(section)
        if table is not None and name in table:
            del table[name]
            if (
                not table and "#" not in table.as_string() + table.trivia.comment
            ):  # a person's words outlive the setting
                del document[section]

    _edit(path, change)


def _edit(path: Path, change: Callable[[Any], None]) -> None:
    """Rewrite the file in one step: whoever reads it meanwhile sees the old or the new text, never half of one."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        before = path.read_text("utf-8") if path.exists() else ""
        document = tomlkit.parse(before)
        change(document)
        text = tomlkit.dumps(document)
        if text != before:
            replace_file(path, text)
    except TOMLKitError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}", "mend it with 'dharma-tui config edit'") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror}", "check the folder's permissions and free space"
        ) from error


def replace_file(path: Path, text: str) -> None:
    """Give the file a new text, mode 0600, in one step that is on the disk when this returns. Raises OSError.

    A link is followed, so that a settings file kept in another place stays there.
    """
    target = path.resolve()
    make_private(target.parent)
    write_text(target, text)
