"""An estate put into a loopback AWS by calls of the SDK: so many instances over four regions, all else in proportion.

Chance comes from one number, so two seeds of the same size are alike but for the ids moto gives. Each resource that is made
notes what it names, and what has to follow from several together: those pairs are the true relationships.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.aws_estate.server import CREDENTIALS, Server

REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2")
HOME = REGIONS[0]
ACCOUNT = "123456789012"
IMAGE = "ami-12c6146b"
SEED = 7
TEAMS = ("payments", "search", "checkout", "identity", "data", "platform", "mobile", "ml")
ROLES = ("web", "api", "worker", "cache", "batch", "gateway", "ingest")
SIZES = ("t3.micro", "t3.medium", "m5.large", "m5.xlarge", "c5.2xlarge", "r5.xlarge", "m6g.large")
CROWDS = (2, 3, 5, 8, 13, 21, 34)
CHANGED = 83
"""One instance in this many changes: 1.2 %."""
PORTS = (22, 80, 443, 5432, 6379, 8080, 9092)
Pair = frozenset[str]


@dataclass
class Estate:
    """What was put in: keys of what was made, and the pairs of them of which one names or reaches the other."""

    made: set[str] = field(default_factory=set)
    true: set[Pair] = field(default_factory=set)

    def add(self, key: str, *named: str) -> str:
        """Note a resource and what it names, or is reached from."""
        self.made.add(key)
        self.true.update(frozenset((key, other)) for other in named)
        return key


class Place:
    """One region, or what is of no region, while it is seeded."""

    def __init__(self, server: Server, estate: Estate, region: str, instances: int) -> None:
        import boto3

        keys = {"aws_access_key_id": CREDENTIALS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": "test"}
        self._session = boto3.session.Session(region_name=region, **keys)
        self._endpoint = server.endpoint
        self._clients: dict[str, Any] = {}
        self.estate = estate
        self.region = region
        self.instances = instances
        self.chance = random.Random(f"{SEED}/{region}")
        self.networks: list[Network] = []
        self.running: list[tuple[str, Network]] = []
        self.queues: list[str] = []

    def of(self, share: float, least: int = 1) -> range:
        """As many as ``share`` of the instances."""
        return range(max(least, int(self.instances * share)))

    def client(self, service: str) -> Any:
        """The client of a service here."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, endpoint_url=self._endpoint)
        return self._clients[service]

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something here."""
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{rest}"

    def add(self, key: str, *named: str) -> str:
        """Note a resource and what it names, or is reached from."""
        return self.estate.add(key, *named)

    def tags(self, name: str) -> list[dict[str, str]]:
        """Tags as operators set them, the team now and then forgotten."""
        tags = {"Name": name, "env": self.chance.choice(("prod", "prod", "staging", "dev"))}
        if self.chance.random() < 0.92:
            tags["team"] = self.chance.choice(TEAMS)
        if self.chance.random() < 0.7:
            tags["cost-center"] = f"cc-{self.chance.randint(100, 130)}"
        return [{"Key": key, "Value": value} for key, value in tags.items()]

    def tagged(self, resource: str, name: str) -> list[dict[str, Any]]:
        """Tags for what EC2 makes."""
        return [{"ResourceType": resource, "Tags": self.tags(name)}]

    def name(self, number: int) -> str:
        """A name that nothing else of its kind has here."""
        return f"{self.chance.choice(TEAMS)}-{self.chance.choice(ROLES)}-{self.region}-{number}"


@dataclass(eq=False)
class Network:
    """A VPC and what is in it."""

    vpc: str
    subnets: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    internet: str = ""
    """Its internet gateway, where the routes of its first three subnets lead."""
    public_table: str = ""
    """The table of these routes, by which answers to the internet go."""
    open: dict[str, set[int]] = field(default_factory=dict)
    """Group → ports that it lets anybody in on."""


def seed(server: Server, instances: int) -> Estate:
    """Put an estate with so many instances into an empty server."""
    from benchmarks.aws_estate import seed_compute, seed_data, seed_network, seed_platform

    estate = Estate()
    everywhere = Place(server, estate, HOME, instances)
    seed_platform.whole_account(everywhere)
    for region in REGIONS:
        place = Place(server, estate, region, instances // len(REGIONS))
        for part in (seed_network, seed_compute, seed_data, seed_platform):
            part.region(place)
    return estate


def change(server: Server) -> int:
    """Give 1.2 % of the instances another tag, and say how many those are."""
    import boto3

    session = boto3.session.Session(aws_access_key_id="test", aws_secret_access_key="test")
    changed = 0
    for region in REGIONS:
        client = session.client("ec2", region_name=region, endpoint_url=server.endpoint)
        pages = client.get_paginator("describe_instances").paginate()
        ids = [one["InstanceId"] for page in pages for several in page["Reservations"] for one in several["Instances"]]
        some = ids[::CHANGED]
        client.create_tags(Resources=some, Tags=[{"Key": "patched", "Value": "yes"}])
        changed += len(some)
    return changed


def crowds(chance: random.Random, total: int) -> Iterator[int]:
    """Sizes of groups of equals, until there are ``total`` of them."""
    while total > 0:
        size = min(total, chance.choice(CROWDS))
        total -= size
        yield size


def chosen(chance: random.Random, options: Iterable[str], number: int) -> list[str]:
    """So many of ``options``, or all."""
    known = list(options)
    return chance.sample(known, min(number, len(known)))


if __name__ == "__main__":
    there = Server(sys.argv[1])
    seed(there, int(sys.argv[2])) if sys.argv[2:] else change(there)
