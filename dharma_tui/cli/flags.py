"""The flags that every command and the console share, read by hand because building a parser takes longer than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dharma_tui.core.errors import UsageError

DEMO_SIZE = 1_000
DEMO_LIMIT = 1_000_000
_MULTIPLES = {"k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Flags:
    """What stands before the command. ``demo`` is the number of resources asked for; 0 means the real estate."""

    profile: str = "default"
    config: str = ""
    data_dir: str = ""
    demo: int = 0
    open: str = ""

    @property
    def words(self) -> list[str]:
        """The flags again, for a child process that must see the same settings."""
        named = (("--profile", self.profile), ("--config", self.config), ("--data-dir", self.data_dir))
        return [word for flag, value in named if value for word in (flag, value)]

    @property
    def typed(self) -> list[str]:
        """The flags that another console on the same estate needs, as a person would type them."""
        words = self.words[2:] if self.profile == Flags().profile else self.words
        return [*words, "--demo", str(self.demo)] if self.demo else words


WITH_VALUE = {
    "--profile": ("profile", "P", "use the settings, store and log of profile P"),
    "--config": ("config", "FILE", "read FILE instead of the user's settings file"),
    "--data-dir": ("data_dir", "DIR", "keep the store in DIR"),
    "--open": ("open", "VIEW", "open the console at VIEW, as typed after ':'"),
}
"""Flag → attribute, placeholder and help."""


def take_flags(words: Sequence[str]) -> tuple[Flags, list[str]]:
    """The flags that ``words`` begin with, and the words after them. Raises UsageError."""
    texts: dict[str, str] = {}
    demo = 0
    rest = list(words)
    while rest:
        flag, equals, value = rest[0].partition("=")
        if flag == "--demo":
            if not equals and len(rest) > 1 and rest[1].removeprefix("-")[:1].isdigit():
                value = rest.pop(1)
            demo = demo_size(value) if value else DEMO_SIZE
        elif flag in WITH_VALUE:
            if not equals:
                if len(rest) < 2:
                    raise UsageError(f"{flag} needs a value", f"write {flag} {WITH_VALUE[flag][1]}")
                value = rest.pop(1)
            if not value:
                raise UsageError(f"{flag} needs a value", f"write {flag} {WITH_VALUE[flag][1]}")
            texts[WITH_VALUE[flag][0]] = value
        else:
            break
        rest.pop(0)
    return Flags(**texts, demo=demo), rest


def demo_size(text: str) -> int:
    """How many resources ``1000``, ``20k`` or ``1M`` asks for. Raises UsageError."""
    word = text.strip().lower().replace("_", "").replace(",", "")
    multiple = _MULTIPLES.get(word[-1:], 1)
    digits = word[:-1] if multiple > 1 else word
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[:9]) * multiple <= DEMO_LIMIT:
        raise UsageError(
            f"--demo cannot make {text!r} resources",
            f"write a number from 1 to {DEMO_LIMIT:,}, such as 1000, 20k or 1M",
        )
    return int(digits) * multiple
