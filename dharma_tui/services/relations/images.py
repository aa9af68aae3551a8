"""Which repository or image of a registry something runs, by the address it pulls from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from dharma_tui.core.hosts import SUFFIX
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule

REPOSITORY = "aws.ecr.ecr_repository"
IMAGE = "aws.ecr.container_image"
_ADDRESS = re.compile(
    rf"(?P<account>[0-9]{{12}})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:{SUFFIX}|on\.aws)/"
    r"(?P<name>[a-z0-9._/-]{1,256})(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.ASCII,
)
_UNTOLD = "latest"
"""The tag of an address without one."""


class _Place(NamedTuple):
    """A repository of the world."""

    account: str
    region: str
    name: str


class _Address(NamedTuple):
    """What is pulled: the image of a digest, or else of a tag."""

    place: _Place
    version: str
    arn: str
    """Of the repository."""


class Images(Rule):
    """The image at an address; where none has its tag or digest, the repository."""

    name = "images"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._repositories: dict[_Place, ResourceRef] = {}
        self._images: dict[tuple[_Place, str], ResourceRef] = {}

    @property
    def reads(self) -> Collection[str]:
        return [kind.kind for kind in self.kinds.values() if kind.runs or kind.kind in (REPOSITORY, IMAGE)]

    def add(self, resource: Resource) -> None:
        attrs = resource.attrs
        if resource.ref.kind == REPOSITORY and (found := address_of(str(attrs.get("repositoryUri")))):
            self._repositories[found.place] = resource.ref
        elif resource.ref.kind == IMAGE and (found := address_of(str(attrs.get("RepositoryUri")))):
            for version in (*texts(attrs, "imageTags"), *texts(attrs, "imageDigest")):
                self._images[found.place, version] = resource.ref

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        seen: set[ResourceRef] = set()
        for path in self.kinds[resource.ref.kind].runs:
            for text in texts(resource.attrs, path):
                found = address_of(text)
                other = self._at(found) if found else None
                if found and other and other not in seen and other.key != text:  # a property that is a key tells itself
                    seen.add(other)
                    yield self.told(resource.ref, other, Verb.DEPENDS_ON, f"{path} {found.version}")

    def facts(self, resource: Resource) -> object:
        paths = ("repositoryUri", "RepositoryUri", "imageTags", *self.kinds[resource.ref.kind].runs)
        return [[*texts(resource.attrs, path)] for path in paths]

    def _at(self, address: _Address) -> ResourceRef:
        found = self._images.get((address.place, address.version)) or self._repositories.get(address.place)
        return found or ResourceRef(REPOSITORY, address.arn)


def address_of(text: str) -> _Address | None:
    """What an address of a private registry of AWS says; None for any other."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    place = _Place(match["account"], match["region"], match["name"])
    partition = "aws-cn" if place.region.startswith("cn-") else "aws-us-gov" if "-gov-" in place.region else "aws"
    arn = f"arn:{partition}:ecr:{place.region}:{place.account}:repository/{place.name}"
    return _Address(place, match["digest"] or match["tag"] or _UNTOLD, arn)
