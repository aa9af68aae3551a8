"""Settings in layers, each value with where it came from. Pure: reading and writing the files is another's part.

Later layers win: defaults, the system's file, the user's file, the profile's file, the environment
(``DHARMA_SECTION_NAME``), command-line flags.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dharma_tui.core.errors import SettingsError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.settings import DECLARATIONS, Declaration, Settings
from dharma_tui.core.text import printable

PREFIX = "DHARMA_"
"""What the environment variables of settings start with."""

_TYPE_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")


class Layer(StrEnum):
    """Where a value may come from, weakest first."""

    DEFAULT = "default"
    SYSTEM = "system"
    USER = "user"
    PROFILE = "profile"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from: the layer, and the file and line, variable or flag."""

    layer: Layer
    where: str = ""

    def __str__(self) -> str:
        return f"{self.layer}: {self.where}" if self.where else str(self.layer)


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and its origin."""

    value: Any
    origin: Origin


Values = Mapping[str, Setting]
"""What one layer says, by key."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """All settings in force and the origin of each."""

    settings: Settings
    origins: Mapping[str, Origin]


def resolve(layers: Iterable[Values]) -> Resolved:
    """Lay ``layers`` over the defaults, the last one on top."""
    top: dict[str, Setting] = {}
    for layer in layers:
        top.update(layer)
    sections: dict[str, dict[str, Any]] = {}
    for key, setting in top.items():
        section, _, name = key.partition(".")
        sections.setdefault(section, {})[name] = setting.value
    defaults = Settings()
    changed = {name: dataclasses.replace(getattr(defaults, name), **values) for name, values in sections.items()}
    default = Origin(Layer.DEFAULT)
    origins = {key: top[key].origin if key in top else default for key in DECLARATIONS}
    return Resolved(dataclasses.replace(defaults, **changed), origins)


def declaration(key: str, where: str = "") -> Declaration:
    """The declaration of ``key``. Raises SettingsError with the nearest known key."""
    found = DECLARATIONS.get(key)
    if found is None:
        place = f" in {where}" if where else ""
        raise SettingsError(f"there is no setting {printable(key)!r}{place}", _setting_hint(key))
    return found


_SECRET = re.compile(r"pass|secret|(?:^|_)key$|^token$", re.IGNORECASE)
_SECRETS = {
    "neo4j": "the password is no setting: put it into $NEO4J_PASSWORD, or into the keyring, and unset this one",
    "llm": "keys are no settings: put one into a variable, and name that in llm.endpoints, as key=$VARIABLE",
    "aws": "keys are no settings: they are those of the AWS CLI; aws.profiles names profiles",
}
"""What is done with a password or key, by the section where people look for it."""


def _setting_hint(key: str) -> str:
    section, _, name = key.partition(".")
    if section in _SECRETS and _SECRET.search(name):
        return _SECRETS[section]
    if near := did_you_mean(key, DECLARATIONS):
        return near
    if namesakes := [other for other in DECLARATIONS if name and other.endswith(f".{name}")]:
        return f"did you mean {namesakes[0]!r}?"
    siblings = [other for other in DECLARATIONS if other.startswith(f"{section}.")]
    if siblings:
        return f"the settings of {section!r} are {', '.join(siblings)}"
    return "run 'dharma-tui config show' to see all settings"


def checked(known: Declaration, value: object, where: str) -> Any:
    """``value`` in the type of ``known``, within its bounds. Raises SettingsError that names ``where``."""
    if known.bounds.many:
        value = _joined(value)
    if known.type is float and type(value) is int:
        with suppress(OverflowError):  # beyond any float: it stays an int, which is refused
            value = float(value)
    if type(value) is not known.type or (isinstance(value, float) and not math.isfinite(value)):
        raise _refusal(known, value, where)
    bounds = known.bounds
    if bounds.choices and value not in bounds.choices:
        raise _refusal(known, value, where)
    if bounds.pattern and isinstance(value, str) and not re.fullmatch(bounds.pattern, value):
        raise _refusal(known, value, where)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        too_low = bounds.minimum is not None and value < bounds.minimum
        if too_low or (bounds.maximum is not None and value > bounds.maximum):
            raise _refusal(known, value, where)
    return value


def _joined(value: object) -> object:
    """A list of words, also one written as JSON, as one text with commas; anything else as it is."""
    if isinstance(value, str) and value.strip().startswith("["):
        with suppress(ValueError, RecursionError):  # it may begin with a wildcard: [eu]*
            value = json.loads(value)
    is_listed = isinstance(value, list) and all(isinstance(each, str) and "," not in each for each in value)
    return ", ".join(value) if isinstance(value, list) and is_listed else value


def parsed(known: Declaration, text: str, where: str) -> Any:
    """``text``, as typed or exported, in the type of ``known``. Raises SettingsError that names ``where``."""
    if known.type is str:
        return checked(known, text, where)
    word = text.strip().lower()
    if known.type is bool:
        if word not in _TRUE + _FALSE:
            raise _refusal(known, text, where)
        return word in _TRUE
    try:
        value = int(word) if known.type is int else float(word)
    except ValueError:
        raise _refusal(known, text, where) from None
    return checked(known, value, where)


def allowed(known: Declaration) -> str:
    """What values ``known`` accepts, in words."""
    bounds = known.bounds
    if bounds.choices:
        return f"one of {', '.join(bounds.choices)}"
    if bounds.takes:
        return bounds.takes
    words = _TYPE_NAMES[known.type]
    if bounds.minimum is not None and bounds.maximum is not None:
        return f"{words} from {bounds.minimum:g} to {bounds.maximum:g}"
    return f"{words}, {bounds.minimum:g} or more" if bounds.minimum is not None else words


def _refusal(known: Declaration, value: object, where: str) -> SettingsError:
    from dharma_tui.core.secrets import mask  # a key where only its name belongs is the commonest mistake

    shown = printable(mask(value) if isinstance(value, str) else _toml_word(value), 60)
    place = f" ({where})" if where else ""
    quoted = f"'{shown}'" if isinstance(value, str) else shown
    return SettingsError(f"{known.key} cannot be {quoted}{place}", f"it takes {allowed(known)}")


def _toml_word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    too_long = isinstance(value, int) and value.bit_length() > 1_000  # Python refuses to say it in decimals
    return f"{value:#x}" if too_long else str(value)


def read_toml(text: str, path: Path, layer: Layer) -> dict[str, Setting]:
    """What the TOML ``text`` of ``path`` says. Raises SettingsError naming the file and line."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}", "mend that line, or move the file away") from error
    except (ValueError, RecursionError) as error:
        reason = (
            "it is nested too deeply" if isinstance(error, RecursionError) else "a number in it has too many digits"
        )
        raise SettingsError(f"{path} cannot be understood: {reason}", "mend it, or move the file away") from error
    lines = dict(_lines(text))
    values: dict[str, Setting] = {}
    for key, value in _flat(document):
        line = lines.get(key) or lines.get(key.partition(".")[0])
        where = f"{path}:{line}" if line else str(path)
        values[key] = Setting(checked(declaration(key, where), value, where), Origin(layer, where))
    return values


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for section, content in document.items():
        if isinstance(content, dict):
            yield from ((f"{section}.{name}", value) for name, value in content.items())
        else:
            yield section, content


_HEADER = re.compile(r"""\s*\[\s*["']?([^\]"']+?)["']?\s*\]""")
_ASSIGNMENT = re.compile(r"""\s*["']?([\w-]+)["']?\s*(?:\.\s*["']?([\w-]+)["']?\s*)?=""")


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The line each key stands on: tomllib keeps no positions, and only errors need them."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = header[1]
            yield section, number
        elif assignment := _ASSIGNMENT.match(line):
            yield ".".join(part for part in (section, *assignment.groups()) if part), number


def read_environment(environment: Mapping[str, str]) -> dict[str, Setting]:
    """What the variables say. Raises SettingsError for a variable of a known section that names no setting."""
    values: dict[str, Setting] = {}
    for variable, text in environment.items():
        key = environment_key(variable)
        if key:
            known = declaration(key, f"${variable}")
            where = f"${variable}"
            values[key] = Setting(parsed(known, text, where), Origin(Layer.ENVIRONMENT, where))
    return values


def environment_key(variable: str) -> str:
    """The key that ``variable`` would set; empty when it belongs to no section of ours."""
    if not variable.startswith(PREFIX):
        return ""
    section, _, name = variable.removeprefix(PREFIX).lower().partition("_")
    return f"{section}.{name}" if name and section in Settings.__dataclass_fields__ else ""


def environment_variable(key: str) -> str:
    """The variable that sets ``key``."""
    return PREFIX + key.replace(".", "_").upper()


def read_flags(flags: Mapping[str, tuple[str, str]]) -> dict[str, Setting]:
    """What the command line says: by key, the flag and its text."""
    return {
        key: Setting(parsed(declaration(key, flag), text, flag), Origin(Layer.FLAG, flag))
        for key, (flag, text) in flags.items()
    }


def schema() -> dict[str, Any]:
    """The JSON schema of a settings file."""
    sections: dict[str, Any] = {}
    for known in DECLARATIONS.values():
        section, _, name = known.key.partition(".")
        entry: dict[str, Any] = {
            "description": known.bounds.doc,
            "type": _JSON_TYPES[known.type],
            "default": known.default,
        }
        if known.bounds.choices:
            entry["enum"] = list(known.bounds.choices)
        if known.bounds.pattern:
            entry["pattern"] = f"^({known.bounds.pattern})$"
        if known.bounds.minimum is not None:
            entry["minimum"] = known.bounds.minimum
        if known.bounds.maximum is not None:
            entry["maximum"] = known.bounds.maximum
        properties = sections.setdefault(section, {"type": "object", "additionalProperties": False, "properties": {}})
        properties["properties"][name] = entry
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dharma-tui settings",
        "type": "object",
        "additionalProperties": False,
        "properties": sections,
    }


_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
