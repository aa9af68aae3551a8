"""Where files live: the XDG folders of one profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dharma_tui.core.errors import SettingsError, UsageError

APPLICATION = "dharma-tui"
DEFAULT_PROFILE = "default"
_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one profile. ``explicit_config`` says that ``user_config`` was named by the person."""

    profile: str
    config_folder: Path
    data_folder: Path
    state_folder: Path
    user_config: Path
    explicit_config: bool = False
    system_config: Path = Path("/etc") / APPLICATION / "config.toml"
    home: str = ""
    """The person's home folder, where that is known."""

    @property
    def profile_config(self) -> Path:
        """The settings of this profile alone."""
        return self.config_folder / "profiles" / f"{self.profile}.toml"

    @property
    def store(self) -> Path:
        """The folder of the lake, unless a setting names another."""
        return self.data_folder / "store"

    @property
    def log(self) -> Path:
        """The log that every process of this profile writes to."""
        return self.state_folder / f"{APPLICATION}.log"

    def told(self, text: str) -> str:
        """``text`` with the home folder written ``~``, as people write it and as it fits on a line."""
        if self.home in ("", "/"):
            return text
        return re.sub(rf"(?<![\w/.~-]){re.escape(self.home)}(?=/|\Z)", "~", text)

    @classmethod
    def find(
        cls, environment: Mapping[str, str], *, profile: str = DEFAULT_PROFILE, config: Path | None = None
    ) -> Paths:
        """The paths of ``profile`` by the XDG variables in ``environment``. Raises UsageError, SettingsError."""
        if not _PROFILE.fullmatch(profile):
            raise UsageError(
                f"{profile!r} cannot be the name of a profile",
                "use letters, digits, '-', '_' and '.', starting with a letter or digit",
            )
        config_folder = _folder(environment, "XDG_CONFIG_HOME", ".config")
        return cls(
            profile=profile,
            config_folder=config_folder,
            data_folder=_folder(environment, "XDG_DATA_HOME", ".local/share") / profile,
            state_folder=_folder(environment, "XDG_STATE_HOME", ".local/state") / profile,
            user_config=placed(config) if config else config_folder / "config.toml",
            explicit_config=config is not None,
            home=environment.get("HOME", "").rstrip("/"),
        )


def _folder(environment: Mapping[str, str], variable: str, fallback: str) -> Path:
    """A relative value is ignored, as the XDG specification asks."""
    value = environment.get(variable, "")
    if value.startswith("/"):
        return Path(value) / APPLICATION
    home = environment.get("HOME", "")
    try:
        base = Path(home) if home.startswith("/") else Path.home()
    except RuntimeError as error:
        raise SettingsError(f"there is no home folder: {error}", f"set HOME or {variable}") from error
    return base / fallback / APPLICATION


def expanded(text: str) -> Path:
    """``text`` as a path with its ``~`` resolved; that of nobody known here stays as it is written."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def placed(path: Path) -> Path:
    """``path`` from the root. Raises UsageError when it begins in a current folder that is gone."""
    try:
        return path.absolute()
    except FileNotFoundError:
        raise UsageError(
            f"{path} is nowhere: the current folder was removed", "change to a folder that exists"
        ) from None
