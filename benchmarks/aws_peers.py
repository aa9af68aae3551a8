"""A scan of AWS against what others read of it: calls and seconds over the kinds that both cover.

``python -m benchmarks.aws_peers --with PYTHON [--instances 4000] [--latency 60] [--peer NAME]`` seeds a loopback AWS over four
regions. ``PYTHON`` is an interpreter that has cartography and aws-list-all, in an environment made for this.

cartography reads with no graph database behind it; modules that end with an error there, mostly over what the loopback AWS does
not know, count neither with their time nor with the kinds they cover, nor does the time that it takes to start. aws-list-all
reads what has no parent, of each list the first page and no details. All are asked once before they are measured, as the
loopback AWS takes long to make an answer and then replays it. Calls are those that reached the server.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.aws_estate.seed import REGIONS, seed
from benchmarks.aws_estate.server import server
from benchmarks.aws_scan import Bench

READS = Path(__file__).parent / "aws_estate"
COVERED = {
    "iam": (
        "aws.iam.role",
        "aws.iam.user",
        "aws.iam.group",
        "aws.iam.policy",
        "aws.iam.access_key",
        "aws.iam.instance_profile",
    ),
    "kms": ("aws.kms.key", "aws.kms.key_alias"),
    "s3": ("aws.s3.bucket",),
    "dynamodb": ("aws.dynamodb.table",),
    "ec2:launch_templates": ("aws.ec2.launch_template",),
    "ec2:instance": ("aws.ec2.instance",),
    "ec2:images": ("aws.ec2.ami",),
    "ec2:security_group": ("aws.ec2.security_group", "aws.ec2.security_group_rule"),
    "ec2:subnet": ("aws.ec2.subnet",),
    "ec2:load_balancer_v2": ("aws.elb.load_balancer", "aws.elb.listener", "aws.elb.target_group"),
    "ec2:network_acls": ("aws.ec2.network_acl",),
    "ec2:network_interface": ("aws.ec2.network_interface",),
    "ec2:vpc": ("aws.ec2.vpc",),
    "ec2:vpc_endpoint": ("aws.ec2.vpc_endpoint",),
    "ec2:route_table": ("aws.ec2.route_table",),
    "ec2:internet_gateway": ("aws.ec2.internet_gateway",),
    "ec2:volumes": ("aws.ec2.volume",),
    "ec2:snapshots": ("aws.ec2.snapshot",),
    "ec2:autoscalinggroup": ("aws.autoscaling.scaling_group",),
    "ec2:keypair": ("aws.ec2.key_pair",),
    "ecr": ("aws.ecr.ecr_repository", "aws.ecr.container_image"),
    "elasticache": ("aws.elasticache.cache_cluster",),
    "lambda_function": ("aws.lambda.function", "aws.lambda.function_alias", "aws.lambda.event_source"),
    "rds": ("aws.rds.db_instance", "aws.rds.db_cluster", "aws.rds.db_snapshot"),
    "route53": ("aws.route53.hosted_zone", "aws.route53.dns_record"),
    "cloudformation": ("aws.cloudformation.stack",),
    "apigateway": ("aws.apigateway.rest_api", "aws.apigateway.api_stage"),
    "cloudfront": ("aws.cloudfront.distribution",),
    "secretsmanager": ("aws.secretsmanager",),
    "sns": ("aws.sns",),
    "ssm": ("aws.ssm.parameter",),
    "acm:certificate": ("aws.acm",),
    "cloudtrail": ("aws.cloudtrail",),
    "cloudwatch": ("aws.cloudwatch.alarm", "aws.logs.log_group"),
    "efs": ("aws.efs",),
    "eventbridge": ("aws.events.event_rule",),
    "ecs": ("aws.ecs",),
    "iaminstanceprofiles": ("aws.iam.instance_profile",),
    "ec2:tgw": ("aws.ec2.transit_gateway", "aws.ec2.transit_attachment"),
    "ec2:vpc_peering": ("aws.ec2.vpc_peering",),
    "ec2:load_balancer": ("aws.elb.classic_balancer",),
    "elastic_ip_addresses": ("aws.ec2.elastic_ip",),
    "apigatewayv2": ("aws.apigateway.http_api",),
    "sqs": ("aws.sqs",),
    "eks": ("aws.eks.eks_cluster",),
    "emr": ("aws.emr.emr_cluster",),
    "redshift": ("aws.redshift.warehouse",),
    "codebuild": ("aws.codebuild.build_project",),
    "cognito": ("aws.cognito.identity_pool", "aws.cognito.user_pool"),
    "glue": ("aws.glue.glue_job", "aws.glue.data_catalog_db"),
    "guardduty": ("aws.guardduty.detector",),
}
"""Modules of cartography, and kinds of ours that tell the same."""

Modules = dict[str, dict[str, Any]]
"""Of each that came to its end: its seconds and its calls."""


class Peers:
    """Others that read an AWS, of one interpreter."""

    def __init__(self, bench: Bench, python: str) -> None:
        self._bench = bench
        self._python = python

    def _run(self, program: str, *words: str) -> Any:
        done = subprocess.run(
            [self._python, str(READS / program), *words],
            env=self._bench.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return json.loads(done.stdout)

    def cartography(self) -> Modules:
        """Its modules."""
        told: Modules = self._run("cartography_reads.py", ",".join(REGIONS), ",".join(COVERED))
        for name, facts in told.items():
            if facts["failed"]:
                print(f"  left out, as it failed: {name} ({facts['failed'][:80]})")
        return {name: facts for name, facts in told.items() if not facts["failed"]}

    def lists(self, services: Iterable[str]) -> set[str]:
        """The lists that aws-list-all knows: service and operation."""
        return set(self._run("list_all_reads.py", "lists", ",".join(sorted(services))))

    def list_all(self, lists: Iterable[str]) -> tuple[float, int]:
        """Seconds from start to end of aws-list-all reading some lists, and its calls."""
        before, began = self._bench.there.calls(), time.perf_counter()
        self._run("list_all_reads.py", "read", ",".join(REGIONS), ",".join(sorted(lists)))
        return time.perf_counter() - began, self._bench.there.calls() - before


class Scan:
    """A scan of ours of some kinds."""

    def __init__(self, bench: Bench, kinds: Iterable[str], store: str, *more: str) -> None:
        words = [word for kind in sorted(set(kinds)) for word in ("--kind", kind)]
        before = bench.there.calls()
        report, self.seconds = bench.scan(store, *words, *more)
        self.calls = bench.there.calls() - before
        self.resources: int = report["resources"]
        ((told,),) = bench.rows(store, "SELECT scopes FROM lake.scans WHERE scan_id = ?", report["scan_id"])
        self.by_kind: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.failed: set[str] = set()
        for part in json.loads(told):
            self.by_kind[part["kind"]] += part["calls"]
            self.found[part["kind"]] += part["count"]
            if part["status"] != "complete":
                self.failed.add(part["kind"])

    def of(self, kinds: Sequence[str]) -> tuple[int, int]:
        """Calls and resources of kinds, or of all below them."""
        named = [kind for kind in self.by_kind if any(f"{kind}.".startswith(f"{each}.") for each in kinds)]
        return sum(self.by_kind[kind] for kind in named), sum(self.found[kind] for kind in named)


def tops() -> dict[str, str]:
    """The kinds of ours that have no parent, and the lists they are read from."""
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.registry import subclasses
    from dharma_tui.services.discovery import aws
    from dharma_tui.services.discovery.aws._service import AwsService

    services = [each for each in subclasses(aws, ProviderService) if issubclass(each, AwsService)]  # type: ignore[type-abstract]
    entries = [entry for service in services for entry in service.entries if entry.parent is None]
    return {entry.spec.kind: f"{entry.service}.{entry.operation}" for entry in entries}


def say(name: str, their_seconds: float, their_calls: int, ours: Scan, told: str) -> None:
    """Both sides of one comparison."""
    print(f"{name + ' (' + told + ')':<46} {their_seconds:>8.1f} s {their_calls:>6,} calls")
    print(f"{'scan of the same':<46} {ours.seconds:>8.1f} s {ours.calls:>6,} calls, {ours.resources:,} resources")
    each = their_calls / ours.resources, ours.calls / ours.resources
    print(
        f"{'calls for each resource: theirs, ours':<46} {each[0]:>8.3f}   {each[1]:.3f}: {each[1] / each[0]:.2f} times"
    )
    print(f"{'times as quick':<46} {their_seconds / ours.seconds:>8.1f}")


def table(modules: Modules, ours: Scan) -> None:
    """What each module of cartography asks, and what we ask for the same kinds."""
    print(f"  {'module':<24} {'resources':>9} {'theirs':>7} {'ours':>6} {'theirs s':>9}")
    for name, facts in sorted(modules.items(), key=lambda item: -item[1]["calls"]):
        calls, resources = ours.of(COVERED[name])
        print(f"  {name:<24} {resources:>9,} {facts['calls']:>7,} {calls:>6,} {facts['seconds']:>9.1f}")


def with_cartography(bench: Bench, peers: Peers, latency: float) -> None:
    """Ask both sides once, then at a distance, and print."""
    modules = peers.cartography()
    Scan(bench, [kind for name in modules for kind in COVERED[name]], "warm")
    bench.there.weather(latency_ms=latency)
    modules = peers.cartography()
    ours = Scan(bench, [kind for name in modules for kind in COVERED[name]], "with-cartography")
    seconds, calls = (sum(facts[what] for facts in modules.values()) for what in ("seconds", "calls"))
    say("cartography", seconds, int(calls), ours, f"{len(modules)} modules")
    table(modules, ours)
    again = Scan(bench, [kind for name in modules for kind in COVERED[name]], "with-cartography", "--keep-details")
    say("cartography", seconds, int(calls), again, "again, we with --keep-details")
    alone = Scan(bench, [kind for name in modules for kind in COVERED[name]], "lists-alone", "--lists-only")
    each = calls / ours.resources, alone.calls / alone.resources
    print(
        f"first scan of lists alone: {alone.calls:,} calls, {alone.resources:,} resources, {alone.seconds:.1f} s; "
        f"calls for each, theirs and ours: {each[0]:.3f} {each[1]:.3f}: {each[1] / each[0]:.2f} times"
    )
    sys.stdout.flush()


def with_list_all(bench: Bench, peers: Peers, latency: float) -> None:
    """The same."""
    listed = tops()
    known = peers.lists({name.partition(".")[0] for name in listed.values()})
    listed = {kind: name for kind, name in listed.items() if name in known}
    warm = Scan(bench, listed, "lists-warm")
    shared = {kind: name for kind, name in listed.items() if kind not in warm.failed}
    peers.list_all(shared.values())
    bench.there.weather(latency_ms=latency)
    seconds, calls = peers.list_all(shared.values())
    say("aws-list-all", seconds, calls, Scan(bench, shared, "with-list-all"), f"{len(shared)} lists")


PEERS = {"cartography": with_cartography, "aws-list-all": with_list_all}


def main() -> None:
    """Seed and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="python", default="", metavar="PYTHON")
    parser.add_argument("--instances", type=int, default=4000, metavar="N")
    parser.add_argument("--latency", type=float, default=60, metavar="MS")
    parser.add_argument("--peer", choices=PEERS, default="", help="this one alone")
    given = parser.parse_args()
    if not given.python:
        sys.exit("the others are not here: make an environment that has them, and name its interpreter --with PYTHON")
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder, server() as there:
        bench = Bench(there, seed(there, given.instances), Path(folder))
        for compare in [PEERS[given.peer]] if given.peer else PEERS.values():
            there.weather(latency_ms=0, replay=1)
            compare(bench, Peers(bench, given.python), given.latency)


if __name__ == "__main__":
    main()
