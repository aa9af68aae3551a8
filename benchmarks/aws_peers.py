"""A scan of AWS against what others read of it: calls and seconds over the kinds that both cover.

``python -m benchmarks.aws_peers --with PYTHON [--instances 4000] [--latency 60]`` seeds a loopback AWS over four regions.
``PYTHON`` is an interpreter that has cartography, in an environment made for this; without it there is nothing to compare with.

cartography reads with no graph database behind it; modules that end with an error there, mostly over what the loopback AWS does
not know, count neither with their time nor with the kinds they cover. Both sides are asked once before they are measured, as the
loopback AWS takes long to make an answer and then replays it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.aws_estate.seed import REGIONS, seed
from benchmarks.aws_estate.server import server
from benchmarks.aws_scan import Bench

READS = Path(__file__).parent / "aws_estate" / "cartography_reads.py"
COVERED = {
    "iam": (
        "aws.iam.role",
        "aws.iam.user",
        "aws.iam.group",
        "aws.iam.policy",
        "aws.iam.access_key",
        "aws.iam.instance_profile",
    ),
    "kms": ("aws.kms",),
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
}
"""Modules of cartography, and kinds of ours that tell the same."""


def theirs(bench: Bench, python: str) -> tuple[float, int, set[str]]:
    """Seconds and calls of the modules that came to their end, and which they were."""
    words = [python, str(READS), ",".join(REGIONS), ",".join(COVERED)]
    done = subprocess.run(words, env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    ended = {name: facts for name, facts in told.items() if not facts["failed"]}
    return (
        sum(facts["seconds"] for facts in ended.values()),
        sum(facts["calls"] for facts in ended.values()),
        set(ended),
    )


def ours(bench: Bench, modules: set[str], store: str) -> tuple[float, int, int]:
    """Seconds from start to end, calls and resources of a scan of the kinds that ``modules`` cover."""
    kinds = [word for module in modules for kind in COVERED[module] for word in ("--kind", kind)]
    before = bench.there.calls()
    report, seconds = bench.scan(store, *kinds)
    return seconds, bench.there.calls() - before, report["resources"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="python", default="", metavar="PYTHON")
    parser.add_argument("--instances", type=int, default=4000, metavar="N")
    parser.add_argument("--latency", type=float, default=60, metavar="MS")
    given = parser.parse_args()
    if not given.python:
        sys.exit("cartography is not here: make an environment that has it, and name its interpreter --with PYTHON")
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder, server() as there:
        bench = Bench(there, seed(there, given.instances), Path(folder))
        there.weather(replay=1)
        _, _, modules = theirs(bench, given.python)
        ours(bench, modules, "warm")
        there.weather(latency_ms=given.latency)
        their_seconds, their_calls, modules = theirs(bench, given.python)
        seconds, calls, resources = ours(bench, modules, "cold")
    print(f"kinds that both cover, resources  {sum(len(COVERED[name]) for name in modules):>10,} {resources:,}")
    print(f"cartography                       {their_seconds:>10.1f} s {their_calls:,} calls ({len(modules)} modules)")
    print(f"scan                              {seconds:>10.1f} s {calls:,} calls")
    print(f"times as quick                    {their_seconds / seconds:>10.1f} (goal 5)")
    print(f"share of the calls                {calls / their_calls:>10.2f} (goal 0.10)")


if __name__ == "__main__":
    main()
