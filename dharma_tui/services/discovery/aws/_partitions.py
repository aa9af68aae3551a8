"""The partitions of AWS, which know nothing of each other, and where in each what is not of a region answers."""

from __future__ import annotations

import re
from functools import cache

from dharma_tui.core.near import did_you_mean

_HOMES = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
}
_HOMES_OF = {("aws", "globalaccelerator"): "us-west-2"}
"""Where services that are not of a region answer, if not in the home of all others."""


def home_of(partition: str, service: str = "") -> str:
    """The region that is asked for what is not of a region."""
    return _HOMES_OF.get((partition, service)) or _HOMES.get(partition, _HOMES["aws"])


PARTITIONS = tuple(_HOMES)


@cache
def regions() -> frozenset[str]:
    """The regions of all partitions that the SDK knows."""
    from botocore.loaders import create_loader

    return frozenset(
        region for partition in create_loader().load_data("partitions")["partitions"] for region in partition["regions"]
    )


def meant(region: str) -> str:
    """What to do about a region that is none by its name: the one that is likely meant, where there is such a one."""
    likely = did_you_mean(region.replace("_", "-"), sorted(regions()))
    return (
        f"{likely or f'{region} is no region of AWS'}: look at scan.regions, AWS_REGION and the region of the profile"
    )


_SHAPED = re.compile(r"[a-z]{2,}(?:[-_]?[a-z]+)+[-_]?\d+[a-z]?", re.IGNORECASE)
_COUNTRY = 2
"""Letters of a country, which may be one that has regions since lately."""


def mistyped(region: str) -> str:
    """What is likely meant by what is surely no region, nor one that is new: its words are none of those of regions; or empty."""
    if set("\"'") & set(region):
        return "regions are named without quotes, comma separated: eu-west-1, us-*"
    if region in regions() or not _SHAPED.fullmatch(region):
        return ""
    first, *others = re.split("[-_]", region.rstrip("abcdef").rstrip("0123456789").rstrip("-_"))
    known = {word for each in regions() for word in each.split("-")}
    is_new = len(first) == _COUNTRY and first.islower() and bool(others) and known.issuperset(others)
    if is_new and region[-1].isdigit() and "_" not in region:
        return ""
    return did_you_mean(region.replace("_", "-"), sorted(regions()))


def partition_of(region: str) -> str:
    """The partition of a region, going by its name alone."""
    for partition, home in _HOMES.items():
        if partition != "aws" and region.startswith(home.rpartition("-")[0].rpartition("-")[0] + "-"):
            return partition
    return "aws"


def is_of(region: str, partition: str) -> bool:
    """Whether a region is of a partition, going by its name; of a partition that is not known here any may be."""
    return partition not in _HOMES or partition_of(region) == partition


@cache
def suffix_of(partition: str) -> str:
    """What the names of the addresses in a partition end in."""
    from botocore.loaders import create_loader

    known = create_loader().load_data("partitions")["partitions"]
    found = {each["id"]: str(each["outputs"]["dnsSuffix"]) for each in known}
    return found.get(partition, found["aws"])
