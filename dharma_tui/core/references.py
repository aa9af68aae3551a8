"""Relationships that nobody declared: wherever the properties of one resource name another by its identity.

Identities (ids that are unique in the world, and ARNs) are recognised anywhere. A mere name is only followed where a link says
of which kind it is, and within the account and region of the resource that says it. What looks like an identity of a known kind
and is none that exists stays a relationship, to something that is not in the inventory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, Verb

LONGEST = 2048
"""Characters of the longest identity."""
DEEPEST = 40
_SHAPE = re.compile(r"arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:([^:/]+)[:/])?|([a-z][a-z0-9]*)-[0-9a-f]{8,32}$")
_ANY = re.compile(r"[*?$]|^arn:[^:]*:[^:]*:[^:]*:(?:aws|AWS):")
"""Patterns, variables of policies, and what belongs to nobody but AWS."""
_PLAIN = (Verb.DEPENDS_ON, False)


@dataclass(frozen=True, slots=True)
class Told:
    """A relationship and the scope of the resource whose properties tell of it."""

    relationship: Relationship
    scope: Scope


class Directory:
    """Who is known by which text."""

    def __init__(self, kinds: Iterable[KindSpec]) -> None:
        self._kinds = {kind.kind: kind for kind in kinds}
        self._anywhere: dict[str, ResourceRef] = {}
        self._named: dict[tuple[str, str, str, str], ResourceRef] = {}
        self._shapes: dict[str, str] = {}
        self._verbs = _verbs(self._kinds.values())

    def add(self, resource: Resource) -> None:
        """Know ``resource`` by its key and by what its kind says others call it."""
        ref, scope = resource.ref, resource.scope
        kind = self._kinds[ref.kind]
        for text in (ref.key, *(text for path in kind.identities for text in _texts(resource.attrs, path))):
            self._anywhere.setdefault(text, ref)
            if shape := _shape(text):
                self._shapes.setdefault(shape, ref.kind)
        for text in (resource.name, *(text for path in kind.names for text in _texts(resource.attrs, path))):
            if text:
                self._named.setdefault((ref.kind, scope.account, scope.region, text), ref)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        """What the properties of ``resource`` say of others, each but once."""
        kind = self._kinds[resource.ref.kind]
        declared = {link.path: link for link in kind.links}
        seen: set[tuple[ResourceRef, Verb, bool]] = set()
        for path, text in scalars(resource.attrs):
            link = declared.get(path)
            other = self._other(resource, link, text)
            if other is None or other == resource.ref:
                continue
            verb, reverse = (link.verb, link.reverse) if link else self._meaning(kind, path, other)
            if (other, verb, reverse) in seen:
                continue
            seen.add((other, verb, reverse))
            src, dst = (other, resource.ref) if reverse else (resource.ref, other)
            yield Relationship(src, dst, verb, f"{kind.kind}:{path}")

    def _other(self, resource: Resource, link: Link | None, text: str) -> ResourceRef | None:
        found = self._known(text)
        if found is None and link is not None:
            found = self._by_name(link.kind, resource.scope, text)
        if found is not None:
            return found
        kind = "" if _ANY.search(text) else self._shapes.get(_shape(text), link.kind if link else "")
        return ResourceRef(kind, text) if kind else None

    def _known(self, text: str) -> ResourceRef | None:
        found = self._anywhere.get(text)
        if found is None and text.startswith("arn:"):
            found = self._anywhere.get(text.rstrip("*").rstrip(":/")) or self._anywhere.get(text.rpartition(":")[0])
        return found

    def _by_name(self, kind: str, scope: Scope, text: str) -> ResourceRef | None:
        return self._named.get((kind, scope.account, scope.region, text)) or self._named.get(
            (kind, scope.account, "", text)
        )

    def _meaning(self, kind: KindSpec, path: str, other: ResourceRef) -> tuple[Verb, bool]:
        """What a property means that no link of its kind declares: what links of other kinds so named mean.

        What contains or protects others, as most links to it say, does so here too.
        """
        if meaning := self._verbs.get((path.rpartition(".")[2], other.kind)):
            return meaning
        verb, reverse = self._verbs.get(("", other.kind), _PLAIN)
        return (verb, reverse) if reverse else _PLAIN


def scalars(value: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text in a tree of properties with its dotted path; JSON inside of a text is part of the tree."""
    if isinstance(value, str):
        if len(value) > LONGEST or value[:1] in ("{", "["):
            inner = _json(value)
            if inner is not None and depth < DEEPEST:
                yield from scalars(inner, path, depth + 1)
        elif len(value) > 3:
            yield path, value
    elif depth < DEEPEST:
        if isinstance(value, Mapping):
            for name, item in value.items():
                yield from scalars(item, f"{path}.{name}" if path else name, depth + 1)
        elif isinstance(value, list):
            for item in value:
                yield from scalars(item, path, depth + 1)


def _json(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


def _texts(value: object, path: str) -> Iterator[str]:
    """The texts at the end of a dotted path; a list on the way stands for each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, path)
    elif path:
        head, _, rest = path.partition(".")
        if isinstance(value, Mapping) and head in value:
            yield from _texts(value[head], rest)
    elif isinstance(value, str) and value:
        yield value


def _shape(text: str) -> str:
    """What identities of one kind have in common: service and type of an ARN, the prefix of an id; empty when it is none."""
    match = _SHAPE.match(text) if len(text) <= LONGEST else None
    if match is None:
        return ""
    service, type_, prefix = match.groups()
    return f"{prefix}-" if prefix else f"{service}:{type_ or ''}"


def _verbs(kinds: Iterable[KindSpec]) -> Mapping[tuple[str, str], tuple[Verb, bool]]:
    """What most links to a kind mean, by the last step of their path, and whatever the path."""
    counted: dict[tuple[str, str], dict[tuple[Verb, bool], int]] = {}
    for kind in kinds:
        for link in kind.links:
            for last in (link.path.rpartition(".")[2], ""):
                meanings = counted.setdefault((last, link.kind), {})
                meanings[link.verb, link.reverse] = meanings.get((link.verb, link.reverse), 0) + 1
    return {where: max(meanings, key=lambda meaning: meanings[meaning]) for where, meanings in counted.items()}
