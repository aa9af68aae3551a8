"""Properties that name what a thing does without: what only serves beside its work, and where it came from."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_BESIDE = frozenset(
    (
        *("log", "logging", "awslogs", "audit", "tracing", "monitoring", "observability", "insight", "report"),
        *("notification", "notify", "sns", "sms", "trigger", "hook", "rotation"),
        *("backup", "dead", "dlq", "error", "failure", "success"),
    )
)
"""Words in the names of properties: of logs and measurements, of whoever is told, of what is done before and after the work."""
_ALONGSIDE = re.compile(
    r"Master\w*Secret|DomainMemberships|IdentityCenterOptions|ActivityStream|DataCapture|executeCommand|AutoScalingRole"
)
"""The same where no word alone says so: the password that a database was given, which it never reads itself; whoever vouches for
people; records of what was done; a way in for those who look after it; who adds servers."""
_ORIGIN = re.compile(
    r"restore|archivalsummary|recoverypointarn|origin_?snapshot|source\w*(?:snapshot|backup)|copied|cloned"
    r"|source_?(?:instance|image|ami|volume|table|bucket|(?:db)?option_?group)(?:$|_?(?:id|arn|name)s?$)"
    r"|(?:^|[._]|created_?|derived_?)from_?(?:instance|image|volume|disk|resource)\w*$"
    r"|readreplica(?!source)|(?:^|\.)replicas\.|failoverstate|multiregionconfiguration|replicationstatus|followingchannel"
    r"|signing(?:profile|job)|administrativeactions|(?:created|(?:last)?modified|(?:last)?updated|requested|registered)by(?:$|[._]|arn|user)",
    re.IGNORECASE,
)
"""What a thing was made of, by whom, taken out of or signed with, and what was made of it or copies it: each stands by itself."""
_COPIES = re.compile(r"(?:snapshot|backup|recovery_point)$")
"""Kinds that are copies: what their properties name is what that is, or was, which they are of."""
_KEPT_BY = frozenset(("key", "vault", "kms"))
"""Words in the names of those properties of a copy that say where it is itself, and what opens it."""
_CHOSEN = re.compile(r"environment|variables", re.IGNORECASE)
"""Below these, people have named the properties."""


class Aside(Enum):
    """Why a thing does without what a property of it names."""

    BESIDE = "it serves beside the work"
    ORIGIN = "one was made of the other"


@lru_cache(1 << 14)
def aside(kind: str, path: str) -> Aside | None:
    """Why a ``kind`` does without what it names at ``path``; None where its work may need that.

    What is its own business, as logs are of a kind of logs, is no aside of it.
    """
    if is_chosen(path):
        return None
    if _ORIGIN.search(path) or (_COPIES.search(kind) and ("." in path or not _KEPT_BY & _words(path))):
        return Aside.ORIGIN
    if _ALONGSIDE.search(path) or _BESIDE & _words(path) - _words(kind):
        return Aside.BESIDE
    return None


def is_chosen(path: str) -> bool:
    """Whether people have named the property."""
    return _CHOSEN.search(path) is not None


def names_kind(path: str, kind: str) -> bool:
    """Whether the last step of ``path`` says that a ``kind`` stands there: ``VpcConfig.SubnetIds`` of a subnet."""
    return not is_chosen(path) and bool(_words(path.rpartition(".")[2]) & _words(kind.rpartition(".")[2]))


def _words(text: str) -> frozenset[str]:
    """The words of names as they are put together in ``cloudWatchLogsRole`` and ``log_group``, each as of one."""
    return frozenset(word.lower() for found in _WORD.findall(text) for word in (found, found.removesuffix("s")))
