"""The programs and files that credentials are had from, and what is told where one of them cannot be used."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from dharma_tui.services.discovery.aws._errors import UnusableError

_PROGRAM = "credential_process"
_FILE = "web_identity_token_file"
_VARIABLE = "AWS_WEB_IDENTITY_TOKEN_FILE"
PROGRAM_SECONDS = 80.0
"""How long a program has for telling credentials: less than a profile has."""
_ELSE = "or leave the profile out of aws.profiles"


class _Program(subprocess.Popen[bytes]):
    """A program that does not outlive the wait for it, nor does what it has started: it may be a script around another."""

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """What it tells. Raises TimeoutError where it tells nothing in time."""
        try:
            said, objected = super().communicate(input, PROGRAM_SECONDS if timeout is None else timeout)
        except subprocess.TimeoutExpired as error:
            self._end()
            with suppress(subprocess.TimeoutExpired):
                self.wait(1)
            for pipe in filter(None, (self.stdout, self.stderr)):
                pipe.close()
            raise TimeoutError(errno.ETIMEDOUT, "no answer in time") from error
        if self.returncode and not objected.strip():  # else the SDK would have nothing to tell
            objected = f"it ended with status {self.returncode} and said nothing".encode()
        return said, objected

    def _end(self) -> None:
        import psutil

        started: list[psutil.Process] = []
        with suppress(psutil.Error):
            started = psutil.Process(self.pid).children(recursive=True)
        self.kill()  # first: else it would start what comes next
        for each in started:
            with suppress(psutil.Error):
                each.kill()


def bounded(sources: Any) -> None:
    """Have programs that the SDK's ``sources`` of credentials ask end in time, those of profiles that others lead to as well."""
    for source in sources.providers:
        if hasattr(source, "_popen"):
            source._popen = _Program
        builder = getattr(source, "_profile_provider_builder", None)
        if builder is not None:
            builder.providers = _bounding(builder.providers)


def _bounding(providers: Any) -> Any:
    """A method of the SDK that makes sources, with bounds to those it makes."""

    def made(*args: Any, **options: Any) -> Any:
        found = providers(*args, **options)
        for source in found:
            if hasattr(source, "_popen"):
                source._popen = _Program
        return found

    return made


@contextmanager
def told_by_name(session: Any, name: str) -> Iterator[None]:
    """Inside, what goes wrong with a program or file that a profile names is told with its name, and what to do about it."""
    try:
        yield
    except OSError as error:
        path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
        said = error.strerror or type(error).__name__
        source = _source(session, name, path) or _profile(session, name)
        raise UnusableError(
            f"no usable credentials: {source}: {said}{path and f': {path}'}", _remedy(error, source)
        ) from error
    except (
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # of the SDK, over what a program or file says
        source = _source(session, name)
        if not source:
            raise
        raise UnusableError(
            f"no usable credentials: {source}: what it tells cannot be read",
            f"let it tell what the SDK asks for, {_ELSE}",
        ) from error


def renewing_by_name(credentials: Any, session: Any, name: str) -> None:
    """Have credentials that renew themselves fail in the same words, however late that is."""
    fetch = getattr(credentials, "_refresh_using", None)
    if fetch is None:
        return

    def fetched() -> Any:
        with told_by_name(session, name):
            return fetch()

    credentials._refresh_using = fetched


def _remedy(error: OSError, source: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"put there what {source} names, {_ELSE}"
    if isinstance(error, PermissionError):
        return f"let who scans use what {source} names, {_ELSE}"
    return f"see what {source} names, {_ELSE}"


def _source(session: Any, name: str, path: str = "") -> str:
    """What names ``path``, or any program or file: a setting of the profile, of one that it leads to, or the environment."""
    if not name and (token := os.environ.get(_VARIABLE)) and path in ("", token):
        return _VARIABLE
    profiles: Mapping[str, Mapping[str, Any]] = session.full_config.get("profiles", {})
    profile, seen = name or session.profile or "default", set[str]()
    while profile in profiles and profile not in seen:
        seen.add(profile)
        own = profiles[profile]
        for setting in (_PROGRAM, _FILE):
            if setting in own and path in ("", *_named(setting, str(own[setting]))):
                return f"{setting} of profile {profile}"
        profile = str(own.get("source_profile"))
    return ""


def _named(setting: str, value: str) -> list[str]:
    """The path that a setting names."""
    if setting == _FILE:
        return [value]
    try:
        return shlex.split(value)[:1]
    except ValueError:
        return []


def _profile(session: Any, name: str) -> str:
    return f"profile {name or session.profile or 'default'}"
