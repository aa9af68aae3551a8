"""What this terminal can do, read once from the environment. Imports no Textual, so that it can run before it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass

from dharma_tui.core.settings import InterfaceSettings

SSH_FRAMES = "20"
"""Frames a second over SSH: enough for typing, a third of the bytes of the usual 60."""

_SIXTEEN_COLOURS = ("linux", "vt100", "vt220", "xterm", "screen", "ansi", "cons25")
"""Terminals that promise no more than 16 colours; names ending in ``-256color`` or ``-direct`` promise more."""

_PLAIN_LOCALES = ("C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")


@dataclass(frozen=True, slots=True)
class Terminal:
    """The facts that decide how to draw."""

    dumb: bool = False
    no_color: bool = False
    remote: bool = False
    sixteen_colours: bool = False
    light: bool = False
    unicode: bool = True

    @classmethod
    def probe(cls, environment: Mapping[str, str]) -> Terminal:
        """Read the facts from the environment alone; nothing is asked of the terminal."""
        term = environment.get("TERM", "")
        colours = environment.get("COLORTERM", "").lower()
        return cls(
            dumb=term in ("dumb", "unknown"),
            no_color=bool(environment.get("NO_COLOR")),
            remote=bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY")),
            sixteen_colours=term in _SIXTEEN_COLOURS and colours not in ("truecolor", "24bit"),
            light=_light_background(environment.get("COLORFGBG", "")),
            unicode=_has_unicode(environment),
        )

    def theme(self, setting: str) -> str:
        """The theme to use for the setting ``interface.theme``. Without colours only an ANSI theme will do."""
        shade = "light" if self.light or setting in ("dharma-light", "ansi-light") else "dark"
        if self.no_color:
            return f"ansi-{shade}"
        if setting != "auto":
            return setting
        return f"ansi-{shade}" if self.sixteen_colours else f"dharma-{shade}"

    def ascii_only(self, setting: bool) -> bool:
        """Whether to draw with ASCII only: asked for, or the locale leaves no choice."""
        return setting or not self.unicode

    def animated(self, setting: str) -> bool:
        """Whether parts may move, by the setting ``interface.animations``."""
        return setting == "on" or (setting == "auto" and not self.remote)


def _has_unicode(environment: Mapping[str, str]) -> bool:
    """Whether the locale has it. Where a person asks for ``LANG=C`` Python itself puts ``C.UTF-8`` into ``LC_CTYPE`` (PEP 538),
    which says nothing of the terminal."""
    language, characters = environment.get("LANG", ""), environment.get("LC_CTYPE", "")
    if language in _PLAIN_LOCALES and characters in _COERCED:
        characters = ""
    locale = environment.get("LC_ALL") or characters or language
    return not locale or "UTF" in locale.upper()


def _light_background(colorfgbg: str) -> bool:
    """``COLORFGBG`` is ``foreground;background`` in the 16 colours; 7 and 15 are the light ones."""
    return colorfgbg.rpartition(";")[2] in ("7", "15")


def prepare(environment: MutableMapping[str, str], interface: InterfaceSettings) -> Terminal:
    """Tell Textual, before it is imported, how much to move; what the person has set by its own variables stays."""
    terminal = Terminal.probe(environment)
    if not terminal.animated(interface.animations):
        environment.setdefault("TEXTUAL_ANIMATIONS", "none")
        environment.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if terminal.remote:
        environment.setdefault("TEXTUAL_FPS", SSH_FRAMES)
    return terminal
