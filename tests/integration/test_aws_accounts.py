"""Several accounts of a loopback AWS, entered by profiles, roles, single sign-on, processes and codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import AuthError, UsageError
from dharma_tui.core.prompting import Prompter, Question, Unattended
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import AwsSettings, ScanSettings, Settings
from dharma_tui.core.types import Scope
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws.sqs import Sqs
from dharma_tui.services.discovery.aws.vpc import Vpc
from dharma_tui.services.discovery.aws.wide_area import GlobalAccelerator
from dharma_tui.services.scan_parts import find_parts
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.aws_wire import wire
from tests.integration.moto_lab import ACCOUNT, NORTH, Estate, estate

CLOCK = SystemClock()
ROLE = "Discovery"
QUEUES = "aws.sqs.queue"
DEVICE = f"arn:aws:iam::{ACCOUNT}:mfa/ops"
CODE = "123456"


def _organization(made: Estate) -> None:
    organizations = made.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    for name in ("shops", "bank"):
        account = organizations.create_account(AccountName=name, Email=f"{name}@example.com")
        made.ids[name] = account["CreateAccountStatus"]["AccountId"]


class Organization:
    """The loopback AWS with two member accounts: the same names in all three, a queue of its own in each."""

    def __init__(self, made: Estate) -> None:
        self.made = made
        self.members = [made.ids["shops"], made.ids["bank"]]
        for account in (ACCOUNT, *self.members):
            self.client(account, "sqs").create_queue(QueueName="orders")
            self.client(account, "sqs").create_queue(QueueName=f"of-{account}")
            self.client(account, "ec2").create_key_pair(KeyName="ops")

    def client(self, account: str, service: str) -> Any:
        """A client in one of the accounts."""
        import boto3

        keys = {"AccessKeyId": "test", "SecretAccessKey": "test", "SessionToken": None}
        if account != ACCOUNT:
            keys = self.made.client("sts").assume_role(RoleArn=arn(account), RoleSessionName="test")["Credentials"]
        session = boto3.session.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        return session.client(service, region_name=NORTH, endpoint_url=self.made.endpoint)

    def names(self, account: str) -> set[str]:
        """The queues of an account."""
        urls: list[str] = self.client(account, "sqs").list_queues()["QueueUrls"]
        return {url.rpartition("/")[2] for url in urls}

    def control(self, path: str) -> dict[str, int]:
        return self.made.control(path)

    def trust(self, account: str, **wanted: str) -> None:
        """Have the role of an account want an external id, or a code."""
        more = "".join(f"&{name}={value}" for name, value in wanted.items())
        self.control(f"trust?role={quote(arn(account) if account.isdigit() else account)}{more}")


def arn(account: str, role: str = ROLE) -> str:
    return f"arn:aws:iam::{account}:role/{role}"


@pytest.fixture(scope="module")
def made() -> Iterator[Organization]:
    with estate(_organization) as started:
        yield Organization(started)


class Home:
    """The files of the AWS CLI of one person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ".aws"
        self.folder.mkdir()
        self.profile("default", aws_access_key_id="test", aws_secret_access_key="test")

    def profile(self, name: str, **told: str) -> None:
        head = "default" if name == "default" else f"profile {name}"
        self.section(head, **{"region": NORTH, **told})

    def section(self, head: str, **told: str) -> None:
        lines = "".join(f"{key} = {value}\n" for key, value in told.items())
        with (self.folder / "config").open("a") as file:
            file.write(f"[{head}]\n{lines}\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Organization) -> Iterator[Home]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", made.made.endpoint)
    yield Home(tmp_path)
    made.control("heal")


class Bench:
    """Scans with every service of AWS into a lake."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=CLOCK)
        self.prompter: Prompter = Unattended()

    async def scan(self, *kinds: str, only: tuple[str, ...] = (), **settings: Any) -> ScanReport:
        told = Settings(aws=AwsSettings(**settings))
        services = [
            service.built(CLOCK, lambda: told, self.prompter)
            for service in subclasses(aws, ProviderService)  # type: ignore[type-abstract]
        ]
        scanner = Scanner(services, ScanStore(self.lake), Bus(), CLOCK, new_id, ScanSettings(), folder=self.folder)
        return await scanner.scan(Selection(("aws",), (NORTH,), only, kinds or (QUEUES,)))

    def names(self, account: str, kind: str = QUEUES) -> set[str]:
        found = self.lake.query("SELECT name FROM lake.resources WHERE kind = ? AND account = ?", [kind, account])
        return {name for (name,) in found}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


class Person(Unattended):
    """Somebody who answers with these codes, and remembers sessions."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.asked: list[Question] = []
        self.sessions: dict[str, str] = {}

    def ask(self, question: Question) -> str:
        self.asked.append(question)
        if not self.codes:
            raise AuthError("no code was entered")
        return self.codes.pop(0)

    def recall(self, name: str) -> str:
        return self.sessions.get(name, "")

    def remember(self, name: str, session: str) -> None:
        self.sessions[name] = session


def failed(report: ScanReport) -> list[ScopeReport]:
    return [part for part in report.scopes if part.status is ScopeStatus.FAILED]


async def test_equal_names_and_ids_in_all_accounts_of_the_organization_are_kept_apart(
    bench: Bench, home: Home, made: Organization
) -> None:
    report = await bench.scan(QUEUES, "aws.ec2.key_pair", role=ROLE, accounts="organization")
    assert report.status is ScanStatus.COMPLETE, failed(report)
    for account in (ACCOUNT, *made.members):
        assert bench.names(account) == {"orders", f"of-{account}"}
        assert bench.names(account, "aws.ec2.key_pair") == {"ops"}
    again = await bench.scan(QUEUES, "aws.ec2.key_pair", role=ROLE, accounts="organization")
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


async def test_what_aws_shows_to_every_account_is_listed_once(bench: Bench, home: Home, made: Organization) -> None:
    kind = "aws.ec2.prefix_list"
    accounts = sorted((ACCOUNT, *made.members))
    shown = [made.client(account, "ec2").describe_managed_prefix_lists()["PrefixLists"] for account in accounts]
    assert {told["OwnerId"] for lists in shown for told in lists} == {"AWS"}
    report = await bench.scan(kind, role=ROLE, accounts="organization")
    assert (report.status, report.resources) == (ScanStatus.COMPLETE, len(shown[0]))
    assert bench.names(accounts[0], kind) == {told["PrefixListName"] for told in shown[0]}


async def test_one_account_that_refuses_fails_alone(bench: Bench, home: Home, made: Organization) -> None:
    shops, bank = made.members
    await bench.scan(role=ROLE, accounts="organization")
    made.trust(shops, external_id="right")
    report = await bench.scan(role=ROLE, accounts="organization", external_id="wrong")
    assert report.status is ScanStatus.PARTIAL
    (refused,) = failed(report)
    assert (refused.scope.account, refused.kind) == (shops, QUEUES)
    assert "sts:AssumeRole" in refused.reason
    assert "external id" in refused.hint
    assert report.removed == 0
    assert bench.names(shops) == {"orders", f"of-{shops}"}
    assert {part.scope.account for part in report.scopes if part.status is ScopeStatus.COMPLETE} == {ACCOUNT, bank}

    report = await bench.scan(role=ROLE, accounts="organization", external_id="right")
    assert report.status is ScanStatus.COMPLETE


async def test_accounts_are_entered_by_the_role_of_an_arn_or_a_name(
    bench: Bench, home: Home, made: Organization
) -> None:
    shops, bank = made.members
    await bench.scan(role=arn(bank))
    assert {account for account in (ACCOUNT, shops, bank) if bench.names(account)} == {bank}
    report = await bench.scan(role=f"of/a/path/{ROLE}", accounts=f"{shops}, {bank}")
    assert {part.scope.account for part in report.scopes} == {shops, bank}


async def test_accounts_without_a_role_are_told_what_they_need(bench: Bench, home: Home, made: Organization) -> None:
    report = await bench.scan(accounts="organization")
    assert {part.scope.account for part in failed(report)} == set(made.members)
    assert all("aws.role" in part.hint for part in failed(report))
    assert bench.names(ACCOUNT)


async def test_an_organization_without_accounts_is_told_as_that(
    bench: Bench, home: Home, made: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wire(lambda asked: {"Accounts": []}) as there:
        name = "AWS_ENDPOINT_URL_ORGANIZATIONS"
        monkeypatch.setenv(name, there.environment("organizations")[name])
        report = await bench.scan(role=ROLE, accounts="organization")
    (part,) = failed(report)
    assert (part.scope.account, "lists no active account" in part.reason) == ("organization", True), part
    assert "aws.accounts" in part.hint
    assert {each.scope.account for each in report.scopes} == {"organization", ACCOUNT}


async def test_an_account_of_which_an_organization_says_nothing_costs_no_other(
    bench: Bench, home: Home, made: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [{"Id": made.members[0], "State": "ACTIVE"}, None, {"Id": made.members[1], "State": "ACTIVE"}]
    with wire(lambda asked: {"Accounts": told}) as there:
        name = "AWS_ENDPOINT_URL_ORGANIZATIONS"
        monkeypatch.setenv(name, there.environment("organizations")[name])
        report = await bench.scan(role=ROLE, accounts="organization")
    (part,) = failed(report)
    assert (part.scope.account, "does not say which" in part.reason) == ("organization", True), part
    assert {each.scope.account for each in report.scopes} == {"organization", ACCOUNT, *made.members[:2]}


async def test_an_organization_that_does_not_tell_is_said_to(bench: Bench, home: Home, made: Organization) -> None:
    made.control("fault?service=organizations&kind=denied")
    report = await bench.scan(role=ROLE, accounts="organization")
    (refused,) = failed(report)
    assert (refused.scope.account, refused.reason) == ("organization", "not allowed: organizations:ListAccounts")
    assert bench.names(ACCOUNT)


async def test_profiles_that_lead_to_one_account_scan_it_once(bench: Bench, home: Home, made: Organization) -> None:
    home.profile("same", aws_access_key_id="test", aws_secret_access_key="test")
    home.profile("prod-shops", role_arn=arn(made.members[0]), source_profile="default")
    home.profile("prod-bank", role_arn=arn(made.members[1]), source_profile="prod-shops", external_id="xx")
    report = await bench.scan(profiles="default, same, prod-*")
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert sorted(part.scope.account for part in report.scopes) == sorted([ACCOUNT, *made.members])


async def test_a_profile_that_fails_is_told_beside_the_others(bench: Bench, home: Home, made: Organization) -> None:
    home.profile("empty")
    report = await bench.scan(profiles="default, empty, nobody, none-*")
    told = {part.scope.account: (part.reason, part.hint) for part in failed(report)}
    assert set(told) == {"profile:empty", "profile:nobody", "profile:none-*"}
    assert "no credentials" in told["profile:empty"][0]
    assert "default" in told["profile:nobody"][1]
    assert bench.names(ACCOUNT)


async def test_a_profile_whose_program_or_file_is_not_there_fails_alone(
    bench: Bench, home: Home, made: Organization
) -> None:
    home.profile("program", credential_process="no-such-program")
    home.profile("token", role_arn=arn(made.members[0]), web_identity_token_file="no-such-file")
    report = await bench.scan(profiles="*")
    told = {part.scope.account: part.reason for part in failed(report)}
    assert told == {
        f"profile:{name}": f"no usable credentials: {setting} of profile {name}: No such file or directory: {path}"
        for name, setting, path in (
            ("program", "credential_process", "no-such-program"),
            ("token", "web_identity_token_file", "no-such-file"),
        )
    }
    assert bench.names(ACCOUNT)


async def test_a_profile_that_has_been_entered_is_covered_as_its_account_alone(
    bench: Bench, home: Home, made: Organization
) -> None:
    def covered() -> set[tuple[str, str]]:
        return {(part.scope.account, part.kind) for part in ScanStore(bench.lake).coverage()}

    keys = "aws.ec2.key_pair"
    home.profile("ops")
    await bench.scan(QUEUES, keys, profiles="default, ops")
    assert ("profile:ops", QUEUES) in covered()
    config = home.folder / "config"
    role = f"role_arn = {arn(made.members[0])}\nsource_profile = default"
    config.write_text(config.read_text().replace("[profile ops]", f"[profile ops]\n{role}"))
    await bench.scan(QUEUES, only=(made.members[0],), profiles="default, ops")
    assert covered() == {(ACCOUNT, QUEUES), (ACCOUNT, keys), (made.members[0], QUEUES)}


async def test_calls_that_lead_into_accounts_are_counted_as_well(bench: Bench, home: Home, made: Organization) -> None:
    home.profile("shops", role_arn=arn(made.members[0]), source_profile="default")
    before = sum(made.control("places").values())
    report = await bench.scan(profiles="default, shops", role=ROLE, accounts=f"organization, {made.members[1]}")
    heard = sum(made.control("places").values()) - before
    assert (report.calls, sum(part.calls for part in report.scopes) + report.entering) == (heard, heard)
    roles, asked = 1 + 2, 2  # of the profile, and of the other two accounts
    assert report.entering == asked + asked + roles + 3  # who asks, the members, the regions of each
    stored = ScanStore(bench.lake).report(report.scan_id)
    assert stored is not None and stored.calls == heard


async def test_a_selection_of_accounts_is_kept_to(bench: Bench, home: Home, made: Organization) -> None:
    made.trust(made.members[1], external_id="other")
    report = await bench.scan(role=ROLE, accounts="organization", only=(made.members[0],))
    assert {part.scope.account for part in report.scopes} == {made.members[0]}
    assert report.status is ScanStatus.COMPLETE


def service(of: type[ProviderService], prompter: Prompter, **settings: Any) -> ProviderService:
    told = Settings(aws=AwsSettings(**settings))
    return of.built(CLOCK, lambda: told, prompter)


async def test_accounts_that_nobody_asked_for_are_not_entered(home: Home, made: Organization) -> None:
    shops, bank = made.members
    queues = service(Sqs, Unattended(), role=ROLE, accounts="organization")
    before = made.control("calls")
    places = await queues.places((shops,))
    after = made.control("calls")
    asked = {name: after[name] - before.get(name, 0) for name in ("sts", "ec2", "organizations")}
    assert asked == {"sts": 2, "ec2": 1, "organizations": 1}  # who calls, the role; its regions; the members
    assert {scope.account for scope in places.scopes} == {shops}
    assert {scope.account for scope in places.elsewhere} == {ACCOUNT, bank}


async def test_profiles_that_lead_elsewhere_are_not_used(home: Home, made: Organization) -> None:
    shops, bank = made.members
    home.profile("shops", role_arn=arn(shops), source_profile="default")
    home.profile("bank", role_arn=arn(bank), source_profile="default", mfa_serial=DEVICE)
    person = Person()
    queues = service(Sqs, person, profiles="shops, bank")
    for only in (shops, "profile:shops"):
        places = await queues.places((only,))
        assert {scope.account for scope in places.scopes} == {shops}, only
        assert [scope.account for scope in places.elsewhere] == [bank]
        assert places.called == {"profile:shops": {shops}}
    assert person.asked == []


async def test_what_others_list_is_not_taken_over_when_they_are_not_asked_for(home: Home, made: Organization) -> None:
    last = max(ACCOUNT, *made.members)
    for account in made.members:
        home.profile(f"to-{account}", role_arn=arn(account), source_profile="default")
    networks = service(Vpc, Unattended(), profiles="default, to-*")
    (kind,) = (kind for kind in networks.kinds if kind.kind == "aws.ec2.prefix_list")
    assert {scope.account for scope in (await networks.places((last,))).scopes} == {last}
    assert [raw async for raw in networks.list(kind, Scope("aws", last, NORTH))] == []


# -- codes


async def test_a_profile_with_a_device_asks_for_its_code(bench: Bench, home: Home, made: Organization) -> None:
    shops = made.members[0]
    home.profile("ops", role_arn=arn(shops), source_profile="default", mfa_serial=DEVICE)
    made.trust(shops, code=CODE)
    person = bench.prompter = Person("000000", CODE)
    report = await bench.scan(profiles="ops, default")
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert bench.names(shops)
    assert [(question.subject, question.device) for question in person.asked] == [("AWS profile ops", DEVICE)] * 2
    assert person.asked[0].objection == ""
    assert "not accepted" in person.asked[1].objection

    later = bench.prompter = Person()
    later.sessions = person.sessions
    assert (await bench.scan(profiles="ops")).status is ScanStatus.COMPLETE
    assert later.asked == []
    assert not list(home.folder.rglob("*.json"))


async def test_codes_are_not_asked_for_without_end(bench: Bench, home: Home, made: Organization) -> None:
    shops = made.members[0]
    home.profile("ops", role_arn=arn(shops), source_profile="default", mfa_serial=DEVICE)
    made.trust(shops, code=CODE)
    person = bench.prompter = Person(*["000000"] * 9)
    report = await bench.scan(profiles="ops, default")
    assert len(person.asked) == 3
    assert [part.scope.account for part in failed(report)] == ["profile:ops"]
    assert "code" in failed(report)[0].reason
    assert bench.names(ACCOUNT)


async def test_who_does_not_answer_loses_that_account_alone(bench: Bench, home: Home, made: Organization) -> None:
    home.profile("ops", role_arn=arn(made.members[0]), source_profile="default", mfa_serial=DEVICE)
    bench.prompter = Person()
    report = await bench.scan(profiles="ops, default")
    assert [(part.scope.account, part.reason) for part in failed(report)] == [("profile:ops", "no code was entered")]
    assert bench.names(ACCOUNT)


async def test_one_code_opens_every_account_of_the_organization(bench: Bench, home: Home, made: Organization) -> None:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    home.profile("admin", mfa_serial=DEVICE, **keys)
    made.trust("session", code=CODE)
    person = bench.prompter = Person(CODE)
    report = await bench.scan(profiles="admin", role=ROLE, accounts="organization")
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert len(person.asked) == 1
    assert len({part.scope.account for part in report.scopes}) == 3


async def test_a_session_of_the_aws_cli_is_used_and_left_as_it_is(bench: Bench, home: Home, made: Organization) -> None:
    from botocore.credentials import AssumeRoleCredentialFetcher

    shops = made.members[0]
    home.profile("ops", role_arn=arn(shops), source_profile="default", mfa_serial=DEVICE)
    fetcher = AssumeRoleCredentialFetcher(None, None, arn(shops), {"SerialNumber": DEVICE})
    session = made.made.client("sts").assume_role(RoleArn=arn(shops), RoleSessionName="cli")
    kept = home.folder / "cli" / "cache" / f"{fetcher._cache_key}.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"Credentials": session["Credentials"]}, default=lambda at: at.isoformat()))
    before = kept.read_bytes()
    person = bench.prompter = Person()
    assert (await bench.scan(profiles="ops")).status is ScanStatus.COMPLETE
    assert person.asked == []
    assert (list(kept.parent.iterdir()), kept.read_bytes()) == ([kept], before)


# -- other sources


def signed_in(home: Home, until: datetime) -> None:
    from hashlib import sha1

    home.section("sso-session corp", sso_start_url="https://corp.example.com/start", sso_region=NORTH)
    home.profile("corp", sso_session="corp", sso_account_id=ACCOUNT, sso_role_name="Reader")
    kept = home.folder / "sso" / "cache" / f"{sha1(b'corp').hexdigest()}.json"
    kept.parent.mkdir(parents=True)
    token = {"accessToken": "signed-in", "expiresAt": until.strftime("%Y-%m-%dT%H:%M:%SZ"), "region": NORTH}
    kept.write_text(json.dumps({**token, "startUrl": "https://corp.example.com/start"}))


def scanned(home: Home, **settings: Any) -> dict[str, Any]:
    """The report of a scan in a process of its own: where sign-ins are kept the SDK looks up when it is imported."""
    told = {f"DHARMA_AWS_{name.upper()}": value for name, value in settings.items()}
    words = [*("scan", "--provider", "aws", "--kind", QUEUES, "--region", NORTH, "--json")]
    command = [sys.executable, "-m", "dharma_tui", "--data-dir", str(home.folder.parent / "data"), *words]
    ended = subprocess.run(command, env=os.environ | told, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


def test_single_sign_on_is_used(home: Home, made: Organization) -> None:
    signed_in(home, CLOCK.now() + timedelta(hours=8))
    report = scanned(home, profiles="corp")
    assert (report["status"], report["resources"]) == ("complete", len(made.names(ACCOUNT))), report


def test_a_sign_in_that_has_expired_is_told_with_the_command_that_renews_it(home: Home, made: Organization) -> None:
    signed_in(home, CLOCK.now() - timedelta(hours=1))
    report = scanned(home, profiles="corp,default")
    assert report["status"] == "partial"
    refused = next(part for part in report["scopes"] if part["status"] == "failed")
    assert refused["account"] == "profile:corp"
    assert "sso" in refused["reason"].lower()


def test_where_nobody_can_be_asked_a_code_is_told_to_be_wanted(home: Home, made: Organization) -> None:
    home.profile("ops", role_arn=arn(made.members[0]), source_profile="default", mfa_serial=DEVICE)
    report = scanned(home, profiles="ops,default")
    refused = next(part for part in report["scopes"] if part["status"] == "failed")
    assert refused["account"] == "profile:ops"
    assert DEVICE in refused["reason"]
    assert "nobody to ask" in refused["reason"]


@contextmanager
def container(**told: str) -> Iterator[tuple[str, list[str]]]:
    """Where a container is told its credentials, and with which tokens they were asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/credentials", asked
        server.shutdown()


async def test_credentials_of_a_container_are_used(
    bench: Bench, home: Home, made: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.folder / "config").unlink()
    assert not service(Sqs, Unattended()).is_set_up()
    ends = (CLOCK.now().astimezone(UTC) + timedelta(hours=6)).isoformat()
    with container(AccessKeyId="test", SecretAccessKey="test", Token="t", Expiration=ends) as (address, asked):
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address)
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "of-this-container")
        assert service(Sqs, Unattended()).is_set_up()
        report = await bench.scan()
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert bench.names(ACCOUNT)
    assert asked and set(asked) == {"of-this-container"}


async def test_profiles_that_are_set_and_nowhere_are_told(home: Home, made: Organization) -> None:
    (home.folder / "config").unlink()
    (closed,) = (await service(Sqs, Unattended(), profiles="gov").places()).closed
    assert str(closed.error) == "there is no profile 'gov'"


async def test_what_a_container_cannot_be_told_is_told(
    home: Home, made: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.folder / "config").unlink()
    with container(Message="none") as (address, _):
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", address)
        (closed,) = (await service(Sqs, Unattended()).places()).closed
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(home.folder / "token"))
        (untold,) = (await service(Sqs, Unattended()).places()).closed
    assert isinstance(closed.error, AuthError) and "AccessKeyId" in closed.error.message
    assert "the container has a role" in closed.error.hint
    assert "token" in untold.error.message


async def test_the_role_of_an_instance_is_asked_for_where_the_settings_say_so(
    home: Home, made: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.folder / "config").unlink()
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # which the SDK's source answers by telling none
    assert not (await service(Sqs, Unattended()).places()).closed
    (closed,) = (await service(Sqs, Unattended(), instance_role=True).places()).closed
    assert "instance" in closed.error.message and "aws.instance_role" in closed.error.hint


async def test_a_member_is_scanned_though_the_region_of_the_profile_is_not_enabled_there(
    bench: Bench, home: Home, made: Organization
) -> None:
    home.profile("far", region="me-south-1", aws_access_key_id="test", aws_secret_access_key="test")
    made.control("fault?service=ec2&region=me-south-1&kind=AuthFailure")
    report = await bench.scan(profiles="far", role=ROLE, accounts=made.members[0])
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert {part.scope.account for part in report.scopes} == {made.members[0]}


async def test_what_a_partition_does_not_offer_is_left_out(home: Home, made: Organization) -> None:
    home.profile("gov", region="us-gov-west-1", aws_access_key_id="test", aws_secret_access_key="test")
    queues, wide = (service(of, Unattended(), profiles="gov") for of in (Sqs, GlobalAccelerator))
    kinds = [kind.kind for kind in wide.kinds]
    found = await find_parts({wide: kinds, queues: [QUEUES]}, Selection(("aws",)), ScanSettings())
    assert {(part.scope.region, part.kind.kind) for part in found.parts} == {
        ("us-gov-east-1", QUEUES),
        ("us-gov-west-1", QUEUES),
    }
    assert found.unlisted == []
    with pytest.raises(UsageError, match="offered in no region"):
        await find_parts({wide: kinds}, Selection(("aws",)), ScanSettings())


def process(home: Home, lifetime: timedelta) -> Path:
    """A profile whose keys come from a program, which counts how often it is asked."""
    program, count = home.folder / "keys.py", home.folder / "count"
    ends = (CLOCK.now().astimezone(UTC) + lifetime).isoformat()
    keys = {"Version": 1, "AccessKeyId": "test", "SecretAccessKey": "test", "SessionToken": "t", "Expiration": ends}
    program.write_text(f"print({json.dumps(keys)!r})\nopen({str(count)!r}, 'a').write('x')")
    home.profile("process", credential_process=f"{sys.executable} {program}")
    return count


async def test_keys_of_a_program_are_renewed(bench: Bench, home: Home, made: Organization) -> None:
    count = process(home, timedelta(minutes=5))
    assert (await bench.scan(QUEUES, "aws.sns", profiles="process")).status is ScanStatus.COMPLETE
    assert len(count.read_text()) > 2


async def test_a_program_that_gives_old_keys_is_told(bench: Bench, home: Home, made: Organization) -> None:
    process(home, timedelta(minutes=-5))
    (refused,) = failed(await bench.scan(profiles="process"))
    assert "expired" in refused.reason
    assert "credential_process" in refused.hint


async def test_a_role_that_runs_out_is_assumed_again(bench: Bench, home: Home, made: Organization) -> None:
    made.control("lifetime?seconds=120")
    before = made.control("calls").get("sts AssumeRole", 0)
    report = await bench.scan(QUEUES, "aws.sns", "aws.kms", role=ROLE, accounts=made.members[0])
    assert report.status is ScanStatus.COMPLETE, failed(report)
    assert made.control("calls")["sts AssumeRole"] - before > 2


async def test_keys_that_expire_midway_end_what_is_left_and_mark_nothing_gone(
    bench: Bench, home: Home, made: Organization
) -> None:
    await bench.scan(QUEUES, "aws.sns", role=ROLE, accounts="organization")
    made.client(ACCOUNT, "sqs").create_queue(QueueName="late")
    made.control("fault?service=sqs&kind=expired&after=1")
    report = await bench.scan(QUEUES, "aws.sns", role=ROLE, accounts="organization")
    assert report.removed == 0
    ended = failed(report)
    assert 2 <= len(ended) <= 3
    assert all("expired" in part.reason and part.hint for part in ended), ended
    for account in (ACCOUNT, *made.members):
        assert bench.names(account) >= {"orders", f"of-{account}"}


async def test_a_clock_that_is_wrong_is_told_as_that(bench: Bench, home: Home, made: Organization) -> None:
    made.control("fault?service=sts&kind=RequestTimeTooSkewed")
    (refused,) = failed(await bench.scan())
    assert "clock" in refused.reason
    assert "clock" in refused.hint


async def test_keys_that_are_wrong_are_told_as_that(bench: Bench, home: Home, made: Organization) -> None:
    made.control("fault?service=sts&kind=wrong")
    (refused,) = failed(await bench.scan(profiles="default"))
    assert "not accepted" in refused.reason
