"""Launch templates: what their versions say, whom they name, and what is not kept of them."""

from __future__ import annotations

import pytest

from dharma_tui.core.references import Directory
from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._attributes import attributes
from dharma_tui.services.discovery.aws._launching import by_template, contents
from dharma_tui.services.network.interfaces import is_placed
from tests.unit.test_aws_named import ARN, ENTRIES, SUBNETS, thing
from tests.unit.test_topology_rules import losses

TEMPLATE = ENTRIES["aws.ec2.launch_template"]
IMAGE, NEXT, GROUP, CARD_GROUP = "ami-0123456789abcdef0", "ami-1123456789abcdef0", "sg-012345ab", "sg-112345ab"
PARAMETER = ARN.format("ssm", "parameter/golden/ami")
PROFILE = "arn:aws:iam::123456789012:instance-profile/web"
DATA: dict[str, Json] = {
    "ImageId": IMAGE,
    "KeyName": "ops",
    "IamInstanceProfile": {"Arn": PROFILE},
    "SecurityGroupIds": [GROUP],
    "NetworkInterfaces": [{"SubnetId": SUBNETS[0], "Groups": [CARD_GROUP]}],
}
KEY = thing("kms.key", ARN.format("kms", "key/1"))
KNOWN = (
    *(thing("ec2.ami", image) for image in (IMAGE, NEXT)),
    *(thing("ec2.security_group", group) for group in (GROUP, CARD_GROUP)),
    thing("ec2.subnet", SUBNETS[0]),
    thing("ec2.key_pair", "key-0123456789abcdef0", "ops", {"KeyName": "ops"}),
    thing("iam.instance_profile", PROFILE, "web", {"InstanceProfileName": "web"}),
    thing("ssm.parameter", PARAMETER, "/golden/ami", {"Name": "/golden/ami"}),
)


def edges(versions: Json) -> set[tuple[str, str, str]]:
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    template = thing("ec2.launch_template", "asked", "", {"Versions": versions})
    for resource in (*KNOWN, template):
        directory.add(resource)
    return {(edge.src.key, edge.verb.value, edge.dst.key) for edge in directory.relationships(template)}


def test_a_template_names_all_that_its_instances_begin_with() -> None:
    assert edges({"Default": DATA, "Latest": {"ImageId": NEXT}}) == {
        *(("asked", "depends_on", other) for other in (IMAGE, NEXT, "key-0123456789abcdef0", PROFILE)),
        *(("asked", "depends_on", other) for other in (GROUP, CARD_GROUP, SUBNETS[0])),
    }
    by_name: Json = {"IamInstanceProfile": {"Name": "web"}}
    assert edges({"Latest": by_name}) == {("asked", "depends_on", PROFILE)}


@pytest.mark.parametrize(
    ("image", "other"),
    [
        ("resolve:ssm:/golden/ami:3", PARAMETER),
        (f"resolve:ssm:{PARAMETER}", PARAMETER),
        ("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023", ""),
    ],
)
def test_an_image_may_be_told_by_a_parameter(image: str, other: str) -> None:
    assert edges({"Default": {"ImageId": image}}) == ({("asked", "depends_on", other)} if other else set())


@pytest.mark.parametrize(
    ("told", "latest", "known", "expected"),
    [
        pytest.param({1: True, 3: False}, 3, None, {"Default": 1, "Latest": 3}, id="two of them"),
        pytest.param({2: True}, 2, None, {"Default": 2}, id="one that is both"),
        pytest.param({5: False, 4: False, 3: True, 1: False}, 5, None, {"Default": 3, "Latest": 5}, id="all of them"),
        pytest.param({3: True, 2: False, 1: False}, 3, None, {"Default": 3}, id="all, of which the newest is both"),
        pytest.param({4: False}, 5, {"Default": 2, "Latest": 5}, {"Default": 2, "Latest": 5}, id="another one"),
        pytest.param({4: False}, 5, None, None, id="another one alone"),
        pytest.param({6: False}, 5, {"Default": 2, "Latest": 5}, {"Default": 2, "Latest": 6}, id="a newer one"),
        pytest.param({3: True}, 5, {"Default": 2, "Latest": 5}, {"Default": 3, "Latest": 5}, id="the default alone"),
        pytest.param({5: True}, 5, {"Default": 2, "Latest": 5}, {"Default": 5}, id="the newest is the default by now"),
        pytest.param({3: True, 2: False}, None, None, {"Default": 3}, id="nobody knows the newest"),
    ],
)
def test_what_the_default_version_says_is_told_and_what_the_newest_says_otherwise(
    told: dict[int, bool], latest: int | None, known: Json, expected: Json
) -> None:
    versions = [
        {"LaunchTemplateId": of, "DefaultVersion": default, "VersionNumber": number, "LaunchTemplateData": number}
        for of in ("a", "b")
        for number, default in told.items()
    ]
    rows = list(by_template(versions))
    template = {"LatestVersionNumber": latest} if latest else {}
    assert [row["LaunchTemplateId"] for row in rows] == ["a", "b"]
    assert [contents({**template, "Versions": known}, row) for row in rows] == [expected] * 2


def test_user_data_of_no_version_is_kept() -> None:
    told: Json = {"UserData": "aHVudGVyMg==", "ImageId": IMAGE}
    kept = attributes(TEMPLATE, {"Versions": {"Default": told, "Latest": told}})
    masked = {"UserData": MASK, "ImageId": IMAGE}
    assert kept == {"Versions": {"Default": masked, "Latest": masked}}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ec2.launch_template", {"Versions": {"Default": DATA}, "Images": [IMAGE]}),
        ("autoscaling.launch_configuration",
         {"ImageId": IMAGE, "KeyName": "ops", "IamInstanceProfile": PROFILE, "SecurityGroups": [GROUP]}),
    ],
)  # fmt: skip
def test_what_only_names_others_is_lost_with_its_image_alone(kind: str, told: dict[str, Json]) -> None:
    asked = thing(kind, "lt-0123456789abcdef0", "asked", {**told, "KmsKeyId": KEY.ref.key, "SubnetId": SUBNETS[0]})
    directory = Directory([entry.spec for entry in ENTRIES.values()])
    for resource in (*KNOWN, KEY, asked):
        directory.add(resource)
    found = [(f"{edge.src.kind}:{edge.src.key}", edge.verb, f"{edge.dst.kind}:{edge.dst.key}")
             for edge in directory.relationships(asked)]  # fmt: skip

    assert {verb for _, verb, _ in found} == {Verb.DEPENDS_ON}
    assert {source for source, _, _ in found} == {f"aws.{kind}:{asked.ref.key}"}
    lost = {other for _, _, other in found if losses(found, other)}
    assert lost == {f"aws.ec2.ami:{IMAGE}"}
    assert {f"aws.kms.key:{KEY.ref.key}", f"aws.ec2.subnet:{SUBNETS[0]}"} < {other for _, _, other in found}


def test_a_template_stands_in_no_network() -> None:
    assert not is_placed(TEMPLATE.spec)
