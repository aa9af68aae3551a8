"""What a stack is made of, by its own list: what can have no tags, and what was given none, is in it as well."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Told
from dharma_tui.core.scalars import texts
from dharma_tui.core.text import without_host
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, Verb
from dharma_tui.services.relations._listed import listed
from dharma_tui.services.relations._rule import Rule

PARENT = "ParentId"
"""Where a stack names the one it is nested in, which is told by that."""
_BETWEEN = "|"
_SIGNS = re.compile(r"[:/]")
_ID = re.compile(r"[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,32}")
_NAMED_BY_ID = "aws.ec2."
"""Kinds of EC2 are known by ids: a name or address of one that is not there says of none which it is."""
_VERSIONED = re.compile(r"(arn:(?:[^:]*:){5,}[^:]+):[0-9]+")
_ABOUT = {
    "AWS::S3::BucketPolicy": "aws.s3.bucket",
    "AWS::SecretsManager::ResourcePolicy": "aws.secretsmanager.secret",
    "AWS::SecretsManager::RotationSchedule": "aws.secretsmanager.secret",
    "AWS::SecretsManager::SecretTargetAttachment": "aws.secretsmanager.secret",
}
"""What is no resource of its own, and listed by the id of what it is about, which may be another stack's or nobody's."""
_SERIAL = re.compile(r"/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


@dataclass(slots=True)
class _Same:
    """What is listed by one id: that id, as it is written there, and what the template calls those that have it."""

    id: str
    called: list[str]


@dataclass(slots=True)
class _Stack:
    """A stack, and what it lists, by kind and id."""

    ref: ResourceRef
    scope: Scope
    listed: dict[tuple[str, str], _Same]
    about: dict[tuple[str, str], list[str]]
    """By kind and id what there is of the stack that is about it."""
    met: set[tuple[str, str]] = field(default_factory=set)
    maybe: dict[tuple[str, str], dict[ResourceRef, None]] = field(default_factory=dict)
    """What is called as something in the list, within something that is not there."""

    def holds(self, resource: Resource) -> bool:
        """Whether ``resource`` is where the stack makes things: in its account and region, or in no region."""
        scope = resource.scope
        return scope.account == self.scope.account and scope.region in ("", self.scope.region)

    def has_around(self, resource: Resource, kind: str) -> bool:
        """Whether the stack lists the one of ``kind`` that ``resource`` is within, by what it is known by."""
        place = f"/{resource.ref.key.replace(':', '/')}/"
        return any(f"/{text.replace(':', '/')}/" in place for each, text in self.listed if each == kind)


class Stacks(Rule):
    """Whatever a stack lists: of the kind that its type says, in its own account and region, and by all that this is called.

    What has a name only within something else must be in something of the same stack, or the list must say in what; or it is of
    a kind that is listed by its name alone, and as many are so called as are listed. A version stands for what it is one of.
    On what something in the list is about, such as the bucket of a policy, it depends, where that is not in it itself.
    """

    name = "stacks"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._types: dict[str, list[str]] = {}
        for kind in kinds:
            for type_ in kind.types:
                self._types.setdefault(type_, []).append(kind.kind)
        self._stacks: list[_Stack] = []
        self._listing: dict[str, dict[str, list[_Stack]]] = {}
        """Kind → id, or part of one → stacks that list it."""

    @property
    def reads(self) -> Collection[str]:
        return [kind.kind for kind in self.kinds.values() if kind.lists or kind.types]

    def add(self, resource: Resource) -> None:
        if not self.kinds[resource.ref.kind].lists:
            return
        stack = _Stack(resource.ref, resource.scope, self._listed(resource), self._about(resource))
        self._stacks.append(stack)
        for kind, text in (*stack.listed, *stack.about):
            listing = self._listing.setdefault(kind, {})
            for part in dict.fromkeys((text, _whole(text), *text.split(_BETWEEN))):
                listing.setdefault(part, []).append(stack)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        listing = self._listing.get(resource.ref.kind)
        if not listing:
            return
        seen: set[ResourceRef] = set()
        about: dict[ResourceRef, list[str]] = {}
        for called in _called(resource, self.kinds[resource.ref.kind]):
            for stack in listing.get(called, ()):
                if stack.ref == resource.ref or not stack.holds(resource):
                    continue
                if words := stack.about.get((resource.ref.kind, called)):
                    about[stack.ref] = words
                if (text := self._meaning(stack, resource, called)) is None:
                    continue
                stack.met.add((resource.ref.kind, text))
                if stack.ref not in seen and resource.attrs.get(PARENT) != stack.ref.key:
                    seen.add(stack.ref)
                    why = stack.listed[resource.ref.kind, text].called[0]
                    yield self.told(stack.ref, resource.ref, Verb.CONTAINS, why)
        for ref, words in about.items():
            if ref not in seen:
                yield self.told(ref, resource.ref, Verb.DEPENDS_ON, ", ".join(words))

    def rest(self) -> Iterator[Told]:
        """What only its name tells, and what is listed and is not there, where the list says which it would be."""
        for stack in self._stacks:
            for (kind, text), same in stack.listed.items():
                if (kind, text) in stack.met:
                    continue
                maybe = stack.maybe.get((kind, text), {})
                missing = [ResourceRef(kind, same.id)] if self._tells(stack, kind, same.id) else []
                for ref in maybe if len(maybe) == len(same.called) else missing:
                    yield Told(self.told(stack.ref, ref, Verb.CONTAINS, ", ".join(same.called)), stack.scope)

    def facts(self, resource: Resource) -> object:
        kind = self.kinds[resource.ref.kind]
        parent = resource.attrs.get(PARENT) if kind.lists else None
        own = self._listed(resource), self._about(resource)
        return resource.scope, parent, own, sorted(_called(resource, kind)) if kind.types else ()

    def _listed(self, resource: Resource) -> dict[tuple[str, str], _Same]:
        found: dict[tuple[str, str], _Same] = {}
        for each in listed(resource, self.kinds[resource.ref.kind]):
            for kind in self._types.get(each.type, ()):
                found.setdefault((kind, without_host(each.id)), _Same(each.id, [])).called.append(each.called)
        return found

    def _about(self, resource: Resource) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for each in listed(resource, self.kinds[resource.ref.kind]):
            if kind := _ABOUT.get(each.type):
                found.setdefault((kind, each.id), []).append(each.called)
        return found

    def _meaning(self, stack: _Stack, resource: Resource, called: str) -> str | None:
        """The id in the list that means ``resource``, which is ``called`` that or a part of it; None where none does."""
        kind, key = self.kinds[resource.ref.kind], resource.ref.key
        if (kind.kind, called) in stack.listed:
            if not kind.within or called in _unmistakable(resource, kind) or stack.has_around(resource, kind.within):
                return called
            if kind.alone:
                stack.maybe.setdefault((kind.kind, called), {})[resource.ref] = None
            return None
        own = {*_SIGNS.split(key)} if kind.within else {*_called(resource, kind), stack.scope.account}
        for listed_kind, text in stack.listed:
            parts = text.split(_BETWEEN) if listed_kind == kind.kind else []
            if called == _whole(text) and parts:
                return text
            if called in parts and (key in parts or len(own & {*parts}) >= (len(parts) if kind.within else 2)):
                return text
        return None

    def _tells(self, stack: _Stack, kind: str, text: str) -> bool:
        """Whether an id of something that is not there says which it would be, in the stack's own account and region."""
        if _BETWEEN in text:
            return False
        if text.startswith("arn:"):
            _, _, _, region, account, *_ = *text.split(":", 5), "", "", "", ""
            return region in ("", stack.scope.region) and account in ("", stack.scope.account)
        if self.kinds[kind].within:
            return False
        return not kind.startswith(_NAMED_BY_ID) or _ID.fullmatch(text) is not None


def _unmistakable(resource: Resource, kind: KindSpec) -> dict[str, None]:
    """What nothing else of its kind is called in its account and region."""
    called = {resource.ref.key: None}
    for path in kind.identities:
        called |= dict.fromkeys(map(without_host, texts(resource.attrs, path)))
    for arn in [each for each in called if each.startswith("arn:") and each.count(":") >= 5]:
        tail = _SIGNS.split(arn.split(":", 5)[5], maxsplit=1)[-1]
        called |= dict.fromkeys((tail, _SERIAL.sub("", tail)))
    return called


def _called(resource: Resource, kind: KindSpec) -> dict[str, None]:
    """All that a list may call it; of its name, only what its provider says, as anybody may write any tag."""
    called = _unmistakable(resource, kind)
    for path in kind.names:
        called |= dict.fromkeys(texts(resource.attrs, path))
    return called | ({resource.name: None} if resource.name in resource.attrs.values() else {})


def _whole(text: str) -> str:
    """The ARN of what an ARN is a version of; any other id as it is."""
    versioned = _VERSIONED.fullmatch(text)
    return versioned[1] if versioned else text
