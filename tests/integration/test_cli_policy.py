"""The least that a cloud must allow, as it is printed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli_process import Cli


def test_the_least_a_cloud_must_allow_is_printed(cli: Cli) -> None:
    answer = cli("scan", "--print-policy", "--kind", "aws.sqs")
    assert answer.code == 0
    assert answer.document["Statement"] == [
        {
            "Sid": "DharmaTuiReads",
            "Effect": "Allow",
            "Action": [
                "ec2:DescribeRegions",
                "sqs:GetQueueAttributes",
                "sqs:ListQueues",
                "sts:GetCallerIdentity",
                "tag:GetResources",
            ],
            "Resource": "*",
        }
    ]


def test_the_least_for_lists_alone_and_for_what_is_listed_of_other_things_is_printed(cli: Cli) -> None:
    def allowed(*words: str) -> list[str]:
        actions: list[str] = cli("scan", "--print-policy", *words).document["Statement"][0]["Action"]
        return [name for name in actions if name.startswith("ecs:")]

    assert allowed("--kind", "aws.ecs.ecs_service") == ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"]
    alone = allowed("--kind", "aws.ecs.ecs_cluster", "--kind", "aws.ecs.task_definition", "--lists-only")
    assert alone == ["ecs:DescribeClusters", "ecs:ListClusters", "ecs:ListTaskDefinitions"]
    assert cli("scan", "--print-policy", "--kind", "aws.ecs.ecs_service", "--lists-only").code == 2


def test_what_a_call_needs_besides_what_it_is_called_is_printed(cli: Cli) -> None:
    (statement,) = cli("scan", "--print-policy", "--kind", "aws.wafv2.web_acl").document["Statement"]
    assert set(statement["Action"]) >= {
        "elasticloadbalancing:DescribeWebACLAssociation",
        "wafv2:ListResourcesForWebACL",
    }


def test_what_a_cloud_must_allow_is_written_in_policies_short_enough_to_attach(cli: Cli) -> None:
    whole = cli("scan", "--print-policy", "--provider", "aws")
    folder = cli.home / "policies"
    answer = cli("scan", "--provider", "aws", "--print-policy", str(folder))
    written = [Path(line) for line in answer.out.splitlines()]
    assert answer.code == 0 and len(written) > 1 and sorted(folder.iterdir()) == written
    assert f"takes it as {len(written)}" in whole.err and "--print-policy FOLDER" in whole.err
    policies = [json.loads(path.read_text()) for path in written]
    assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6144 for policy in policies)
    actions = [action for policy in policies for action in policy["Statement"][0]["Action"]]
    assert actions == whole.document["Statement"][0]["Action"]


def test_policies_of_a_broader_run_do_not_stay_beside_those_of_a_narrower_one(cli: Cli) -> None:
    folder = cli.home / "policies"
    cli("scan", "--provider", "aws", "--print-policy", str(folder))
    theirs = folder / "aws-99.json"
    theirs.write_text('{"Statement": [{"Sid": "Mine"}]}')
    answer = cli("scan", "--kind", "aws.sqs", "--print-policy", str(folder))
    assert answer.code == 0 and sorted(folder.iterdir()) == [folder / "aws-1.json", theirs]
    assert f"{folder / 'aws-2.json'} removed" in answer.err


def test_a_policy_is_of_kinds_and_never_of_everything_where_one_thing_is_named(cli: Cli) -> None:
    answer = cli("scan", "--print-policy", "--key", "arn:aws:sqs:us-east-1:123456789012:orders")
    assert (answer.code, answer.out) == (2, "")
    assert "add --kind" in answer.err


def test_what_takes_no_policy_says_so(cli: Cli) -> None:
    answer = cli("scan", "--print-policy", "--provider", "local")
    assert (answer.code, answer.out) == (2, "")
    assert "--provider aws" in answer.err
