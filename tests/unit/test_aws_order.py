"""What AWS lists in any order is stored in one; where order says something it stays."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._order import settle
from dharma_tui.services.store.lines import resource_line

GROUP: dict[str, Any] = {
    "GroupId": "sg-1",
    "IpPermissions": [
        {"FromPort": port, "IpRanges": [{"CidrIp": f"10.{number}.0.0/16"} for number in range(4)]} for port in range(5)
    ],
    "Tags": [{"Key": name, "Value": name} for name in "abc"],
}


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {name: shuffled(inner, chance) for name, inner in value.items()}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("seed", range(5))
def test_the_same_in_another_order_is_the_same(seed: int) -> None:
    service, kind = next(
        (made, kind)
        for made in (each(SystemClock()) for each in subclasses(aws, ProviderService))  # type: ignore[type-abstract]
        for kind in made.kinds
        if kind.kind == "aws.ec2.security_group"
    )
    scope = Scope("aws", "1", "north")
    lines = [
        resource_line(service.normalise(kind, scope, {"partition": "aws", "item": item}))
        for item in (copy.deepcopy(GROUP), shuffled(GROUP, random.Random(seed)))
    ]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("name", ["Command", "EntryPoint", "Statement", "Steps", "Columns"])
def test_where_order_says_something_it_stays(name: str) -> None:
    value: Any = {"Inner": {name: ["b", "a", {"Groups": ["d", "c"]}]}}
    settle(value)
    assert value == {"Inner": {name: ["b", "a", {"Groups": ["c", "d"]}]}}
