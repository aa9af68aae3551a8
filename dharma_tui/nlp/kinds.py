"""From kinds as people say them to the kinds that exist here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property

from dharma_tui.core.kinds import COLLECTIONS, KindSpec
from dharma_tui.nlp.words import listed

HERE: Mapping[str, tuple[str, ...]] = {
    "compute.instance": ("*.compute.instance", "aws.ec2.instance", "local.host"),
    "database": ("*.database.*", "aws.rds.db_instance", "aws.rds.db_cluster", "aws.redshift.warehouse"),
    "storage.bucket": ("*.storage.bucket", "aws.s3.bucket"),
    "storage.volume": ("*.compute.volume", "aws.ec2.volume", "local.block_device", "local.file_system"),
    "storage.snapshot": ("*snapshot",),
    "cluster": ("*.kubernetes.cluster", "*.eks_cluster", "*.ecs_cluster", "*.db_cluster", "*.emr_cluster"),
    "k8s.cluster": ("*.kubernetes.cluster", "aws.eks.eks_cluster"),
    "node_group": ("aws.eks.eks_nodegroup", "aws.autoscaling.scaling_group"),
    "network.vpc": ("*.vpc",),
    "network.subnet": ("*.subnet",),
    "network.load_balancer": ("*.load_balancer", "*.classic_balancer"),
    "network.security_group": ("*.security_group",),
    "network.nat_gateway": ("*.nat_gateway",),
    "network.vpn": ("*vpn*",),
    "network.dns_zone": ("*.hosted_zone",),
    "network.firewall": ("*.firewall",),
    "network.ip": ("*.elastic_ip", "local.address"),
    "function": ("*.function",),
    "queue": ("*.messaging.queue", "*.sqs.queue"),
    "topic": ("*.sns.topic", "*.messaging.topic"),
    "cache": ("*.cache_cluster", "*.replication_group", "*.serverless_cache", "*.memory_cluster", "*.dax_cluster"),
    "container": ("*.container", "*.ecs_task"),
    "image": ("*.ami", "*.container_image", "local.image"),
    "cdn": ("*.distribution",),
    "certificate": ("*certificate",),
    "secret": ("*.secret",),
    "iam.user": ("*.iam.user",),
    "iam.role": ("*.iam.role",),
    "iam.access_key": ("*.access_key",),
    "account": ("*.member_account",),
    "datacenter": ("*.site", "*.datacenter"),
    "aws.ec2.instance": ("aws.ec2.instance",),
    "aws.rds.instance": ("aws.rds.db_instance", "aws.rds.db_cluster"),
    "aws.eks.cluster": ("aws.eks.eks_cluster",),
    "aws.ecs.service": ("aws.ecs.ecs_service",),
    "aws.ebs.volume": ("aws.ec2.volume",),
    "aws.ebs.snapshot": ("aws.ec2.snapshot",),
    "aws.elasticache.cluster": ("aws.elasticache.cache_cluster", "aws.elasticache.replication_group"),
    "aws.autoscaling.group": ("aws.autoscaling.scaling_group",),
    "aws.route53.zone": ("aws.route53.hosted_zone",),
    "aws.ec2.eip": ("aws.ec2.elastic_ip",),
    "aws.elb.load_balancer": ("aws.elb.load_balancer", "aws.elb.classic_balancer"),
    "aws.redshift.cluster": ("aws.redshift.warehouse",),
    "k8s.pod": ("*.kubernetes.pod",),
    "k8s.node": ("*.kubernetes.node",),
    "k8s.namespace": ("*.kubernetes.namespace",),
    "k8s.statefulset": ("*.kubernetes.statefulset",),
    "k8s.daemonset": ("*.kubernetes.daemonset",),
    "k8s.ingress": ("*.kubernetes.ingress",),
    "k8s.configmap": ("*.kubernetes.configmap",),
    "k8s.cronjob": ("*.kubernetes.cronjob",),
    "k8s.job": ("*.kubernetes.job",),
    "k8s.pvc": ("*.kubernetes.pvc",),
}
"""Patterns of kinds for each kind of the label scheme; a kind that is not here is looked for under its own name."""
_SHORTEST = 4
_COMMON_WORDS = frozenset(
    (
        *(
            "time",
            "free",
            "clock",
            "listen",
            "login",
            "memory",
            "kernel",
            "block",
            "machine",
            "remote",
            "peer",
            "rules",
        ),
        *(
            "logs",
            "keys",
            "zone",
            "zones",
            "trails",
            "stacks",
            "layers",
            "account",
            "accounts",
            "unit",
            "units",
            "proc",
        ),
    )
)
"""Aliases of kinds that requests use for other things."""
_PLURAL = re.compile(r"(?:s|es|ies)$")


class KindTable:
    """The kinds of one console, by what people call them."""

    def __init__(self, kinds: Mapping[str, KindSpec]) -> None:
        self.specs = kinds

    def here(self, said: str, providers: Sequence[str] = ()) -> tuple[str, ...]:
        """The kinds that ``said``, a kind of the label scheme, means here; none where nothing here is of that kind."""
        patterns = HERE.get(said, (said,))
        found = [kind for kind in self.specs if any(fnmatchcase(kind, pattern) for pattern in patterns)]
        narrowed = [kind for kind in found if kind.partition(".")[0] in providers]
        return tuple(narrowed or found)

    def alike(self, absent: Sequence[str]) -> tuple[str, ...]:
        """Kinds that are here of the same sort as kinds of the label scheme that are not: machines of another provider."""
        meant = {pattern for one in absent for pattern in HERE.get(one, (one,))}
        sorts = [one for one, patterns in HERE.items() if not meant.isdisjoint(patterns)]
        sorts += ["cluster"] if any("cluster" in one for one in absent) else []
        return tuple(dict.fromkeys(kind for one in sorts for kind in self.here(one)))

    def called(self, words: Iterable[str]) -> tuple[str, ...]:
        """Kinds that these words of a request name by their titles or aliases, the longest name first; of one name only."""
        row = list(words)
        for size in (3, 2, 1):
            for at in range(len(row) - size + 1):
                if found := self._names.get(" ".join(row[at : at + size])):
                    return found
        return ()

    @property
    def titles(self) -> tuple[str, ...]:
        """Every word or words that ``called`` knows."""
        return tuple(self._names)

    def title(self, kinds: Sequence[str], count: int = 2) -> str:
        """What people call these kinds: the plural unless there is one only."""
        if len(kinds) == 1 and kinds[0] in COLLECTIONS:
            return "workload" if count == 1 else "workloads"
        titles = list(dict.fromkeys(self._titled(kind, count) for kind in kinds))
        if not titles or len(titles) > 3:
            return "resource" if count == 1 else "resources"
        return listed(titles, "or" if count == 1 else "and")

    def _titled(self, kind: str, count: int) -> str:
        spec = self.specs.get(kind)
        return kind if spec is None else _lowered(spec.title if count == 1 else spec.plural)

    def with_copies(self) -> tuple[str, ...]:
        """Kinds that keep a number of copies running."""
        return tuple(kind for kind, spec in self.specs.items() if spec.copies is not None)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        told: dict[str, dict[str, None]] = {}
        for kind, spec in self.specs.items():
            words = {spec.title.lower(), spec.plural.lower()}
            aliases = {alias.replace("-", " ") for alias in spec.aliases}
            words |= {word for word in aliases if len(word) >= _SHORTEST and word not in _COMMON_WORDS}
            for word in words:
                told.setdefault(word, {})[kind] = None
        return {word: tuple(kinds) for word, kinds in told.items()}


def _lowered(title: str) -> str:
    """A title inside a sentence: ``Security groups`` is lowered, ``EC2 instances``, ``S3 buckets`` and ``CloudWatch`` are not."""
    is_a_name = any(character.isupper() or character.isdigit() for character in title[1:])
    return title if is_a_name else title[:1].lower() + title[1:]
