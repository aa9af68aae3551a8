"""What people tell programs: variables, headers, command lines, input. It may be secret, under whatever name they choose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from dharma_tui.core.hosts import SUFFIX
from dharma_tui.core.secrets import MASK, mask, mask_arguments, mask_value
from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._hosts_named import buckets, hosts
from dharma_tui.services.discovery.aws._paths import below, masked

IDENTITY = re.compile(
    r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:[0-9]{12})?:[A-Za-z0-9_./:@+=,-]{1,512}"
    rf"|https://(?:sqs\.[a-z0-9-]+|[a-z0-9-]+\.queue)\.{SUFFIX}/[0-9]{{12}}/[A-Za-z0-9_.-]{{1,80}}"
)
"""What names something and holds nothing."""


class Given(Enum):
    """What is below a name, as far as its words tell."""

    VARIABLES = re.compile(
        r".*env(?:ironment)?var(?:iable)?s|env|environment|(?:stage)?variables|hyperparameters"
        r"|.*(?:headers?|querystring|tokenurl)parameters(?:map)?"
    )
    HEADERS = re.compile(r".*(?:header|querystring).*")
    LABELS = re.compile(r"(?:.*docker)?labels|annotations")
    COMMAND = re.compile(r".*(?:commands?|cmd|entrypoint|args|arguments)")
    INPUT = re.compile(
        r"input|inputtemplate|inputtext|inputparameters|payload|buildspec|.*script|definition(?:string)?|copyoptions"
    )


_SIGNS = re.compile(r"[^a-z]")
_VALUES = ("value", "Value", "values", "Values", "RegexValues", "headerValue", "HeaderValue")
_DECLARED = frozenset({"type", "image", "computetype", "name", "arn", "id"})
"""Properties of what is called an environment and is a thing of its own."""
_SETTINGS = frozenset({"quantity", "items", "matchpattern", "matchscope", "oversizehandling", "userproperties"})
"""The same of what is called headers and tells which are meant, or of which each is a thing of its own."""
_FIXED = re.compile(r"(?i)(?:header|querystring)\.")
_LINE = re.compile(r"\A(\s*:?[^\s:]+(?:\s*:\s*|\s+))\S.*", re.DOTALL)
"""A header as one text: what it is called, and what it holds."""
_PLACEHOLDER = re.compile(r"(?<![\"\w])<([\w.-]+)>(?!\")")


@lru_cache(maxsize=1 << 14)
def given(name: str) -> Given | None:
    """What is below ``name``; None where nobody is told anything there."""
    plain = _SIGNS.sub("", name.lower())
    return next((each for each in Given if each.value.fullmatch(plain)), None)


@lru_cache(maxsize=1 << 14)
def may_hold(name: str) -> bool:
    """Whether a text under ``name`` is looked into, whatever it is."""
    return given(name) is not None or _FIXED.search(name) is not None


def given_to(name: str, inner: Json, mentioned: set[str]) -> Json:
    """A list or mapping under ``name`` with a mark for what is told there; what that names is ``mentioned``."""
    match given(name):
        case Given.VARIABLES if isinstance(inner, list):
            mentioned.update(buckets(inner))
            return _without_values(inner, ("value", "Value"), mentioned)
        case Given.VARIABLES if isinstance(inner, dict) and _are_variables(name, inner):
            mentioned.update(buckets(inner))
            return _without(inner, "", mentioned)
        case Given.HEADERS if (
            isinstance(inner, dict) and _are_headers(name) and _SETTINGS.isdisjoint(map(str.lower, inner))
        ):
            return _without(inner, "", mentioned)
        case Given.HEADERS if isinstance(inner, list) and _are_headers(name):
            return _of_headers([_line(each) if isinstance(each, str) else each for each in inner], mentioned)
        case Given.HEADERS:
            return _of_headers(inner, mentioned)
        case Given.LABELS if isinstance(inner, dict):
            return {
                each: str(mask_value(each, value)) if isinstance(value, str) else value for each, value in inner.items()
            }
        case Given.COMMAND if isinstance(inner, list) and all(isinstance(each, str) for each in inner):
            return [*mask_arguments([str(each) for each in inner])]
    return inner


def told_to(name: str, text: str, mentioned: set[str]) -> str:
    """A text under ``name`` without the secrets in it."""
    if _FIXED.search(name) and text and (text[0] == "'" or (":" in name and text[0] != "$")):
        return MASK
    match given(name):
        case Given.COMMAND:
            return mask_arguments([text])[0] if text else text
        case Given.INPUT:
            return _input(text, mentioned)
        case Given.VARIABLES if _begins_document(text):
            return _document(text, name, mentioned) or MASK
        case Given.HEADERS if name.lower() == "header" or _are_headers(name):
            return (_begins_document(text) and _document(text, name, mentioned)) or _line(text)
    return mask(text) if "://" in text and text[0] not in "{[" else text


def names_in(text: str) -> Iterable[str]:
    """Who is named in a text that is masked: it, where it is an identity, or else by where they answer."""
    return (text,) if IDENTITY.fullmatch(text) else hosts(text)


def _are_variables(name: str, inner: dict[str, Json]) -> bool:
    """Whether a mapping is one of variables: mere ``environment`` may be a thing that has some."""
    if name.lower() != "environment":
        return True
    return _is_flat(inner.values()) and _DECLARED.isdisjoint(each.lower() for each in inner if not each.isupper())


def _is_flat(values: Iterable[Json]) -> bool:
    """Whether nothing among them has names of its own."""
    return not any(isinstance(each, dict) or (isinstance(each, list) and not _is_flat(each)) for each in values)


def _are_headers(name: str) -> bool:
    """Whether headers stand under ``name``, and not something about them."""
    return _SIGNS.sub("", name.lower()).endswith("headers")


def _line(text: str) -> str:
    return _LINE.sub(rf"\1{MASK}", text)


def _begins_document(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _without(value: Json, path: str, mentioned: set[str]) -> Json:
    for text in below(value, path):
        mentioned.update(names_in(text))
    return masked(value, path)


def _without_values(value: Json, names: tuple[str, ...], mentioned: set[str]) -> Json:
    for name in names:
        value = _without(value, name, mentioned)
    return value


def _of_headers(value: Json, mentioned: set[str]) -> Json:
    """What headers and queries hold: what these are called stays."""
    if isinstance(value, list):
        return [_of_headers(each, mentioned) for each in value]
    if not isinstance(value, dict):
        return value
    clean: dict[str, Json] = {}
    for name, inner in value.items():
        if name in _VALUES and isinstance(inner, list) and any(isinstance(each, dict) for each in inner):
            inner = _without_values(inner, ("value", "Value"), mentioned)
        clean[name] = _without(inner, "", mentioned) if name in _VALUES and not _has_pairs(inner) else inner
        if isinstance(inner, (dict, list)) and name not in _VALUES:
            clean[name] = _of_headers(inner, mentioned)
    return clean


def _has_pairs(value: Json) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _input(text: str, mentioned: set[str]) -> str:
    """What a program is given to read: documents value by value, those of many lines that are none not at all."""
    if _begins_document(text) and (clean := _document(text, "", mentioned)):
        return clean
    if "\n" in text.strip():
        mentioned.update(match[0] for match in IDENTITY.finditer(text))
        return MASK
    return mask(text)


def _document(text: str, name: str, mentioned: set[str]) -> str:
    """A document under ``name`` value by value; nothing where it is none."""
    from dharma_tui.services.discovery.aws._secret_names import hide

    for document in (text, _PLACEHOLDER.sub(r'"<\1>"', text)):
        try:
            told = given_to(name, json.loads(document), mentioned)
            hide(told, mentioned)
            clean = mask_value("", told)
            return text if clean == json.loads(document) else json.dumps(clean, ensure_ascii=False)
        except (ValueError, RecursionError):
            continue
    return ""
