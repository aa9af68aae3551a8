"""Relationships that nobody declared: wherever the properties of one resource name another by its identity.

Identities (ids that are unique in the world, and ARNs) are recognised anywhere. A mere name is only followed where a link says
of which kind it is, or the name of the property does, and within the account and region of the resource that says it. What looks
like an identity of a known kind and is none that exists stays a relationship, to something that is not in the inventory. So does
an ARN of an account that is of no known kind: what it names is then only known to be of a service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dharma_tui.core.arns import DRAWN, VERSIONED, outwards, version_of
from dharma_tui.core.kinds import KindSpec, Link
from dharma_tui.core.meanings import Meanings
from dharma_tui.core.name_words import name_words
from dharma_tui.core.scalars import LONGEST, texts, walked
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, Verb

PATHS = 6
"""Properties told of one relationship by name; more are counted."""
_SHAPE = re.compile(
    r"arn:[^:]*:([^:]*):[^:]*:[^:]*:(?:/?((?:(?:regional|global)/)?[^:/]+)[:/])?"
    r"|([a-z][a-z0-9]*(?:-attach|-rtb)?)-[0-9a-f]{8,32}(?=$|[\s,;])"
)
_IN_BUCKET = re.compile(r"s3[an]?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?=[/\s,]|$)")
"""A place in a bucket, as programs name it."""
_BUCKET = "bucket"
_APART = re.compile(r"[\s,;]+")
"""What stands between several that are told in one text."""
_SOMEBODYS = re.compile(r"arn:[^:]+:([a-z0-9-]+):[a-z0-9-]*:[0-9]{12}:[^:/]+[:/]?.")
"""An ARN of something that an account has, with the word for its service."""
_ANY = re.compile(
    r"[*?$\s]|^default$|^alias/aws/|^arn:[^:]*:[^:]*:[^:]*:(?:aws|AWS):|^arn:[^:]*:sts:|^arn:[^:]*:ssm:[^:]*::document/"
    r"|^arn:[^:]*:(?:swf:|ssm:[^:]*:[^:]*:opsitem|ecs:[^:]*:[^:]*:attachment/|redshift:[^:]*:[^:]*:namespace:)"
)
"""Patterns, variables of policies, what nobody chose, what belongs to nobody but AWS, who has signed in for a while, and what is
done or is a part of somebody, that no list ever has."""
_NO_NAME = re.compile(r"^arn:|@|://|^[0-9.]+$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$")
"""ARNs, addresses of mail, of the web and of networks: no names by which a link may mean something that is not known."""
_INVOKED = "/invocations"
_CALLED = re.compile(rf"arn:[^:]*:[^:]*:[^:]*:lambda:path/[^:]*/(arn:.+){_INVOKED}$")
"""How an interface says which function it calls: an address in the form of an ARN, which holds that of the function."""
_NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """A relationship and the scope of the resource whose properties tell of it."""

    relationship: Relationship
    scope: Scope


@dataclass(frozen=True, slots=True)
class _Manner:
    """What of a kind matters here, looked up once."""

    kind: KindSpec
    declared: Mapping[str, Link]
    words: Mapping[str, str]
    """By the last steps of the paths of names of others, of which kind these are."""
    ends: frozenset[str]
    """These, and the last steps of the paths of its links."""
    named: bool
    """A link of some kind leads to it, or properties hold its name, so that its names matter."""


class Directory:
    """Who is known by which text. Of several that are known by one it is the first by kind and key, in whatever order they come.

    A mere name that several have where they are means none of them, unless these are versions of one: then the newest.
    """

    def __init__(self, kinds: Iterable[KindSpec]) -> None:
        kinds = tuple(kinds)
        linked = {link.kind for kind in kinds for link in kind.links}
        linked |= {kind.kind for kind in kinds if kind.stands_for in linked}
        words = name_words(kinds)
        linked |= {called for each in words.values() for called in each.values()}
        self._manners = {
            kind.kind: _Manner(
                kind,
                {link.path: link for link in kind.links},
                words[kind.kind],
                frozenset((*words[kind.kind], *(link.path.rpartition(".")[2] for link in kind.links))),
                kind.kind in linked,
            )
            for kind in kinds
        }
        self._keys: dict[str, str] = {}
        """Key → kind."""
        self._others: dict[str, ResourceRef] = {}
        """Whatever else is unique in the world."""
        self._newest: dict[str, tuple[int, ResourceRef]] = {}
        """ARNs without their revision, which stand for the newest there is."""
        self._words: dict[str, tuple[str, ResourceRef]] = {}
        """Names that are unique in the world, and what the names of properties have in them that mean one so called."""
        self._telling_words = frozenset(kind.told_by for kind in kinds) - {""}
        self._within: dict[str, set[str]] = {}
        """Kind → those that are within one of it, whose ARNs may begin as its own do."""
        for each in kinds:
            self._within.setdefault(each.within, set()).add(each.kind)
        self._stand_ins = {kind.stands_for: kind.kind for kind in kinds if kind.stands_for}
        self._named: dict[tuple[str, str, str], dict[str, str]] = {}
        """Kind, account and region → name → key."""
        self._namesakes: dict[tuple[str, str, str, str], set[str]] = {}
        """Kind, account, region and name → the keys of several that are called so there."""
        self._regions: dict[tuple[str, str], list[str]] = {}
        """Kind and account → where there are any with names."""
        self._shapes: dict[str, str] = {}
        """What identities of a kind have in common → the first such kind, of those that are known."""
        self._declared: dict[str, str] = {}
        """The same of those that kinds declare, which come first."""
        for kind in sorted(kinds, key=lambda kind: kind.kind):
            for shape in kind.shapes:
                self._declared.setdefault(shape, kind.kind)
        self.supposed: list[Relationship] = []
        """Of the resource that was asked about last: what holds only if something that is gone was called so."""
        self._accounts: set[str] = set()
        self._shaped: set[tuple[str, str]] = set()
        self._meanings = Meanings(kinds)

    def add(self, resource: Resource) -> None:
        """Know ``resource`` by its key and by what its kind says others call it."""
        ref, scope, manner = resource.ref, resource.scope, self._manners[resource.ref.kind]
        self._accounts.add(scope.account)
        if version := VERSIONED.match(ref.key):
            base, number = version[1], int(version[2])
            if self._newest.get(base, (0, ref))[0] <= number:
                self._newest[base] = number, ref
        if drawn := DRAWN.match(ref.key):
            self._others[drawn[1]] = min(self._others.get(drawn[1], ref), ref, key=_order)
        if self._keys.setdefault(ref.key, ref.kind) > ref.kind:
            self._keys[ref.key] = ref.kind
        self._know(ref.kind, ref.key)
        for path in manner.kind.identities:
            for text in texts(resource.attrs, path):
                if text != ref.key:
                    self._know(ref.kind, text)
                    if text.rpartition("/")[2] != ref.key:
                        self._others[text] = min(self._others.get(text, ref), ref, key=_order)
        if manner.kind.told_by and resource.name:
            told = manner.kind.told_by, ref
            self._words[resource.name] = min(self._words.get(resource.name, told), told, key=lambda one: _order(one[1]))
        if manner.named:
            place = ref.kind, scope.account, scope.region
            if place not in self._named:
                self._regions.setdefault((ref.kind, scope.account), []).append(scope.region)
            names = self._named.setdefault(place, {})
            for text in (resource.name, *(text for path in manner.kind.names for text in texts(resource.attrs, path))):
                if text and text != ref.key and names.setdefault(text, ref.key) != ref.key:
                    self._namesakes.setdefault((*place, text), {names[text]}).add(ref.key)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        """What the properties of ``resource`` say of others, each but once, with all the properties that say so."""
        manner = self._manners[resource.ref.kind]
        found: dict[tuple[ResourceRef, Verb, bool], dict[str, None]] = {}
        names: list[tuple[str, str]] = []
        self.supposed = []
        for path, text in self._telling(_read(resource, manner.kind), manner):
            link = manner.declared.get(path)
            if link is None and (path in manner.kind.identities or path in manner.kind.mute):
                continue  # what it is called itself names nobody else, whoever is called so as well
            for one in self._told(resource, link, text):
                other = self._other(resource, link, path, one)
                if other is None and link is None:
                    names.append((path, one))
                if other is None or other == resource.ref or self._is_itself(resource, manner, other):
                    continue
                verb, reverse = _meant(link, resource, text) if link else self._meanings.of(manner.kind, path, other)
                found.setdefault((other, verb, reverse), {})[path] = None
        told = {other for other, _, _ in found}
        for path, other in self._called(resource, manner, names):
            if other not in told:  # what is told by its identity is not told again by its name
                found.setdefault((other, *self._meanings.of(manner.kind, path, other)), {})[path] = None
        for (other, verb, reverse), paths in found.items():
            yield _relationship(resource.ref, other, verb, f"{manner.kind.kind}:{listed(paths)}", reverse=reverse)

    def has(self, ref: ResourceRef) -> bool:
        """Whether something there has this key."""
        return ref.key in self._keys

    def _called(
        self, resource: Resource, manner: _Manner, names: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[str, ResourceRef]]:
        """Those that properties say the names of, each with the property; what a resource is called itself names nobody else."""
        for path, text in names:
            kind = manner.words.get(path.rpartition(".")[2])
            if kind is not None and path not in manner.kind.called and path not in manner.kind.names:
                other = self.named(kind, resource.scope, text)
                if other is not None and other != resource.ref:
                    yield path, other
                elif other is None and not self._is_shared(kind, resource.scope, text) and not _NO_NAME.search(text):
                    self._suppose(resource.ref, manner.kind, path, ResourceRef(kind, text))

    def _suppose(self, by: ResourceRef, kind: KindSpec, path: str, other: ResourceRef) -> None:
        verb, reverse = self._meanings.of(kind, path, other)
        self.supposed.append(_relationship(by, other, verb, f"{kind.kind}:{path}", reverse=reverse))

    def known(self, arn: str) -> ResourceRef | None:
        """Who has just this ARN, or id; of what is known by its id, the ARN ends with that."""
        if (kind := self._keys.get(arn)) is not None:
            return ResourceRef(kind, arn)
        if (found := self._others.get(arn)) is not None:
            return found
        key = arn.rpartition("/")[2]
        kind = self._keys.get(key, "")
        return ResourceRef(kind, key) if (_shape(arn), kind) in self._shaped else None

    def named(self, kind: str, scope: Scope, text: str) -> ResourceRef | None:
        """What is called so where ``scope`` is; what is of no region, such as a bucket, may call what only one of all has."""
        for called in filter(None, (kind, self._stand_ins.get(kind))):
            anywhere = () if scope.region else self._regions.get((called, scope.account), ())
            for regions in ((scope.region,), ("",), anywhere):
                keys = {key for region in regions for key in self._so_called((called, scope.account, region), text)}
                if len({VERSIONED.sub(r"\1", key) for key in keys}) == 1:
                    return ResourceRef(called, max(keys, key=version_of))
                if keys:
                    return None
        return None

    def _so_called(self, place: tuple[str, str, str], text: str) -> Iterable[str]:
        """The keys of all that are called so there."""
        names = self._named.get(place, _NOBODY)
        return self._namesakes.get((*place, text), (names[text],)) if text in names else ()

    def _is_shared(self, kind: str, scope: Scope, text: str) -> bool:
        """Whether a name is of several where ``scope`` is, so that nobody can say whom it means."""
        return any((kind, scope.account, region, text) in self._namesakes for region in (scope.region, ""))

    def unknown(self, resource: Resource, text: str, kind: str = "") -> ResourceRef | None:
        """What ``text``, which nobody known has, would be: by how it looks, else of ``kind`` where it may be a name.

        None for what is no identity, and for what there is nothing to be missed of.
        """
        if _ANY.search(text):
            return None
        shape = _shape(text)
        declared = self._declared.get(shape, "")
        kind = (
            (kind if declared and kind in self._within.get(declared, ()) else declared)
            or self._shapes.get(shape)
            or (kind if kind and not _NO_NAME.search(text) else self._of_service(resource, text))
        )
        return ResourceRef(kind, text) if kind else None

    def facts(self, resource: Resource) -> object:
        """What of ``resource`` looks like an identity, or is where a link, a name or an identity is told.

        Any text may be somebody's key; those that do not look so are not among these.
        """
        manner, attrs = self._manners[resource.ref.kind], resource.attrs
        ends, words = manner.ends, self._telling_words

        def may_tell(name: str, text: str) -> bool:
            if name in ends or _SHAPE.match(text) is not None or _IN_BUCKET.match(text):
                return True
            return any(word in name.lower() for word in words)

        told = walked(_read(resource, manner.kind), may_tell, ends)
        paths = (*manner.kind.identities, *manner.kind.names)
        lesser = [sorted(link.lesser.which(attrs)) for link in manner.kind.links if link.lesser is not None]
        return resource.name, resource.scope, told, [[*texts(attrs, path)] for path in paths], lesser

    def _telling(self, attrs: Mapping[str, Json], manner: _Manner) -> list[tuple[str, str]]:
        """The texts that may name something, with their paths: what is known, looks like an identity, or is where a link is.

        Most texts do not; all there are pass here, so that paths are only put together for those that do.
        """
        keys, others, words, ends, shaped = self._keys, self._others, self._words, manner.ends, _SHAPE.match

        def tells(name: str, text: str) -> bool:
            if name in ends or text in keys or text in others or shaped(text) is not None or _IN_BUCKET.match(text):
                return True
            return text in words and words[text][0] in name.lower()

        return walked(attrs, tells, ends)

    def _told(self, resource: Resource, link: Link | None, text: str) -> Sequence[str]:
        """Those that a text names: itself, unless it is nothing but a list of identities, or of names where a link is."""
        if text in self._keys or text in self._others or _APART.search(text) is None:
            return (text,)
        if several := identities(text):
            return several
        if all(_IN_BUCKET.match(part) for part in _parts(text)):
            return _parts(text)
        if link is None or self.named(link.kind, resource.scope, text) is not None:
            return (text,)
        parts = _parts(text)
        return (
            parts
            if all(self._known(part) or self.named(link.kind, resource.scope, part) for part in parts)
            else (text,)
        )

    def _is_itself(self, resource: Resource, manner: _Manner, other: ResourceRef) -> bool:
        """Whether somebody that is not known is what ``resource`` itself is called."""
        if other.key in self._keys:
            return False
        return any(other.key in texts(resource.attrs, path) for path in (*manner.kind.identities, *manner.kind.names))

    def _know(self, kind: str, text: str) -> None:
        if shape := _shape(text):
            if self._shapes.setdefault(shape, kind) > kind:
                self._shapes[shape] = kind
            self._shaped.add((shape, kind))

    def _other(self, resource: Resource, link: Link | None, path: str, text: str) -> ResourceRef | None:
        if text.endswith(_INVOKED) and (called := _CALLED.match(text)):
            text = called[1]
        found = self._known(text)
        if found is None and text in self._words:
            word, ref = self._words[text]
            found = ref if word in path.rpartition(".")[2].lower() else None
        if found is None and (place := _IN_BUCKET.match(text)):
            word, ref = self._words.get(place[1], ("", resource.ref))
            return ref if word == _BUCKET else None
        if found is None and link is not None:
            found = self.named(link.kind, resource.scope, text)
            if found is None and self._is_shared(link.kind, resource.scope, text):
                return None
        return found or self.unknown(resource, text, link.kind if link else "")

    def _of_service(self, resource: Resource, arn: str) -> str:
        """The provider and service that the ARN of something of an account tells; a whole account is told of where it is new."""
        match = _SOMEBODYS.match(arn)
        if match is None or (arn.endswith(":root") and arn.split(":", 5)[4] in self._accounts):
            return ""
        return f"{self._manners[resource.ref.kind].kind.provider}.{match[1]}"

    def _known(self, text: str) -> ResourceRef | None:
        if (kind := self._keys.get(text)) is not None:
            return ResourceRef(kind, text)
        if (found := self._others.get(text)) is not None or not text.startswith("arn:"):
            return found
        known = next(filter(None, map(self.known, outwards(text))), None)
        return known or (self._newest[text][1] if text in self._newest else None)


def _meant(link: Link, resource: Resource, text: str) -> tuple[Verb, bool]:
    """What a link means where it leads to what ``text`` names."""
    lesser = link.lesser
    said = lesser if lesser is not None and text in lesser.which(resource.attrs) else link
    return said.verb, said.reverse


def _read(resource: Resource, kind: KindSpec) -> Mapping[str, Json]:
    """The properties that tell something by themselves."""
    attrs = resource.attrs
    return {name: attrs[name] for name in attrs if name != kind.lists} if kind.lists else attrs


def _relationship(by: ResourceRef, other: ResourceRef, verb: Verb, source: str, *, reverse: bool) -> Relationship:
    src, dst = (other, by) if reverse else (by, other)
    return Relationship(src, dst, verb, source)


def _order(ref: ResourceRef) -> tuple[str, str]:
    return ref.kind, ref.key


def listed(paths: Iterable[str]) -> str:
    """The paths as one text; of very many the first, and how many more there are."""
    first, *others = paths
    if not others:
        return first
    more = f" (+{len(others) + 1 - PATHS})" if len(others) >= PATHS else ""
    return ", ".join((first, *others[: PATHS - 1])) + more


def is_identity(text: str) -> bool:
    """Whether ``text`` looks like an ARN or an id that is unique in the world."""
    return bool(_shape(text))


def identities(text: str) -> Sequence[str]:
    """The ARNs and ids that ``text`` is nothing but a list of, most often of one; none where there is anything else in it."""
    if _SHAPE.match(text) is None:
        return ()
    parts = _parts(text)
    return parts if all(map(is_identity, parts)) else (text,) if is_identity(text) else ()


def _parts(text: str) -> list[str]:
    return [part for part in _APART.split(text) if part]


def _shape(text: str) -> str:
    """What identities of one kind have in common: service and type of an ARN, the prefix of an id; empty when it is none."""
    match = _SHAPE.match(text) if len(text) <= LONGEST else None
    if match is None:
        return ""
    service, type_, prefix = match.groups()
    if prefix:
        return f"{prefix}-" if match.end() == len(text) else ""
    return f"{service}:{type_ or ''}"
