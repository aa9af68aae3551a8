"""What is stored otherwise than AWS tells it: facts that follow from others, moments in numbers, documents in texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._credentials import credentials
from dharma_tui.services.discovery.aws._open import let_in_by_lists, open_to_internet, rules_of
from dharma_tui.services.discovery.aws._paths import moment, read
from dharma_tui.services.discovery.aws._sizes import GIB, in_bytes


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


def test_what_a_group_lets_in_by_prefix_lists() -> None:
    lists: Json = [{"PrefixListId": "pl-1"}, {"PrefixListId": "pl-2"}]
    rules: Json = [
        rule("tcp", 22, 22, PrefixListIds=lists),
        rule("udp", 53, 53, PrefixListIds=[{"PrefixListId": "pl-1"}]),
    ]
    told = let_in_by_lists({"GroupId": "sg-1", "IpPermissions": rules})
    assert told == ["tcp 22; udp 53 from pl-1", "tcp 22 from pl-2"]
    assert let_in_by_lists({"GroupId": "sg-1", "IpPermissions": []}) is None


def test_rules_of_a_group_are_counted_by_whom_they_are_about() -> None:
    groups: Json = [{"GroupId": "sg-2"}, {"GroupId": "sg-3"}]
    lists: Json = [{"PrefixListId": "pl-1"}]
    entries: Json = [
        rule("tcp", 443, 443, "203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32"),
        rule("tcp", 80, 80, UserIdGroupPairs=groups, PrefixListIds=lists),
    ]
    attrs: dict[str, Json] = {"IpPermissions": entries, "IpPermissionsEgress": []}
    assert (rules_of("IpPermissions")(attrs), rules_of("IpPermissionsEgress")(attrs)) == (6, 0)
    assert rules_of("IpPermissions")({}) is None, "nobody has listed them"


@pytest.mark.parametrize(
    ("told", "size"),
    [(8, 8 << 30), ("512", 512 << 30), (0.5, 1 << 29), ("default", None), (None, None), ("1e999", None)],
)
def test_sizes_are_told_in_bytes_where_there_is_a_number(told: Json, size: int | None) -> None:
    assert in_bytes("Disk.Size", GIB)({"Disk": {"Size": told}}) == size


REPORT = """user,arn,password_enabled,password_last_changed,mfa_active,access_key_1_active,access_key_1_last_rotated,\
access_key_2_active,access_key_2_last_rotated
<root_account>,arn:aws:iam::1:root,not_supported,not_supported,true,false,N/A,false,N/A
ann,arn:aws:iam::1:user/ann,true,2024-05-01T10:00:00+00:00,true,true,2024-05-02T10:00:00+00:00,true,2023-05-02T10:00:00+00:00
bot,arn:aws:iam::1:user/bot,false,N/A,false,false,2024-05-02T10:00:00+00:00,false,N/A
"""


def test_how_users_sign_in_is_read_from_the_credential_report() -> None:
    ann, bot = credentials([{"Id": REPORT.encode()}])
    assert (ann["PasswordEnabled"], ann["PasswordChangedAt"]) == (True, "2024-05-01T10:00:00+00:00")
    assert [key["Since"][:4] for key in ann["ActiveKeys"]] == ["2023", "2024"]  # the oldest first
    assert (bot["Arn"], bot["MfaActive"], bot["ActiveKeys"]) == ("arn:aws:iam::1:user/bot", False, [])


DAY = datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1714557600, DAY),
        (1714557600000, DAY),
        ("1714557600", DAY),
        ("1714557600.000000", DAY),
        ("1714557600.5", DAY + timedelta(seconds=0.5)),
        ("1.2.3", "1.2.3"),
        ("2024-05-01T10:00:00.5", "2024-05-01T10:00:00.5+00:00"),
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
