"""What launch templates have instances be like, by their versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dharma_tui.core.kinds import Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._entry import guarded, in_subnet
from dharma_tui.services.discovery.aws._paths import at, first, found

VERSIONS = "Versions"
DEFAULT, LATEST = f"{VERSIONS}.Default", f"{VERSIONS}.Latest"
"""Where what the default version of a template says stands in it, and what its newest says, where that is another."""
_IMAGE = re.compile(r"(ami-\w+)")
_PARAMETER = re.compile(r"resolve:ssm:((?!/aws/)(?:arn:[^:]*:ssm:[^:]*:[^:]*:)?[^:]+).*")
"""A parameter of Systems Manager that holds the image, but for those of AWS, without its version."""


def contents(versions: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """What the default version of each template says, and its newest where that is another."""
    told: dict[str, dict[str, Any]] = {}
    for version in versions:
        of = str(version.get("LaunchTemplateId"))
        row = told.setdefault(of, {"LaunchTemplateId": of})
        row["Default" if version.get("DefaultVersion") else "Latest"] = version.get("LaunchTemplateData")
    return told.values()


def _named(shape: re.Pattern[str]) -> Callable[[Mapping[str, Json]], Json]:
    """What its versions name in such a way where they tell the image."""

    def told(attrs: Mapping[str, Json]) -> Json:
        images = [str(image) for version in (DEFAULT, LATEST) for image in found(attrs, f"{version}.ImageId")]
        return list(dict.fromkeys(match[1] for image in images if (match := shape.fullmatch(image)))) or None

    return told


def _profile(attrs: Mapping[str, Json]) -> Json:
    """The ARN or name of the instance profile that its default version tells."""
    profile = at(attrs, f"{DEFAULT}.IamInstanceProfile")
    told: Json = first(profile, "Arn") or first(profile, "Name")
    return told


FACTS = {"Images": _named(_IMAGE), "ImageParameters": _named(_PARAMETER), "Profile": _profile}
"""The images of a template, the parameters that hold some, and what its instances may do."""


def launched_with() -> Iterator[Link]:
    """What a template names; key pairs are found by their names."""
    yield Link("Images", "aws.ec2.ami", Verb.DEPENDS_ON)
    yield Link("ImageParameters", "aws.ssm.parameter", Verb.DEPENDS_ON)
    for version in (DEFAULT, LATEST):
        for name in ("Arn", "Name"):
            yield Link(f"{version}.IamInstanceProfile.{name}", "aws.iam.instance_profile", Verb.DEPENDS_ON)
        for path in ("SecurityGroupIds", "NetworkInterfaces.Groups"):
            yield guarded(f"{version}.{path}")
        yield in_subnet(f"{version}.NetworkInterfaces.SubnetId")
