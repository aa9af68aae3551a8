"""Policies of AWS as statements: what each allows or denies, whom, on what, and under which condition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from dharma_tui.services.rights.patterns import (
    arn_covers,
    arn_overlaps,
    covers,
    has_variables,
    variables,
    without_variables,
)


class Fit(IntEnum):
    """Whether a statement is about a request, or an answer holds."""

    NO = 0
    PERHAPS = 1
    """It depends on a condition, on who asks, or on which of several things is meant."""
    YES = 2


ANYBODY = "*"
_BELONGING = frozenset(
    (
        *(
            f"aws:{name}"
            for name in ("principalorgid", "principalaccount", "sourceaccount", "sourceorgid", "sourceowner")
        ),
        "kms:calleraccount",
    )
)
"""Keys of conditions, in lower case, that say to whom those who ask belong."""
_OF_ACCOUNTS = frozenset(("aws:principalaccount", "kms:calleraccount"))
"""Keys that are the account of whoever asks."""
_EQUALS = re.compile(r"(?:ForAnyValue:)?String(?:Equals|Like)(?:IgnoreCase)?", re.IGNORECASE)
_SESSION = re.compile(r"arn:([^:]*):sts::(\d{12}):assumed-role/([^/*?]+)/([^/*?]+)")
"""How a session of a role is called; of its path nothing is told."""
_PATH = re.compile(r"(:role/).*/")
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. Actions and resources are patterns, actions in lower case beside how they were written."""

    allows: bool
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...] | None
    """(type, value); None in policies of identities, which say nothing of whom."""
    not_principals: tuple[tuple[str, str], ...]
    condition: str
    """What its condition looks at, in words; empty without one."""
    policy: str
    """The name of the policy that says it."""
    written: tuple[str, ...] = ()
    """The actions, or those that are left out, as they were written."""
    of_session: bool = False
    """It names a session of a role, as if it were that role; of the path of that nothing is told."""
    is_signed: bool = False
    """It is about calls of URLs that AWS has to know the caller of, and of no others."""
    within: tuple[tuple[str, ...], ...] = ()
    """Patterns of the accounts that its condition lets in alone: whoever asks is of one of each of these."""
    varies: bool = field(init=False, compare=False, repr=False)
    """Whether what it is about depends on who asks."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "varies", any(map(has_variables, (*self.resources, *self.not_resources))))

    def lets_in(self, account: str) -> bool:
        """Whether those of ``account`` can be meant at all; of whom no account is known they may."""
        return not account or all(any(covers(each, account) for each in patterns) for patterns in self.within)

    def depending(self, resource: str) -> tuple[str, ...]:
        """The names of what decides whether it is about ``resource``."""
        if not self.varies or any(arn_covers(each, resource) for each in self.resources if not has_variables(each)):
            return ()
        varied = (each for each in (*self.resources, *self.not_resources) if has_variables(each))
        crossing = (each for each in varied if arn_overlaps(without_variables(each), resource))
        return tuple(name for each in crossing for name in variables(each))


def statements(document: object, policy: str) -> Iterator[Statement]:
    """The statements of a policy, given as a document or as its text. What is malformed in it says nothing."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            return
    if not isinstance(document, Mapping):
        return
    told = document.get("Statement")
    for each in told if isinstance(told, list) else [told]:
        if isinstance(each, Mapping) and each.get("Effect") in ("Allow", "Deny"):
            yield from _by_session(_statement(each, policy))


def without_path(arn: str) -> str:
    """A role as its sessions tell of it: in an account no two have one name."""
    return _PATH.sub(r"\1", arn)


def _by_session(told: Statement) -> Iterator[Statement]:
    """``told``, the sessions of roles that it names told apart: as of the role, if it is that session."""
    named = {each: _SESSION.fullmatch(each[1]) for each in told.principals or ()}
    others = tuple(each for each, session in named.items() if session is None)
    if len(others) == len(named):
        yield told
        return
    if others:
        yield replace(told, principals=others)
    for session in filter(None, named.values()):
        partition, account, role, name = session.groups()
        condition = ", ".join(filter(None, (told.condition, f"its session is {name}")))
        whose = ("AWS", f"arn:{partition}:iam::{account}:role/{role}")
        yield replace(told, principals=(whose,), condition=condition, of_session=True)


def _statement(told: Mapping[str, Any], policy: str) -> Statement:
    condition = told.get("Condition")
    return Statement(
        told["Effect"] == "Allow",
        tuple(text.lower() for text in _texts(told.get("Action"))),
        tuple(text.lower() for text in _texts(told.get("NotAction"))),
        tuple(_texts(told.get("Resource"))),
        tuple(_texts(told.get("NotResource"))),
        tuple(_principals(told["Principal"])) if "Principal" in told else None,
        tuple(_principals(told.get("NotPrincipal"))),
        _condition_words(condition) if isinstance(condition, Mapping) and condition else "",
        policy,
        tuple(_texts(told.get("Action"))) or tuple(_texts(told.get("NotAction"))),
        is_signed=_is_signed(condition),
        within=tuple(_within(condition)),
    )


def _is_signed(condition: object) -> bool:
    """Whether a condition holds for URLs of functions alone whose callers have to sign."""
    return any(values == ("AWS_IAM",) for key, values in _equal(condition) if key == "lambda:functionurlauthtype")


def _within(condition: object) -> Iterator[tuple[str, ...]]:
    """Patterns of accounts that a condition holds for alone; not where those depend on who asks."""
    for key, values in _equal(condition, "IfExists"):
        if key in _OF_ACCOUNTS and values and not any(map(has_variables, values)):
            yield values


def _equal(condition: object, or_else: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Keys of a condition, in lower case, that have to be one of these values, which may be patterns."""
    for operator, keys in condition.items() if isinstance(condition, Mapping) else ():
        if _EQUALS.fullmatch(str(operator).removesuffix(or_else)) and isinstance(keys, Mapping):
            yield from ((str(key).lower(), tuple(dict.fromkeys(_texts(told)))) for key, told in keys.items())


def _texts(value: object) -> Iterator[str]:
    """Texts, and accounts that are written as numbers."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, str | int) and not isinstance(item, bool):
            yield str(item)


def _principals(told: object) -> Iterator[tuple[str, str]]:
    if isinstance(told, str):
        yield "AWS", told
    elif isinstance(told, Mapping):
        for type_, values in told.items():
            for value in _texts(values):
                yield str(type_), value


def _condition_words(condition: Mapping[str, Any]) -> str:
    keys = [
        f"{key}{_whose(str(operator), str(key), told)}"
        for operator, values in condition.items()
        if isinstance(values, Mapping)
        for key, told in values.items()
    ]
    return ", ".join(dict.fromkeys(keys)) or "a condition"


def _whose(operator: str, key: str, told: object) -> str:
    """Of a condition that lets in an organization or accounts alone, which."""
    values = [*_texts(told)]
    if key.lower() not in _BELONGING or not _EQUALS.fullmatch(operator) or not values:
        return ""
    return f" {' or '.join(values[:_TOLD])}" + (f" or {len(values) - _TOLD} more" if len(values) > _TOLD else "")
