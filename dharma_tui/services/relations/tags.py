"""What tags say of others: those that AWS writes itself are facts, all others no more than what somebody says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory, identities, listed
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb

OF_AWS = "aws:"
"""What tags begin with that nobody but AWS can write."""


class Meaning(NamedTuple):
    """What the value of a tag is: an id of this kind, or its name, and how what has the tag stands to it."""

    kind: str
    verb: Verb = Verb.REFERS_TO
    reverse: bool = False
    is_name: bool = False


_SAID = Meaning("")
MEANINGS: Mapping[str, Meaning] = {
    "aws:cloudformation:stack-id": Meaning("aws.cloudformation.stack", Verb.CONTAINS, reverse=True),
    "aws:autoscaling:groupName": Meaning("aws.autoscaling.scaling_group", Verb.MANAGES, reverse=True, is_name=True),
    "aws:ec2:fleet-id": Meaning("aws.ec2.ec2_fleet", Verb.MANAGES, reverse=True),
    "aws:ec2spot:fleet-request-id": Meaning("aws.ec2.spot_fleet", Verb.MANAGES, reverse=True),
    "aws:elasticmapreduce:job-flow-id": Meaning("aws.emr.emr_cluster", Verb.MANAGES, reverse=True),
    "aws:eks:cluster-name": Meaning("aws.eks.eks_cluster", is_name=True),
    "aws:ecs:clusterName": Meaning("aws.ecs.ecs_cluster", is_name=True),
    "elasticbeanstalk:environment-id": Meaning("aws.elasticbeanstalk.beanstalk_environment"),
}
"""Tags whose values do not look like an identity, or that say more than that it has to do with another."""


class Tags:
    """Of the resources that a directory knows, whom their tags name wholly, by an id or an ARN.

    Only what AWS wrote may name something that is not there: what people wrote may be a slip, or older than what it names. What
    lists itself what it contains knows better than tags: these stay on what it has let go of, and on what others made for it.
    """

    def __init__(self, directory: Directory, kinds: Iterable[KindSpec]) -> None:
        self._directory = directory
        self._lists = {kind.kind: kind.lists for kind in kinds}
        self._meanings = {key: meaning for key, meaning in MEANINGS.items() if meaning.kind in self._lists}
        self._unlisted: set[ResourceRef] = set()
        """What is there of the kinds that list what they contain, and of which nobody has read that."""

    def add(self, resource: Resource) -> None:
        """Learn of what lists something; everything else the directory knows."""
        if (lists := self._lists[resource.ref.kind]) and lists not in resource.attrs:
            self._unlisted.add(resource.ref)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        """Whom the tags of ``resource`` name, each but once, with all tags that do; what is more than said goes before."""
        found: dict[ResourceRef, tuple[Meaning, dict[str, None]]] = {}
        for key, value in self._telling(resource.labels):
            meaning = self._meanings.get(key, _SAID)
            other = self._other(resource, key, value, meaning)
            if other is None or other == resource.ref:
                continue
            if meaning.verb is Verb.CONTAINS and other not in self._unlisted:
                meaning = _SAID
            known, keys = found.setdefault(other, (meaning, {}))
            keys[f"tags.{key}"] = None
            if known.verb is Verb.REFERS_TO:
                found[other] = meaning, keys
        for other, (meaning, keys) in found.items():
            src, dst = (other, resource.ref) if meaning.reverse else (resource.ref, other)
            yield Relationship(src, dst, meaning.verb, f"{resource.ref.kind}:{listed(keys)}")

    def facts(self, resource: Resource) -> object:
        """The tags that may name something, and whether it is known what a stack lists."""
        return self._telling(resource.labels), self._lists[resource.ref.kind] in resource.attrs

    def _telling(self, labels: Mapping[str, str]) -> list[tuple[str, str]]:
        meanings = self._meanings
        return [
            (key, one) for key, value in labels.items() for one in ((value,) if key in meanings else identities(value))
        ]

    def _other(self, resource: Resource, key: str, value: str, meaning: Meaning) -> ResourceRef | None:
        if meaning.is_name:
            found = self._directory.named(meaning.kind, resource.scope, value)
        else:
            found = self._directory.known(value)
            if found is not None and meaning.kind and found.kind != meaning.kind:
                return None
        return found or (self._directory.unknown(resource, value, meaning.kind) if key.startswith(OF_AWS) else None)
