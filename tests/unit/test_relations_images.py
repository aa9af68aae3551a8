"""What an address of an image leads to: the image, else its repository, and nothing of other registries."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.relations.images import Images, address_of
from tests.unit.network_lab import KINDS, thing

HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
ARN = "arn:aws:ecr:eu-west-1"
DIGEST, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
REPOSITORY = thing("ecr.ecr_repository", "shop", repositoryUri=f"{HOST}/shop/web")
IMAGE = thing(
    *("ecr.container_image", f"{HOST}/shop/web@{DIGEST}"),
    RepositoryUri=f"{HOST}/shop/web",
    imageDigest=DIGEST,
    imageTags=["1", "latest"],
)


def definition(*images: str) -> Resource:
    return thing("ecs.task_definition", "definition", containerDefinitions=[{"image": image} for image in images])


def led_to(asked: Resource, *known: Resource) -> list[tuple[str, str]]:
    rule = Images(tuple(KINDS.values()))
    for resource in known:
        rule.add(resource)
    return [(edge.dst.key, edge.source) for edge in rule.relationships(asked)]


@pytest.mark.parametrize(
    ("image", "key", "version"),
    [
        pytest.param(f"{HOST}/shop/web:1", IMAGE.ref.key, "1", id="tag"),
        pytest.param(f"{HOST}/shop/web", IMAGE.ref.key, "latest", id="no tag"),
        pytest.param(f"{HOST}/shop/web:gone@{DIGEST}", IMAGE.ref.key, DIGEST, id="the digest counts, not the tag"),
        pytest.param(f"{HOST}/shop/web:2", "shop", "2", id="a tag that no image has"),
        pytest.param(f"{HOST}/shop/web:1@{OTHER}", "shop", OTHER, id="a digest that no image has"),
        pytest.param(
            "123456789012.dkr-ecr.eu-west-1.on.aws/shop/web:1", IMAGE.ref.key, "1", id="the address of both protocols"
        ),
        pytest.param(
            f"{HOST}/shop/webs:1", f"{ARN}:123456789012:repository/shop/webs", "1", id="a repository that is gone"
        ),
        pytest.param(
            f"{HOST.replace('1234', '9234')}/shop/web:1", f"{ARN}:923456789012:repository/shop/web", "1", id="elsewhere"
        ),
    ],
)
def test_an_address_leads_to_what_is_pulled(image: str, key: str, version: str) -> None:
    assert led_to(definition(image), REPOSITORY, IMAGE) == [(key, f"images:containerDefinitions.image {version}")]


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "shop/web:1",
        "public.ecr.aws/shop/web:1",
        f"evil.test/{HOST}/shop/web:1",
        f"{HOST}.evil.test/shop/web",
        "",
    ],
)
def test_other_registries_lead_nowhere(image: str) -> None:
    assert led_to(definition(image), REPOSITORY, IMAGE) == []
    assert address_of(image) is None


def test_an_address_that_is_the_key_of_an_image_is_a_property_that_tells_itself() -> None:
    assert led_to(definition(IMAGE.ref.key), REPOSITORY, IMAGE) == []


@pytest.mark.parametrize(
    ("region", "domain", "partition"),
    [("cn-north-1", "amazonaws.com.cn", "aws-cn"), ("us-gov-west-1", "amazonaws.com", "aws-us-gov")],
)
def test_repositories_of_other_partitions_are_called_as_there(region: str, domain: str, partition: str) -> None:
    told = led_to(definition(f"123456789012.dkr.ecr.{region}.{domain}/x:1"))
    assert [key for key, _ in told] == [f"arn:{partition}:ecr:{region}:123456789012:repository/x"]


def test_several_containers_of_one_image_are_one_relationship() -> None:
    assert len(led_to(definition(f"{HOST}/shop/web:1", f"{HOST}/shop/web:latest"), REPOSITORY, IMAGE)) == 1


def test_a_repository_that_is_no_longer_known_is_told_as_it_is_addressed() -> None:
    untold: Any = thing("ecr.ecr_repository", "shop")
    assert led_to(definition(f"{HOST}/shop/web:1"), untold) == [
        (f"{ARN}:123456789012:repository/shop/web", "images:containerDefinitions.image 1")
    ]


def test_what_matters_of_an_image_is_all_it_is_called_by() -> None:
    rule = Images(tuple(KINDS.values()))
    moved = thing("ecr.container_image", IMAGE.ref.key, **{**IMAGE.attrs, "imageTags": ["1"]})
    pulled = thing("ecr.container_image", IMAGE.ref.key, **{**IMAGE.attrs, "lastRecordedPullTime": "2026-01-01"})
    assert rule.facts(moved) != rule.facts(IMAGE) == rule.facts(pulled)
