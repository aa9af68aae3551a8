"""Partitions of AWS, what the settings ask to be allowed, and as whom calls are made; over the SDK's own description of AWS."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.config import checked, declaration
from dharma_tui.core.errors import AccessDeniedError, AuthError, SettingsError
from dharma_tui.core.hosts import REGION, SUFFIX, region_of, suffix_at
from dharma_tui.core.prompting import Unattended
from dharma_tui.core.settings import AwsSettings, Settings
from dharma_tui.services.discovery.aws._absent import absence
from dharma_tui.services.discovery.aws._accounts import Entered, _account, _Caller
from dharma_tui.services.discovery.aws._clients import CLIENTS, Clients, speaking
from dharma_tui.services.discovery.aws._partitions import home_of, is_of, partition_of, regions, suffix_of
from dharma_tui.services.discovery.aws._profiles import Profile
from dharma_tui.services.discovery.aws._session import Account, Sdk
from dharma_tui.services.discovery.aws.sqs import Sqs
from dharma_tui.services.discovery.aws.wafv2 import GlobalWaf, Waf

PARTITIONS = {
    "aws": ("us-east-1", "amazonaws.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com"),
}


def session(**profile: str) -> Any:
    import botocore.session

    made = botocore.session.Session()
    made._profile_map = {"default": profile}
    made.full_config["profiles"]["default"] = profile
    return made


def sdk(clients: Clients | None = None, **profile: str) -> Sdk:
    from botocore.credentials import Credentials

    clock = FrozenClock()
    shared = clients if clients is not None else Clients(clock)
    made = session(**profile)
    shared.adopt(made)
    return Sdk(made, Credentials("key", "secret"), shared, clock)


@pytest.mark.parametrize(("partition", "told"), PARTITIONS.items())
def test_what_is_not_of_a_region_is_asked_for_at_home(partition: str, told: tuple[str, str]) -> None:
    home, domain = told
    client = sdk().client("iam", "", partition)
    assert client.meta.endpoint_url.endswith(domain)
    assert partition_of(home) == partition
    queue = sdk().client("sqs", home, partition)
    assert queue.meta.endpoint_url == f"https://sqs.{home}.{domain}"


@pytest.mark.parametrize("partition", PARTITIONS)
def test_regions_of_a_partition_know_where_they_are(partition: str) -> None:
    import botocore.session

    for region in botocore.session.Session().get_available_regions("ec2", partition):
        assert partition_of(region) == partition


def test_names_end_as_the_sdk_has_them_end_in_every_region() -> None:
    for region in sorted(region for region in regions() if not region.endswith("-global")):
        assert re.fullmatch(REGION, region)
        assert suffix_at(region) == suffix_of(partition_of(region)), region
        assert re.fullmatch(SUFFIX, suffix_at(region))
        assert region_of(f"x.elb.{region}.{suffix_at(region)}") == region


def test_a_service_that_a_partition_lacks_is_not_looked_for_there() -> None:
    gov = Account("123456789012", "aws-us-gov", ("us-gov-east-1", "us-gov-west-1"))
    assert sdk().offered("globalaccelerator", gov) == frozenset()
    assert sdk().offered("sqs", gov) == frozenset(gov.regions)
    assert sdk().offered("iam", gov) == frozenset(gov.regions)
    assert home_of("aws", "globalaccelerator") == "us-west-2"


@pytest.mark.parametrize(("partition", "places"), [("aws", 1), ("aws-us-gov", 0)])
def test_what_guards_a_service_is_not_looked_for_where_that_is_not(partition: str, places: int) -> None:
    account = Account("123456789012", partition, (PARTITIONS[partition][0],))
    door = Entered(account, sdk())
    assert len(GlobalWaf(FrozenClock())._scopes(door, account.regions)) == places
    assert len(Waf(FrozenClock())._scopes(door, account.regions)) == 1


# -- as whom


class Speaker:
    def __init__(self, name: str) -> None:
        from botocore.credentials import Credentials

        self.credentials = Credentials(name, "secret")
        self.sdk = sdk()

    def pace(self, service: str, region: str) -> Any:
        return self.sdk.pace(service, region)


def test_accounts_share_clients_and_nothing_else() -> None:
    clients = Clients(FrozenClock())
    one, two = sdk(clients), sdk(clients)
    client = one.client("sqs", "us-east-1")
    assert two.client("sqs", "us-east-1") is client
    assert sdk(clients, endpoint_url="http://127.0.0.1:1").client("sqs", "us-east-1") is not client
    assert one.pace("sqs", "us-east-1") is not two.pace("sqs", "us-east-1")


def test_clients_are_bounded() -> None:
    clients = Clients(FrozenClock())
    made = sdk(clients)
    regions = [f"eu-nowhere-{number}" for number in range(CLIENTS + 4)]
    for region in regions:
        made.client("sqs", region)
    assert len(clients) == CLIENTS


def test_a_call_as_nobody_is_refused() -> None:
    client = sdk().client("sqs", "us-east-1")
    with pytest.raises(LookupError, match="nobody"):
        client.list_queues()


def test_who_speaks_is_known_by_thread_and_comes_back() -> None:
    from dharma_tui.services.discovery.aws._clients import _speaker

    one, two = Speaker("one"), Speaker("two")
    other: list[BaseException] = []

    def elsewhere() -> None:
        try:
            _speaker()
        except LookupError as error:
            other.append(error)

    with speaking(one):
        with speaking(two):
            assert _speaker() is two
        assert _speaker() is one
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert len(other) == 1


def test_a_turn_that_was_waited_for_is_taken_by_one_call() -> None:
    """The next try of that call waits for its own; so does what is called meanwhile to renew credentials."""
    from dharma_tui.services.discovery.aws._clients import _is_in_turn

    one, two = Speaker("one"), Speaker("two")
    with speaking(one, in_turn=True):
        with speaking(two):
            assert not _is_in_turn()
        assert _is_in_turn()
        assert not _is_in_turn()
    assert not _is_in_turn()


# -- the regions of an account

OPTED = "me-south-1"


def told_regions(*answers: str) -> tuple[str, ...]:
    """The regions of an account whose caller is in one that must be opted into; each region asked in turn answers so."""
    from botocore.stub import Stubber

    asked = sdk()
    for region, answer in zip((OPTED, "us-east-1"), answers, strict=False):
        stub = Stubber(asked.client("ec2", region))
        if answer:
            stub.add_client_error("describe_regions", answer)
        else:
            states = {
                "cn-north-1": "opt-in-not-required",
                "us-east-1": "opt-in-not-required",
                OPTED: "opted-in",
                "af-south-1": "not-opted-in",
            }
            enabled = [{"RegionName": name, "OptInStatus": state} for name, state in states.items()]
            stub.add_response("describe_regions", {"Regions": enabled})
        stub.activate()
    caller = _Caller(Profile("", Clients(FrozenClock()), FrozenClock(), Unattended()), asked, "", "aws", OPTED)
    found = _account("123456789012", asked, caller)
    assert found.off == (("af-south-1",) if "" in answers else ())
    return found.regions


@pytest.mark.parametrize("answers", [("",), ("AuthFailure", ""), ("UnauthorizedOperation", ""), ("OptInRequired", "")])
def test_regions_are_asked_for_at_home_where_the_own_region_is_not_enabled(answers: tuple[str, ...]) -> None:
    assert told_regions(*answers) == (OPTED, "us-east-1")


def test_a_region_that_cannot_be_listed_is_told_by_why() -> None:
    accounts = [
        Account(str(number) * 12, "aws", ("us-east-1",), ("me-south-1",) if number < 5 else ()) for number in range(6)
    ]
    for word in ("us-gov-west-1", "us-gov-*"):
        told = absence(word, accounts)
        assert told is not None
        assert told.message == f"{word} is of the partition aws-us-gov, and the credentials are of aws"
        assert "aws.profiles" in told.hint
    off = absence("me-*", accounts)
    assert off is not None
    assert off.message == "me-* is not enabled in account 000000000000, 111111111111, 222222222222 and 2 more"
    assert absence("us-eats-1", accounts) is None
    assert absence("us-newiso-east-1", [Account("9" * 12, "aws-newiso", ("us-newiso-east-1",))]) is None
    assert absence("cn-north-1", [*accounts, Account("9" * 12, "aws-cn", ("cn-northwest-1",))]) is None


@pytest.mark.parametrize(
    ("region", "partition", "is_one"),
    [
        ("us-east-1", "aws", True),
        ("us-gov-east-1", "aws", False),
        ("cn-north-1", "aws-cn", True),
        ("cn-north-1", "aws-us-gov", False),
        ("us-newiso-east-1", "aws-newiso", True),
    ],
)
def test_of_a_partition_that_is_not_known_any_region_may_be(region: str, partition: str, is_one: bool) -> None:
    assert is_of(region, partition) is is_one


def test_regions_that_nobody_may_tell_are_that_of_the_caller() -> None:
    assert told_regions("UnauthorizedOperation", "UnauthorizedOperation") == (OPTED,)
    with pytest.raises(AccessDeniedError, match="ec2:DescribeRegions"):
        told_regions("AuthFailure", "UnauthorizedOperation")
    with pytest.raises(AuthError, match="not accepted"):
        told_regions("AuthFailure", "AuthFailure")


# -- what must be allowed


def policy(**settings: Any) -> Any:
    told = Settings(aws=AwsSettings(**settings))
    return Sqs(FrozenClock(), lambda: told).policy(Sqs.kinds)


def test_without_accounts_nothing_is_entered() -> None:
    statements = policy()["Statement"]
    assert [statement["Sid"] for statement in statements] == ["DharmaTuiReads"]
    assert "organizations:ListAccounts" not in statements[0]["Action"]


@pytest.mark.parametrize(
    ("settings", "roles"),
    [
        ({"role": "Audit", "accounts": "organization"}, ["arn:aws:iam::*:role/Audit"]),
        ({"role": "Audit"}, ["arn:aws:iam::*:role/Audit"]),
        (
            {"role": "of/a/path/Audit", "accounts": "111122223333, 444455556666"},
            ["arn:aws:iam::111122223333:role/of/a/path/Audit", "arn:aws:iam::444455556666:role/of/a/path/Audit"],
        ),
        ({"role": "arn:aws-cn:iam::111122223333:role/Audit"}, ["arn:aws-cn:iam::111122223333:role/Audit"]),
        (
            {"role": "arn:aws-us-gov:iam::111122223333:role/Audit", "accounts": "organization"},
            ["arn:aws-us-gov:iam::*:role/Audit"],
        ),
    ],
)
def test_what_enters_accounts_is_in_the_policy(settings: dict[str, str], roles: list[str]) -> None:
    reads, enters = policy(**settings)["Statement"]
    assert (enters["Action"], enters["Resource"]) == ("sts:AssumeRole", roles)
    assert ("organizations:ListAccounts" in reads["Action"]) is (settings.get("accounts") == "organization")


@pytest.mark.parametrize(
    ("region", "partition"), [("us-gov-east-1", "aws-us-gov"), ("cn-northwest-1", "aws-cn"), ("eu-west-1", "aws")]
)
def test_roles_are_of_the_partition_of_the_profile(
    region: str, partition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    (tmp_path / "config").write_text(
        f"[profile ops]\nregion = {region}\n[default]\nregion = {region}\n[profile iso]\nregion = us-iso-east-1\n"
    )
    several = policy(role="Audit", profiles="ops, iso", accounts="111122223333, 444455556666")["Statement"][1]
    assert several["Resource"] == [f"arn:*:iam::{account}:role/Audit" for account in ("111122223333", "444455556666")]
    for profiles in ("", "ops"):
        enters = policy(role="Audit", profiles=profiles)["Statement"][1]
        assert enters["Resource"] == [f"arn:{partition}:iam::*:role/Audit"]
    monkeypatch.setenv("AWS_REGION", "us-iso-west-1")
    assert policy(role="Audit")["Statement"][1]["Resource"] == ["arn:aws-iso:iam::*:role/Audit"]


@pytest.mark.parametrize(
    ("key", "value", "well"),
    [
        ("aws.accounts", "", True),
        ("aws.accounts", "organization", True),
        ("aws.accounts", "111122223333 , organization,444455556666", True),
        ("aws.accounts", "11112222333", False),
        ("aws.accounts", "all", False),
        ("aws.accounts", "111122223333;444455556666", False),
        ("aws.role", "Discovery", True),
        ("aws.role", "arn:aws-us-gov:iam::111122223333:role/path/Discovery", True),
        ("aws.role", "arn:aws:iam::111122223333:user/Discovery", False),
        ("aws.role", "two words", False),
        ("aws.external_id", "8f2c-11", True),
        ("aws.external_id", "x", False),
    ],
)
def test_settings_are_checked(key: str, value: str, well: bool) -> None:
    known = declaration(key)
    if well:
        assert checked(known, value, "") == value
    else:
        with pytest.raises(SettingsError, match=key):
            checked(known, value, "")


@pytest.mark.parametrize("service", ["sqs", "elbv2", "iam", "s3", "globalaccelerator"])
def test_regions_of_a_service_are_those_the_sdk_tells(service: str) -> None:
    made = session()
    for partition in PARTITIONS:
        told = frozenset(made.get_available_regions(service, partition))
        assert (Clients(FrozenClock()).offered(session(), service, partition) or frozenset()) == told
