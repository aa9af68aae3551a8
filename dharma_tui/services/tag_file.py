"""How things are tagged here, from a file that a person can read and edit; what it leaves out is as the program knows it."""

from __future__ import annotations

import json
import logging
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from dharma_tui.core.errors import SettingsError
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.paths import Paths
from dharma_tui.core.tags import CONCEPTS, Conventions, Limits, TagRule, Vocabulary, plain_value

log = logging.getLogger(__name__)

FILE = "tags.toml"
_SECTIONS = ("keys", "environments", "groups", "rule")
_RULE = ("name", "key", "kinds", "values", "doc")


class TagFile:
    """Read anew when it has changed. The person's own counts, else the system's, else what the program knows."""

    def __init__(self, paths: Paths) -> None:
        self._places = (paths.config_folder / FILE, paths.system_config.parent / FILE)
        self._read: tuple[tuple[Path, int, int] | None, Conventions] = (None, Conventions())

    @property
    def path(self) -> Path:
        """Where the person's own is, or would be."""
        return self._places[0]

    def current(self) -> Conventions:
        """What counts now. Raises SettingsError for a file that cannot be understood."""
        mark = next(filter(None, map(_mark, self._places)), None)
        if mark != self._read[0]:
            self._read = (mark, _load(mark[0]) if mark else Conventions())
        return self._read[1]

    def vocabulary(self) -> Vocabulary:
        """What tags mean; as the program knows it where the file cannot be understood."""
        try:
            return self.current().vocabulary
        except SettingsError as error:
            log.warning("%s", error)
            return Vocabulary()


def _mark(path: Path) -> tuple[Path, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from error
    return path, found.st_mtime_ns, found.st_size


def _unreadable(path: Path, error: object) -> SettingsError:
    return SettingsError(
        f"{path} cannot be read: {error}", "mend or remove that file; dharma-tui tags --rules prints one"
    )


def _load(path: Path) -> Conventions:
    try:
        return conventions(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise _unreadable(path, error) from error


def conventions(tables: Mapping[str, Any]) -> Conventions:
    """What a file says. Raises ValueError with what is wrong where."""
    _known("", tables, _SECTIONS)
    usual = Conventions()
    keys = {**usual.vocabulary.keys, **_lists("keys", tables.get("keys", {}), CONCEPTS)}
    environments = _environments(tables.get("environments", {})) or usual.vocabulary.environments
    told = tables.get("rule", [])
    if not isinstance(told, list):
        raise ValueError("each rule begins with [[rule]]")
    rules = tuple(map(_rule, told)) or usual.rules
    return Conventions(Vocabulary(keys, environments), rules, _limits(tables.get("groups", {})))


def explained() -> str:
    """The file that says what counts without one, to begin from."""
    usual = Conventions()
    parts = [
        "# How things are tagged: which keys and values mean the same, what makes an infrastructure, and which tags are asked for.",
        "# What is left out here stays as the program knows it. Keys are compared by letters and digits alone, in any case:",
        "# Cost-Center, cost_center and CostCenter are one.",
        "",
        "# The keys that tell each of these, the most telling first. application and stack make infrastructures, together with",
        "# environment; owner is the OWNER column.",
        "[keys]",
        *(f"{concept} = {json.dumps(keys)}" for concept, keys in usual.vocabulary.keys.items()),
        "",
        "# The words for each environment, in tags and within names such as shop-prod-web-1; where any is told, no others.",
        "[environments]",
        *(f"{name} = {json.dumps(words)}" for name, words in usual.vocabulary.environments.items()),
        "",
        "# members: fewest of an infrastructure that tags make; by_name: fewest that names alone make.",
        "# One of more than this share of everything says nothing and is left out, once it has 'large' members.",
        "[groups]",
        *(f"{field.name} = {getattr(usual.limits, field.name)}" for field in fields(Limits)),
        "",
        "# A tag that resources must have. key is application, environment, owner or stack, where any of its keys counts,",
        "# or a key as it is to be spelled. kinds may hold * and ?; values, where there are any, are those allowed.",
        *(line for rule in usual.rules for line in _written(rule)),
    ]
    return "\n".join(parts) + "\n"


def _written(rule: TagRule) -> Iterable[str]:
    yield "[[rule]]"
    for name in _RULE:
        if value := getattr(rule, name):
            yield f"{name} = {json.dumps(value)}"
    yield ""


def _rule(table: Any) -> TagRule:
    if not isinstance(table, dict):
        raise ValueError("each rule begins with [[rule]]")
    _known("rule", table, _RULE)
    words = {name: value for name, value in table.items() if name in ("name", "key", "doc")}
    if not all(isinstance(value, str) for value in words.values()) or not words.get("key", "").strip():
        raise ValueError("a rule needs a key: owner, environment, application, stack, or a tag's own")
    rule = TagRule(words.get("name") or words["key"], words["key"], doc=words.get("doc", ""))
    lists = _lists("rule", {name: table[name] for name in ("kinds", "values") if name in table})
    if not lists.get("kinds", rule.kinds):
        raise ValueError("rule.kinds names no kind; leave it out where all are meant")
    return replace(rule, kinds=lists.get("kinds", rule.kinds), values=lists.get("values", ()))


def _environments(table: Any) -> dict[str, tuple[str, ...]]:
    """The words of each; one that meant two would be told to be either."""
    environments = _lists("environments", table)
    said: dict[str, str] = {}
    for name, words in environments.items():
        for word in words:
            if said.setdefault(plain_value(word), name) != name:
                raise ValueError(f"{word!r} is said of two environments: {said[plain_value(word)]} and {name}")
    return environments


def _limits(table: Any) -> Limits:
    _known("groups", table, [field.name for field in fields(Limits)])
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < math.inf:
            raise ValueError(f"groups.{name} must be a number above 0")
    return replace(Limits(), **table)


def _lists(section: str, table: Any, names: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise ValueError(f"{section} must be a table")
    if names:
        _known(section, table, names)
    for name, words in table.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ValueError(f"{section}.{name} must be a list of texts")
        if names and not any(map(str.strip, words)):
            raise ValueError(f"{section}.{name} names no key; leave it out for those that are known")
    return {name: tuple(words) for name, words in table.items()}


def _known(section: str, table: Any, names: Sequence[str]) -> None:
    if not isinstance(table, dict):
        raise ValueError(f"{section} must be a table")
    for name in table:
        if name not in names:
            where = f"{section}." if section else ""
            raise ValueError(f"there is no {where}{name}; {did_you_mean(name, names, 'there are ' + ', '.join(names))}")
