"""What launch templates have instances be like, by their versions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dharma_tui.core.kinds import Bearing, Link
from dharma_tui.core.types import Json, Verb
from dharma_tui.services.discovery.aws._paths import at, first, found

VERSIONS = "Versions"
DEFAULT, LATEST = f"{VERSIONS}.Default", f"{VERSIONS}.Latest"
"""Where what the default version of a template says stands in it, and what its newest says, where that is another."""
_IMAGE = re.compile(r"(ami-\w+)")
_PARAMETER = re.compile(r"resolve:ssm:((?!/aws/)(?:arn:[^:]*:ssm:[^:]*:[^:]*:)?[^:]+).*")
"""A parameter of Systems Manager that holds the image, but for those of AWS, without its version."""


def by_template(versions: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The default version of each template, where it is among these, and the newest of these."""
    told: dict[str, dict[str, Any]] = {}
    for version in versions:
        of = str(version.get("LaunchTemplateId"))
        row = told.setdefault(of, {"LaunchTemplateId": of, "Default": None, "Newest": version})
        row["Default"] = version if version.get("DefaultVersion") else row["Default"]
        row["Newest"] = max(row["Newest"], version, key=_number)
    return told.values()


def contents(template: Mapping[str, Any], told: Mapping[str, Any]) -> Json:
    """What the default version of a template says, and its newest where that is another; of one not told what is known stays."""
    kept = dict(template.get(VERSIONS) or {})
    default, newest = told["Default"], told["Newest"]
    if default:
        kept["Default"] = default.get("LaunchTemplateData")
    if _number(newest) >= template.get("LatestVersionNumber", math.inf):
        kept.pop("Latest", None)
        kept |= {} if newest.get("DefaultVersion") else {"Latest": newest.get("LaunchTemplateData")}
    return kept or None


def _number(version: Mapping[str, Any]) -> int:
    number: int = version.get("VersionNumber", 0)
    return number


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


NAMING = (
    *(Bearing(Verb.DEPENDS_ON, other) for other in ("", "aws.iam")),
    *(Bearing(Verb.DEPENDS_ON, other, loses=1.0) for other in ("aws.ec2.ami", "aws.ssm.parameter")),
)
"""Nothing is started without its image; whatever else is named is lost by what was started with it, not by the name."""
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
            yield Link(f"{version}.{path}", "aws.ec2.security_group", Verb.DEPENDS_ON, is_usual=False)
        yield Link(f"{version}.NetworkInterfaces.SubnetId", "aws.ec2.subnet", Verb.DEPENDS_ON, is_usual=False)
