"""What is told of files before any of it is stored."""

from __future__ import annotations

from dharma_tui.core.importer import Found, Gone
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.import_contents import Counted, count
from dharma_tui.services.import_files import Meter

HERE, THERE = Scope("aws", "1", "eu-west-1"), Scope("aws", "2", "us-east-1")


def disk(key: str, scope: Scope = HERE) -> Resource:
    return Resource(ResourceRef("aws.ec2.volume", key), key, scope, State.RUNNING)


def gone(key: str) -> Gone:
    return Gone(HERE, "aws.ec2.volume", key)


def told(*items: Found) -> Counted:
    return count([("file", items)], Meter(), lambda _: None)


def test_what_is_said_to_be_gone_is_no_resource_and_what_is_there_again_is_not_gone() -> None:
    found = told(disk("one"), disk("two", THERE), disk("three"), gone("two"), gone("three"), disk("three"), gone("two"))
    assert found.kinds == {"aws.ec2.volume": 2} and found.accounts == {"1": 2} and found.regions == {"eu-west-1": 2}
    assert found.gone == 1


def test_of_what_is_told_twice_the_last_counts() -> None:
    found = told(disk("one"), disk("one", THERE))
    assert found.kinds == {"aws.ec2.volume": 1} and found.accounts == {"2": 1} and not found.gone
