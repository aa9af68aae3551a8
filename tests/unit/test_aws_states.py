"""What the words of AWS mean, where its SDK has no list of them: as its documentation tells them."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import State
from dharma_tui.services.discovery.aws._states import WORDS, meaning, states_of
from tests.unit.offline_lab import one

INSTANCE = (
    "available backing-up backtracking configuring-activity-stream configuring-associated-roles "
    "configuring-enhanced-monitoring configuring-iam-database-auth configuring-log-exports converting-to-vpc creating "
    "delete-precheck deleting failed inaccessible-encryption-credentials inaccessible-encryption-credentials-recoverable "
    "incompatible-create incompatible-network incompatible-option-group incompatible-parameters incompatible-restore "
    "insufficient-capacity maintenance modifying moving-to-vpc rebooting renaming resetting-master-credentials "
    "restore-error starting stopped stopping storage-config-upgrade storage-full storage-initialization "
    "storage-optimization unsupported-configuration upgrade_failed upgrading"
)
CLUSTER = (
    "available backing-up backtracking cloning-failed creating deleting failing-over inaccessible-encryption-credentials "
    "inaccessible-encryption-credentials-recoverable maintenance migrating migration-failed modifying "
    "preparing-data-migration promoting renaming resetting-master-credentials starting stopped stopping "
    "storage-optimization update-iam-db-auth upgrade_failed upgrading"
)
DOCUMENTED = {
    "database": INSTANCE,
    "database cluster": CLUSTER,
    "snapshot": "available copying creating deleting failed",
    "global database": "available creating deleting failing-over modifying switching-over upgrading",
    "cache": "available creating deleted deleting incompatible-network modifying restore-failed snapshotting",
    "replication group": "creating available modifying deleting create-failed snapshotting",
    "warehouse": "available cancelling-resize creating deleting final-snapshot hardware-failure incompatible-hsm "
    "incompatible-network incompatible-parameters incompatible-restore modifying paused rebooting renaming resizing "
    "rotating-keys storage-full updating-hsm",
    "replication instance": "available creating deleted deleting failed modifying upgrading rebooting storage-full "
    "resetting-master-credentials incompatible-credentials incompatible-network maintenance",
    "replication task": "moving creating deleting failed failed-move modifying ready running starting stopped stopping "
    "testing",
}


@pytest.mark.parametrize("what", DOCUMENTED)
def test_every_documented_word_has_a_meaning(what: str) -> None:
    assert [word for word in DOCUMENTED[what].split() if meaning(word) is State.UNKNOWN] == []


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("available, prep-for-resize", State.RUNNING),
        ("rebooting cluster nodes", State.PENDING),
        ("final snapshot", State.PENDING),
        ("storage-optimization", State.RUNNING),
        ("available, resize-cleanup", State.RUNNING),
        ("failing-over", State.PENDING),
        ("configuring-log-exports", State.PENDING),
        ("inaccessible-encryption-credentials-recoverable", State.DEGRADED),
        ("restore-error", State.FAILED),
        ("insufficient-capacity", State.FAILED),
        ("migration-failed", State.FAILED),
        ("bewitched", State.UNKNOWN),
        ("", State.UNKNOWN),
    ],
)
def test_a_word_means_what_aws_says(word: str, state: State) -> None:
    assert meaning(word) is state


def test_words_whose_parts_are_joined_in_another_way_mean_the_same() -> None:
    assert {meaning(word) for word in ("create-failed", "CREATE_FAILED", "CreateFailed", "create failed")} == {
        State.FAILED
    }
    assert [word for word, state in WORDS.items() if meaning(word) is not state] == []


@pytest.mark.parametrize(("told", "state"), [({"Status": "Delete in progress"}, State.PENDING), ({}, State.RUNNING)])
def test_an_auto_scaling_group_that_is_being_deleted_says_so(told: dict[str, str], state: State) -> None:
    arn = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:u:autoScalingGroupName/web"
    instance = {"InstanceId": "i-1", "LifecycleState": "InService", "HealthStatus": "Healthy"}
    group = {"AutoScalingGroupName": "web", "AutoScalingGroupARN": arn, "DesiredCapacity": 1, "Instances": [instance]}
    assert one({"AutoScalingGroups": [{**group, **told}]}).state is state


def test_a_word_that_nobody_knows_cannot_be_declared() -> None:
    with pytest.raises(KeyError):
        states_of("available bewitched")


_ARN = "arn:aws:{}:eu-west-1:123456789012:{}"


@pytest.mark.parametrize(
    ("listed", "path", "off"),
    [
        ({"trailList": [{"Name": "t", "TrailARN": _ARN.format("cloudtrail", "trail/t")}]}, "IsLogging", False),
        ({"items": [{"id": "k", "name": "k", "stageKeys": []}]}, "enabled", False),
        ({"ScalingPolicies": [{"PolicyName": "p", "PolicyARN": _ARN.format("autoscaling", "p")}]}, "Enabled", False),
        ({"rules": [{"ruleName": "r", "ruleArn": _ARN.format("iot", "rule/r")}]}, "ruleDisabled", True),
        ({"WindowIdentities": [{"WindowId": "mw-1", "Name": "night"}]}, "Enabled", False),
        ({"HealthChecks": [{"Id": "h", "HealthCheckConfig": {"Type": "TCP"}}]}, "HealthCheckConfig.Disabled", True),
    ],
)
def test_what_is_switched_off_does_not_run(listed: dict[str, list[dict[str, Any]]], path: str, off: bool) -> None:
    ((items, (item,)),) = listed.items()
    outer, _, name = path.rpartition(".")

    def told(value: bool) -> State:
        said = {outer: {**item[outer], name: value}} if outer else {name: value}
        return one({items: [{**item, **said}]}).state

    assert (told(not off), told(off)) == (State.RUNNING, State.STOPPED)


def test_a_trail_of_which_nobody_asked_whether_it_records_is_not_said_to() -> None:
    listed = {"trailList": [{"Name": "t", "TrailARN": _ARN.format("cloudtrail", "trail/t")}]}
    assert one(listed).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("mode", "change", "state"),
    [
        ("off", "default-state", State.STOPPED),
        ("block-ingress", "update-complete", State.RUNNING),
        ("block-bidirectional", "update-in-progress", State.PENDING),
        (None, "update-complete", State.UNKNOWN),
    ],
)
def test_a_block_of_public_access_runs_where_it_blocks(mode: str | None, change: str, state: State) -> None:
    told = {"AwsAccountId": "123456789012", "AwsRegion": "eu-west-1", "State": change, "InternetGatewayBlockMode": mode}
    assert one({"VpcBlockPublicAccessOptions": told}).state is state


@pytest.mark.parametrize(
    ("status", "state"), [("Enabled", State.RUNNING), ("Invited", State.PENDING), ("Resigned", State.STOPPED)]
)
def test_a_member_that_left_is_none(status: str, state: State) -> None:
    member = {"AccountId": "210987654321", "MasterId": "123456789012", "MemberStatus": status, "Email": "a@example.com"}
    assert one({"Members": [member]}).state is state
