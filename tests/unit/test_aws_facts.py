"""What is stored otherwise than AWS tells it: facts that follow from others, moments in numbers, documents in texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._open import open_to_internet
from dharma_tui.services.discovery.aws._paths import moment, read


def rule(protocol: str, first: int, last: int, *networks: str, **more: Json) -> Json:
    ranges: list[Json] = [{"CidrIp": network} for network in networks if ":" not in network]
    ranges6: list[Json] = [{"CidrIpv6": network} for network in networks if ":" in network]
    ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
    return {"IpProtocol": protocol, **ports, "IpRanges": ranges, "Ipv6Ranges": ranges6, **more}


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([], None),
        ([rule("tcp", 22, 22, "10.0.0.0/8"), rule("tcp", 443, 443, "203.0.113.0/24")], None),
        ([rule("tcp", 22, 22, "0.0.0.0/0"), rule("tcp", 80, 81, "10.0.0.0/8", "::/0")], "tcp 22, 80-81"),
        ([rule("tcp", 22, 22, "0.0.0.0/1"), rule("udp", 53, 53, "128.0.0.0/1")], "tcp 22; udp 53"),
        ([rule("-1", 0, 0, "0.0.0.0/0"), rule("tcp", 22, 22, "0.0.0.0/0")], "everything"),
        ([rule("tcp", 22, 22, "fc00::/7")], None),
        ([rule("tcp", 22, 22, UserIdGroupPairs=[{"GroupId": "sg-2"}])], None),
    ],
)
def test_what_a_group_opens_to_the_internet(rules: list[Json], told: str | None) -> None:
    assert open_to_internet({"GroupId": "sg-1", "IpPermissions": rules}) == told


DAY = datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1714557600, DAY),
        (1714557600000, DAY),
        ("1714557600", DAY),
        ("2024-05-01T10:00:00+00:00", "2024-05-01T10:00:00+00:00"),
        (DAY, DAY),
        (True, True),
        ("", ""),
        (10**30, 10**30),
        (None, None),
    ],
)
def test_numbers_that_stand_for_moments(value: object, told: object) -> None:
    assert moment(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [('{"maxReceiveCount":3}', {"maxReceiveCount": 3}), ({"a": 1}, {"a": 1}), ("{", "{"), (None, None)],
)
def test_documents_in_texts(value: object, told: object) -> None:
    assert read(value) == told
