"""What DNS names, URLs and addresses lead to: records, origins, targets and whatever else a kind says leads to others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from dharma_tui.core.hosts import SUFFIX, plain, suffix_at
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.network.rules import is_inside
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.relations.mounts import DEFINITION, OF

RECORD = "aws.route53.dns_record"
_CARD = "aws.ec2.network_interface"
_ADDRESS = "aws.ec2.elastic_ip"
_CACHES = "aws.elasticache.replication_group"
_CHECK = "aws.route53.health_check"
_NAMED = "Mentioned"
_PROGRAMS = frozenset(
    (DEFINITION, "aws.lambda.function", "aws.lambda.function_version", "aws.batch.job_definition",
     "aws.codebuild.build_project", "aws.apigateway.api_stage", "aws.apigateway.http_stage", "aws.apprunner.runner_service",
     "aws.glue.glue_connection", "aws.glue.glue_job")
)  # fmt: skip
"""What has variables, and needs whatever these name by where it answers."""
_CALLED = {"aws.glue.glue_connection": "its properties", "aws.glue.glue_job": "its arguments"}
"""What variables are called there."""
_ANSWERING = ("A", "AAAA", "CNAME")
"""Types of records whose name answers as what they lead to does."""
_LEADING = {**dict.fromkeys(_ANSWERING, 0), "MX": 1, "SRV": 3, "HTTPS": 1, "SVCB": 1}
"""Types of records that lead somewhere, and how many words stand before the host; the others say something of a name."""
_BUCKET = re.compile(rf"(.+?)\.s3(?:-website)?(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.{SUFFIX}$")
_WEBSITES = re.compile(rf"s3-website[.-][a-z0-9-]+\.{SUFFIX}")
"""Where buckets are found as websites by an alias; the bucket is named as the record is."""
_WHOSE = (
    (re.compile(rf"\.elb\.(?:[a-z0-9-]+\.)?{SUFFIX}$"), "aws.elb.load_balancer"),
    (re.compile(r"\.cloudfront\.(?:net|cn)$"), "aws.cloudfront.distribution"),
    (re.compile(r"\.s3\.amazonaws\.com$"), "aws.s3.bucket"),
    (re.compile(rf"^d-[a-z0-9]+\.execute-api\.[a-z0-9-]+\.{SUFFIX}$"), "aws.apigateway.api_domain"),
    (re.compile(rf"\.execute-api\.[a-z0-9-]+\.{SUFFIX}$"), "aws.apigateway.rest_api"),
    (re.compile(rf"(?:^|\.)fs-[0-9a-f]+\.efs\.[a-z0-9-]+\.{SUFFIX}$"), "aws.efs.nfs_file_system"),
    (re.compile(rf"\.elasticbeanstalk\.com$|\.eb\.{SUFFIX}$"), "aws.elasticbeanstalk.beanstalk_environment"),
    (re.compile(r"\.awsglobalaccelerator\.com$"), "aws.globalaccelerator.accelerator"),
    (re.compile(rf"\.rds\.(?:[a-z0-9-]+\.)?{SUFFIX}$"), "aws.rds.db_instance"),
)  # fmt: skip
"""Of what kind that is which answers at a name below these: where nobody known does, it is gone or was not scanned."""


@dataclass(frozen=True, slots=True)
class _Answering:
    """Somebody who answers at a host."""

    ref: ResourceRef
    account: str
    vpc: str

    @property
    def rank(self) -> int:
        """What stands for others, as a card does for its instance, and a group of caches for each, comes after them. An address
        and a record of our own come first: whoever answers there does for as long as these lead to him.
        """
        return {_ADDRESS: -1, RECORD: -1, _CARD: 2, _CACHES: 1}.get(self.ref.kind, 0)


@dataclass(frozen=True, slots=True)
class _Turn:
    """When a record answers that is not the only one of its name and type."""

    failover: str
    is_weightless: bool
    check: str | None
    """The health check that it heeds; empty for the health of what it leads to, None where it is held for healthy."""


class Dns(Rule):
    """A name or address of one resource in a property of another that leads to it.

    Of records that answer in turns one without any weight leads nobody. Where one answers only for another that cannot, whoever
    asks stands on that other, which leads to it; unless no check could ever say that the other cannot.
    """

    name = "dns"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._answering: dict[str, list[_Answering]] = {}
        self._sets: dict[tuple[str, ...], dict[ResourceRef, _Turn]] = {}
        """Zone, name and type → the records that answer in turns."""
        self._turns: dict[ResourceRef, dict[ResourceRef, _Turn]] = {}
        """By each of them."""
        self._idle_checks: set[str] = set()
        """Health checks that hold all for healthy."""
        self._exist: set[str] = set()
        """Names of records, and all above them: no wildcard answers for these (RFC 4592)."""
        self._asked: dict[str, list[str]] = {}
        """Definition → hosts that what is made of it asks."""

    @property
    def reads(self) -> Collection[str]:
        kinds = self.kinds.values()
        return [each.kind for each in kinds if each.hosts or each.leads_to or each.kind in _PROGRAMS or each.kind in OF]

    def add(self, resource: Resource) -> None:
        if resource.ref.kind == RECORD:
            name = host_of(resource.name).removeprefix("*.")
            while "." in name and name not in self._exist:
                self._exist.add(name)
                name = name.partition(".")[2]
        if resource.ref.kind == RECORD and resource.attrs.get("Type") not in _ANSWERING:
            return
        if resource.ref.kind == RECORD and resource.attrs.get("SetIdentifier"):
            self._add_turn(resource)
        if _is_idle_check(resource):
            self._idle_checks.add(str(resource.attrs.get("Id") or resource.name))
        if resource.ref.kind == DEFINITION and (asked := _asked(resource)):
            self._asked[resource.ref.key] = asked
        answering = _Answering(resource.ref, resource.scope.account, _vpc(resource))
        for told in self.kinds[resource.ref.kind].hosts:
            for text in [_filled(told, resource)] if "{" in told else texts(resource.attrs, told):
                if host := host_of(text):
                    known = self._answering.setdefault(host, [])
                    if answering not in known:
                        known.append(answering)

    def _add_turn(self, resource: Resource) -> None:
        attrs = resource.attrs
        of_name = self._sets.setdefault(tuple(str(attrs.get(name)) for name in ("Zone", "Name", "Type")), {})
        of_name[resource.ref] = _Turn(str(attrs.get("Failover") or ""), attrs.get("Weight") == 0, _heeded(resource))
        self._turns[resource.ref] = of_name

    def _instead(self, ref: ResourceRef) -> Iterator[ResourceRef]:
        """The records that answer where this one cannot, as it is the first of those."""
        others = self._turns.get(ref, {})
        first = others.get(ref)
        if first and first.failover == "PRIMARY" and first.check is not None and first.check not in self._idle_checks:
            yield from (other for other, turn in others.items() if turn.failover == "SECONDARY")

    def _is_idle(self, ref: ResourceRef) -> bool:
        """Whether a record answers nobody while others of its name do, or answers through the first of them."""
        others = self._turns.get(ref, {})
        if ref not in others:
            return False
        turns = others.values()
        if others[ref].failover == "SECONDARY":
            return any(turn.failover == "PRIMARY" for turn in turns)
        return others[ref].is_weightless and not all(turn.is_weightless for turn in turns)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        before = _LEADING.get(str(resource.attrs.get("Type"))) if resource.ref.kind == RECORD else 0
        if before is None:
            return
        seen: set[ResourceRef] = set()
        for path in self.kinds[resource.ref.kind].leads_to:
            for text in texts(resource.attrs, path):
                target = " ".join(text.split()[before : before + 1]) if before else text
                host = host_of(f"{resource.name.rstrip('.')}.{target}" if _WEBSITES.match(target) else target)
                for other in self._others(resource, host):
                    if other not in seen and other != resource.ref and not self._is_idle(other):
                        seen.add(other)
                        verb = Verb.DEPENDS_ON if any(self._instead(other)) else Verb.ROUTES_TO
                        yield self.told(resource.ref, other, verb, f"{path} {host}")
        yield from self._needed(resource)
        for other in self._instead(resource.ref):
            yield self.told(resource.ref, other, Verb.ROUTES_TO, "answers where this cannot")

    def _needed(self, resource: Resource) -> Iterator[Relationship]:
        """What a program asks, or one made of a definition of them."""
        told = [(host, _CALLED.get(resource.ref.kind, "its variables")) for host in _asked(resource)]
        for definition in texts(resource.attrs, OF.get(resource.ref.kind, "")) if resource.ref.kind in OF else ():
            name = definition.rpartition("/")[2]
            told += [(host, f"variables of {name}") for host in self._asked.get(definition, ())]
        seen = {resource.ref}
        for host, why in told:
            for other in self._others(resource, host):
                if other not in seen and not self._is_idle(other):
                    seen.add(other)
                    yield self.told(resource.ref, other, Verb.DEPENDS_ON, f"{why} {host}")

    def facts(self, resource: Resource) -> object:
        kind, attrs = self.kinds[resource.ref.kind], resource.attrs
        told = [_filled(path, resource) if "{" in path else [*texts(attrs, path)] for path in kind.hosts]
        turn = [*(attrs.get(name) for name in ("SetIdentifier", "Failover", "Weight")), _heeded(resource)]
        return (
            attrs.get("Type"),
            _vpc(resource),
            resource.name,
            turn,
            _is_idle_check(resource),
            told,
            [[*texts(attrs, path)] for path in kind.leads_to],
            _asked(resource),
            [*texts(attrs, OF[kind.kind])] if kind.kind in OF else (),
        )

    def _others(self, resource: Resource, host: str) -> Sequence[ResourceRef]:
        found = self._answering.get(host) or self._by_wildcard(host)
        if found and is_private(host):
            found = [each for each in found if each.account == resource.scope.account]
            if vpc := _vpc(resource):
                found = [each for each in found if each.vpc == vpc]
        first = min((each.rank for each in found), default=0)
        found = [each for each in found if each.rank == first]
        if is_private(host) and len(found) > 1:
            return ()  # the same address in several networks: which of them is meant is not said
        if found:
            return [each.ref for each in found]
        whose = next((kind for pattern, kind in _WHOSE if pattern.search(host)), "")
        return [ResourceRef(whose, host)] if whose in self.kinds else []

    def _by_wildcard(self, host: str) -> list[_Answering]:
        """Who answers for all names that are not told otherwise, below the nearest that is known."""
        above = host
        while "." in above and above not in self._exist:
            above = above.partition(".")[2]
            if found := self._answering.get(f"*.{above}"):
                return found
        return []


def host_of(text: str) -> str:
    """The name or address in ``text``, written in one way; empty when there is none."""
    if "://" in text:
        try:
            text = urlsplit(text).hostname or ""
        except ValueError:
            return ""
    host = plain(text)
    if not host or " " in host or "/" in host or host.startswith("arn:"):
        return ""
    if bucket := _BUCKET.fullmatch(host):
        return f"{bucket[1]}.s3.amazonaws.com"
    if ":" in host:
        return _address(host)
    return host if "." in host else ""


def _asked(resource: Resource) -> list[str]:
    """The hosts that its variables name."""
    named = texts(resource.attrs, _NAMED) if resource.ref.kind in _PROGRAMS else ()
    return [host for text in named if "://" not in text and (host := host_of(text))]


def _address(text: str) -> str:
    """An address of IPv6 as all write it that is written shortest; any other text as it is."""
    try:
        return ip_address(text).compressed
    except ValueError:
        return text


def is_private(host: str) -> bool:
    """Whether several may answer at ``host``, each in a network of their own."""
    if host.endswith(".internal"):
        return True
    try:
        return is_inside(ip_network(host))
    except ValueError:
        return False


def _heeded(resource: Resource) -> str | None:
    """What says that a record cannot answer, as in ``_Turn``; an alias of which it is not said heeds what it leads to."""
    if resource.ref.kind != RECORD:
        return None
    if check := resource.attrs.get("HealthCheckId"):
        return str(check)
    alias = resource.attrs.get("AliasTarget")
    return "" if isinstance(alias, Mapping) and alias.get("EvaluateTargetHealth", True) else None


def _is_idle_check(resource: Resource) -> bool:
    """Whether it is a health check that is switched off: it says that all is well."""
    config = resource.attrs.get("HealthCheckConfig")
    return resource.ref.kind == _CHECK and isinstance(config, Mapping) and config.get("Disabled") is True


def _vpc(resource: Resource) -> str:
    return next((value for name in ("VpcId", "VPCId") if isinstance(value := resource.attrs.get(name), str)), "")


def _filled(template: str, resource: Resource) -> str:
    try:
        region = resource.scope.region
        return template.format_map({**resource.attrs, "region": region, "suffix": suffix_at(region)})
    except KeyError:
        return ""
