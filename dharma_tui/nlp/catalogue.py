"""The intents that the package declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dharma_tui.nlp.word_lists import word_lists


@dataclass(frozen=True, slots=True)
class Intent:
    """One file of ``intents/``."""

    name: str
    title: str
    """A few words, as a list of capabilities has it."""
    summary: str
    category: str
    """Under which heading help shows it."""
    effect: str
    """``read`` or ``change``."""
    response: str
    """What an answer brings, as help and ``?TEXT`` say it."""
    slots: Mapping[str, str]
    """Entity types it takes: ``required`` or ``optional``."""
    templates: tuple[str, ...]
    examples: tuple[str, ...]
    """Whole requests, as they are shown in help; trained on as well."""
    next_steps: tuple[str, ...] = ()
    """Requests that may come next; entity types stand in them as ``{resource_name}``."""
    ways: tuple[str, ...] = ()
    """How it is said where it is offered as another reading of a line, of ``{name}`` first where it may be of one; with ``{kind}``
    and ``{where}``. One without is not offered."""
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words of its own that templates choose from, as ``<name>``."""


@cache
def intents() -> dict[str, Intent]:
    """Every intent by name.

    Raises:
        ValueError: for a file that lacks something, with its name.
    """
    told: dict[str, Intent] = {}
    for file in sorted(Path(__file__).with_name("intents").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            intent = _read(file.name.removesuffix(".yaml"), _yaml(file.read_text("utf-8")))
            told[intent.name] = intent
    return told


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """Words that the templates of all intents choose from: ``<show>``, ``<please>``, …"""
    return word_lists(Path(__file__).with_name("intents") / "classes.txt")


def _yaml(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _read(name: str, told: Any) -> Intent:
    try:
        return Intent(
            name,
            told["title"],
            told["summary"],
            told["category"],
            told["effect"],
            told["response"],
            dict(told.get("slots") or {}),
            tuple(told["templates"]),
            tuple(told["examples"]),
            tuple(told.get("next") or ()),
            tuple(told.get("ways") or ()),
            {key: tuple(words) for key, words in (told.get("classes") or {}).items()},
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"intent {name}: {error} is missing or no list") from error
