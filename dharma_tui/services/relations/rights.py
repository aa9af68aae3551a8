"""Who may do something with a resource because a policy names just these two, and what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.rights.evaluation import Judge, Principal
from dharma_tui.services.rights.grants import Grant, granted
from dharma_tui.services.rights.identities import IDENTITIES, POLICY, ROLE, USER, Identities, arn_of, targets_of
from dharma_tui.services.rights.patterns import has_variables

_SOMEBODY = re.compile(r"arn:[^:]*:iam::(\d{12}):(user|role)/")
_KEPT = 64
"""Of so many identities it is remembered what their policies say, for the next resource that they name."""
_SHOWN = 6
"""Actions told by name."""


class Rights(Rule):
    """An identity and a resource of which a policy of either names the other, and allows something.

    What policies allow on patterns of resources is found when somebody asks for one: everybody who administers everything
    would have as many relationships as there is.
    """

    name = "rights"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._identities = Identities()
        self._named: dict[str, list[str]] | None = None
        self._judge = lru_cache(maxsize=_KEPT)(self._judge_of)

    @property
    def reads(self) -> Collection[str]:
        return self.kinds if any(kind in self.kinds for kind in IDENTITIES) else ()

    def add(self, resource: Resource) -> None:
        if resource.ref.kind in IDENTITIES:
            self._identities.add(resource)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        kind = self.kinds[resource.ref.kind]
        arn = arn_of(resource, kind)
        if not arn or resource.ref.kind == POLICY:
            return
        targets = targets_of(resource, kind)
        naming = dict.fromkeys(holder for target in targets for holder in self._who_names().get(target.arn, ()))
        if not naming and not (kind.policy and resource.attrs.get(kind.policy)):
            return
        named = (value for type_, value in self._identities.named(targets[-1].policy) if type_ == "AWS")
        for holder in dict.fromkeys((*naming, *filter(_SOMEBODY.match, named))):
            found = [grant for target in targets for grant in granted(self._judge(holder).case(target))]
            if holder != arn and found:
                yield self.told(_ref_of(holder), resource.ref, Verb.CONNECTS_TO, grant_words(found))

    def facts(self, resource: Resource) -> object:
        kind = self.kinds[resource.ref.kind]
        whole = resource.attrs if resource.ref.kind in IDENTITIES else None
        return whole, resource.name, arn_of(resource, kind), resource.attrs.get(kind.policy) if kind.policy else None

    def _judge_of(self, arn: str) -> Judge:
        somebody = _SOMEBODY.match(arn)
        known = self._identities.principal(arn)
        return Judge(known or Principal(arn, somebody[1] if somebody else "", known=False))

    def _who_names(self) -> dict[str, list[str]]:
        """ARNs that policies of identities name → whose policies. Found when the first resource asks: all are known then."""
        if self._named is None:
            self._named = {}
            for ref in self._identities.refs():
                for told in self._identities.own(ref.key):
                    for pattern in told.resources if told.allows else ():
                        for name in names_in(pattern):
                            self._named.setdefault(name, []).append(ref.key)
        return self._named


def names_in(pattern: str) -> Iterator[str]:
    """Every ARN of one thing that a pattern of a policy may be in: its own, and those of what is around it."""
    if has_variables(pattern) or pattern.count(":") < 5:
        return
    name = re.split(r"[*?]", pattern, maxsplit=1)[0]
    if name != pattern:
        name = name[: max(name.rfind("/"), name.rfind(":"))]
    while name.count(":") >= 5 and not name.endswith(":"):
        yield name
        name = name[: max(name.rfind("/"), name.rfind(":"))]


def grant_words(found: Sequence[Grant]) -> str:
    """What is allowed, in one line: ``s3:GetObject, s3:PutObject (if aws:SourceIp)``."""
    said: dict[str, None] = {}
    for grant in found:
        said[grant.action + (f" ({'; '.join(grant.depends_on)})" if grant.depends_on else "")] = None
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return ", ".join([*said][:_SHOWN]) + more


def _ref_of(arn: str) -> ResourceRef:
    return ResourceRef("aws.iam.group" if ":group/" in arn else USER if ":user/" in arn else ROLE, arn)
